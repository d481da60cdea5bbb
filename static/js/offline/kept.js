// A piece of the service worker: what is kept on the phone. Pages are in one cache for each person, files in one for
// each release; pictures have a piece of their own. IndexedDB, where the queue and the drafts are, belongs to the
// pages: nothing here touches it.

const PAGES = "own-turf-pages:";
const ASSETS = "own-turf-assets:";
const KEPT_AT = "Own-Turf-Kept";
const ours = new RegExp(RELEASE.kept);

async function cachesNamed(start) {
  return (await caches.keys()).filter((name) => name.startsWith(start));
}

async function copyOf(url) {
  const address = copyAddress(url);
  for (const name of address ? await cachesNamed(PAGES) : []) {
    const copy = await (await caches.open(name)).match(address, { ignoreVary: true });
    if (copy) return copy;
  }
  return undefined;
}

/** Keep an answer as the copy of its page; unless, while it came in, ``isStale()`` came true. */
async function keepCopy(url, response, isStale) {
  const now = new Date();
  const headers = new Headers(response.headers);
  for (const name of ["Content-Encoding", "Content-Length"]) headers.delete(name);
  const html = await response.text();
  headers.set(KEPT_AT, now.toISOString());
  headers.set(SHOWS, picturesIn(html).join(" "));
  if (isStale()) return;
  await (await caches.open(PAGES + headers.get(PERSON))).put(copyAddress(url), new Response(marked(html, now), { headers }));
  await dropStrays();
}

async function dropCopy(url) {
  for (const name of await cachesNamed(PAGES)) await (await caches.open(name)).delete(copyAddress(url), { ignoreVary: true });
  await dropStrays();
}

/** Drop what was kept of pages, and their pictures, but for one person's. */
async function dropPages(person) {
  for (const start of [PAGES, PICTURES]) {
    for (const name of await cachesNamed(start)) if (name !== start + person) await caches.delete(name);
  }
}

/** Addresses of all copies; of those below a path, if it is given. */
async function keptAddresses(under = "/") {
  const addresses = [];
  for (const name of await cachesNamed(PAGES)) {
    for (const { url } of await (await caches.open(name)).keys()) {
      if (new URL(url).pathname.startsWith(under)) addresses.push(url);
    }
  }
  return addresses;
}

/** The files of this release; those that a release before had under the same address don't travel again. */
async function keepAssets() {
  const cache = await caches.open(ASSETS + RELEASE.version);
  await Promise.all(RELEASE.assets.map(async (path) => cache.put(path, (RELEASE.hashed && await caches.match(path)) || await file(path))));
  const page = await fetch(RELEASE.noSignal, { credentials: "omit", cache: "no-cache" });
  if (page.headers.get(OF_RELEASE) !== RELEASE.version) throw new Error("The page for no signal did not come.");
  await cache.put(RELEASE.noSignal, page);
}

async function file(path) {
  const response = await fetch(path, { cache: RELEASE.hashed ? "default" : "no-cache" });
  if (!isFile(response)) throw new Error(`${path} did not come.`);
  return response;
}

/** Drop the files of releases that neither this worker nor any copy refers to. */
async function dropAssets() {
  const needed = new Set([ASSETS + RELEASE.version]);
  for (const url of await keptAddresses()) needed.add(ASSETS + (await copyOf(url))?.headers.get(OF_RELEASE));
  for (const name of await cachesNamed(ASSETS)) if (!needed.has(name)) await caches.delete(name);
}
