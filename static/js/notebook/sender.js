// Runs the queue on a page: when it opens, when the network or the person comes back, and when a wait is over. Each
// change is told as `ownturf:queue` on the document: {waiting, sending, held, safe, paused, persisted}.
import { LONGEST_WAIT } from "./backoff.js";
import { askToKeep } from "./keeping.js";
import { makeQueue } from "./queue.js";
import { openStore } from "./store.js";
import { tabLock } from "./tab-lock.js";
import { makeTransport } from "./transport.js";

const SOON = 1_000;
const WHILE_ANOTHER_SENDS = 5_000;
const WHILE_OFFLINE = 600_000; // a browser that says it has no network is asked anyway this often: some are wrong

let started = null;

// Promises {store, queue, tell, logged} of this page, the same for every module; rejects where nothing can be kept.
export function queueOfPage() {
  started ??= start().catch((error) => { started = null; throw error; });
  return started;
}

async function start() {
  const store = await openStore();
  const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel("own-turf") : null;
  const { lock, heard } = tabLock({ locks: navigator.locks });
  const tell = teller(() => queue);
  const changed = () => { channel?.postMessage({ type: "changed" }); tell(); };
  const queue = makeQueue({
    store, lock, onChange: changed, onProgress: () => channel?.postMessage({ type: "sending" }),
    transportFor: (hunt) => makeTransport({ fetch: (...request) => fetch(...request), base: `/hunts/${hunt}/sync/` }),
  });
  const { wake, plan } = timetable(queue);

  channel?.addEventListener("message", ({ data }) => {
    heard();
    if (data?.type === "changed") { tell(); plan(); }
  });
  window.addEventListener("online", wake);
  window.addEventListener("pageshow", (event) => { if (event.persisted) wake(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) wake(); });
  tell();
  wake();
  return { store, queue, tell, logged: () => { changed(); wake(); } };
}

// When the queue gets its turns. `wake` begins anew at once, `plan` waits for what is next due.
function timetable(queue) {
  let timer = null;
  let asked = Date.now();

  async function turn(send) {
    clearTimeout(timer);
    if (!navigator.onLine && Date.now() - asked < WHILE_OFFLINE) return plan();
    asked = Date.now();
    const { busy } = await send().catch((error) => { console.error(error); return { busy: true }; });
    return plan(busy ? WHILE_ANOTHER_SENDS : SOON);
  }

  async function plan(atLeast = SOON) {
    const due = await queue.nextDue().catch(() => Date.now() + LONGEST_WAIT);
    clearTimeout(timer);
    if (due === null) return;
    const wait = Math.max(atLeast, navigator.onLine ? 0 : LONGEST_WAIT, due - Date.now());
    timer = setTimeout(() => turn(queue.round), Math.min(wait, LONGEST_WAIT));
  }

  return { wake: () => turn(queue.beginAnew), plan };
}

// Tells how things stand; what happens while it counts is told in one go after it.
function teller(queueOf) {
  let persisted = null;
  let asked = false;
  let counting = null;
  let again = false;

  async function count() {
    do {
      again = false;
      const queue = queueOf();
      const counts = await queue.counts();
      const detail = { ...counts, paused: queue.paused(), persisted };
      document.dispatchEvent(new CustomEvent("ownturf:queue", { detail }));
      if (!asked && counts.waiting + counts.sending + counts.held) ask();
    } while (again);
  }

  async function ask() {
    asked = true;
    persisted = await askToKeep();
    tell();
  }

  function tell() {
    again = true;
    counting ??= count().catch((error) => console.error(error)).finally(() => { counting = null; });
  }
  return tell;
}
