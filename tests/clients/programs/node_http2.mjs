// node:http2.
import { connect } from "node:http2";

const pair = `${process.env.TWILIO_ACCOUNT_SID}:${process.env.TWILIO_AUTH_TOKEN}`;
const session = connect("https://conversations.twilio.com");
const stream = session.request({
  ":method": "POST",
  ":path": "/v1/Conversations",
  authorization: `Basic ${Buffer.from(pair).toString("base64")}`,
  "content-type": "application/x-www-form-urlencoded",
});
let status = 0;
let body = "";
stream.on("response", (headers) => { status = headers[":status"]; });
stream.on("data", (chunk) => { body += chunk; });
stream.on("end", () => {
  console.log(status, JSON.parse(body).sid);
  session.close();
});
stream.end("FriendlyName=Ada");
