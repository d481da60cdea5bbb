"""Names of towns and villages, kept with the site so that a map says where it is without any network.

Source: GeoNames (CC BY 4.0); see ``visits/data/README.md``.
"""

import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple

DATA = Path(__file__).parent / "data" / "places-gb.csv"
ATTRIBUTION = "Place names: GeoNames, CC BY 4.0"


class Place(NamedTuple):
    name: str
    latitude: float
    longitude: float
    population: int


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
