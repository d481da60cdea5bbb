import assert from "node:assert/strict";
import { test } from "node:test";

import { nameOfFile, saveQueue } from "../../static/js/notebook/saved-file.js";
import { aPhone, bytes, HUNT, START } from "./a-phone.mjs";
import { hashOf } from "./pretend-site.mjs";

// As somebody would read it who has docs/sync.md alone.
async function readBack(file) {
  const all = Buffer.from(await file.arrayBuffer());
  const end = all.indexOf(10);
  return { head: JSON.parse(all.subarray(0, end)), after: all.subarray(end + 1) };
}

test("a saved queue holds every record and part, byte for byte", async () => {
  const phone = aPhone();
  const entries = [await phone.log({ words: "Line one\nline two 🦉", photos: [bytes(300, 10), bytes(7, 2)] }), await phone.log({ photos: [bytes(1, 3)] })];

  const { head, after } = await readBack(await saveQueue(phone.store, HUNT, { now: () => START }));

  assert.deepEqual([head.own_turf_queue, head.hunt, head.participation, head.saved_at],
    [1, HUNT, phone.participation, "2026-07-07T08:45:00.000Z"]);
  assert.deepEqual(head.entries.map(({ id, body, sha256 }) => [id, body, sha256]), entries.map(({ id, body, sha256 }) => [id, body, sha256]));
  for (const entry of head.entries) assert.equal(hashOf(entry.body), entry.sha256);
  const parts = head.entries.flatMap((entry) => entry.parts);
  for (const { offset, size, sha256 } of parts) assert.equal(hashOf(after.subarray(offset, offset + size)), sha256);
  assert.deepEqual(parts.map(({ id }) => id), entries.flatMap((entry) => entry.parts.map((part) => part.id)));
  assert.equal(after.length, 308);
});

test("a saved queue leaves out what is safe, what was sent, other hunts and other people", async () => {
  const phone = aPhone();
  await phone.log({ words: "Safe." });
  await phone.openTab().round();
  const half = await phone.log({ photos: [bytes(3, 1), bytes(4, 2)] });
  await phone.store.changeEntry(half.id, (entry) => ({ ...entry, text_stored: true, parts: entry.parts.map((part, turn) => ({ ...part, stored: turn === 0 })) }));
  await phone.log({ hunt: "another" });
  const others = await phone.log({ participation: "somebody-else" });

  const mine = await readBack(await saveQueue(phone.store, HUNT, { participation: phone.participation }));
  const theirs = await readBack(await saveQueue(phone.store, HUNT, { id: others.id }));

  assert.deepEqual(mine.head.entries.map(({ id }) => id), [half.id]);
  assert.deepEqual(mine.head.entries[0].parts.map(({ id, offset }) => [id, offset]), [[half.parts[1].id, 0]]);
  assert.deepEqual([theirs.head.participation, theirs.head.entries.map(({ id }) => id)], ["somebody-else", [others.id]]);
});

test("saving changes nothing on the phone, and bytes that are missing do not stop it", async () => {
  const phone = aPhone();
  const entry = await phone.log({ photos: [bytes(3)] });
  await phone.store.dropBlobs([entry.parts[0].id]);
  const before = structuredClone(phone.state);

  const { head } = await readBack(await saveQueue(phone.store, HUNT));

  assert.deepEqual(head.entries[0].parts, []);
  assert.deepEqual(phone.state, before);
});

test("the file is named after the hunt and the day", () => {
  assert.equal(nameOfFile("canal-hunt", () => START), "own-turf-canal-hunt-2026-07-07.ownturf");
});
