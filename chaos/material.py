"""Pictures and recordings for the phones to send: real ones, a pool that phones make their own from (material.mjs)."""

import io
import json
import random

from PIL import Image

# Most fit into one request; the large ones have to go in pieces, the middling ones do after a failed try.
PICTURES = {"small": (16, (96, 64), 60), "middling": (6, (320, 240), 92), "large": (4, (760, 570), 96)}
SOUNDS = ["webm", "ogg", "m4a", "mp3", "wav"]


def make_material(folder, seed):
    """Write the pool and its list, the same for the same ``seed``, into ``folder``."""
    folder.mkdir()
    chance = random.Random(seed)
    listed = [write(folder, name, "photo", "image/jpeg", size, content) for name, size, content in pictures(chance)]
    listed += [write(folder, name, "voice", kind, "small", content) for name, kind, content in sounds()]
    (folder / "pool.json").write_text(json.dumps(listed))


def write(folder, name, kind, mime, size, content):
    (folder / name).write_bytes(content)
    return {"file": name, "kind": kind, "type": mime, "size": size}


def pictures(chance):
    """JPEGs without metadata, like those that a phone's canvas makes."""
    for size, (number, (width, height), quality) in PICTURES.items():
        for n in range(number):
            noise = Image.frombytes("RGB", (width, height), chance.randbytes(width * height * 3))
            file = io.BytesIO()
            noise.save(file, "JPEG", quality=quality)
            yield f"{size}-{n}.jpg", size, file.getvalue()


def sounds():
    from tests.sounds import make_sound

    for kind in SOUNDS:
        yield f"voice.{kind}", f"audio/{kind}", make_sound(kind, 0.3)
