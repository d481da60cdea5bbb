"""The keys of a plan file, version 1: what each takes and what counts when it is left out.

``docs/plan-format.md`` says the same to people; a test holds the two together.
"""

from dataclasses import dataclass
from typing import Any

from hunts.models import Conundrum, Hunt, Programme, Route
from visits.models import HostOrganisation, Leg, OpeningTime, Stop, Venue
from visits.plan_files import values
from visits.plan_files.values import Choice, Degrees, Lines, Slug, Takes, Text, Whole, Zone

FORMAT, VERSION = "own-turf-plan", 1
MOST_ROUTES = 100
MOST_CONUNDRUMS = 100
MOST_VISITS = 300  # on one route
MOST = 1000  # of anything else


@dataclass(frozen=True, slots=True)
class Part:
    """An object with the keys of a section."""

    section: str


@dataclass(frozen=True, slots=True)
class Parts:
    """A list of such objects."""

    section: str
    most: int = MOST


@dataclass(frozen=True, slots=True)
class Key:
    """``default`` counts when the key is left out; a ``nullable`` one also takes null."""

    name: str
    takes: Takes | Part | Parts
    required: bool = False
    default: Any = None
    nullable: bool = False


def needed(name: str, takes: Takes | Part | Parts) -> Key:
    return Key(name, takes, required=True)


def nullable(name: str, takes: Takes | Part | Parts) -> Key:
    return Key(name, takes, nullable=True)


def words(name: str, takes: Takes) -> Key:
    return Key(name, takes, default="")


def list_of(name: str, section: str, most: int = MOST) -> Key:
    return Key(name, Parts(section, most), default=[])


UID = Key("uid", values.uid)
WEEKDAYS = [day.label.lower() for day in OpeningTime.Weekday]

SECTIONS: dict[str, tuple[Key, ...]] = {
    "file": (
        needed("format", values.text),
        needed("version", values.number),
        Key("programme", Part("programme")),
        needed("hunt", Part("hunt")),
        list_of("conundrums", "conundrum", MOST_CONUNDRUMS),
        list_of("hosts", "host"),
        list_of("venues", "venue"),
        list_of("stops", "stop"),
        list_of("routes", "route", MOST_ROUTES),
    ),
    "programme": (
        needed("slug", Slug(Programme, "slug")),
        needed("name", Text(Programme, "name")),
        words("mission", Text(Programme, "mission")),
    ),
    "hunt": (
        needed("slug", Slug(Hunt, "slug")),
        needed("title", Text(Hunt, "title")),
        needed("date", values.day),
        needed("start", values.wall_time),
        needed("end", values.wall_time),
        Key("zone", Zone(Hunt, "zone"), default="Europe/London"),
        words("treasure", Text(Hunt, "treasure")),
        needed("base", Part("base")),
    ),
    "base": (
        needed("name", Text(Hunt, "base_name")),
        words("address", Text(Hunt, "base_address")),
        nullable("point", Part("point")),
    ),
    "point": (
        needed("latitude", Degrees(Venue, "latitude")),
        needed("longitude", Degrees(Venue, "longitude")),
    ),
    "conundrum": (
        needed("number", Whole(Conundrum, "number", least=1)),
        needed("label", Text(Conundrum, "label")),
        needed("question", Text(Conundrum, "question")),
    ),
    "host": (
        needed("id", values.name_in_file),
        needed("name", Text(HostOrganisation, "name")),
        Key("kind", Choice(HostOrganisation, "kind"), default="other"),
        words("borough", Text(HostOrganisation, "borough")),
        words("about", Text(HostOrganisation, "about")),
        words("website", Text(HostOrganisation, "website")),
    ),
    "venue": (
        needed("id", values.name_in_file),
        needed("name", Text(Venue, "name")),
        nullable("host", values.name_in_file),
        words("address", Text(Venue, "address")),
        words("borough", Text(Venue, "borough")),
        nullable("point", Part("point")),
        words("access_notes", Text(Venue, "access_notes")),
        nullable("step_free", values.yes_or_no),
        nullable("capacity", Whole(Venue, "capacity")),
        Key("opening_times", Part("opening_times"), default={}),
    ),
    "opening_times": tuple(list_of(day, "opening", 20) for day in WEEKDAYS),
    "opening": (needed("opens", values.wall_time), needed("closes", values.wall_time)),
    "stop": (
        needed("id", values.name_in_file),
        UID,
        needed("title", Text(Stop, "title")),
        Key("kind", Choice(Stop, "kind"), default="visit"),
        nullable("host", values.name_in_file),
        nullable("venue", values.name_in_file),
        Key("stay_minutes", Whole(Stop, "stay_minutes"), default=60),
        nullable("fixed_start", values.wall_time),
        nullable("earliest_start", values.wall_time),
        nullable("latest_finish", values.wall_time),
        words("meet", Text(Stop, "meet")),
        Key("prompts", Lines(Stop, "prompts"), default=""),
        words("access_notes", Text(Stop, "access_notes")),
        nullable("path", values.path),
    ),
    "route": (
        UID,
        needed("number", Whole(Route, "number", least=1, most=9999)),
        needed("name", Text(Route, "name")),
        nullable("places", Whole(Route, "places")),
        words("description", Text(Route, "description")),
        Key("needs_step_free", values.yes_or_no, default=False),
        list_of("visits", "visit", MOST_VISITS),
    ),
    "visit": (
        UID,
        needed("stop", values.name_in_file),
        Key("mode", Choice(Leg, "mode"), default="foot"),
        nullable("minutes", Whole(Leg, "minutes")),
        nullable("minutes_from", values.name_in_file),
    ),
}

# What other hunts know too: a key that is left out changes nothing that is known already.
DIRECTORY = {"programme", "conundrum", "host", "venue", "opening_times"}
