import assert from "node:assert/strict";
import { test } from "node:test";

import { askToKeep } from "../../static/js/notebook/keeping.js";

const storage = (persisted, persist) => ({ persisted: async () => persisted, persist });

test("a browser is asked to keep what waits, once it has not agreed before", async () => {
  assert.equal(await askToKeep(storage(true, () => assert.fail("asked again"))), true);
  assert.equal(await askToKeep(storage(false, async () => true)), true);
  assert.equal(await askToKeep(storage(false, async () => false)), false);
});

test("a browser that says nothing about it causes no alarm", async () => {
  assert.equal(await askToKeep(null), null);
  assert.equal(await askToKeep({}), null);
  assert.equal(await askToKeep(storage(false, async () => { throw new TypeError("no"); })), null);
});
