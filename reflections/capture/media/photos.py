"""Makes every photo anew from its pixels, so that nothing else of the file somebody sent is kept."""

import hashlib
import io
import struct
import threading
import warnings
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import PurePath

import pillow_heif
from django.conf import settings
from django.core.exceptions import ValidationError
from PIL import ExifTags, Image, ImageCms

from reflections.capture.media.makeup import makeup_of

IMAGE_EDGE = 1600
THUMBNAIL_EDGE = 400
# Method 2 takes a third of the time of the default 4 on photos, for files of the same size within two per cent.
IMAGE_ENCODING = {"format": "WEBP", "quality": 80, "method": 2}
THUMBNAIL_ENCODING = {"format": "WEBP", "quality": 75, "method": 2}
# Looks like the original, and can be made smaller once more.
CLEAN_ENCODING = {"format": "JPEG", "quality": 92}
JPEG_EDGE = 65_500

FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
# A JPEG of one sequential scan is decoded at a fraction of its size; the others need about eight bytes a pixel at
# their worst (transparent PNG). The largest phone pictures of these kinds have 48 to 50 million pixels.
MAX_PIXELS_DECODED_WHOLE = 50_000_000

# What Pillow and its codecs may raise on hostile or broken files; there is no common ancestor but Exception.
DAMAGE = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    EOFError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    RuntimeError,
    MemoryError,
    struct.error,
    zlib.error,
)

UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
ON_THEIR_SIDE = {5, 6, 7, 8}

# An embedded preview may show what was cropped away, so the picture itself is decoded.
pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)
# Checked by Pillow from the header, before a decoder sets memory aside. Above it Pillow only warns: make that final.
Image.MAX_IMAGE_PIXELS = settings.MAX_PHOTO_PIXELS
warnings.simplefilter("error", Image.DecompressionBombWarning)

SRGB = ImageCms.createProfile("sRGB")
# A party that finds wifi sends all its photos at once; a process holds two of them decoded, not all.
DECODING = threading.BoundedSemaphore(2)
# Who waits holds one of the few threads that answer everybody else.
SECONDS_TO_WAIT = 3


@dataclass(frozen=True)
class TakenPhoto:
    """A file sent, and two WebP pictures made from it, both empty if it was only inspected. ``width`` and ``height``
    (pixels) are the larger one's; the place (WGS 84 degrees) is None unless the person wanted it kept and the file
    knew it."""

    sent: bytes
    image: bytes
    thumbnail: bytes
    width: int
    height: int
    sha256: str
    latitude: Decimal | None = None
    longitude: Decimal | None = None


class PhotoError(ValidationError):
    """A photo we can't take in, with a sentence that names the file and says what to do next."""


class PhotosBusyError(PhotoError):
    """Other photos are being decoded; a little later the same one is taken in."""

    def __init__(self, name):
        super().__init__(
            f"{name} has to wait: many photos are arriving just now. Choose it again in a minute.", code="busy"
        )


def read_photo(file, *, keep_place, wait=SECONDS_TO_WAIT):
    """Return a TakenPhoto made from the pixels of ``file``, a seekable binary file; raise PhotoError if it is not a
    JPEG, PNG, WebP or HEIC, is damaged, or is too large. The place in its EXIF is read only if ``keep_place``.
    Raises PhotosBusyError if others are decoded for ``wait`` seconds (None: as long as it takes).
    """
    name = shown_name(file)
    data = read_bytes(file, name)
    with decoding(name, wait):
        picture = open_picture(data, name)
        with damage_reported(name):
            image, exif = remake(picture)
            thumbnail = image.copy()
            thumbnail.thumbnail((THUMBNAIL_EDGE, THUMBNAIL_EDGE), Image.Resampling.LANCZOS)
            latitude, longitude = read_place(exif) if keep_place else (None, None)
            return TakenPhoto(
                sent=data,
                image=encode(image, IMAGE_ENCODING),
                thumbnail=encode(thumbnail, THUMBNAIL_ENCODING),
                width=image.width,
                height=image.height,
                sha256=hashlib.sha256(data).hexdigest(),
                latitude=latitude,
                longitude=longitude,
            )


def inspect_photo(data, *, keep_place, name="This photo"):
    """Return a TakenPhoto of the bytes ``data`` without pictures, once all of it was decoded; what ``read_photo``
    would refuse raises the same PhotoError. A sequential JPEG takes a tenth of the time of making the pictures."""
    check_size(len(data), name)
    with decoding(name, SECONDS_TO_WAIT):
        picture = open_picture(data, name)
        size = picture.size
        with damage_reported(name):
            if is_jpeg(picture):
                picture.draft(None, (1, 1))
            picture.load()
            exif = read_exif(picture)
    width, height = size_to_be(size, exif)
    latitude, longitude = read_place(exif) if keep_place else (None, None)
    sha256 = hashlib.sha256(data).hexdigest()
    return TakenPhoto(data, b"", b"", width, height, sha256, latitude, longitude)


def clean_copy(data):
    """All pixels of a photo, upright, in sRGB on white, as the bytes of a JPEG that holds nothing else. Of pictures
    that are too large to be decoded whole, a quarter of the pixels. Raises PhotoError, like ``read_photo``, but waits
    as long as others are decoded."""
    name = "This photo"
    with decoding(name, None):
        picture = open_picture(data, name)
        whole = picture.width * picture.height <= MAX_PIXELS_DECODED_WHOLE
        with damage_reported(name):
            image, _ = remake(picture, max(picture.size) if whole else max(picture.size) // 2)
            return encode(image, CLEAN_ENCODING if max(image.size) <= JPEG_EDGE else {"format": "PNG"})


@contextmanager
def decoding(name, wait):
    if not DECODING.acquire(timeout=wait):
        raise PhotosBusyError(name)
    try:
        yield
    finally:
        DECODING.release()


def shown_name(file):
    name = getattr(file, "name", None)
    return PurePath(name).name if name and isinstance(name, str) else "This file"


def read_bytes(file, name):
    """All of the file, after a look at its size alone."""
    size = file.seek(0, io.SEEK_END)
    check_size(file.tell() if size is None else size, name)
    file.seek(0)
    return file.read()


def check_size(size, name):
    if not size:
        raise PhotoError(f"{name} is empty. Choose the photo again.", code="empty")
    if size > settings.MAX_PHOTO_BYTES:
        limit = settings.MAX_PHOTO_BYTES // 1024**2
        raise PhotoError(f"{name} is too big. Choose a photo smaller than {limit} MB.", code="too_many_bytes")


def open_picture(data, name):
    """The picture with its header read and nothing decoded, once its format and size are known to be harmless."""
    makeup = makeup_of(data)
    if makeup.is_laborious:
        raise PhotoError(f"{name} is made in an unusual way. Save it as an ordinary JPEG.", code="laborious")
    try:
        picture = Image.open(io.BytesIO(data), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise too_many_pixels(name, settings.MAX_PHOTO_PIXELS) from None
    except DAMAGE:
        raise PhotoError(
            f"{name} is not a photo we can read. Send a JPEG, PNG, WebP or HEIC.", code="unreadable"
        ) from None
    limit = most_pixels(picture, makeup.scans)
    if picture.width * picture.height > limit:
        raise too_many_pixels(name, limit)
    return picture


def too_many_pixels(name, limit):
    return PhotoError(
        f"{name} has more than {limit // 1_000_000} million pixels. Choose a smaller copy of it.",
        code="too_many_pixels",
    )


def most_pixels(picture, scans):
    if is_jpeg(picture) and scans == 1 and not picture.info.get("progressive"):
        return settings.MAX_PHOTO_PIXELS
    return min(MAX_PIXELS_DECODED_WHOLE, settings.MAX_PHOTO_PIXELS)


def is_jpeg(picture):
    """MPO is what Pillow calls a JPEG with further pictures, such as a depth map, behind the first."""
    return picture.format in {"JPEG", "MPO"}


@contextmanager
def damage_reported(name):
    try:
        yield
    except DAMAGE:
        raise PhotoError(
            f"{name} is damaged, or was cut off on its way. Choose it again, or send another copy.", code="damaged"
        ) from None


def remake(picture, edge=IMAGE_EDGE):
    """Return the picture upright, at most ``edge`` pixels long, in sRGB on white and without any metadata; and
    the EXIF it came with.

    Transparent parts become white because a photo is shown on light pages, dark pages and paper alike, and because
    the colours under them may show what their author removed.
    """
    profile = picture.info.get("icc_profile")
    if is_jpeg(picture):
        picture.draft(None, fitted(picture.size, edge))
    picture.load()
    exif = read_exif(picture)
    image = on_white(picture)
    image.thumbnail((edge, edge), Image.Resampling.LANCZOS, reducing_gap=1.0)
    image = to_srgb(image, profile)
    turn = UPRIGHT.get(orientation(exif))
    if turn is not None:
        image = image.transpose(turn)
    image.info = {}
    return image, exif


def fitted(size, edge):
    """``size`` scaled down to fit a square of ``edge``. Given the square, draft() would decode four times as much."""
    scale = min(edge / max(size), 1)
    return max(int(size[0] * scale), 1), max(int(size[1] * scale), 1)


def size_to_be(size, exif):
    """Width and height that the larger picture will have, give or take a pixel."""
    scale = min(IMAGE_EDGE / max(size), 1)
    width, height = (max(round(edge * scale), 1) for edge in size)
    return (height, width) if orientation(exif) in ON_THEIR_SIDE else (width, height)


def on_white(picture):
    """The picture without transparency, in a mode that can be resized smoothly: L, RGB or CMYK."""
    if picture.has_transparency_data:
        picture = picture if picture.mode == "RGBA" else picture.convert("RGBA")
        paper = Image.new("RGB", picture.size, "white")
        paper.paste(picture, mask=picture)
        return paper
    if picture.mode.startswith("I"):
        # 16 bits a pixel: convert() would cut all but the darkest to white.
        return picture.point(lambda value: value / 256).convert("L")
    if picture.mode in {"L", "RGB", "CMYK"}:
        return picture
    return picture.convert("L" if picture.mode == "1" else "RGB")


def to_srgb(image, profile):
    """Convert colours by the embedded ICC profile, so that they stay right when it is dropped; a profile that is
    missing, broken or for other colours is passed over."""
    if not profile:
        return image.convert("RGB")
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if "sRGB" in ImageCms.getProfileDescription(source):
            return image.convert("RGB")
        return ImageCms.profileToProfile(image, source, SRGB, outputMode="RGB")
    except (ImageCms.PyCMSError, *DAMAGE):
        return image.convert("RGB")


def read_exif(picture):
    """What the camera noted. Broken EXIF is no reason to lose a good picture."""
    try:
        return picture.getexif()
    except DAMAGE:
        return Image.Exif()


def orientation(exif):
    """1 to 8 as in EXIF 2.32, 4.6.4 A. HEIC is decoded upright, and pillow-heif then sets this to 1."""
    try:
        return int(exif.get(ExifTags.Base.Orientation, 1))
    except DAMAGE:
        return 1


def read_place(exif):
    """``(latitude, longitude)`` in WGS 84 degrees to six decimals, or two Nones. A receiver without a fix says so by
    status V, or writes zero for both."""
    try:
        gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
        latitude = degrees(gps[ExifTags.GPS.GPSLatitude], gps[ExifTags.GPS.GPSLatitudeRef], "NS", 90)
        longitude = degrees(gps[ExifTags.GPS.GPSLongitude], gps[ExifTags.GPS.GPSLongitudeRef], "EW", 180)
    except DAMAGE:
        return None, None
    if gps.get(ExifTags.GPS.GPSStatus) == "V" or latitude == longitude == 0:
        return None, None
    return latitude, longitude


def degrees(parts, reference, directions, limit):
    """Signed degrees from EXIF's degrees, minutes and seconds; raise ValueError when they are off the globe."""
    whole, minutes, seconds = (float(part) for part in parts)
    value = whole + minutes / 60 + seconds / 3600
    if reference not in tuple(directions) or not 0 <= value <= limit:
        raise ValueError("not a place on the globe")
    return Decimal(f"{value if reference == directions[0] else -value:.6f}")


def encode(image, encoding):
    file = io.BytesIO()
    image.save(file, **encoding)
    return file.getvalue()
