// What a person does on the page becomes calls of the control API.

import { call, loadFile } from "./api.js";

// Return the fields of a form as the object that the API takes: "form.State" is a key in "form",
// and an option may have the value of another field.
function read(form) {
  const given = {};
  for (const field of form.elements) {
    if (!field.name || field.value === "") continue;
    const value = field.dataset.type === "number" ? Number(field.value) : field.value;
    const [first, second] = field.name.split(".");
    if (field.dataset.pairs) given[field.dataset.pairs] = field.selectedOptions[0].dataset[field.dataset.pairs];
    if (second) (given[first] ??= {})[second] = value;
    else given[first] = value;
  }
  return given;
}

function apiPath(session, rest) {
  return `/ringback/sessions/${encodeURIComponent(session)}/${rest}`;
}

async function perform(form, action, say) {
  const error = form.querySelector(".error");
  const button = form.querySelector("button:not([type=button])");
  if (error) error.textContent = "";
  say("");
  if (button) button.disabled = true;
  try {
    say(await action());
    return true;
  } catch (problem) {
    if (error) error.textContent = problem.message.replace(/^ringback: /, "");
    else say(problem.message);
    return false;
  } finally {
    if (button) button.disabled = false;
  }
}

async function submit(form, session, say) {
  const done = await perform(form, async () => {
    if ("addFault" in form.dataset) return addFault(session, read(form));
    const reply = await call(form.dataset.api, apiPath(session, form.dataset.path), read(form));
    if (reply && reply.routed === false) throw new Error(reply.reason || "No conversation has it.");
    return form.dataset.done;
  }, say);
  const cleared = done && form.dataset.clear;
  if (cleared) form.elements[cleared].value = "";
  if (done) (form.elements[cleared] ?? form.querySelector("button"))?.focus();
}

async function addFault(session, rule) {
  await call("POST", apiPath(session, "faults"), rule);
  return "The rule is on.";
}

async function removeFault(session, index) {
  const path = apiPath(session, "faults");
  const rules = await call("GET", path);
  rules.splice(index, 1);
  await call("PUT", path, rules);
  return "The rule is removed.";
}

// Browsers give the clipboard only to pages of this machine or of HTTPS: elsewhere what is to be
// copied is selected, and the browser's own command copies it.
async function copy(id, say) {
  const source = document.getElementById(id);
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(source.textContent);
    say("Copied.");
    return;
  }
  getSelection().selectAllChildren(source);
  say(document.execCommand("copy") ? "Copied." : "It is selected; copy it with the keyboard.");
}

// A link alone would not send the token.
async function download(path, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await loadFile(path));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
  return `${name} is downloaded.`;
}

// Listen to the forms and buttons of all views; `refreshed` is called after a change.
export function listen(main, getSession, say, refreshed) {
  main.addEventListener("submit", async (event) => {
    const form = event.target;
    event.preventDefault();
    if ("filter" in form.dataset) {
      const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
      location.hash = `${form.dataset.filter}?${query}`;
    } else if ("api" in form.dataset || "addFault" in form.dataset) {
      await submit(form, getSession(), say);
      refreshed();
    }
  });
  main.addEventListener("change", (event) => {
    if (event.target.matches("[data-filter] select")) event.target.form.requestSubmit();
  });
  main.addEventListener("click", async (event) => {
    const button = event.target.closest("button[type=button]");
    if (!button) return;
    if ("copy" in button.dataset) {
      await copy(button.dataset.copy, say).catch((problem) => say(`Not copied: ${problem.message}`));
    } else if ("download" in button.dataset) {
      const path = apiPath(getSession(), button.dataset.download);
      await perform(button, () => download(path, button.dataset.name), say);
    } else if ("removeFault" in button.dataset) {
      await perform(button, () => removeFault(getSession(), Number(button.dataset.removeFault)), say);
      refreshed();
    } else if ("call" in button.dataset) {
      await perform(button, async () => {
        await call(button.dataset.call, apiPath(getSession(), button.dataset.path), {});
        return button.dataset.done;
      }, say);
      refreshed();
    }
  });
}
