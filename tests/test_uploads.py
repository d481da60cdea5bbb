"""Whatever a phone sends: the right picture or sound for everybody, or a clear sentence with the words kept; and
nothing that hides in a file is ever served. By the same addresses that phones and browsers use."""

import io
import zlib
from decimal import Decimal

import pytest
from django.core.files.storage import default_storage
from PIL import Image, ImageCms

from reflections.capture.media import photos
from reflections.capture.media.derivatives import make_derivatives
from reflections.models import Part, Photo, Reflection, VoiceNote
from tests.phones import assert_files_and_rows_agree, make_part, make_record, put_part, put_text, sha256
from tests.pictures import ECCLES, RED, PlacesTaken, corner_colours, corners, huge_png, make_exif, make_file, png_chunk
from tests.sounds import make_sound

SECRET = "planted-4711"
PLANTED = SECRET.encode()
AS_SEEN = ["red", "green", "blue", "grey"]
WORDS = "Seen from the canal."
TURNS = {
    1: [],
    2: [Image.Transpose.FLIP_LEFT_RIGHT],
    3: [Image.Transpose.ROTATE_180],
    4: [Image.Transpose.FLIP_TOP_BOTTOM],
    5: [Image.Transpose.TRANSPOSE],
    6: [Image.Transpose.ROTATE_90],
    7: [Image.Transpose.TRANSVERSE],
    8: [Image.Transpose.ROTATE_270],
}


@pytest.fixture
def phone(client, participation):
    client.force_login(participation.user)
    return client


@pytest.fixture
def send(phone, hunt, participation):
    """Send a reflection with one part, and the part; returns the answer to the part."""

    def send(content, kind="photo", **said):
        part = make_part(content, kind, **said)
        assert put_text(phone, hunt, make_record(participation, words=WORDS, parts=[part])).status_code in (200, 201)
        return put_part(phone, hunt, part, content)

    return send


@pytest.fixture
def seen(phone, send):
    """Send a photo and look at it: the larger picture and the thumbnail as served, after all was made of it."""

    def seen(content, **said):
        answer = send(content, **said)
        assert answer.json() == {"own_turf": 1, "id": part_id(), "sha256": sha256(content), "stored": True}
        photo = make_derivatives(Photo.objects.get())
        return [phone.get(url).content for url in (photo.get_absolute_url(), photo.thumbnail_url)]

    return seen


def part_id():
    return str(Part.objects.get().pk)


def opened(content):
    return Image.open(io.BytesIO(content))


# The right picture -------------------------------------------------------------


@pytest.mark.parametrize("orientation", TURNS)
def test_a_jpeg_is_upright_however_the_phone_was_held(orientation, seen):
    held = corners((400, 300))
    for turn in TURNS[orientation]:
        held = held.transpose(turn)

    full, small = seen(make_file(held, exif=make_exif(orientation=orientation)))

    assert (opened(full).size, corner_colours(opened(full))) == ((400, 300), AS_SEEN)
    assert (opened(small).size, corner_colours(opened(small))) == ((400, 300), AS_SEEN)


@pytest.mark.parametrize("orientation", TURNS)
def test_a_heic_is_upright_however_the_phone_was_held(orientation, seen):
    held = corners((160, 120))
    for turn in TURNS[orientation]:
        held = held.transpose(turn)

    full, _ = seen(make_file(held, "HEIF", exif=make_exif(orientation=orientation).tobytes()))

    assert (opened(full).size, corner_colours(opened(full))) == ((160, 120), AS_SEEN)


@pytest.mark.parametrize(
    ("size", "full_size", "small_size"),
    [
        pytest.param((8064, 6048), (1600, 1200), (400, 300), id="48 megapixels"),
        pytest.param((12_000, 1500), (1600, 200), (400, 50), id="panorama"),
        pytest.param((600, 9000), (107, 1600), (27, 400), id="a tower"),
        pytest.param((1, 1), (1, 1), (1, 1), id="a pixel"),
    ],
)
def test_every_size_comes_in(size, full_size, small_size, seen):
    full, small = seen(make_file(corners(size), quality=60))

    photo = Photo.objects.get()
    assert (opened(full).size, opened(small).size) == (full_size, small_size)
    assert (photo.width, photo.height) == full_size
    if size != (1, 1):
        assert corner_colours(opened(full)) == AS_SEEN


def test_what_is_transparent_lies_on_white_paper(seen):
    image = Image.new("RGBA", (60, 30), (*RED, 0))
    image.paste((0, 0, 0, 255), (30, 0, 60, 30))

    full, _ = seen(make_file(image, "PNG"))

    assert opened(full).getpixel((10, 15)) == pytest.approx((255, 255, 255), abs=4)
    assert opened(full).getpixel((50, 15)) == pytest.approx((0, 0, 0), abs=4)


def still_of_a_live_photo(kind):
    """As an iPhone hands it over: turned, located, with Apple's MakerNote; the JPEG with a depth map behind it."""
    exif = make_exif(gps=ECCLES, orientation=6, Make="Apple", Model="iPhone 15", HostComputer=SECRET)
    exif.get_ifd(0x8769)[0x927C] = b"Apple iOS\0\0\x01MM" + PLANTED
    held = corners((400, 300)).transpose(Image.Transpose.ROTATE_90)
    if kind == "HEIF":
        return make_file(held, kind, exif=exif.tobytes())
    return make_file(held, "MPO", exif=exif.tobytes(), save_all=True, append_images=[Image.new("L", (40, 30), 99)])


@pytest.mark.parametrize("kind", ["HEIF", "JPEG"])
def test_the_still_of_a_live_photo_comes_in(kind, seen):
    content = still_of_a_live_photo(kind)
    assert PLANTED in content

    full, small = seen(content, keep_place=True)

    photo = Photo.objects.get()
    assert (opened(full).size, corner_colours(opened(full))) == ((400, 300), AS_SEEN)
    assert (photo.latitude, photo.longitude) == (Decimal("53.483500"), Decimal("-2.334833"))
    assert_nothing_hides(full, small)


def test_the_film_of_a_live_photo_is_refused_with_a_sentence(send):
    answer = send(make_sound("mov", film=False))

    assert answer.status_code == 422
    assert answer.json()["say"] == "This photo is not a photo we can read. Send a JPEG, PNG, WebP or HEIC."
    assert_words_kept()


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_of_a_moving_picture_the_first_frame_is_shown(kind, seen):
    frames = [corners((80, 60)), Image.new("RGB", (80, 60), RED)]

    full, _ = seen(make_file(frames[0], kind, save_all=True, append_images=frames[1:]))

    assert getattr(opened(full), "n_frames", 1) == 1
    assert corner_colours(opened(full)) == AS_SEEN


def test_what_the_page_made_smaller_is_kept_to_the_byte(seen):
    content = make_file(corners((2048, 1536)), quality=85)

    full, _ = seen(content)

    assert opened(full).size == (1600, 1200)
    with Photo.objects.get().sent.open() as file:
        assert file.read() == content


def test_a_picture_is_there_before_any_worker_has_come_to_it(phone, send):
    send(make_file(corners((400, 300))))
    photo = Photo.objects.get()
    assert photo.image.name == ""

    response = phone.get(photo.get_absolute_url())

    assert response.status_code == 200
    assert corner_colours(opened(response.content)) == AS_SEEN


# A clear sentence, and the words kept ------------------------------------------

UNREADABLE = "This photo is not a photo we can read. Send a JPEG, PNG, WebP or HEIC."
DAMAGED = "This photo is damaged, or was cut off on its way. Choose it again, or send another copy."
NOISE = Image.effect_noise((300, 200), 60)


def bomb_of_scans():
    content = make_file(Image.new("RGB", (400, 400), RED), progressive=True)
    return content[:-2] + content[content.rindex(b"\xff\xda") : -2] * 2000 + content[-2:]


def bomb_of_text():
    content = make_file(kind="PNG")
    text = zlib.compress(b"a" * 60_000_000, 9)
    return content[:33] + png_chunk(b"zTXt", b"Comment\0\0" + text) + content[33:]


REFUSED = {
    "moving gif": (lambda: make_file(corners().convert("P"), "GIF", save_all=True, append_images=[NOISE]), UNREADABLE),
    "svg": (lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', UNREADABLE),
    "page": (lambda: b"<!doctype html><title>Sign in to the wifi</title>", UNREADABLE),
    "pdf": (lambda: make_file(kind="PDF"), UNREADABLE),
    "tiff": (lambda: make_file(kind="TIFF"), UNREADABLE),
    "sound": (lambda: make_sound("m4a"), UNREADABLE),
    "jpeg cut off": (lambda: half(make_file(NOISE)), DAMAGED),
    "png cut off": (lambda: half(make_file(NOISE, "PNG")), DAMAGED),
    "webp cut off": (lambda: half(make_file(NOISE, "WEBP")), (DAMAGED, UNREADABLE)),
    "heic cut off": (lambda: half(make_file(NOISE, "HEIF")), (DAMAGED, UNREADABLE)),
    "400 million pixels": (
        lambda: huge_png(20_000, 20_000),
        "This photo has more than 120 million pixels. Choose a smaller copy of it.",
    ),
    "51 million pixels, decoded whole": (
        lambda: huge_png(10_200, 5_000),
        "This photo has more than 50 million pixels. Choose a smaller copy of it.",
    ),
    "scans for hours": (bomb_of_scans, "This photo is made in an unusual way. Save it as an ordinary JPEG."),
    "text of 60 MB": (bomb_of_text, UNREADABLE),
}


def half(content):
    return content[: len(content) // 2]


@pytest.mark.parametrize(("make", "sentence"), REFUSED.values(), ids=REFUSED)
def test_what_can_not_be_kept_gets_a_sentence_and_the_words_stay(make, sentence, send):
    answer = send(make())

    said = answer.json()
    assert (answer.status_code, said["error"]) == (422, "refused")
    assert said["say"] == sentence or said["say"] in sentence
    assert_words_kept()


def assert_words_kept():
    assert Reflection.objects.get().words == WORDS
    assert Part.objects.get().is_stored is False
    assert Photo.objects.count() == VoiceNote.objects.count() == 0
    assert_files_and_rows_agree()


def test_a_photo_for_which_there_is_no_time_now_is_sent_again_and_the_words_stay(phone, hunt, send, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(photos, "DECODING", PlacesTaken())
        answer = send(make_file())
        assert_words_kept()

    assert (answer.status_code, answer.json()["error"], answer.json()["say"]) == (503, "busy", "")
    part = {"id": str(Part.objects.get().pk)}
    assert put_part(phone, hunt, part, make_file()).json()["stored"] is True


def test_a_photo_sent_as_a_recording_is_refused(send):
    answer = send(make_file(), "voice")

    assert answer.status_code == 422
    assert answer.json()["say"].startswith("This recording is not a recording we can read.")
    assert_words_kept()


def test_one_bad_part_does_not_keep_the_others_out(phone, hunt, participation):
    contents = [make_file(), b"no photo", make_file(corners((90, 60)))]
    parts = [make_part(content) for content in contents]
    put_text(phone, hunt, make_record(participation, parts=parts))

    answers = [put_part(phone, hunt, part, content).status_code for part, content in zip(parts, contents, strict=True)]

    assert answers == [200, 422, 200]
    assert [str(photo.pk) for photo in Photo.objects.order_by("position")] == [parts[0]["id"], parts[2]["id"]]


# Nothing hides in what is served -----------------------------------------------


def jpeg_with(marker, content):
    segment = b"\xff" + bytes([marker]) + (len(content) + 2).to_bytes(2) + content
    whole = make_file(corners((400, 300)))
    return whole[:2] + segment + whole[2:]


def iptc():
    """A caption as Photoshop keeps it: IPTC record 2, data set 120, in resource 0x0404 of APP13."""
    record = b"\x1c\x02\x78" + len(PLANTED).to_bytes(2) + PLANTED
    return b"Photoshop 3.0\x008BIM\x04\x04\0\0" + len(record).to_bytes(4) + record + b"\0" * (len(record) % 2)


def profile():
    """sRGB by another name, which programs show as the description."""
    content = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for old in ("sRGB built-in".encode("utf-16-be"), b"sRGB built-in"):
        new = SECRET.encode("utf-16-be") if b"\0" in old[:1] else PLANTED
        content = content.replace(old, new.ljust(len(old), b" ")[: len(old)])
    return content + PLANTED


def png_with(kind, content):
    whole = make_file(corners((400, 300)), "PNG")
    return whole[:33] + png_chunk(kind, content) + whole[33:]


def exif(**more):
    texts = ("ImageDescription", "Artist", "Copyright", "Software", "Make", "Model")
    made = make_exif(gps=ECCLES, **dict.fromkeys(texts, SECRET), **more)
    made.get_ifd(0x8769)[0x9286] = b"ASCII\0\0\0" + PLANTED
    return made.tobytes()


XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><dc:creator>' + PLANTED + b"</dc:creator></x:xmpmeta>"
BIG = corners((400, 300))
HIDING = {
    "JPEG EXIF": make_file(BIG, exif=exif()),
    "JPEG XMP": make_file(BIG, xmp=XMP),
    "JPEG IPTC": jpeg_with(0xED, iptc()),
    "JPEG ICC": make_file(BIG, icc_profile=profile()),
    "JPEG comment": jpeg_with(0xFE, PLANTED),
    "JPEG other segment": jpeg_with(0xEB, PLANTED),
    "JPEG behind its end": make_file(BIG) + PLANTED,
    "PNG tEXt": png_with(b"tEXt", b"Author\0" + PLANTED),
    "PNG iTXt": png_with(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + XMP),
    "PNG zTXt": png_with(b"zTXt", b"Author\0\0" + zlib.compress(PLANTED)),
    "PNG eXIf": make_file(BIG, "PNG", exif=exif()),
    "PNG ICC": make_file(BIG, "PNG", icc_profile=profile()),
    "PNG behind its end": make_file(BIG, "PNG") + PLANTED,
    "WebP EXIF": make_file(BIG, "WEBP", exif=exif()),
    "WebP XMP": make_file(BIG, "WEBP", xmp=XMP),
    "WebP ICC": make_file(BIG, "WEBP", icc_profile=profile()),
    "HEIC EXIF": make_file(BIG, "HEIF", exif=exif()),
    "HEIC XMP": make_file(BIG, "HEIF", xmp=XMP),
    "HEIC ICC": make_file(BIG, "HEIF", icc_profile=profile()),
}


def hides_in(content):
    """Whether what was planted is in the bytes, or in any stretch of them that zlib can unpack."""
    return PLANTED in content or any(
        PLANTED in unpacked(content[at:]) for at in range(len(content)) if content[at : at + 1] == b"\x78"
    )


def unpacked(content):
    try:
        return zlib.decompressobj().decompress(content, 100_000)
    except zlib.error:
        return b""


def riff_chunks(content):
    """The names of the chunks of a WebP, whose length must be all of the file."""
    assert (content[:4], content[8:12]) == (b"RIFF", b"WEBP")
    assert int.from_bytes(content[4:8], "little") + 8 == len(content)
    names, at = [], 12
    while at < len(content):
        size = int.from_bytes(content[at + 4 : at + 8], "little")
        names.append(content[at : at + 4])
        at += 8 + size + size % 2
    return names


def assert_nothing_hides(*served):
    for content in served:
        assert riff_chunks(content) == [b"VP8 "]
        assert not hides_in(content)
        assert b"Exif" not in content


@pytest.mark.parametrize("content", HIDING.values(), ids=HIDING)
def test_nothing_that_hides_in_a_photo_is_served_or_kept(content, seen, django_capture_on_commit_callbacks):
    assert hides_in(content)

    with django_capture_on_commit_callbacks(execute=True):
        served = seen(content)

    assert_nothing_hides(*served)
    assert corner_colours(opened(served[0])) == AS_SEEN
    assert_files_and_rows_agree()
    photo = Photo.objects.get()
    for name in (photo.sent.name, photo.image.name, photo.thumbnail.name):
        with default_storage.open(name) as file:
            assert not hides_in(file.read())


def test_a_preview_of_what_was_cropped_away_is_not_kept(seen, django_capture_on_commit_callbacks):
    """EXIF's own thumbnail: phones leave it as it was when somebody crops the picture."""
    preview = make_file(Image.new("RGB", (16, 12), RED), comment=SECRET)
    content = make_file(BIG, exif=exif_with_preview(preview))
    assert preview in content

    with django_capture_on_commit_callbacks(execute=True):
        served = seen(content)

    assert_nothing_hides(*served)
    with Photo.objects.get().sent.open() as file:
        assert file.read().count(b"\xff\xd8\xff") == 1


def exif_with_preview(preview):
    """TIFF with an empty first directory and a second that points to the preview (EXIF 2.32, 4.6.8)."""
    second = 8 + 2 + 4
    start = second + 2 + 2 * 12 + 4
    entries = (0x0201, 4, 1, start), (0x0202, 4, 1, len(preview))
    fields = [
        tag.to_bytes(2) + kind.to_bytes(2) + count.to_bytes(4) + value.to_bytes(4)
        for tag, kind, count, value in entries
    ]
    head = b"MM\0*" + (8).to_bytes(4) + (0).to_bytes(2) + second.to_bytes(4)
    return b"Exif\0\0" + head + (2).to_bytes(2) + b"".join(fields) + (0).to_bytes(4) + preview


@pytest.mark.parametrize("kind", ["webm", "ogg", "vorbis", "m4a", "mov", "mp3", "wav"])
def test_nothing_that_hides_in_a_recording_is_served(kind, phone, send):
    content = make_sound(kind, metadata={"title": SECRET, "comment": SECRET, "location": "+53.4835-002.3348/"})
    assert hides_in(content)
    assert send(content, "voice", transcript="Sample transcript.").json()["stored"] is True

    voice = VoiceNote.objects.get()
    response = phone.get(voice.get_absolute_url())

    assert response.status_code == 200
    assert response.content[4:12] == b"ftypM4A "
    assert not hides_in(response.content)
    assert b"53.48" not in response.content


def test_where_a_photo_was_taken_is_kept_only_if_asked(seen):
    content = make_file(BIG, exif=exif())

    seen(content)

    photo = Photo.objects.get()
    assert (photo.latitude, photo.longitude) == (None, None)
