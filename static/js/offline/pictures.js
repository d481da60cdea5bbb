// A piece of the service worker: the small photos of the pages that are kept, in one cache for each person. A copy of a
// page notes which it shows, and none is kept that no copy shows: what was withdrawn goes as its page is kept again.

const PICTURES = "own-turf-photos:";
const SHOWS = "Own-Turf-Shows";
const MOST_PICTURES = 200; // of some 20 kB
const A_ROUND = 8; // as many as one entry may have
const TOO_LONG = 20_000; // milliseconds for a picture that nobody waits for
const ROOM = 50_000_000; // bytes that pictures leave free for what is logged
const gone = new Set(); // paths of pictures that the site doesn't give: not asked for again while this worker runs

/** Paths of the pictures that copies of a person's pages show, those of the latest copy first. */
async function picturesShown(person) {
  if (!await caches.has(PAGES + person)) return [];
  const copies = await (await caches.open(PAGES + person)).matchAll();
  const keptAt = ({ headers }) => Date.parse(headers.get(KEPT_AT));
  copies.sort((one, other) => keptAt(other) - keptAt(one));
  return copies.flatMap(({ headers }) => headers.get(SHOWS)?.match(/\S+/g) ?? []).slice(0, MOST_PICTURES);
}

/** Keep an answer as the copy of its picture, if a page of the same person's shows it; unless, while it came in,
    ``isStale()`` came true. Tell whether it is kept now. */
async function keepPicture(url, response, isStale) {
  const person = response.headers.get(PERSON);
  if (!(await picturesShown(person)).includes(pathOf(url)) || !await hasRoom()) return false;
  const copy = new Response(await response.blob(), { headers: response.headers });
  if (isStale()) return false;
  await (await caches.open(PICTURES + person)).put(pathOf(url), copy);
  // The page may have been kept again meanwhile, without it.
  await dropStrays();
  return true;
}

async function dropPicture(url) {
  gone.add(pathOf(url));
  for (const name of await cachesNamed(PICTURES)) await (await caches.open(name)).delete(pathOf(url), { ignoreVary: true });
  return true;
}

/** Drop the pictures that no copy of a page shows. */
async function dropStrays() {
  for (const name of await cachesNamed(PICTURES)) {
    const shown = await picturesShown(name.slice(PICTURES.length));
    if (shown.length === 0) await caches.delete(name);
    else await dropAllBut(shown, await caches.open(name));
  }
}

async function dropAllBut(paths, cache) {
  for (const { url } of await cache.keys()) if (!paths.includes(pathOf(url))) await cache.delete(url, { ignoreVary: true });
}

async function missingPictures() {
  const missing = [];
  for (const name of await cachesNamed(PAGES)) {
    for (const path of await picturesShown(name.slice(PAGES.length))) {
      if (!gone.has(path) && !await caches.match(path, { ignoreVary: true })) missing.push(path);
    }
  }
  return missing;
}

/** A phone that is nearly full needs what is left for entries and pages. */
async function hasRoom() {
  const { quota = Infinity, usage = 0 } = await self.navigator.storage?.estimate?.() ?? {};
  return quota - usage > ROOM;
}

function pathOf(url) {
  return new URL(url, self.location.origin).pathname;
}
