// The standard library's `fetch`.
const { TWILIO_ACCOUNT_SID: sid, TWILIO_AUTH_TOKEN: token } = process.env;
const created = await fetch("https://conversations.twilio.com/v1/Conversations", {
  method: "POST",
  headers: { Authorization: `Basic ${btoa(`${sid}:${token}`)}` },
  body: new URLSearchParams({ FriendlyName: "Ada" }),
});
const conversation = await created.json();
const other = await fetch(process.argv[2]);
console.log(created.status, conversation.sid, other.status);
