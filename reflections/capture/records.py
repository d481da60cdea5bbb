"""From the record a phone made to what intake takes. docs/sync.md describes the record, key by key."""

import hashlib
import re
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import orjson
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from hunts.models import Hunt, Participation
from reflections.capture.moments import can_log_about
from reflections.capture.notes import PhotoNote, PromisedPart, Record
from reflections.capture.rules import can_be_stored
from reflections.models import Part, Photo, Reflection
from visits.models import Encounter, Visit

MAX_RECORD_BYTES = 256 * 1024
MAX_PARTS = 50
# Clocks of phones with signal are right to the second; a minute apart, somebody set this one by hand.
CLOCK_TOLERANCE = timedelta(minutes=1)
MAX_SKEW = timedelta(days=366 * 60)
HASH = re.compile(r"[0-9a-f]{64}")


class NotARecord(ValidationError):  # noqa: N818
    """The body is not what docs/sync.md asks for; ``field`` names the key."""

    def __init__(
        self, field, words="This entry can’t be read by the site. Save it as a file and tell the organisers."
    ):
        super().__init__(words, code="refused")
        self.field = field


@dataclass(frozen=True)
class Reading:
    """A record, read: ``participation`` is the uid of whose phone it was, ``said`` are keywords of
    ``take_in_reflection`` but for those that the database has to be asked for."""

    participation: uuid.UUID
    author_code: str
    moment: str
    visit: uuid.UUID | None
    encounter: uuid.UUID | None
    encounter_title: str
    encounter_place: str
    place: str
    tags: dict[int, str]
    said: dict


def read_record(body: bytes, id: uuid.UUID, skew: timedelta, brought_by=None) -> Reading:
    """Read the bytes of a record; ``skew`` is how far the phone's clock was ahead. Raises NotARecord."""
    fields = Fields(parse(body))
    if fields.id("id") != id:
        raise NotARecord("id")
    record = Record(
        body=body.decode(),
        sha256=hashlib.sha256(body).hexdigest(),
        clock_ahead_seconds=round(skew.total_seconds()),
        brought_by=brought_by,
    )
    noted_at = put_right(fields.moment_in_time("noted_at"), skew)
    return Reading(
        participation=fields.id("participation"),
        author_code=fields.text("author_code", 40),
        moment=fields.one_of("moment", Reflection.Moment.values),
        visit=fields.id("visit", needed=False),
        encounter=fields.id("encounter", needed=False),
        encounter_title=fields.text("encounter_title", 120).strip(),
        encounter_place=fields.text("encounter_place", 250).strip(),
        place=fields.text("place", 250),
        tags={tag.number("conundrum"): tag.text("stance", 20) for tag in fields.list("tags", 50)},
        said={
            "id": id,
            "words": fields.text("words", MAX_RECORD_BYTES),
            "noted_at": noted_at,
            "audience": fields.one_of("audience", Reflection.Audience.values, Reflection.Audience.AGREED),
            "promised": read_parts(fields),
            "record": record,
        },
    )


def parse(body):
    try:
        record = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise NotARecord("body") from None
    if not isinstance(record, dict):
        raise NotARecord("body")
    return record


def read_parts(fields):
    parts = [read_part(part) for part in fields.list("parts", MAX_PARTS)]
    if len({part.id for part in parts}) < len(parts):
        raise NotARecord("parts")
    return parts


def read_part(fields):
    sha256 = fields.text("sha256", 64)
    if not HASH.fullmatch(sha256):
        raise NotARecord("sha256")
    return PromisedPart(
        id=fields.id("id"),
        kind=fields.one_of("kind", Part.Kind.values),
        sha256=sha256,
        size=fields.number("size"),
        photo=PhotoNote(
            caption=fields.text("caption", 2_000),
            recognisable=fields.text("recognisable", 20) or Photo.Recognisable.NOT_ASKED,
            who=fields.text("who", 2_000),
            showed={key: answer for key, answer in fields.object("showed").items() if answer},
        ),
        keep_place=fields.get("keep_place") is True,
        transcript=fields.text("transcript", MAX_RECORD_BYTES),
    )


class Fields:
    """A JSON object whose values are asked for by kind; what is of another kind raises NotARecord."""

    def __init__(self, values):
        if not isinstance(values, dict):
            raise NotARecord("parts")
        self.values = values

    def get(self, name):
        return self.values.get(name)

    def text(self, name, longest):
        value = self.get(name) or ""
        if not isinstance(value, str) or len(value) > longest:
            raise NotARecord(name)
        if not can_be_stored(value):
            raise NotARecord(name, "The text holds characters that can’t be kept. Take them out and log it again.")
        return value

    def number(self, name):
        value = self.get(name)
        if type(value) is not int or not 0 < value < 2**31:
            raise NotARecord(name)
        return value

    def id(self, name, *, needed=True):
        value = self.get(name)
        if value is None and not needed:
            return None
        try:
            return uuid.UUID(value)
        except (ValueError, AttributeError, TypeError):
            raise NotARecord(name) from None

    def one_of(self, name, choices, default=None):
        value = self.get(name) or default
        if value not in choices:
            raise NotARecord(name)
        return value

    def list(self, name, most):
        values = self.get(name) or []
        if not isinstance(values, list) or len(values) > most:
            raise NotARecord(name)
        return [Fields(value) for value in values]

    def object(self, name):
        value = self.get(name) or {}
        if not isinstance(value, dict):
            raise NotARecord(name)
        return value

    def moment_in_time(self, name):
        try:
            moment = parse_datetime(self.text(name, 40))
        except ValueError:
            moment = None
        if moment is None or timezone.is_naive(moment):
            raise NotARecord(name)
        return moment


def put_right(moment, skew):
    """When that was by our clock. A slip of a minute is left: it may be the time the record took to come."""
    try:
        return moment if abs(skew) <= CLOCK_TOLERANCE else moment - skew
    except OverflowError:
        raise NotARecord("noted_at") from None


def skew_of(clock: str, now: datetime) -> timedelta:
    """How far a phone that says ``clock`` (ISO 8601, with a zone) is ahead; nothing if it says nothing we can read."""
    try:
        said = parse_datetime(clock)
        skew = said.astimezone(UTC) - now if said and timezone.is_aware(said) else timedelta()
    except (ValueError, OverflowError):
        return timedelta()
    return skew if abs(skew) <= MAX_SKEW else timedelta()


# What the database has to be asked for ----------------------------------------


def place_of(reading: Reading, author: Participation, typist: Participation) -> dict:
    """Keywords of ``take_in_reflection`` that say where; ``typist`` is whose phone it was. A stop that left the plan
    since is no reason to lose words: they are then about the day, with what the phone called the place beside them."""
    if reading.moment == Reflection.Moment.DAY:
        return {"moment": reading.moment}
    if reading.moment == Reflection.Moment.ENCOUNTER:
        encounter = encounter_of(reading, author, typist)
        if encounter is None:
            return {"moment": Reflection.Moment.DAY, "place_said": reading.place or reading.encounter_title}
        return {"moment": reading.moment, "encounter": encounter}
    visit = visit_of(reading, author)
    if visit is None or (reading.moment == Reflection.Moment.LEG and not hasattr(visit, "leg")):
        return {"moment": Reflection.Moment.DAY, "place_said": reading.place or "A stop that is no longer planned"}
    if reading.moment == Reflection.Moment.LEG:
        visit.leg.visit = visit
        return {"moment": reading.moment, "leg": visit.leg}
    return {"moment": reading.moment, "visit": visit}


def visit_of(reading, author):
    """The visit that the record names, if the plan still has it."""
    visits = Visit.objects.filter(route__hunt=author.hunt).select_related("leg", "route")
    return visits.filter(uid=reading.visit).first() if reading.visit else None


def encounter_of(reading, author, typist):
    """The encounter if another entry has opened it already, else a new one, unsaved; None for one that has been
    deleted or withdrawn since the phone chose it from a list, or that was never on it."""
    if reading.encounter is None:
        raise NotARecord("encounter")
    known = Encounter.objects.filter(uid=reading.encounter).first()
    if known and can_log_about(known, author, typist):
        return known
    if not (reading.encounter_title or reading.place):
        raise NotARecord("encounter_title", "Say in a few words who or what you came across.")
    if known or not reading.encounter_title:
        return None
    return Encounter(
        uid=reading.encounter,
        hunt=author.hunt,
        opened_by=author,
        title=reading.encounter_title,
        place=reading.encounter_place,
        happened_at=min(reading.said["noted_at"], timezone.now()),
    )


def tags_of(reading: Reading, hunt: Hunt) -> dict:
    """Conundrum to stance. A question that the hunt has stopped testing since is left out: the words count."""
    asked = {conundrum.number: conundrum for conundrum in hunt.conundrums.all()} if reading.tags else {}
    return {asked[number]: stance for number, stance in reading.tags.items() if number in asked}
