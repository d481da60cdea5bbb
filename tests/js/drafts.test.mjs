import assert from "node:assert/strict";
import { test } from "node:test";

import { logIt, noteFields, notePart, openDraft, putPart, takePartOut } from "../../static/js/notebook/drafts.js";
import { memoryStore } from "../../static/js/notebook/memory-store.js";

const OWNER = { hunt: "sample", participation: "p", now: () => 1 };

async function twoTabs() {
  const state = {};
  const tabs = [memoryStore(state), memoryStore(state)];
  return { state, tabs, draft: await openDraft(tabs[0], OWNER) };
}

test("two tabs of one draft log once", async () => {
  const { tabs, draft } = await twoTabs();
  await noteFields(tabs[0], draft, { words: "Sample." });

  const said = await Promise.all(tabs.map((tab) => logIt(tab, draft)));

  assert.deepEqual(said.sort(), ["already", "logged"]);
  assert.equal((await tabs[0].entries()).length, 1);
});

test("a photo added in one tab survives typing in another", async () => {
  const { tabs, draft } = await twoTabs();
  assert.equal((await openDraft(tabs[1], OWNER)).id, draft.id);
  const { parts: [photo] } = await putPart(tabs[0], draft, { kind: "photo", type: "image/jpeg" }, new Blob(["1"]));
  await noteFields(tabs[1], draft, { words: "Typed elsewhere." });
  await notePart(tabs[1], draft, photo.id, { caption: "Sample" });

  await logIt(tabs[1], draft);

  const [entry] = await tabs[0].entries();
  assert.equal(entry.words, "Typed elsewhere.");
  assert.equal(JSON.parse(entry.body).parts[0].caption, "Sample");
  assert.equal(await (await tabs[0].blob(photo.id)).text(), "1");
});

test("a photo added at the very moment of logging is logged too", async () => {
  const { tabs, draft } = await twoTabs();
  const logging = logIt(tabs[0], draft);

  const added = await putPart(tabs[1], draft, { kind: "photo", type: "image/jpeg" }, new Blob(["1"]));

  assert.equal(await logging, "logged");
  const [entry] = await tabs[0].entries();
  assert.equal(entry.parts.length, added ? 1 : 0, "or else the other tab heard that the draft is gone");
});

test("typing into a draft that was logged elsewhere is told, and makes no second record", async () => {
  const { state, tabs, draft } = await twoTabs();
  await logIt(tabs[0], draft);

  assert.equal(await noteFields(tabs[1], draft, { words: "More." }), null);
  assert.equal(await putPart(tabs[1], draft, { kind: "photo" }, new Blob(["1"])), null);
  assert.deepEqual([state.drafts, state.blobs], [{}, {}]);
  assert.notEqual((await openDraft(tabs[1], OWNER)).id, draft.id);
});

test("what is noted of a photo while it is made smaller stays", async () => {
  const { tabs: [store], draft } = await twoTabs();
  const { parts: [photo] } = await putPart(store, draft, { kind: "photo", type: "image/png", full: true }, new Blob(["large"]));
  await notePart(store, draft, photo.id, { caption: "Sample" });

  const { parts } = await putPart(store, draft, { id: photo.id, type: "image/jpeg", full: false }, new Blob(["1"]));

  assert.deepEqual(parts, [{ id: photo.id, kind: "photo", type: "image/jpeg", full: false, caption: "Sample", size: 1 }]);
});

test("a part taken out goes with its bytes; one put again replaces itself", async () => {
  const { state, tabs: [store], draft } = await twoTabs();
  const { parts: [photo] } = await putPart(store, draft, { kind: "photo", type: "image/jpeg" }, new Blob(["whole face"]));
  const covered = await putPart(store, draft, photo, new Blob(["covered"]));
  assert.deepEqual([covered.parts.length, covered.parts[0].size], [1, 7]);
  assert.equal(await (await store.blob(photo.id)).text(), "covered");

  await takePartOut(store, draft, photo.id);

  assert.deepEqual([state.blobs, (await store.draft(draft.key)).parts], [{}, []]);
});
