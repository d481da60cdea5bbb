// A client as field tools have had it: an entry counts as sent, and its photos are deleted, once its words have arrived.
// The harness has to find out.
import { settled } from "../../static/js/notebook/entry.js";
import { memoryStore } from "../../static/js/notebook/memory-store.js";

export function forgetfulStore(state, now) {
  const store = memoryStore(state);
  const tooSoon = (entry) => (entry?.text_stored ? settled({ ...entry, parts: [] }, now()) : entry);
  return { ...store, changeEntry: (id, change) => store.changeEntry(id, (entry) => tooSoon(change(entry))) };
}
