// The pieces of the chaos runs that have to be right for a run to mean something.
import assert from "node:assert/strict";
import { test } from "node:test";
import { chanceFrom } from "../../chaos/phones/chance.mjs";
import { forgetfulStore } from "../../chaos/phones/broken.mjs";
import { openTab } from "../../chaos/phones/tab.mjs";
import { makeEntry } from "./a-phone.mjs";

const drawn = (chance) => [chance.next(), chance.int(1, 1_000), chance.uuid(), chance.weighed({ a: 1, b: 2 })];

test("the same seed gives the same chance, and what happens to one thing does not depend on another", () => {
  const one = chanceFrom("1 417");
  const other = chanceFrom("1 417");
  other.next();

  assert.deepEqual(drawn(one.of("PUT part 2")), drawn(other.of("PUT part 2")));
  assert.notDeepEqual(drawn(chanceFrom("1 417")), drawn(chanceFrom("1 418")));
});

function aPhone() {
  return { state: {}, now: () => 0, chance: chanceFrom("1"), made: [], logged(entry) { this.made.push(entry.id); } };
}

async function diesAt(life) {
  const phone = aPhone();
  const { entry, blobs } = await makeEntry({ participation: "p", photos: [new Uint8Array([1])] });
  const tab = openTab(phone, { life });
  const heard = await tab.within(async ({ store }) => {
    await store.entries();
    return store.addEntry(entry, blobs);
  });
  return { heard, isDead: tab.isDead(), kept: Object.keys(phone.state.entries).length };
}

test("a tab is killed before or after what it asked for was done, and never hears of it", async () => {
  assert.deepEqual(await diesAt({ awaits: 1, after: false }), { heard: "killed", isDead: true, kept: 0 });
  assert.deepEqual(await diesAt({ awaits: 2, after: false }), { heard: "killed", isDead: true, kept: 0 });
  assert.deepEqual(await diesAt({ awaits: 2, after: true }), { heard: "killed", isDead: true, kept: 1 });
  assert.deepEqual(await diesAt({ awaits: 3, after: false }), { heard: "added", isDead: false, kept: 1 });
});

test("the broken client lets go of its photos as soon as the words have arrived", async () => {
  const state = {};
  const store = forgetfulStore(state, () => 5);
  const { entry, blobs } = await makeEntry({ participation: "p", photos: [new Uint8Array([1])] });
  await store.addEntry(entry, blobs);

  await store.changeEntry(entry.id, (before) => ({ ...before, text_stored: true }));

  assert.equal(state.entries[entry.id].state, "safe");
  assert.deepEqual(state.blobs, {});
});
