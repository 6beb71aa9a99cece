// Opens a conversation for what cannot wait; a program of its own, in another language.
const { TWILIO_ACCOUNT_SID: user, TWILIO_AUTH_TOKEN: password } = process.env;
const reply = await fetch("https://conversations.twilio.com/v1/Conversations", {
  method: "POST",
  headers: { Authorization: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}` },
  body: new URLSearchParams({ FriendlyName: process.argv[2] }),
});
console.log((await reply.json()).friendly_name);
