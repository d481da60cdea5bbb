import assert from "node:assert/strict";
import { test } from "node:test";

import { withRoom } from "../../static/js/modules/base-map.js";

test("a place name gives way to a larger place beside it", () => {
  const spots = [{ name: "Manchester", x: 0, y: 0 }, { name: "Salford", x: 30, y: 5 }, { name: "Leigh", x: 0, y: 40 }];

  assert.deepEqual(withRoom(spots).map((spot) => spot.name), ["Manchester", "Leigh"]);
});
