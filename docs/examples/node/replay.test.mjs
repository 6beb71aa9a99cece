import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { begin } from "./ringback.mjs";
import { welcome } from "./welcome.mjs";

let session;
before(async () => {
  session = await begin("node-replay", { mode: "replay", cassette: "../welcome.yaml" });
});
after(async () => {
  const { never_played: unplayed, missed } = await session.end();
  assert.deepEqual([unplayed, missed], [[], []]);
});

test("the recorded welcome is played", async () => {
  assert.match(await welcome("Grace"), /^CH[0-9a-f]{32}$/);
});
