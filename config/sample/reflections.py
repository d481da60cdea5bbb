"""Sample reflections in bulk, with tags, photos and findings."""

import io
import itertools
import random
import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import F
from PIL import Image, ImageDraw

from config.demo.pictures.sheet import ACCENT, INK, PAPER
from config.sample.programme import make_encounters
from config.sample.words import write_words
from hunts.models import Conundrum, Stance
from reflections.capture.media.files import settle_rows, written
from reflections.capture.media.photos import read_photo
from reflections.capture.notes import NewPhoto, PhotoNote
from reflections.models import Evidence, Finding, Photo, Reflection, Tag
from visits.models import Encounter, Visit

BATCH = 2000
MOMENTS = ["visit", "leg", "encounter", "day"]
SHARE_OF_MOMENTS = [60, 20, 8, 12]
SHARE_TAGGED = 0.7
SHARE_TAGGED_BY_RESEARCHER = 0.05
SHARE_WITH_PHOTO = 0.05
MOST_PHOTOS = 200
PICTURES = 20
FINDINGS = 12
EVIDENCE_PER_FINDING = 6


@dataclass(frozen=True)
class Day:
    """What one hunt offers to write about; ``visits`` are by route."""

    participants: list
    visits: dict[int, list[Visit]]
    encounters: list[Encounter]


@dataclass(frozen=True)
class Sample:
    """What all reflections of a sample share. ``ids`` are drawn apart, so that words do not depend on the slug."""

    rng: random.Random
    ids: random.Random
    conundrums: list[Conundrum]
    researcher: object

    def make_id(self):
        return uuid.UUID(int=self.ids.getrandbits(128), version=4)


def look_around(hunt, participants, rng):
    visits: dict[int, list[Visit]] = {}
    for visit in Visit.objects.filter(route__hunt=hunt).select_related("leg").order_by("route__number", "position"):
        visits.setdefault(visit.route_id, []).append(visit)
    return Day(participants, visits, make_encounters(hunt, participants, rng))


def make_reflections(days, count, sample, files):
    """Log ``count`` reflections, the days taking turns. ``files`` deletes the pictures written if anything fails."""
    turns = itertools.islice(itertools.cycle(days), count)
    room = MOST_PHOTOS
    pictures = [take_picture(number) for number in range(PICTURES)]
    while batch := [make_reflection(day, sample) for day in itertools.islice(turns, BATCH)]:
        Reflection.objects.bulk_create(batch)
        Tag.objects.bulk_create(tag for reflection in batch for tag in make_tags(reflection, sample))
        chosen = [reflection for reflection in batch if sample.rng.random() < SHARE_WITH_PHOTO][:room]
        room -= len(chosen)
        make_photos(chosen, pictures, sample, files)


def make_reflection(day, sample):
    """An unsaved reflection. Ids instead of objects save Django work."""
    rng = sample.rng
    participation = rng.choice(day.participants)
    hunt = participation.hunt
    moment = rng.choices(MOMENTS, SHARE_OF_MOMENTS)[0]
    visits = day.visits[participation.route_id]
    return Reflection(
        id=sample.make_id(),
        programme_id=hunt.programme_id,
        hunt_id=hunt.pk,
        participation=participation,
        moment=moment,
        visit_id=rng.choice(visits).pk if moment == "visit" else None,
        leg_id=rng.choice(visits).leg.pk if moment == "leg" else None,
        encounter_id=rng.choice(day.encounters).pk if moment == "encounter" else None,
        words=write_words(rng),
        noted_at=hunt.starts_at + timedelta(seconds=rng.randrange(10 * 3600)),
    )


def make_tags(reflection, sample):
    """The author's tags, if any, and now and then the researcher's."""
    if sample.rng.random() < SHARE_TAGGED:
        yield from pick_tags(reflection, reflection.participation.user_id, sample)
    if sample.rng.random() < SHARE_TAGGED_BY_RESEARCHER:
        yield from pick_tags(reflection, sample.researcher.pk, sample)


def pick_tags(reflection, user_pk, sample):
    for conundrum in sample.rng.sample(sample.conundrums, sample.rng.choice((1, 1, 1, 2, 2, 3))):
        stance = sample.rng.choice(Stance.values)
        yield Tag(reflection_id=reflection.pk, conundrum_id=conundrum.pk, stance=stance, tagged_by_id=user_pk)


def take_picture(number):
    """One of a few small pictures: a disc that wanders over a sheet of paper."""
    image = Image.new("RGB", (320, 240), PAPER)
    x, y = 40 + 60 * (number % 5), 48 + 48 * (number // 5)
    ImageDraw.Draw(image).ellipse((x - 24, y - 24, x + 24, y + 24), ACCENT, INK, 3)
    file = io.BytesIO()
    image.save(file, "PNG")
    return read_photo(file, keep_place=False)


def make_photos(reflections, pictures, sample, files):
    rows = []
    for reflection in reflections:
        note = PhotoNote(caption="A disc on a sheet of paper. Sample picture.")
        photo = NewPhoto(sample.rng.choice(pictures), note, sample.make_id())
        rows += files.enter_context(written([photo], reflection))
    Photo.objects.bulk_create(rows)
    settle_rows(rows)


def set_times(programme):
    """When rows arrived follows from when they were noted, not from when the command ran."""
    mine = Reflection.objects.filter(programme=programme)
    mine.update(received_at=F("noted_at") + timedelta(minutes=1))
    last = mine.latest("noted_at").noted_at + timedelta(hours=1)
    # By the reflections themselves: PostgreSQL, which has not counted rows that nobody has committed yet, may compare
    # every tag with every other where a table is joined.
    Tag.objects.filter(reflection__in=mine.values("pk")).update(tagged_at=last)
    Photo.objects.filter(reflection__in=mine.values("pk")).update(taken_in_at=last)


def make_findings(programme, sample):
    """Findings whose evidence is drawn from the first reflections that may be analysed."""
    agreed = Reflection.objects.filter(programme=programme).agreed_for("analysis").order_by("noted_at", "id")
    reflections = list(agreed[:1000])
    for number in range(FINDINGS if reflections else 0):
        finding = Finding.objects.create(
            programme=programme,
            sentence=f"Sample finding {number + 1}: {sample.rng.choice(sample.conundrums).label}",
            argument=write_words(sample.rng),
            written_by=sample.researcher,
        )
        finding.conundrums.set(sample.rng.sample(sample.conundrums, 2))
        pieces = sample.rng.sample(reflections, min(EVIDENCE_PER_FINDING, len(reflections)))
        Evidence.objects.bulk_create(make_evidence(finding, reflection, sample) for reflection in pieces)


def make_evidence(finding, reflection, sample):
    start = sample.rng.randrange(20)
    return Evidence(
        finding=finding,
        reflection=reflection,
        direction=sample.rng.choice(Evidence.Direction.values),
        quote=sample.rng.choice(("", reflection.words[start : start + 60])),
        added_by=sample.researcher,
    )
