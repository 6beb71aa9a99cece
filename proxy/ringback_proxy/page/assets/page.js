// Shows the view that the fragment of the address names: #/SESSION/VIEW...

import { Refused, call, follow, hasToken, loadView, setToken, takeToken } from "./api.js";
import { listen } from "./forms.js";
import { listSessions, refresh, tick } from "./live.js";

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
    session: decode(session || "default"),
    view: view || "traffic",
    rest,
    query: query ? `?${query}` : "",
  };
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a person has typed it, and the proxy says that there is no such session
  }
}

function viewPath({ session, view, rest, query }) {
  const parts = [encodeURIComponent(session), view, ...rest];
  return `/page/sessions/${parts.join("/")}${query}`;
}

// Return whether it was not shown already: another attempt that fails as the last one did disturbs
// nobody.
function showTemplate(id) {
  const { content } = document.getElementById(id);
  if (main.querySelector("h1")?.id === content.querySelector("h1").id) return false;
  main.replaceChildren(content.cloneNode(true));
  main.querySelector("h1").focus();
  return true;
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
  const { sessions: found } = await call("GET", "/ringback/sessions");
  listSessions(sessions, found.map(({ name, mode, exchanges }) => [name, mode, exchanges]), session);
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
  let newest = { isFirst: true };
  const load = async (change) => {
    again = true;
    newest = { ...newest, ...change };
    if (loading) return;
    loading = true;
    try {
      while (again && !signal.aborted) {
        again = false;
        const { isFirst } = newest;
        newest.isFirst = false;
        await refresh(main, shown.path, { ...newest, isFirst }, signal);
        tick(main);
      }
    } catch (problem) {
      // A session may have ended meanwhile, which the stream says: what is shown stays.
      if (problem instanceof Refused || problem instanceof TypeError) handle(problem, signal);
    } finally {
      loading = false;
    }
  };
  shown.load = load;
  try {
    await follow(path, signal, (event, news) => {
      if (event === "sessions") listSessions(sessions, news, session);
      else if (event === "ended") showEnd(session);
      else load(news);
    });
    handle(new Error("the stream has ended"), signal);
  } catch (problem) {
    handle(problem, signal);
  }
}

function handle(problem, signal) {
  if (signal.aborted) return;
  shown.controller.abort();
  if (problem instanceof Refused) {
    const isNew = showTemplate(hasToken() ? "wrong-token" : "no-token");
    main.querySelector(".error").textContent = isNew ? "" : "That is not its token either.";
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
  showSessions(shown.session).catch(() => {}); // another one can be chosen
}

// Show the session of the same name that has begun anew, or leave the last state of the ended one.
async function showEnd(session) {
  shown.controller.abort();
  const { path } = shown;
  try {
    await loadView(path);
  } catch {
    if (shown.path !== path) return;
    say("The session has ended. The page shows its last state.");
    await showSessions(session).catch(() => {});
    return;
  }
  if (shown.path === path) open();
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
