// got over HTTP/2.
import got from "got";

const url = "https://conversations.twilio.com/v1/Conversations";
const created = await got.post(url, {
  http2: true,
  username: process.env.TWILIO_ACCOUNT_SID,
  password: process.env.TWILIO_AUTH_TOKEN,
  form: { FriendlyName: "Ada" },
});
console.log(created.statusCode, JSON.parse(created.body).sid);
