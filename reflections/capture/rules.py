"""What a reflection must be before it is kept. Each check raises ValidationError, under "words" or "photos" where the
sentence belongs beside that field."""

from collections import Counter
from datetime import UTC, datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone

from hunts.models import Stance
from reflections.capture.refusals import Closed, TooLarge
from reflections.models import Part, Photo, Reflection, VoiceNote
from reflections.models.capture import MAX_WORDS

MAX_SHOWED = 1_000

# A phone that lost its clock says 1970. What is earlier might not survive a change of time zone.
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
NOTE_FIELDS = {"caption", "recognisable", "who"}


def check_open(hunt):
    if not hunt.takes_reflections:
        raise Closed


def check_moment(reflection):
    """It belongs to exactly the one place its moment names, and that place belongs to the hunt."""
    places = {"visit": reflection.visit, "leg": reflection.leg, "encounter": reflection.encounter}
    given = {name: place for name, place in places.items() if place is not None}
    wanted = {reflection.moment} - {Reflection.Moment.DAY.value}
    if reflection.moment not in Reflection.Moment.values or given.keys() != wanted:
        raise ValidationError("Say where this was: at a stop, on the way, at an encounter, or about the whole day.")
    if any(hunt_of(name, place) != reflection.hunt_id for name, place in given.items()):
        raise ValidationError("That place is not part of this hunt. Choose one from the list.")


def hunt_of(name, place):
    """The id of the hunt that a visit, leg or encounter is part of."""
    if name == "encounter":
        return place.hunt_id
    visit = place.visit if name == "leg" else place
    return visit.route.hunt_id


def check_time(noted_at):
    if timezone.is_naive(noted_at) or noted_at < EARLIEST:
        raise ValidationError("The time of this reflection can't be right. Check the clock of the phone.")


def check_content(hunt, words, tags, photos, voices, promised=(), staying=(), more_to_come=False):
    """``photos`` are NewPhotos, ``voices`` NewVoices, ``promised`` PromisedParts, ``staying`` rows that are kept;
    ``more_to_come`` while the phone still holds some that were promised before."""
    check_words(words, has_parts=bool(photos or voices or promised or staying or more_to_come))
    kinds = Counter(part.kind for part in promised) + Counter(map(kind_of, staying))
    check_room(len(photos) + kinds[Part.Kind.PHOTO], len(voices) + kinds[Part.Kind.VOICE])
    check_tags(hunt, tags)
    for note in [*(photo.note for photo in photos), *(part.photo for part in promised)]:
        check_note(note)
    for said in [*voices, *promised]:
        check_transcript(said.transcript)


def kind_of(row):
    return Part.Kind.VOICE if isinstance(row, VoiceNote) else Part.Kind.PHOTO


def check_words(words, *, has_parts):
    if not words.strip() and not has_parts:
        raise ValidationError({"words": "Write a few words, or add a photo."})
    if len(words) > MAX_WORDS:
        raise ValidationError({"words": f"Use at most {MAX_WORDS:,} characters. You used {len(words):,}."})
    if not can_be_stored(words):
        raise ValidationError({"words": "The text holds characters that can't be kept. Type it again."})


def can_be_stored(text):
    """PostgreSQL keeps no NUL, and no database a half of a surrogate pair, which JSON can carry."""
    return not any(character == "\0" or "\ud800" <= character <= "\udfff" for character in text)


def check_room(photos, voices=0):
    most = settings.MAX_PHOTOS_PER_REFLECTION
    if photos > most:
        raise ValidationError({"photos": f"A reflection holds at most {most} photos. Leave some out."})
    most = settings.MAX_VOICES_PER_REFLECTION
    if voices > most:
        raise ValidationError({"voices": f"A reflection holds at most {most} voice notes. Leave some out."})


def check_tags(hunt, tags):
    if not tags:
        return
    tested = set(hunt.conundrums.values_list("pk", flat=True))
    if any(conundrum.pk not in tested or stance not in Stance.values for conundrum, stance in tags.items()):
        raise ValidationError("Choose conundrums of this hunt, and a stance for each.")


def check_note(note):
    """A caption and names of a length we keep, and an answer we know."""
    draft = Photo(caption=note.caption, recognisable=note.recognisable, who=note.who)
    try:
        draft.clean_fields(exclude={field.name for field in Photo._meta.fields} - NOTE_FIELDS)
    except ValidationError as error:
        raise ValidationError({"photos": error.messages}) from None
    if not can_be_stored(note.caption + note.who):
        raise ValidationError({"photos": "A caption holds characters that can't be kept. Type it again."})
    check_showed(note.showed)


def check_showed(showed):
    if not showed.keys() <= Photo.SHOWED.keys() or not all(isinstance(answer, str) for answer in showed.values()):
        raise ValidationError({"photos": "The answers about a photo are not ones we know."})
    if any(len(answer) > MAX_SHOWED for answer in showed.values()):
        raise ValidationError({"photos": f"Use at most {MAX_SHOWED:,} characters for each answer about a photo."})
    if not all(map(can_be_stored, showed.values())):
        raise ValidationError(
            {"photos": "An answer about a photo holds characters that can't be kept. Type it again."}
        )


def check_transcript(transcript):
    if len(transcript) > MAX_WORDS:
        raise ValidationError({"voices": f"Use at most {MAX_WORDS:,} characters for what is said in a voice note."})
    if not can_be_stored(transcript):
        raise ValidationError({"voices": "The text of a voice note holds characters that can't be kept."})


def check_size(part):
    if part.size > most_bytes(part):
        raise TooLarge(most_bytes(part))


def most_bytes(part):
    return settings.MAX_VOICE_BYTES if part.kind == Part.Kind.VOICE else settings.MAX_PHOTO_BYTES
