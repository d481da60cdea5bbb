"""The one way in for what people log: the form, the phone's queue, a saved file, a scribe and paper all come here.

A reflection comes whole with ``take_in_reflection``, or promises parts that follow one by one with ``take_in_part`` or
``take_in_piece``. Each of these is one transaction, and sending the same again is harmless.
"""

from functools import partial

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models.functions import Length
from django.utils import timezone

from reflections.capture.media.derivatives import enqueue_derivatives
from reflections.capture.media.files import settle_rows, writing
from reflections.capture.media.photos import PhotosBusyError
from reflections.capture.media.rows import inspect_part, rows_of_media, rows_of_part
from reflections.capture.quota import check_quota, check_room_for, check_room_for_piece, hold
from reflections.capture.refusals import AlreadyKept, ChangedMeanwhile, IdTaken, NumberTaken, QuotaFull, WrongOffset
from reflections.capture.rules import check_content, check_moment, check_open, check_time
from reflections.models import Chunk, Part, Photo, Reflection, Sent, Tag, VoiceNote


def take_in_reflection(
    participation,
    *,
    id,
    moment,
    words,
    noted_at,
    visit=None,
    leg=None,
    encounter=None,
    tags=None,
    photos=(),
    voices=(),
    promised=(),
    audience=Reflection.Audience.AGREED,
    typed_by=None,
    place_said="",
    record=None,
):
    """Keep what somebody logged, whole or not at all, and return the Reflection.

    ``tags`` maps conundrums to stances; ``photos`` (NewPhotos), ``voices`` (NewVoices) and ``promised``
    (PromisedParts) are in the order shown; ``noted_at`` is an aware datetime, and an unsaved ``encounter`` is opened
    along with it. ``typed_by`` is the user who typed for the author, ``record`` the Record that it came as.
    Sending the same again returns the one kept: the same record, or without one the same content. Raises AlreadyKept,
    IdTaken, ChangedMeanwhile, or another ValidationError (see ``rules``). Opens the outermost transaction itself:
    files can't be taken back by an outer one that fails later.
    """
    sent = Reflection(
        id=id,
        hunt=participation.hunt,
        participation=participation,
        moment=moment,
        visit=visit,
        leg=leg,
        encounter=encounter,
        place_said=place_said,
        words=words,
        audience=audience,
        typed_by=typed_by,
        noted_at=noted_at,
    )
    content = tags or {}, list(photos), list(voices), list(promised)
    if kept := find_kept(sent):
        return kept_or_refused(kept, sent, content, record)
    check_open(sent.hunt)
    check_moment(sent)
    check_time(noted_at)
    check_content(sent.hunt, words, *content)
    try:
        if photos or voices:  # a full quota is told before they are written
            check_quota(participation, content)
        check_free([part.id for part in promised])
        return keep(sent, content, record)
    except (IntegrityError, QuotaFull, IdTaken) as problem:
        # Another request may have kept the very same since we looked.
        if kept := find_kept(sent):
            return kept_or_refused(kept, sent, content, record)
        raise ChangedMeanwhile if isinstance(problem, IntegrityError) else problem from None


def keep(sent, content, record):
    tags, photos, voices, promised = content
    with writing() as writer:
        rows = rows_of_media(photos, voices, sent, writer)
        with transaction.atomic(durable=True):
            author = hold(sent.participation)
            check_quota(author, content)
            sent.withdrawn_at = author.withdrew_all_at
            if sent.encounter is not None and sent.encounter.pk is None:
                sent.encounter.save()
                sent.encounter = sent.encounter
            # A phone's clock may be ahead: nothing was noted after it was received.
            sent.noted_at = min(sent.noted_at, timezone.now())
            sent.save(force_insert=True)
            if record:
                Sent.objects.create(reflection=sent, **vars(record))
            save_media(rows)
            Part.objects.bulk_create(part_rows(promised, sent))
            Tag.objects.bulk_create(author_tags(sent, tags))
    return sent


def check_free(ids):
    """No other part, photo or recording has one of these ids."""
    if ids and any(model.objects.filter(pk__in=ids).exists() for model in (Part, Photo, VoiceNote)):
        raise IdTaken("parts")


def save_media(rows):
    """Save unsaved Photos and VoiceNotes whose files are written, and have made what pages show of them."""
    for model in (Photo, VoiceNote):
        model.objects.bulk_create(row for row in rows if isinstance(row, model))
    settle_rows(rows)
    for row in rows:
        transaction.on_commit(partial(enqueue_derivatives, row), robust=True)


def part_rows(promised, reflection):
    return [
        Part(
            id=part.id,
            reflection=reflection,
            kind=part.kind,
            position=position,
            sha256=part.sha256,
            size=part.size,
            note=part.note,
        )
        for position, part in enumerate(promised, 1)
    ]


def author_tags(reflection, tags):
    author = reflection.participation.user_id
    return [
        Tag(reflection=reflection, conundrum=conundrum, stance=stance, tagged_by_id=author)
        for conundrum, stance in tags.items()
    ]


# Sent before? -----------------------------------------------------------------


def find_kept(sent):
    related = Reflection.objects.select_related("participation", "encounter", "hunt", "sent")
    return related.filter(pk=sent.pk).first()


def kept_or_refused(kept, sent, content, record):
    """The reflection kept under this id, if it is the author's and says the same."""
    if kept.participation.user_id != sent.participation.user_id:
        raise IdTaken
    if not says_the_same(kept, sent, content, record):
        raise AlreadyKept(kept)
    return kept


def says_the_same(kept, sent, content, record):
    """Whether this is what was kept then; if it came as a record, whatever its author has made of it since."""
    if record is not None:
        return hasattr(kept, "sent") and kept.sent.sha256 == record.sha256
    return content_of(kept) == content_sent(sent, content)


def content_of(kept):
    """What was logged, in a form to compare. Not when, nor the ids of photos: a page without a script makes both anew
    each time it is sent."""
    own = kept.tags.filter(tagged_by=kept.participation.user_id)
    return (
        *words_and_place(kept),
        set(own.values_list("conundrum", "stance")),
        [(photo.sha256, photo.caption, photo.recognisable, photo.who, photo.showed) for photo in kept.photos.all()],
        [(voice.sha256, voice.transcript) for voice in kept.voices.all()],
    )


def content_sent(sent, content):
    tags, photos, voices, _ = content
    notes = [(photo.taken.sha256, photo.note) for photo in photos]
    return (
        *words_and_place(sent),
        {(conundrum.pk, stance) for conundrum, stance in tags.items()},
        [(sha256, note.caption, note.recognisable, note.who, note.showed) for sha256, note in notes],
        [(voice.taken.sha256, voice.transcript) for voice in voices],
    )


def words_and_place(reflection):
    """An encounter is compared by its name, because sending again opens it anew."""
    encounter = reflection.encounter and reflection.encounter.title
    place = (reflection.moment, reflection.visit_id, reflection.leg_id, encounter)
    return (reflection.participation_id, *place, reflection.words, reflection.audience)


# Parts that follow ------------------------------------------------------------


def take_in_part(part, content):
    """Keep the bytes that ``part`` promised, whole or not at all; a part that is stored already stays as it is.

    Raises WrongHash, QuotaFull, or a ValidationError that says why this is no photo or recording we can keep. Also
    once the hunt has closed: the record that promised it came in time.
    """
    if part.is_stored:
        return
    try:
        check_room_for(part)
        keep_part(part, inspect_part(part, content))
    except StoredMeanwhileError:
        pass
    except QuotaFull:
        # What fills the quota may be this very part, which another request has just brought.
        if not Part.objects.stored().filter(pk=part.pk).exists():
            raise
    except (IntegrityError, Part.DoesNotExist):
        raise refusal_of(part) from None


def refusal_of(part):
    """Why a part that nobody has stored could not be. A number that another photo has is no race: trying again would
    never end."""
    model = VoiceNote if part.kind == Part.Kind.VOICE else Photo
    return NumberTaken() if model.objects.filter(pk=part.pk).exists() else ChangedMeanwhile()


def keep_part(part, taken):
    with writing() as writer:
        rows = rows_of_part(part, taken, writer)
        with transaction.atomic(durable=True):
            tie_to_part(rows, part)


class StoredMeanwhileError(Exception):
    """Another request stored the same part first, so that our copy of the file goes."""


def tie_to_part(rows, part):
    hold(part.reflection.participation)
    locked = Part.objects.select_for_update().get(pk=part.pk)
    if locked.is_stored:
        raise StoredMeanwhileError
    check_room_for(part)
    save_media(rows)
    locked.stored_at = timezone.now()
    locked.save(update_fields=["stored_at"])
    locked.chunks.all().delete()


def take_in_piece(part, offset, piece):
    """Keep ``piece``, which starts at byte ``offset`` of ``part``, until the rest has come; with the last one the part
    is taken in. Returns how many bytes have been received. Raises WrongOffset, or as ``take_in_part`` does."""
    received = received_of(part)
    if part.is_stored or offset != received or offset + len(piece) > part.size:
        raise WrongOffset(received)
    if offset + len(piece) == part.size:
        take_in_pieces(part, piece)
        return part.size
    if piece:
        try:
            keep_piece(part, offset, piece)
        except (IntegrityError, Part.DoesNotExist):
            raise ChangedMeanwhile from None
    return offset + len(piece)


@transaction.atomic
def keep_piece(part, offset, piece):
    """Looks again, with the part locked: a piece that came late would stay for good beside a part that another request
    has just made whole."""
    hold(part.reflection.participation)
    locked = Part.objects.select_for_update().get(pk=part.pk)
    received = received_of(locked)
    if offset != received:
        raise WrongOffset(received)
    check_room_for_piece(part, piece)
    Chunk.objects.create(part=locked, offset=offset, content=piece)


def take_in_pieces(part, last):
    """Take in the part that ``last`` makes whole; pieces that turn out not to be what was promised are dropped."""
    before = part.chunks.order_by("offset").values_list("content", flat=True)
    try:
        take_in_part(part, b"".join([*map(bytes, before), last]))
    except PhotosBusyError:  # nothing is wrong with the pieces
        raise
    except ValidationError:
        part.refresh_from_db(fields=["stored_at"])
        if part.is_stored:  # another request had the last piece too, and took the pieces from under this one
            return
        part.chunks.all().delete()
        raise


def received_of(part):
    """How many bytes of the part are here. Pieces have no gaps: each begins where the one before ends."""
    if part.is_stored:
        return part.size
    last = part.chunks.annotate(length=Length("content")).order_by("-offset").values_list("offset", "length").first()
    return sum(last) if last else 0
