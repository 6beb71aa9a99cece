// Requests to the proxy that has served this page. The token comes in the fragment of the address,
// and stays in this tab.

const KEY = "ringback-token";

export class Refused extends Error {}

export function takeToken() {
  const given = /^#token=([^&]+)$/.exec(location.hash);
  if (given) {
    setToken(decodeURIComponent(given[1]));
    history.replaceState(null, "", location.pathname + "#/");
  }
  return sessionStorage.getItem(KEY);
}

export function setToken(token) {
  sessionStorage.setItem(KEY, token);
}

export function hasToken() {
  return Boolean(sessionStorage.getItem(KEY));
}

function send(path, options = {}) {
  const headers = { Authorization: `Bearer ${sessionStorage.getItem(KEY)}`, ...options.headers };
  return fetch(path, { cache: "no-store", ...options, headers });
}

// Return a view as HTML. Raise Refused without the right token.
export async function loadView(path, signal) {
  const response = await send(path, { signal });
  if (response.status === 401) throw new Refused();
  if (response.headers.get("Content-Type")?.startsWith("text/html")) return response.text();
  throw new Error((await response.json()).message);
}

// Call the control API. Raise an error with its message where it refuses.
export async function call(method, path, body) {
  const response = await send(path, {
    method,
    headers: body === undefined ? {} : { "Content-Type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const document = await response.json();
  if (!response.ok) throw new Error(document.message);
  if (document && document.status >= 400 && document.body) throw new Error(document.body.message);
  return document;
}

// Return what a path has, as a file. Raise an error with the message of the API where it refuses.
export async function loadFile(path) {
  const response = await send(path);
  if (!response.ok) throw new Error((await response.json()).message);
  return response.blob();
}

// Call `onChange` with the name and the data of each event of a stream until `signal` ends it.
export async function follow(path, signal, onChange) {
  const response = await send(path, { signal });
  if (response.status === 401) throw new Refused();
  if (!response.ok) throw new Error(`status ${response.status}`);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    text += value;
    const events = text.split("\n\n");
    text = events.pop();
    for (const one of events) {
      const event = /^event: (.*)\ndata: (.*)$/.exec(one);
      if (event) onChange(event[1], JSON.parse(event[2]));
    }
  }
}
