"""The moments somebody can log about: each stop and each way of their route, chance encounters, the whole day.

In addresses and forms a moment is a short text: ``visit-12``, ``leg-12``, ``encounter-3``, ``encounter-new``, ``day``.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from hunts.models import Participation
from reflections.models import Reflection
from visits.day import Phase, day_at, stations_of
from visits.models import Encounter
from visits.planning.stations import Station

NEW_ENCOUNTER = "encounter-new"
DAY = "day"
MOST_ENCOUNTERS = 12


@dataclass(frozen=True, slots=True)
class Choice:
    """``place`` holds the keywords of ``take_in_reflection`` that say where; ``time`` is local, or None.

    From ``since`` to ``until`` the plan says that one is there, and ``order`` is its place in the day: with these a
    phone without signal chooses by itself.
    """

    value: str
    label: str
    place: dict = field(default_factory=dict)
    time: datetime | None = None
    since: datetime | None = None
    until: datetime | None = None
    order: int | None = None

    @property
    def moment(self):
        return self.place["moment"]

    @property
    def encounter(self):
        return self.place.get("encounter")

    @property
    def visit(self):
        """The visit it is about, or that its leg leads to, or None."""
        return self.place.get("visit") or (self.place["leg"].visit if "leg" in self.place else None)


@dataclass(frozen=True, slots=True)
class Moments:
    """``near`` are those around now, ``far`` the others of the route, both in the order of the day."""

    near: list[Choice]
    far: list[Choice]
    encounters: list[Choice]
    likely: str

    @property
    def all(self):
        return [*self.near, *self.far, new_encounter(), *self.encounters, whole_day()]


def moments_of(participation: Participation, now: datetime | None = None) -> Moments:
    """Return what ``participation`` can log about, in at most two queries; ``likely`` is what the plan says of now."""
    plan = stations_of(participation)
    pairs = zip([None, *plan], plan, strict=False)
    choices = [choice for before, here in pairs for choice in (leg_choice(here, before), visit_choice(here))]
    along = [replace(choice, order=order) for order, choice in enumerate(choices)]
    current = position_now(participation, plan, now or timezone.now())
    if current is None:
        near: list[Choice] = []
    else:
        near = along[max(current - 1, 0) : current + 2]
    return Moments(
        near=near,
        far=[choice for choice in along if choice not in near],
        encounters=[encounter_choice(encounter) for encounter in encounters_of(participation)],
        likely=DAY if current is None else along[current].value,
    )


def position_now(participation, plan, now):
    """Where on the line of legs and visits the party should be, or None before and after the day."""
    day = day_at(participation.hunt, plan, now)
    if day.phase == Phase.UNDER_WAY:
        return 2 * day.to
    if day.phase == Phase.AT and day.here:
        return 2 * day.at + 1
    return None


def encounters_of(participation):
    """The latest encounters that somebody is told of."""
    return encounters_told_to(participation).order_by("-happened_at")[:MOST_ENCOUNTERS]


def can_log_about(encounter: Encounter, *people: Participation) -> bool:
    """Whether one of ``people`` opened the encounter, whatever became of what they logged about it, or is told of it:
    nobody learns a title from an id."""
    return encounter.opened_by_id in {person.pk for person in people} or any(
        encounters_told_to(person).filter(pk=encounter.pk).exists() for person in people
    )


def encounters_told_to(participation):
    """Encounters opened by somebody of the party: those on the same route, or oneself without one.

    Their titles were typed with a reflection; once nothing logged about one stands any more, it is withdrawn too. The
    others of the party are told while one of these is meant for them; what somebody keeps to themselves is not.
    """
    party = {"route": participation.route} if participation.route else {"pk": participation.pk}
    openers = Participation.objects.filter(hunt=participation.hunt, **party)
    about = Reflection.objects.standing().filter(encounter=OuterRef("pk"))
    told = Exists(about.filter(Q(participation=participation.pk) | Q(audience=Reflection.Audience.AGREED)))
    return Encounter.objects.filter(told, opened_by__in=openers)


def visit_choice(station: Station):
    place = {"moment": Reflection.Moment.VISIT, "visit": station.visit}
    label = f"At {station.stop.title}"
    return Choice(f"visit-{station.visit.pk}", label, place, station.begin, station.arrive, station.leave)


def leg_choice(station: Station, before: Station | None):
    """Nobody is expected on the first leg: the day begins where it leads to."""
    place = {"moment": Reflection.Moment.LEG, "leg": station.leg}
    since, until = (before.leave, station.arrive) if before else (None, None)
    return Choice(f"leg-{station.leg.pk}", f"On the way to {station.stop.title}", place, since=since, until=until)


def encounter_choice(encounter):
    place = {"moment": Reflection.Moment.ENCOUNTER, "encounter": encounter}
    return Choice(f"encounter-{encounter.pk}", f"Encounter: {encounter.title}", place)


def new_encounter():
    return Choice(NEW_ENCOUNTER, "A new chance encounter", {"moment": Reflection.Moment.ENCOUNTER})


def whole_day():
    return Choice(DAY, "The whole day", {"moment": Reflection.Moment.DAY})
