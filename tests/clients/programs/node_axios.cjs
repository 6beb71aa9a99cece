// axios.
const axios = require("axios");

async function main() {
  const auth = {
    username: process.env.TWILIO_ACCOUNT_SID, password: process.env.TWILIO_AUTH_TOKEN,
  };
  const form = new URLSearchParams({ FriendlyName: "Ada" });
  const url = "https://conversations.twilio.com/v1/Conversations";
  const created = await axios.post(url, form, { auth });
  const other = await axios.get(process.argv[2], { validateStatus: () => true });
  console.log(created.status, created.data.sid, other.status);
}

main();
