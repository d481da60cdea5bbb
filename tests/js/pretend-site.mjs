// A site that speaks docs/sync.md, small enough for a test, with every trouble of a day out at the tester's command.
import { createHash } from "node:crypto";

export const hashOf = (bytes) => createHash("sha256").update(bytes).digest("hex");

// The same numbers for the same seed (mulberry32).
export function seeded(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const json = (status, body) => new Response(JSON.stringify({ own_turf: 1, ...body }), { status });

export function pretendSite({ participation, chunkBytes = 64 * 1024 } = {}) {
  const site = {
    participation, csrf: "token", takes: true, signedIn: true,
    texts: new Map(), promised: new Map(), pieces: new Map(), parts: new Map(), positions: new Map(),
    stores: 0, log: [],
    limits: { reflections: 1000, bytes: 1e9, chunk_bytes: chunkBytes }, used: { reflections: 0, bytes: 0 },
    // Set by tests: given {method, path, body}; a Response, an Error to throw, "lost" (done, but the answer is lost),
    // "twice" (arrives twice), "late" (given up, and arrives before a later one), or nothing for the honest answer.
    trouble: () => null,
    fetch,
  };

  const late = [];

  async function fetch(address, { method = "GET", body = null, headers = {}, ...options } = {}) {
    const bytes = body === null ? null : Buffer.from(await new Response(body).arrayBuffer());
    const path = address.replace(/^.*\/sync\//, "");
    const request = { method, path, body: bytes, headers, options };
    site.log.push(request);
    const trouble = site.trouble(request);
    if (trouble instanceof Error) throw trouble;
    if (trouble instanceof Response) return trouble;
    if (trouble === "late") late.push(request);
    else for (const other of late.splice(0)) answerTo(other);
    if (trouble === "twice") answerTo(request);
    const answer = trouble === "late" ? null : answerTo(request);
    if (trouble === "lost" || trouble === "late") throw new TypeError("connection reset");
    return answer;
  }

  function answerTo({ method, path, body, headers }) {
    if (!site.signedIn) return json(401, { error: "signed_out", say: "Sign in again." });
    if (method === "PUT" && headers["X-CSRFToken"] !== site.csrf) return json(403, { error: "csrf" });
    const [kind, id, query = ""] = path.split("/");
    if (!kind) return hello();
    if (kind === "reflections") return putText(id, body);
    if (kind === "positions") return putPositions(id, body);
    return method === "GET" ? partState(id) : putPart(id, body, Number(new URLSearchParams(query).get("offset")));
  }

  const hello = () => json(200, {
    participation: site.participation, csrf: site.csrf, takes: site.takes, limits: site.limits, used: site.used,
  });

  function putText(id, body) {
    const record = JSON.parse(body);
    const sha256 = hashOf(body);
    if (!site.takes) return json(403, { error: "closed", say: "This hunt takes nothing more." });
    if (record.participation !== site.participation) return json(403, { error: "somebody_else" });
    const there = site.texts.get(id);
    if (there && there.sha256 !== sha256) return json(409, { error: "conflict", stored: there });
    if (!there && record.parts.some(({ id }) => site.promised.has(id))) return json(409, { error: "id_taken", field: "parts" });
    if (!there) {
      site.stores += 1;
      site.texts.set(id, { body: body.toString(), sha256, words: record.words });
      for (const part of record.parts) site.promised.set(part.id, part);
    }
    const parts = record.parts.map((part) => ({ id: part.id, sha256: part.sha256, stored: site.parts.has(part.id) }));
    return json(there ? 200 : 201, { id, sha256, parts });
  }

  function putPositions(id, body) {
    const sha256 = hashOf(body);
    const there = site.positions.get(id);
    if (there && there.sha256 !== sha256) return json(409, { error: "id_taken" });
    if (!there) site.positions.set(id, { body: body.toString(), sha256 });
    return json(200, { id, sha256, parts: [] });
  }

  const received = (id) => site.pieces.get(id)?.length ?? 0;

  function partState(id) {
    if (!site.promised.has(id)) return json(404, { error: "unknown_part" });
    if (site.parts.has(id)) return json(200, { id, sha256: hashOf(site.parts.get(id)), stored: true });
    return json(200, { id, stored: false, received: received(id) });
  }

  function putPart(id, body, offset) {
    const promised = site.promised.get(id);
    if (!promised || site.parts.has(id)) return partState(id);
    if (offset !== received(id) && offset !== 0) return json(409, { error: "offset", received: received(id) });
    const whole = Buffer.concat([offset ? site.pieces.get(id) : Buffer.alloc(0), body]);
    site.pieces.set(id, whole);
    if (whole.length < promised.size) return json(202, { id, stored: false, received: whole.length });
    site.pieces.delete(id);
    if (hashOf(whole) !== promised.sha256) return json(409, { error: "hash" });
    site.stores += 1;
    site.parts.set(id, whole);
    return json(201, { id, sha256: hashOf(whole), stored: true });
  }

  return site;
}
