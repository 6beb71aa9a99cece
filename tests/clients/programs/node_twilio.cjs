// Twilio's own client, then axios, which it is built on.
const axios = require("axios");
const twilio = require("twilio");

async function main() {
  const client = twilio(process.env.TWILIO_ACCOUNT_SID, process.env.TWILIO_AUTH_TOKEN);
  const conversation = await client.conversations.v1.conversations.create({ friendlyName: "Ada" });
  const other = await axios.get(process.argv[2], { validateStatus: () => true });
  console.log(201, conversation.sid, other.status);
}

main();
