// The store over a plain object {entries, blobs, drafts} that outlives the tab: for Node, where nothing else does.
import { makeStore } from "./store-rules.js";

const KEYS = { entries: "id", blobs: "id", drafts: "key" };
const waiting = new WeakMap(); // the end of the last transaction over each object

export function memoryStore(state = {}) {
  for (const kind of Object.keys(KEYS)) state[kind] ??= {};

  return makeStore((work) => {
    const turn = (waiting.get(state) ?? Promise.resolve()).then(() => commit(state, work));
    waiting.set(state, turn.catch(() => {}));
    return turn;
  });
}

// Written at one moment at the end, or not at all.
async function commit(state, work) {
  const written = new Map();
  const draftOf = (kind) => written.get(kind) ?? written.set(kind, new Map()).get(kind);
  const now = (kind, id) => (draftOf(kind).has(id) ? draftOf(kind).get(id) : state[kind][id]) ?? null;
  const result = await work({
    get: async (kind, id) => structuredClone(now(kind, id)),
    all: async (kind) => structuredClone(Object.values(state[kind])),
    put: async (kind, value) => { draftOf(kind).set(value[KEYS[kind]], structuredClone(value)); },
    drop: async (kind, id) => { draftOf(kind).set(id, null); },
  });
  for (const [kind, changes] of written) {
    for (const [id, value] of changes) value === null ? delete state[kind][id] : (state[kind][id] = value);
  }
  return result;
}
