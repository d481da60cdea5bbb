import assert from "node:assert/strict";
import { test } from "node:test";

globalThis.matchMedia ??= () => ({ matches: false });
const { gathered, labelOf, partOfLongest, stopsByPlace } = await import("../../static/js/modules/plan-map.js");

test("routes that call at one place share a pin that names them all", () => {
  const routes = [
    { name: "Leigh", stops: [{ visit: "a", number: 1, title: "Briefing", at: [53, -2] }, { visit: "b", number: 2, title: "Walk", at: [53.5, -2.5] }] },
    { name: "Sale", stops: [{ visit: "c", number: 1, title: "Briefing", at: [53, -2] }] },
  ];

  const places = stopsByPlace(routes);

  assert.deepEqual(places.map(([at, stops]) => [at, stops.map((stop) => [stop.halt, stop.words])]), [
    [[53, -2], [["halt-a", "Leigh, 1: Briefing"], ["halt-c", "Sale, 1: Briefing"]]],
    [[53.5, -2.5], [["halt-b", "Leigh, 2: Walk"]]],
  ]);
});

test("stops that would cover each other share a pin until one comes nearer", () => {
  const places = [{ at: [0, 0], x: 0, y: 0, stops: ["a"] }, { at: [1, 1], x: 20, y: 20, stops: ["b", "c"] }, { at: [2, 2], x: 20, y: 60, stops: ["d"] }];

  assert.deepEqual(gathered(places).map(({ at, stops }) => [at, stops]), [[[0, 0], ["a", "b", "c"]], [[2, 2], ["d"]]]);
  assert.deepEqual(places[0].stops, ["a"]);
});

test("a pin says the numbers that a place has, as far as there is room", () => {
  const numbered = (...numbers) => numbers.map((number) => ({ number }));

  assert.equal(labelOf(numbered(3)), "3");
  assert.equal(labelOf(numbered(1, 1, 1)), "1");
  assert.equal(labelOf(numbered(1, 12)), "1·12");
  assert.equal(labelOf(numbered(1, 5, 6)), "1…");
});

test("a route's number stands on its longest leg", () => {
  assert.deepEqual(partOfLongest([[0, 0], [0, 1], [0, 5]], 0.5), [0, 3]);
  assert.equal(partOfLongest([[0, 0]], 0.5), null);
  assert.equal(partOfLongest([[1, 1], [1, 1]], 0.5), null);
  assert.equal(partOfLongest([], 0.5), null);
});
