// What may become of a request on its way, each a function of {request, network, fate}: the Response that the phone
// sees, or an error as fetch throws it.
import { asResponse } from "./network.mjs";

const PUT = {
  none: 56, "no signal": 5, "cut on its way": 8, "answer lost": 6, "answer cut": 2, "502 after commit": 4, "503": 1, "429": 1,
  "captive portal": 3, "portal's JSON": 2, "200 without hash": 2, "wrong hash": 1, redirect: 1, twins: 8, "sent late": 4,
  "late copy": 4, "parts first": 2, "stale token": 2, "session ran out": 1, "cookie lost": 1,
};
const GET = {
  none: 80, "no signal": 4, "answer lost": 3, "answer cut": 1, "502 after commit": 1, "503": 1, "captive portal": 3,
  "portal's JSON": 2, redirect: 1, "late copy": 1, "session ran out": 1, "cookie lost": 1,
};
export const WEIGHTS = { PUT, GET };

const pause = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds); });
const broken = () => { throw new TypeError("fetch failed"); };
const page = (status, words) => new Response(`<!doctype html><title>${words}</title><p>${words}`, { status, headers: { "Content-Type": "text/html" } });
const json = (body) => new Response(JSON.stringify(body), { status: 200, headers: { "Content-Type": "application/json" } });

const honest = async ({ request, network, signals }) => asResponse(network, await network.go(request, { signals }));

const idIn = ({ path }) => /([0-9a-f-]{36})\//.exec(path)?.[1] ?? null;

const half = (request, fate) => ({ cutAt: request.body.length ? fate.int(0, request.body.length - 1) : 0 });

// All at the same moment; the phone hears one of them.
async function twins({ request, network, fate }) {
  const all = await Promise.allSettled(Array.from({ length: fate.int(2, 8) }, () => network.go(request)));
  const heard = fate.pick(all);
  return heard.status === "fulfilled" ? asResponse(network, heard.value) : broken();
}

// At any moment of what the site does with a request, and a little after.
async function killing({ network, fate }, going) {
  going.catch(() => {});
  await pause(fate.next() * 1.3 * network.pace());
  network.killSite();
  return going;
}

export const TROUBLES = {
  none: honest,
  "no signal": broken,
  "cut on its way": ({ request, network, fate }) => (request.body ? network.go(request, half(request, fate)).then(broken) : broken()),
  "answer lost": ({ request, network }) => network.go(request).then(broken),
  "answer cut": async (on) => {
    const whole = Buffer.from(await (await honest(on)).arrayBuffer());
    return new Response(whole.subarray(0, whole.length / 2), { status: 200 });
  },
  "502 after commit": async ({ request, network }) => { await network.go(request); return page(502, "Bad gateway"); },
  503: () => page(503, "Back in a moment"),
  429: () => page(429, "Too many requests"),
  "captive portal": () => page(200, "Welcome to Free Wi-Fi"),
  "portal's JSON": ({ request, fate }) => json({ ok: true, id: idIn(request), stored: true, captive: fate.next() }),
  "200 without hash": ({ request }) => json({ own_turf: 1, id: idIn(request), stored: true }),
  "wrong hash": ({ request, fate }) => json({ own_turf: 1, id: idIn(request), sha256: fate.bytes(32).toString("hex"), stored: true, parts: [] }),
  redirect: () => new Response(null, { status: 302, headers: { Location: "/login/" } }),
  twins,
  "sent late": ({ request, network, fate }) => { network.keepForLater(request, fate.int(1, 12)); return broken(); },
  "late copy": (on) => { on.network.keepForLater(on.request, on.fate.int(1, 40)); return honest(on); },
  "parts first": async (on) => {
    const base = on.request.path.replace(/(reflections|parts)\/.*$/, "parts/");
    const sends = on.partsOf(on.request).map(({ id, bytes }) => on.network.go({ ...on.request, path: `${base}${id}/?offset=0`, body: bytes }));
    await Promise.allSettled(sends);
    return honest(on);
  },
  "stale token": (on) => {
    const headers = { ...on.request.headers, "X-CSRFToken": on.fate.bytes(32).toString("hex") };
    return honest({ ...on, request: { ...on.request, headers } });
  },
  "session ran out": async (on) => { await on.network.expire(); return honest(on); },
  "cookie lost": (on) => {
    on.network.jar.drop("sessionid");
    const { Cookie, ...headers } = on.request.headers;
    return honest({ ...on, request: { ...on.request, headers } });
  },
  "killed at work": async (on) => asResponse(on.network, await killing(on, on.network.go(on.request))),
  "killed half-way": async (on) => {
    const size = on.request.body.length;
    const going = on.network.go(on.request, { cutAt: Math.floor(size / 2) });
    return asResponse(on.network, await killing(on, going));
  },
  "killed with twins": (on) => killing(on, twins(on)),
};
