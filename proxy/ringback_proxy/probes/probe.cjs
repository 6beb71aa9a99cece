// Creates a conversation with one library. Run by `ringback doctor` with: LIBRARY URL, in the user's
// folder, whose packages it uses. Exit status 113 means that the library is not installed.
"use strict";

const { createRequire } = require("module");
const path = require("path");

const [, , library, url] = process.argv;
const user = "AC00000000000000000000000000000000";
const token = "ringback-doctor";
const body = "FriendlyName=doctor";
const headers = { "Content-Type": "application/x-www-form-urlencoded" };

function load(name) {
  try {
    return createRequire(path.join(process.cwd(), "package.json"))(name);
  } catch (error) {
    if (error.code !== "MODULE_NOT_FOUND") throw error;
    console.error(error.message.split("\n")[0]);
    return process.exit(113);
  }
}

const authorization = `Basic ${Buffer.from(`${user}:${token}`).toString("base64")}`;

const send = {
  https: () => new Promise((resolve, reject) => {
    const options = { method: "POST", auth: `${user}:${token}`, headers };
    const request = require("https").request(url, options, (response) => {
      response.resume();
      response.on("end", resolve);
    });
    request.on("error", reject);
    request.end(body);
  }),
  fetch: () => {
    if (typeof fetch !== "function") process.exit(113);
    return fetch(url, { method: "POST", headers: { ...headers, authorization }, body });
  },
  undici: () => load("undici")
    .request(url, { method: "POST", headers: { ...headers, authorization }, body }),
  http2: () => new Promise((resolve, reject) => {
    const { origin, pathname } = new URL(url);
    const session = require("http2").connect(origin);
    session.on("error", reject);
    const stream = session.request({
      ":method": "POST", ":path": pathname, ...headers, authorization,
    });
    stream.on("error", reject);
    stream.on("end", () => { session.close(); resolve(); });
    stream.resume();
    stream.end(body);
  }),
  axios: () => load("axios").post(url, body, { auth: { username: user, password: token } }),
  // Builds the URL from TWILIO_EDGE and TWILIO_REGION.
  twilio: () => load("twilio")(user, token).conversations.v1.conversations
    .create({ friendlyName: "doctor" }),
};

Promise.resolve().then(send[library]).catch((error) => {
  console.error(error.cause || error.message || error);
  process.exit(1);
});
