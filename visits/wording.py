"""How times, days, journeys, lists and people's words read in a sentence. Pure."""

import unicodedata
from collections.abc import Iterable
from datetime import datetime, tzinfo

# How one travels, by ``visits.models.Mode``.
BY = {
    "foot": "on foot",
    "bus": "by bus",
    "tram": "by tram",
    "train": "by train",
    "minibus": "by minibus or car",
    "bicycle": "by bicycle",
}


def clean(text: str) -> str:
    """``text`` with plain line ends and without control characters and lone surrogates.

    Neither iCalendar (RFC 5545, 3.1) nor XML 1.0 nor paper can hold those; line breaks and tabs stay.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in lines if c in "\n\t" or is_writable(c)).strip()


def is_writable(character: str) -> bool:
    return unicodedata.category(character) not in {"Cc", "Cs"} and character not in "\ufffe\uffff"


def one_line(text: str) -> str:
    """``text`` as one line with single spaces."""
    return " ".join(clean(text).split())


def listed(parts: Iterable[str]) -> str:
    """One part or more, such as "Leigh, Sale and Boothstown"."""
    *others, last = parts
    return f"{', '.join(others)} and {last}" if others else last


def plural(number: int, noun: str) -> str:
    """``1 stop`` or ``2 stops``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def clock(moment: datetime, zone: tzinfo) -> str:
    """``14:05`` as the clock on the wall shows it in ``zone``."""
    return f"{moment.astimezone(zone):%H:%M}"


def day(moment: datetime, zone: tzinfo) -> str:
    """``Tuesday 26 March 2019`` in ``zone``."""
    local = moment.astimezone(zone)
    return f"{local:%A} {local.day} {local:%B %Y}"


def date(moment: datetime, zone: tzinfo) -> str:
    """``26 March 2019`` in ``zone``."""
    local = moment.astimezone(zone)
    return f"{local.day} {local:%B %Y}"


def minutes(number: int) -> str:
    """``25 min``, ``1 h`` or ``1 h 20 min``."""
    hours, rest = divmod(number, 60)
    parts = (f"{hours} h" if hours else "", f"{rest} min" if rest or not hours else "")
    return " ".join(part for part in parts if part)


def journey(mode_label: str, journey_minutes: int, estimated: bool) -> str:
    """``Bus, 35 min``, or ``On foot, about 10 min`` when nobody but the distance says so; empty for no journey."""
    if not journey_minutes:
        return ""
    return f"{mode_label}, {'about ' if estimated else ''}{minutes(journey_minutes)}"


def access(step_free: bool | None, notes: str) -> str:
    """Whether a place is step-free, as far as anybody said, and what else to know about getting in."""
    said = {True: "Step-free.", False: "Not step-free.", None: ""}[step_free]
    return " ".join(part for part in (said, clean(notes)) if part)


def where(place: str, address: str) -> str:
    """Name and address of a place on one line, without saying the name twice."""
    name, lines = one_line(place), one_line(address)
    if not name or lines.casefold().startswith(name.casefold()):
        return lines or name
    return f"{name}, {lines}" if lines else name


def who(meet: str, host: str) -> str:
    """Whom one meets and of which organisation, on one line."""
    people, organisation = one_line(meet), one_line(host)
    return f"{people} ({organisation})" if people and organisation else people or organisation
