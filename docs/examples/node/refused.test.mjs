import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { begin } from "./ringback.mjs";
import { welcome } from "./welcome.mjs";

let session;
before(async () => { session = await begin("node-refused", { mode: "fake" }); });
after(() => session.end());

test("a welcome that Twilio refuses is an error", async () => {
  await session.failNext("too-many-requests");

  await assert.rejects(welcome("Ada"), { status: 429, code: 20429 });
});
