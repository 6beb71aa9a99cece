// A conversation's whole story through Twilio's own Node library; knows nothing of Ringback.
// Prints one line of JSON with what the library made of the replies.

const assert = require("node:assert");
const twilio = require("twilio");

const { TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN } = process.env;
const client = twilio(TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN);

async function story() {
  const conversations = client.conversations.v1.conversations;
  const made = await conversations.create({ uniqueName: "story", friendlyName: "Größe" });
  // A fresh instance of twilio-node 6.2 does not know its own SID, so contexts are asked instead.
  const conversation = conversations(made.sid);
  const alice = await conversation.participants.create({ identity: "alice" });
  const phone = await conversation.participants.create({
    "messagingBinding.address": "+15550000001",
    "messagingBinding.proxyAddress": "+15559999999",
  });
  for (let number = 0; number < 5; number += 1) {
    await conversation.messages.create({ author: "alice", body: `message ${number}` });
  }
  const messages = await conversations("story").messages.list({ pageSize: 2 });
  const updated = await conversations("story").update({ friendlyName: "renamed" });
  const closed = await conversation.update({ state: "closed" });

  await assert.rejects(conversation.messages.create({ body: "too late" }), { status: 400, code: 50377 });
  const removed = await conversation.remove();
  await assert.rejects(conversation.fetch(), { status: 404, code: 20404 });

  return {
    account: made.accountSid,
    created: made.dateCreated.toISOString(),
    participants: [alice.identity, phone.messagingBinding],
    messages: messages.map((message) => [message.index, message.body, message.participantSid]),
    alice: alice.sid,
    names: [made.friendlyName, updated.friendlyName],
    state: closed.state,
    removed,
  };
}

story().then((told) => console.log(JSON.stringify(told)));
