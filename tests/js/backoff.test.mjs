import assert from "node:assert/strict";
import { test } from "node:test";

import { isTime, LONGEST_WAIT, waitBefore } from "../../static/js/notebook/backoff.js";

test("waits double from two seconds to five minutes, and up to a quarter more", () => {
  const least = [1, 2, 3, 4, 5, 6, 7, 8, 9, 30, 5000].map((tries) => waitBefore(tries, () => 0) / 1000);
  const most = [1, 2, 9].map((tries) => waitBefore(tries, () => 0.999999) / 1000);

  assert.deepEqual(least, [2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]);
  assert.deepEqual(most, [2.5, 5, 375]);
  assert.equal(waitBefore(0, () => 0), 2000);
});

test("a time is due when it has come, and when no wait could have set it so far off", () => {
  assert.deepEqual([999, 1000, 1001].map((at) => isTime(at, 1000)), [true, true, false]);
  assert.equal(isTime(1000 + LONGEST_WAIT, 1000), false);
  assert.equal(isTime(1001 + LONGEST_WAIT, 1000), true);
});
