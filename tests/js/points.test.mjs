import assert from "node:assert/strict";
import { test } from "node:test";

import { readLines, readPoint, writeLines } from "../../static/js/modules/points.js";

test("a point on the globe is read", () => {
  assert.deepEqual(readPoint("53.4975", " -2.519 "), [53.4975, -2.519]);
});

test("nothing, words, and a place off the globe are no point", () => {
  for (const pair of [["", ""], ["53", ""], ["north", "1"], ["91", "0"], ["0", "181"], ["NaN", "0"]]) {
    assert.equal(readPoint(...pair), null);
  }
});

test("lines that are no point are left out", () => {
  assert.deepEqual(readLines("53.5, -2.3\n\nhello\n1,2,3\n53.6;-2.4"), [[53.5, -2.3], [53.6, -2.4]]);
});

test("what is written is read again", () => {
  const points = [[53.497512, -2.519034], [-33.1, 151.25]];
  assert.deepEqual(readLines(writeLines(points)), points);
});
