"""What pages show of photos and recordings: made from the files sent, in the background, and again when missing."""

import io
import logging
from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F, Q

from reflections.capture.media.audio import make_playable
from reflections.capture.media.files import discard, settle, writing
from reflections.capture.media.metadata import carries_more
from reflections.capture.media.photos import clean_copy, read_photo
from reflections.capture.tasks import task
from reflections.models import Photo, VoiceNote
from reflections.models.media import MOST_TRIES, photo_path, voice_path

logger = logging.getLogger(__name__)

KINDS = {"photo": Photo, "voicenote": VoiceNote}
PATHS = {Photo: photo_path, VoiceNote: voice_path}


def enqueue_derivatives(row):
    """Have the worker make what pages show of a Photo or VoiceNote."""
    make_in_background.enqueue(row._meta.model_name, str(row.pk))


@task
def make_in_background(kind, pk):
    make_derivatives(KINDS[kind](pk=pk))


def give_up(kind, pk):
    """Try no more: making this one has ended three processes."""
    KINDS[kind].objects.filter(pk=pk).update(tries=MOST_TRIES)


def unmade():
    """Photos and VoiceNotes of which nothing was made yet, and may still be."""
    may_be = Q(tries__lt=MOST_TRIES) & ~Q(sent="")
    yield from Photo.objects.filter(may_be, Q(image="") | Q(thumbnail=""))
    yield from VoiceNote.objects.filter(may_be, playable="")


def make_derivatives(row):
    """Make whatever a Photo or VoiceNote lacks; return the row as it then is, or None if it was deleted meanwhile.

    May be called as often as one likes, and by several processes at once. A file that nothing can be made of costs a
    try, and after three the row ``is_unreadable``. Faults of the storage or the database are raised and cost nothing.
    """
    row = fresh(row)
    if row is None or not row.sent or row.is_unreadable:
        return row
    lacking = fields_lacking(row)
    try:
        data = read_sent(row)
    except FileNotFoundError as loss:
        note_try(row, loss)
        return fresh(row)
    try:
        contents, measures = MAKERS[type(row)](data, lacking)
    except Exception as damage:
        # Whatever a decoder raises, it may not be tried for ever.
        note_try(row, damage)
    else:
        keep(row, contents, measures)
    return fresh(row)


def fresh(row):
    return type(row).objects.filter(pk=row.pk).first()


def fields_lacking(row):
    """Names of the fields, other than ``sent``, that have no file, or whose file is gone."""
    files = {field: getattr(row, field).name for field in row.FILES if field != "sent"}
    return {field for field, name in files.items() if not name or not default_storage.exists(name)}


def read_sent(row):
    with default_storage.open(row.sent.name) as file:
        return file.read()


def note_try(row, problem):
    logger.warning("%s %s can't be made: %s", type(row).__name__, row.pk, type(problem).__name__)
    type(row).objects.filter(pk=row.pk).update(tries=F("tries") + 1)


# Making ------------------------------------------------------------------------


def make_pictures(data, lacking):
    """Contents by field, and the measures that go with them. A file that carries more than its pixels, such as the
    place where it was taken, is replaced by a clean copy: nobody asked us to keep that."""
    contents, measures = {}, {}
    if lacking:
        taken = read_photo(io.BytesIO(data), keep_place=False, wait=None)
        contents = {"image": ("full.webp", taken.image), "thumbnail": ("small.webp", taken.thumbnail)}
        measures = {"width": taken.width, "height": taken.height}
    if carries_more(data):
        contents["sent"] = ("clean.bin", clean_copy(data))
    return contents, measures


def make_sound(data, lacking):
    return ({"playable": ("sound.m4a", make_playable(data))} if lacking else {}), {}


MAKERS = {Photo: make_pictures, VoiceNote: make_sound}


# Keeping -----------------------------------------------------------------------


class OvertakenError(Exception):
    """Somebody else made it first, or deleted the row, so that our files go."""


def keep(row, contents, measures):
    if not contents:
        return
    path = partial(PATHS[type(row)], row)
    try:
        with writing() as write:
            files = {field: write(path(name), content) for field, (name, content) in contents.items()}
            with transaction.atomic(durable=True):
                tie(row, files, measures)
    except OvertakenError:
        pass


def tie(row, files, measures):
    """Tie files to the row in place of those it had. Straight to the table, because saving an ImageField reads the
    picture back to measure it."""
    model = type(row)
    locked = model.objects.select_for_update().filter(pk=row.pk).first()
    if locked is None or any(getattr(locked, field).name != getattr(row, field).name for field in row.FILES):
        raise OvertakenError
    model.objects.filter(pk=row.pk).update(**files, **measures, tries=0)
    settle(files.values())
    discard([name for field in files if (name := getattr(locked, field).name)])
