// The draft that is open on a hunt: one for all tabs, changed in the store only by what is new, so that a second tab
// with the same form takes nothing away from the first.
import { sealEntry } from "./record.js";

export const draftKey = (hunt, participation) => `${hunt}/${participation}/log`;

function blank(hunt, participation, now) {
  return { key: draftKey(hunt, participation), hunt, participation, id: crypto.randomUUID(), fields: {}, parts: [], changed_at: now() };
}

// The draft that is there, or a new one. All tabs get the same.
export function openDraft(store, { hunt, participation, now = Date.now }) {
  const fresh = blank(hunt, participation, now);
  return store.changeDraft(fresh.key, (draft) => draft ?? fresh);
}

// All below promise the draft as it then is, or null when it was logged or dropped in another tab meanwhile: then open
// a new one.
function changeThis(store, draft, change, blobs) {
  let found = false;
  const next = (open) => {
    found = open?.id === draft.id;
    return found ? { ...open, ...change(open) } : undefined;
  };
  return store.changeDraft(draft.key, next, blobs).then((now) => (found ? now : null));
}

// Undefined takes a field away.
export function noteFields(store, draft, fields, now = Date.now) {
  return changeThis(store, draft, (open) => ({ fields: { ...open.fields, ...fields }, changed_at: now() }));
}

// `part`: {kind, type, …notes}; it gets an id here unless it has one. Putting one of the same id replaces its bytes and
// what is said of it here; what else was noted of it, perhaps only just, stays.
export function putPart(store, draft, part, blob, now = Date.now) {
  const whole = { id: crypto.randomUUID(), ...part, size: blob.size };
  const parts = (open) => (open.parts.some((each) => each.id === whole.id)
    ? open.parts.map((each) => (each.id === whole.id ? { ...each, ...whole } : each))
    : [...open.parts, whole]);
  return changeThis(store, draft, (open) => ({ parts: parts(open), changed_at: now() }), new Map([[whole.id, blob]]));
}

export function notePart(store, draft, id, notes, now = Date.now) {
  const noted = (part) => (part.id === id ? { ...part, ...notes, id } : part);
  return changeThis(store, draft, (open) => ({ parts: open.parts.map(noted), changed_at: now() }));
}

export function takePartOut(store, draft, id, now = Date.now) {
  const parts = (open) => open.parts.filter((part) => part.id !== id);
  return changeThis(store, draft, (open) => ({ parts: parts(open), changed_at: now() }));
}

// Puts the draft, as it is in the store, into the queue: "logged", or "already" when another tab has.
export async function logIt(store, draft, noted_at = Date.now()) {
  for (;;) {
    const open = await store.draft(draft.key);
    if (open?.id !== draft.id) return "already";
    const blobs = new Map();
    for (const { id } of open.parts) blobs.set(id, await store.blob(id));
    const logged = await store.logDraft(draft.key, await sealEntry(open, { noted_at, blobs }), open);
    if (logged !== "changed") return logged;
  }
}
