// Covers on a picture: { x, y, size }. The middle is in parts of width and height, 0 to 1; the size is half the height
// of an ellipse, in parts of the longer edge. Free of the page.
export const FIRST_SIZE = 0.08;
const SMALLEST = 0.02;
const BIGGEST = 0.5;
const WIDE = 0.8; // a face is taller than wide
const STEP = 1.25;

const within = (value, least, most) => Math.min(Math.max(value, least), most);

export function coverAt(x, y, size = FIRST_SIZE) {
  return { x: within(x, 0, 1), y: within(y, 0, 1), size };
}

export const moved = (cover, dx, dy) => coverAt(cover.x + dx, cover.y + dy, cover.size);

export const grown = (cover) => ({ ...cover, size: within(cover.size * STEP, SMALLEST, BIGGEST) });

export const shrunk = (cover) => ({ ...cover, size: within(cover.size / STEP, SMALLEST, BIGGEST) });

// The ellipse in pixels of a picture that is so wide and high.
export function ellipseOf({ x, y, size }, width, height) {
  const high = size * Math.max(width, height);
  return { x: x * width, y: y * height, rx: high * WIDE, ry: high };
}

// What a key does with a cover: a changed one, null to take it off, undefined for a key that means nothing here.
export function pressed(cover, key, step = 0.02) {
  switch (key) {
    case "ArrowUp": return moved(cover, 0, -step);
    case "ArrowDown": return moved(cover, 0, step);
    case "ArrowLeft": return moved(cover, -step, 0);
    case "ArrowRight": return moved(cover, step, 0);
    case "+": case "=": return grown(cover);
    case "-": case "−": return shrunk(cover);
    case "Delete": case "Backspace": return null;
    default: return undefined;
  }
}
