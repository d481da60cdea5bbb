import assert from "node:assert/strict";
import { test } from "node:test";

import { textWithin } from "../../static/js/modules/quote-picker.js";

const words = { contains: (node) => node === "inside" };

function selected(text, where = "inside") {
  return { rangeCount: 1, getRangeAt: () => ({ commonAncestorContainer: where, toString: () => text }) };
}

test("takes what is selected within the words, without the spaces around it", () => {
  assert.equal(textWithin(selected("  The bench\nwas made  here. \n"), words), "The bench\nwas made  here.");
});

test("takes nothing from elsewhere on the page", () => {
  assert.equal(textWithin(selected("Use it as evidence", "outside"), words), "");
});

test("takes nothing when nothing is selected", () => {
  assert.equal(textWithin({ rangeCount: 0 }, words), "");
  assert.equal(textWithin(null, words), "");
  assert.equal(textWithin(selected("   "), words), "");
});
