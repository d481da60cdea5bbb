"""Takes the demo's notes in as if the participants had sent them."""

import io
import uuid
from datetime import timedelta

from django.db.models import F

from config.demo import plan
from config.demo.logged import NOTES
from config.demo.pictures import draw
from reflections.capture import intake, notes, rules
from reflections.capture.media.files import settle_rows, written
from reflections.capture.media.photos import read_photo
from reflections.models import Photo, Reflection, Tag

# Reflections of the demo have the same ids on every site.
IDS = uuid.UUID("0b1e6f3c-5d3a-4a59-9d55-26031909eccc")


def take_pictures():
    """Draw every picture, pass it through the photo intake, and return NewPhotos by key of the note."""
    return {
        note.key: notes.NewPhoto(
            taken=read_photo(io.BytesIO(draw(note.picture.name)), keep_place=False),
            note=notes.PhotoNote(note.picture.caption, note.picture.recognisable, note.picture.who),
            id=uuid.uuid5(IDS, f"photo {note.key}"),
        )
        for note in NOTES
        if note.picture
    }


def log_notes(participants, visits, encounters, photos, files):
    """Keep every note as a reflection and return them by key.

    Not by ``take_in_reflection``, which makes each reflection final on its own: the demo is one transaction, and
    ``files`` an ExitStack around it, which deletes the pictures written if anything later fails.
    """
    conundrums = {conundrum.number: conundrum for conundrum in participants[1].hunt.conundrums.all()}
    reflections = {}
    for note in NOTES:
        reflection = as_reflection(note, participants[note.who], visits, encounters)
        tags = {conundrums[number]: stance for number, stance in note.tags.items()}
        pictures = [photos[note.key]] if note.key in photos else []
        rules.check_moment(reflection)
        rules.check_content(reflection.hunt, reflection.words, tags, pictures, [])
        rows = files.enter_context(written(pictures, reflection))
        reflection.save(force_insert=True)
        Photo.objects.bulk_create(rows)
        settle_rows(rows)
        Tag.objects.bulk_create(intake.author_tags(reflection, tags))
        reflections[note.key] = reflection
    receive_minutes_later(reflections.values())
    return reflections


def as_reflection(note, participation, visits, encounters):
    """The unsaved reflection of a note, tied to the place it names on its author's route."""
    moment, _, place = note.at.partition(" ")
    reflection = Reflection(
        id=uuid.uuid5(IDS, note.key),
        hunt=participation.hunt,
        participation=participation,
        moment=moment,
        words=note.marked_words,
        noted_at=plan.at(note.time),
        withdrawn_at=plan.at("21:00") if note.withdrawn else None,
    )
    if moment == "encounter":
        reflection.encounter = encounters[place]
    elif moment == "visit":
        reflection.visit = visits[participation.route.number, place]
    elif moment == "leg":
        reflection.leg = visits[participation.route.number, place].leg
    return reflection


def receive_minutes_later(reflections):
    """The database notes when rows arrive, which was not on the day of the hunt."""
    mine = Reflection.objects.filter(pk__in=[reflection.pk for reflection in reflections])
    mine.update(received_at=F("noted_at") + timedelta(minutes=2))
