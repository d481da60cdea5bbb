// What the phone keeps, whichever way it keeps it: entries, the bytes (blobs) of their parts, and drafts.
//
// Built on `transact(work)`, which gives `work` a transaction {get, all, put, drop} over the three, all of it or
// nothing, one after the other for every tab. Work awaits nothing but its transaction.
export function makeStore(transact) {
  const read = (kind, id) => transact((tx) => tx.get(kind, id), "readonly");

  return {
    entries: () => transact((tx) => tx.all("entries"), "readonly"),
    entry: (id) => read("entries", id),
    draft: (key) => read("drafts", key),
    drafts: async (hunt) => (await transact((tx) => tx.all("drafts"), "readonly")).filter((draft) => draft.hunt === hunt),

    async blob(id) {
      const kept = await read("blobs", id);
      return kept && new Blob([kept.bytes], { type: kept.type });
    },

    dropBlobs: (ids) => transact((tx) => drop(tx, ids)),

    // Gives the entry as it then is. What `change` makes of it is written; null takes it out, undefined leaves it.
    // Bytes of parts that it names no more go with it.
    changeEntry: (id, change) => transact(async (tx) => {
      const before = await tx.get("entries", id);
      return before && rewrite(tx, "entries", id, before, change(before));
    }),

    // The same for a draft; `change` is given null when there is none, and what it makes is then the new one. A draft
    // that was logged meanwhile (its entry is here) does not come back: null.
    changeDraft: async (key, change, newBlobs = new Map()) => {
      const bytes = await readBytes(newBlobs);
      return transact(async (tx) => {
        const before = await tx.get("drafts", key);
        const after = change(before);
        if (after === undefined) return before;
        if (after && (await tx.get("entries", after.id))) return null;
        await put(tx, bytes);
        return rewrite(tx, "drafts", key, before, after);
      });
    },

    // "already": this draft was logged, or another one is open under its key; nothing was changed.
    saveDraft: async (draft, newBlobs = new Map()) => {
      const bytes = await readBytes(newBlobs);
      return transact(async (tx) => {
        const open = await tx.get("drafts", draft.key);
        if ((open && open.id !== draft.id) || (await tx.get("entries", draft.id))) return "already";
        await put(tx, bytes);
        await tx.put("drafts", draft);
        return "saved";
      });
    },

    dropDraft: (key) => transact(async (tx) => {
      const draft = await tx.get("drafts", key);
      if (draft) await rewrite(tx, "drafts", key, draft, null);
    }),

    // Turns a draft into an entry, once for all tabs. The bytes of its parts stay. Who says of which `asRead` draft
    // the entry was made hears "changed" when it is another by now: nothing is logged, make the entry anew.
    logDraft: (key, entry, asRead = null) => transact(async (tx) => {
      const draft = await tx.get("drafts", key);
      if (draft?.id !== entry.id || (await tx.get("entries", entry.id))) return "already";
      if (asRead && JSON.stringify(asRead) !== JSON.stringify(draft)) return "changed";
      await tx.put("entries", entry);
      await tx.drop("drafts", key);
      return "logged";
    }),

    addEntry: async (entry, blobs = new Map()) => {
      const bytes = await readBytes(blobs);
      return transact(async (tx) => {
        if (await tx.get("entries", entry.id)) return "already";
        await put(tx, bytes);
        await tx.put("entries", entry);
        return "added";
      });
    },

    // Puts an entry in place of another; `renamed` is a Map from the old ids of its parts to the new ones.
    replaceEntry: (id, entry, renamed) => transact(async (tx) => {
      const before = await tx.get("entries", id);
      if (!before || before.state === "safe") return "already";
      await tx.drop("entries", id);
      if (!(await tx.get("entries", entry.id))) await tx.put("entries", entry);
      for (const [from, to] of renamed) await rename(tx, from, to);
      return "replaced";
    }),
  };
}

async function rewrite(tx, kind, id, before, after) {
  if (after === undefined) return before;
  const named = new Set((after?.parts ?? []).map((part) => part.id));
  await drop(tx, (before?.parts ?? []).map((part) => part.id).filter((part) => !named.has(part)));
  await (after ? tx.put(kind, after) : tx.drop(kind, id));
  return after;
}

async function rename(tx, from, to) {
  const kept = await tx.get("blobs", from);
  if (!kept) return;
  await tx.put("blobs", { ...kept, id: to });
  await tx.drop("blobs", from);
}

async function drop(tx, ids) {
  for (const id of ids) await tx.drop("blobs", id);
}

async function put(tx, blobs) {
  for (const blob of blobs) await tx.put("blobs", blob);
}

// Bytes rather than Blobs: older Safaris lose a Blob that was put into IndexedDB. Read before the transaction, which
// would not wait for them.
function readBytes(blobs) {
  return Promise.all([...blobs].map(async ([id, blob]) => ({ id, bytes: await blob.arrayBuffer(), type: blob.type })));
}
