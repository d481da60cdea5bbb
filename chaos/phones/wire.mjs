// Real requests over real connections, which can be cut.
import http from "node:http";

const lines = new http.Agent({ keepAlive: true });

// Promises {status, headers, bytes}. With `cutAt` the connection is destroyed once so many bytes of the body have gone;
// each of `signals` cuts it whenever it likes.
export function sendOverWire(port, { method, path, headers, body }, { cutAt = null, signals = [] } = {}) {
  return new Promise((resolve, reject) => {
    const agent = cutAt === null ? lines : false;
    const length = body === null ? {} : { "Content-Length": body.length };
    const request = http.request({ host: "127.0.0.1", port, method, path, agent, headers: { ...headers, ...length } });
    const cut = () => request.destroy(new Error("cut"));
    for (const signal of signals) signal.addEventListener("abort", cut);
    request.on("close", () => { for (const signal of signals) signal.removeEventListener("abort", cut); });
    request.on("error", reject);
    request.on("response", (response) => {
      const pieces = [];
      response.on("data", (piece) => pieces.push(piece));
      response.on("error", reject);
      response.on("close", () => reject(new Error("cut in the answer")));
      response.on("end", () => resolve({ status: response.statusCode, headers: response.headers, bytes: Buffer.concat(pieces) }));
    });
    if (cutAt === null) return request.end(body ?? undefined);
    request.flushHeaders();
    return request.write(body.subarray(0, Math.max(1, cutAt)), () => setTimeout(cut, 3));
  });
}

// The cookies of one browser.
export function cookieJar() {
  const cookies = new Map();
  return {
    get: (name) => cookies.get(name),
    drop: (name) => cookies.delete(name),
    header: () => (cookies.size ? { Cookie: [...cookies].map((pair) => pair.join("=")).join("; ") } : {}),
    take({ headers }) {
      for (const line of headers["set-cookie"] ?? []) {
        const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
        if (/max-age=0/i.test(line)) cookies.delete(name);
        else cookies.set(name, value);
      }
    },
  };
}
