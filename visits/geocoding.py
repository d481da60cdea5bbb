"""Asks a geocoding service for what the site's own list of places doesn't have: streets, halls, postcodes.

Which service, if any, is set by ``GEOCODER`` and its kin; geopy speaks to it.
"""

import hashlib
import logging
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache
from geopy.exc import GeopyError
from geopy.geocoders import Nominatim, Photon

from hunts.limits import too_often
from visits.places import Place, plain

log = logging.getLogger(__name__)

SEARCHES_AN_HOUR = 60
KEPT_SECONDS = 24 * 60 * 60
MOST = 8
BIAS_DEGREES = 0.5


class NoAnswerError(Exception):
    """Its text is for the page."""


def is_configured() -> bool:
    return bool(settings.GEOCODER)


def look_further(words: str, user, near: tuple[float, float] | None = None) -> list[Place]:
    """What the service knows by ``words``, close to ``near`` (``(latitude, longitude)``) first if it can.

    Answers are kept for a day. Raises NoAnswerError when the person asked too often, or the service can't tell.
    """
    key = cache_key(words, near)
    if (known := cache.get(key)) is not None:
        return [Place(*each) for each in known]
    if too_often(f"geocode-{user.pk}", SEARCHES_AN_HOUR):
        raise NoAnswerError("You have searched very often this hour. Press the map, or type the coordinates.")
    places = ask(words, near)
    cache.set(key, [tuple(place) for place in places], KEPT_SECONDS)
    return places


def cache_key(words, near) -> str:
    """What was asked, to about ten kilometres; hashed, for a key may neither be long nor hold every character."""
    asked = repr([settings.GEOCODER, settings.GEOCODER_URL, plain(words), near and [round(part, 1) for part in near]])
    return f"geocoded-{hashlib.sha256(asked.encode()).hexdigest()}"


def ask(words: str, near: tuple[float, float] | None) -> list[Place]:
    ways = {"nominatim": ask_nominatim, "photon": ask_photon}
    try:
        locations = ways[settings.GEOCODER](words, near) or []
        return [as_place(location) for location in locations]
    except (GeopyError, AttributeError, KeyError, IndexError, TypeError, ValueError) as error:
        log.warning("The geocoder gave no usable answer: %s", type(error).__name__)
        raise NoAnswerError(
            "The search service did not answer. Press the map, or type the coordinates, or try again in a while."
        ) from None


def ask_nominatim(words, near):
    """Results within half a degree of ``near`` are preferred, not the only ones."""
    box = near and [
        (max(near[0] - BIAS_DEGREES, -90), near[1] - BIAS_DEGREES),
        (min(near[0] + BIAS_DEGREES, 90), near[1] + BIAS_DEGREES),
    ]
    return Nominatim(**service()).geocode(words, exactly_one=False, limit=MOST, viewbox=box)


def ask_photon(words, near):
    return Photon(**service()).geocode(words, exactly_one=False, limit=MOST, location_bias=near)


def service() -> dict:
    url = urlsplit(settings.GEOCODER_URL)
    return {
        "scheme": url.scheme,
        "domain": url.netloc + url.path.rstrip("/"),
        "timeout": settings.GEOCODER_TIMEOUT,
        "user_agent": settings.GEOCODER_USER_AGENT,
    }


def as_place(location) -> Place:
    """A short name, and the whole address as its detail; raises ValueError when it is nowhere on the globe."""
    latitude, longitude = float(location.latitude), float(location.longitude)
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise ValueError("not on the globe")
    address = str(location.address)
    name = (location.raw.get("name") or "").strip() or short_name(address)
    return Place(name[:120], round(latitude, 6), round(longitude, 6), 0, address[:250])


def short_name(address: str) -> str:
    """The first part of an address; the first two when that is a house's number."""
    first, _, rest = address.partition(", ")
    return f"{first} {rest.partition(', ')[0]}".strip() if first[:1].isdigit() else first
