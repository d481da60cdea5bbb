"""How long a journey is likely to take, from the distance alone. Pure.

The walking and cycling speeds are those of the journey time statistics of the Department for Transport (Great
Britain). The detour lies among the factors of Ballou, Rahardja and Sakai (2002, "Selected country circuity factors for
road travel distance estimation"). All else are our rules of thumb for a city-region; docs/journeys.md explains each.
"""

import math
from dataclasses import dataclass

EARTH_RADIUS_METRES = 6_371_008.8  # mean radius, IUGG


@dataclass(frozen=True, slots=True)
class Pace:
    """How one gets on: the speed of the whole ride, how much longer the way is than the straight line, and the minutes
    that reaching, waiting for and leaving the vehicle take, however far it goes."""

    kilometres_an_hour: float
    detour: float
    boarding_minutes: float


PACES = {
    "foot": Pace(4.8, 1.3, 0),
    "bus": Pace(16, 1.4, 8),
    "tram": Pace(22, 1.3, 7),
    "train": Pace(45, 1.3, 12),
    "minibus": Pace(30, 1.3, 4),
    "bicycle": Pace(16, 1.3, 2),
}

Point = tuple[float, float]


def metres_between(a: Point, b: Point) -> float:
    """Great-circle distance of two ``(latitude, longitude)`` points in WGS 84 degrees (haversine)."""
    (lat_a, lon_a), (lat_b, lon_b) = (tuple(map(math.radians, point)) for point in (a, b))
    half = math.sin((lat_b - lat_a) / 2) ** 2
    half += math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_RADIUS_METRES * math.asin(math.sqrt(min(half, 1)))


def estimate_minutes(mode: str, a: Point | None, b: Point | None) -> int:
    """Whole minutes for a journey by ``mode``, rounded up; 0 when a point is unknown or both are the same place."""
    if a is None or b is None:
        return 0
    metres = metres_between(a, b)
    if metres < 50:
        return 0
    pace = PACES[mode]
    return math.ceil(metres * pace.detour / 1000 / pace.kilometres_an_hour * 60 + pace.boarding_minutes)
