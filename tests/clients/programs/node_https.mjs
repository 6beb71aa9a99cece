// The standard library's `https`, with its own agent and with one of the program's.
import https from "node:https";

function ask(url, options, body) {
  return new Promise((resolve, reject) => {
    const request = https.request(url, options, async (response) => {
      let text = "";
      for await (const piece of response) text += piece;
      resolve({ status: response.statusCode, text });
    });
    request.on("error", reject);
    request.end(body);
  });
}

const auth = `${process.env.TWILIO_ACCOUNT_SID}:${process.env.TWILIO_AUTH_TOKEN}`;
const headers = { "Content-Type": "application/x-www-form-urlencoded" };
const url = "https://conversations.twilio.com/v1/Conversations";
const created = await ask(url, { method: "POST", auth, headers }, "FriendlyName=Ada");
const agent = new https.Agent({ keepAlive: true });
const other = await ask(process.argv[2], { agent });
agent.destroy();
console.log(created.status, JSON.parse(created.text).sid, other.status);
