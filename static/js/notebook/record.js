// The record of docs/sync.md, made once from a draft, and the entry that waits in the queue with it.
//
// A draft's `fields` hold what goes into the record under the record's own names: moment, visit, encounter,
// encounter_title, encounter_place, place, words, tags ([{conundrum, stance}]), audience, author_code. Its parts hold
// id, kind, type, size and, by the record's names, caption, showed, recognisable, who, keep_place, transcript, seconds.
// Whatever else a form remembers in either is left out.
//
// An entry whose `kind` is "positions" says where somebody stands instead, and has a record and an address of its own.
import { sha256 } from "./hashing.js";

const ABOUT = {
  visit: ["visit"],
  leg: ["visit"],
  encounter: ["encounter", "encounter_title", "encounter_place"],
  day: [],
};
export const POSITIONS = "positions";
const OF_RECORD = ["place", "words", "tags", "audience", "author_code"];
const OF_PART = {
  photo: ["caption", "showed", "recognisable", "who", "keep_place"],
  voice: ["transcript", "seconds"],
};

// Half of a character pair, or a zero character, is in no text that can be stored: a slip of a keyboard must not
// make a whole entry impossible to send.
const PAIRS_AND_HALVES = /[\uD800-\uDBFF][\uDC00-\uDFFF]|[\uD800-\uDFFF]/g;

export function wellFormed(text) {
  const whole = text.replace(PAIRS_AND_HALVES, (found) => (found.length === 2 ? found : "\uFFFD"));
  return whole.replaceAll("\0", "").replace(/\r\n?/g, "\n");
}

// `noted_at` in milliseconds, as a Date or as ISO text.
export function makeRecord(draft, noted_at) {
  const fields = draft.fields ?? {};
  const moment = fields.moment in ABOUT ? fields.moment : "day";
  return tidy({
    id: draft.id,
    participation: draft.participation,
    noted_at: new Date(noted_at).toISOString(),
    moment,
    ...pick(fields, [...ABOUT[moment], ...OF_RECORD]),
    parts: (draft.parts ?? []).map(describePart),
  });
}

// Promises an entry. `blobs`, a Map from part id to Blob, holds the bytes of every part: without them it throws.
export async function sealEntry(draft, { noted_at, blobs = new Map() }) {
  const parts = await Promise.all((draft.parts ?? []).map((part) => measure(part, blobs.get(part.id))));
  const record = makeRecord({ ...draft, parts }, noted_at);
  const body = JSON.stringify(record);
  return {
    id: draft.id,
    hunt: draft.hunt,
    participation: draft.participation,
    body,
    sha256: await sha256(body),
    made_at: new Date(noted_at).getTime(),
    place: record.place ?? record.encounter_title ?? "",
    words: record.words ?? "",
    parts: parts.map(({ id, kind, sha256, size, type }) => ({ id, kind, sha256, size, type, stored: false })),
    ...FRESH,
  };
}

// The same for where somebody stands: `stances` is [{conundrum, stance}], an empty stance taking an answer back; `place`
// and `words` tell them in the queue what it is.
export async function sealPositions({ id, hunt, participation, when, stances, place = "", words = "" }, noted_at) {
  const at = new Date(noted_at);
  const body = JSON.stringify({ id, kind: POSITIONS, participation, noted_at: at.toISOString(), when, stances });
  const hash = await sha256(body);
  return { id, hunt, participation, kind: POSITIONS, body, sha256: hash, made_at: at.getTime(), place, words, parts: [], ...FRESH };
}

export const FRESH = {
  text_stored: false, state: "waiting", problem: null, tries: 0, next_try: 0, safe_at: null,
};

async function measure(part, blob) {
  if (!blob) throw new Error(`The bytes of part ${part.id} are not here.`);
  return { ...part, sha256: await sha256(blob), size: blob.size, type: part.type || blob.type };
}

function describePart(part) {
  const { id, kind, sha256, size } = part;
  const asked = kind === "photo" ? { recognisable: "not-asked" } : {};
  return { id, kind, sha256, size, ...asked, ...pick(part, OF_PART[kind] ?? []) };
}

function pick(source, names) {
  return Object.fromEntries(names.filter((name) => isSaid(source[name])).map((name) => [name, source[name]]));
}

function isSaid(value) {
  if (value === undefined || value === null || value === "" || value === false) return false;
  return typeof value !== "object" || Object.keys(value).length > 0;
}

function tidy(value) {
  if (typeof value === "string") return wellFormed(value);
  if (Array.isArray(value)) return value.map(tidy);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, tidy(each)]));
}
