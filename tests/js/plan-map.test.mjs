import assert from "node:assert/strict";
import { test } from "node:test";

import { stopsByPlace } from "../../static/js/modules/plan-map.js";

test("routes that call at one place share a pin that names them all", () => {
  const routes = [
    { name: "Leigh", stops: [{ number: 1, title: "Briefing", at: [53, -2] }, { number: 2, title: "Walk", at: [53.5, -2.5] }] },
    { name: "Sale", stops: [{ number: 1, title: "Briefing", at: [53, -2] }] },
  ];

  const places = stopsByPlace(routes);

  assert.deepEqual(places.map(([at, stops]) => [at, stops.map((stop) => stop.words)]), [
    [[53, -2], ["Leigh, 1: Briefing", "Sale, 1: Briefing"]],
    [[53.5, -2.5], ["Leigh, 2: Walk"]],
  ]);
});
