// A help desk on Twilio's own Node library; knows nothing of Ringback.
// The same as desk.py: it prints the SID of the conversation once it serves.

const http = require("node:http");
const twilio = require("twilio");

const { TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN } = process.env;
const { conversations, configuration } = twilio(TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN).conversations.v1;

async function take(form) {
  const conversation = conversations(form.ConversationSid);
  if (form.EventType === "onMessageAdded" && form.Source === "SMS") {
    await conversation.messages.create({ author: "desk", body: `We have read: ${form.Body}` });
  }
  if (form.EventType === "onDeliveryUpdated" && form.Status === "failed") {
    await conversation.update({ friendlyName: `failed with ${form.ErrorCode}` });
  }
}

const server = http.createServer((request, response) => {
  let body = "";
  request.setEncoding("utf8");
  request.on("data", (piece) => (body += piece));
  request.on("end", async () => {
    const form = Object.fromEntries(new URLSearchParams(body));
    const url = `http://${request.headers.host}${request.url}`;
    const signature = request.headers["x-twilio-signature"] ?? "";
    if (!twilio.validateRequest(TWILIO_AUTH_TOKEN, signature, url, form)) {
      response.writeHead(403).end();
      return;
    }
    await take(form);
    response.writeHead(204).end();
  });
});

server.listen(0, "127.0.0.1", async () => {
  await configuration.webhooks().update({
    postWebhookUrl: `http://127.0.0.1:${server.address().port}/hook?desk=7`,
    filters: ["onMessageAdded", "onDeliveryUpdated", "onConversationStateUpdated"],
    method: "POST",
  });
  const opened = await conversations.create({ friendlyName: "desk", "timers.closed": "PT10M" });
  await conversations(opened.sid).participants.create({
    "messagingBinding.address": "+15550001111",
    "messagingBinding.proxyAddress": "+15550002222",
  });
  console.log(opened.sid);
});
