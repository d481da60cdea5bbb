"""Where somebody is in their day: the stations of their route and an instant in, the situation out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from hunts.models import Hunt, Participation
from visits.planning.stations import Station, stations
from visits.timetable import locate


class Phase(StrEnum):
    BEFORE = "before"
    AT = "at"
    UNDER_WAY = "under-way"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Day:
    """``here`` is the station the party is at, ``next`` the one it goes to or will go to; ``past`` counts those it has
    left; ``days_until`` the day, in local dates, is negative once it is over."""

    phase: Phase
    here: Station | None
    next: Station | None
    past: int
    days_until: int

    @property
    def at(self):
        """Position of the current station on the strip, from 0, or None."""
        return self.past if self.phase == Phase.AT else None

    @property
    def to(self):
        """Position of the station travelled to, from 0, or None."""
        return self.past if self.phase == Phase.UNDER_WAY else None

    @property
    def is_beginning(self):
        """Not later than at the first stop."""
        return self.phase == Phase.BEFORE or self.at == 0

    @property
    def is_ending(self):
        """At the last stop, or home again."""
        return self.phase == Phase.AFTER or (self.phase == Phase.AT and self.here is not None and self.next is None)

    @property
    def ahead(self):
        """Position of the next station, from 0, or None."""
        return None if self.next is None else self.past + (self.phase == Phase.AT)


@dataclass(frozen=True, slots=True)
class Turn:
    """From ``moment`` on (aware) the day stands as ``day``."""

    moment: datetime
    day: Day


def stations_of(participation: Participation) -> list[Station]:
    """The stations of somebody's route, in one query; none without a route."""
    if participation.route is None:
        return []
    return stations(participation.hunt, list(participation.route.visits.for_timeline()))


def day_at(hunt: Hunt, plan: Sequence[Station], moment: datetime) -> Day:
    """Return where a party that follows ``plan``, which may be empty, should be at ``moment`` (aware)."""
    days_until = (hunt.date - moment.astimezone(hunt.tzinfo).date()).days
    now = locate(plan, moment)
    if now.at is not None:
        following = plan[now.at + 1] if now.at + 1 < len(plan) else None
        return Day(Phase.AT, plan[now.at], following, now.at, days_until)
    if now.to is not None:
        return Day(Phase.UNDER_WAY, None, plan[now.to], now.to, days_until)
    if moment < (plan[0].arrive if plan else hunt.starts_at):
        return Day(Phase.BEFORE, None, plan[0] if plan else None, 0, days_until)
    if not plan and moment < hunt.ends_at:
        return Day(Phase.AT, None, None, 0, days_until)
    return Day(Phase.AFTER, None, None, len(plan), days_until)


def turns_after(hunt: Hunt, plan: Sequence[Station], moment: datetime) -> list[Turn]:
    """Return what comes after ``moment`` (aware), for a phone that looks on without asking again: every instant at
    which Today says something else, in order. Of the days before, the last week's."""
    midnights = [datetime.combine(hunt.date - timedelta(days), time(), tzinfo=hunt.tzinfo) for days in range(7)]
    ends = [instant for station in plan for instant in (station.arrive, station.begin, station.leave)]
    ends = ends or [hunt.starts_at, hunt.ends_at]
    instants = [each for each in [*midnights, *ends] if each > moment]
    return [Turn(each, day_at(hunt, plan, each)) for each in sorted(dict.fromkeys(instants))]
