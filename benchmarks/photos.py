"""A photo taken in, against Pillow alone doing the same work on the same file."""

import io
import statistics
import time

from PIL import Image

from reflections.capture.media.photos import IMAGE_EDGE, IMAGE_ENCODING, THUMBNAIL_EDGE, THUMBNAIL_ENCODING, read_photo

SIZE = (4000, 3000)
ROUNDS = 9
# At most 1.3 times as long as Pillow alone.
TARGET = round(1 / 1.3, 2)


def measure():
    """Return the rows of the table, one dict each. The two are timed in turns, so that a busy machine slows both."""
    content = make_jpeg()
    ours, alone = [], []
    for _ in range(ROUNDS):
        alone.append(seconds(with_pillow_alone, content))
        ours.append(seconds(with_read_photo, content))
    value, limit = statistics.median(ours), statistics.median(alone)
    return [
        {
            "name": f"photo: JPEG of {SIZE[0] * SIZE[1] // 1_000_000} MP and {len(content) / 1e6:.1f} MB to two WebP",
            "value": round(value, 3),
            "unit": "s",
            "limit": round(limit, 3),
            "ratio": round(limit / value, 2),
            "target": TARGET,
            "database": "none",
            "rows": 1,
        }
    ]


def make_jpeg(quality=90):
    """A JPEG as a phone makes them in size and in work to decode: soft colours, edges, and noise all over."""
    ramp, disc = Image.linear_gradient("L"), Image.radial_gradient("L")
    scene = Image.merge("RGB", [band.resize(SIZE) for band in (ramp, disc, ramp.rotate(90))])
    noise = Image.merge("RGB", [Image.effect_noise(SIZE, 40) for _ in range(3)])
    file = io.BytesIO()
    Image.blend(scene, noise, 0.3).save(file, "JPEG", quality=quality)
    return file.getvalue()


def with_read_photo(content):
    return read_photo(io.BytesIO(content), keep_place=False)


def with_pillow_alone(content):
    """Decode at a fraction, resize twice, encode twice: no checks, no hash, no turning, no stripping."""
    image = Image.open(io.BytesIO(content))
    image.draft("RGB", (IMAGE_EDGE, IMAGE_EDGE * SIZE[1] // SIZE[0]))
    # Before thumbnail(), which would call draft() again and undo this one.
    image.load()
    image.thumbnail((IMAGE_EDGE, IMAGE_EDGE), Image.Resampling.LANCZOS, reducing_gap=1.0)
    small = image.copy()
    small.thumbnail((THUMBNAIL_EDGE, THUMBNAIL_EDGE), Image.Resampling.LANCZOS)
    image.save(io.BytesIO(), **IMAGE_ENCODING)
    small.save(io.BytesIO(), **THUMBNAIL_ENCODING)


def seconds(work, content):
    start = time.perf_counter()
    work(content)
    return time.perf_counter() - start
