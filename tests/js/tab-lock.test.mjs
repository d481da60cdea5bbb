import assert from "node:assert/strict";
import { test } from "node:test";

import { tabLock } from "../../static/js/notebook/tab-lock.js";

// navigator.locks as far as it is used: one holder, who may be robbed.
function someLocks() {
  let robbed = null;
  return {
    request(name, { steal = false }, work) {
      if (robbed && !steal) return Promise.resolve(work(null));
      robbed?.(new DOMException("taken", "AbortError"));
      return new Promise((resolve, reject) => {
        robbed = reject;
        Promise.resolve(work({ name })).then(resolve, reject).finally(() => { if (robbed === reject) robbed = null; });
      });
    },
  };
}

test("one tab works at a time, and a failure is told and lets go", async () => {
  const locks = someLocks();
  const [one, other] = [tabLock({ locks }), tabLock({ locks })];
  let finish;
  const working = one.lock(() => new Promise((resolve) => { finish = resolve; }));

  assert.equal(await other.lock(() => "sent"), null);
  finish("done");
  assert.equal(await working, "done");
  await assert.rejects(one.lock(async () => { throw new Error("no"); }), /no/);
  assert.equal(await other.lock(() => Promise.resolve("sent")), "sent");
});

test("a tab that was frozen with the lock is waited for only so long", async () => {
  const locks = someLocks();
  let at = 0;
  const [frozen, awake] = [tabLock({ locks }), tabLock({ locks, now: () => at })];
  let wake;
  const late = frozen.lock(() => new Promise((resolve) => { wake = resolve; }));
  const look = () => awake.lock(() => Promise.resolve("sent"));

  assert.equal(await look(), null);
  at = 180_000;
  assert.equal(await look(), null);
  awake.heard();
  at = 180_001;
  assert.equal(await look(), null, "there was a sign of life");
  at = 360_002;
  assert.equal(await look(), "sent");
  wake("late");
  assert.equal(await late, "late");
});

test("where there are no locks the work is done", async () => {
  assert.equal(await tabLock({ locks: undefined }).lock(() => "sent"), "sent");
});
