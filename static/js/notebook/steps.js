// The two steps by which an entry goes: its words, then its parts. Each gives what the round has to know:
// {kind: "done"}, whatever became of the entry, {kind: "unclear"}, or {kind: "refused", error, say} for a refusal that
// is about the session and stops the round.
import { UNCLEAR } from "./answers.js";
import { sha256 } from "./hashing.js";
import * as change from "./entry.js";
import { ofTheSession } from "./problems.js";
import { renewed } from "./renewing.js";

const DONE = { kind: "done" };

export function makeSteps({ store, transport, now, random, onChange, onProgress = () => {} }) {
  // What was once safe is never anything else again, whatever a second tab still hears.
  async function become(id, next) {
    const entry = await store.changeEntry(id, (entry) => (change.isSafe(entry) ? undefined : next(entry)));
    onChange();
    return entry && !change.isSafe(entry) ? entry : null;
  }

  const putOff = (id) => become(id, change.postponed(now(), random));
  const hold = (id, problem) => become(id, change.held(problem, now(), random));
  const holdOff = (id, problem) => become(id, (entry) => change.held(problem, now(), random)(change.begun(entry)));

  async function settle(id, verdict) {
    if (verdict.kind === "unclear" || verdict.error === "hash") {
      await putOff(id);
      return UNCLEAR;
    }
    if (ofTheSession(verdict.error)) {
      await become(id, change.putBack);
      return verdict;
    }
    await hold(id, problemOf(verdict));
    return DONE;
  }

  async function sendWords(id, hello) {
    const entry = await become(id, change.begun);
    if (!entry) return DONE;
    const verdict = await transport.sendText(entry, hello.csrf);
    if (verdict.error === "id_taken") return takeNewId(entry);
    if (verdict.kind !== "kept") return settle(id, verdict);
    await become(id, change.withText(verdict, now()));
    return DONE;
  }

  async function takeNewId(entry) {
    const { entry: fresh, parts } = await renewed(entry);
    await store.replaceEntry(entry.id, fresh, parts);
    onChange();
    return DONE;
  }

  async function sendParts(id, hello, again = true) {
    const entry = await become(id, change.begun);
    if (!entry) return DONE;
    const verdict = await sendEach(entry, hello);
    if (verdict?.error === "unknown_part") return sendFromTheStart(id, hello, again);
    if (verdict) return settle(id, verdict);
    await become(id, (entry) => change.settled(change.putBack(entry), now()));
    return DONE;
  }

  // The site does not know the words that the part belongs to: they go again first, once in a round.
  async function sendFromTheStart(id, hello, again) {
    await become(id, (entry) => change.putBack(change.unsent(entry)));
    if (!again) return settle(id, UNCLEAR);
    const words = await sendWords(id, hello);
    const entry = await store.entry(id);
    return words === DONE && entry?.state === "waiting" && entry.text_stored ? sendParts(id, hello, false) : words;
  }

  // A refused part does not keep the others back. Null when all were kept.
  async function sendEach(entry, hello) {
    let refused = null;
    for (const part of inTurn(entry)) {
      const verdict = await sendPart(entry, part, hello);
      if (verdict.kind === "kept") await become(entry.id, change.withPart(part.id, verdict.sha256, now()));
      else if (verdict.kind === "unclear" || isForAll(verdict.error)) return verdict;
      else refused ??= { ...verdict, part: part.id };
    }
    return refused;
  }

  async function sendPart(entry, part, hello) {
    const blob = await store.blob(part.id);
    if (!blob) return missing(entry, part);
    if (blob.size !== part.size) return { kind: "refused", error: "damaged_part" };
    const verdict = await transport.sendPart(part, blob, hello.csrf, {
      chunkBytes: hello.limits?.chunk_bytes,
      tries: entry.tries - 1,
      onProgress: (sent, size) => onProgress({ entry: entry.id, part: part.id, sent, size }),
    });
    const damaged = verdict.error === "hash" && (await sha256(blob)) !== part.sha256;
    if (damaged) return { kind: "refused", error: "damaged_part" };
    return verdict.error === "hash" ? UNCLEAR : verdict;
  }

  // Its bytes are gone: because another tab has just seen the entry safe, or, which should not happen, by mishap.
  async function missing(entry, part) {
    const known = (await store.entry(entry.id))?.parts?.find((each) => each.id === part.id);
    return { kind: known && !known.stored ? "refused" : "kept", error: "missing_part", sha256: null };
  }

  return { sendWords, sendParts, holdOff, putOff };
}

const isForAll = (error) => ofTheSession(error) || error === "unknown_part";

// Begins elsewhere after each failed try, so that a part that never gets through does not keep back those after it.
function inTurn({ parts, tries }) {
  const toSend = parts.filter((part) => !part.stored);
  const first = toSend.length ? (tries - 1) % toSend.length : 0;
  return [...toSend.slice(first), ...toSend.slice(0, first)];
}

function problemOf({ error, say = "", stored, part }) {
  return { error, say, ...(stored && { stored }), ...(part && { part }) };
}
