// A piece of the service worker (config/offline.py puts them together): which requests it sees to, and what an answer
// is worth. Nothing here asks the network or a cache.

const PERSON = "Own-Turf-Person";
const OF_RELEASE = "Own-Turf-Release";
const STATIC = "/static/";
const NEVER = /^\/(admin|static)\/|^\/hunts\/[^/]+\/sync\//;
const SMALL_PHOTO = "/photos/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/small/";
const IS_SMALL_PHOTO = new RegExp(`^${SMALL_PHOTO}$`);

/** "asset", "picture" (a small photo on a page), "kept" (a page with a copy here) or "page" (any other); "" for what is
    none of the worker's business. */
function concern({ method, mode, destination, url }, kept, origin) {
  const { origin: from, pathname, search } = new URL(url);
  if (method !== "GET" || from !== origin) return "";
  if (pathname.startsWith(STATIC)) return "asset";
  if (mode === "no-cors" && destination === "image") return IS_SMALL_PHOTO.test(pathname + search) ? "picture" : "";
  if (mode !== "navigate" || NEVER.test(pathname) || !pathname.endsWith("/")) return "";
  return kept.test(pathname) ? "kept" : "page";
}

/** The address under which a page's copy is kept, or "" where no copy could stand for it. */
function copyAddress(url) {
  const { origin, pathname, searchParams } = new URL(url);
  // Which moment is chosen first is the form's own doing; a page of a list is another page.
  return [...searchParams.keys()].every((name) => name === "moment") ? origin + pathname : "";
}

/** What an answer to a page or a picture is: "keep", "gone", "elsewhere" (we were sent on), "ours" (else), or "strange":
    a captive portal's page or a proxy's error, which tells nothing. */
function kindOf(response) {
  if (!response.headers.has(PERSON)) return "strange";
  if (response.redirected) return "elsewhere";
  if (response.status === 200 && (response.headers.has(OF_RELEASE) || isPicture(response))) return "keep";
  return [403, 404, 410].includes(response.status) ? "gone" : "ours";
}

function isPicture(response) {
  return response.headers.get("Content-Type") === "image/webp";
}

/** Paths of the small photos that a page shows. What somebody wrote can't look like one: its quotes are escaped. */
function picturesIn(html) {
  return [...new Set(Array.from(html.matchAll(new RegExp(` src="(${SMALL_PHOTO})"`, "g")), ([, path]) => path))];
}

/** Whether a file came as one: what should be a script or a style, and is a page, came from somebody else. */
function isFile(response) {
  return response.ok && !response.redirected && !(response.headers.get("Content-Type") || "").startsWith("text/html");
}

/** The page with a mark of when it was kept: its style shows by it that this is a copy, and since when. */
function marked(html, moment) {
  return html.replace("<html ", `<html data-kept="${moment.toISOString()}" `);
}
