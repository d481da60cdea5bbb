"""Pages of a long list, by where the last one ended instead of by number.

Turning to the thousandth page costs the same as to the second, and nothing is counted. The order is that of the index
``reflections_of_a_programme``: the latest first, and the id where several were noted at the same time.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db.models import Q

PAGE_SIZE = 50
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Place:
    """A place in the list, between the row it names and the next; in addresses ``<microseconds since 1970>_<id>``."""

    noted_at: datetime
    pk: UUID

    def __str__(self):
        return f"{(self.noted_at - EPOCH) // timedelta(microseconds=1)}_{self.pk}"

    @classmethod
    def parse(cls, text):
        """The place an address names, or None when it names none: then the list starts at its beginning."""
        microseconds, _, pk = text.partition("_")
        try:
            return cls(EPOCH + timedelta(microseconds=int(microseconds)), UUID(pk))
        except (ValueError, OverflowError):
            return None

    def older(self):
        return Q(noted_at__lte=self.noted_at) & (Q(noted_at__lt=self.noted_at) | Q(pk__lt=self.pk))

    def newer(self):
        return Q(noted_at__gte=self.noted_at) & (Q(noted_at__gt=self.noted_at) | Q(pk__gt=self.pk))


class Page:
    """One page of a queryset of reflections: those before or after the place the address names, else the first.

    ``rows`` is a sliced queryset of one row more than a page holds, so that the page knows whether there are others.
    """

    def __init__(self, reflections, before="", after="", size=PAGE_SIZE):
        self.size = size
        self.after = Place.parse(after)
        self.before = None if self.after else Place.parse(before)
        self.rows = self._narrowed(reflections)[: size + 1]

    def _narrowed(self, reflections):
        if self.after:
            return reflections.filter(self.after.newer()).order_by("noted_at", "id")
        reflections = reflections.order_by("-noted_at", "-id")
        return reflections.filter(self.before.older()) if self.before else reflections

    def turn(self, entries):
        """Take the entries of ``rows``, the latest first; return this page's, and know ``older`` and ``newer``."""
        has_more = len(entries) > self.size
        self.entries = entries[-self.size :] if self.after else entries[: self.size]
        has_older = bool(self.after) or has_more
        has_newer = bool(self.before) or (bool(self.after) and has_more)
        self.older = place_of(self.entries[-1]) if self.entries and has_older else None
        self.newer = place_of(self.entries[0]) if self.entries and has_newer else None
        return self.entries


def place_of(entry):
    return Place(entry["noted_at"], entry["id"])
