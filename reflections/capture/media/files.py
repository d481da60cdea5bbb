"""Files on storage follow rows in the database: none without a row for long, no row without its files.

The name of every file is noted (``Writing``) and committed before its first byte is written, and struck out in the
very transaction that ties the file to a row. A process that is killed in between leaves at worst a file whose name is
noted; ``sweep`` removes it. A file that is to go is noted in the transaction that lets go of it. Whoever strikes a
note out has the file, so that none is deleted under a row. This needs nothing of the storage but save and delete.
"""

import os
import secrets
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import partial

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from reflections.capture.refusals import ChangedMeanwhile
from reflections.models import Photo, VoiceNote, Writing
from reflections.models.media import photo_path, voice_path

# No request takes as long: what is still noted after it was left by a process that is gone.
ABANDONED_AFTER = timedelta(hours=1)


class Writer:
    """Keeps bytes under names of its own: no two writings use the same, so that of two equal submissions at one moment
    the loser deletes its own file, not the winner's."""

    def __init__(self):
        self.names, self._planned = [], []

    def plan(self, name, content):
        """Return the name, close to ``name``, under which ``write`` will keep ``content``."""
        stem, dot, ending = name.rpartition(".")
        own = f"{stem}-{secrets.token_hex(8)}{dot}{ending}"
        self._planned.append((own, content))
        return own

    def write(self):
        """Write all that is planned, its names noted before in one query."""
        planned, self._planned = self._planned, []
        self.names += [name for name, _ in planned]
        Writing.objects.bulk_create(Writing(name=name) for name, _ in planned)
        for name, content in planned:
            default_storage.save(name, ContentFile(content))
            write_through(name)

    def __call__(self, name, content):
        """Write one file at once and return its name."""
        own = self.plan(name, content)
        self.write()
        return own


def write_through(name):
    """Onto the disk, past the memory of the system: a phone deletes its copy once we say that ours is stored, and then
    the power may go. Storages that are no disk of ours see to that themselves."""
    with suppress(NotImplementedError):
        path = default_storage.path(name)
        for each in (path, os.path.dirname(path)) if os.name == "posix" else ():
            handle = os.open(each, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


@contextmanager
def writing():
    """Yield a Writer. Goes around the transaction that ties the files to rows, which then waits for no storage; call
    ``settle`` with the names inside it. If the block fails, every file written is deleted again."""
    writer = Writer()
    try:
        yield writer
    except BaseException:
        # What can't be taken back now is noted, and swept later.
        with suppress(Exception):
            take_back(writer.names)
        raise


def take_back(names):
    """Delete what was written, but for files that a row stands for after all: a connection that broke during its
    commit looks like a failure, whatever the database made of it."""
    if transaction.get_connection().in_atomic_block:
        for name in names:
            default_storage.delete(name)
    else:
        drop_noted(names)


def drop_noted(names):
    for note in Writing.objects.filter(name__in=names):
        drop(note)


def settle(names):
    """Strike the names out, in the transaction that ties the files to rows. Raises ChangedMeanwhile if one was swept
    away: this process stood still for so long, on a laptop that slept, that it was taken for gone."""
    struck, _ = Writing.objects.filter(name__in=names).delete()
    if struck != len(names):
        raise ChangedMeanwhile


def sweep(older_than=ABANDONED_AFTER):
    """Delete what processes that are gone began to write and no row ever took; return how many names that were."""
    abandoned = Writing.objects.filter(begun_at__lte=timezone.now() - older_than)
    return sum(map(drop, abandoned))


@transaction.atomic
def drop(note):
    """Delete the file that is noted, unless a row has taken it meanwhile. Whether it did."""
    struck, _ = Writing.objects.filter(pk=note.pk).delete()
    if struck:
        default_storage.delete(note.name)
    return bool(struck)


@contextmanager
def written(photos, reflection, first=1):
    """Write the files of ``photos`` (NewPhotos) and give an unsaved Photo for each, at positions from ``first``; the
    caller saves them in a transaction inside the block and calls ``settle_rows`` there."""
    with writing() as writer:
        rows = [
            photo_row(new.taken, new.note, new.id, reflection, position, photo_files(writer, new.taken, new.id))
            for position, new in enumerate(photos, first)
        ]
        writer.write()
        yield rows


def photo_files(writer, taken, pk):
    """The names of the files that ``taken`` has: what was sent, and what was made of it already; they are planned."""
    place = partial(photo_path, Photo(pk=pk))
    contents = {"sent": taken.sent, "image": taken.image, "thumbnail": taken.thumbnail}
    names = {"sent": "sent.bin", "image": "full.webp", "thumbnail": "small.webp"}
    return {field: writer.plan(place(names[field]), content) for field, content in contents.items() if content}


def photo_row(taken, note, pk, reflection, position, files):
    """An unsaved Photo. Names and measures go in together, or ImageField would read the file back to measure it."""
    return Photo(
        id=pk,
        reflection=reflection,
        position=position,
        caption=note.caption,
        showed=note.showed,
        recognisable=note.recognisable,
        who=note.who,
        width=taken.width,
        height=taken.height,
        sha256=taken.sha256,
        sent_bytes=len(taken.sent),
        latitude=taken.latitude,
        longitude=taken.longitude,
        **files,
    )


def voice_row(taken, transcript, pk, reflection, position, writer):
    """An unsaved VoiceNote, its file planned."""
    name = writer.plan(voice_path(VoiceNote(pk=pk), "sent.bin"), taken.sent)
    return VoiceNote(
        id=pk,
        reflection=reflection,
        position=position,
        transcript=transcript,
        seconds=taken.seconds,
        sha256=taken.sha256,
        sent_bytes=len(taken.sent),
        sent=name,
    )


def settle_rows(rows):
    settle([name for row in rows for name in file_names(row)])


def file_names(row):
    """The names of all files of a Photo or VoiceNote."""
    return [name for field in row.FILES if (name := getattr(row, field).name)]


def delete_files_on_commit(rows):
    """Delete the files of Photos and VoiceNotes once it is certain that the rows are gone."""
    discard([name for row in rows for name in file_names(row)])


def discard(names):
    """Delete files that no row names from here on, once that is certain. They are noted until then, so that ``sweep``
    finds those that a killed process leaves."""
    Writing.objects.bulk_create((Writing(name=name) for name in names), ignore_conflicts=True)
    transaction.on_commit(partial(drop_noted, names), robust=True)
