// npm's undici, before and without the global fetch.
import { request } from "undici";

const url = "https://conversations.twilio.com/v1/Conversations";
const pair = `${process.env.TWILIO_ACCOUNT_SID}:${process.env.TWILIO_AUTH_TOKEN}`;
const created = await request(url, {
  method: "POST",
  headers: {
    authorization: `Basic ${Buffer.from(pair).toString("base64")}`,
    "content-type": "application/x-www-form-urlencoded",
  },
  body: "FriendlyName=Ada",
});
console.log(created.statusCode, (await created.body.json()).sid);
