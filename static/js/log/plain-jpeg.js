// A JPEG without what is not its picture. Browsers add the colour profile of the canvas, which is sRGB, to what they
// draw; without one a picture is taken to be sRGB anyway, and the site then keeps the file as it is. Free of the page.
const APP1 = 0xe1;
const APP15 = 0xef;
const ADOBE = 0xee; // says how colours are coded
const COMMENT = 0xfe;
const SCAN = 0xda;

export function plainJpeg(bytes) {
  const kept = [bytes.subarray(0, 2)];
  let at = 2;
  while (bytes[at] === 0xff && bytes[at + 1] !== SCAN && at + 3 < bytes.length) {
    const next = at + 2 + bytes[at + 2] * 256 + bytes[at + 3];
    if (!isExtra(bytes[at + 1])) kept.push(bytes.subarray(at, next));
    at = next;
  }
  return [...kept, bytes.subarray(at)];
}

function isExtra(marker) {
  return marker === COMMENT || (marker >= APP1 && marker <= APP15 && marker !== ADOBE);
}
