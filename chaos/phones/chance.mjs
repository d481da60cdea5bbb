// All chance of a run, from its seed alone. `of(name)` gives chance of its own for one thing, so that what happens to
// it does not depend on what else happened before: phones do several things at once.
import { createHash } from "node:crypto";

export function chanceFrom(seed) {
  let state = createHash("sha256").update(seed).digest().readUInt32LE();

  // mulberry32
  function next() {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  const int = (least, most) => least + Math.floor(next() * (most - least + 1));
  const bytes = (size) => Buffer.from(Array.from({ length: size }, () => int(0, 255)));

  return {
    next, int, bytes,
    happens: (share) => next() < share,
    pick: (list) => list[int(0, list.length - 1)],
    of: (name) => chanceFrom(`${seed} ${name}`),

    // A name of `weights`, each as often as its weight says.
    weighed(weights) {
      let left = next() * Object.values(weights).reduce((sum, weight) => sum + weight, 0);
      return Object.keys(weights).find((name) => (left -= weights[name]) < 0) ?? Object.keys(weights)[0];
    },

    uuid() {
      const hex = bytes(16).toString("hex");
      return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20)].join("-");
    },
  };
}
