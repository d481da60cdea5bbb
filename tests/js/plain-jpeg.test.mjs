import assert from "node:assert/strict";
import test from "node:test";
import { plainJpeg } from "../../static/js/log/plain-jpeg.js";

const START = [0xff, 0xd8];
const END = [0xff, 0xd9];

function segment(marker, text) {
  const content = [...Buffer.from(text)];
  return [0xff, marker, 0, content.length + 2, ...content];
}

function plain(...segments) {
  return Buffer.concat(plainJpeg(Uint8Array.from([...START, ...segments.flat(), ...END])));
}

test("a colour profile, EXIF and comments go, and all that makes the picture stays in its order", () => {
  const jfif = segment(0xe0, "JFIF\0");
  const table = segment(0xdb, "table");
  const adobe = segment(0xee, "Adobe");
  const frame = segment(0xc0, "frame");
  const scan = [...segment(0xda, "scan"), 0x12, 0xff, 0x00, 0x34];

  const made = plain(
    jfif, segment(0xe2, "ICC_PROFILE\0"), table, segment(0xe1, "Exif\0"), adobe, segment(0xfe, "by me"), frame, scan);

  assert.deepEqual([...made], [...START, ...jfif, ...table, ...adobe, ...frame, ...scan, ...END]);
});

test("what follows the start of the scan is not looked into", () => {
  const scan = [...segment(0xda, "scan"), ...segment(0xe2, "looks like a profile")];

  assert.deepEqual([...plain(scan)], [...START, ...scan, ...END]);
});

test("bytes that end early come back as they are", () => {
  for (const bytes of [[], [0xff], [0xff, 0xd8], [0xff, 0xd8, 0xff], [0xff, 0xd8, 0xff, 0xdb, 0xff, 0xff, 1]]) {
    assert.deepEqual([...Buffer.concat(plainJpeg(Uint8Array.from(bytes)))], bytes);
  }
});
