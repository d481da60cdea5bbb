"""Where somebody is in their day: the stations of their route and an instant in, the situation out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
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
