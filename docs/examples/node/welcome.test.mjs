import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { begin } from "./ringback.mjs";
import { welcome } from "./welcome.mjs";

let session;
before(async () => { session = await begin("node-welcome", { mode: "fake" }); });
after(() => session.end());

test("a customer is welcomed by name", async () => {
  const sid = await welcome("Ada");

  const [create, join] = await session.requests();
  assert.equal(create.form.FriendlyName, "Welcome, Ada");
  assert.equal(join.path, `/v1/Conversations/${sid}/Participants`);
});
