// The service worker's judgement. Its scripts are no modules: they are run here as the browser runs them, in one scope.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import vm from "node:vm";

const SITE = "https://own-turf.example";
const KEPT = /^\/hunts\/[^/]+\/(today|log|notebook|consent|positions\/(before|after))\/$/;

const scope = vm.createContext({ URL, Response, Headers });
vm.runInContext(readFileSync(new URL("../../static/js/offline/answers.js", import.meta.url), "utf8"), scope);
const { concern, copyAddress, kindOf, picturesIn, isFile, marked } = scope;

const PHOTO = "/photos/6f1c2d3e-0a1b-4c2d-8e3f-0123456789ab";
const IN_A_PAGE = { mode: "no-cors", destination: "image" };

const business = (path, { method = "GET", mode = "navigate", destination = "", site = SITE } = {}) =>
  concern({ method, mode, destination, url: site + path }, KEPT, SITE);

/** An answer as fetch gives it; where somebody was sent on, ``redirected`` says so. */
function answer(status, headers, redirected = false) {
  return Object.defineProperty(new Response("", { status, headers }), "redirected", { value: redirected });
}

test("kept pages, other pages and files are told apart", () => {
  assert.equal(business("/hunts/canal/today/"), "kept");
  assert.equal(business("/hunts/canal/log/?moment=day"), "kept");
  assert.equal(business("/hunts/canal/welcome/"), "page");
  assert.equal(business("/"), "page");
  assert.equal(business("/static/css/own-turf.css", { mode: "no-cors" }), "asset");
});

test("nothing that is sent is touched", () => {
  for (const method of ["POST", "PUT", "DELETE", "HEAD"]) {
    assert.equal(business("/hunts/canal/log/", { method }), "");
    assert.equal(business("/static/css/own-turf.css", { method }), "");
  }
});

test("a small photo in a page is a picture, and nothing else is", () => {
  assert.equal(business(`${PHOTO}/small/`, IN_A_PAGE), "picture");
  for (const path of [`${PHOTO}/full/`, `${PHOTO}/small/?x=1`, "/photos/1/small/", `/voices${PHOTO.slice(7)}/`, `/desk${PHOTO}/small/`]) {
    assert.equal(business(path, IN_A_PAGE), "", path);
  }
  assert.equal(business(`${PHOTO}/small/`, { ...IN_A_PAGE, site: "https://elsewhere.example" }), "");
  assert.equal(business(`${PHOTO}/small/`, { ...IN_A_PAGE, method: "HEAD" }), "");
  for (const [mode, destination] of [["cors", "image"], ["no-cors", ""], ["no-cors", "audio"], ["same-origin", ""]]) {
    assert.equal(business(`${PHOTO}/small/`, { mode, destination }), "", `${mode} ${destination}`);
  }
});

test("a photo opened by itself is a page that is not kept", () => {
  assert.equal(business(`${PHOTO}/full/`), "page");
  assert.equal(business(`${PHOTO}/small/`), "page");
});

test("other sites, the admin, downloads and the sync addresses go past", () => {
  assert.equal(business("/17/1/2.png", { site: "https://tile.openstreetmap.org", mode: "no-cors" }), "");
  assert.equal(business("/hunts/canal/today/", { site: "https://elsewhere.example" }), "");
  for (const path of ["/admin/", "/hunts/canal/sync/", "/hunts/canal/sync/parts/1/", "/hunts/canal/plan/print.pdf"]) {
    assert.equal(business(path), "", path);
  }
  assert.equal(business("/hunts/canal/today/", { mode: "cors" }), "");
});

test("a copy stands for the form with any moment chosen, and never for another page of a list", () => {
  assert.equal(copyAddress(`${SITE}/hunts/canal/log/?moment=visit-3#photos`), `${SITE}/hunts/canal/log/`);
  assert.equal(copyAddress(`${SITE}/hunts/canal/notebook/?page=2`), "");
});

test("only a page of the site that names its release is kept", () => {
  const person = { "Own-Turf-Person": "0f3a" };
  const page = { ...person, "Own-Turf-Release": "r1" };
  assert.equal(kindOf(answer(200, page)), "keep");
  assert.equal(kindOf(answer(200, person)), "ours");
  assert.equal(kindOf(answer(200, page, true)), "elsewhere");
  for (const status of [403, 404, 410]) assert.equal(kindOf(answer(status, person)), "gone");
});

test("only a picture of the site is kept, under the name of whom it was given to", () => {
  const picture = { "Own-Turf-Person": "0f3a", "Content-Type": "image/webp" };
  assert.equal(kindOf(answer(200, picture)), "keep");
  assert.equal(kindOf(answer(206, picture)), "ours");
  assert.equal(kindOf(answer(200, picture, true)), "elsewhere");
  assert.equal(kindOf(answer(200, { "Content-Type": "image/webp" })), "strange");
  assert.equal(kindOf(answer(200, { ...picture, "Content-Type": "image/svg+xml" })), "ours");
});

test("a page tells which small photos it shows, each once, whatever people wrote", () => {
  const other = PHOTO.replace("6f", "70");
  const html = `<a href="${PHOTO}/full/"><img src="${PHOTO}/small/" alt="Photo 1"></a><img src="${PHOTO}/small/">
    <img src="${other}/small/" alt=""><img src="/static/small/"><img src="${other}/full/">
    <p>I saw ${PHOTO.replace("6f", "71")}/small/ and src=&quot;${PHOTO.replace("6f", "72")}/small/&quot;</p>`;
  assert.deepEqual([...picturesIn(html)], [`${PHOTO}/small/`, `${other}/small/`]);
});

test("a captive portal's page and a proxy's error tell nothing", () => {
  for (const status of [200, 403, 404, 502]) assert.equal(kindOf(answer(status, { "Content-Type": "text/html" })), "strange");
  assert.equal(kindOf(answer(200, {}, true)), "strange");
});

test("a page in the place of a file is no file", () => {
  assert.equal(isFile(answer(200, { "Content-Type": "text/css" })), true);
  assert.equal(isFile(answer(200, { "Content-Type": "text/html; charset=utf-8" })), false);
  assert.equal(isFile(answer(200, { "Content-Type": "text/css" }, true)), false);
  assert.equal(isFile(answer(404, { "Content-Type": "text/css" })), false);
});

test("a copy says when it was kept", () => {
  const html = '<!DOCTYPE html>\n<html lang="en-GB"><body><html></body></html>';
  assert.match(marked(html, new Date(0)), /^<!DOCTYPE html>\n<html data-kept="1970-01-01T00:00:00.000Z" lang="en-GB">/);
});
