// Opens, makes smaller and covers pictures with the browser's own means. Drawing one anew also leaves behind whatever
// else was in the file: place, camera, earlier versions.
import { ellipseOf } from "./covers.js";
import { NEEDED, pictureKind } from "./picture-kind.js";
import { plainJpeg } from "./plain-jpeg.js";
import { tuned } from "./quality.js";

const EDGE = 2048;
const HUGE = 4096; // what every phone can draw
const COVER = "#1f1c17";

export async function kindOf(blob) {
  return pictureKind(new Uint8Array(await blob.slice(0, NEEDED).arrayBuffer()));
}

// A JPEG of at most 2,048 pixels on its longer edge, upright, on white. Throws if the browser can't open the picture.
export function makeSmaller(blob) {
  return withPicture(blob, (picture) => drawn(picture, EDGE, [], tuned));
}

// The picture with the covers burnt into its pixels; in its full size where the phone can draw that.
export function burnt(blob, covers, isFull) {
  const fine = (encode) => encode(0.92);
  return withPicture(blob, (picture) =>
    isFull
      ? drawn(picture, Infinity, covers, fine).catch(() => drawn(picture, HUGE, covers, fine))
      : drawn(picture, EDGE, covers, tuned));
}

async function withPicture(blob, use) {
  const picture = await open(blob);
  try {
    return await use(picture);
  } finally {
    picture.close?.();
  }
}

async function open(blob) {
  try {
    return await createImageBitmap(blob, { imageOrientation: "from-image" });
  } catch {
    return openAsImage(blob);
  }
}

// Some browsers open in an <img> what they can't open in a bitmap.
async function openAsImage(blob) {
  const image = new Image();
  image.src = URL.createObjectURL(blob);
  try {
    await image.decode();
    return image;
  } finally {
    URL.revokeObjectURL(image.src);
  }
}

// Gives the memory of the canvas back at once: a phone has little, and a canvas is big.
async function drawn(picture, edge, covers, choose) {
  const canvas = draw(picture, edge, covers);
  try {
    return await choose((quality) => encoded(canvas, quality));
  } finally {
    canvas.width = canvas.height = 0;
  }
}

function draw(picture, edge, covers) {
  const [wide, high] = [picture.naturalWidth ?? picture.width, picture.naturalHeight ?? picture.height];
  const scale = Math.min(1, edge / Math.max(wide, high));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(wide * scale));
  canvas.height = Math.max(1, Math.round(high * scale));
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.imageSmoothingQuality = "high";
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  pen.fillStyle = COVER;
  for (const cover of covers) fillCover(pen, ellipseOf(cover, canvas.width, canvas.height));
  return canvas;
}

function fillCover(pen, { x, y, rx, ry }) {
  pen.beginPath();
  pen.ellipse(x, y, rx, ry, 0, 0, 2 * Math.PI);
  pen.fill();
}

async function encoded(canvas, quality) {
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));
  if (!blob) throw new Error("This browser can't draw a picture so big.");
  return new Blob(plainJpeg(new Uint8Array(await blob.arrayBuffer())), { type: blob.type });
}
