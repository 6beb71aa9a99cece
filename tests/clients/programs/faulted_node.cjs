// Meets each fault with Twilio's library for Node; prints what became of each request.
// Its arguments are `FAULT:SECONDS`, the time-out of the client. It orders the faults itself.
const http = require("http");
const twilio = require("twilio");

const { TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, RINGBACK_CONTROL_URL, RINGBACK_CONTROL_TOKEN } = process.env;
const CLIENTS = { "twilio-node": {}, "twilio-node autoRetry": { autoRetry: true, maxRetries: 3 } };

const order = (fault) => new Promise((resolve, reject) => {
  const headers = { Authorization: `Bearer ${RINGBACK_CONTROL_TOKEN}`, "Content-Type": "application/json" };
  const url = `${RINGBACK_CONTROL_URL}/sessions/default/faults`;
  const request = http.request(url, { method: "PUT", headers, agent: false }, (reply) => {
    reply.resume();
    reply.on("end", resolve);
  });
  request.on("error", reject);
  request.end(JSON.stringify([`${fault},times=1`]));
});

async function meet(options, method, fault, seconds) {
  await order(fault);
  const timeout = seconds * 1000;
  const client = twilio(TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, { ...options, timeout });
  try {
    if (method === "POST") await client.conversations.v1.conversations.create({ friendlyName: "Printer" });
    else await client.conversations.v1.conversations.list({ limit: 1 });
    return method === "POST" ? "201" : "200";
  } catch (error) {
    const name = error.constructor.name;
    return `${name} ${name === "RestException" ? error.status : error.code}`;
  }
}

(async () => {
  const found = {};
  for (const [client, options] of Object.entries(CLIENTS)) {
    found[client] = {};
    for (const argument of process.argv.slice(2)) {
      const cut = argument.lastIndexOf(":");
      const [fault, seconds] = [argument.slice(0, cut), Number(argument.slice(cut + 1))];
      const of = {};
      for (const method of ["POST", "GET"]) of[method] = await meet(options, method, fault, seconds);
      found[client][fault] = of;
    }
  }
  console.log(JSON.stringify(found));
  process.exit(0);
})();
