"""From what was sent to unsaved rows, for photos and voice notes alike."""

import hashlib

from reflections.capture.media.audio import inspect_audio
from reflections.capture.media.files import photo_files, photo_row, voice_row
from reflections.capture.media.photos import inspect_photo
from reflections.capture.notes import PhotoNote
from reflections.capture.refusals import WrongHash
from reflections.models import Part


def rows_of_media(photos, voices, reflection, writer, first=1):
    """Unsaved rows of NewPhotos and NewVoices at positions from ``first``, their files written by ``writer``."""
    rows = []
    for position, photo in enumerate(photos, first):
        files = photo_files(writer, photo.taken, photo.id)
        rows.append(photo_row(photo.taken, photo.note, photo.id, reflection, position, files))
    for position, voice in enumerate(voices, first + len(rows)):
        rows.append(voice_row(voice.taken, voice.transcript, voice.id, reflection, position, writer))
    writer.write()
    return rows


def inspect_part(part, content):
    """The TakenPhoto or TakenVoice that ``content`` is, once it is the bytes that the part promised.

    Raises WrongHash, or a ValidationError that says why it can't be kept.
    """
    if len(content) != part.size or hashlib.sha256(content).hexdigest() != part.sha256:
        raise WrongHash
    if part.kind == Part.Kind.VOICE:
        return inspect_audio(content)
    return inspect_photo(content, keep_place=part.note.get("keep_place", False))


def rows_of_part(part, taken, writer):
    """The unsaved Photo or VoiceNote of a part, in a list, its file written. It has the part's id."""
    place = (part.pk, part.reflection, part.position)
    if part.kind == Part.Kind.VOICE:
        row = voice_row(taken, part.note["transcript"], *place, writer)
    else:
        note = PhotoNote(**{name: part.note[name] for name in ("caption", "recognisable", "who", "showed")})
        row = photo_row(taken, note, *place, photo_files(writer, taken, part.pk))
    writer.write()
    return [row]
