// Keeps a view up to date: replaces the parts that change, and adds rows to a table.

import { loadView } from "./api.js";

const MOST_ROWS = 500;
const FOCUSABLE = "a[href], button, [tabindex]";

function parse(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}

// Change the items of a list that differ, so that a screen reader reads only those.
function mergeItems(list, fresh) {
  const kept = new Set([...fresh.children].map((one) => one.id));
  for (const one of [...list.children]) if (!kept.has(one.id)) one.remove();
  [...fresh.children].forEach((one, place) => {
    const present = list.children[place];
    if (present?.isEqualNode(one)) return;
    if (present?.id === one.id) present.replaceWith(one.cloneNode(true));
    else list.insertBefore(one.cloneNode(true), present ?? null);
  });
}

// Put the focus back where it was in a part: on the same link, or on what is at the same place.
function restoreFocus(main, part, place, link) {
  const found = part.querySelectorAll(FOCUSABLE);
  const same = link && part.querySelector(`[href="${CSS.escape(link)}"]`);
  (same ?? found[Math.min(place, found.length - 1)] ?? main.querySelector("h1"))?.focus();
}

// Replace each part that has changed; the focus stays where it was, and so does what was typed.
function replaceParts(main, fresh) {
  for (const one of main.querySelectorAll("[data-optional]")) {
    const update = fresh.querySelector(`[data-optional="${one.dataset.optional}"]`);
    if (update) one.hidden = update.hidden;
  }
  for (const part of main.querySelectorAll("[data-live]")) {
    const update = fresh.querySelector(`[data-live="${part.dataset.live}"]`);
    if (!update || part.innerHTML === update.innerHTML) continue;
    const place = [...part.querySelectorAll(FOCUSABLE)].indexOf(document.activeElement);
    const link = place < 0 ? null : document.activeElement.getAttribute("href");
    const isLog = part.getAttribute("role") === "log";
    const wasAtEnd = part.scrollHeight - part.scrollTop - part.clientHeight < 40;
    // The first option is the newest message: only another one was chosen by a person.
    const chosen = part.selectedIndex > 0 ? part.value : undefined;
    if (isLog) mergeItems(part.firstElementChild, update.firstElementChild);
    else part.innerHTML = update.innerHTML;
    if (chosen !== undefined && [...part.options].some((one) => one.value === chosen)) {
      part.value = chosen;
    }
    if (isLog && wasAtEnd) part.scrollTop = part.scrollHeight;
    if (place >= 0 && !isLog) restoreFocus(main, part, place, link);
  }
}

// Add the rows of new exchanges, and show how many there are now.
async function addRows(main, body, signal) {
  const update = parse(await loadView(`${body.dataset.rows}&after=${body.dataset.last}`, signal));
  const added = update.querySelector("tbody");
  body.dataset.last = added.dataset.last;
  body.prepend(...added.rows);
  if (body.rows.length > MOST_ROWS) dropRows(main, body);
  replaceParts(main, update);
}

// Keep the table short: what is dropped is one link away.
function dropRows(main, body) {
  while (body.rows.length > MOST_ROWS || !body.lastElementChild.dataset.number) {
    body.lastElementChild.remove();
  }
  const older = main.querySelector("[data-older]");
  older.href = older.dataset.older + body.lastElementChild.dataset.number;
  older.hidden = false;
}

// Replace all rows: the exchanges that they show are not kept any more, as after a reset.
function replaceRows(body, fresh) {
  const update = fresh.querySelector("[data-rows]");
  body.replaceChildren(...update.children);
  body.dataset.last = update.dataset.last;
}

// Whether the exchanges of all rows are gone: forgotten, or of a session that has begun anew before
// the stream of changes. Later numbers may be older than rows that were loaded meanwhile.
function areGone(body, { last, forgotten, isFirst }) {
  const first = Number(body.rows[0]?.dataset.number);
  return forgotten >= first || (isFirst && last < first);
}

// Load what has changed; `newest` has the numbers that the stream of changes sends.
export async function refresh(main, path, newest, signal) {
  const body = main.querySelector("[data-rows]");
  if (body && !areGone(body, newest)) {
    await addRows(main, body, signal);
  } else if (main.querySelector("[data-live]")) {
    const fresh = parse(await loadView(path, signal));
    if (body) replaceRows(body, fresh);
    replaceParts(main, fresh);
  }
}

// Show the sessions in the choice of them; `chosen` may have ended.
export function listSessions(select, listed, chosen) {
  const present = new Map([...select.options].map((one) => [one.value, one]));
  const options = listed.map(([name, mode, total]) => {
    const option = present.get(name) ?? new Option("", name);
    const label = `${name} (${mode}, ${total})`;
    if (option.textContent !== label) option.textContent = label;
    return option;
  });
  const isSame = options.length === select.options.length && options.every((one) => one.isConnected);
  if (!isSame) select.replaceChildren(...options);
  if (select.value !== chosen) select.value = chosen;
  select.disabled = false;
}

// Show how long timers still have, and what a running clock shows.
export function tick(main) {
  const clock = main.querySelector("[data-clock]");
  if (!clock) return;
  const read = Date.parse(clock.dateTime);
  clock.dataset.seen ??= `${clock.dateTime} ${Date.now()}`;
  if (!clock.dataset.seen.startsWith(clock.dateTime)) clock.dataset.seen = `${clock.dateTime} ${Date.now()}`;
  const elapsed = "frozen" in clock.dataset ? 0 : Date.now() - Number(clock.dataset.seen.split(" ")[1]);
  const now = read + elapsed;
  clock.textContent = new Date(now).toISOString().slice(0, 19).replace("T", " ");
  for (const due of main.querySelectorAll("[data-due]")) {
    const left = Date.parse(due.dateTime) - now;
    due.textContent = left > 0 ? `in ${describe(left)}` : "now";
  }
}

function describe(milliseconds) {
  const seconds = Math.floor(milliseconds / 1000);
  const units = [[86400, "d"], [3600, "h"], [60, "min"], [1, "s"]];
  const parts = [];
  let rest = seconds;
  for (const [size, name] of units) {
    if (rest >= size) parts.push(`${Math.floor(rest / size)} ${name}`);
    rest %= size;
  }
  return parts.slice(0, 2).join(" ") || "0 s";
}
