import assert from "node:assert/strict";
import { test } from "node:test";

import { isBegun, problemsOf } from "../../static/js/log/checks.js";
import { coverAt, ellipseOf, grown, moved, pressed, shrunk } from "../../static/js/log/covers.js";
import { likelyMoment, nearMoments } from "../../static/js/log/likely-moment.js";
import { pictureKind } from "../../static/js/log/picture-kind.js";
import { tuned } from "../../static/js/log/quality.js";
import { pickType } from "../../static/js/log/recorder.js";
import { clock, fill, timeOf } from "../../static/js/log/words.js";

const at = (text) => Date.parse(`2026-07-07T${text}:00Z`);
// The way to the first stop has no times; the second leg takes no time at all.
const DAY = [[null, null], ["09:30", "10:30"], ["10:30", "10:30"], ["10:30", "11:30"], ["11:30", "11:50"], ["11:50", "12:50"]]
  .map(([from, to]) => ({ from: from && at(from), to: to && at(to) }));

test("the likely moment is the one that is on by the clock", () => {
  const likely = Object.fromEntries(["09:29", "09:30", "10:29", "10:30", "11:29", "11:30", "11:49", "11:50", "12:49", "12:50"].map((now) => [now, likelyMoment(DAY, at(now))]));
  assert.deepEqual(likely, { "09:29": -1, "09:30": 1, "10:29": 1, "10:30": 3, "11:29": 3, "11:30": 4, "11:49": 4, "11:50": 5, "12:49": 5, "12:50": -1 });
});

test("near are the one before, the likely one and the one after, as far as there are any", () => {
  assert.deepEqual(["09:00", "09:40", "11:40", "12:00"].map((now) => nearMoments(DAY, at(now))), [[], [0, 1, 2], [3, 4, 5], [4, 5]]);
  assert.deepEqual(nearMoments([], at("10:00")), []);
});

const sized = (sizes) => {
  const asked = [];
  return { asked, encode: async (quality) => { asked.push(quality); return { quality, size: sizes(quality) }; } };
};

test("a picture of the right size is encoded once", async () => {
  const { asked, encode } = sized(() => 450_000);
  assert.equal((await tuned(encode)).quality, 0.82);
  assert.deepEqual(asked, [0.82]);
});

test("a picture too big is encoded worse until it fits, and in the end taken as it is", async () => {
  const fits = sized((quality) => quality * 900_000);
  assert.equal((await tuned(fits.encode)).quality, 0.62);
  const never = sized(() => 5_000_000);
  assert.equal((await tuned(never.encode)).quality, 0.4);
});

test("a small picture is encoded better, unless that makes it too big", async () => {
  assert.equal((await tuned(sized((quality) => quality * 200_000).encode)).quality, 0.9);
  assert.equal((await tuned(sized((quality) => (quality > 0.85 ? 700_000 : 250_000)).encode)).quality, 0.82);
});

test("a picture is known by its first bytes, not by its name", () => {
  const bytes = (text) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  const kinds = {
    "\xff\xd8\xff\xe1": "jpeg", "\x89PNG\r\n\x1a\n....": "png", "RIFF\0\0\0\0WEBPVP8 ": "webp",
    "\0\0\0\x18ftypheic": "heif", "\0\0\0\x18ftypmif1": "heif", "\0\0\0\x18ftypmp42": null, "RIFF\0\0\0\0WAVE": null,
    "GIF89a": null, "<svg xmlns=": null, "": null, "words": null,
  };
  for (const [text, kind] of Object.entries(kinds)) assert.equal(pictureKind(bytes(text)), kind, text);
});

test("covers stay on the picture, whatever moves them", () => {
  assert.deepEqual(coverAt(-1, 2, 0.1), { x: 0, y: 1, size: 0.1 });
  assert.deepEqual(moved(coverAt(0.9, 0.1, 0.1), 0.5, -0.5), { x: 1, y: 0, size: 0.1 });
});

test("covers get neither lost nor bigger than the picture", () => {
  let [small, big] = [coverAt(0.5, 0.5), coverAt(0.5, 0.5)];
  for (let times = 0; times < 40; times += 1) [small, big] = [shrunk(small), grown(big)];
  assert.deepEqual([small.size, big.size], [0.02, 0.5]);
});

test("a cover is as high on a wide picture as on a tall one, and taller than wide", () => {
  const cover = coverAt(0.5, 0.25, 0.1);
  assert.deepEqual(ellipseOf(cover, 400, 200), { x: 200, y: 50, rx: 32, ry: 40 });
  assert.deepEqual(ellipseOf(cover, 200, 400), { x: 100, y: 100, rx: 32, ry: 40 });
});

test("keys move, resize and take off a cover; others are left to the browser", () => {
  const cover = coverAt(0.5, 0.5, 0.1);
  assert.deepEqual(pressed(cover, "ArrowLeft", 0.1), { ...cover, x: 0.4 });
  assert.deepEqual(pressed(cover, "ArrowDown", 0.1), { ...cover, y: 0.6 });
  assert.equal(pressed(cover, "+").size, 0.125);
  assert.equal(pressed(cover, "Delete"), null);
  assert.equal(pressed(cover, "Tab"), undefined);
});

const LIMITS = { words: 20_000 };
const draft = (fields = {}, parts = []) => ({ fields: { words: "Sample.", moment: "day", ...fields }, parts });
const said = (found) => problemsOf(found, LIMITS).map(({ part, field, say }) => [part, field, say].filter(Boolean).join(" "));

test("words, a photo or a voice note are enough", () => {
  assert.deepEqual(said(draft()), []);
  assert.deepEqual(said(draft({ words: " \n" }, [{ id: "p", kind: "photo", recognisable: "nobody" }])), []);
  assert.deepEqual(said(draft({ words: "" }, [{ id: "v", kind: "voice" }])), []);
  assert.deepEqual(said(draft({ words: " \n" })), ["words no_words"]);
});

test("who can be recognised is asked of every photo, and never assumed", () => {
  const photos = [{ id: "a", kind: "photo", recognisable: "agreed" }, { id: "b", kind: "photo" }, { id: "c", kind: "photo", recognisable: "" }];
  assert.deepEqual(said(draft({}, photos)), ["b recognisable not_answered", "c recognisable not_answered"]);
  assert.deepEqual(problemsOf(draft({}, photos), LIMITS).map(({ values }) => values.number), [2, 3]);
});

test("a new encounter needs a name, and somebody else's words their code and their agreement", () => {
  assert.deepEqual(said(draft({ is_new: true, encounter_title: " " })), ["encounter_title no_title"]);
  assert.deepEqual(said(draft({ author_code: "BCDF" })), ["author_agreed not_agreed"]);
  assert.deepEqual(said(draft({ author_agreed: true })), ["author_code no_code"]);
  assert.deepEqual(said(draft({ author_code: "BCDF", author_agreed: true })), []);
  assert.deepEqual(said(draft({ moment: "" })), ["moment no_moment"]);
});

test("text is as long as people count it, an emoji being one", () => {
  assert.deepEqual(said(draft({ words: "🌱".repeat(20_000) })), []);
  assert.deepEqual(said(draft({ words: "x".repeat(20_001) })), ["words too_many_words"]);
  const photo = { id: "p", kind: "photo", recognisable: "nobody", caption: "x".repeat(501), showed: { why: "x".repeat(1001) } };
  assert.deepEqual(said(draft({}, [photo])), ["p caption too_long", "p why too_long"]);
});

test("a draft is begun once somebody would miss it", () => {
  assert.equal(isBegun(draft({ words: " " })), false);
  for (const begun of [draft(), draft({ words: "", tags: [{}] }), draft({ words: "", met_title: "A stall" }), draft({ words: "" }, [{}])]) {
    assert.equal(isBegun(begun), true);
  }
});

test("the first kind of sound that the browser knows is taken", () => {
  assert.equal(pickType(() => true), "audio/mp4");
  assert.equal(pickType((type) => type.includes("webm")), "audio/webm;codecs=opus");
  assert.equal(pickType(() => false), "");
});

test("words are filled in, and times read like on a clock", () => {
  assert.equal(fill("{count} of {most}", { count: 2 }), "2 of {most}");
  assert.deepEqual([0, 61.9, 600, -1].map(clock), ["0:00", "1:01", "10:00", "0:00"]);
  const noon = new Date(2026, 6, 7, 12, 5).getTime();
  assert.equal(timeOf(noon, noon + 1000), "12:05");
  assert.equal(timeOf(noon, noon + 86_400_000).replace(",", ""), "Tuesday 12:05");
});
