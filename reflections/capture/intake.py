"""The one way in for reflections: the form, the phone's queue and the demo all come through here."""

import uuid
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from reflections.capture.files import delete_files_on_commit, written
from reflections.capture.photos import TakenPhoto
from reflections.capture.rules import check_content, check_moment, check_note, check_open, check_room, check_time
from reflections.models import Photo, Reflection, Tag


@dataclass(frozen=True)
class PhotoNote:
    """What its author says about a photo."""

    caption: str = ""
    recognisable: str = Photo.Recognisable.NOBODY
    who: str = ""


@dataclass(frozen=True)
class NewPhoto:
    """A photo that comes with a reflection; ``id`` is made on the phone, or here when there was no script to do it."""

    taken: TakenPhoto
    note: PhotoNote = PhotoNote()
    id: uuid.UUID = field(default_factory=uuid.uuid4)


class AlreadyKept(ValidationError):  # noqa: N818, says what is, not that something broke
    """The same person sent this id before with other content, or has edited it since; ``kept`` is what stands."""

    def __init__(self, kept):
        super().__init__("You sent this before, and it is kept as it was then. Edit it to change it.", code="kept")
        self.kept = kept


class IdTaken(ValidationError):  # noqa: N818
    """The id belongs to somebody else's reflection, of which nothing may be told."""

    def __init__(self):
        super().__init__("This could not be kept under its number. Send it again from a new page.", code="id_taken")


def take_in_reflection(
    participation, *, id, moment, words, noted_at, visit=None, leg=None, encounter=None, tags=None, photos=()
):
    """Keep what somebody logged, whole or not at all, and return the Reflection.

    ``tags`` maps conundrums to stances, ``photos`` are NewPhotos in the order shown, ``noted_at`` is an aware
    datetime, and an unsaved ``encounter`` is opened along with it. Sending the same again returns the one kept.
    Raises AlreadyKept, IdTaken, or ValidationError (see ``rules``). Opens the outermost transaction itself: files
    can't be taken back by an outer one that fails later.
    """
    tags, photos = tags or {}, list(photos)
    sent = Reflection(
        id=id,
        hunt=participation.hunt,
        participation=participation,
        moment=moment,
        visit=visit,
        leg=leg,
        encounter=encounter,
        words=words,
        noted_at=noted_at,
    )
    if kept := find_kept(sent):
        return kept_or_refused(kept, sent, tags, photos)
    check_open(sent.hunt)
    check_moment(sent)
    check_time(noted_at)
    check_content(sent.hunt, words, tags, photos)
    try:
        return keep(sent, tags, photos)
    except IntegrityError:
        if kept := find_kept(sent):
            return kept_or_refused(kept, sent, tags, photos)
        raise changed_meanwhile() from None


def edit_reflection(reflection, *, words, tags, notes=None, remove=(), add=()):
    """Change what its author logged, whole or not at all, and return the fresh Reflection.

    ``tags`` (conundrum to stance) replaces the author's own, never a researcher's. ``notes`` maps ids of photos kept
    to PhotoNotes, ``remove`` holds ids of photos, ``add`` NewPhotos; a file that is there already is not added twice.
    Raises ValidationError (see ``rules``) and opens the outermost transaction, like ``take_in_reflection``.
    """
    photos = list(reflection.photos.all())
    removed = [photo for photo in photos if photo.pk in set(remove)]
    staying = [photo for photo in photos if photo.pk not in set(remove)]
    new = not_yet_among(staying, add)
    check_open(reflection.hunt)
    check_content(reflection.hunt, words, tags, new, staying)
    noted = [apply_note(photo, notes[photo.pk]) for photo in staying if photo.pk in (notes or {})]
    first = max((photo.position for photo in photos), default=0) + 1
    try:
        with written(new, reflection, first) as rows, transaction.atomic(durable=True):
            locked = Reflection.objects.select_for_update().get(pk=reflection.pk)
            delete_photos(removed)
            check_room(locked.photos.count() + len(rows))
            Photo.objects.bulk_update(noted, ["caption", "recognisable", "who"])
            Photo.objects.bulk_create(rows)
            replace_tags(locked, tags)
            locked.words, locked.edited_at = words, timezone.now()
            locked.save(update_fields=["words", "edited_at"])
    except (IntegrityError, Reflection.DoesNotExist):
        raise changed_meanwhile() from None
    return locked


def delete_photos(photos):
    """Delete the rows now, and their files once that is certain."""
    with transaction.atomic():
        Photo.objects.filter(pk__in=[photo.pk for photo in photos]).delete()
        delete_files_on_commit(photos)


def delete_reflection(reflection):
    """Delete a reflection for good, with photos and files; raise ProtectedError while it is evidence of a finding."""
    with transaction.atomic():
        photos = list(reflection.photos.all())
        reflection.delete()
        delete_files_on_commit(photos)


def keep(sent, tags, photos):
    with written(photos, sent) as rows, transaction.atomic(durable=True):
        if sent.encounter is not None and sent.encounter.pk is None:
            sent.encounter.save()
            sent.encounter = sent.encounter
        # A phone's clock may be ahead: nothing was noted after it was received.
        sent.noted_at = min(sent.noted_at, timezone.now())
        sent.save(force_insert=True)
        Photo.objects.bulk_create(rows)
        Tag.objects.bulk_create(author_tags(sent, tags))
    return sent


def author_tags(reflection, tags):
    author = reflection.participation.user_id
    return [
        Tag(reflection=reflection, conundrum=conundrum, stance=stance, tagged_by_id=author)
        for conundrum, stance in tags.items()
    ]


def replace_tags(reflection, tags):
    """Make the author's tags these, leaving those that stay as they are, with the time they were set.

    A tag with a conundrum that the hunt has stopped testing since stays too: its author was not asked about it.
    """
    asked = reflection.hunt.conundrums.values("pk")
    own = reflection.tags.filter(tagged_by=reflection.participation.user_id, conundrum__in=asked)
    before = dict(own.values_list("conundrum", "stance"))
    changed = {conundrum: stance for conundrum, stance in tags.items() if before.pop(conundrum.pk, None) != stance}
    own.filter(conundrum__in=[*before, *changed]).delete()
    Tag.objects.bulk_create(author_tags(reflection, changed))


def apply_note(photo, note):
    check_note(note)
    photo.caption, photo.recognisable, photo.who = note.caption, note.recognisable, note.who
    return photo


def changed_meanwhile():
    return ValidationError("Something this belongs to has just changed. Load the page and send it again.")


def find_kept(sent):
    return Reflection.objects.select_related("participation", "encounter", "hunt").filter(pk=sent.pk).first()


def kept_or_refused(kept, sent, tags, photos):
    """The reflection kept under this id, if it is the author's and says the same."""
    if kept.participation.user_id != sent.participation.user_id:
        raise IdTaken
    if content_of(kept) != content_sent(sent, tags, photos):
        raise AlreadyKept(kept)
    return kept


def content_of(kept):
    """What was logged, in a form to compare. Not when, nor the ids of photos: a page without a script makes both anew
    each time it is sent."""
    own = kept.tags.filter(tagged_by=kept.participation.user_id)
    return (
        *words_and_place(kept),
        set(own.values_list("conundrum", "stance")),
        [(photo.sha256, photo.caption, photo.recognisable, photo.who) for photo in kept.photos.all()],
    )


def content_sent(sent, tags, photos):
    return (
        *words_and_place(sent),
        {(conundrum.pk, stance) for conundrum, stance in tags.items()},
        [(photo.taken.sha256, photo.note.caption, photo.note.recognisable, photo.note.who) for photo in photos],
    )


def words_and_place(reflection):
    """An encounter is compared by its name, because sending again opens it anew."""
    encounter = reflection.encounter and reflection.encounter.title
    place = (reflection.moment, reflection.visit_id, reflection.leg_id, encounter)
    return (reflection.participation_id, *place, reflection.words)


def not_yet_among(staying, add):
    ids, files = {photo.pk for photo in staying}, {photo.sha256 for photo in staying}
    return [photo for photo in add if photo.id not in ids and photo.taken.sha256 not in files]
