// The service worker: pages and pictures from the network first, and from the phone where that doesn't answer. It sees
// to GET of this site only; what people send, and the sync addresses, go past it.

const PATIENCE = 4_000; // milliseconds before a copy is shown instead of waiting on
const FRESH = 300_000; // for so long a copy is not asked for again by itself
let person = null; // whose page came last
let turns = 0; // how often that changed: an answer to an earlier turn's question is dropped
let pagesAsked = 0; // by people
let rounds = Promise.resolve(); // of fetching pictures: one after the other

self.addEventListener("install", (event) => event.waitUntil(takeOver()));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim().then(() => tidy(0))));
self.addEventListener("fetch", (event) => {
  const answer = { asset: answerAsset, picture: answerPicture, kept: answerKept, page: answerPage }[concern(event.request, ours, self.location.origin)];
  if (answer) event.respondWith(answer(event));
});
self.addEventListener("message", (event) => {
  const { type, pages = [], afresh = false, under = "/" } = event.data || {};
  if (type === "keep") event.waitUntil(keep(pages, afresh).then(nextRound));
  if (type === "forget") event.waitUntil(forget(under));
});

/** Copies refer to the files of their release: so first this release's files, then its pages, then the change. What
    can't be fetched afresh now stays as it is, with its files. */
async function takeOver() {
  await keepAssets();
  await keep(await keptAddresses(), true);
  await self.skipWaiting();
}

async function answerAsset({ request }) {
  if (RELEASE.hashed) return await caches.match(request, { ignoreVary: true }) || fetch(request);
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await caches.match(request, { ignoreVary: true });
    if (kept) return kept;
    throw error;
  }
}

async function answerPicture(event) {
  const { request } = event;
  const copy = await caches.match(request, { ignoreVary: true });
  const asked = askForPicture(request.url, request);
  event.waitUntil(asked.then(({ learnt }) => learnt));
  const { kind, response } = await (copy ? Promise.race([asked, patience()]) : asked);
  if (kind === "none" || kind === "strange") return copy || response || Response.error();
  return response;
}

async function answerKept(event) {
  const { request: { url } } = event;
  pagesAsked += 1;
  const copy = await copyOf(url);
  const asked = ask(url);
  event.waitUntil(asked.then(({ learnt }) => learnt));
  const { kind, response } = await (copy ? Promise.race([asked, patience()]) : asked);
  if (kind === "elsewhere") return Response.redirect(response.url);
  if (kind === "none" || kind === "strange") return copy || response || noSignal();
  return response;
}

async function answerPage({ request }) {
  pagesAsked += 1;
  try {
    const turn = turns;
    const response = await fetch(request);
    if (response.headers.has(PERSON) && turn === turns) await hear(response.headers.get(PERSON));
    return response;
  } catch {
    return noSignal();
  }
}

async function noSignal() {
  return await caches.match(RELEASE.noSignal, { ignoreVary: true }) || Response.error();
}

function patience() {
  return new Promise((resolve) => { setTimeout(resolve, PATIENCE, { kind: "none" }); });
}

/** Ask the site for a page that is kept. ``learnt`` is done when what follows from its answer is: nobody waits for that
    to read the page. */
async function ask(url, headers = {}) {
  const turn = turns;
  try {
    // Being sent on is followed here, to tell the site's own sign-in from the page of somebody else's network.
    const response = await fetch(url, { mode: "same-origin", credentials: "same-origin", headers });
    const kind = kindOf(response);
    if (kind === "strange" || turn !== turns) return { kind, response };
    await hear(response.headers.get(PERSON));
    return { kind, response, learnt: learn(url, kind, response.clone()) };
  } catch {
    return { kind: "none" };
  }
}

async function learn(url, kind, response) {
  const turn = turns;
  if (kind === "keep" && response.headers.get(OF_RELEASE) !== RELEASE.version) {
    // The files of this page are the next worker's; it asks for the page itself.
    self.registration.update().catch(() => {});
  } else if (kind === "keep" && !new URL(url).search) {
    await keepCopy(url, response, () => turn !== turns);
  } else if (kind === "gone") {
    await dropCopy(url);
    // Perhaps its reader has left the hunt: the other pages of it would say so, too.
    await keep(await keptAddresses(new URL(url).pathname.replace(/[^/]+\/$/, "")), true);
  }
}

/** Ask the site for a picture. ``learnt`` tells whether the phone knows more about it now. */
async function askForPicture(url, ...question) {
  const turn = turns;
  try {
    const response = await fetch(...question);
    const kind = kindOf(response);
    return { kind, response, learnt: learnOfPicture(url, kind, response.clone(), turn).catch(() => false) };
  } catch {
    return { kind: "none" };
  }
}

async function learnOfPicture(url, kind, response, turn) {
  const owner = response.headers.get(PERSON);
  if (kind === "gone") return dropPicture(url);
  // Who came first to a worker that has just started opens no turn, and may be somebody else all the same.
  return kind === "keep" && keepPicture(url, response, () => turn !== turns || ![null, owner].includes(person));
}

/** Pages that one person left here are not for the next. */
async function hear(name) {
  if (name === person) return;
  if (person !== null) turns += 1;
  person = name;
  await dropPages(name);
}

async function keep(pages, afresh) {
  const turn = turns;
  for (const page of pages) {
    if (turn !== turns) break; // somebody has signed out, or left, meanwhile
    const url = new URL(page, self.location.origin).href;
    const isOurs = concern({ method: "GET", mode: "navigate", url }, ours, self.location.origin) === "kept";
    if (!isOurs || !(afresh || await isDue(url))) continue;
    const { kind, learnt } = await ask(url, { "Own-Turf-Keep": "1" });
    await learnt;
    if (kind === "none") break;
  }
  await tidy(1);
}

function nextRound() {
  rounds = rounds.then(fetchPictures).catch(() => {});
  return rounds;
}

/** Fetch some of the pictures that copies show and the phone has not. A thin line has no room for them beside a page
    that somebody asks for: that page's own "keep" comes back to them. */
async function fetchPictures() {
  const pages = pagesAsked;
  if (self.navigator.connection?.saveData) return;
  for (const path of (await missingPictures()).slice(0, A_ROUND)) {
    if (pages !== pagesAsked) break;
    const signal = AbortSignal.timeout(TOO_LONG);
    const { learnt } = await askForPicture(path, path, { mode: "same-origin", credentials: "same-origin", priority: "low", signal });
    if (!await learnt) break;
  }
}

async function isDue(url) {
  const headers = (await copyOf(url))?.headers;
  return headers?.get(OF_RELEASE) !== RELEASE.version || Date.now() - Date.parse(headers.get(KEPT_AT)) > FRESH;
}

async function forget(under) {
  turns += 1;
  if (under === "/") return dropPages(null);
  for (const url of await keptAddresses(under)) await dropCopy(url);
}

/** A page opened before the last release may still ask for its files: they go when at most so many are open. */
async function tidy(windows) {
  const open = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  if (self.registration.active && open.length <= windows) await dropAssets();
}
