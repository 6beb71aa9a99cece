import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { begin } from "./ringback.mjs";
import { welcome } from "./welcome.mjs";

let session;
before(async () => { session = await begin("node-state", { mode: "fake" }); });
after(() => session.end());

test("the state of another file's tests is not seen", async () => {
  for (const number of Array(10).keys()) await welcome(`customer ${number}`);

  assert.equal((await session.requests()).length, 20);
});
