"""Journeys as a routing engine measures them, if the site has one; where it has no answer the estimate stands.

Speaks to an OSRM server (its HTTP API, service "route") or a Valhalla one (its "route" action). Two points and how one
travels are all that leaves the site. Nothing an engine does raises an error here, and all of one ``measure`` is over
in ``settings.ROUTING_TIMEOUT`` seconds; only the system's look-up of the engine's name may take longer.
"""

import json
import logging
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http.client import HTTPException
from urllib.parse import urlsplit

from django.conf import settings

from visits.deadlines import Deadline, DeadlineConnection
from visits.journeys import Point
from visits.wording import BY, listed

logger = logging.getLogger(__name__)

Pair = tuple[str, Point, Point]

MOST_BYTES = 200_000  # an answer without its geometry has about 1,000
MOST_SECONDS = 12 * 60 * 60  # the longest journey that a leg can hold
MOST_METRES = 2_000_000

OSRM_PROFILES = {"foot": "foot", "bicycle": "bike", "minibus": "car"}
VALHALLA_COSTINGS = {"foot": "pedestrian", "bicycle": "bicycle", "minibus": "auto"}
OSRM_NO_WAY = ("NoRoute", "NoSegment")
# Too far, places not connected, no road near a place, no path.
VALHALLA_NO_WAY = (154, 170, 171, 442)


@dataclass(frozen=True, slots=True)
class Measured:
    """A journey along roads and paths: whole minutes, rounded up, and metres."""

    minutes: int
    metres: int


class NoWayError(Exception):
    """The engine works, but has no believable journey between these two points."""


class EngineError(Exception):
    """The engine does not work; the message is a sentence without its full stop."""


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    path: str
    body: bytes | None


@dataclass(frozen=True, slots=True)
class Kind:
    """How to ask one kind of engine, and how to read its answer: seconds and metres, or NoWayError."""

    ask: Callable[[str, Pair], Request]
    read: Callable[[dict], tuple[object, object]]
    found_no_way: Callable[[dict], bool]


def measure(pairs: Sequence[Pair]) -> tuple[list[Measured | None], str]:
    """Ask the configured engine for each ``(mode, from, to)``, with points as WGS 84 ``(latitude, longitude)``.

    Returns one answer for each pair, None where the estimate has to do, and a note that says why ("" if nothing needs
    saying, as on a site without an engine). The engine is given up on at its first failure. This waits for another
    machine: call it when a journey is planned, not when a page is drawn.
    """
    if not settings.ROUTING_URL:
        return [None] * len(pairs), ""
    asked = [pair for pair in dict.fromkeys(pairs) if pair[0] in settings.ROUTING_MODES and pair[1] != pair[2]]
    answers: dict[Pair, Measured | None] = {}
    failure = ""
    try:
        ask_all(asked, answers)
    except EngineError as error:
        failure = f"{error}; journeys that it has not measured are estimated."
        logger.warning("Routing: %s", error)
    notes = [note_on_modes({mode for mode, *_ in pairs}), note_on_no_way(answers), failure]
    return [answers.get(pair) for pair in pairs], " ".join(note for note in notes if note)


def note_on_modes(modes: set[str]) -> str:
    words = [by for mode, by in BY.items() if mode in modes and mode not in settings.ROUTING_MODES]
    if not words:
        return ""
    return f"Journeys {listed(words)} are estimated: the routing engine is not asked about them."


def note_on_no_way(answers: dict[Pair, Measured | None]) -> str:
    lost = sum(answer is None for answer in answers.values())
    if not lost:
        return ""
    journeys = "1 journey, which is" if lost == 1 else f"{lost} journeys, which are"
    return f"The routing engine found no way for {journeys} estimated."


def ask_all(pairs: Sequence[Pair], answers: dict[Pair, Measured | None]) -> None:
    """Put the answers into ``answers`` as they come, None for no way; raises EngineError at the first failure."""
    if not pairs:
        return
    deadline = Deadline(settings.ROUTING_TIMEOUT)
    try:
        connection = DeadlineConnection(settings.ROUTING_URL, deadline)
        try:
            for pair in pairs:
                try:
                    answers[pair] = ask(connection, pair)
                except NoWayError:
                    answers[pair] = None
        finally:
            connection.close()
    except TimeoutError:
        raise EngineError(f"The routing engine did not answer within {settings.ROUTING_TIMEOUT} seconds") from None
    except HTTPException:
        raise EngineError("The routing engine's answer could not be read") from None
    except (OSError, ValueError):
        # A ValueError here is an address that no connection can be made of.
        raise EngineError("The routing engine could not be reached") from None


def ask(connection: DeadlineConnection, pair: Pair) -> Measured:
    """Return what the engine says of one journey; raises NoWayError, EngineError, OSError or HTTPException."""
    kind = KINDS[settings.ROUTING_KIND]
    request = kind.ask(settings.ROUTING_URL, pair)
    headers = {"Accept": "application/json", "Content-Type": "application/json", "User-Agent": "Own Turf"}
    connection.request(request.method, request.path, body=request.body, headers=headers)
    response = connection.getresponse()
    body = response.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise EngineError("The routing engine's answer was too long")
    if 300 <= response.status < 400:
        raise EngineError("The routing engine sent us to another address, where we don't follow")
    answer = parse(body) if response.status in (200, 400) else {}
    if response.status == 400 and kind.found_no_way(answer):
        raise NoWayError
    if response.status != 200:
        raise EngineError(f"The routing engine answered with an error ({response.status})")
    return believable(kind, answer)


def parse(body: bytes) -> dict:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict):
        raise EngineError("The routing engine's answer could not be read")
    return answer


def believable(kind: Kind, answer: dict) -> Measured:
    try:
        seconds, metres = kind.read(answer)
    except (KeyError, IndexError, TypeError):
        raise EngineError("The routing engine's answer could not be read") from None
    return Measured(math.ceil(within(seconds, MOST_SECONDS) / 60), round(within(metres, MOST_METRES)))


def within(value: object, most: float) -> float:
    """``value`` if it is a number from 0 to ``most``; raises NoWayError for any other (NaN is one)."""
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= most:
        return float(value)
    raise NoWayError


# The two kinds of engine ------------------------------------------------------


def path_and_query(url: str, more: str) -> str:
    """The path of ``url`` with ``more`` after it; a query, such as a key, stays where queries belong."""
    parts = urlsplit(url)
    return f"{parts.path.rstrip('/')}{more}{'?' if parts.query else ''}{parts.query}"


def ask_osrm(url: str, pair: Pair) -> Request:
    mode, (from_latitude, from_longitude), (to_latitude, to_longitude) = pair
    profile = OSRM_PROFILES[mode]
    points = f"{from_longitude:.6f},{from_latitude:.6f};{to_longitude:.6f},{to_latitude:.6f}"
    path = path_and_query(url.replace("{profile}", profile), f"/route/v1/{profile}/{points}")
    return Request("GET", f"{path}{'&' if '?' in path else '?'}overview=false", None)


def read_osrm(answer: dict) -> tuple[object, object]:
    if answer["code"] in OSRM_NO_WAY:
        raise NoWayError
    route = answer["routes"][0]
    return route["duration"], route["distance"]


def ask_valhalla(url: str, pair: Pair) -> Request:
    mode, *points = pair
    body = {
        "locations": [{"lat": round(latitude, 6), "lon": round(longitude, 6)} for latitude, longitude in points],
        "costing": VALHALLA_COSTINGS[mode],
        "directions_type": "none",
        "units": "kilometers",
    }
    return Request("POST", path_and_query(url, "/route"), json.dumps(body).encode())


def read_valhalla(answer: dict) -> tuple[object, object]:
    summary = answer["trip"]["summary"]
    return summary["time"], summary["length"] * 1000


KINDS = {
    "osrm": Kind(ask_osrm, read_osrm, lambda answer: answer.get("code") in OSRM_NO_WAY),
    "valhalla": Kind(ask_valhalla, read_valhalla, lambda answer: answer.get("error_code") in VALHALLA_NO_WAY),
}
