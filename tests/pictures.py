"""Picture files for tests, made on the spot: real ones, and ones nobody should trust."""

import io
import struct
import zlib

import pillow_heif
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image

pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)

RED, GREEN, BLUE, GREY = (220, 30, 30), (30, 160, 60), (40, 60, 200), (120, 120, 120)
# Latitude and longitude as EXIF holds them: degrees, minutes and seconds; Eccles, Greater Manchester.
ECCLES = {1: "N", 2: (53.0, 29.0, 0.6), 3: "W", 4: (2.0, 20.0, 5.4)}


def corners(size=(64, 48)):
    """Red top left, green top right, blue bottom left, grey bottom right: tells every rotation and reflection."""
    width, height = size
    image = Image.new("RGB", size, GREY)
    image.paste(RED, (0, 0, width // 2, height // 2))
    image.paste(GREEN, (width // 2, 0, width, height // 2))
    image.paste(BLUE, (0, height // 2, width // 2, height))
    return image


def corner_colours(image):
    """The names of the colours top left, top right, bottom left, bottom right."""
    image = image.convert("RGB")
    width, height = image.size
    places = [(width // 4, height // 4), (width * 3 // 4, height // 4)]
    places += [(width // 4, height * 3 // 4), (width * 3 // 4, height * 3 // 4)]
    names = {"red": RED, "green": GREEN, "blue": BLUE, "grey": GREY}
    return [
        min(names, key=lambda name: sum(abs(a - b) for a, b in zip(names[name], image.getpixel(place), strict=True)))
        for place in places
    ]


def make_exif(gps=None, orientation=None, **texts):
    exif = Image.Exif()
    for name, text in texts.items():
        exif[ExifTags.Base[name]] = text
    if orientation:
        exif[ExifTags.Base.Orientation] = orientation
    if gps:
        exif[ExifTags.IFD.GPSInfo] = gps
    return exif


def make_file(image=None, kind="JPEG", **options):
    """The bytes of ``image`` (four coloured corners if none is given) saved as ``kind``."""
    file = io.BytesIO()
    (image or corners()).save(file, kind, **options)
    return file.getvalue()


def upload(content, name="holiday.jpg"):
    return SimpleUploadedFile(name, content, content_type="application/octet-stream")


def png_chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def huge_png(width, height):
    """A white picture of one bit a pixel whose file is some thousandth of that."""
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    packer = zlib.compressobj(9)
    row = b"\0" + b"\xff" * ((width + 7) // 8)
    lines = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    return b"\x89PNG\r\n\x1a\n" + header + png_chunk(b"IDAT", lines) + png_chunk(b"IEND", b"")


class PlacesTaken:
    """In place of ``photos.DECODING``: others are at it for longer than anybody on a page waits."""

    def acquire(self, timeout):
        assert timeout is not None
        return False
