// Makes Node's `https` and `fetch` use the proxy of the environment, where they do not do so
// themselves. With NODE_USE_ENV_PROXY=1 Node does so from 22.21 and 24.5 on (fetch: 24.0), but only
// for its global agent, not for agents that the program creates. Other clients are led to the proxy
// where they call Twilio, since none of them can do without `tls.connect`.
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

const { appendFileSync } = require("fs");
const reported = new Set();

// Reports a host of Twilio's that is reached past the proxy to the Ringback around the program.
function reportBypass(host) {
  try {
    const file = process.env.RINGBACK_BYPASS_FILE;
    const name = String(host || "").toLowerCase().replace(/\.$/, "");
    if (!file || !isTwilio(name) || reported.has(name)) return;
    reported.add(name);
    appendFileSync(file, `node\t${process.pid}\t${name}\n`, { mode: 0o600 });
  } catch { /* the program's own call must not fail */ }
}

const isTwilio = (host) => /\.twilio\.com\.?$/i.test(host);

function proxyFor(host, port) {
  const url = variable("https_proxy");
  return url && !isExempt(host, port) ? new URL(url) : null;
}

// Opens a tunnel through the proxy. Calls back once, with an error or a socket.
// Not with `http.request`: what intercepts that in the program (nock, MSW, Polly) fails at CONNECT.
function requestTunnel(proxy, bare, port, callback) {
  const authority = `${bare.includes(":") ? `[${bare}]` : bare}:${port}`;
  const lines = [`CONNECT ${authority} HTTP/1.1`, `Host: ${authority}`];
  if (proxy.username) {
    const pair = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
    lines.push(`Proxy-Authorization: Basic ${Buffer.from(pair).toString("base64")}`);
  }
  const host = proxy.hostname.replace(/^\[|\]$/g, "");
  const socket = require("net").connect({ host, port: proxy.port || 80 });
  let reply = Buffer.alloc(0);
  const finish = (error) => {
    for (const name of ["data", "end", "error"]) socket.removeAllListeners(name);
    if (!error) { callback(null, socket); return; }
    socket.on("error", () => {});
    socket.destroy();
    callback(error);
  };
  const refuse = (reason) => finish(
    new Error(`the proxy refused a tunnel to ${authority}: ${reason}`),
  );
  socket.once("error", finish);
  socket.once("end", () => refuse("it closed the connection"));
  socket.on("data", (chunk) => {
    reply = Buffer.concat([reply, chunk]);
    const end = reply.indexOf("\r\n\r\n");
    if (end < 0) { if (reply.length > 65536) refuse("its reply is too long"); return; }
    const status = reply.toString("latin1", 0, end).split(" ")[1];
    if (status !== "200") { refuse(status); return; }
    // As Node does with the socket of a CONNECT: whoever gets it starts to read.
    socket.readableFlowing = null;
    if (reply.length > end + 4) socket.unshift(reply.subarray(end + 4));
    finish(null);
  });
  socket.write([...lines, "", ""].join("\r\n"));
}

// The same, with TLS inside.
function connectThrough(proxy, options, callback) {
  const bare = (options.host || options.hostname).replace(/^\[|\]$/g, "");
  requestTunnel(proxy, bare, options.port || 443, (error, socket) => {
    if (error) { callback(error); return; }
    const { path, lookup, localAddress, ...rest } = options;
    const servername = options.servername || (require("net").isIP(bare) ? "" : bare);
    callback(null, require("tls").connect({ ...rest, host: bare, socket, servername }));
  });
}

function patchHttps() {
  const https = require("https");
  const original = https.Agent.prototype.createConnection;
  https.Agent.prototype.createConnection = function createConnection(...given) {
    const [options, callback] = given;
    const host = options && (options.host || options.hostname);
    // Twilio's hosts are led by `tls.connect`, which returns a socket at once: nock and MSW need it.
    const proxy = host && !isTwilio(host) && !options.socket && !options.socketPath
      && !isProxiedByNode(this)
      && typeof callback === "function" && proxyFor(host, options.port || 443);
    // An interceptor calls this for agents that are not of `https`, such as axios's own.
    if (!proxy && host && isTwilio(host) && typeof this._getSession !== "function") {
      return require("tls").connect(options);
    }
    if (!proxy) return original.apply(this, given);
    connectThrough(proxy, options, callback);
    return undefined;
  };
}

// A stream that is connected to a host through the proxy; what is written meanwhile waits.
function openTunnel(proxy, host, port) {
  const { Duplex } = require("stream");
  let connected = null;
  let waiting = null;
  let referenced = true;
  const open = (socket) => {
    connected = socket;
    if (!referenced) socket.unref();
    socket.on("data", (chunk) => { if (!stream.push(chunk)) socket.pause(); });
    socket.on("end", () => stream.push(null));
    socket.on("error", (error) => stream.destroy(error));
    socket.on("close", () => stream.destroy());
    if (waiting) waiting();
  };
  const stream = new Duplex({
    read() { if (connected) connected.resume(); },
    write(chunk, encoding, callback) {
      const write = () => connected.write(chunk, encoding, callback);
      if (connected) write(); else waiting = write;
    },
    final(callback) { if (connected) connected.end(callback); else callback(); },
    destroy(error, callback) { if (connected) connected.destroy(); callback(error); },
  });
  // A program ends while a connection is kept alive, but only if its client can unref the socket.
  stream.reference = (wanted) => {
    referenced = wanted;
    if (connected) connected[wanted ? "ref" : "unref"]();
  };
  requestTunnel(proxy, host, port, (error, socket) => {
    if (stream.destroyed) { if (socket) socket.destroy(); return; }
    if (error) stream.destroy(error); else open(socket);
  });
  return stream;
}

// Leads to the proxy every other client of Twilio: npm's undici with any dispatcher, http2, got.
function patchTls() {
  const tls = require("tls");
  const net = require("net");
  if (typeof net._normalizeArgs !== "function") return;
  const original = tls.connect;
  tls.connect = function connect(...given) {
    const [options, callback] = net._normalizeArgs(given);
    if (given[1] !== null && typeof given[1] === "object") Object.assign(options, given[1]);
    if (given[2] !== null && typeof given[2] === "object") Object.assign(options, given[2]);
    const host = String(options.host || "").toLowerCase().replace(/\.$/, "");
    const proxy = isTwilio(host) && !options.socket && !options.path
      && proxyFor(host, options.port || 443);
    if (!proxy) {
      // A client that has looked the name up itself connects to an address.
      if (!options.socket) reportBypass(options.servername);
      return original.apply(this, given);
    }
    const { lookup, path, ...rest } = options;
    const tunnel = openTunnel(proxy, host, options.port || 443);
    const secure = original.call(
      this, { servername: host, ...rest, socket: tunnel }, callback || undefined,
    );
    secure.ref = () => { tunnel.reference(true); return secure; };
    secure.unref = () => { tunnel.reference(false); return secure; };
    return secure;
  };
}

// What is led never connects to a host of Twilio's: the proxy does.
function watchSockets() {
  const { Socket } = require("net");
  const original = Socket.prototype.connect;
  Socket.prototype.connect = function connect(...given) {
    const [first, second] = Array.isArray(given[0]) ? given[0] : given;
    reportBypass(first !== null && typeof first === "object" ? first.host : second);
    return original.apply(this, given);
  };
}

// A Worker with an environment of its own gets the variables that lead it to the proxy.
function patchWorker() {
  const threads = require("worker_threads");
  const names = ["NODE_OPTIONS", "NODE_USE_ENV_PROXY", "RINGBACK_BYPASS_FILE",
    ...["https_proxy", "http_proxy", "no_proxy"].flatMap((name) => [name, name.toUpperCase()])];
  threads.Worker = class Worker extends threads.Worker {
    constructor(filename, options) {
      const own = options && options.env;
      if (!own || typeof own !== "object") { super(filename, options); return; }
      const led = names.filter((name) => name in process.env)
        .map((name) => [name, process.env[name]]);
      super(filename, { ...options, env: { ...Object.fromEntries(led), ...own } });
    }
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
  patchTls();
  watchSockets();
  patchWorker();
} catch (error) {
  process.emitWarning(`ringback: Node's clients may ignore the proxy (${error.message})`);
}
