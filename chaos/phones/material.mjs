// What people log: words, photos and recordings, each of them real and no two photos the same.
import { readFileSync } from "node:fs";
import { join } from "node:path";

const SIZES = { small: 74, middling: 20, large: 6 };
const SAYINGS = [
  "Who labelled the light switch?", "Nobody here knows who opens the gate.", "They know it by heart 💡", "مرحبا بكم",
  "Two people asked us why we came.\nWe said: to look.", "“It was always so”, she said – and laughed.",
];

// The pool that material.py wrote. `photo(chance)` and `voice(chance)` give {type, bytes}.
export function readMaterial(folder) {
  const pool = JSON.parse(readFileSync(join(folder, "pool.json")))
    .map((listed) => ({ ...listed, bytes: readFileSync(join(folder, listed.file)) }));
  const like = (kind, size) => pool.filter((each) => each.kind === kind && each.size === size);

  return {
    photo(chance) {
      const { type, bytes } = chance.pick(like("photo", chance.weighed(SIZES)));
      return { type, bytes: another(bytes, chance) };
    },
    voice(chance) {
      const { type, bytes } = chance.pick(like("voice", "small"));
      return { type, bytes: type === "audio/wav" ? hissing(bytes, chance) : bytes };
    },
  };
}

export const saying = (chance, name) => `${chance.pick(SAYINGS)} (${name})`;

// Another picture with the same file but for some numbers by which its frequencies are multiplied (ITU-T T.81, B.2.4.1).
function another(jpeg, chance) {
  const changed = Buffer.from(jpeg);
  for (let at = 2; changed[at + 1] !== 0xda; at += 2 + changed.readUInt16BE(at + 2)) {
    if (changed[at + 1] !== 0xdb) continue;
    for (let times = 0; times < 8; times += 1) changed[at + 5 + chance.int(1, 63)] = chance.int(1, 254);
  }
  return changed;
}

// The same recording with another noise in its last samples.
function hissing(wav, chance) {
  return Buffer.concat([wav.subarray(0, -400), chance.bytes(400)]);
}
