// Makes Node's `https` and `fetch` use the proxy of the environment, where they do not do so
// themselves. With NODE_USE_ENV_PROXY=1 Node does so from 22.21 and 24.5 on (fetch: 24.0), but only
// for its global agent, not for agents that the program creates.
// Loaded by NODE_OPTIONS=--require into any program, so it must never fail.
"use strict";

const [major, minor] = process.versions.node.split(".").map(Number);
const fetchUsesProxy = major >= 24 || (major === 22 && minor >= 21);

// Whether Node itself sends an agent's requests through the proxy.
const isProxiedByNode = (agent) => Object.getOwnPropertySymbols(agent)
  .some((symbol) => symbol.description === "kProxyConfig" && agent[symbol]);

const variable = (name) => process.env[name] || process.env[name.toUpperCase()] || "";

// NO_PROXY: a name includes its subdomains, `*` is every host, a port limits an entry to that port.
function isExempt(host, port) {
  const name = host.toLowerCase().replace(/^\[|\]$/g, "");
  return variable("no_proxy").toLowerCase().split(/[\s,]+/).filter(Boolean).some((entry) => {
    if (entry === "*") return true;
    const [, pattern, only] = /^(.*?)(?::(\d+))?$/.exec(/:.*:/.test(entry) ? `${entry}:` : entry);
    if (only && only !== String(port)) return false;
    const suffix = pattern.replace(/^\*/, "").replace(/^\./, "").replace(/:$/, "");
    return name === suffix || name.endsWith(`.${suffix}`);
  });
}

function proxyFor(host, port) {
  const url = variable("https_proxy");
  return url && !isExempt(host, port) ? new URL(url) : null;
}

// Opens a tunnel through the proxy, and TLS inside. Calls back once, with an error or a socket.
function connectThrough(proxy, options, callback) {
  const http = require("http");
  const tls = require("tls");
  const host = options.host || options.hostname;
  const bare = host.replace(/^\[|\]$/g, "");
  const authority = `${bare.includes(":") ? `[${bare}]` : bare}:${options.port || 443}`;
  const headers = { Host: authority };
  if (proxy.username) {
    const pair = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
    headers["Proxy-Authorization"] = `Basic ${Buffer.from(pair).toString("base64")}`;
  }
  const request = http.request({
    host: proxy.hostname.replace(/^\[|\]$/g, ""), port: proxy.port || 80,
    method: "CONNECT", path: authority, headers, agent: false,
  });
  request.once("error", callback);
  request.once("connect", (response, socket) => {
    request.removeListener("error", callback);
    if (response.statusCode !== 200) {
      socket.destroy();
      callback(new Error(`the proxy refused a tunnel to ${authority}: ${response.statusCode}`));
      return;
    }
    const { path, lookup, localAddress, ...rest } = options;
    const servername = options.servername || (require("net").isIP(bare) ? "" : bare);
    callback(null, tls.connect({ ...rest, host: bare, socket, servername }));
  });
  request.end();
}

function patchHttps() {
  const https = require("https");
  const original = https.Agent.prototype.createConnection;
  https.Agent.prototype.createConnection = function createConnection(...given) {
    const [options, callback] = given;
    const host = options && (options.host || options.hostname);
    const proxy = host && !options.socket && !options.socketPath && !isProxiedByNode(this)
      && typeof callback === "function" && proxyFor(host, options.port || 443);
    if (!proxy) return original.apply(this, given);
    connectThrough(proxy, options, callback);
    return undefined;
  };
}

function patchFetch() {
  if (typeof globalThis.fetch !== "function") return;
  const key = Symbol.for("undici.globalDispatcher.1");
  const original = globalThis.fetch;
  let patched = false;
  const patch = () => {
    patched = true;
    const direct = globalThis[key];
    // Only Node's own dispatcher; one that the program has set is left alone.
    if (!direct || direct.constructor.name !== "Agent") return;
    const Agent = direct.constructor;
    const tunnelled = new Agent({
      connect: (options, callback) => connectThrough(proxyFor(options.hostname, options.port), {
        ...options, host: options.hostname, ALPNProtocols: ["http/1.1"],
      }, callback),
    });
    // Every dispatcher is an Agent, and fetch calls nothing but its `dispatch`.
    const dispatch = direct.dispatch.bind(direct);
    direct.dispatch = (options, handler) => {
      const { protocol, hostname, port } = new URL(options.origin);
      const isProxied = protocol === "https:" && proxyFor(hostname, port || 443);
      return isProxied ? tunnelled.dispatch(options, handler) : dispatch(options, handler);
    };
  };
  // undici creates its dispatcher at the first use of fetch.
  globalThis.fetch = function fetch(...given) {
    if (!patched) {
      original("data:,").catch(() => {});
      patch();
    }
    return original.apply(this, given);
  };
}

try {
  patchHttps();
  if (!fetchUsesProxy) patchFetch();
} catch (error) {
  process.emitWarning(`ringback: Node's clients may ignore the proxy (${error.message})`);
}
