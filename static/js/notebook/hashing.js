// SHA-256 as the sync protocol writes it: 64 small hex digits.
export async function sha256(data) {
  const digest = await crypto.subtle.digest("SHA-256", await bytesOf(data));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function bytesOf(data) {
  if (typeof data === "string") return new TextEncoder().encode(data);
  return data instanceof Blob ? data.arrayBuffer() : data;
}
