"""What a picture file is made of, told from its bytes alone: how much work it makes has to be known before a decoder
begins with it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

# Cameras write one scan, progressive encoders about ten, and libjpeg itself 18 for four colours. Each is a pass over
# the whole picture and may be 60 bytes short (libjpeg-turbo's advisory LJT-01-004).
MOST_SCANS = 20
# Pillow reads headers piece by piece and stray bytes one by one: millions would take it minutes. A picture of 25 MB
# has 3,200 pieces as libpng makes them and 400 as JPEG's largest, and nothing between them.
MOST_PIECES = 10_000
MOST_STRAY_BYTES = 100_000

# The markers behind which libjpeg reads a length, and the end. It takes others for no marker, or gives up.
MARKER = re.compile(rb"\xff([\xc0-\xc7\xc9-\xcf\xd9-\xdd\xe0-\xef\xfe])")
START_OF_SCAN, END_OF_IMAGE = b"\xda", b"\xd9"


@dataclass(frozen=True)
class Makeup:
    """Scans of a JPEG; segments of a JPEG or chunks of a PNG, and bytes between them that belong to none."""

    scans: int = 0
    pieces: int = 0
    stray: int = 0

    @property
    def is_laborious(self) -> bool:
        return self.scans > MOST_SCANS or self.pieces > MOST_PIECES or self.stray > MOST_STRAY_BYTES


def makeup_of(data: bytes) -> Makeup:
    """Of the first picture in a file; of one with too many pieces, what there is to say of the first of them."""
    if data.startswith(b"\xff\xd8\xff"):
        segments = list(islice(jpeg_segments(data), MOST_PIECES + 1))
        scans = sum(code == START_OF_SCAN for code, _ in segments)
        return Makeup(scans, len(segments), sum(stray for _, stray in segments))
    if data.startswith(b"\x89PNG"):
        return Makeup(pieces=sum(1 for _ in islice(png_chunks(data), MOST_PIECES + 1)))
    return Makeup()


def jpeg_segments(data: bytes) -> Iterator[tuple[bytes, int]]:
    """The code of each segment, and how many stray bytes come before it. In a scan's own bytes 0 follows each 255, so
    that no marker is found in them; a preview or another picture in or behind this one is passed over."""
    place, code = 2, b""
    while (found := MARKER.search(data, place)) and found[1] != END_OF_IMAGE:
        stray = 0 if code == START_OF_SCAN else found.start() - place
        code = found[1]
        yield code, stray
        place = found.end() + max(int.from_bytes(data[found.end() : found.end() + 2], "big"), 2)


def png_chunks(data: bytes) -> Iterator[bytes]:
    place, kind = 8, b""
    while kind != b"IEND" and (kind := data[place + 4 : place + 8]):
        yield kind
        place += 12 + int.from_bytes(data[place : place + 4], "big")
