// mockttp with TLS interception, answering one fixed 201: node mockttp.cjs MODULES PORT FOLDER
const fs = require("node:fs");
const path = require("node:path");

const [modules, port, folder] = process.argv.slice(2);
const mockttp = require(path.join(modules, "mockttp"));

(async () => {
  const https = await mockttp.generateCACertificate();
  fs.writeFileSync(path.join(folder, "ca.pem"), https.cert);
  const server = mockttp.getLocal({ https, recordTraffic: false, suggestChanges: false });
  const body = JSON.stringify({ sid: "CH" + "0".repeat(32), friendly_name: "printer on fire" });
  const headers = {
    "Content-Type": "application/json", "Content-Length": String(Buffer.byteLength(body)),
  };
  await server.start(Number(port));
  await server.forPost("/v1/Conversations").always().thenReply(201, body, headers);
  fs.writeFileSync(path.join(folder, "ready"), "");
})();
