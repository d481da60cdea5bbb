// What a file is by its first bytes, whatever its name says. Free of the page.
export const NEEDED = 16;
const HEIF = ["heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1"];

// "jpeg", "png", "webp" or "heif", which can be sent as they are; null for anything else.
export function pictureKind(bytes) {
  const text = String.fromCharCode(...bytes.slice(0, NEEDED));
  if (text.startsWith("\xff\xd8\xff")) return "jpeg";
  if (text.startsWith("\x89PNG\r\n\x1a\n")) return "png";
  if (text.startsWith("RIFF") && text.slice(8, 12) === "WEBP") return "webp";
  if (text.slice(4, 8) === "ftyp" && HEIF.includes(text.slice(8, 12))) return "heif";
  return null;
}
