import assert from "node:assert/strict";
import { test } from "node:test";

import { makeRecord, sealEntry, sealPositions, wellFormed } from "../../static/js/notebook/record.js";
import { renewed } from "../../static/js/notebook/renewing.js";
import { hashOf } from "./pretend-site.mjs";

const AT = Date.UTC(2026, 6, 7, 9, 15);
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

function draft(fields = {}, parts = []) {
  return { key: "h/p/log", id: "11111111-1111-4111-8111-111111111111", hunt: "h", participation: "p", fields, parts };
}

test("a record has what docs/sync.md names and nothing else the form remembers", () => {
  const fields = {
    moment: "visit", visit: "v", encounter: "left over", place: "At Canal walk", words: "Sample.", audience: "team",
    tags: [{ conundrum: 2, stance: "supports" }], author_code: "", scrolled_to: 300,
  };
  const parts = [
    { id: "a", kind: "photo", sha256: "x", size: 1, caption: "Sample", recognisable: "nobody", keep_place: false, showed: {}, covers: [[1]] },
    { id: "b", kind: "voice", sha256: "y", size: 2, seconds: 0, transcript: "" },
  ];

  assert.deepEqual(makeRecord(draft(fields, parts), AT), {
    id: "11111111-1111-4111-8111-111111111111", participation: "p", noted_at: "2026-07-07T09:15:00.000Z",
    moment: "visit", visit: "v", place: "At Canal walk", words: "Sample.",
    tags: [{ conundrum: 2, stance: "supports" }], audience: "team",
    parts: [
      { id: "a", kind: "photo", sha256: "x", size: 1, caption: "Sample", recognisable: "nobody" },
      { id: "b", kind: "voice", sha256: "y", size: 2, seconds: 0 },
    ],
  });
});

test("a photo that says nothing about who is in it is not said to be agreed to", () => {
  const { parts } = makeRecord(draft({}, [{ id: "a", kind: "photo", sha256: "x", size: 1 }]), AT);

  assert.equal(parts[0].recognisable, "not-asked");
});

test("text that can't be stored is mended: half characters, zeros, line ends", () => {
  assert.equal(wellFormed("a\r\nb\rc\0\uD83E\uDD89 \uD800x\uDC00"), "a\nb\nc🦉 \uFFFDx\uFFFD");
  assert.deepEqual(makeRecord(draft({ words: "\uD800", tags: [{ conundrum: 1, stance: "a\0" }] }), AT).tags, [{ conundrum: 1, stance: "a" }]);
});

test("an entry is the very bytes whose hash it names, with the hash and size of each part", async () => {
  const photo = new Blob(["picture"], { type: "image/jpeg" });

  const entry = await sealEntry(draft({ words: "דנה 🦉", moment: "day" }, [{ id: "a", kind: "photo" }]), { noted_at: AT, blobs: new Map([["a", photo]]) });

  assert.equal(entry.sha256, hashOf(Buffer.from(entry.body, "utf8")));
  assert.deepEqual(entry.parts, [{ id: "a", kind: "photo", sha256: hashOf("picture"), size: 7, type: "image/jpeg", stored: false }]);
  assert.deepEqual(JSON.parse(entry.body).parts[0].sha256, hashOf("picture"));
  assert.deepEqual([entry.state, entry.words, entry.made_at, entry.text_stored], ["waiting", "דנה 🦉", AT, false]);
});

test("no entry is made of a draft whose photo is not here", async () => {
  await assert.rejects(sealEntry(draft({}, [{ id: "a", kind: "photo" }]), { noted_at: AT }), /a/);
});

test("an entry under new ids says the same, and is the same whoever makes it", async () => {
  const blobs = new Map([["a", new Blob(["1"])], ["b", new Blob(["2"])]]);
  const entry = await sealEntry(draft({ words: "Sample." }, [{ id: "a", kind: "photo" }, { id: "b", kind: "voice" }]), { noted_at: AT, blobs });

  const [one, other] = await Promise.all([renewed(entry), renewed(entry)]);

  assert.deepEqual(one, other);
  const record = JSON.parse(one.entry.body);
  for (const id of [record.id, ...record.parts.map((part) => part.id)]) assert.match(id, UUID);
  assert.equal(new Set([record.id, ...one.parts.values()]).size, 3);
  assert.deepEqual(record.parts.map((part) => part.id), one.entry.parts.map((part) => part.id));
  assert.equal(one.entry.sha256, hashOf(one.entry.body));
  assert.deepEqual({ ...record, id: entry.id, parts: [] }, { ...JSON.parse(entry.body), parts: [] });
});

test("where somebody stands is a record of its own, with the hash of its text", async () => {
  const said = { id: "i", hunt: "h", participation: "p", when: "after", stances: [{ conundrum: 2, stance: "" }], place: "Where you stand" };

  const entry = await sealPositions(said, AT);

  assert.deepEqual(JSON.parse(entry.body), {
    id: "i", kind: "positions", participation: "p", noted_at: "2026-07-07T09:15:00.000Z", when: "after",
    stances: [{ conundrum: 2, stance: "" }],
  });
  assert.equal(entry.sha256, hashOf(entry.body));
  assert.deepEqual([entry.kind, entry.state, entry.made_at, entry.parts], ["positions", "waiting", AT, []]);
});
