// One phone and the person who has it: what they keep, log and do. What happens to them is in day.mjs.
import { saveQueue } from "../../static/js/notebook/saved-file.js";
import { sealEntry, sealPositions } from "../../static/js/notebook/record.js";
import { forgetfulStore } from "./broken.mjs";
import { saying } from "./material.mjs";
import { networkOf } from "./network.mjs";
import { openTab } from "./tab.mjs";

const STANCES = ["supports", "challenges", "complicates", "unsure", ""];
const START = Date.UTC(2026, 6, 7, 8, 45);
const CLIENTS = { ours: {}, broken: { makeStore: forgetfulStore } };

export function phoneOf({ run, site, chance, material, client, place, claims }) {
  const troubles = {};
  const tally = (name) => { troubles[name] = (troubles[name] ?? 0) + 1; };
  const killAt = chance.happens(0.2) ? chance.int(1, 8) : null;
  const network = networkOf({ site, chance: chance.of("network"), killAt, claims, tally });
  const made = new Map(); // every entry that was ever logged, with the words as they were typed
  const typed = new Map();
  const bytesOf = new Map();
  const claimed = new Set();

  const phone = {
    run, site, chance, network, place, made, troubles, tally,
    state: {}, at: START, clockOff: 0, tabs: [],
    now: () => phone.at + phone.clockOff,
    openTab: (options = {}) => openTab(phone, { ...CLIENTS[client], ...options }),
    logged: (entry) => made.set(entry.id, { ...entry, typed: typed.get(entry.id) }),
    partsOf: ({ body }) => {
      const promised = /"parts":\[\{/.test(body.subarray(0, 200_000)) ? partsIn(body) : [];
      return promised.map(({ id }) => ({ id, bytes: bytesOf.get(id) })).filter(({ bytes }) => bytes);
    },
    draft, log, stand, claim, signIn, handInFile, report,
  };

  // Starts an entry, always the same for its number: words, and mostly something to see or hear.
  async function draft(tab, number) {
    const mine = chance.of(`entry ${number}`);
    const words = mine.happens(0.9) ? saying(mine, `run ${run}, entry ${number}`) : "";
    const wanted = mine.weighed({ 0: 25, 1: 40, 2: 22, 3: 13 });
    const parts = [];
    const blobs = new Map();
    for (let n = 0; n < (words ? Number(wanted) : 1); n += 1) {
      const kind = mine.happens(0.8) ? "photo" : "voice";
      const { type, bytes } = material[kind](mine);
      const id = mine.uuid();
      parts.push({ id, kind, type, size: bytes.length, ...(kind === "photo" && { recognisable: "nobody", caption: `Picture ${n}` }) });
      blobs.set(id, new Blob([bytes], { type }));
      bytesOf.set(id, bytes);
    }
    const id = mine.uuid();
    const { hunt, participation } = place;
    typed.set(id, words);
    const fields = { words, place: "At Canal walk", ...about(mine) };
    return tab.within(({ store }) => store.saveDraft({ key: keyOf(number), id, hunt, participation, fields, parts }, blobs));
  }

  function about(mine) {
    const visit = mine.pick(place.visits);
    const encounter = place.encounters[mine.int(0, 1)];
    const moments = [
      { moment: "day" }, { moment: "visit", visit }, { moment: "leg", visit },
      { moment: "encounter", encounter, encounter_title: "The lock keeper", encounter_place: "At the lock" },
    ];
    return { ...mine.pick(moments), ...(mine.happens(0.5) && { tags: [{ conundrum: 1, stance: "challenges" }] }) };
  }

  const keyOf = (number) => `${place.hunt}/${place.participation}/log ${number}`;

  // "Log it": the draft becomes an entry, once, however many tabs try.
  function log(tab, number) {
    return tab.within(async ({ store }) => {
      const written = await store.draft(keyOf(number));
      if (!written) return "already";
      const blobs = new Map();
      for (const part of written.parts) blobs.set(part.id, await store.blob(part.id));
      const entry = await sealEntry(written, { noted_at: phone.now(), blobs });
      return store.logDraft(keyOf(number), entry, written);
    });
  }

  // Says where they stand on one of the two questions or both, before the day or after it.
  async function stand(tab, number) {
    const mine = chance.of(`positions ${number}`);
    const asked = mine.pick([[1], [2], [1, 2]]);
    const stances = asked.map((conundrum) => ({ conundrum, stance: mine.pick(STANCES) }));
    const { hunt, participation } = place;
    const entry = await sealPositions({ id: mine.uuid(), hunt, participation, when: mine.pick(["before", "after"]), stances }, phone.now());
    return tab.within(({ store }) => store.addEntry(entry));
  }

  // What the phone calls safe, by its own word or by having let go of the bytes, ids to hashes; each told once.
  function claim() {
    const { entries = {}, blobs = {} } = phone.state;
    const all = [...made.values()];
    const isNew = ({ id }) => !claimed.has(id);
    const gone = {
      entries: all.filter(({ id }) => !entries[id] || entries[id].state === "safe").filter(isNew),
      parts: all.flatMap((entry) => entry.parts).filter(({ id }) => !blobs[id]).filter(isNew),
    };
    for (const { id } of [...gone.entries, ...gone.parts]) claimed.add(id);
    const hashes = (things) => Object.fromEntries(things.map(({ id, sha256 }) => [id, sha256]));
    return { entries: hashes(gone.entries), parts: hashes(gone.parts) };
  }

  // Opens the personal link and presses its button.
  async function signIn(key = place.key) {
    const path = `/me/${key}/`;
    const token = await tokenOn(path);
    if (!token) return;
    const body = Buffer.from(new URLSearchParams({ csrfmiddlewaretoken: token }).toString());
    await ask({ method: "POST", path, body, headers: { "Content-Type": "application/x-www-form-urlencoded" } });
  }

  async function tokenOn(path) {
    const { bytes } = await ask({ method: "GET", path, body: null, headers: {} });
    return /name="csrfmiddlewaretoken" value="([^"]+)"/.exec(bytes.toString())?.[1];
  }

  async function ask(request) {
    const headers = { Origin: `http://127.0.0.1:${site.port}`, ...request.headers, ...network.jar.header() };
    const answer = await network.go({ ...request, headers });
    network.jar.take(answer);
    return answer;
  }

  // Saves the queue as a file and sends it from the page for it, while it goes on waiting on the phone.
  async function handInFile(tab) {
    const file = await tab.within(({ store }) => saveQueue(store, place.hunt, { participation: place.participation, now: phone.now }));
    const path = `/hunts/${place.hunt}/saved-queue/`;
    const token = await tokenOn(path);
    if (!token || !(file instanceof Blob)) return;
    const form = new FormData();
    form.set("csrfmiddlewaretoken", token);
    form.set("file", file, "sample.ownturf");
    const encoded = new Response(form);
    const body = Buffer.from(await encoded.arrayBuffer());
    await ask({ method: "POST", path, body, headers: { "Content-Type": encoded.headers.get("content-type") } });
  }

  function report() {
    const { entries = {}, drafts = {} } = phone.state;
    const left = Object.values(entries).filter(({ state }) => state !== "safe")
      .map(({ id, state, problem }) => [id, `${state} ${problem?.error ?? ""}`.trim()]);
    const open = Object.values(drafts).map(({ id }) => [id, "a draft"]);
    const listed = [...made.values()].map(({ id, kind, sha256, body, typed: words, parts }) => ({ id, kind, sha256, body, words, parts }));
    return { run, entries: listed, left: Object.fromEntries([...left, ...open]), requests: network.requests, troubles };
  }

  return phone;
}

function partsIn(body) {
  return JSON.parse(body).parts;
}
