"""What warnings are made of: the facts about calls and parties that they need, and how they speak. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from visits.timetable import Times, Window, instant
from visits.wording import plural

MEAL_FROM, MEAL_UNTIL = time(11, 30), time(14, 0)
# A party that is out for at least this much of that time needs a meal in it.
OUT_AT_MEAL_TIME = timedelta(minutes=90)
REFLECTION_PAUSE = timedelta(minutes=10)
LONG_WAIT = timedelta(minutes=30)
# Up to this long before a door opens is good manners: noted, no more.
SHORT_WAIT = timedelta(minutes=10)

MEETS_PEOPLE = {"visit", "walking-tour"}
BREATHER = {"meal", "pause"}


class Level(StrEnum):
    PROBLEM = "problem"  # cannot work as planned
    CAUTION = "caution"  # look at it
    NOTE = "note"

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return list(Level).index(self)


class Code(StrEnum):
    """The kinds of warning, in the order in which they are said of one call."""

    EMPTY_ROUTE = "empty-route"
    BEFORE_THE_DAY = "before-the-day"
    TWO_THINGS_AT_ONCE = "two-things-at-once"
    NO_TIME_TO_TRAVEL = "no-time-to-travel"
    FIXED_START_MISSED = "fixed-start-missed"
    NOT_OPEN_YET = "not-open-yet"
    CLOSES_BEFORE_LEAVING = "closes-before-leaving"
    CLOSED_BY_THEN = "closed-by-then"
    WINDOW_MISSED = "window-missed"
    ARRIVES_TOO_EARLY = "arrives-too-early"
    LONG_WAIT = "long-wait"
    JOURNEY_NOT_KNOWN = "journey-not-known"
    MORE_THAN_FIT = "more-than-fit"
    MORE_COULD_COME_THAN_FIT = "more-could-come-than-fit"
    NOT_STEP_FREE = "not-step-free"
    STEP_FREE_NOT_KNOWN = "step-free-not-known"
    NOT_KNOWN_TO_BE_OPEN = "not-known-to-be-open"
    HOST_NOT_ASKED = "host-not-asked"
    HOST_NOT_ANSWERED = "host-not-answered"
    HOST_DECLINED = "host-declined"
    HOST_PROPOSES_ANOTHER_TIME = "host-proposes-another-time"
    MORE_TOGETHER_THAN_FIT = "more-together-than-fit"
    MORE_COULD_COME_TOGETHER_THAN_FIT = "more-could-come-together-than-fit"
    HOST_IN_TWO_PLACES = "host-in-two-places"
    NO_PAUSE_TO_REFLECT = "no-pause-to-reflect"
    NO_MEAL = "no-meal"
    LONGER_THAN_PLANNED = "longer-than-planned"


@dataclass(frozen=True, slots=True)
class PlanWarning:
    """One sentence about the plan. ``code`` names its kind; ``route``, ``visit``, ``stop`` are uids it points at."""

    code: str
    level: Level
    sentence: str
    route: str | None = None
    visit: str | None = None
    stop: str | None = None


@dataclass(frozen=True, slots=True)
class CallFacts:
    """All that warnings need to know of one call of a route at a stop.

    ``kind`` is gathering, visit, walking-tour, meal or pause. ``windows`` are the stop's own, set by the organiser;
    ``opening`` is when its venue is open on the day, empty if it has no hours that weekday. ``opening_known``: the
    venue has hours on some day; ``open_that_weekday``: on this one. ``host_status`` is None (not asked), asked,
    confirmed, declined or proposed. Keys tell hosts and venues apart and are None where there is none;
    ``venue_name`` may be that of the hunt's base. ``journey_known`` is False if it counts as nothing because a place
    has no point.
    """

    visit: str
    stop: str
    title: str
    kind: str
    times: Times
    stay: timedelta
    journey: timedelta = timedelta(0)
    mode: str = "foot"
    fixed_start: datetime | None = None
    windows: tuple[Window, ...] = ()
    opening: tuple[Window, ...] = ()
    opening_known: bool = False
    open_that_weekday: bool = False
    host: str = ""
    host_key: object = None
    host_status: str | None = None
    venue_key: object = None
    venue_name: str = ""
    capacity: int | None = None
    step_free: bool | None = None
    journey_known: bool = True


@dataclass(frozen=True, slots=True)
class Party:
    """A route with its calls in order: how many ``people`` have joined it, and for how many it has ``places``."""

    route: str
    name: str
    number: int
    people: int
    places: int | None
    needs_step_free: bool
    calls: tuple[CallFacts, ...]


Finding = tuple[Code, Level, str]


@dataclass(frozen=True, slots=True)
class Said:
    """A warning and the moment of the day it is about."""

    moment: datetime
    warning: PlanWarning


@dataclass(frozen=True, slots=True)
class Day:
    starts_at: datetime
    ends_at: datetime
    zone: tzinfo

    @property
    def date(self) -> date:
        return self.starts_at.astimezone(self.zone).date()

    @property
    def meal_time(self) -> tuple[datetime, datetime]:
        return instant(self.date, MEAL_FROM, self.zone), instant(self.date, MEAL_UNTIL, self.zone)

    def clock(self, moment: datetime) -> str:
        """The local time, such as 13:20; with its zone in the hour that clocks show twice."""
        local = moment.astimezone(self.zone)
        twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
        later = local.date() > self.date
        return f"{local:%H:%M}{f' {local.tzname()}' if twice else ''}{' the next day' if later else ''}"


# Words ------------------------------------------------------------------------


def place(call: CallFacts) -> str:
    return call.venue_name or call.title


def duration(span: timedelta) -> str:
    """Whole minutes, rounded up, such as "25 minutes" or "1 hour 5 minutes"."""
    hours, minutes = divmod(-(-span // timedelta(minutes=1)), 60)
    parts = [plural(hours, "hour")] * bool(hours) + [plural(minutes, "minute")] * bool(minutes)
    return " ".join(parts) or "no time"


def count(people: int) -> str:
    return "1 person has" if people == 1 else f"{people} people have"
