"""Tells whether a photo's file holds anything besides its pixels: where it was taken, by whom, what was cropped away.

Lists name what may be there, so that whatever else a maker thinks of counts as more.
"""

import struct

# Tables, frames and scans; restarts and the end. APP0 and APP14 are looked at.
JPEG_PIXELS = {0xC4, 0xCC, 0xDA, 0xDB, 0xDC, 0xDD, *(0xC0 + n for n in range(16) if n not in (4, 8, 12))}
JPEG_ALONE = {0x01, *range(0xD0, 0xD8)}
PNG_PIXELS = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"bKGD", b"pHYs"}
WEBP_PIXELS = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH"}


def carries_more(data):
    """Whether the bytes of a photo hold more than one picture's pixels. HEIC always does: its many boxes are not
    worth reading, as its pixels are kept in a form that more programs open."""
    try:
        if data.startswith(b"\xff\xd8"):
            return jpeg_carries_more(data)
        if data.startswith(b"\x89PNG\r\n\x1a\n"):
            return png_carries_more(data)
        if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
            return webp_carries_more(data)
    except (struct.error, IndexError, ValueError):
        pass
    return True


def jpeg_carries_more(data):
    """ITU-T T.81, annex B, and the JFIF and Adobe segments, which tell how colours are coded."""
    at = 2
    while True:
        if data[at] != 0xFF:
            return True
        marker = data[at + 1]
        if marker == 0xD9:
            return at + 2 != len(data)
        if marker in JPEG_ALONE:
            at += 2
            continue
        (length,) = struct.unpack_from(">H", data, at + 2)
        if marker not in JPEG_PIXELS and not tells_colours(marker, data[at + 4 : at + 2 + length]):
            return True
        at += 2 + length
        if marker == 0xDA:
            at = end_of_scan(data, at)


def tells_colours(marker, content):
    """A JFIF segment without a preview, or Adobe's."""
    jfif = marker == 0xE0 and content.startswith(b"JFIF\0") and len(content) == 14
    adobe = marker == 0xEE and content.startswith(b"Adobe") and len(content) == 12
    return jfif or adobe


def end_of_scan(data, at):
    """Where the next marker is: within a scan FF is followed by 00, or by a restart."""
    while True:
        at = data.index(b"\xff", at)
        if data[at + 1] != 0 and not 0xD0 <= data[at + 1] <= 0xD7:
            return at
        at += 2


def png_carries_more(data):
    at = 8
    while True:
        length, kind = struct.unpack_from(">I4s", data, at)
        at += 12 + length
        if kind not in PNG_PIXELS:
            return True
        if kind == b"IEND":
            return at != len(data) or length > 0


def webp_carries_more(data):
    at, end = 12, 8 + struct.unpack_from("<I", data, 4)[0]
    while at < end:
        kind, length = struct.unpack_from("<4sI", data, at)
        if kind not in WEBP_PIXELS:
            return True
        at += 8 + length + length % 2
    return at != len(data)
