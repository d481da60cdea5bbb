"""A photo comes in: upright, small, without anything but its pixels, or with a sentence that says what to do."""

import hashlib
import io
import struct
import threading
import tracemalloc
import zlib
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import TemporaryUploadedFile
from PIL import Image, ImageCms, PngImagePlugin

from reflections.capture.media import photos
from reflections.capture.media.photos import PhotoError, PhotosBusyError, inspect_photo, read_photo
from tests.pictures import (
    BLUE,
    ECCLES,
    GREEN,
    RED,
    PlacesTaken,
    corner_colours,
    corners,
    huge_png,
    make_exif,
    make_file,
    png_chunk,
    upload,
)

AS_SEEN = ["red", "green", "blue", "grey"]
KINDS = {"JPEG": {"quality": 95}, "PNG": {}, "WEBP": {"quality": 95}, "HEIF": {"quality": 90}}
SECRET = b"PLANTED-SECRET"


def take(content, name="holiday.jpg", keep_place=False):
    return read_photo(upload(content, name), keep_place=keep_place)


def opened(content):
    return Image.open(io.BytesIO(content))


def refusal(content, name="holiday.jpg"):
    with pytest.raises(PhotoError) as caught:
        take(content, name)
    return caught.value.messages


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["holiday.jpg", "holiday", "evil.exe"])
def test_every_kind_comes_in_as_two_webp_pictures_whatever_its_name(kind, name):
    taken = take(make_file(kind=kind, **KINDS[kind]), name)

    for content in (taken.image, taken.thumbnail):
        assert opened(content).format == "WEBP"
        assert corner_colours(opened(content)) == AS_SEEN


def test_a_large_photo_is_brought_down_to_1600_and_400_pixels():
    content = make_file(corners((2400, 1800)))

    taken = take(content)

    assert (taken.width, taken.height) == (1600, 1200)
    assert opened(taken.image).size == (1600, 1200)
    assert opened(taken.thumbnail).size == (400, 300)
    assert taken.sha256 == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize(
    ("size", "kept", "small"),
    [((90, 60), (90, 60), (90, 60)), ((1, 1), (1, 1), (1, 1)), ((4000, 3), (1600, 1), (400, 1))],
)
def test_small_and_narrow_photos_keep_their_shape_and_are_not_blown_up(size, kept, small):
    taken = take(make_file(Image.new("RGB", size, RED), "PNG"))

    assert opened(taken.image).size == kept
    assert opened(taken.thumbnail).size == small


# As a camera held in each of the eight ways stores the same scene (EXIF 2.32, 4.6.4 A, Orientation).
STORED = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("way", STORED)
def test_a_photo_is_turned_upright(kind, way):
    stored = corners() if STORED[way] is None else corners().transpose(STORED[way])

    taken = take(make_file(stored, kind, exif=make_exif(orientation=way)))

    assert (taken.width, taken.height) == (64, 48)
    assert corner_colours(opened(taken.image)) == AS_SEEN
    assert corner_colours(opened(taken.thumbnail)) == AS_SEEN


@pytest.mark.parametrize("way", STORED)
def test_a_heic_is_not_turned_twice(way):
    stored = corners() if STORED[way] is None else corners().transpose(STORED[way])

    # As bytes, pillow-heif writes the orientation into the container as well, where phones have it.
    content = make_file(stored, "HEIF", quality=90, exif=make_exif(orientation=way).tobytes())
    assert (b"irot" in content or b"imir" in content) == (way != 1)

    taken = take(content)

    assert (taken.width, taken.height) == (64, 48)
    assert corner_colours(opened(taken.image)) == AS_SEEN


def test_in_a_heic_the_container_has_the_say_over_exif():
    """ISO 23008-12: a reader ignores the orientation in EXIF."""
    taken = take(make_file(corners(), "HEIF", quality=90, exif=make_exif(orientation=6)))

    assert corner_colours(opened(taken.image)) == AS_SEEN


def test_an_orientation_that_does_not_exist_leaves_the_photo_as_it_is():
    taken = take(make_file(exif=make_exif(orientation=99)))

    assert corner_colours(opened(taken.image)) == AS_SEEN


# Nothing but pixels ------------------------------------------------------


def segment(marker, content):
    return bytes([0xFF, marker]) + struct.pack(">H", len(content) + 2) + content


def secret_jpeg():
    """A JPEG with a secret in every kind of segment that carries text, and behind its end."""
    content = make_file(exif=make_exif(gps=ECCLES, ImageDescription=SECRET.decode(), Artist=SECRET.decode()))
    xmp = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>" + SECRET + b"</x:xmpmeta>"
    iptc = b"Photoshop 3.0\x008BIM\x04\x04\0\0" + struct.pack(">I", len(SECRET) + 5) + b"\x1c\x02\x78\0\x0e" + SECRET
    planted = segment(0xE1, xmp) + segment(0xED, iptc) + segment(0xFE, SECRET) + segment(0xE2, SECRET)
    planted += b"".join(segment(marker, SECRET) for marker in range(0xE3, 0xF0))
    planted += segment(0xE2, b"ICC_PROFILE\0\x01\x01" + SECRET)
    return content[:2] + planted + content[2:] + SECRET


def secret_png():
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", SECRET.decode())
    info.add_text("Packed", SECRET.decode(), zip=True)
    info.add_itxt("XML:com.adobe.xmp", f"<x:xmpmeta>{SECRET.decode()}</x:xmpmeta>")
    exif = make_exif(gps=ECCLES, ImageDescription=SECRET.decode())
    content = make_file(kind="PNG", pnginfo=info, exif=exif, icc_profile=SECRET)
    private = png_chunk(b"prVt", SECRET)
    return content[:-12] + png_chunk(b"tEXt", b"After\0" + SECRET) + private + content[-12:] + SECRET


def secret_webp():
    exif = make_exif(gps=ECCLES, ImageDescription=SECRET.decode())
    content = make_file(kind="WEBP", exif=exif, xmp=SECRET, icc_profile=SECRET)
    extra = b"SECR" + struct.pack("<I", len(SECRET)) + SECRET
    return b"RIFF" + struct.pack("<I", len(content) - 8 + len(extra)) + content[8:] + extra


def secret_heic():
    exif = make_exif(gps=ECCLES, ImageDescription=SECRET.decode())
    return make_file(kind="HEIF", exif=exif, xmp=SECRET) + struct.pack(">I", 8 + len(SECRET)) + b"free" + SECRET


def webp_chunks(content):
    """The four-letter names of the chunks, after checking that they fill the file to its last byte."""
    assert content[:4] == b"RIFF"
    assert struct.unpack("<I", content[4:8])[0] == len(content) - 8
    names, place = [], 12
    while place < len(content):
        names.append(content[place : place + 4])
        length = struct.unpack("<I", content[place + 4 : place + 8])[0]
        place += 8 + length + length % 2
    assert place == len(content)
    return names


@pytest.mark.parametrize("make", [secret_jpeg, secret_png, secret_webp, secret_heic])
@pytest.mark.parametrize("keep_place", [True, False])
def test_nothing_but_pixels_is_kept(make, keep_place):
    sent = make()
    assert SECRET in sent

    taken = take(sent, keep_place=keep_place)

    for content in (taken.image, taken.thumbnail):
        # A lossy picture alone: no VP8X, so no room for EXIF, XMP, a colour profile or anything unknown.
        assert webp_chunks(content) == [b"VP8 "]
        assert SECRET not in content
        assert opened(content).info.keys() <= {"loop", "background", "timestamp", "duration"}
    assert corner_colours(opened(taken.image)) == AS_SEEN


def test_what_is_hung_behind_a_photo_does_not_come_along():
    page = b"<html><script>alert(1)</script></html>"
    archive = b"PK\x03\x04" + b"payload" + b"PK\x05\x06" + b"\0" * 18

    taken = take(make_file() + page + archive)

    assert webp_chunks(taken.image) == [b"VP8 "]
    assert b"<script>" not in taken.image
    assert b"PK\x03\x04" not in taken.image


# The place ---------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_the_place_is_kept_only_when_asked_for(kind):
    content = make_file(kind=kind, exif=make_exif(gps=ECCLES))

    asked, not_asked = take(content, keep_place=True), take(content, keep_place=False)

    assert (asked.latitude, asked.longitude) == (Decimal("53.483500"), Decimal("-2.334833"))
    assert (not_asked.latitude, not_asked.longitude) == (None, None)


@pytest.mark.parametrize(
    ("gps", "place"),
    [
        (
            {1: "S", 2: (33.0, 51.0, 31.0), 3: "E", 4: (151.0, 12.0, 53.0)},
            (Decimal("-33.858611"), Decimal("151.214722")),
        ),
        ({1: "N", 2: (90.0, 0.0, 0.0), 3: "E", 4: (180.0, 0.0, 0.0)}, (Decimal("90.000000"), Decimal("180.000000"))),
        ({1: "N", 2: (90.0, 0.0, 1.0), 3: "E", 4: (10.0, 0.0, 0.0)}, (None, None)),
        ({1: "N", 2: (10.0, 0.0, 0.0), 3: "E", 4: (181.0, 0.0, 0.0)}, (None, None)),
        ({1: "X", 2: (10.0, 0.0, 0.0), 3: "E", 4: (10.0, 0.0, 0.0)}, (None, None)),
        ({1: "N", 2: (10.0, 0.0), 3: "E", 4: (10.0, 0.0, 0.0)}, (None, None)),
        ({1: "N", 2: (10.0, 0.0, 0.0)}, (None, None)),
        ({1: "N", 2: (0.0, 0.0, 0.0), 3: "E", 4: (0.0, 0.0, 0.0)}, (None, None)),
        (ECCLES | {9: "V"}, (None, None)),
        (ECCLES | {9: "A"}, (Decimal("53.483500"), Decimal("-2.334833"))),
    ],
)
def test_only_a_place_on_the_globe_that_was_measured_is_kept(gps, place):
    taken = take(make_file(exif=make_exif(gps=gps)), keep_place=True)

    assert (taken.latitude, taken.longitude) == place


def test_a_place_divided_by_zero_is_no_place():
    content = make_file(exif=make_exif(gps=ECCLES))
    seconds = struct.pack(">II", 3, 5)
    assert content.count(seconds) == 1

    taken = take(content.replace(seconds, struct.pack(">II", 3, 0)), keep_place=True)

    assert (taken.latitude, taken.longitude) == (None, None)


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data:UserWarning", "ignore:Truncated File Read:UserWarning")
def test_broken_exif_does_not_lose_the_photo():
    content = make_file(exif=make_exif(gps=ECCLES, orientation=6))
    start = content.index(b"Exif\0\0") + 6

    taken = take(content[: start + 8] + b"\xff" * 40 + content[start + 48 :], keep_place=True)

    assert (taken.width, taken.height) == (64, 48)
    assert taken.latitude is None


# Colours -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("mode", "kind"),
    [("CMYK", "JPEG"), ("RGB", "PNG"), ("RGBA", "PNG"), ("P", "PNG"), ("RGBA", "WEBP"), ("RGBA", "HEIF")],
)
def test_colours_survive_every_mode(mode, kind):
    taken = take(make_file(corners().convert(mode), kind, **KINDS[kind]))

    assert corner_colours(opened(taken.image)) == AS_SEEN


@pytest.mark.parametrize("mode", ["1", "L", "LA", "I;16"])
def test_black_grey_and_white_survive_every_mode_without_colours(mode):
    stripes = Image.new("L", (90, 30), 0)
    stripes.paste(128 if mode != "1" else 255, (30, 0, 60, 30))
    stripes.paste(255, (60, 0, 90, 30))
    image = stripes.convert("LA" if mode == "LA" else mode)
    if mode == "I;16":
        image = image.point(lambda value: value * 257)

    taken = opened(take(make_file(image, "PNG")).image).convert("L")

    wanted = [0, 128 if mode != "1" else 255, 255]
    assert [taken.getpixel((x, 15)) for x in (15, 45, 75)] == pytest.approx(wanted, abs=4)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_what_is_transparent_becomes_paper_and_hides_nothing(kind):
    image = Image.new("RGBA", (60, 30), (*RED, 0))
    image.paste((*BLUE, 255), (30, 0, 60, 30))

    taken = opened(take(make_file(image, kind, lossless=True, exact=True)).image)

    assert taken.mode == "RGB"
    assert taken.getpixel((10, 15)) == pytest.approx((255, 255, 255), abs=4)
    assert taken.getpixel((50, 15)) == pytest.approx(BLUE, abs=8)


def test_half_transparent_colours_are_seen_as_on_white_paper():
    taken = opened(take(make_file(Image.new("RGBA", (20, 20), (0, 0, 0, 128)), "PNG")).image)

    assert taken.getpixel((10, 10)) == pytest.approx((127, 127, 127), abs=4)


def swapping_profile():
    """An ICC profile of a display whose red and green are swapped."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    tags = {bytes(profile[132 + 12 * i : 136 + 12 * i]): 132 + 12 * i for i in range(int.from_bytes(profile[128:132]))}
    red, green = tags[b"rXYZ"], tags[b"gXYZ"]
    profile[red + 4 : red + 12], profile[green + 4 : green + 12] = (
        profile[green + 4 : green + 12],
        profile[red + 4 : red + 12],
    )
    return bytes(profile).replace("sRGB".encode("utf-16-be"), "swap".encode("utf-16-be")).replace(b"sRGB", b"swap")


@pytest.mark.parametrize("kind", KINDS)
def test_colours_are_converted_by_the_embedded_profile(kind):
    content = make_file(Image.new("RGB", (64, 64), RED), kind, icc_profile=swapping_profile(), **KINDS[kind])

    colour = opened(take(content).image).getpixel((32, 32))

    assert colour == pytest.approx((RED[1], RED[0], RED[2]), abs=12)


def test_a_profile_for_other_colours_is_passed_over():
    content = make_file(corners().convert("CMYK"), icc_profile=swapping_profile())

    assert corner_colours(opened(take(content).image)) == AS_SEEN


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_of_a_moving_picture_the_first_frame_is_kept(kind):
    frames = [Image.new("RGB", (40, 30), GREEN), Image.new("RGB", (40, 30), RED)]

    taken = opened(take(make_file(frames[0], kind, save_all=True, append_images=frames[1:])).image)

    assert getattr(taken, "n_frames", 1) == 1
    assert taken.getpixel((20, 15)) == pytest.approx(GREEN, abs=8)


def test_of_a_jpeg_with_further_pictures_the_first_is_kept():
    frames = [corners(), Image.new("RGB", (64, 48), RED)]

    taken = take(make_file(frames[0], "MPO", save_all=True, append_images=frames[1:]))

    assert corner_colours(opened(taken.image)) == AS_SEEN


# What is refused ---------------------------------------------------------

UNUSUAL = ["holiday.jpg is made in an unusual way. Save it as an ordinary JPEG."]
UNREADABLE = ["holiday.jpg is not a photo we can read. Send a JPEG, PNG, WebP or HEIC."]
DAMAGED = ["holiday.jpg is damaged, or was cut off on its way. Choose it again, or send another copy."]


def test_an_empty_file_is_refused():
    assert refusal(b"") == ["holiday.jpg is empty. Choose the photo again."]


def test_sixty_megabytes_are_refused_unread(tmp_path):
    """The file has a hole instead of content, so only its size can be the reason."""
    sparse = tmp_path / "holiday.jpg"
    with sparse.open("wb") as file:
        file.write(make_file())
        file.truncate(60 * 1024 * 1024)

    tracemalloc.start()
    with sparse.open("rb") as file, pytest.raises(PhotoError) as caught:
        read_photo(file, keep_place=False)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert caught.value.messages == ["holiday.jpg is too big. Choose a photo smaller than 25 MB."]
    assert peak < 1_000_000


def test_a_photo_of_just_the_allowed_size_comes_in(settings):
    content = make_file()
    settings.MAX_PHOTO_BYTES = len(content)

    assert take(content).width == 64
    settings.MAX_PHOTO_BYTES = len(content) - 1
    assert refusal(content) == ["holiday.jpg is too big. Choose a photo smaller than 0 MB."]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"Dear diary, today we walked to Leigh.", id="text"),
        pytest.param(b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', id="svg"),
        pytest.param(make_file(corners().convert("P"), "GIF"), id="gif"),
        pytest.param(make_file(kind="TIFF"), id="tiff"),
        pytest.param(make_file(kind="BMP"), id="bmp"),
        pytest.param(make_file(kind="PDF"), id="pdf"),
        pytest.param(b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert(1)", id="gif that is a script"),
        pytest.param(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", id="postscript"),
        pytest.param(b"\xff\xd8\xff", id="first bytes of a JPEG"),
        pytest.param(b"\x89PNG\r\n\x1a\n", id="first bytes of a PNG"),
        pytest.param(b"RIFF\x10\0\0\0WEBPVP8 ", id="first bytes of a WebP"),
        pytest.param(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", id="first bytes of a HEIC"),
        pytest.param(b"PK\x03\x04" + b"\0" * 60, id="zip"),
    ],
)
def test_what_is_no_photo_is_refused_whatever_its_name(content):
    assert refusal(content) == UNREADABLE


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
@pytest.mark.parametrize("part", [0.5, 0.8, 0.97])
def test_a_photo_cut_off_on_its_way_is_refused(kind, part):
    content = make_file(Image.effect_noise((300, 200), 60), kind)

    assert refusal(content[: int(len(content) * part)]) == DAMAGED


@pytest.mark.parametrize("kind", ["WEBP", "HEIF"])
@pytest.mark.parametrize("part", [0.5, 0.8, 0.97])
def test_kinds_that_name_their_length_are_refused_when_cut_off(kind, part):
    content = make_file(Image.effect_noise((120, 80), 60), kind)

    assert refusal(content[: int(len(content) * part)]) in (DAMAGED, UNREADABLE)


def test_a_picture_of_400_million_pixels_in_a_small_file_is_refused_before_decoding(monkeypatch):
    content = huge_png(20_000, 20_000)
    assert len(content) < 120_000
    decoded = []
    monkeypatch.setattr(photos, "remake", decoded.append)

    assert refusal(content) == ["holiday.jpg has more than 120 million pixels. Choose a smaller copy of it."]
    assert decoded == []


def test_a_picture_a_little_too_large_is_refused_and_not_only_warned_about():
    assert refusal(huge_png(12_100, 10_000)) == [
        "holiday.jpg has more than 120 million pixels. Choose a smaller copy of it."
    ]


def test_a_kind_that_is_decoded_whole_may_have_fewer_pixels(monkeypatch):
    monkeypatch.setattr(photos, "MAX_PIXELS_DECODED_WHOLE", 3_000_000)
    large = corners((2000, 1600))

    assert take(make_file(large)).width == 1600
    for content in (make_file(large, "PNG"), make_file(large, progressive=True)):
        assert refusal(content) == ["holiday.jpg has more than 3 million pixels. Choose a smaller copy of it."]


def test_a_jpeg_that_makes_the_decoder_pass_over_it_for_hours_is_refused():
    content = make_file(Image.new("RGB", (400, 400), RED), progressive=True)
    last_scan = content[content.rindex(b"\xff\xda") : -2]

    assert take(content[:-2] + last_scan * 10 + content[-2:]).width == 400
    for times in (11, 2000):
        assert refusal(content[:-2] + last_scan * times + content[-2:]) == UNUSUAL


def test_scans_of_previews_and_of_what_follows_a_photo_do_not_count():
    """As in a photo with a preview, and one with a film behind it."""
    scans = b"\xff\xda" * 200
    content = make_file(corners(), progressive=True)
    preview = b"\xff\xe2" + struct.pack(">H", len(scans) + 2) + scans

    taken = take(content[:2] + preview + content[2:] + scans)

    assert corner_colours(opened(taken.image)) == AS_SEEN


def test_a_jpeg_of_several_scans_is_decoded_whole_and_may_have_fewer_pixels(monkeypatch):
    monkeypatch.setattr(photos, "MAX_PIXELS_DECODED_WHOLE", 3_000)
    content = make_file()
    scan = content[content.rindex(b"\xff\xda") : -2]

    assert take(content).width == 64
    assert refusal(content[:-2] + scan + content[-2:]) == [
        "holiday.jpg has more than 0 million pixels. Choose a smaller copy of it."
    ]


def png_of_pieces(number):
    content = make_file(kind="PNG")
    return content[:33] + png_chunk(b"prVt", b"") * number + content[33:]


def jpeg_with(junk):
    content = make_file()
    return content[:2] + junk + content[2:]


@pytest.mark.parametrize(
    "content",
    [jpeg_with(b"\xff\xe2\0\2" * 11_000), jpeg_with(b"\xff" * 110_000), png_of_pieces(11_000)],
    ids=["segments", "fill bytes", "chunks"],
)
def test_a_header_in_a_million_pieces_is_refused_before_it_is_read(content, monkeypatch):
    monkeypatch.setattr(photos.Image, "open", None)

    assert refusal(content) == UNUSUAL


@pytest.mark.parametrize("content", [jpeg_with(b"\xff\xe2\0\2" * 900), jpeg_with(b"\xff" * 900), png_of_pieces(900)])
def test_a_header_in_many_pieces_is_read(content):
    assert take(content).width == 64


def test_while_others_are_decoded_one_waits_a_little_and_is_told(monkeypatch):
    monkeypatch.setattr(photos, "DECODING", PlacesTaken())
    busy = "many photos are arriving just now. Choose it again in a minute."

    assert refusal(make_file()) == [f"holiday.jpg has to wait: {busy}"]
    with pytest.raises(PhotosBusyError):
        inspect_photo(make_file(), keep_place=False)


def test_a_place_to_decode_is_free_again_after_a_photo_that_was_refused():
    for _ in range(3):
        assert refusal(make_file()[:-40]) == DAMAGED
    assert take(make_file()).width == 64


def test_a_png_with_a_text_that_unpacks_to_60_megabytes_does_no_harm():
    packer = zlib.compressobj(9)
    text = b"".join(packer.compress(b"a" * 1_000_000) for _ in range(60)) + packer.flush()
    content = make_file(kind="PNG")
    content = content[:33] + png_chunk(b"zTXt", b"Comment\0\0" + text) + content[33:]
    assert len(content) < 100_000

    tracemalloc.start()
    assert refusal(content) == UNREADABLE
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10_000_000


def test_a_file_with_no_name_still_gets_a_sentence():
    with pytest.raises(PhotoError) as caught:
        read_photo(io.BytesIO(b"no photo"), keep_place=False)

    assert caught.value.messages == ["This file is not a photo we can read. Send a JPEG, PNG, WebP or HEIC."]


def test_an_upload_that_django_put_on_disk_is_read_from_its_start():
    content = make_file()
    with TemporaryUploadedFile("holiday.jpg", "image/jpeg", len(content), None) as file:
        file.write(content)

        assert read_photo(file, keep_place=False).sha256 == hashlib.sha256(content).hexdigest()


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("kind", KINDS)
def test_spoilt_files_are_taken_or_refused_and_never_crash(kind):
    """Up to 400 of each kind, one byte turned over in each."""
    content = make_file(corners(), kind, exif=make_exif(gps=ECCLES, orientation=6))
    places = range(4, min(len(content), 1204), 3)
    outcomes = set()
    for place in places:
        spoilt = content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1 :]
        try:
            taken = take(spoilt, keep_place=True)
            outcomes.add("taken")
            assert webp_chunks(taken.image) == [b"VP8 "]
        except PhotoError:
            outcomes.add("refused")

    assert outcomes == {"taken", "refused"}


def test_only_two_photos_are_decoded_at_once(monkeypatch):
    together, most, lock = 0, 0, threading.Lock()
    remake = photos.remake

    def counted(picture):
        nonlocal together, most
        with lock:
            together += 1
            most = max(most, together)
        made = remake(picture)
        with lock:
            together -= 1
        return made

    monkeypatch.setattr(photos, "remake", counted)
    content = make_file(corners((1200, 900)))
    threads = [threading.Thread(target=take, args=[content]) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert 1 <= most <= 2


# Only looked at ----------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_a_look_tells_what_making_the_pictures_would(kind):
    exif = make_exif(gps=ECCLES, orientation=1 if kind == "HEIF" else 6)
    content = make_file(corners((2000, 1000)), kind, exif=exif, **KINDS[kind])

    looked_at, made = inspect_photo(content, keep_place=True), take(content, keep_place=True)

    assert (looked_at.image, looked_at.thumbnail) == (b"", b"")
    assert (looked_at.sent, made.sent) == (content, content)
    for fact in ("width", "height", "sha256", "latitude", "longitude"):
        assert getattr(looked_at, fact) == getattr(made, fact)


@pytest.mark.parametrize(
    "size", [(1, 1), (1600, 1200), (1601, 1201), (4000, 3000), (4032, 3024), (3001, 1999), (9000, 3)]
)
def test_a_look_knows_the_size_to_be_to_a_pixel(size):
    content = make_file(Image.new("RGB", size, RED))

    looked_at, made = inspect_photo(content, keep_place=False), take(content)

    assert (looked_at.width, looked_at.height) == pytest.approx((made.width, made.height), abs=1)


def test_a_look_keeps_no_place_unless_asked():
    taken = inspect_photo(make_file(exif=make_exif(gps=ECCLES)), keep_place=False)

    assert (taken.latitude, taken.longitude) == (None, None)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
@pytest.mark.parametrize("part", [0, 0.5, 0.8, 0.97])
def test_a_look_goes_through_all_of_the_file(kind, part):
    content = make_file(Image.effect_noise((300, 200), 60), kind)

    with pytest.raises(PhotoError) as caught:
        inspect_photo(content[: int(len(content) * part)], keep_place=False, name="holiday.jpg")

    assert caught.value.messages == refusal(content[: int(len(content) * part)])


def test_a_look_at_a_large_jpeg_is_cheap(monkeypatch):
    """Decoded at an eighth of its edges: a sixty-fourth of the memory."""
    sizes = []
    content = make_file(corners((4000, 3000)))
    monkeypatch.setattr(photos, "read_exif", lambda picture: sizes.append(picture.size) or Image.Exif())

    inspect_photo(content, keep_place=False)

    assert sizes == [(500, 375)]
