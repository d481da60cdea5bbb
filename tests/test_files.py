"""Files follow rows, also when a commit's outcome is unknown, a process sleeps for an hour, or the power goes."""

import os
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import OperationalError
from django.utils import timezone

from reflections.capture import intake
from reflections.capture.editing import delete_media
from reflections.capture.media import files
from reflections.capture.refusals import ChangedMeanwhile
from reflections.models import Part, Photo, Writing
from tests import builders
from tests.phones import assert_files_and_rows_agree, files_on_storage, sha256
from tests.pictures import make_file

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def picture():
    return make_file()


@pytest.fixture
def part(participation, picture):
    """A photo that is promised."""
    reflection = builders.make_reflection(participation)
    note = {"caption": "", "recognisable": "nobody", "who": "", "showed": {}, "keep_place": False}
    return Part.objects.create(
        reflection=reflection, kind="photo", position=1, sha256=sha256(picture), size=len(picture), note=note
    )


def test_a_file_stays_when_the_connection_breaks_after_the_database_has_committed(part, picture, monkeypatch):
    """Else the row, and the answer to the phone's next try, would stand for a file that is gone."""
    exit_of = intake.transaction.Atomic.__exit__

    def commit_and_break(self, *error):
        exit_of(self, *error)
        if self.durable and error == (None, None, None):
            raise OperationalError("server closed the connection unexpectedly")

    with monkeypatch.context() as patch:
        patch.setattr(intake.transaction.Atomic, "__exit__", commit_and_break)
        with pytest.raises(OperationalError):
            intake.take_in_part(part, picture)

    assert Part.objects.get().is_stored
    with default_storage.open(Photo.objects.get().sent.name) as file:
        assert file.read() == picture
    assert_files_and_rows_agree()


def test_no_row_takes_a_file_that_was_swept_while_its_process_stood_still(part, picture, monkeypatch):
    """A laptop that serves a hunt is shut in the middle of a request, and opened after lunch."""
    tie = intake.tie_to_part

    def sleep_long(rows, part):
        Writing.objects.update(begun_at=timezone.now() - timedelta(hours=2))
        assert files.sweep() == 1
        tie(rows, part)

    with monkeypatch.context() as patch:
        patch.setattr(intake, "tie_to_part", sleep_long)
        with pytest.raises(ChangedMeanwhile):
            intake.take_in_part(part, picture)
    assert not Part.objects.get().is_stored
    assert_files_and_rows_agree()

    intake.take_in_part(Part.objects.get(), picture)
    assert_files_and_rows_agree()


def test_a_file_that_a_row_took_just_now_is_not_swept(part, picture):
    before = Writing(pk=10**9, name="photos/any.bin")
    default_storage.save(before.name, files.ContentFile(picture))

    assert files.drop(before) is False
    assert default_storage.exists(before.name)


def test_the_file_of_a_removed_photo_goes_also_when_the_process_is_killed_before(part, picture, monkeypatch):
    intake.take_in_part(part, picture)
    with monkeypatch.context() as patch:
        patch.setattr(files, "drop_noted", lambda names: None)
        delete_media([Photo.objects.get()])
    assert len(files_on_storage()) >= 1

    assert files.sweep(timedelta()) >= 1
    assert_files_and_rows_agree()


@pytest.mark.skipif(os.name != "posix", reason="folders can't be opened elsewhere")
def test_a_file_is_on_the_disk_before_a_row_stands_for_it(part, picture, monkeypatch):
    synced, sync = [], os.fsync

    def note(handle):
        synced.append((os.fstat(handle).st_ino, Photo.objects.exists()))
        sync(handle)

    monkeypatch.setattr(files.os, "fsync", note)
    intake.take_in_part(part, picture)

    assert (os.stat(default_storage.path(Photo.objects.get().sent.name)).st_ino, False) in synced
