import assert from "node:assert/strict";
import { test } from "node:test";

import { sentence } from "../../static/js/modules/queue-status.js";
import { clockTime, counted } from "../../static/js/notebook/words.js";

const WORDS = { here: "1 entry is here|{n} entries are here", sending: "sending …", held: "1 needs a look|{n} need a look", paused: "halted" };
const status = (changes) => ({ waiting: 0, sending: 0, held: 0, paused: null, ...changes });

test("one is counted as one, and whatever has a single form keeps it", () => {
  assert.deepEqual([0, 1, 2].map((n) => counted("1 photo|{n} photos", n)), ["0 photos", "1 photo", "2 photos"]);
  assert.equal(counted("photos: {n}", 1), "photos: 1");
});

test("times are told in the hunt's zone, wherever the phone thinks it is", () => {
  assert.equal(clockTime(Date.UTC(2026, 6, 7, 8, 45), { zone: "Europe/London" }), "Tue 09:45");
});

test("the line says how many, and what is the matter with them", () => {
  assert.equal(sentence(WORDS, status({ waiting: 1 }), 1), "1 entry is here");
  assert.equal(sentence(WORDS, status({ waiting: 1, sending: 1, held: 1 }), 3), "3 entries are here · sending … · 1 needs a look");
  assert.equal(sentence(WORDS, status({ waiting: 2, paused: { error: "signed_out", say: "Sign in again." } }), 2), "2 entries are here · Sign in again.");
  assert.equal(sentence(WORDS, status({ waiting: 2, paused: { error: "csrf", say: "" } }), 2), "2 entries are here · halted");
});
