// Calls every method of Twilio's Node library for Conversations; knows nothing of Ringback.
// Resources and methods are found by introspection. Prints one line of JSON: the methods that there
// are, those that were called, and what went wrong, each by its module, class and name.

const assert = require("node:assert");
const fs = require("node:fs");
const path = require("node:path");
const twilio = require("twilio");

const PACKAGE = path.dirname(require.resolve("twilio/package.json"));
const LIBRARY = path.join(PACKAGE, "lib/rest/conversations/v1");
const WITHOUT_REQUEST = ["constructor", "get", "getInstance", "toJSON"];
const MADE_UP = `XX${"0".repeat(32)}`;

// Parameters of each create, by the name of the resource; {} is a number that was not used before.
const CREATE = {
  AddressConfiguration: { type: "sms", address: "+1555{}" },
  ConversationWithParticipants: { participant: ['{"identity": "alice"}'] },
  Credential: { type: "fcm", secret: "a secret" },
  Message: { body: "Hello", author: "alice" },
  Participant: { identity: "person {}" },
  Role: { friendlyName: "r{}", type: "conversation", permission: ["sendMessage"] },
  Service: { friendlyName: "another" },
  User: { identity: "user {}" },
  Webhook: {
    target: "webhook",
    "configuration.url": "https://example.com",
    "configuration.filters": ["onMessageAdded"],
  },
};
const UPDATE = {
  AddressConfiguration: { friendlyName: "renamed" },
  Configuration: { defaultClosedTimer: "PT10M", reachabilityEnabled: true },
  Conversation: { friendlyName: "renamed" },
  Credential: { friendlyName: "renamed" },
  Message: { body: "changed" },
  Notification: { logEnabled: true },
  Participant: { attributes: '{"a": 1}' },
  Role: { permission: ["sendMessage", "leaveConversation"] },
  User: { friendlyName: "renamed" },
  UserConversation: { notificationLevel: "muted" },
  Webhook: {
    "configuration.url": "https://example.com/changed",
    postWebhookUrl: "https://example.com/changed",
  },
};
const LIST = { ParticipantConversation: { identity: "alice" } };
const TELEPHONE = {
  "messagingBinding.address": "+1555{}",
  "messagingBinding.proxyAddress": "+15559999999",
};

const methods = new Set();
const called = new Set();
const failed = {};
let counter = 1000000;

const number = (key, value) =>
  typeof value === "string" ? value.replace("{}", () => String((counter += 1))) : value;
const fill = (form) => JSON.parse(JSON.stringify(form, number));
const kindOf = (owner) => owner.resource ?? owner.constructor.resource;
const nameOf = (owner, name) => `${owner.library ?? owner.constructor.library}.${name}`;
const note = (owner, name, error) => {
  failed[nameOf(owner, name)] ??= String(error.message ?? error);
};
const variants = (owner, stem) =>
  [stem, `${stem}WithHttpInfo`].filter((name) => typeof owner[name] === "function");

function isMethod(owner, name) {
  const described = Object.getOwnPropertyDescriptor(owner, name);
  const isPublic = !name.startsWith("_") && !WITHOUT_REQUEST.includes(name);
  return isPublic && typeof described.value === "function";
}

// Note the methods of every class of the library, and let each list know its name.
function learn(folder, version) {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) learn(file, version);
    if (!entry.name.endsWith(".js")) continue;
    const module = require(file);
    const place = path.relative(LIBRARY, file).replace(/\.js$/, "").replaceAll("/", ".");
    for (const [name, exported] of Object.entries(module)) {
      const found = /^(\w+?)(ContextImpl|ListInstance|Instance)$/.exec(name);
      if (found?.[2] === "ListInstance") {
        const names = { library: `${place}.${name}`, resource: found[1] };
        const label = (list) => Object.assign(list, names);
        module[name] = (...given) => label(exported(...given));
        noteMethods(label(exported(version, ...Array(5).fill(MADE_UP))));
      } else if (found) {
        Object.assign(exported, { library: `${place}.${name}`, resource: found[1] });
        noteMethods(exported.prototype);
      }
    }
  }
}

function noteMethods(owner) {
  for (const name of Object.getOwnPropertyNames(owner)) {
    if (isMethod(owner, name)) methods.add(nameOf(owner, name));
  }
}

// Return what a method resolves to, without its headers; undefined if it failed.
async function call(owner, name, ...given) {
  called.add(nameOf(owner, name));
  try {
    return open(await owner[name](...given));
  } catch (error) {
    note(owner, name, error);
    return undefined;
  }
}

function open(result) {
  if (result === null || typeof result !== "object" || !("statusCode" in result)) return result;
  assert(result.statusCode >= 200 && result.statusCode < 300);
  return result.body;
}

async function callAll(owner, stem, ...given) {
  const results = [];
  for (const name of variants(owner, stem)) {
    const result = await call(owner, name, ...given.map(fill));
    if (result !== undefined) results.push(result);
  }
  return results;
}

async function walkChildren(owner, root) {
  const holder = typeof owner === "function" ? owner : Object.getPrototypeOf(owner);
  for (const [name, described] of Object.entries(Object.getOwnPropertyDescriptors(holder))) {
    if (described.get && !name.startsWith("_")) await walkList(owner[name], owner, root);
  }
}

async function walkList(list, parent, root) {
  // Somebody outside of the chat, so that messages have receipts.
  if (kindOf(list) === "Message") await parent.participants.create(fill(TELEPHONE));
  let made = await callAll(list, "create", CREATE[kindOf(list)] ?? {});
  if (!list.create && list.get) {
    const found = await make(list, parent, root);
    made = found ? [found] : [];
  }
  await read(list, made);
  if (list.get) await walkRecord(list, parent, root, made[0]);
  await walkChildren(list, root);
}

async function walkRecord(list, parent, root, made) {
  const context = find(list, made);
  const changes = UPDATE[kindOf(list)] ?? {};
  const shown = await callAll(context, "fetch");
  if (shown.length) shown.push(...(await callAll(shown[0], "fetch")));
  for (const other of shown) assert.deepStrictEqual(other.toJSON(), shown[0].toJSON());
  for (const owner of [context, ...shown.slice(0, 1)]) {
    for (const changed of await callAll(owner, "update", changes)) {
      for (const [name, value] of Object.entries(changes)) {
        if (name in changed) assert.deepStrictEqual(changed[name], value);
      }
    }
  }
  const rest = shown.length ? Object.getOwnPropertyNames(Object.getPrototypeOf(shown[0])) : [];
  for (const name of rest.filter((each) => isMethod(Object.getPrototypeOf(shown[0]), each))) {
    // What is left are the lists under an instance.
    if (!/^(fetch|update|remove)/.test(name)) await call(shown[0], name);
  }
  if (made) await walkChildren(context, kindOf(list) === "Service" ? context : root);
  for (const name of variants(context, "remove")) await remove(list, parent, root, name);
}

async function remove(list, parent, root, name) {
  for (const chosen of ["context", "instance"]) {
    const fresh = await make(list, parent, root);
    const context = find(list, fresh);
    const instance = fresh && chosen === "instance" ? await context.fetch() : undefined;
    await call(instance ?? context, name);
    if (fresh) {
      await assert
        .rejects(context.fetch(), { status: 404, code: 20404 })
        .catch((error) => note(context, name, error));
    }
  }
}

// Return a new instance of a list, or one that is there; undefined if there is none.
async function make(list, parent, root) {
  try {
    if (list.create) return await list.create(fill(CREATE[kindOf(list)] ?? {}));
    if (kindOf(list) === "UserConversation") {
      const user = await parent.fetch();
      const joined = await root.conversations.create();
      await root.conversations(joined.sid).participants.create({ identity: user.identity });
      return await list(joined.sid).fetch();
    }
    if (kindOf(list) === "DeliveryReceipt") return (await list.list())[0];
  } catch (error) {
    note(list, "make", error);
  }
  return undefined;
}

async function read(list, made) {
  const filters = LIST[kindOf(list)] ?? {};
  const lists = [];
  for (const name of variants(list, "list")) {
    // A failure in listWithHttpInfo or eachWithHttpInfo of twilio-node 6.3 ends the program.
    if (!failed[nameOf(list, "list")]) lists.push((await call(list, name, fill(filters))) ?? []);
  }
  for (const found of failed[nameOf(list, "list")] ? [] : lists) {
    const sids = found.map((one) => one.sid);
    for (const one of made) assert(sids.includes(one.sid), `${one.sid} is not in the list`);
  }
  for (const name of failed[nameOf(list, "list")] ? [] : variants(list, "each")) {
    called.add(nameOf(list, name));
    await new Promise((resolve) => {
      const done = (error) => resolve(error && note(list, name, error));
      list[name]({ ...filters, callback: () => {}, done });
    });
  }
  for (const page of await callAll(list, "page", { ...filters, pageSize: 1 })) {
    const following = page.nextPageUrl ?? page._payload.meta.first_page_url;
    for (const name of variants(list, "getPage")) await call(list, name, following);
  }
}

// Return the context of an instance; one of a made-up SID if there is none.
function find(list, instance) {
  if (list.get.length === 0) return list.get();
  return list.get(instance?.sid ?? instance?.conversationSid ?? MADE_UP);
}

async function main() {
  const { TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN } = process.env;
  const client = twilio(TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN);
  learn(LIBRARY, client.conversations.v1);
  await walkChildren(client.conversations.v1, client.conversations.v1);
  console.log(JSON.stringify({ methods: [...methods].sort(), called: [...called].sort(), failed }));
}

main();
