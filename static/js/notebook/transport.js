// Speaks the sync protocol of docs/sync.md and gives plain verdicts: {kind: "kept", …}, {kind: "refused", error, say},
// {kind: "unclear"}. It never throws for what a network does.
import { isGood, readAnswer, readPart, readText, refusalIn, UNCLEAR } from "./answers.js";

const WHOLE = 512 * 1024; // bytes: up to here a part goes at once
const LEAST = 32 * 1024;
const PATIENCE = 60_000; // milliseconds for one request
const SPARE_STEPS = 4; // the site may send us to another byte this often before we give up for now

export function makeTransport({ fetch, base, now = Date.now, patience = PATIENCE }) {
  async function ask(path, options = {}) {
    const givenUp = new AbortController();
    const timer = setTimeout(() => givenUp.abort(), patience);
    try {
      return await readAnswer(await fetch(base + path, {
        credentials: "same-origin", redirect: "manual", cache: "no-store", signal: givenUp.signal, ...options,
      }));
    } catch {
      return null;
    } finally {
      clearTimeout(timer);
    }
  }

  function put(path, body, csrf, type) {
    const clock = new Date(now()).toISOString();
    const headers = { "Content-Type": type, "X-CSRFToken": csrf, "Own-Turf-Clock": clock };
    return ask(path, { method: "PUT", body, headers });
  }

  const askPart = async (part) => readPart(await ask(`parts/${part.id}/`), part);

  async function putPiece(part, blob, from, size, csrf) {
    const piece = blob.slice(from, from + size);
    return readPart(await put(`parts/${part.id}/?offset=${from}`, piece, csrf, "application/octet-stream"), part);
  }

  return {
    // {kind: "hello", participation, csrf, takes, stage, limits, used}, or as above.
    async hello() {
      const answer = await ask("");
      const known = isGood(answer) && answer.body.csrf && answer.body.participation;
      return known ? { ...answer.body, kind: "hello" } : refusalIn(answer);
    },

    async sendText(entry, csrf) {
      return readText(await put(`${entry.kind ?? "reflections"}/${entry.id}/`, entry.body, csrf, "application/json"), entry);
    },

    // `tries`: failed before this one. After the first it asks what is there already and sends smaller pieces, so
    // that a thin line gets through too. `onProgress(sent, size)` is told after each piece.
    async sendPart(part, blob, csrf, { onProgress = () => {}, chunkBytes = WHOLE, tries = 0 } = {}) {
      const size = pieceSize(blob.size, chunkBytes, tries);
      let next = tries || size < blob.size ? await askPart(part) : { kind: "more", from: 0 };
      for (let steps = Math.ceil(blob.size / size) + SPARE_STEPS; next.kind === "more" && steps > 0; steps -= 1) {
        next = await putPiece(part, blob, next.from, size, csrf);
        if (next.kind === "more") onProgress(next.from, blob.size);
      }
      return next.kind === "more" ? UNCLEAR : next;
    },
  };
}

export function pieceSize(size, chunkBytes, tries) {
  if (!tries && size <= WHOLE) return Math.max(size, 1);
  return Math.max(Math.min(LEAST, chunkBytes), Math.floor(chunkBytes / 2 ** Math.min(tries, 10)));
}
