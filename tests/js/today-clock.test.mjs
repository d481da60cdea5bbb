import assert from "node:assert/strict";
import { test } from "node:test";

import { siteTime, turnAt } from "../../static/js/modules/today-clock.js";

const at = (text) => Date.parse(`2026-07-07T${text}Z`);
const MOMENTS = [at("08:30"), at("09:30"), at("10:00")];

test("before the first turn the page stands as it was made", () => {
  assert.equal(turnAt(MOMENTS, at("08:29:59")), -1);
  assert.equal(turnAt([], at("12:00")), -1);
});

test("a turn counts from its very moment until the next", () => {
  assert.equal(turnAt(MOMENTS, at("08:30")), 0);
  assert.equal(turnAt(MOMENTS, at("09:29:59")), 0);
  assert.equal(turnAt(MOMENTS, at("09:30")), 1);
  assert.equal(turnAt(MOMENTS, at("23:00")), 2);
});

test("a page just opened is as old as it is open", () => {
  const times = { opened: at("08:00"), made: at("08:00"), kept: NaN };
  assert.equal(siteTime({ ...times, now: at("08:10") }), at("08:10"));
});

test("a copy is as old as it was kept", () => {
  const times = { opened: at("11:00"), made: at("08:00"), kept: at("08:00") };
  assert.equal(siteTime({ ...times, now: at("11:05") }), at("11:05"));
});

test("a phone whose clock is a day off tells the site's time all the same", () => {
  const day = 86_400_000;
  const fresh = { opened: at("08:00") + day, made: at("08:00"), kept: NaN };
  assert.equal(siteTime({ ...fresh, now: at("08:10") + day }), at("08:10"));
  const copy = { opened: at("11:00") - day, made: at("08:00"), kept: at("08:00") - day };
  assert.equal(siteTime({ ...copy, now: at("11:05") - day }), at("11:05"));
});
