// Validates signatures with Twilio's own Node library: cases as JSON on standard input, and a list
// of true and false on standard output.

const twilio = require("twilio");

let input = "";
process.stdin.setEncoding("utf8");
process.stdin.on("data", (piece) => (input += piece));
process.stdin.on("end", () => {
  const { token, cases } = JSON.parse(input);
  const results = cases.map(({ url, form, signature }) => twilio.validateRequest(token, signature, url, form));
  console.log(JSON.stringify(results));
});
