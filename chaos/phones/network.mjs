// The fetch of one phone: over real connections to the real site, through the troubles of troubles.mjs.
import { TROUBLES, WEIGHTS } from "./troubles.mjs";
import { cookieJar, sendOverWire } from "./wire.mjs";

export function networkOf({ site, chance, killAt, claims, tally }) {
  const jar = cookieJar();
  const seen = new Map(); // how often each thing was asked for
  const later = []; // copies of requests that arrive when nobody waits for them any more
  let puts = 0;
  let token = "";

  const network = {
    jar, fetch, deliver, isBad: true, heard: null, isBorrowed: false, requests: 0,
    killSite: () => { if (site.kill(claims(), chance.happens(0.5))) tally("killed"); },
    go, pace: () => site.pace, keepForLater: (request, steps) => later.push({ request, steps }),
    expire: () => site.ask("expire", { session: jar.get("sessionid") ?? "" }),
  };

  async function go(request, options) {
    network.requests += 1;
    const begun = performance.now();
    const answer = await sendOverWire(site.port, request, options);
    site.pace = 0.9 * site.pace + 0.1 * (performance.now() - begun);
    return answer;
  }

  // As a browser's fetch, as far as transport.js asks for it.
  async function fetch(path, { method = "GET", headers = {}, body = null, signals = [] } = {}, partsOf = () => []) {
    const bytes = body === null ? null : Buffer.from(await new Response(body).arrayBuffer());
    const request = { method, path, body: bytes, headers: { Origin: `http://127.0.0.1:${site.port}`, ...headers, ...jar.header() } };
    deliver();
    const name = `${method} ${path}`;
    seen.set(name, (seen.get(name) ?? 0) + 1);
    puts += method === "PUT";
    token = headers["X-CSRFToken"] ?? token;
    const fate = chance.of(`${name} ${seen.get(name)}`);
    const trouble = network.isBad ? troubleOf(request, fate) : null;
    if (trouble) tally(trouble);
    return TROUBLES[trouble ?? "none"]({ request, network, fate, signals, partsOf });
  }

  function troubleOf({ method }, fate) {
    if (method === "PUT" && puts === killAt) return fate.pick(["killed at work", "killed half-way", "killed with twins"]);
    const trouble = fate.weighed(WEIGHTS[method] ?? { none: 1 });
    return trouble === "none" ? null : trouble;
  }

  // Lets old copies arrive, with the cookies of now, or most would be turned away; `all`: also what is not due yet.
  function deliver(all = false) {
    const due = later.filter((copy) => (copy.steps -= 1) < 0 || all);
    for (const copy of due) later.splice(later.indexOf(copy), 1);
    return Promise.allSettled(due.map(({ request }) => go({ ...request, headers: { ...request.headers, ...jar.header(), "X-CSRFToken": token } })));
  }

  return network;
}

export function asResponse(network, answer) {
  network.jar.take(answer);
  network.heard = answer.status === 401 ? "signed out" : null;
  const type = answer.headers["content-type"] ?? "";
  const isEmpty = [204, 304].includes(answer.status);
  return new Response(isEmpty ? null : answer.bytes, { status: answer.status, headers: { "Content-Type": type } });
}
