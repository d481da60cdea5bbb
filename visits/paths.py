"""Paths of walking tours, as GeoJSON LineStrings (RFC 7946: longitude before latitude, WGS 84 degrees)."""

from django.core.exceptions import ValidationError

MAX_POINTS = 2000


def validate_path(path):
    """Raise ValidationError unless ``path`` is a LineString of 2 to 2,000 positions on the globe."""
    if not isinstance(path, dict) or path.get("type") != "LineString":
        raise ValidationError("Give the path as a GeoJSON LineString.")
    positions = path.get("coordinates")
    if not isinstance(positions, list) or not 2 <= len(positions) <= MAX_POINTS:
        raise ValidationError(f"A path has 2 to {MAX_POINTS:,} points.")
    for number, position in enumerate(positions, start=1):
        if not is_position(position):
            raise ValidationError(
                f"Point {number} of the path is not on the globe: "
                "give longitude (-180 to 180), then latitude (-90 to 90)."
            )


def is_position(position):
    if not isinstance(position, list) or len(position) != 2:
        return False
    if not all(type(value) in (int, float) for value in position):
        return False
    longitude, latitude = position
    return -180 <= longitude <= 180 and -90 <= latitude <= 90
