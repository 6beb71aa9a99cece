// Shows the view that the fragment of the address names: #/SESSION/VIEW...

import { Refused, follow, loadView, setToken, takeToken } from "./api.js";
import { listen } from "./forms.js";
import { refresh, tick } from "./live.js";

const VIEWS = ["traffic", "conversations", "webhooks", "cassettes", "faults"];
const PARTS = { exchanges: "traffic", recordings: "cassettes", deliveries: "webhooks" };
const RETRY = 2000;

const main = document.getElementById("main");
const sessions = document.getElementById("session");
const status = document.getElementById("status");
let shown = null; // the path of the view, and what ends its updates

function say(text) {
  status.textContent = text ?? "";
}

function readRoute() {
  const [path, query] = location.hash.replace(/^#\/?/, "").split("?");
  const [session = "", view = "", ...rest] = path.split("/");
  return {
    session: decodeURIComponent(session || "default"),
    view: view || "traffic",
    rest,
    query: query ? `?${query}` : "",
  };
}

function viewPath({ session, view, rest, query }) {
  const parts = [encodeURIComponent(session), view, ...rest];
  return `/page/sessions/${parts.join("/")}${query}`;
}

function showTemplate(id) {
  main.replaceChildren(document.getElementById(id).content.cloneNode(true));
  main.querySelector("h1").focus();
}

function showNavigation({ session, view }) {
  const current = PARTS[view] ?? view;
  const links = VIEWS.map((name) => {
    const link = document.createElement("a");
    link.href = `#/${encodeURIComponent(session)}/${name}`;
    link.textContent = name[0].toUpperCase() + name.slice(1);
    if (name === current) link.setAttribute("aria-current", "page");
    return link;
  });
  document.getElementById("views").replaceChildren(...links);
}

async function showSessions(session) {
  sessions.innerHTML = await loadView("/page/sessions");
  sessions.value = session;
  sessions.disabled = false;
}

async function open() {
  shown?.controller.abort();
  const route = readRoute();
  const controller = new AbortController();
  shown = { path: viewPath(route), session: route.session, controller };
  showNavigation(route);
  try {
    const html = await loadView(shown.path, controller.signal);
    if (controller.signal.aborted) return;
    main.innerHTML = html;
    const title = main.querySelector("h1");
    document.title = `${title?.textContent ?? "Ringback"} · Ringback`;
    // A person who types into the filter goes on typing.
    if (!main.contains(document.activeElement) && document.activeElement !== sessions) title?.focus();
    const log = main.querySelector("[role=log]");
    if (log) log.scrollTop = log.scrollHeight;
    tick(main);
    await showSessions(route.session);
    keepUpToDate(route, controller.signal);
  } catch (problem) {
    handle(problem, controller.signal);
  }
}

// Load again what has changed, one load at a time.
async function keepUpToDate({ session }, signal) {
  const path = `/page/sessions/${encodeURIComponent(session)}/changes`;
  let loading = false;
  let again = false;
  const load = async () => {
    again = true;
    if (loading) return;
    loading = true;
    try {
      while (again && !signal.aborted) {
        again = false;
        await refresh(main, shown.path, signal);
        tick(main);
      }
    } catch (problem) {
      handle(problem, signal);
    } finally {
      loading = false;
    }
  };
  shown.load = load;
  try {
    await follow(path, signal, (event) => (event === "ended" ? say("The session has ended.") : load()));
    handle(new Error("the stream has ended"), signal);
  } catch (problem) {
    handle(problem, signal);
  }
}

function handle(problem, signal) {
  if (signal.aborted) return;
  shown.controller.abort();
  if (problem instanceof Refused) {
    showTemplate("no-token");
    return;
  }
  if (problem instanceof TypeError || problem.message === "the stream has ended") {
    showTemplate("no-answer");
    setTimeout(open, RETRY);
    return;
  }
  main.innerHTML = '<h1 tabindex="-1">It cannot be shown</h1><p></p>';
  main.querySelector("p").textContent = problem.message.replace(/^ringback: /, "");
  main.querySelector("h1").focus();
}

sessions.addEventListener("change", () => {
  const { view } = readRoute();
  location.hash = `#/${encodeURIComponent(sessions.value)}/${PARTS[view] ?? view}`;
});
document.getElementById("skip").addEventListener("click", (event) => {
  event.preventDefault();
  main.focus();
});
main.addEventListener("submit", (event) => {
  if (event.target.id !== "token-form") return;
  event.preventDefault();
  setToken(event.target.elements.token.value.trim());
  open();
});
listen(main, () => shown.session, say, () => shown.load?.());
addEventListener("hashchange", () => {
  takeToken();
  say("");
  open();
});
setInterval(() => tick(main), 1000);
takeToken();
open();
