// The phone's queue: whatever was logged and is not safe yet. It knows no page; sender.js runs it on one.
import { isTime, waitBefore } from "./backoff.js";
import * as change from "./entry.js";
import { sendHunt } from "./hunt-round.js";
import { renewed } from "./renewing.js";
import { makeSteps } from "./steps.js";

// `transportFor(hunt)` gives a transport; `onChange()` is called whenever an entry changed; `onProgress({entry, part,
// sent, size})` while a large part goes. `lock(work)` does the work unless another tab is sending, and promises what
// the work promises, else null; it only saves double sending, nothing depends on it.
export function makeQueue({
  store, transportFor, now = Date.now, random = Math.random, onChange = () => {}, onProgress, lock = (work) => work(),
}) {
  const quiet = new Map(); // hunt → {tries, until, error, say}: why nothing goes to it now
  let running = null;

  const isQuiet = (hunt) => quiet.has(hunt) && !isTime(quiet.get(hunt).until, now());

  const due = async () => (await store.entries()).filter((entry) => change.isDue(entry, now()));

  const changed = async (id, next) => {
    const entry = await store.changeEntry(id, (entry) => (change.isSafe(entry) ? undefined : next(entry)));
    onChange();
    return entry;
  };

  async function once() {
    await tidy();
    await forgetOld();
    const before = await counts();
    const hunts = new Set((await due()).map((entry) => entry.hunt));
    for (const hunt of hunts) if (!isQuiet(hunt)) await sendTo(hunt);
    const after = await counts();
    return { ...after, sent: Math.max(0, after.safe - before.safe), paused: paused(), busy: false };
  }

  async function sendTo(hunt) {
    const transport = transportFor(hunt);
    const steps = makeSteps({ store, transport, now, random, onChange, onProgress });
    const stopped = await sendHunt({ hunt, store, transport, steps, now });
    if (!stopped) quiet.delete(hunt);
    else keepQuiet(hunt, stopped);
    onChange();
  }

  function keepQuiet(hunt, { error = null, say = "" }) {
    const tries = (quiet.get(hunt)?.tries ?? 0) + 1;
    quiet.set(hunt, { tries, until: now() + waitBefore(tries, random), error, say });
  }

  // A tab that was killed while it sent left its mark behind; and what has long been safe is forgotten.
  async function tidy() {
    for (const entry of await store.entries()) {
      if (change.tidied(now())(entry) !== undefined) await store.changeEntry(entry.id, change.tidied(now()));
    }
  }

  // Nothing is known any more of a hunt that nothing goes to.
  async function forgetOld() {
    const hunts = new Set((await store.entries()).filter(change.goesByItself).map((entry) => entry.hunt));
    for (const hunt of quiet.keys()) if (!hunts.has(hunt)) quiet.delete(hunt);
  }

  // What was last known of a hunt is said until its answer comes: no "sign in" that goes away under a thumb.
  async function startOver(isMeant) {
    for (const [hunt, known] of quiet) quiet.set(hunt, { ...known, tries: 0, until: 0 });
    for (const entry of await store.entries()) {
      if (!change.isSafe(entry) && isMeant(entry)) {
        await store.changeEntry(entry.id, (entry) => (change.isSafe(entry) ? undefined : change.anew(entry)));
      }
    }
    await running?.catch(() => {});
  }

  // Sends everything that is due, once. Promises {waiting, sending, held, safe, sent, paused, busy}; `busy` when
  // another tab is at it.
  function round() {
    running ??= lock(once)
      .then(async (summary) => summary ?? { ...(await counts()), sent: 0, paused: paused(), busy: true })
      .finally(() => { running = null; });
    return running;
  }

  // The network came back, or the page was opened: waits begin anew, and troubles that pass are looked at again.
  async function beginAnew() {
    await startOver(change.goesByItself);
    return round();
  }

  // The person wants it now: everything is tried, also what was held.
  async function sendNow(id = null) {
    await startOver(() => false);
    for (const entry of await store.entries()) {
      if (!change.isSafe(entry) && (id === null || entry.id === id)) await changed(entry.id, change.released);
    }
    return round();
  }

  async function counts() {
    const found = { waiting: 0, sending: 0, held: 0, safe: 0 };
    for (const { state } of await store.entries()) found[state] += 1;
    return found;
  }

  // Why a hunt takes nothing from us now, such as {hunt, error: "signed_out", say}; null when nothing is known.
  function paused() {
    for (const [hunt, { error, say }] of quiet) if (error) return { hunt, error, say };
    return null;
  }

  // When there is next something to do, in milliseconds; null when nothing waits.
  async function nextDue() {
    const times = (await store.entries())
      .filter(change.goesByItself)
      .map((entry) => Math.max(soonest(entry.next_try), soonest(quiet.get(entry.hunt)?.until ?? 0)));
    return times.length ? Math.min(...times) : null;
  }

  const soonest = (at) => (isTime(at, now()) ? now() : at);

  return {
    round, beginAnew, sendNow, counts, paused, nextDue,

    takeOut: (id) => changed(id, () => null),

    takeOutPart: (id, part) => changed(id, change.withoutPart(part, now())),

    // Logs it once more beside what the site has, under ids of its own: the way on from a conflict.
    async sendAsNew(id) {
      const entry = await store.entry(id);
      if (!entry || change.isSafe(entry)) return;
      const { entry: fresh, parts } = await renewed(entry);
      await store.replaceEntry(id, fresh, parts);
      onChange();
    },
  };
}
