"""Sets right what faults have left behind: files without a row, pieces without an end, work without a worker."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Max
from django.utils import timezone

from hunts.limits import forget_past_hours
from reflections.capture.media.derivatives import (
    enqueue_derivatives,
    fields_lacking,
    give_up,
    make_derivatives,
    make_in_background,
    unmade,
)
from reflections.capture.media.files import sweep
from reflections.capture.tasks import forget_finished, reap, under_way
from reflections.models import Chunk, Part, Photo, VoiceNote

# A phone that comes back after a week sends its part from the start.
FORSAKEN_AFTER = timedelta(days=7)


@dataclass(frozen=True)
class Tidied:
    """How many files were swept away, pieces dropped, photos and recordings put in the queue again."""

    files: int
    pieces: int
    enqueued: int


def tidy():
    """Do all upkeep once; it may be done at any time, and by several processes at once."""
    for call in reap():
        give_up(*call)
    forget_finished()
    forget_past_hours()
    return Tidied(files=sweep(), pieces=drop_forsaken_pieces(), enqueued=enqueue_unmade())


def drop_forsaken_pieces():
    """Drop all pieces of parts whose last one came long ago; none alone, because pieces may have no gaps."""
    latest = Part.objects.annotate(latest=Max("chunks__received_at"))
    forsaken = latest.filter(latest__lte=timezone.now() - FORSAKEN_AFTER)
    dropped, _ = Chunk.objects.filter(part__in=forsaken.values("pk")).delete()
    return dropped


def enqueue_unmade():
    """Have made what nobody is about to make: its call was lost, or it failed before."""
    known = under_way(make_in_background)
    rows = [row for row in unmade() if (row._meta.model_name, str(row.pk)) not in known]
    for row in rows:
        enqueue_derivatives(row)
    return len(rows)


def lost():
    """Photos and VoiceNotes that lack something that can be made again, looked up in storage one by one."""
    for model in (Photo, VoiceNote):
        for row in model.objects.exclude(sent="").iterator():
            if fields_lacking(row):
                yield row


def make_lost():
    """Make again what is missing, also of files nothing could be made of before; return how many rows are whole now,
    and those that are not."""
    whole, broken = 0, []
    for row in lost():
        type(row).objects.filter(pk=row.pk).update(tries=0)
        made = make_derivatives(row)
        if made is not None and fields_lacking(made):
            broken.append(made)
        else:
            whole += 1
    return whole, broken
