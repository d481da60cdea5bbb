// The words being typed, kept at every key press where writing is done at once: a tab that is killed a moment later
// has not lost a letter. Everything else of a draft is in the database, a few moments behind.
export function wordsMirror(storage, key) {
  const name = `own-turf-words:${key}`;
  return {
    read: () => quietly(() => JSON.parse(storage.getItem(name))),
    write: (id, words, changed_at) => quietly(() => storage.setItem(name, JSON.stringify({ id, words, changed_at }))),
    clear: () => quietly(() => storage.removeItem(name)),
  };
}

// Storage may be full, switched off, or hold something else.
function quietly(action) {
  try { return action() ?? null; } catch { return null; }
}

// The words that the mirror has and the draft has not; null where there are none.
export function newerWords(draft, mirrored) {
  if (typeof mirrored?.words !== "string" || mirrored.words === (draft.fields.words ?? "")) return null;
  return mirrored.id === draft.id && mirrored.changed_at >= draft.changed_at ? mirrored.words : null;
}
