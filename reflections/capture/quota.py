"""How much one person may log on a hunt: so many reflections, and so many bytes of photos and recordings.

Each check is made twice: before anything is decoded or written, and again inside the transaction that keeps it, the
person's place held; the second one decides.

Files that were sent count as long as they are kept: what is removed makes room again. A reflection that was withdrawn
is kept, and counts.
"""

from django.conf import settings
from django.db.models import OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce, Length

from hunts.models import Participation
from reflections.capture.refusals import ChangedMeanwhile, QuotaFull
from reflections.models import Chunk, Photo, VoiceNote


def hold(participation: Participation) -> Participation:
    """Return the place as it stands, its row locked until the transaction ends, so that what one person sends at one
    moment is taken in one after the other. Who locks a reflection, part or photo of theirs as well locks this first.
    ``no_key`` lets rows that point to it be written meanwhile. Raises ChangedMeanwhile if the place is gone."""
    held = Participation.objects.select_for_update(no_key=True).filter(pk=participation.pk).first()
    if held is None:
        raise ChangedMeanwhile
    return held


def bytes_sent_by(participation: Participation) -> int:
    """The bytes of all files that somebody sent and we keep, whichever way they came. In one query."""
    used = bytes_of(Photo) + bytes_of(VoiceNote)
    return Participation.objects.filter(pk=participation.pk).values_list(used, flat=True).first() or 0


def bytes_of(model):
    own = model.objects.filter(reflection__participation=OuterRef("pk")).order_by().values("reflection__participation")
    return Coalesce(Subquery(own.annotate(bytes=Sum("sent_bytes")).values("bytes")), 0)


def check_quota(participation, content):
    """Whether one more reflection fits, with what comes along. What it promises is asked for when it comes: words take
    no room and don't wait for it."""
    most = settings.QUOTA_REFLECTIONS
    if participation.reflections.count() >= most:
        raise QuotaFull(f"You have logged {most:,} times on this hunt, which is the most it takes from one person.")
    _, photos, voices, _ = content
    check_bytes(participation, bytes_in([*photos, *voices]))


def bytes_in(media):
    """The bytes of NewPhotos and NewVoices."""
    return sum(len(new.taken.sent) for new in media)


def check_room_for(part):
    check_bytes(part.reflection.participation, part.size)


def check_room_for_piece(part, piece):
    """Pieces that wait take room as well: parts that are begun and never ended would have no limit otherwise. And a
    part there is no room for is refused with its first piece."""
    person = part.reflection.participation
    waiting = Chunk.objects.filter(part__reflection__participation=person).aggregate(bytes=Sum(Length("content")))
    check_bytes(person, max(part.size, (waiting["bytes"] or 0) + len(piece)))


def check_bytes(participation, coming, going=0):
    """Whether ``coming`` bytes fit once ``going`` are gone. Where nothing comes, nothing is refused: words can be
    changed however much is kept."""
    if coming and bytes_sent_by(participation) - going + coming > settings.QUOTA_MEGABYTES * 1024**2:
        raise QuotaFull(
            "There is no room left for this: one person's photos and recordings may take "
            f"{settings.QUOTA_MEGABYTES:,} MB on this hunt. Ask the organisers for more, or leave some out."
        )
