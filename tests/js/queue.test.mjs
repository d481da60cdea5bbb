import assert from "node:assert/strict";
import { test } from "node:test";

import { sealPositions } from "../../static/js/notebook/record.js";
import { aPhone, bytes, HUNT, makeEntry, START } from "./a-phone.mjs";
import { hashOf } from "./pretend-site.mjs";

const portal = () => new Response("<html>Welcome to CafeNet</html>", { status: 200, headers: { "Content-Type": "text/html" } });
const isPut = (kind) => ({ method, path }) => method === "PUT" && path.startsWith(kind);
const json = (status, body) => new Response(JSON.stringify({ own_turf: 1, ...body }), { status });

test("what was logged arrives, and the phone lets go of it", async () => {
  const phone = aPhone();
  const entry = await phone.log({ photos: [bytes(1000), bytes(700_000, 9)] });

  const summary = await phone.openTab().round();

  assert.deepEqual(summary, { waiting: 0, sending: 0, held: 0, safe: 1, sent: 1, paused: null, busy: false });
  assert.equal(phone.site.texts.get(entry.id).body, entry.body);
  assert.deepEqual(entry.parts.map((part) => hashOf(phone.site.parts.get(part.id))), entry.parts.map((part) => part.sha256));
  assert.deepEqual(phone.state.blobs, {});
  assert.deepEqual(Object.keys(phone.state.entries[entry.id]).sort(),
    ["hunt", "id", "made_at", "participation", "place", "safe_at", "state"]);
});

test("each request carries the phone's clock, the token, and follows no redirect", async () => {
  const phone = aPhone();
  await phone.log();
  phone.at -= 86_400_000;

  await phone.openTab().round();

  const [hello, put] = phone.site.log;
  assert.equal(put.headers["Own-Turf-Clock"], "2026-07-06T08:45:00.000Z");
  assert.equal(put.headers["X-CSRFToken"], "token");
  for (const { options } of [hello, put]) {
    assert.deepEqual([options.redirect, options.cache, options.credentials], ["manual", "no-store", "same-origin"]);
  }
});

test("photo retry answered already have it", async () => {
  const phone = aPhone();
  const entry = await phone.log({ photos: [bytes(5000)] });
  const [photo] = entry.parts;
  let tries = 0;
  phone.site.trouble = (request) => {
    if (!isPut("parts")(request)) return tries && request.path.startsWith("parts") ? json(200, { id: photo.id, stored: true }) : null;
    tries += 1;
    return tries === 1 ? new TypeError("cut off") : json(200, { id: photo.id, stored: true, say: "already have it" });
  };
  const queue = phone.openTab();

  await phone.letTimePass(queue, 4);

  assert.equal((await queue.counts()).safe, 0);
  assert.ok(await phone.store.blob(photo.id));
  phone.site.trouble = () => null;
  await phone.letTimePass(queue);
  assert.equal(hashOf(phone.site.parts.get(photo.id)), photo.sha256);
  assert.equal((await queue.counts()).safe, 1);
});

test("marked sent before files", async () => {
  const phone = aPhone();
  const entry = await phone.log({ photos: [bytes(1000, 1), bytes(1000, 2)] });
  phone.site.trouble = ({ path }) => (path.includes(entry.parts[1].id) ? new Response("", { status: 502 }) : null);
  const queue = phone.openTab();

  await queue.round();

  assert.equal(phone.site.texts.size, 1);
  assert.equal((await phone.store.entry(entry.id)).state, "waiting");
  for (const part of entry.parts) assert.ok(await phone.store.blob(part.id), "both are kept until all have arrived");
});

for (const [what, response] of [
  ["HTML", portal],
  ["JSON of its own", () => new Response("{\"ok\": true}", { status: 200 })],
  ["an empty 200", () => new Response("", { status: 200 })],
  ["null", () => new Response("null", { status: 200 })],
  ["a redirect", () => new Response(null, { status: 302, headers: { Location: "http://portal.example/" } })],
]) {
  test(`captive portal answering 200: ${what}`, async () => {
    const phone = aPhone();
    const entry = await phone.log({ photos: [bytes(100)] });
    for (const caught of [() => true, isPut("reflections"), isPut("parts")]) {
      phone.site.trouble = (request) => (caught(request) ? response() : null);
      phone.at += 400_000;
      await phone.openTab().round();
      assert.deepEqual((await phone.store.entry(entry.id)).state, "waiting");
    }

    phone.site.trouble = () => null;
    await phone.openTab().beginAnew();

    assert.equal((await phone.store.entry(entry.id)).state, "safe");
  });
}

test("a 201 with another hash or another id is not believed", async () => {
  const phone = aPhone();
  const entry = await phone.log();
  for (const lie of [{ id: entry.id, sha256: "0".repeat(64) }, { id: crypto.randomUUID(), sha256: entry.sha256 }, { id: entry.id }]) {
    phone.site.trouble = (request) => (isPut("reflections")(request) ? json(201, { parts: [], ...lie }) : null);
    phone.at += 400_000;
    await phone.openTab().round();
    assert.equal((await phone.store.entry(entry.id)).state, "waiting");
  }
});

test("a right hash is not believed from whoever is not the site, nor a photo's from anything but its own answer", async () => {
  const phone = aPhone();
  const entry = await phone.log({ photos: [bytes(10)] });
  const [photo] = entry.parts;
  const lies = [
    ({ path }) => path.startsWith("reflections") && new Response(JSON.stringify({ id: entry.id, sha256: entry.sha256, parts: [] })),
    ({ path }) => path.startsWith("reflections") && json(200, { id: entry.id, sha256: entry.sha256, parts: [{ id: photo.id, sha256: photo.sha256, stored: true }] }),
    ({ path }) => path.startsWith("parts") && json(201, { id: photo.id, sha256: "0".repeat(64), stored: true }),
    ({ path }) => path.startsWith("parts") && json(201, { id: photo.id, sha256: photo.sha256 }),
    ({ path }) => path.startsWith("parts") && json(202, { id: photo.id, sha256: photo.sha256, stored: true }),
  ];
  for (const lie of lies) {
    phone.site.trouble = (request) => lie(request) || (request.path.startsWith("parts") ? new TypeError("cut off") : null);
    phone.at += 400_000;
    await phone.openTab().round();
    assert.equal((await phone.store.entry(entry.id)).state, "waiting");
    assert.ok(await phone.store.blob(photo.id));
  }
});

test("signal that goes in the middle of a round is noticed at once, not once for each entry", async () => {
  const phone = aPhone();
  for (let turn = 0; turn < 10; turn += 1) await phone.log();
  phone.site.trouble = ({ path }) => (path || phone.site.log.length > 1 ? new TypeError("no signal") : null);

  await phone.openTab().round();

  assert.deepEqual(phone.site.log.map(({ path }) => path.split("/")[0]), ["", "reflections", ""]);
});

test("an answer lost after the site kept it makes nothing twice", async () => {
  const phone = aPhone();
  const entry = await phone.log({ photos: [bytes(1000)] });
  let lost = 0;
  phone.site.trouble = ({ method }) => (method === "PUT" && (lost += 1) < 4 ? "lost" : null);

  await phone.letTimePass(phone.openTab());

  assert.equal(phone.site.stores, 2);
  assert.equal((await phone.store.entry(entry.id)).state, "safe");
});

test("a large photo goes on from where it was cut off", async () => {
  const phone = aPhone();
  await phone.log({ photos: [bytes(1_000_000)] });
  let pieces = 0;
  phone.site.trouble = (request) => (isPut("parts")(request) && (pieces += 1) === 6 ? new TypeError("cut off") : null);

  await phone.letTimePass(phone.openTab());

  const sent = phone.site.log.filter(isPut("parts")).map(({ path }) => Number(path.split("offset=")[1]));
  assert.equal(Math.max(...sent.slice(0, 5)), 4 * 65_536);
  assert.equal(sent[6], 5 * 65_536, "the piece that was cut off goes again, and no other");
  assert.equal(phone.site.parts.size, 1);
});

test("one bad entry does not block the others", async () => {
  const phone = aPhone();
  const [bad, broken, good] = [await phone.log({ words: "Bad." }), await phone.log({ words: "Breaks the site." }), await phone.log()];
  phone.site.trouble = ({ path }) => {
    if (path.includes(bad.id)) return json(422, { error: "refused", say: "The words are too long.", field: "words" });
    return path.includes(broken.id) ? new Response("Server Error", { status: 500 }) : null;
  };
  const queue = phone.openTab();

  await queue.round();

  assert.equal((await phone.store.entry(good.id)).state, "safe");
  assert.deepEqual((await phone.store.entry(bad.id)).problem, { error: "refused", say: "The words are too long." });
  assert.equal((await phone.store.entry(broken.id)).state, "waiting");
});

test("one bad photo does not block the other photos, and is taken out on its own", async () => {
  const phone = aPhone();
  const entry = await phone.log({ photos: [bytes(10, 1), bytes(10, 2)] });
  const [bad, good] = entry.parts;
  phone.site.trouble = ({ path }) => (path.includes(bad.id) ? json(422, { error: "refused", say: "This is no photo." }) : null);
  const queue = phone.openTab();
  await queue.round();
  assert.deepEqual((await phone.store.entry(entry.id)).problem, { error: "refused", say: "This is no photo.", part: bad.id });
  assert.ok(phone.site.parts.has(good.id));

  await queue.takeOutPart(entry.id, bad.id);

  assert.equal((await phone.store.entry(entry.id)).state, "safe");
  assert.deepEqual(phone.state.blobs, {});
});

test("taken out on its own", async () => {
  const phone = aPhone();
  const [out, kept] = [await phone.log({ photos: [bytes(10)] }), await phone.log({ photos: [bytes(10)] })];
  const queue = phone.openTab();

  await queue.takeOut(out.id);

  assert.deepEqual(Object.keys(phone.state.entries), [kept.id]);
  assert.deepEqual(Object.keys(phone.state.blobs), kept.parts.map((part) => part.id));
});

test("an entry taken out while it is on its way stays out", async () => {
  const phone = aPhone();
  const entry = await phone.log({ photos: [bytes(10)] });
  const queue = phone.openTab();
  phone.site.trouble = (request) => { if (isPut("reflections")(request)) queue.takeOut(entry.id); return null; };

  await queue.round();

  assert.deepEqual(phone.state.entries, {});
  assert.deepEqual(phone.state.blobs, {});
});

test("a conflict keeps what the phone has and what the site has", async () => {
  const phone = aPhone();
  const entry = await phone.log({ words: "Mine.", photos: [bytes(10)] });
  const theirs = { body: "{}", sha256: hashOf("{}"), words: "Theirs." };
  phone.site.texts.set(entry.id, theirs);
  const queue = phone.openTab();

  await queue.round();

  const held = await phone.store.entry(entry.id);
  assert.deepEqual([held.state, held.words, held.problem.stored], ["held", "Mine.", theirs]);
  await queue.sendAsNew(entry.id);
  await queue.round();
  assert.deepEqual([...phone.site.texts.values()].map(({ words }) => words), ["Theirs.", "Mine."]);
  assert.equal((await queue.counts()).safe, 1);
  assert.deepEqual(phone.state.blobs, {});
});

test("an id that is somebody else's is replaced, the same way in two tabs", async () => {
  const phone = aPhone();
  const entry = await phone.log({ photos: [bytes(10)] });
  phone.site.trouble = ({ path }) => (path.includes(entry.id) ? json(409, { error: "id_taken" }) : null);

  const tabs = [phone.openTab(), phone.openTab()];
  await Promise.all(tabs.map((tab) => tab.round()));
  await Promise.all(tabs.map((tab) => phone.letTimePass(tab)));

  assert.equal(phone.site.texts.size, 1);
  assert.equal(phone.site.parts.size, 1);
  assert.deepEqual((await tabs[0].counts()), { waiting: 0, sending: 0, held: 0, safe: 1 });
});

test("a part whose id is somebody else's gets a new one, and everything of the entry arrives", async () => {
  const phone = aPhone();
  const entry = await phone.log({ words: "Mine.", photos: [bytes(10, 1), bytes(10, 2)] });
  const taken = entry.parts[1].id;
  phone.site.promised.set(taken, { id: taken, sha256: "somebody else's", size: 3 });
  const queue = phone.openTab();

  await queue.round();
  await phone.letTimePass(queue);

  const [[id, text]] = [...phone.site.texts];
  const { parts } = JSON.parse(text.body);
  assert.notEqual(id, entry.id);
  assert.deepEqual([...phone.site.parts.keys()], parts.map((part) => part.id));
  assert.ok(entry.parts.every((part) => !phone.site.parts.has(part.id)));
  assert.deepEqual(parts.map((part) => part.sha256), entry.parts.map((part) => part.sha256));
  assert.deepEqual(await queue.counts(), { waiting: 0, sending: 0, held: 0, safe: 1 });
  assert.deepEqual(phone.state.blobs, {});
});

test("a part whose words the site has forgotten brings them along again", async () => {
  const phone = aPhone();
  const entry = await phone.log({ photos: [bytes(10, 1), bytes(10, 2)] });
  let cut = true;
  phone.site.trouble = ({ path }) => (cut && path.includes(entry.parts[1].id) ? new TypeError("cut off") : null);
  const queue = phone.openTab();
  await queue.round();
  for (const kept of [phone.site.texts, phone.site.promised, phone.site.parts]) kept.clear();
  cut = false;

  await phone.letTimePass(queue);

  assert.equal(phone.site.texts.size, 1);
  assert.equal(phone.site.parts.size, 2, "also the one that was there before");
  assert.equal((await queue.counts()).safe, 1);
});

const positions = ({ participation }) =>
  sealPositions({ id: crypto.randomUUID(), hunt: HUNT, participation, when: "before", stances: [{ conundrum: 1, stance: "supports" }] }, START);

test("where somebody stands goes to its own address, and is safe by its hash", async () => {
  const phone = aPhone();
  const entry = await positions(phone);
  await phone.store.addEntry(entry);

  const summary = await phone.openTab().round();

  assert.equal(summary.safe, 1);
  assert.equal(phone.site.positions.get(entry.id).body, entry.body);
  assert.equal(phone.site.texts.size, 0);
});

test("an id that is taken does not keep somebody from saying where they stand", async () => {
  const phone = aPhone();
  const entry = await positions(phone);
  phone.site.positions.set(entry.id, { body: "{}", sha256: "somebody else's" });
  await phone.store.addEntry(entry);

  const queue = phone.openTab();
  await queue.round();
  await phone.letTimePass(queue);

  assert.equal((await queue.counts()).safe, 1);
  const [, renewed] = [...phone.site.positions.values()];
  assert.deepEqual({ ...JSON.parse(renewed.body), id: entry.id }, JSON.parse(entry.body));
});

test("a session that ran out stops the round, holds nothing, and goes on after signing in", async () => {
  const phone = aPhone();
  await phone.log();
  await phone.log();
  phone.site.signedIn = false;
  const queue = phone.openTab();

  const summary = await queue.round();

  assert.deepEqual(summary.paused, { hunt: "sample", error: "signed_out", say: "Sign in again." });
  assert.deepEqual([summary.waiting, summary.held], [2, 0]);
  phone.site.signedIn = true;
  await phone.letTimePass(queue);
  assert.deepEqual([(await queue.counts()).safe, queue.paused()], [2, null]);
});

test("that one has to sign in stays said while the site is asked once more", async () => {
  const phone = aPhone();
  await phone.log();
  phone.site.signedIn = false;
  const said = [];
  const queue = phone.openTab({ onChange: () => said.push(queue.paused()?.error) });
  await queue.round();
  said.length = 0;

  await queue.sendNow();
  await queue.beginAnew();

  assert.ok(said.length >= 3, "each change was told");
  assert.deepEqual(new Set(said), new Set(["signed_out"]));
});

test("nothing is said any more of a hunt that nothing waits for", async () => {
  const phone = aPhone();
  const entry = await phone.log();
  phone.site.signedIn = false;
  const queue = phone.openTab();
  await queue.round();

  await queue.takeOut(entry.id);
  await queue.round();

  assert.equal(queue.paused(), null);
});

test("a session that runs out between two entries stops there", async () => {
  const phone = aPhone();
  await phone.log();
  await phone.log();
  phone.site.trouble = () => { phone.site.signedIn = phone.site.texts.size === 0; return null; };

  const summary = await phone.openTab().round();

  assert.deepEqual([summary.safe, summary.waiting, summary.paused.error], [1, 1, "signed_out"]);
});

test("a stale token is asked for anew", async () => {
  const phone = aPhone();
  await phone.log();
  phone.site.trouble = (request) => { if (isPut("reflections")(request) && phone.site.csrf === "token") phone.site.csrf = "new"; return null; };

  assert.equal((await phone.openTab().round()).safe, 1);
});

test("a token that is never right stops the round without asking for ever", async () => {
  const phone = aPhone();
  await phone.log();
  phone.site.trouble = (request) => { if (isPut("reflections")(request)) phone.site.csrf += "x"; return null; };

  const summary = await phone.openTab().round();

  assert.deepEqual([summary.waiting, summary.paused.error, phone.site.log.length], [1, "csrf", 4]);
});

test("a hunt that closed holds the entry, and goes on by itself once it takes things again", async () => {
  const phone = aPhone();
  await phone.log();
  phone.site.takes = false;
  const queue = phone.openTab();
  await queue.round();
  const { state, problem } = (await phone.store.entries())[0];
  assert.deepEqual([state, problem], ["held", { error: "closed", say: "This hunt takes nothing more." }]);
  await phone.letTimePass(queue, 5);
  assert.equal(phone.site.log.filter(isPut("reflections")).length, 1, "not sent again while it is closed");

  phone.site.takes = true;
  await phone.letTimePass(queue);

  assert.equal((await queue.counts()).safe, 1);
});

test("what somebody else logged on this phone is held, and goes on when they are back", async () => {
  const phone = aPhone();
  const others = await phone.log({ participation: crypto.randomUUID() });
  await phone.log();
  const queue = phone.openTab();

  await queue.round();

  assert.equal((await phone.store.entry(others.id)).problem.error, "somebody_else");
  assert.ok(!phone.site.log.some(({ path }) => path.includes(others.id)));
  assert.equal((await queue.counts()).safe, 1);
  phone.site.participation = others.participation;
  await queue.beginAnew();
  assert.equal((await queue.counts()).safe, 2);
});

test("a full quota holds the entry until there is room", async () => {
  const phone = aPhone();
  const entry = await phone.log({ photos: [bytes(100)] });
  let full = true;
  phone.site.trouble = (request) => (full && isPut("parts")(request) ? json(413, { error: "quota", say: "Your space is full." }) : null);
  phone.site.used.bytes = 1e9 - 50;
  const queue = phone.openTab();
  await queue.round();
  assert.equal((await phone.store.entry(entry.id)).problem.error, "quota");
  await queue.beginAnew();
  assert.equal(phone.site.log.filter(isPut("parts")).length, 1);

  full = false;
  phone.site.used.bytes = 0;
  await phone.letTimePass(queue);

  assert.equal((await queue.counts()).safe, 1);
});

test("bytes missing from the phone hold their entry, and the others go on", async () => {
  const phone = aPhone();
  const entry = await phone.log({ photos: [bytes(10, 1), bytes(10, 2)] });
  const other = await phone.log();
  await phone.store.dropBlobs([entry.parts[0].id]);
  const queue = phone.openTab();

  await queue.round();

  assert.deepEqual((await phone.store.entry(entry.id)).problem, { error: "missing_part", say: "", part: entry.parts[0].id });
  assert.ok(phone.site.texts.has(entry.id) && phone.site.parts.has(entry.parts[1].id));
  assert.equal((await phone.store.entry(other.id)).state, "safe");
});

test("bytes that changed on the phone are said to be damaged rather than sent for ever", async () => {
  const phone = aPhone();
  const entry = await phone.log({ photos: [bytes(10, 1)] });
  phone.state.blobs[entry.parts[0].id].bytes = bytes(10, 2).buffer;

  await phone.openTab().round();

  assert.equal((await phone.store.entry(entry.id)).problem.error, "damaged_part");
});

test("an upload that was garbled on the way is sent again", async () => {
  const phone = aPhone();
  const entry = await phone.log({ photos: [bytes(10, 1)] });
  let garbled = 0;
  phone.site.trouble = (request) => { if (isPut("parts")(request) && (garbled += 1) === 1) request.body[3] = 0; return null; };

  await phone.letTimePass(phone.openTab());

  assert.equal((await phone.store.entry(entry.id)).state, "safe");
});

test("a clock put back a day does not stall the queue", async () => {
  const phone = aPhone();
  await phone.log();
  phone.site.trouble = () => new TypeError("no signal");
  const queue = phone.openTab();
  await queue.round();
  phone.site.trouble = ({ path }) => (path ? new Response("", { status: 503 }) : null);
  await phone.letTimePass(queue, 3);
  phone.site.trouble = () => null;

  phone.at -= 86_400_000;

  assert.equal(await queue.nextDue(), phone.at);
  assert.equal((await queue.round()).safe, 1);
});

test("a clock put forward a day only makes things due", async () => {
  const phone = aPhone();
  await phone.log();
  phone.site.trouble = () => new TypeError("no signal");
  const queue = phone.openTab();
  await queue.round();
  phone.site.trouble = () => null;
  phone.at += 86_400_000;

  assert.equal((await queue.round()).safe, 1);
});

test("what was safe is forgotten a day later, not before, whatever the clock did", async () => {
  const phone = aPhone();
  const entry = await phone.log();
  const queue = phone.openTab();
  await queue.round();
  phone.at -= 30 * 86_400_000;
  await queue.round();
  phone.at += 86_400_000;
  await queue.round();
  assert.ok(phone.state.entries[entry.id]);

  phone.at += 1;
  await queue.round();

  assert.deepEqual(phone.state.entries, {});
});

test("while there is no signal it is asked ever less often, and nothing is held", async () => {
  const phone = aPhone();
  await phone.log();
  phone.site.trouble = () => new TypeError("no signal");
  const queue = phone.openTab();
  const waits = [];

  for (let turn = 0; turn < 12; turn += 1) {
    await queue.round();
    waits.push((await queue.nextDue()) - phone.at);
    phone.at = await queue.nextDue();
  }

  assert.equal(phone.site.log.length, 12);
  assert.ok(waits[0] >= 2000 && waits[0] <= 2500);
  assert.ok(waits.at(-1) >= 300_000 && waits.at(-1) <= 375_000);
  assert.deepEqual(await queue.counts(), { waiting: 1, sending: 0, held: 0, safe: 0 });
  phone.site.trouble = () => null;
  await queue.beginAnew();
  assert.equal((await queue.counts()).safe, 1, "and the network's return begins anew");
});

test("a mark left by a tab that was killed while sending does not last", async () => {
  const phone = aPhone();
  const entry = await phone.log();
  await phone.store.changeEntry(entry.id, (now) => ({ ...now, state: "sending" }));
  phone.site.trouble = () => new TypeError("no signal");

  assert.equal((await phone.openTab().round()).sending, 0);
});

test("a second call while a round goes on is the same round; another tab's lock leaves it to that tab", async () => {
  const phone = aPhone();
  await phone.log();
  const queue = phone.openTab();

  const [one, other] = await Promise.all([queue.round(), queue.round()]);
  assert.equal(one, other);
  assert.equal(phone.site.log.filter(({ path }) => path === "").length, 1);

  await phone.log();
  const locked = await phone.openTab({ lock: async () => null }).round();
  assert.deepEqual([locked.busy, locked.waiting], [true, 1]);
});

test("words of every entry go before anybody's photos", async () => {
  const phone = aPhone();
  await phone.log({ photos: [bytes(10)] });
  await phone.log({ photos: [bytes(10)] });

  await phone.openTab().round();

  const sent = phone.site.log.filter(({ method }) => method === "PUT").map(({ path }) => path.split("/")[0]);
  assert.deepEqual(sent, ["reflections", "reflections", "parts", "parts"]);
});

test("two tabs without a lock send the same queue, and everything is there once", async () => {
  const phone = aPhone();
  for (let turn = 0; turn < 5; turn += 1) await phone.log({ photos: [bytes(100, turn)] });
  const tabs = [phone.openTab(), phone.openTab()];

  await Promise.all(tabs.map((tab) => tab.round()));
  await Promise.all(tabs.map((tab) => phone.letTimePass(tab)));

  assert.deepEqual(await tabs[0].counts(), { waiting: 0, sending: 0, held: 0, safe: 5 });
  assert.equal(phone.site.stores, 10);
});

test("an entry that makes our own code stumble is put off and does not end the round", async (context) => {
  context.mock.method(console, "error", () => {});
  const phone = aPhone();
  const odd = await phone.log();
  const good = await phone.log();
  const stumble = async ({ id }) => { if (id === odd.id) throw new Error("a bug"); return { kind: "kept", sha256: good.sha256 }; };
  const hello = async () => ({ kind: "hello", participation: phone.participation, csrf: "" });

  const queue = phone.openTab({ transportFor: () => ({ hello, sendText: stumble }) });
  await queue.round();

  assert.equal((await phone.store.entry(good.id)).state, "safe");
  assert.equal((await phone.store.entry(odd.id)).state, "waiting");
});

test("each hunt has its own say: one without an answer does not stop another", async () => {
  const phone = aPhone();
  const { entry, blobs } = await makeEntry({ participation: phone.participation, hunt: "gone" });
  await phone.store.addEntry(entry, blobs);
  await phone.log();
  const queue = phone.openTab();
  const fetch = phone.site.fetch;
  phone.site.fetch = (address, options) => (address.includes("/gone/") ? json(404, { error: "unknown_hunt", say: "No such hunt." }) : fetch(address, options));

  await queue.round();

  assert.equal((await queue.counts()).safe, 1);
  assert.deepEqual(queue.paused(), { hunt: "gone", error: "unknown_hunt", say: "No such hunt." });
});
