// Finds the quality at which a picture is about as big as it should be. Free of the page.
// `encode(quality)` promises something with a size in bytes.
export const LEAST = 300_000;
export const MOST = 600_000;
const LOWER = [0.72, 0.62, 0.5, 0.4];

export async function tuned(encode, { least = LEAST, most = MOST } = {}) {
  let made = await encode(0.82);
  if (made.size < least) return finer(made, await encode(0.9), most);
  for (const quality of LOWER) {
    if (made.size <= most) break;
    made = await encode(quality);
  }
  return made;
}

const finer = (made, better, most) => (better.size <= most ? better : made);
