// Small photos of kept pages: which the worker fetches, keeps, gives and drops.
import assert from "node:assert/strict";
import { test } from "node:test";

import { Caches, startWorker } from "./a-worker.mjs";

const NOTEBOOK = "/hunts/canal/notebook/";
const WALK = "/hunts/walk/notebook/";
const KEEP = { type: "keep", pages: [NOTEBOOK], afresh: true };
const BEN = "own-turf-photos:ben";

const photo = (number) => `/photos/00000000-0000-4000-8000-${String(number).padStart(12, "0")}/small/`;
const photos = (count, from = 1) => Array.from({ length: count }, (_, index) => photo(from + index));

const page = (shown, person = "ben") => new Response(
  `<!DOCTYPE html>\n<html lang="en-GB">${shown.map((path) => `<img src="${path}" alt="Photo">`).join("")}</html>`,
  { headers: { "Own-Turf-Person": person, "Own-Turf-Release": "r1", "Content-Type": "text/html" } },
);
const picture = (person = "ben", content = "a picture") =>
  new Response(content, { headers: { "Own-Turf-Person": person, "Content-Type": "image/webp" } });
const refusal = (person = "ben") => new Response("", { status: 404, headers: { "Own-Turf-Person": person } });
const portal = () => new Response("<h1>Free Wi-Fi</h1>", { headers: { "Content-Type": "text/html" } });

/** A site by its answers to paths, or to every small photo; it knows what it was asked. */
function siteOf(answers) {
  const site = async (path) => {
    site.asked.push(path);
    const answer = answers[path] ?? (path.startsWith("/photos/") && answers.photo);
    if (!answer) throw new TypeError("no network");
    return answer(path);
  };
  return Object.assign(site, { answers, asked: [] });
}

const siteWith = (shown, changes = {}) => siteOf({ [NOTEBOOK]: () => page(shown), photo: () => picture(), ...changes });

/** What comes when ``arrive`` is called. */
function onItsWay(answer) {
  let arrive;
  const waiting = new Promise((resolve) => { arrive = () => resolve(answer()); });
  return { answer: () => waiting, arrive };
}

/** A picture whose bytes come when ``arrive`` is called. */
function arrivingPicture() {
  let source;
  const body = new ReadableStream({ start: (controller) => { source = controller; } });
  const arrive = () => { source.enqueue(new TextEncoder().encode("a picture")); source.close(); };
  return { answer: () => picture("ben", body), arrive };
}

/** Everything that doesn't wait for something on its way has been done. */
async function settled() {
  for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
}

/** The clock counts milliseconds: what is kept within one was kept at the same time. */
async function anotherMoment() {
  const before = Date.now();
  while (Date.now() === before) await new Promise(setImmediate);
}

/** A phone that has a notebook and its pictures; the site of then, and a worker that goes on. */
async function phoneWith(shown, changes) {
  const site = siteWith(shown);
  const worker = startWorker(site, changes);
  await worker.send(KEEP);
  site.asked.length = 0;
  return { ...worker, site };
}

test("pictures that a kept page shows are fetched after it, the first shown first, some at a time", async () => {
  const shown = photos(19);
  const site = siteWith(shown);
  const { caches, send } = startWorker(site);

  await send(KEEP);
  assert.deepEqual(site.asked, [NOTEBOOK, ...shown.slice(0, 8)]);
  assert.deepEqual(caches.in(BEN), shown.slice(0, 8));

  await send(KEEP);
  await send(KEEP);
  await send(KEEP);
  assert.deepEqual(caches.in(BEN), shown);
  assert.equal(site.asked.filter((path) => path !== NOTEBOOK).length, 19);
});

test("one picture at a time, however often pages are kept", async () => {
  let [now, most] = [0, 0];
  const site = siteWith(photos(12), {
    photo: async () => {
      most = Math.max(most, now += 1);
      await new Promise(setImmediate);
      now -= 1;
      return picture();
    },
  });
  const { caches, send } = startWorker(site);

  await Promise.all([send(KEEP), send(KEEP)]);

  assert.equal(most, 1);
  assert.deepEqual(caches.in(BEN), photos(12));
});

test("no picture is fetched for somebody who saves data", async () => {
  const { caches } = await phoneWith(photos(3), { navigator: { connection: { saveData: true } } });
  assert.deepEqual(caches.in(BEN), []);
});

for (const [what, answer] of [["no answer", () => { throw new TypeError("no network"); }], ["a portal's page", portal]]) {
  test(`fetching stops at ${what}`, async () => {
    const site = siteWith(photos(5), { [photo(2)]: answer });
    const { caches, send } = startWorker(site);

    await send(KEEP);

    assert.deepEqual(site.asked, [NOTEBOOK, photo(1), photo(2)]);
    assert.deepEqual(caches.in(BEN), [photo(1)]);
  });
}

test("fetching stops when somebody asks for a page", async () => {
  const second = onItsWay(picture);
  const site = siteWith(photos(5), { [photo(2)]: second.answer, "/": () => page([]) });
  const { caches, send, ask } = startWorker(site);

  const kept = send(KEEP);
  while (!site.asked.includes(photo(2))) await new Promise(setImmediate);
  await ask("/", { mode: "navigate" });
  second.arrive();
  await kept;

  assert.deepEqual(caches.in(BEN), photos(2));
});

test("a picture that the site doesn't give holds up no other and is not asked for again", async () => {
  const site = siteWith(photos(3), { [photo(1)]: () => refusal() });
  const { caches, send } = startWorker(site);

  await send(KEEP);
  await send(KEEP);

  assert.deepEqual(caches.in(BEN), [photo(2), photo(3)]);
  assert.equal(site.asked.filter((path) => path === photo(1)).length, 1);
});

test("a full phone breaks nothing", async () => {
  const site = siteWith(photos(3));
  const caches = new Caches();
  caches.refuses = BEN;
  const { send, ask } = startWorker(site, { caches });

  await send(KEEP);
  assert.deepEqual(site.asked, [NOTEBOOK, photo(1)]);
  assert.deepEqual(caches.in("own-turf-pages:ben"), [NOTEBOOK]);
  assert.equal(await (await ask(photo(1))).text(), "a picture");
});

test("what is left of a phone that is nearly full is for entries", async () => {
  const navigator = { storage: { estimate: async () => ({ quota: 100_000_000, usage: 60_000_000 }) } };
  const { caches } = await phoneWith(photos(3), { navigator });
  assert.deepEqual(caches.in(BEN), []);
});

test("not more than 200 pictures are kept, those of the page kept last first", async () => {
  const { caches, site, send } = await phoneWith(photos(8));
  site.answers[WALK] = () => page(photos(250, 100));
  await anotherMoment();

  for (let round = 0; round < 30; round += 1) await send({ type: "keep", pages: [WALK] });

  assert.deepEqual(caches.in(BEN), photos(200, 100));
});

test("a picture comes from the network, and from the phone when nothing comes or something strange", async () => {
  const { site, ask } = await phoneWith([photo(1)]);

  site.answers.photo = () => picture("ben", "the picture, made anew");
  assert.equal(await (await ask(photo(1))).text(), "the picture, made anew");
  for (const answer of [undefined, portal]) {
    site.answers.photo = answer;
    assert.equal(await (await ask(photo(1))).text(), "the picture, made anew");
  }
});

test("a picture that nothing is known of is given as the network gives it", async () => {
  const { site, ask } = await phoneWith([]);

  assert.equal((await ask(photo(1))).status, 200);
  site.answers.photo = undefined;
  assert.equal((await ask(photo(1))).type, "error");
});

test("a slow network's picture comes from the phone", async () => {
  const { caches } = await phoneWith([photo(1)]);
  const slow = onItsWay(() => picture("ben", "a picture, too late"));
  const { ask } = startWorker(siteOf({ photo: slow.answer }), { caches, patient: false });

  const given = ask(photo(1)).then((response) => response.text());
  slow.arrive();

  assert.equal(await given, "a picture");
});

test("a picture in a page that is not kept is not kept either", async () => {
  const { caches, ask } = await phoneWith([photo(1)]);

  await ask(photo(2));

  assert.equal(caches.puts.includes(photo(2)), false);
});

test("a picture that passes is kept where a kept page shows it", async () => {
  const { caches, ask } = await phoneWith(photos(9));
  assert.equal(caches.in(BEN).length, 8);

  await ask(photo(9));

  assert.deepEqual(caches.in(BEN), photos(9));
});

test("what a page doesn't show any more goes when it is kept again", async () => {
  const { caches, site, send } = await phoneWith(photos(3));

  site.answers[NOTEBOOK] = () => page([photo(2)]);
  await send(KEEP);

  assert.deepEqual(caches.in(BEN), [photo(2)]);
});

test("a picture that comes when its page no longer shows it is not left behind", async () => {
  const ninth = arrivingPicture();
  const { caches, site, send, ask } = await phoneWith(photos(9));
  site.answers[photo(9)] = ninth.answer;

  const passed = ask(photo(9));
  await settled();
  site.answers[NOTEBOOK] = () => page(photos(8));
  await send(KEEP);
  ninth.arrive();
  await passed;

  assert.deepEqual(caches.in(BEN), photos(8));
});

for (const status of [403, 404, 410]) {
  test(`a picture that the site refuses with ${status} leaves the phone`, async () => {
    const { caches, site, ask } = await phoneWith(photos(2));
    site.answers[photo(1)] = () => new Response("", { status, headers: { "Own-Turf-Person": "ben" } });

    assert.equal((await ask(photo(1))).status, status);

    assert.deepEqual(caches.in(BEN), [photo(2)]);
  });
}

test("a refusal that is not ours leaves it there", async () => {
  const { caches, site, ask } = await phoneWith([photo(1)]);
  site.answers.photo = () => new Response("", { status: 404 });

  assert.equal((await ask(photo(1))).status, 200);

  assert.deepEqual(caches.in(BEN), [photo(1)]);
});

test("forgetting everything takes the pictures, and one hunt those of that hunt", async () => {
  const { caches, site, send } = await phoneWith(photos(2));
  site.answers[WALK] = () => page([photo(3)]);
  await send({ type: "keep", pages: [WALK] });
  assert.deepEqual(caches.in(BEN), photos(3));

  await send({ type: "forget", under: "/hunts/canal/" });
  assert.deepEqual(caches.in(BEN), [photo(3)]);

  await send({ type: "forget" });
  assert.deepEqual([...await caches.keys()].filter((name) => !name.includes("assets")), []);
});

test("who leaves their only hunt leaves no cache of pictures", async () => {
  const { caches, send } = await phoneWith([photo(1)]);
  await send({ type: "forget", under: "/hunts/canal/" });
  assert.equal(await caches.has(BEN), false);
});

test("a picture on its way when everything is forgotten is not kept", async () => {
  const late = arrivingPicture();
  const { caches, site, send, ask } = await phoneWith([photo(1)]);
  site.answers.photo = late.answer;
  caches.puts.length = 0;

  const passed = ask(photo(1));
  await settled();
  await send({ type: "forget" });
  late.arrive();
  await passed;

  assert.deepEqual(caches.puts, []);
});

test("the first page of somebody else takes the pictures of the one before, also those on their way", async () => {
  const { caches } = await phoneWith(photos(2));
  const late = arrivingPicture();
  caches.puts.length = 0;
  // A worker that has just been started doesn't know whose page came last.
  const site = siteOf({ [NOTEBOOK]: () => page(photos(2), "dora"), photo: late.answer });
  const { send, ask } = startWorker(site, { caches, navigator: { connection: { saveData: true } } });

  const passed = ask(photo(1));
  await settled();
  await send(KEEP);
  late.arrive();
  await passed;

  assert.deepEqual(caches.puts, [NOTEBOOK]);
  assert.equal(await caches.match(photo(1)), undefined);
});

test("a picture given to somebody else than whose page is kept is not kept", async () => {
  const { caches, site, ask } = await phoneWith(photos(9));
  site.answers.photo = () => picture("dora");

  await ask(photo(9));

  assert.equal(caches.puts.includes(photo(9)), false);
});
