"""What is put in the background is done once, also when workers are killed, and what faults leave behind is tidied."""

import io
import os
import signal
import subprocess
import sys
import time
import uuid
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, transaction
from django.utils import timezone
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from reflections.capture import tasks, upkeep
from reflections.capture.intake import take_in_reflection
from reflections.capture.media.audio import inspect_audio
from reflections.capture.media.derivatives import enqueue_derivatives
from reflections.capture.media.photos import inspect_photo
from reflections.capture.notes import NewPhoto, NewVoice
from reflections.management.commands import worker
from reflections.models import Chunk, Part, Photo, VoiceNote, Writing
from tests.pictures import make_file
from tests.sounds import make_sound

DATABASE = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.fixture
def queue(settings):
    """Work waits in the database, as on a real site."""
    settings.TASKS = DATABASE


@pytest.fixture
def logged(queue, participation, django_capture_on_commit_callbacks):
    """A reflection with a photo and a voice note that nothing was made of yet."""
    with django_capture_on_commit_callbacks(execute=True):
        return take_in_reflection(
            participation,
            id=uuid.uuid4(),
            moment="day",
            words="Sample words.",
            noted_at=datetime(2026, 7, 7, 11, 30, tzinfo=UTC),
            photos=[NewPhoto(inspect_photo(make_file(), keep_place=False))],
            voices=[NewVoice(inspect_audio(make_sound()))],
        )


def work():
    call_command("worker", "--once")


@pytest.fixture
def as_in_a_process_of_its_own(monkeypatch):
    """A worker takes signals over, and drops connections that it finds in a transaction, such as a test's."""
    monkeypatch.setattr(db_worker, "close_old_connections", lambda: None)
    taken = {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT)}
    yield
    for each, handler in taken.items():
        signal.signal(each, handler)


pytestmark = pytest.mark.usefixtures("as_in_a_process_of_its_own")


def statuses():
    return list(DBTaskResult.objects.values_list("status", flat=True))


def test_what_was_logged_waits_and_the_worker_makes_it(logged):
    assert statuses() == ["READY", "READY"]
    assert (Photo.objects.get().image.name, VoiceNote.objects.get().playable.name) == ("", "")

    work()

    assert statuses() == ["SUCCESSFUL", "SUCCESSFUL"]
    photo, voice = Photo.objects.get(), VoiceNote.objects.get()
    assert all(file.size > 0 for file in (photo.image, photo.thumbnail, voice.playable))


def test_a_worker_that_was_killed_loses_no_work(logged):
    kill_a_worker()

    work()

    assert statuses() == ["SUCCESSFUL", "SUCCESSFUL"]
    assert Photo.objects.get().image.name


def kill_a_worker(minutes=11):
    """Every task looks as it does when its worker was killed so many minutes ago."""
    for task in DBTaskResult.objects.all():
        task.claim(uuid.uuid4().hex)
    DBTaskResult.objects.update(started_at=timezone.now() - timedelta(minutes=minutes))


def test_a_worker_that_is_at_it_is_left_in_peace(logged):
    kill_a_worker(minutes=9)

    work()

    assert statuses() == ["RUNNING", "RUNNING"]
    assert Photo.objects.get().image.name == ""


def test_what_kills_three_workers_is_given_up(logged):
    for _ in range(3):
        upkeep.tidy()
        kill_a_worker()

    work()

    assert statuses() == ["FAILED", "FAILED"]
    assert (Photo.objects.get().is_unreadable, VoiceNote.objects.get().is_unreadable) == (True, True)
    # And nobody puts it into the queue again.
    assert upkeep.tidy().enqueued == 0


def test_a_task_that_was_lost_is_put_in_the_queue_again_once(logged):
    DBTaskResult.objects.all().delete()

    assert upkeep.tidy().enqueued == 2
    assert upkeep.tidy().enqueued == 0

    work()
    assert statuses() == ["SUCCESSFUL", "SUCCESSFUL"]


def test_a_damaged_file_is_tried_three_times_and_then_no_more(logged):
    for row in (Photo.objects.get(), VoiceNote.objects.get()):
        with default_storage.open(row.sent.name, "wb") as file:
            file.write(b"damaged on the disk")

    for _ in range(5):
        work()

    assert statuses() == ["SUCCESSFUL"] * 6
    assert (Photo.objects.get().tries, VoiceNote.objects.get().tries) == (3, 3)


@pytest.mark.django_db(transaction=True)
def test_work_of_a_request_that_fails_is_not_put_in_the_queue(queue):
    def fail():
        with transaction.atomic():
            enqueue_derivatives(Photo())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    assert not tasks.is_anything_waiting()


def test_work_done_long_ago_is_forgotten(logged):
    work()
    DBTaskResult.objects.update(finished_at=timezone.now() - timedelta(days=8))

    upkeep.tidy()

    assert statuses() == []


def test_half_a_file_is_swept_away_after_an_hour(db):
    for age, name in ((50, "new"), (70, "old")):
        default_storage.save(f"photos/{name}.bin", ContentFile(b"half"))
        Writing.objects.create(name=f"photos/{name}.bin")
        Writing.objects.filter(name=f"photos/{name}.bin").update(begun_at=timezone.now() - timedelta(minutes=age))

    assert upkeep.tidy().files == 1

    assert default_storage.exists("photos/new.bin")
    assert not default_storage.exists("photos/old.bin")


@pytest.mark.parametrize(("days", "left"), [(6, 2), (8, 0)])
def test_pieces_go_together_a_week_after_the_last(logged, days, left):
    part = Part.objects.create(reflection=logged, kind="photo", position=9, sha256="0" * 64, size=99)
    for offset, age in ((0, days + 5), (10, days)):
        piece = Chunk.objects.create(part=part, offset=offset, content=b"0123456789")
        Chunk.objects.filter(pk=piece.pk).update(received_at=timezone.now() - timedelta(days=age))

    dropped = upkeep.tidy().pieces

    assert (dropped, part.chunks.count()) == (2 - left, left)


# The commands ------------------------------------------------------------------


def told(*command):
    out = io.StringIO()
    call_command(*command, stdout=out)
    return out.getvalue()


def test_tidy_says_what_it_did(logged):
    DBTaskResult.objects.all().delete()

    assert told("tidy") == "0 unfinished files and 0 pieces removed, 2 photos and recordings queued.\n"


def test_missing_derivatives_are_counted_and_made_again(logged):
    work()
    lost = Photo.objects.get()
    default_storage.delete(lost.thumbnail.name)

    assert told("derivatives") == "1 missing.\n"
    assert told("derivatives", "--missing") == "1 made again.\n"
    assert told("derivatives") == "0 missing.\n"

    assert Photo.objects.get().thumbnail.size > 0


def test_what_can_not_be_made_again_is_named(logged):
    work()
    voice = VoiceNote.objects.get()
    for name in (voice.playable.name, voice.sent.name):
        default_storage.delete(name)

    with pytest.raises(CommandError) as refused:
        told("derivatives", "--missing")

    assert str(refused.value) == (f"1 can't be made: the file sent is lost or damaged.\n  voice note {voice.pk}")


def test_one_that_was_given_up_is_tried_again_when_somebody_asks(logged):
    Photo.objects.update(tries=3)

    told("derivatives", "--missing")

    assert (Photo.objects.get().tries, bool(Photo.objects.get().image)) == (0, True)


class Stopping:
    """Stands in for the library's worker; stops when it has run."""

    def __init__(self):
        self.running, self.runs = True, 0

    def run(self):
        self.runs += 1
        self.running = False


def test_a_worker_with_nothing_to_do_only_looks(db, monkeypatch):
    naps = []
    monkeypatch.setattr(worker.time, "sleep", naps.append)
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)
    stopping = Stopping()

    due = worker.one_round(stopping, 0)

    assert (stopping.runs, naps) == (0, [1])
    assert due > worker.time.monotonic() + worker.TIDY_EVERY - 60
    assert worker.one_round(stopping, due) == due


def test_a_worker_outlives_a_database_that_is_away_for_a_while(monkeypatch):
    naps = []
    monkeypatch.setattr(worker.time, "sleep", naps.append)
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)

    def away():
        raise OperationalError("no connection")

    monkeypatch.setattr(worker, "is_anything_waiting", away)

    assert worker.one_round(Stopping(), float("inf")) == float("inf")
    assert naps == [5, 1]


@pytest.mark.django_db(transaction=True)
def test_a_real_worker_makes_what_waits_and_ends_when_asked(queue, participation, settings):
    """A process of its own, with the site's settings and this test's database and files."""
    take_in_reflection(
        participation,
        id=uuid.uuid4(),
        moment="day",
        words="Sample words.",
        noted_at=datetime(2026, 7, 7, 11, 30, tzinfo=UTC),
        photos=[NewPhoto(inspect_photo(make_file(), keep_place=False))],
    )
    with real_worker(settings) as process:
        until = datetime.now(UTC) + timedelta(seconds=60)
        while not Photo.objects.get().image and datetime.now(UTC) < until and process.poll() is None:
            time.sleep(0.2)
        process.terminate()
        process.wait(timeout=30)

    assert process.returncode == 0
    assert Photo.objects.get().image.size > 0
    assert statuses() == ["SUCCESSFUL"]


def real_worker(settings):
    variables = {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": database_url(),
        "MEDIA_ROOT": str(settings.MEDIA_ROOT),
        "DEBUG": "False",
    }
    return subprocess.Popen([sys.executable, "manage.py", "worker"], cwd=settings.BASE_DIR, env=os.environ | variables)


def database_url():
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["TEST_DATABASE_URL"])._replace(path=f"/{name}").geturl()
