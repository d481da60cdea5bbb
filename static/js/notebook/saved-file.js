// What waits, as a file that another device can send: a line of JSON, then the bytes. docs/sync.md has the format.
import { isSafe } from "./entry.js";

// All of a hunt, or only what was logged under one `participation` (a file with several can't be sent as one), or only
// the entry `id`.
export async function saveQueue(store, hunt, { participation = null, id = null, now = Date.now } = {}) {
  const isMeant = (entry) => entry.hunt === hunt && !isSafe(entry)
    && (id === null || entry.id === id)
    && (participation === null || entry.participation === participation);
  const waiting = (await store.entries()).filter(isMeant);
  const bytes = [];
  const entries = [];
  let offset = 0;
  for (const { id, body, sha256, parts } of waiting) {
    const there = [];
    for (const part of parts.filter((part) => !part.stored)) {
      const blob = await store.blob(part.id);
      if (!blob) continue;
      there.push({ id: part.id, offset, size: blob.size, sha256: part.sha256 });
      bytes.push(blob);
      offset += blob.size;
    }
    entries.push({ id, body, sha256, parts: there });
  }
  const head = {
    own_turf_queue: 1, hunt, participation: waiting[0]?.participation ?? null,
    saved_at: new Date(now()).toISOString(), entries,
  };
  return new Blob([`${JSON.stringify(head)}\n`, ...bytes], { type: "application/octet-stream" });
}

// own-turf-sample-hunt-2026-07-07.ownturf
export function nameOfFile(hunt, now = Date.now) {
  return `own-turf-${hunt}-${new Date(now()).toISOString().slice(0, 10)}.ownturf`;
}
