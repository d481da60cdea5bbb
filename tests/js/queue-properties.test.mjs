// A day out at random, again and again: a thin line that cuts uploads, loses answers after the site has kept what was
// sent, and gives portals' pages; a site that stumbles; sessions that run out; two tabs without a lock, killed at any
// moment; a clock that jumps. Whatever happens: every entry is there exactly once, byte for byte, and nothing leaves
// the phone before the site has named its hash.
import assert from "node:assert/strict";
import { test } from "node:test";

import { memoryStore } from "../../static/js/notebook/memory-store.js";
import { makeQueue } from "../../static/js/notebook/queue.js";
import { makeTransport } from "../../static/js/notebook/transport.js";
import { aPhone, makeEntry } from "./a-phone.mjs";
import { pretendSite, seeded } from "./pretend-site.mjs";

const SEEDS = 150;
const NEVER = new Promise(() => {});

function troubles(site, random) {
  const answer = (status, body = "") => new Response(body, { status });
  return [
    () => new TypeError("connection refused"),
    () => "lost",
    () => answer(200, "<html>Welcome to CafeNet</html>"),
    () => answer(200, JSON.stringify({ ok: true })),
    () => answer(200, JSON.stringify({ own_turf: 1, ok: true, stored: true })),
    () => answer(502),
    () => answer(503, JSON.stringify({ own_turf: 1, error: "busy" })),
    () => answer(429, JSON.stringify({ own_turf: 1, error: "slow" })),
    () => { site.csrf = `token ${random()}`; return null; },
    () => { site.signedIn = false; return null; },
    ({ path, body }) => { if (path.startsWith("parts") && body?.length > 1) body[0] ^= 255; return null; },
    () => "twice",
    () => "late",
  ];
}

// A tab whose every await may be its last: once it is killed nothing it waits for ever comes.
function openTab(phone, random) {
  const tab = { alive: true, last: Math.floor(random() * 150) };
  const mortal = (work) => async (...given) => {
    if (!tab.alive) return NEVER;
    const result = await work(...given);
    tab.last -= 1;
    if (tab.last <= 0) tab.alive = false;
    return tab.alive ? result : NEVER;
  };
  const store = Object.fromEntries(Object.entries(memoryStore(phone.state)).map(([name, work]) => [name, mortal(work)]));
  const fetch = mortal(phone.site.fetch);
  tab.queue = makeQueue({
    store, random, now: () => phone.at,
    transportFor: (hunt) => makeTransport({ fetch, base: `/hunts/${hunt}/sync/`, now: () => phone.at, patience: 1_000 }),
  });
  tab.turn = async () => {
    const turn = { over: false };
    (random() < 0.3 ? tab.queue.beginAnew() : tab.queue.round()).finally(() => { turn.over = true; });
    while (tab.alive && !turn.over) await new Promise(setImmediate);
  };
  return tab;
}

function watch(phone, logged) {
  const wasSafe = new Set();
  return () => {
    for (const { entry } of logged) {
      const now = phone.state.entries[entry.id];
      const arrived = phone.site.proven.has(entry.sha256) && entry.parts.every((part) => phone.site.proven.has(part.sha256));
      assert.ok(now, "an entry stays until a day after it was safe");
      if (now.state === "safe") assert.ok(arrived, "safe before its hashes were named");
      else for (const part of entry.parts) assert.ok(phone.state.blobs[part.id], "bytes went before it was safe");
      if (wasSafe.has(entry.id)) assert.equal(now.state, "safe", "once safe, always safe");
      if (now.state === "safe") wasSafe.add(entry.id);
    }
  };
}

async function aDay(seed) {
  const random = seeded(seed);
  const site = pretendSite({ participation: crypto.randomUUID(), chunkBytes: 700 });
  const phone = aPhone({ site });
  const wrongs = troubles(site, random);
  const rate = random() * 0.5;
  site.proven = new Set(); // every hash that an honest answer named and that was heard
  const honest = site.fetch;
  site.trouble = (request) => (random() < rate ? wrongs[Math.floor(random() * wrongs.length)](request) : null);
  site.fetch = async (address, options) => {
    const answer = await honest(address, options);
    const body = await answer.clone().json().catch(() => null);
    if (answer.status < 300 && body?.own_turf === 1 && body.sha256) site.proven.add(body.sha256);
    return answer;
  };
  const logged = [];
  const check = watch(phone, logged);

  let tabs = [openTab(phone, random), openTab(phone, random)];
  for (let turn = 0; turn < 12; turn += 1) {
    if (random() < 0.5) {
      const photos = Array.from({ length: Math.floor(random() * 3) }, () => Buffer.from(`${seed} ${random()}`.repeat(1 + Math.floor(random() * 80))));
      const made = await makeEntry({ participation: phone.participation, words: `Sample ${random()}`, photos, made_at: phone.at });
      await phone.store.addEntry(made.entry, made.blobs);
      logged.push(made);
    }
    tabs = tabs.map((tab) => (tab.alive ? tab : openTab(phone, random)));
    await Promise.all(tabs.map((tab) => tab.turn()));
    check();
    if (random() < 0.3) site.signedIn = true;
    phone.at += random() < 0.1 ? Math.floor((random() - 0.7) * 86_400_000) : Math.floor(random() * 60_000);
  }

  site.trouble = () => null;
  site.signedIn = true;
  const queue = phone.openTab();
  await queue.beginAnew();
  check();
  await phone.letTimePass(queue, 10);
  check();
  return { phone, logged, counts: await queue.counts() };
}

test(`${SEEDS} days at random: everything exactly once, byte for byte, and nothing let go of too early`, async () => {
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const { phone: { site, state }, logged, counts } = await aDay(seed);

    const day = `seed ${seed}`;
    assert.deepEqual(counts, { waiting: 0, sending: 0, held: 0, safe: logged.length }, day);
    assert.deepEqual([...site.texts.keys()].sort(), logged.map(({ entry }) => entry.id).sort(), day);
    for (const { entry } of logged) {
      assert.equal(site.texts.get(entry.id).body, entry.body, day);
    }
    assert.deepEqual(state.blobs, {}, day);
  }
});
