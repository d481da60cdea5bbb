// The same entry under ids of its own: for an id that turned out to be somebody else's, and for one who wants both
// versions after a conflict. The new ids are made from what is in the entry, so that two tabs make the same ones.
import { sha256 } from "./hashing.js";
import { FRESH } from "./record.js";

// Promises {entry, parts}, parts being a Map from the old ids of its parts to the new ones.
export async function renewed(entry) {
  const record = JSON.parse(entry.body);
  const renamed = await Promise.all(entry.parts.map(async ({ id }) => [id, await idFrom(`${id} ${entry.sha256}`)]));
  const parts = new Map(renamed);
  const named = (part) => ({ ...part, id: parts.get(part.id) });
  const here = record.parts?.filter((part) => parts.has(part.id));
  const id = await idFrom(`${entry.id} ${entry.sha256}`);
  const body = JSON.stringify({ ...record, id, ...(here && { parts: here.map(named) }) });
  const fresh = entry.parts.map((part) => ({ ...named(part), stored: false }));
  return { entry: { ...entry, ...FRESH, id, body, sha256: await sha256(body), parts: fresh }, parts };
}

async function idFrom(text) {
  const hex = await sha256(text);
  const variant = "89ab"[Number.parseInt(hex[16], 16) % 4];
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, variant + hex.slice(17, 20), hex.slice(20, 32)].join("-");
}
