// Holds the open draft for one page: each change is in the database soon after it was made, and shows in the other
// tabs. Free of the page: the store, the mirror, the channel between tabs and the clock are given to it.
import { draftKey, logIt, noteFields, notePart, openDraft, putPart, takePartOut } from "../notebook/drafts.js";
import { newerWords } from "./mirror.js";

const SOON = 120; // milliseconds

// `hooks`: onDraft(draft) when another tab changed or ended it, onEnd(why, isLeft) when another tab "logged" it or
// began "anew", isLeft if something newer was typed here; onTrouble(error) when it could not be kept, onKept() when
// it could.
export function draftKeeper({ store, owner, mirror, channel, hooks, now = Date.now }) {
  const key = draftKey(owner.hunt, owner.participation);
  const tab = crypto.randomUUID();
  let draft = null;
  let pending = nothing();
  let timer = null;
  let turn = Promise.resolve();

  async function load() {
    draft = await openDraft(store, { ...owner, now });
    const words = newerWords(draft, mirror.read());
    if (words !== null) note({ words });
    return draft;
  }

  // What the form says now; only what differs is written.
  function note(fields) {
    const changed = Object.entries(fields).filter(([name, value]) => !same(value, draft.fields[name]));
    if (!changed.length) return;
    Object.assign(draft.fields, Object.fromEntries(changed));
    Object.assign(pending.fields, Object.fromEntries(changed));
    draft.changed_at = now();
    mirror.write(draft.id, draft.fields.words ?? "", draft.changed_at);
    soon();
  }

  function notePartSoon(id, notes) {
    const part = draft.parts.find((each) => each.id === id);
    if (!part) return;
    Object.assign(part, notes);
    pending.notes.set(id, { ...pending.notes.get(id), ...notes });
    soon();
  }

  function soon(wait = SOON) {
    timer ??= setTimeout(flush, wait);
  }

  // One writing after the other, so that the last one typed is the last one written.
  function flush() {
    clearTimeout(timer);
    timer = null;
    return inTurn(write).catch(hooks.onTrouble);
  }

  function inTurn(work) {
    const done = turn.then(work);
    turn = done.catch(() => {});
    return done;
  }

  async function write() {
    const { fields, notes } = pending;
    if (!Object.keys(fields).length && !notes.size) return;
    pending = nothing();
    try {
      let kept = await noteFields(store, draft, fields, now);
      for (const [id, each] of notes) kept &&= await notePart(store, draft, id, each, now);
      if (kept) know(kept);
      else await goOn("logged", fields);
    } catch (error) {
      pending = { fields: { ...fields, ...pending.fields }, notes: new Map([...notes, ...pending.notes]) };
      soon(20 * SOON);
      throw error;
    }
  }

  // The draft as the database has it, with what is typed since.
  function know(kept) {
    draft = { ...kept, fields: { ...kept.fields, ...pending.fields } };
    draft.parts = kept.parts.map((part) => ({ ...part, ...pending.notes.get(part.id) }));
    hooks.onKept?.();
    tell("draft");
  }

  // Promises the part with its id. It is there at once, whatever comes next.
  async function put(part, blob) {
    await flush();
    const whole = { id: crypto.randomUUID(), ...part };
    const before = draft.parts.find(({ id }) => id === whole.id);
    let kept = await inTurn(() => putPart(store, draft, whole, blob, now));
    if (!kept) {
      await goOn("logged", {});
      kept = await inTurn(() => putPart(store, draft, { ...before, ...whole }, blob, now));
    }
    know(kept);
    return draft.parts.find(({ id }) => id === whole.id);
  }

  // Takes a part out and promises how to have it back.
  async function takeOut(id) {
    await flush();
    const part = draft.parts.find((each) => each.id === id);
    const bytes = await store.blob(id);
    const kept = await inTurn(() => takePartOut(store, draft, id, now));
    if (kept) know(kept);
    return () => put(part, bytes);
  }

  // "logged", or "already" when another tab was faster.
  async function log(noted_at) {
    await flush();
    const logged = draft;
    const verdict = await inTurn(() => logIt(store, draft, noted_at));
    await begin();
    tell("logged");
    return { verdict, logged };
  }

  async function begin() {
    pending = nothing();
    mirror.clear();
    draft = await openDraft(store, { ...owner, now });
    return draft;
  }

  // Puts the draft away and promises how to have it back.
  async function startAnew() {
    await flush();
    const old = draft;
    const bytes = new Map();
    for (const { id } of old.parts) bytes.set(id, await store.blob(id));
    await store.dropDraft(key);
    await begin();
    tell("anew");
    return async () => {
      const kept = await store.changeDraft(key, () => ({ ...old, changed_at: now() }), bytes);
      if (kept) know(kept);
      return draft;
    };
  }

  // Another tab has ended this draft. What was typed here since is something new.
  async function goOn(why, typed) {
    const left = draft.fields;
    const isLeft = Boolean(typed.words?.trim());
    await begin();
    if (isLeft) {
      Object.assign(draft.fields, left);
      await noteFields(store, draft, left, now);
    }
    hooks.onEnd(why, isLeft);
  }

  function tell(type) {
    channel?.postMessage({ type, key, tab });
  }

  function hear({ data }) {
    if (data?.key !== key || data.tab === tab || !draft) return;
    inTurn(async () => {
      const kept = await store.draft(key);
      if (!kept || kept.id !== draft.id) return data.type === "draft" ? find(kept) : goOn(data.type, pending.fields);
      return find(kept);
    }).catch(hooks.onTrouble);
  }

  function find(kept) {
    if (!kept) return;
    if (kept.id !== draft.id) pending = nothing();
    draft = { ...kept, fields: { ...kept.fields, ...pending.fields } };
    hooks.onDraft(draft);
  }

  if (channel) channel.onmessage = hear;
  return {
    get draft() { return draft; },
    blob: (id) => store.blob(id),
    onTrouble: hooks.onTrouble,
    load, note, notePart: notePartSoon, flush, put, takeOut, log, startAnew,
  };
}

const nothing = () => ({ fields: {}, notes: new Map() });

const same = (one, other) => JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
