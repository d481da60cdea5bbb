"""Changing and deleting what was logged, with its files, and without losing what it said before."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from reflections.capture.intake import author_tags, save_media
from reflections.capture.media.files import delete_files_on_commit, writing
from reflections.capture.media.rows import rows_of_media
from reflections.capture.quota import bytes_in, check_bytes, hold
from reflections.capture.refusals import ChangedMeanwhile
from reflections.capture.rules import check_content, check_note, check_open, check_room, check_transcript
from reflections.models import Deleted, Photo, Reflection, Revision, Sent, Tag, VoiceNote

NOTE_FIELDS = ["caption", "recognisable", "who", "showed"]


def edit_reflection(
    reflection, *, words, tags, audience=None, notes=None, transcripts=None, remove=(), add=(), add_voices=()
):
    """Change what its author logged, whole or not at all, and return the fresh Reflection.

    ``tags`` (conundrum to stance) replaces the author's own, never a researcher's; ``audience`` None leaves it.
    ``notes`` maps ids of photos kept to PhotoNotes, ``transcripts`` ids of voice notes to words, ``remove`` holds ids
    of either, ``add`` NewPhotos and ``add_voices`` NewVoices; a file that is there already is not added twice. What it
    said before becomes a Revision. Raises ValidationError (see ``rules``) and opens the outermost transaction, like
    ``take_in_reflection``.
    """
    media = [*reflection.photos.all(), *reflection.voices.all()]
    removed = [row for row in media if row.pk in set(remove)]
    staying = [row for row in media if row.pk not in set(remove)]
    new_photos, new_voices = not_yet_among(staying, add), not_yet_among(staying, add_voices)
    check_open(reflection.hunt)
    more_to_come = reflection.parts.filter(stored_at__isnull=True).exists()
    check_content(reflection.hunt, words, tags, new_photos, new_voices, staying=staying, more_to_come=more_to_come)
    coming = bytes_in([*new_photos, *new_voices])
    check_bytes(reflection.participation, coming, going=sum(row.sent_bytes for row in removed))
    noted = [apply_note(row, notes[row.pk]) for row in staying if row.pk in (notes or {})]
    typed = [apply_transcript(row, transcripts[row.pk]) for row in staying if row.pk in (transcripts or {})]
    first = max((row.position for row in media), default=0) + 1
    try:
        with writing() as writer:
            rows = rows_of_media(new_photos, new_voices, reflection, writer, first)
            with transaction.atomic(durable=True):
                author = hold(reflection.participation)
                locked = Reflection.objects.select_for_update().get(pk=reflection.pk)
                delete_media(removed)
                check_room(locked.photos.count() + len(new_photos), locked.voices.count() + len(new_voices))
                check_bytes(author, coming)
                Photo.objects.bulk_update(noted, NOTE_FIELDS)
                VoiceNote.objects.bulk_update(typed, ["transcript"])
                save_media(rows)
                say_anew(locked, words, tags, audience or locked.audience)
    except (IntegrityError, Reflection.DoesNotExist):
        raise ChangedMeanwhile from None
    return locked


def say_anew(locked, words, tags, audience):
    """Set words, tags and audience, keeping what stood until now if any of them differs."""
    before, now = own_stances(locked), timezone.now()
    said = {conundrum.number: stance for conundrum, stance in tags.items()}
    if (locked.words, locked.audience, before) != (words, audience, said):
        Revision.objects.create(
            reflection=locked, words=locked.words, tags=before, audience=locked.audience, replaced_at=now
        )
    replace_tags(locked, tags)
    locked.words, locked.audience, locked.edited_at = words, audience, now
    locked.save(update_fields=["words", "audience", "edited_at"])


def own_stances(reflection):
    """The author's own stances by number of the conundrum."""
    own = reflection.tags.filter(tagged_by=reflection.participation.user_id)
    return dict(own.values_list("conundrum__number", "stance"))


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
    photo.caption, photo.recognisable, photo.who, photo.showed = note.caption, note.recognisable, note.who, note.showed
    return photo


def apply_transcript(voice, transcript):
    check_transcript(transcript)
    voice.transcript = transcript
    return voice


def not_yet_among(staying, add):
    ids, files = {row.pk for row in staying}, {row.sha256 for row in staying}
    return [new for new in add if new.id not in ids and new.taken.sha256 not in files]


def delete_media(rows):
    """Delete rows of Photos and VoiceNotes now, and their files once that is certain."""
    with transaction.atomic():
        for model in (Photo, VoiceNote):
            # Read again under a lock: the worker may have made other files of them since.
            locked = model.objects.select_for_update().filter(
                pk__in=[row.pk for row in rows if isinstance(row, model)]
            )
            delete_files_on_commit(list(locked))
            locked.delete()


def delete_reflection(reflection):
    """Delete a reflection for good, with photos, recordings and files; raise ProtectedError while it is evidence of a
    finding. A phone that sends it once more is told that it has arrived, and brings nothing back."""
    with transaction.atomic():
        hold(reflection.participation)
        delete_media([*reflection.photos.all(), *reflection.voices.all()])
        Deleted.objects.bulk_create(tombstones(reflection), ignore_conflicts=True)
        reflection.delete()


def tombstones(reflection):
    """An unsaved Deleted for the record and each part that a phone sent or may still send."""
    record = Sent.objects.filter(reflection=reflection).first()
    if record is None:
        return []
    sent_by = reflection.typed_by_id or reflection.participation.user_id
    hashes = {reflection.pk: record.sha256} | dict(reflection.parts.values_list("pk", "sha256"))
    return [Deleted(id=pk, record=reflection.pk, sha256=sha256, sent_by_id=sent_by) for pk, sha256 in hashes.items()]
