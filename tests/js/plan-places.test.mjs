import assert from "node:assert/strict";
import { test } from "node:test";

import { dropAt, fill, lineAt, scrollSpeed, stepped } from "../../static/js/modules/plan-places.js";

const halt = (id, top) => ({ id, top, bottom: top + 100 });
const columns = [
  { route: "1", left: 0, right: 200, top: 0, bottom: 300, halts: [halt("a", 0), halt("b", 100), halt("c", 200)] },
  { route: "2", left: 220, right: 420, top: 0, bottom: 20, halts: [] },
];

test("a stop lands before the first stop whose middle is below the pointer", () => {
  assert.deepEqual(dropAt(columns, { x: 100, y: 140 }, "c"), { route: "1", to: 2 });
  assert.deepEqual(dropAt(columns, { x: 100, y: 160 }, "c"), { route: "1", to: 3 });
  assert.deepEqual(dropAt(columns, { x: 100, y: -50 }, "c"), { route: "1", to: 1 });
});

test("places are counted without the stop that is lifted", () => {
  assert.deepEqual(dropAt(columns, { x: 100, y: 290 }, "a"), { route: "1", to: 3 });
});

test("an empty route takes a stop anywhere on it, and beyond its edges the nearest route does", () => {
  assert.deepEqual(dropAt(columns, { x: 300, y: 10 }, "a"), { route: "2", to: 1 });
  assert.deepEqual(dropAt(columns, { x: 900, y: 10 }, "a"), { route: "2", to: 1 });
});

test("routes one below the other are told apart by how far down one is", () => {
  const stacked = [columns[0], { route: "2", left: 0, right: 200, top: 400, bottom: 500, halts: [halt("d", 400)] }];

  assert.deepEqual(dropAt(stacked, { x: 100, y: 470 }, "a"), { route: "2", to: 2 });
});

test("the line stands above the stop that will follow, or below the last", () => {
  assert.deepEqual(lineAt(columns, { route: "1", to: 1 }, "c"), { left: 0, width: 200, y: 0 });
  assert.deepEqual(lineAt(columns, { route: "1", to: 3 }, "c"), { left: 0, width: 200, y: 200 });
  assert.deepEqual(lineAt(columns, { route: "2", to: 1 }, "c"), { left: 220, width: 200, y: 0 });
});

test("arrow keys go along a route and to the routes beside it, and stop at the ends", () => {
  const counts = [{ route: "1", count: 4 }, { route: "2", count: 1 }];

  assert.deepEqual(stepped(counts, { route: "1", to: 4 }, "ArrowDown"), { route: "1", to: 5 });
  assert.deepEqual(stepped(counts, { route: "1", to: 5 }, "ArrowDown"), { route: "1", to: 5 });
  assert.deepEqual(stepped(counts, { route: "1", to: 1 }, "ArrowUp"), { route: "1", to: 1 });
  assert.deepEqual(stepped(counts, { route: "1", to: 5 }, "ArrowRight"), { route: "2", to: 2 });
  assert.deepEqual(stepped(counts, { route: "2", to: 2 }, "ArrowRight"), { route: "2", to: 2 });
  assert.deepEqual(stepped(counts, { route: "2", to: 2 }, "ArrowLeft"), { route: "1", to: 2 });
  assert.deepEqual(stepped(counts, { route: "1", to: 3 }, "Home"), { route: "1", to: 1 });
  assert.deepEqual(stepped(counts, { route: "1", to: 3 }, "End"), { route: "1", to: 5 });
  assert.equal(stepped(counts, { route: "1", to: 3 }, "x"), null);
});

test("the page scrolls near the edges of the window, faster the nearer, and nowhere else", () => {
  assert.equal(scrollSpeed(400, 800), 0);
  assert.ok(scrollSpeed(10, 800) < scrollSpeed(60, 800));
  assert.ok(scrollSpeed(60, 800) < 0);
  assert.ok(scrollSpeed(790, 800) > scrollSpeed(730, 800));
  assert.equal(scrollSpeed(2000, 800), scrollSpeed(800, 800));
});

test("words are filled in as they are, whatever somebody calls a stop", () => {
  assert.equal(fill("{title}, {place} on {route}{odd}", { title: "{route} $& <b>", place: 0, route: "Sale" }), "{route} $& <b>, 0 on Sale{odd}");
});
