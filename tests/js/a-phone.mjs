// A phone for tests: a store that outlives its tabs, a clock that can be set, and entries to log.
import { memoryStore } from "../../static/js/notebook/memory-store.js";
import { makeQueue } from "../../static/js/notebook/queue.js";
import { sealEntry } from "../../static/js/notebook/record.js";
import { makeTransport } from "../../static/js/notebook/transport.js";
import { pretendSite, seeded } from "./pretend-site.mjs";

export const HUNT = "sample";
export const START = Date.UTC(2026, 6, 7, 8, 45);

export async function makeEntry({ participation, words = "Sample words.", photos = [], made_at = START, hunt = HUNT }) {
  const blobs = new Map(photos.map((bytes) => [crypto.randomUUID(), new Blob([bytes], { type: "image/jpeg" })]));
  const parts = [...blobs.keys()].map((id) => ({ id, kind: "photo", type: "image/jpeg", recognisable: "nobody" }));
  const draft = { id: crypto.randomUUID(), hunt, participation, fields: { moment: "day", words, place: "At Canal walk" }, parts };
  return { entry: await sealEntry(draft, { noted_at: made_at, blobs }), blobs };
}

export function aPhone({ seed = 1, site = pretendSite({ participation: crypto.randomUUID() }) } = {}) {
  const phone = { at: START, state: {}, site, participation: site.participation };
  phone.store = memoryStore(phone.state);

  phone.openTab = (changes = {}) => makeQueue({
    store: memoryStore(phone.state),
    now: () => phone.at,
    random: seeded(seed),
    transportFor: (hunt) => makeTransport({ fetch: site.fetch, base: `/hunts/${hunt}/sync/`, now: () => phone.at }),
    ...changes,
  });

  phone.log = async (changes = {}) => {
    const { entry, blobs } = await makeEntry({ participation: phone.participation, ...changes });
    await phone.store.addEntry(entry, blobs);
    return entry;
  };

  // Lets the time pass until there is something to do, and does it, as sender.js would.
  phone.letTimePass = async (queue, rounds = 30) => {
    for (let turn = 0; turn < rounds; turn += 1) {
      const next = await queue.nextDue();
      if (next === null) return;
      phone.at = Math.max(phone.at, next);
      await queue.round();
    }
  };
  return phone;
}

export const bytes = (size, fill = 7) => new Uint8Array(size).fill(fill);
