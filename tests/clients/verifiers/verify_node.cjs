// Shakes hands with a server on this machine under a name, trusting one CA: PORT NAME PEM.
const fs = require("node:fs");
const tls = require("node:tls");

const [port, name, ca] = process.argv.slice(2);
const socket = tls.connect(
  { host: "127.0.0.1", port: Number(port), servername: name, ca: fs.readFileSync(ca) },
  () => {
    console.log("accepted");
    socket.destroy();
  },
);
socket.on("error", (error) => console.log(`refused: ${error.message}`));
