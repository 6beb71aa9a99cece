// Creates a conversation with Node's `https`. Node 20 reads no proxy from the environment, so this
// opens the tunnel itself, as https-proxy-agent does.
import http from "node:http";
import https from "node:https";
import tls from "node:tls";

const url = new URL("https://conversations.twilio.com/v1/Conversations");
const proxy = new URL(process.env.HTTPS_PROXY);
const auth = `${process.env.TWILIO_ACCOUNT_SID}:${process.env.TWILIO_AUTH_TOKEN}`;
const form = new URLSearchParams(process.argv.slice(2).map((pair) => {
  const cut = pair.indexOf("=");
  return [pair.slice(0, cut), pair.slice(cut + 1)];
})).toString();

const tunnel = http.request({
  host: proxy.hostname, port: proxy.port, method: "CONNECT", path: `${url.hostname}:443`,
});
tunnel.on("connect", (reply, socket) => {
  const createConnection = () => tls.connect({ socket, servername: url.hostname });
  const headers = { "Content-Type": "application/x-www-form-urlencoded" };
  const request = https.request(url, { method: "POST", auth, headers, createConnection });
  request.on("response", async (response) => {
    let text = "";
    for await (const piece of response) text += piece;
    console.log(JSON.stringify({ status: response.statusCode, body: JSON.parse(text) }));
    socket.destroy();
  });
  request.end(form);
});
tunnel.end();
