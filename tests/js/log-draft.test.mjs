// The draft over a store that outlives the tab; a "tab" is a keeper, and channels tell the others.
import assert from "node:assert/strict";
import { test } from "node:test";

import { draftKeeper } from "../../static/js/log/draft-keeper.js";
import { wordsMirror } from "../../static/js/log/mirror.js";
import { memoryStore } from "../../static/js/notebook/memory-store.js";

const OWNER = { hunt: "canal", participation: "11111111-1111-4111-8111-111111111111" };

function phone() {
  const state = {};
  const storage = new Map();
  const local = { getItem: (name) => storage.get(name) ?? null, setItem: (name, text) => storage.set(name, text), removeItem: (name) => storage.delete(name) };
  const tabs = [];
  let time = 1_000_000;
  async function openTab() {
    const told = [];
    const channel = { postMessage: (data) => { for (const each of tabs) if (each !== channel) each.onmessage?.({ data: structuredClone(data) }); } };
    tabs.push(channel);
    const keeper = draftKeeper({
      store: memoryStore(state), owner: OWNER, mirror: wordsMirror(local, "k"), channel, now: () => (time += 1000),
      hooks: { onDraft: (draft) => told.push(["draft", draft.fields.words]), onEnd: (...how) => told.push(["end", ...how]), onTrouble: (error) => { throw error; } },
    });
    await keeper.load();
    return { keeper, told, close: () => tabs.splice(tabs.indexOf(channel), 1) };
  }
  return { state, storage, openTab };
}

const settled = () => new Promise((resolve) => { setTimeout(resolve, 20); });
const entries = (state) => Object.values(state.entries).map(({ body }) => JSON.parse(body));

test("what was typed is there again, to the last letter, in a tab opened after one was killed", async () => {
  const { state, openTab } = phone();
  const { keeper } = await openTab();
  keeper.note({ words: "Written" });
  await keeper.flush();
  keeper.note({ words: "Written down" }); // killed before the database heard of it
  assert.equal(Object.values(state.drafts)[0].fields.words, "Written");

  assert.equal((await openTab()).keeper.draft.fields.words, "Written down");
});

test("the mirror of a draft that was logged brings nothing back", async () => {
  const { storage, openTab } = phone();
  const first = await openTab();
  first.keeper.note({ words: "Logged before." });
  const mirrored = storage.get("own-turf-words:k");
  await first.keeper.log(Date.now());
  storage.set("own-turf-words:k", mirrored);

  assert.equal((await openTab()).keeper.draft.fields.words, undefined);
});

test("what is typed in one tab shows in the other", async () => {
  const { openTab } = phone();
  const [one, other] = [await openTab(), await openTab()];
  assert.equal(one.keeper.draft.id, other.keeper.draft.id);

  one.keeper.note({ words: "From the one." });
  await one.keeper.flush();
  await settled();

  assert.deepEqual(other.told, [["draft", "From the one."]]);
});

test("two tabs add photos at one moment, and both are there", async () => {
  const { openTab } = phone();
  const [one, other] = [await openTab(), await openTab()];

  await Promise.all([one, other].map(({ keeper }, number) => keeper.put({ kind: "photo" }, new Blob([`photo ${number}`]))));
  await settled();

  assert.equal(one.keeper.draft.parts.length, 2);
  assert.deepEqual(one.keeper.draft.parts.map(({ id }) => id), other.keeper.draft.parts.map(({ id }) => id));
});

test("one draft logged in two tabs at one moment is one entry", async () => {
  const { state, openTab } = phone();
  const [one, other] = [await openTab(), await openTab()];
  one.keeper.note({ words: "Once.", moment: "day" });
  await one.keeper.flush();
  await settled();

  const verdicts = await Promise.all([one, other].map(({ keeper }) => keeper.log(Date.now())));

  assert.deepEqual(verdicts.map(({ verdict }) => verdict).sort(), ["already", "logged"]);
  assert.deepEqual(entries(state).map(({ words }) => words), ["Once."]);
});

test("logging in one tab clears the other and says so", async () => {
  const { openTab } = phone();
  const [one, other] = [await openTab(), await openTab()];
  one.keeper.note({ words: "Once.", moment: "day" });
  await one.keeper.flush();
  await one.keeper.log(Date.now());
  await settled();

  assert.deepEqual(other.told.at(-1), ["end", "logged", false]);
  assert.equal(other.keeper.draft.fields.words, undefined);
  assert.equal(other.keeper.draft.id, one.keeper.draft.id);
});

test("what is typed in one tab while another logs the draft is something new, and not lost", async () => {
  const { state, openTab } = phone();
  const [one, other] = [await openTab(), await openTab()];
  one.keeper.note({ words: "Once.", moment: "day" });
  await one.keeper.flush();
  await settled();
  other.close(); // frozen: it hears nothing
  other.keeper.note({ words: "Once. And more." });
  await one.keeper.log(Date.now());

  await other.keeper.flush();
  assert.deepEqual(other.told.at(-1), ["end", "logged", true]);
  await other.keeper.log(Date.now());

  assert.deepEqual(entries(state).map(({ words }) => words), ["Once.", "Once. And more."]);
});

test("a photo that was taken out comes back with its notes and its bytes", async () => {
  const { openTab } = phone();
  const { keeper } = await openTab();
  const { id } = await keeper.put({ kind: "photo" }, new Blob(["bytes"]));
  keeper.notePart(id, { caption: "A light switch." });

  const putBack = await keeper.takeOut(id);
  assert.deepEqual([keeper.draft.parts, await keeper.blob(id)], [[], null]);
  await putBack();

  assert.equal(keeper.draft.parts[0].caption, "A light switch.");
  assert.equal(await (await keeper.blob(id)).text(), "bytes");
});

test("of a covered picture nothing but the covered one is kept", async () => {
  const { state, openTab } = phone();
  const { keeper } = await openTab();
  const part = await keeper.put({ kind: "photo" }, new Blob(["a face"]));

  await keeper.put({ ...part, covered: true }, new Blob(["a cover"]));

  assert.deepEqual(Object.values(state.blobs).map(({ bytes }) => new TextDecoder().decode(bytes)), ["a cover"]);
});

test("a draft that was put away comes back whole", async () => {
  const { openTab } = phone();
  const { keeper } = await openTab();
  const { id } = await keeper.put({ kind: "photo" }, new Blob(["bytes"]));
  keeper.note({ words: "Half a thought" });

  const putBack = await keeper.startAnew();
  assert.deepEqual([keeper.draft.fields, keeper.draft.parts], [{}, []]);
  await putBack();

  assert.equal(keeper.draft.fields.words, "Half a thought");
  assert.equal(await (await keeper.blob(id)).text(), "bytes");
});

test("what is logged is what was typed, seen and recorded", async () => {
  const { state, openTab } = phone();
  const { keeper } = await openTab();
  const { id } = await keeper.put({ kind: "photo", recognisable: "nobody" }, new Blob(["bytes"]));
  keeper.note({ words: "Sample.", moment: "visit", visit: "v", place: "At Canal walk", met_title: "", is_new: false });

  const { verdict } = await keeper.log(Date.UTC(2026, 6, 7, 9));

  const [record] = entries(state);
  assert.equal(verdict, "logged");
  assert.deepEqual(
    [record.noted_at, record.moment, record.visit, record.place, record.words, record.parts.map((part) => [part.id, part.size])],
    ["2026-07-07T09:00:00.000Z", "visit", "v", "At Canal walk", "Sample.", [[id, 5]]],
  );
  assert.equal("met_title" in record || "is_new" in record, false);
});
