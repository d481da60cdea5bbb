"""Names of towns and villages, kept with the site so that a map says where it is without any network.

Source: GeoNames (CC BY 4.0); see ``visits/data/README.md``.
"""

import csv
import re
import unicodedata
from functools import cache
from heapq import nsmallest
from pathlib import Path
from typing import NamedTuple

from visits.journeys import metres_between

DATA = Path(__file__).parent / "data" / "places-gb.csv"
ATTRIBUTION = "Place names: GeoNames, CC BY 4.0"


class Place(NamedTuple):
    name: str
    latitude: float
    longitude: float
    population: int = 0
    detail: str = ""

    @property
    def point(self) -> tuple[float, float]:
        return self.latitude, self.longitude


@cache
def all_places() -> list[Place]:
    """Every place, the largest first."""
    with DATA.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        places = [
            Place(row["name"], float(row["latitude"]), float(row["longitude"]), int(row["population"])) for row in rows
        ]
    return sorted(places, key=lambda place: -place.population)


def places_around(points: list[tuple[float, float]], margin: float = 0.15, most: int = 150) -> list[Place]:
    """The largest places within ``margin`` degrees of the box around ``(latitude, longitude)`` points."""
    if not points:
        return []
    latitudes, longitudes = zip(*points, strict=True)
    south, north = min(latitudes) - margin, max(latitudes) + margin
    west, east = min(longitudes) - margin, max(longitudes) + margin
    inside = (place for place in all_places() if south <= place.latitude <= north and west <= place.longitude <= east)
    return [place for place, _ in zip(inside, range(most), strict=False)]


def find_places(words: str, near: tuple[float, float] | None = None, most: int = 10) -> list[Place]:
    """Places in whose name every one of ``words`` begins a word, whatever the case, accents and punctuation.

    First those called just that, then those that begin so, then the others; among them the nearest to ``near``
    (``(latitude, longitude)``, WGS 84 degrees), or without it the largest.
    """
    sought = plain(words)
    if not sought:
        return []
    starts = [f" {word}" for word in sought.split()]
    found = [
        (0 if name == sought else 1 if name.startswith(sought) else 2, place)
        for name, place in plainly_named()
        if all(start in f" {name}" for start in starts)
    ]
    ranked = nsmallest(most, found, key=lambda each: (each[0], far(each[1], near)))
    return [place for _, place in ranked]


def far(place: Place, near: tuple[float, float] | None) -> float:
    return metres_between(place.point, near) if near else -place.population


@cache
def plainly_named() -> list[tuple[str, Place]]:
    return [(plain(place.name), place) for place in all_places()]


def plain(words: str) -> str:
    """``words`` in lower case without accents and apostrophes, other punctuation as single spaces."""
    bare = "".join(each for each in unicodedata.normalize("NFKD", words) if not unicodedata.combining(each))
    return " ".join(re.sub(r"[^\w\s]|_", " ", re.sub(r"['’`]", "", bare)).casefold().split())
