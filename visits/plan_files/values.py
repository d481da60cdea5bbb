"""What a key of a plan file takes: each kind of value is returned as Python knows it, or it is said why not.

Bounds are those of the models: a value is cleaned by the field that will keep it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import models

from visits.paths import validate_path
from visits.plan_files.parsing import NoNumber

FIRST_DAY, LAST_DAY = date(1950, 1, 1), date(2149, 12, 31)
MAX_ID = 80


class Wrong(Exception):  # noqa: N818 - what the value is
    """The value will not do; the message is a sentence. ``at`` leads on to the part of it that is meant."""

    def __init__(self, sentence: str, at: str = ""):
        super().__init__(sentence)
        self.at = at


Takes = Callable[[Any], Any]


def kind_of(value: object) -> str:
    if isinstance(value, NoNumber):
        return value.text
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    names = {str: "text", dict: "an object", list: "a list", int: "a number", float: "a number"}
    return next(name for kind, name in names.items() if isinstance(value, kind))


def expect(value: Any, kind: type | tuple[type, ...], name: str) -> Any:
    """Return ``value`` if it is of a kind; true and false are no numbers."""
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        found = "a number with a fraction" if isinstance(value, float) and kind is int else kind_of(value)
        raise Wrong(f"This has to be {name}, not {found}.")
    return value


def text(value: Any) -> str:
    """Text that every database can keep."""
    words = expect(value, str, "text")
    if "\0" in words:
        raise Wrong("This holds a character that is none (U+0000).")
    if re.search("[\ud800-\udfff]", words):
        raise Wrong("This holds half a character: \\ud800 to \\udfff come in pairs.")
    return words


SENTENCES = {
    "max_length": "Use at most {limit_value} characters; these are {show_value}.",
    "min_value": "Give {limit_value} or more.",
    "max_value": "Give {limit_value} or less.",
    "blank": "This must not be empty.",
}


def cleaned(field: Any, value: Any) -> Any:
    """Return ``value`` as ``field`` keeps it; raises Wrong with the first reason why it would not."""
    most = getattr(field, "max_length", None)
    if isinstance(value, str) and most and len(value) > most:
        raise Wrong(SENTENCES["max_length"].format(limit_value=f"{most:,}", show_value=f"{len(value):,}"))
    try:
        return field.clean(value, None)
    except ValidationError as error:
        first = error.error_list[0]
        sentence = SENTENCES.get(first.code or "")
        raise Wrong(sentence.format(**(first.params or {})) if sentence else first.messages[0]) from None


@dataclass(frozen=True, slots=True)
class OfField:
    """A value that a model's field keeps."""

    model: type[models.Model]
    name: str

    @property
    def field(self) -> Any:
        return self.model._meta.get_field(self.name)


class Text(OfField):
    def __call__(self, value: Any) -> str:
        words = text(value)
        if not self.field.blank and not words.strip():
            raise Wrong(SENTENCES["blank"])
        return cleaned(self.field, words)


class Slug(Text):
    def __call__(self, value: Any) -> str:
        try:
            validate_slug(slug := text(value))
        except ValidationError:
            raise Wrong("Use letters a to z, digits, hyphens and underscores alone.") from None
        if slug == "new":
            raise Wrong("“new” is the address of the page that makes one. Choose another short name.")
        return super().__call__(slug)


class Choice(OfField):
    def __call__(self, value: Any) -> str:
        words, known = text(value), [name for name, _ in self.field.choices]
        if words not in known:
            raise Wrong(f"“{words[:60]}” is not known. Use one of: {', '.join(known)}.")
        return words


class Zone(Text):
    def __call__(self, value: Any) -> str:
        try:
            return super().__call__(value)
        except Wrong:
            raise Wrong("This is no time zone. Use a name such as Europe/London.") from None


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number that a model's field keeps, and that is not less than ``least``."""

    model: type[models.Model]
    name: str
    least: int = 0
    most: int | None = None

    def __call__(self, value: Any) -> int:
        found = number(value)
        if found < self.least:
            raise Wrong(SENTENCES["min_value"].format(limit_value=self.least))
        if self.most is not None and found > self.most:
            raise Wrong(SENTENCES["max_value"].format(limit_value=self.most))
        return cleaned(self.model._meta.get_field(self.name), found)


class Degrees(OfField):
    """Degrees on the globe, rounded to the six places that are kept, about ten centimetres."""

    def __call__(self, value: Any) -> Decimal:
        degrees = expect(value, (int, float), "a number of degrees")
        most = 90 if self.name == "latitude" else 180
        if not -most <= degrees <= most:
            raise Wrong(f"This is not on the globe: give {-most} to {most}.")
        return cleaned(self.field, round(Decimal(repr(degrees)), 6))


def number(value: Any) -> int:
    return expect(value, int, "a whole number")


def yes_or_no(value: Any) -> bool:
    return expect(value, bool, "true or false")


def day(value: Any) -> date:
    words = text(value)
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", words):
        raise Wrong("Write the day as YYYY-MM-DD, such as 2026-07-07.")
    try:
        found = date.fromisoformat(words)
    except ValueError:
        raise Wrong(f"There is no {words} in the calendar.") from None
    if not FIRST_DAY <= found <= LAST_DAY:
        raise Wrong("Choose a day from 1950 on and before 2150.")
    return found


def wall_time(value: Any) -> time:
    words = text(value)
    if not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", words):
        raise Wrong("Write the time as HH:MM, from 00:00 to 23:59.")
    return time.fromisoformat(words)


def uid(value: Any) -> str:
    words = text(value)
    if not re.fullmatch(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", words):
        raise Wrong("This is no UUID. Leave the key out, and one is made.")
    return str(UUID(words))


def name_in_file(value: Any) -> str:
    """What the file's author calls a host, a venue or a stop."""
    words = text(value)
    if not words.strip() or len(words) > MAX_ID:
        raise Wrong(f"Use 1 to {MAX_ID} characters, such as leigh-walk.")
    return words


def path(value: Any) -> dict[str, Any]:
    """A GeoJSON LineString and nothing beside it."""
    line = expect(value, dict, "a GeoJSON LineString")
    if odd := sorted(line.keys() - {"type", "coordinates"}):
        raise Wrong(f"Leave “{odd[0][:60]}” out: a path has type and coordinates.")
    try:
        validate_path(line)
    except ValidationError as error:
        raise Wrong(error.messages[0]) from None
    return {"type": "LineString", "coordinates": line["coordinates"]}


@dataclass(frozen=True, slots=True)
class Lines:
    """A list of lines, which a model's field keeps as one text."""

    model: type[models.Model]
    name: str

    def __call__(self, value: Any) -> str:
        lines = [line_at(place, line) for place, line in enumerate(expect(value, list, "a list of lines"))]
        return cleaned(self.model._meta.get_field(self.name), "\n".join(lines))


def line_at(place: int, value: Any) -> str:
    try:
        line = text(value).strip()
    except Wrong as error:
        raise Wrong(str(error), f"[{place}]") from None
    if len(line.splitlines()) != 1:
        raise Wrong("Write one line here, which is not empty.", f"[{place}]")
    return line
