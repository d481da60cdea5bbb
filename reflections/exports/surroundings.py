"""What reflections refer to, read once per export: hunts, visits, legs and authors.

There are few of them, so every string is held once and rows share it: memory grows with the plan of the programme,
not with the number of rows, and no row costs a query.
"""

from datetime import UTC

from hunts.models import Consent
from reflections.models.capture import is_told
from visits.models import Encounter, Visit
from visits.models.stops import ends_of

WHERE_FIELDS = (
    "hunt_id",
    "participation_id",
    "visit_id",
    "leg_id",
    "encounter_id",
    "encounter__title",
    "encounter__latitude",
    "encounter__longitude",
    "encounter__opened_by_id",
)
STOP_FIELDS = (
    "stop__title",
    "stop__kind",
    "stop__host__name",
    "stop__host__kind",
    "stop__host__borough",
    "stop__venue__borough",
    "stop__path",
    "stop__venue",
    "stop__venue__latitude",
    "stop__venue__longitude",
)
NO_STOP = (None, None, None, None, None)


def number(value):
    return None if value is None else float(value)


def local(moment, zone):
    """ISO 8601 wall time of ``zone`` with its offset, so that the hour a clock repeats stays two different hours."""
    return moment.astimezone(zone).isoformat(timespec="seconds")


def utc(moment):
    return moment.astimezone(UTC).isoformat()[:19] + "Z"


class Surroundings:
    def __init__(self, selection):
        programme = selection.programme
        hunts = {hunt.pk: hunt for hunt in programme.hunts.order_by()}
        self.zones = {pk: hunt.tzinfo for pk, hunt in hunts.items()}
        self._heads = {pk: (programme.name, hunt.title, hunt.date.isoformat()) for pk, hunt in hunts.items()}
        self._bases = {pk: named_point(hunt.latitude, hunt.longitude, "base") for pk, hunt in hunts.items()}
        self._untold = set(
            Encounter.objects.filter(~is_told(), hunt__in=list(hunts)).order_by().values_list("pk", flat=True)
        )
        self._read_visits()
        self._read_authors(selection.authors)
        self.conundrums = list(programme.conundrums.order_by("number"))

    def _read_visits(self):
        """By values, not by models: a thousand of those would take longer to make than the rows of a small export."""
        visits = Visit.objects.filter(route__hunt__in=list(self.zones)).order_by()
        self._visits, self._legs = {}, {}
        for pk, leg, hunt, route, *stop in visits.values_list("pk", "leg", "route__hunt", "route__name", *STOP_FIELDS):
            head, facts = self._heads[hunt], stop_facts(*stop[:6])
            at = stop_point(*stop[6:], self._bases[hunt])
            self._visits[pk] = (*head, route, "visit", *facts, None, *named(at, "stop"))
            if leg is not None:
                self._legs[leg] = (*head, route, "leg", *facts, None, *named(at, "next-stop"))

    def _read_authors(self, authors):
        fields = "pk", "user_id", "route__name", "public_name", "is_named", "agreements"
        self.authors, self.people, self._routes, self._agreeing = {}, {}, {}, set()
        lists: dict[str, str] = {}
        for pk, user, route, public_name, is_named, agreements in authors.order_by().values_list(*fields):
            uses = set(agreements.split(";")) if agreements else set()
            agrees_to = "; ".join(use for use in Consent.Use.values if use in uses)
            agrees_to = lists.setdefault(agrees_to, agrees_to)
            self.authors[pk] = (public_name, "name" if is_named else "pseudonym", agrees_to)
            self.people[pk] = str(user)
            self._routes[pk] = route
            if Consent.Use.ANALYSIS in uses:
                self._agreeing.add(pk)

    def know(self, hunt, participation, visit, leg, *_encounter):
        """Whether these were there when the export began. What somebody who has joined since logs on a visit planned
        since waits for the next export."""
        return (
            hunt in self.zones
            and participation in self.authors
            and (visit is None or visit in self._visits)
            and (leg is None or leg in self._legs)
        )

    def where(self, hunt, participation, visit, leg, *encounter):
        """The values of ``columns.WHERE`` for what the query gave for ``WHERE_FIELDS``."""
        if visit is not None:
            return self._visits[visit]
        if leg is not None:
            return self._legs[leg]
        encounter_id, title, latitude, longitude, opener = encounter
        head = (*self._heads[hunt], self._routes[participation])
        if opener is None:
            return (*head, "day", *NO_STOP, None, *self._bases[hunt])
        if opener not in self._agreeing or encounter_id in self._untold:
            return (*head, "encounter", *NO_STOP, None, None, None, None)
        return (*head, "encounter", *NO_STOP, title, *named_point(latitude, longitude, "encounter"))


def stop_facts(title, kind, host, host_kind, host_borough, venue_borough):
    return title, kind, host, host_kind, venue_borough or host_borough or None


def stop_point(path, venue, latitude, longitude, base):
    """Where one arrives at a stop, ``(latitude, longitude)``; None if that is not known."""
    place = base[:2] if venue is None else (latitude, longitude)
    ends = ends_of(path, *place)
    return ends and ends[0]


def named(point, point_is):
    return (None, None, None) if point is None else (*point, point_is)


def named_point(latitude, longitude, point_is):
    return (None, None, None) if latitude is None else (number(latitude), number(longitude), point_is)
