// Reads what came back. Only JSON that says own_turf: 1 is an answer of the site; whatever else a network puts in
// its place (a captive portal's page, a proxy's error, a redirect to a sign-in page) is none: null.
export async function readAnswer(response) {
  const body = await response.json();
  return body?.own_turf === 1 ? { status: response.status, body } : null;
}

export const UNCLEAR = Object.freeze({ kind: "unclear" });

// A clear no, with a reason that the site knows. Too many requests, something mangled on the way and errors of the
// server are no reasons.
const NO = new Set([401, 403, 404, 409, 410, 413, 422]);

export function refusalIn(answer) {
  if (!NO.has(answer?.status)) return UNCLEAR;
  const { error, say = "", stored, received } = answer.body;
  return typeof error === "string" ? { kind: "refused", error, say, stored, received } : UNCLEAR;
}

// Whether the answer names exactly this id and this hash as stored.
export function isKept(answer, { id, sha256 }) {
  return isGood(answer) && answer.body.id === id && answer.body.sha256 === sha256;
}

export const isGood = (answer) => answer?.status === 200 || answer?.status === 201;

export function readText(answer, entry) {
  if (!isKept(answer, entry)) return refusalIn(answer);
  const { sha256, parts } = answer.body;
  return { kind: "kept", sha256, parts: Array.isArray(parts) ? parts : [] };
}

// Kept, or refused, or the byte to go on from.
export function readPart(answer, part) {
  if (isKept(answer, part) && answer.body.stored === true) return { kind: "kept", sha256: part.sha256 };
  const { status, body: { id, stored, received, error } = {} } = answer ?? {};
  const more = (isGood(answer) || status === 202) && id === part.id && stored === false;
  if (more || (status === 409 && error === "offset")) return goOnFrom(received, part.size);
  return refusalIn(answer);
}

function goOnFrom(byte, size) {
  return Number.isInteger(byte) && byte >= 0 && byte <= size ? { kind: "more", from: byte } : UNCLEAR;
}
