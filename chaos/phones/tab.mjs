// One tab of a phone: the queue of static/js/notebook over what the phone keeps. It can be killed at any await: what was
// asked for then happens or not, and nothing in the tab ever hears of it.
import { memoryStore } from "../../static/js/notebook/memory-store.js";
import { makeQueue } from "../../static/js/notebook/queue.js";
import { makeTransport } from "../../static/js/notebook/transport.js";

const never = () => new Promise(() => {});

// `life`: {awaits, after}: it dies at the await of that number, before what is asked for is done or after it. `cuts`:
// whether its requests are cut then. `makeStore` is another client's.
export function openTab(phone, { life = { awaits: Infinity }, cuts = false, makeStore = memoryStore } = {}) {
  const cut = new AbortController();
  let awaits = 0;
  let isDead = false;
  let die;
  const died = new Promise((resolve) => { die = resolve; });

  function end() {
    isDead = true;
    if (cuts) cut.abort();
    die("killed");
  }

  const guarded = (work) => async (...given) => {
    awaits += 1;
    if (!isDead && awaits >= life.awaits && !life.after) end();
    if (isDead) return never();
    const answer = await work(...given).catch((error) => (isDead ? never() : Promise.reject(error)));
    if (!isDead && awaits >= life.awaits) end();
    return isDead ? never() : answer;
  };

  const inner = makeStore(phone.state, phone.now);
  const noting = {
    ...inner,
    async addEntry(entry, blobs) {
      const said = await inner.addEntry(entry, blobs);
      if (said === "added") phone.logged(entry);
      return said;
    },
    async logDraft(key, entry, asRead) {
      const said = await inner.logDraft(key, entry, asRead);
      if (said === "logged") phone.logged(entry);
      return said;
    },
  };
  const store = Object.fromEntries(Object.entries(noting).map(([name, work]) => [name, guarded(work)]));
  const fetch = guarded((path, options = {}) => phone.network.fetch(path, { ...options, signals: [options.signal, cut.signal].filter(Boolean) }, phone.partsOf));
  const queue = makeQueue({
    store, now: phone.now, random: phone.chance.next,
    transportFor: (hunt) => makeTransport({ fetch, base: `/hunts/${hunt}/sync/`, now: phone.now }),
  });

  // Does something in the tab; ends with it.
  const within = (work) => Promise.race([work({ queue, store }), died]);
  return { within, isDead: () => isDead };
}
