import { test } from "node:test";

import { memoryStore } from "../../static/js/notebook/memory-store.js";
import { contract } from "./store-contract.mjs";

for (const [promise, check] of Object.entries(contract)) {
  test(promise, async () => {
    const state = {};
    await check(async () => memoryStore(state));
  });
}
