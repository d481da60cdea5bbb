// <div data-module="queue-status" role="status">: one quiet line for what is still on this phone. Counts everything on
// the phone, whichever hunt it is of, and says nothing when there is nothing. On a phone that never held anything the
// queue is not even loaded: the first page over a bad line has other things to fetch.
import { counted } from "../notebook/words.js";

const SHOWN_SAFE = 10_000; // milliseconds

export default function queueStatus(element) {
  const line = element.querySelector("[data-line]");
  const says = element.querySelector("[data-says]");
  const link = element.querySelector("[data-link]");
  const notKept = element.querySelector("[data-not-kept]");
  const { dataset: words } = element;
  let before = { here: 0, safe: 0 };
  let timer = null;

  function show(status) {
    const here = status.waiting + status.sending + status.held;
    const arrived = before.here > 0 && status.safe > before.safe;
    notKept.hidden = !here || status.persisted !== false;
    link.hidden = !here;
    if (here) showLine(sentence(words, status, here));
    else if (before.here) line.hidden = true; // sent, or taken out
    if (!here && arrived) {
      showLine(words.safe);
      timer = setTimeout(() => { line.hidden = true; }, SHOWN_SAFE);
    }
    before = { here, safe: status.safe };
  }

  function showLine(text) {
    clearTimeout(timer);
    line.hidden = false;
    write(text);
  }

  // Only what is new is read out.
  function write(text) {
    if (says.textContent !== text) says.textContent = text;
  }

  document.addEventListener("ownturf:queue", ({ detail }) => show(detail));
  startQueue().catch(() => {});
}

async function startQueue() {
  if (!(await hasStore())) return;
  const { queueOfPage } = await import("../notebook/sender.js");
  (await queueOfPage()).tell();
}

// Where browsers can't say which databases there are, there may be one.
async function hasStore() {
  if (!globalThis.indexedDB?.databases) return true;
  const databases = await indexedDB.databases();
  return databases.some(({ name }) => name === "own-turf");
}

export function sentence(words, { sending, held, paused }, here) {
  const parts = [counted(words.here, here)];
  if (sending) parts.push(words.sending);
  if (held) parts.push(counted(words.held, held));
  if (paused && !sending) parts.push(paused.say || words.paused);
  return parts.join(" · ");
}
