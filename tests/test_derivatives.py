"""Pictures and playable sounds are made once, again when missing, never half, and nothing private stays with them."""

import io
import threading
import uuid
from datetime import UTC, datetime

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection, connections
from PIL import Image

from reflections.capture.editing import delete_reflection
from reflections.capture.intake import take_in_reflection
from reflections.capture.media import derivatives, photos
from reflections.capture.media.audio import inspect_audio
from reflections.capture.media.derivatives import make_derivatives, unmade
from reflections.capture.media.metadata import carries_more
from reflections.capture.media.photos import inspect_photo
from reflections.capture.notes import NewPhoto, NewVoice
from reflections.models import Photo, VoiceNote, Writing
from tests.pictures import ECCLES, corners, make_exif, make_file, png_chunk
from tests.sounds import make_sound

SECRET = "planted-4711"


@pytest.fixture
def log(participation):
    """Log photos and voice notes; nothing is made of them yet."""

    def log(*contents):
        pictures = [NewPhoto(inspect_photo(each, keep_place=True)) for each in contents if not is_sound(each)]
        sounds = [NewVoice(inspect_audio(each)) for each in contents if is_sound(each)]
        return take_in_reflection(
            participation,
            id=uuid.uuid4(),
            moment="day",
            words="Sample words.",
            noted_at=datetime(2026, 7, 7, 11, 30, tzinfo=UTC),
            photos=pictures,
            voices=sounds,
        )

    return log


@pytest.fixture(autouse=True)
def no_worker(settings):
    """What is put in the queue stays there: here we make things ourselves."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def is_sound(content):
    return content.startswith(b"\x1aE\xdf\xa3")


def read(field):
    with field.open() as file:
        return file.read()


def files_kept(settings):
    return sorted(path.relative_to(settings.MEDIA_ROOT) for path in settings.MEDIA_ROOT.rglob("*.*") if path.is_file())


def names(*rows):
    return {getattr(row, field).name for row in rows for field in row.FILES}


def test_a_photo_gets_its_two_pictures(log):
    photo = log(make_file(corners((2000, 1000)))).photos.get()
    assert (photo.image.name, photo.thumbnail.name, photo.width, photo.height) == ("", "", 1600, 800)

    made = make_derivatives(photo)

    sizes = [Image.open(io.BytesIO(read(field))).size for field in (made.image, made.thumbnail)]
    assert sizes == [(1600, 800), (400, 200)]
    assert (made.width, made.height, made.tries) == (1600, 800, 0)


def test_a_voice_note_gets_its_playable_sound(log):
    content = make_sound(seconds=2)
    voice = log(content).voices.get()

    made = make_derivatives(voice)

    assert read(made.playable)[4:8] == b"ftyp"
    assert inspect_audio(read(made.playable)).seconds == 2
    assert read(made.sent) == content


def test_once_made_they_stay_as_they_are(log):
    reflection = log(make_file(), make_sound())
    before = [make_derivatives(row) for row in (reflection.photos.get(), reflection.voices.get())]

    again = [make_derivatives(row) for row in before]

    assert names(*again) == names(*before)
    assert Writing.objects.count() == 0


def test_a_lost_file_is_made_again_and_what_it_replaces_goes(log, settings, django_capture_on_commit_callbacks):
    photo = make_derivatives(log(make_file()).photos.get())
    default_storage.delete(photo.thumbnail.name)

    with django_capture_on_commit_callbacks(execute=True):
        again = make_derivatives(photo)

    assert read(again.thumbnail)[8:12] == b"WEBP"
    assert {str(path) for path in files_kept(settings)} == names(again)
    assert Writing.objects.count() == 0


def test_what_replaced_files_leave_when_the_process_is_killed_is_noted(log):
    """The commit is the last thing it did: on_commit callbacks don't run in this test."""
    photo = make_derivatives(log(make_file(exif=make_exif(gps=ECCLES))).photos.get())

    noted = set(Writing.objects.values_list("name", flat=True))

    assert len(noted) == 1
    assert noted.isdisjoint(names(photo))
    assert all(default_storage.exists(name) for name in noted)


def test_only_what_nobody_made_is_unmade(log):
    reflection = log(make_file(), make_file(corners((80, 60))), make_sound())
    first, second = reflection.photos.all()
    make_derivatives(first)
    assert list(unmade()) == [second, reflection.voices.get()]

    Photo.objects.filter(pk=second.pk).update(tries=3)
    make_derivatives(reflection.voices.get())

    assert list(unmade()) == []


# Faults ------------------------------------------------------------------------


def test_a_row_deleted_meanwhile_leaves_no_file(log, settings, monkeypatch, django_capture_on_commit_callbacks):
    reflection = log(make_file())
    photo = reflection.photos.get()
    make = derivatives.MAKERS[Photo]

    def delete_meanwhile(data, lacking):
        made = make(data, lacking)
        with django_capture_on_commit_callbacks(execute=True):
            delete_reflection(reflection)
        return made

    monkeypatch.setitem(derivatives.MAKERS, Photo, delete_meanwhile)

    assert make_derivatives(photo) is None
    assert files_kept(settings) == []
    assert make_derivatives(photo) is None


def test_of_two_that_make_the_same_one_wins_and_the_other_leaves_nothing(log, settings, monkeypatch):
    photo = log(make_file()).photos.get()
    make = derivatives.MAKERS[Photo]

    def be_overtaken(data, lacking):
        monkeypatch.setitem(derivatives.MAKERS, Photo, make)
        make_derivatives(photo)
        return make(data, lacking)

    monkeypatch.setitem(derivatives.MAKERS, Photo, be_overtaken)

    made = make_derivatives(photo)

    assert {str(path) for path in files_kept(settings)} == names(made)


@pytest.mark.django_db(transaction=True)
def test_eight_at_one_moment_make_it_once(log, settings):
    photo = log(make_file(exif=make_exif(gps=ECCLES))).photos.get()

    def work():
        make_derivatives(photo)
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    made = Photo.objects.get()
    assert {str(path) for path in files_kept(settings)} == names(made)
    assert Writing.objects.count() == 0
    connection.close()


def test_what_is_damaged_after_all_is_tried_three_times(log, monkeypatch):
    voice = log(make_sound()).voices.get()
    tried = []
    monkeypatch.setitem(derivatives.MAKERS, VoiceNote, lambda *args: tried.append(args) or 1 / 0)

    made = [make_derivatives(voice) for _ in range(5)]

    assert len(tried) == 3
    assert [row.tries for row in made] == [1, 2, 3, 3, 3]
    assert [row.is_unreadable for row in made] == [False, False, True, True, True]
    assert made[-1].sent.name == voice.sent.name


def test_a_file_that_is_gone_counts_as_a_try(log):
    photo = log(make_file()).photos.get()
    default_storage.delete(photo.sent.name)

    assert make_derivatives(photo).tries == 1


def test_a_storage_that_is_away_costs_no_try(log, monkeypatch):
    photo = log(make_file()).photos.get()

    def away(self, name, mode):
        raise ConnectionRefusedError

    with monkeypatch.context() as patch:
        patch.setattr(FileSystemStorage, "_open", away)
        with pytest.raises(ConnectionRefusedError):
            make_derivatives(photo)

    assert make_derivatives(photo).tries == 0


def test_a_full_disk_costs_no_try_and_leaves_no_file(log, settings, monkeypatch):
    photo = log(make_file()).photos.get()
    save = FileSystemStorage._save

    def full(self, name, content):
        if "-small-" in name:
            raise OSError(28, "No space left on device")
        return save(self, name, content)

    monkeypatch.setattr(FileSystemStorage, "_save", full)
    with pytest.raises(OSError, match="No space"):
        make_derivatives(photo)

    assert Photo.objects.get().tries == 0
    assert [str(path) for path in files_kept(settings)] == [photo.sent.name]


def test_a_success_clears_earlier_tries(log):
    photo = log(make_file()).photos.get()
    Photo.objects.update(tries=2)

    assert make_derivatives(photo).tries == 0


def test_a_photo_of_before_there_was_a_file_sent_stays_as_it_is(log):
    photo = make_derivatives(log(make_file()).photos.get())
    Photo.objects.update(sent="")
    default_storage.delete(photo.image.name)

    assert make_derivatives(photo).image.name == photo.image.name


# What is kept at rest ----------------------------------------------------------


def with_comment(content):
    return content[:2] + b"\xff\xfe\x00\x0e" + SECRET.encode() + content[2:]


def png_with(kind):
    content = make_file(kind="PNG")
    return content[:33] + png_chunk(kind, SECRET.encode()) + content[33:]


def jpeg_with_preview():
    """A JFIF segment may hold a small picture itself: 2 by 2 pixels here."""
    content = make_file()
    assert content[2:4] == b"\xff\xe0"
    return content[:4] + b"\x00\x1c" + content[6:18] + b"\x02\x02" + b"cropped-away" + content[20:]


CARRYING = {
    "exif": make_file(exif=make_exif(gps=ECCLES, ImageDescription=SECRET)),
    "xmp": make_file(xmp=SECRET.encode()),
    "comment": with_comment(make_file()),
    "profile": make_file(icc_profile=b"\0" * 128 + SECRET.encode()),
    "preview": jpeg_with_preview(),
    "trailing": make_file() + SECRET.encode(),
    "depth map": make_file(kind="MPO", save_all=True, append_images=[corners()]),
    "png text": png_with(b"tEXt"),
    "png exif": make_file(kind="PNG", exif=make_exif(gps=ECCLES)),
    "png private chunk": png_with(b"prVt"),
    "png trailing": make_file(kind="PNG") + SECRET.encode(),
    "webp exif": make_file(kind="WEBP", exif=make_exif(ImageDescription=SECRET).tobytes()),
    "webp xmp": make_file(kind="WEBP", xmp=SECRET.encode()),
    "webp trailing": make_file(kind="WEBP") + SECRET.encode(),
    "moving": make_file(kind="WEBP", save_all=True, append_images=[corners((64, 48)).rotate(180)]),
    "heic": make_file(kind="HEIF", exif=make_exif(gps=ECCLES).tobytes()),
}


@pytest.mark.parametrize("content", CARRYING.values(), ids=CARRYING)
def test_a_file_that_carries_more_than_its_pixels_is_replaced_by_a_clean_copy(
    content, log, settings, django_capture_on_commit_callbacks
):
    assert carries_more(content)
    photo = log(content).photos.get()
    assert read(photo.sent) == content

    with django_capture_on_commit_callbacks(execute=True):
        made = make_derivatives(photo)

    kept = read(made.sent)
    assert not carries_more(kept)
    assert "-clean-" in made.sent.name
    assert made.sha256 == photo.sha256
    assert (made.latitude, made.longitude) == (photo.latitude, photo.longitude)
    assert {str(path) for path in files_kept(settings)} == names(made)
    with Image.open(io.BytesIO(kept)) as clean:
        assert (clean.format, clean.size) == ("JPEG", (64, 48))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_file_of_pixels_alone_is_kept_to_the_byte(kind, log):
    content = make_file(corners((300, 200)), kind)
    assert not carries_more(content)

    made = make_derivatives(log(content).photos.get())

    assert read(made.sent) == content


@pytest.mark.parametrize("options", [{"progressive": True}, {"restart_marker_blocks": 1}, {"quality": 100}])
def test_a_jpeg_of_many_scans_or_restarts_is_read_to_its_end(options):
    content = make_file(Image.effect_noise((160, 120), 90), **options)

    assert not carries_more(content)
    assert carries_more(content + b"\0")
    assert carries_more(content[:-2])


def test_a_jpeg_in_colours_of_print_is_pixels_alone():
    assert not carries_more(make_file(corners().convert("CMYK")))


def test_the_clean_copy_is_upright_and_of_full_size(log):
    photo = log(make_file(corners((3000, 2000)), exif=make_exif(orientation=6))).photos.get()

    made = make_derivatives(photo)

    with Image.open(io.BytesIO(read(made.sent))) as clean:
        assert clean.size == (2000, 3000)
        assert dict(clean.getexif()) == {}


def test_a_picture_too_large_to_be_decoded_whole_is_kept_at_half_its_edges(monkeypatch):
    monkeypatch.setattr(photos, "MAX_PIXELS_DECODED_WHOLE", 1_000_000)

    with Image.open(io.BytesIO(photos.clean_copy(make_file(corners((2000, 1000)))))) as clean:
        assert clean.size == (1000, 500)


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize(
    "content", [b"", b"\xff\xd8", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\x08\0\0\0WEBPVP8 "]
)
def test_what_is_cut_off_counts_as_carrying_more(content):
    assert carries_more(content)
