// The service worker with caches and a site that are made up. Its scripts are no modules: they are run here as the browser
// runs them, in one scope. Starting it anew with the same caches is what a browser does every few minutes.
import { readFileSync } from "node:fs";
import vm from "node:vm";

export const SITE = "https://own-turf.example";
const PIECES = ["answers", "kept", "pictures", "worker"];
const RELEASE = { version: "r1", assets: [], hashed: true, noSignal: "/no-signal/", kept: "^/hunts/[^/]+/(today|notebook)/$" };

const script = `const RELEASE = ${JSON.stringify(RELEASE)};\n${PIECES.map(read).join("\n")}`;
const absolute = (question) => new URL(question.url ?? question, SITE).href;

function read(name) {
  return readFileSync(new URL(`../../static/js/offline/${name}.js`, import.meta.url), "utf8");
}

/** Caches by their names. ``puts`` is what was ever put, also where it is gone again; ``refuses`` stops it, by a name. */
export class Caches extends Map {
  puts = [];
  refuses = null;

  async keys() { return [...super.keys()]; }
  async has(name) { return super.has(name); }
  async delete(name) { return super.delete(name); }
  async match(question) {
    for (const cache of this.values()) if (cache.has(absolute(question))) return cache.get(absolute(question)).clone();
    return undefined;
  }

  async open(name) {
    if (!super.has(name)) this.set(name, new Map());
    const cache = this.get(name);
    return {
      keys: async () => [...cache.keys()].map((url) => ({ url })),
      match: async (question) => cache.get(absolute(question))?.clone(),
      matchAll: async () => [...cache.values()].map((response) => response.clone()),
      put: async (question, response) => {
        if (name === this.refuses) throw new DOMException("full", "QuotaExceededError");
        this.puts.push(new URL(absolute(question)).pathname);
        cache.set(absolute(question), response);
      },
      delete: async (question) => cache.delete(absolute(question)),
    };
  }

  /** Paths in one of them. */
  in(name) { return [...(this.get(name)?.keys() ?? [])].map((url) => new URL(url).pathname); }
}

/** A worker on a phone whose site ``fetch(path)`` is: what it returns is the answer, what it throws the network's. */
export function startWorker(fetch, { caches = new Caches(), navigator = {}, patient = true } = {}) {
  const listeners = {};
  const registration = { active: true, update: async () => {} };
  const self = {
    addEventListener: (type, listener) => { listeners[type] = listener; },
    clients: { matchAll: async () => [{}], claim: async () => {} },
    location: { origin: SITE },
    navigator,
    registration,
  };
  const scope = vm.createContext({
    AbortSignal, Headers, Response, URL, caches, console, self,
    fetch: async (question) => fetch(new URL(absolute(question)).pathname),
    // Whether a slow answer is waited for is said, not measured.
    setTimeout: (work, _, value) => { if (!patient) work(value); },
  });
  vm.runInContext(script, scope);
  return { caches, send: (data) => dispatch(listeners.message, { data }), ask: (...question) => ask(listeners.fetch, ...question) };
}

/** Done when everything is that the worker asked the browser to wait for; it may ask for more as long as it isn't. */
async function dispatch(listener, event) {
  const waits = [];
  listener({ ...event, waitUntil: (work) => waits.push(work), respondWith: (work) => waits.push(work) });
  for (const work of waits) await work;
  return waits[0];
}

/** What the worker answers to the request of a page, or of a person. */
function ask(listener, path, { mode = "no-cors", destination = "image" } = {}) {
  return dispatch(listener, { request: { method: "GET", mode, destination, url: SITE + path } });
}
