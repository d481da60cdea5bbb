// What can become of an entry in the queue. Each function takes an entry and returns what it is next: pure, so that
// the store can do it in one transaction on whatever the entry is by then.
import { isTime, waitBefore } from "./backoff.js";
import { wellKnown } from "./problems.js";

export const DAY = 86_400_000;

export const isSafe = (entry) => entry.state === "safe";

// Held entries whose trouble may pass without a hand on them are looked at again too: somebody signed in, the hunt
// was opened again.
export const goesByItself = (entry) => !isSafe(entry) && (entry.state !== "held" || mayPass(entry));

export const isDue = (entry, now) => goesByItself(entry) && isTime(entry.next_try, now);

export const mayPass = (entry) => wellKnown(entry.problem?.error).passes;

// Whether what stood in the way of a held entry is gone, by what hello says.
export function isFreedBy(hello, entry) {
  if (entry.state !== "held") return true;
  return entry.participation === hello.participation && wellKnown(entry.problem?.error).goneWith(hello, entry);
}

// The try counts from its start: an entry that brings the page down does not come first again the next time.
export const begun = (entry) => ({ ...entry, state: "sending", tries: entry.tries + 1 });

export const putBack = (entry) => ({ ...entry, state: "waiting", tries: Math.max(0, entry.tries - 1) });

export const anew = (entry) => ({ ...entry, tries: 0, next_try: 0 });

export const released = (entry) => ({ ...anew(entry), state: "waiting" });

export const unsent = (entry) => ({ ...entry, text_stored: false });

export const postponed = (now, random) => (entry) =>
  ({ ...entry, state: "waiting", next_try: now + waitBefore(entry.tries, random) });

export const held = (problem, now, random) => (entry) =>
  ({ ...entry, state: "held", problem, next_try: now + waitBefore(entry.tries, random) });

// The answer has to name the hash of this very text. Parts that the site lost count as unsent again.
export const withText = ({ sha256, parts = [] }, now) => (entry) => {
  if (sha256 !== entry.sha256) return entry;
  const gone = new Set(parts.filter((part) => part?.stored === false).map((part) => part.id));
  const known = entry.parts.map((part) => (gone.has(part.id) ? { ...part, stored: false } : part));
  return settled(onTheWay({ ...entry, text_stored: true, parts: known }), now);
};

// Something got through: what comes after it begins with the shortest wait.
export const withPart = (id, sha256, now) => (entry) => {
  const parts = entry.parts.map((part) => (part.id === id && part.sha256 === sha256 ? { ...part, stored: true } : part));
  return settled({ ...entry, parts, tries: 1 }, now);
};

export const withoutPart = (id, now) => (entry) =>
  settled({ ...released(entry), problem: null, parts: entry.parts.filter((part) => part.id !== id) }, now);

// Safe once the text and every part were answered with the right hash. What stays of it keeps a second tab from
// logging the same draft again; the store lets go of the bytes that it no longer names.
export function settled(entry, now) {
  if (!entry.text_stored || !entry.parts.every((part) => part.stored)) return entry;
  const { id, hunt, participation, place, made_at } = entry;
  return { id, hunt, participation, place, made_at, state: "safe", safe_at: now };
}

const onTheWay = (entry) => ({ ...entry, state: "waiting", problem: null, tries: 0, next_try: 0 });

// A day after it was safe nothing has to be remembered of it. A date in the future is from a clock that was wrong.
export const tidied = (now) => (entry) => {
  if (!isSafe(entry)) return entry.state === "sending" ? { ...entry, state: "waiting" } : undefined;
  if (entry.safe_at > now) return { ...entry, safe_at: now };
  return now - entry.safe_at > DAY ? null : undefined;
};
