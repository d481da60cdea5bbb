"""What does not add up in a plan, as objects that say it. Pure: facts about calls and parties in, warnings out.

Warnings come in the order of the day. What is true of a stop whichever party calls there (its host has not answered)
is said once, and points at the stop alone: ``route`` and ``visit`` are None.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from itertools import pairwise

from visits.timetable import NO_TIME, Times, Window, instant
from visits.wording import listed, plural

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


def find_warnings(parties: Sequence[Party], starts_at: datetime, ends_at: datetime, zone: tzinfo) -> list[PlanWarning]:
    """Return what is wrong with a day planned from ``starts_at`` to ``ends_at`` (aware), in the order of the day.

    Sentences tell times as clocks in ``zone`` show them.
    """
    day = Day(starts_at.astimezone(UTC), ends_at.astimezone(UTC), zone)
    parties = sorted(parties, key=lambda party: party.number)
    said = [*about_calls(day, parties), *about_stops(day, parties), *about_meetings(day, parties)]
    said += [one for party in parties for one in about_party(day, party)]
    order = list(Code)
    said.sort(key=lambda one: (one.moment, order.index(Code(one.warning.code))))
    return [one.warning for one in said]


# One call of one party --------------------------------------------------------


def about_calls(day: Day, parties: Sequence[Party]) -> Iterator[Said]:
    for party in parties:
        for before, call in zip([None, *party.calls], party.calls, strict=False):
            findings = [
                *about_fixed_start(day, party, call, before),
                *about_opening(day, party, call),
                *about_own_window(day, party, call),
                *about_waiting(day, party, call),
                *about_journey(call, before),
                *about_room(party, call),
                *about_access(party, call),
            ]
            for finding in findings:
                yield Said(call.times.arrive, PlanWarning(*finding, party.route, call.visit, call.stop))


def about_fixed_start(day: Day, party: Party, call: CallFacts, before: CallFacts | None) -> Iterator[Finding]:
    fixed, times = call.fixed_start, call.times
    if fixed is None or times.begin <= fixed:
        return
    starts = f"{call.title} is fixed for {day.clock(fixed)}"
    if times.arrive <= fixed:
        sentence = f"{starts}, but cannot begin before {day.clock(times.begin)}."
        yield Code.FIXED_START_MISSED, Level.PROBLEM, sentence
    elif before is None:
        yield Code.BEFORE_THE_DAY, Level.PROBLEM, f"{starts}, but the day starts at {day.clock(times.arrive)}."
    elif fixed < before.times.leave:
        sentence = f"{starts}, but {before.title} lasts until {day.clock(before.times.leave)}."
        yield Code.TWO_THINGS_AT_ONCE, Level.PROBLEM, sentence
    else:
        sentence = (
            f"{starts}: {before.title} ends at {day.clock(before.times.leave)} and the journey takes "
            f"{duration(call.journey)}, so {party.name} comes {duration(times.arrive - fixed)} late."
        )
        yield Code.NO_TIME_TO_TRAVEL, Level.PROBLEM, sentence


class Misfit(StrEnum):
    """How a stay misses all of its windows: the next is yet to open, it closes during the stay, all have closed."""

    EARLY = "early"
    CUT_SHORT = "cut-short"
    OVER = "over"


def misfit(windows: Sequence[Window], times: Times) -> tuple[Misfit, datetime] | None:
    """Return how a stay misses ``windows`` and when the one in question opens or closes; None if one holds it."""
    if not windows or any(window.holds(times.begin, times.leave) for window in windows):
        return None
    closing = [window.closes for window in windows if window.closes and window.is_open_at(times.begin)]
    if closing:
        return Misfit.CUT_SHORT, max(closing)
    opening = [window.opens for window in windows if window.opens and window.opens > times.begin]
    if opening:
        return Misfit.EARLY, min(opening)
    return Misfit.OVER, max(window.closes for window in windows if window.closes)


def about_opening(day: Day, party: Party, call: CallFacts) -> Iterator[Finding]:
    found = misfit(call.opening, call.times)
    if found is None:
        return
    how, moment = found
    if how == Misfit.EARLY:
        code, does = Code.NOT_OPEN_YET, "only opens"
    else:
        code, does = Code.CLOSED_BY_THEN, "closes"
    then = f"{call.title} begins at {day.clock(call.times.begin)}"
    if how == Misfit.CUT_SHORT:
        code, then = Code.CLOSES_BEFORE_LEAVING, f"{party.name} leaves at {day.clock(call.times.leave)}"
    yield code, Level.PROBLEM, f"{place(call)} {does} at {day.clock(moment)}, and {then}."


def about_own_window(day: Day, party: Party, call: CallFacts) -> Iterator[Finding]:
    found = misfit(call.windows, call.times)
    if found is None:
        return
    how, moment = found
    bound = "may not begin before" if how == Misfit.EARLY else "has to be over by"
    then = f"begins at {day.clock(call.times.begin)}"
    if how == Misfit.CUT_SHORT:
        then = f"{party.name} leaves at {day.clock(call.times.leave)}"
    yield Code.WINDOW_MISSED, Level.PROBLEM, f"{call.title} {bound} {day.clock(moment)}, and {then}."


def about_waiting(day: Day, party: Party, call: CallFacts) -> Iterator[Finding]:
    """Early at a closed door or before the stop's window; and long waits for anything else."""
    times = call.times
    door, window = awaited(call.opening, times), awaited(call.windows, times)
    opens = max((moment for moment in (door, window) if moment), default=times.arrive)
    early = opens - times.arrive
    if early:
        what = f"{place(call)} opens at" if opens == door else f"{call.title} may not begin before"
        yield (
            Code.ARRIVES_TOO_EARLY,
            Level.NOTE if early <= SHORT_WAIT else Level.CAUTION,
            f"{what} {day.clock(opens)}, and {party.name} arrives at {day.clock(times.arrive)}: "
            f"a wait of {duration(early)}.",
        )
    if times.wait > LONG_WAIT and times.wait > early:
        sentence = f"{party.name} waits {duration(times.wait)} for {call.title} to begin at {day.clock(times.begin)}."
        yield Code.LONG_WAIT, Level.CAUTION, sentence


def awaited(windows: Sequence[Window], times: Times) -> datetime | None:
    """When the window opens that a party waits for; None if one is open when it arrives, or none opens in the wait."""
    if any(window.is_open_at(times.arrive) for window in windows):
        return None
    opens = [window.opens for window in windows if window.opens and times.arrive < window.opens <= times.begin]
    return max(opens, default=None)


def about_journey(call: CallFacts, before: CallFacts | None) -> Iterator[Finding]:
    if before and not call.journey_known:
        sentence = f"The journey to {call.title} counts as no time, because a place on it is not on the map yet."
        yield Code.JOURNEY_NOT_KNOWN, Level.CAUTION, sentence


def about_room(party: Party, call: CallFacts) -> Iterator[Finding]:
    if call.capacity is None:
        return
    holds = f"{place(call)} holds {call.capacity}"
    if party.people > call.capacity:
        yield Code.MORE_THAN_FIT, Level.PROBLEM, f"{count(party.people)} joined {party.name}, and {holds}."
    elif (party.places or 0) > call.capacity:
        yield Code.MORE_COULD_COME_THAN_FIT, Level.CAUTION, f"{party.name} has {party.places} places, and {holds}."


def about_access(party: Party, call: CallFacts) -> Iterator[Finding]:
    if not party.needs_step_free or call.step_free:
        return
    needs = f"{party.name} needs step-free access"
    if call.step_free is None:
        sentence = f"{needs}, and it is not known whether {place(call)} has it."
        yield Code.STEP_FREE_NOT_KNOWN, Level.CAUTION, sentence
    else:
        yield Code.NOT_STEP_FREE, Level.PROBLEM, f"{needs}, and {place(call)} does not have it."


# A stop, whoever calls there --------------------------------------------------


def about_stops(day: Day, parties: Sequence[Party]) -> Iterator[Said]:
    calls = sorted((call for party in parties for call in party.calls), key=lambda call: call.times.arrive)
    first = {call.stop: call for call in reversed(calls)}
    for call in first.values():
        for finding in [*about_weekday(day, call), *about_host(call)]:
            yield Said(call.times.arrive, PlanWarning(*finding, stop=call.stop))


def about_weekday(day: Day, call: CallFacts) -> Iterator[Finding]:
    if call.opening_known and not call.open_that_weekday:
        sentence = f"{place(call)} is not known to be open on {day.date:%A}s."
        yield Code.NOT_KNOWN_TO_BE_OPEN, Level.CAUTION, sentence


def about_host(call: CallFacts) -> Iterator[Finding]:
    if not call.host:
        return
    about = "" if call.title == call.host else f" about {call.title}"
    if call.host_status is None:
        yield Code.HOST_NOT_ASKED, Level.CAUTION, f"{call.host} has not been asked{about} yet."
    elif call.host_status == "asked":
        yield Code.HOST_NOT_ANSWERED, Level.CAUTION, f"{call.host} has been asked{about} and has not answered yet."
    elif call.host_status == "declined":
        yield Code.HOST_DECLINED, Level.PROBLEM, f"{call.host} was asked{about} and has declined."
    elif call.host_status == "proposed":
        sentence = f"{call.host} was asked{about} and has proposed another time."
        yield Code.HOST_PROPOSES_ANOTHER_TIME, Level.CAUTION, sentence


# Parties that meet ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Presence:
    party: Party
    call: CallFacts

    def is_there_at(self, moment: datetime) -> bool:
        return self.call.times.arrive <= moment < self.call.times.leave


def about_meetings(day: Day, parties: Sequence[Party]) -> Iterator[Said]:
    presences = [Presence(party, call) for party in parties for call in party.calls]
    presences.sort(key=lambda one: one.call.times.arrive)
    for venue in unique(one.call.venue_key for one in presences):
        for occasion in occasions([one for one in presences if one.call.venue_key == venue]):
            yield from about_shared_room(day, occasion)
    for host in unique(one.call.host_key for one in presences):
        yield from about_shared_host(day, [one for one in presences if one.call.host_key == host])


def unique(keys):
    return [key for key in dict.fromkeys(keys) if key is not None]


def occasions(presences: Sequence[Presence]) -> Iterator[list[Presence]]:
    """Split presences at one place, in order of arrival, wherever nobody is there any more."""
    occasion: list[Presence] = []
    for one in presences:
        if occasion and one.call.times.arrive >= max(other.call.times.leave for other in occasion):
            yield occasion
            occasion = []
        occasion.append(one)
    if occasion:
        yield occasion


def about_shared_room(day: Day, occasion: Sequence[Presence]) -> Iterator[Said]:
    """One warning at most for the fullest moment of an occasion, people who joined before places that could fill."""
    capacity = occasion[0].call.capacity
    if capacity is None:
        return
    crowds = [[other for other in occasion if other.is_there_at(one.call.times.arrive)] for one in occasion]
    crowds = [crowd for crowd in crowds if len(crowd) > 1]
    for size, code, level, noun in (
        (joined, Code.MORE_TOGETHER_THAN_FIT, Level.PROBLEM, "people"),
        (expected, Code.MORE_COULD_COME_TOGETHER_THAN_FIT, Level.CAUTION, "places"),
    ):
        fullest = max(crowds, key=size, default=[])
        if size(fullest) > capacity:
            moment = fullest[-1].call.times.arrive
            sentence = (
                f"{names(fullest)} are at {place(fullest[-1].call)} together at {day.clock(moment)}, "
                f"with {size(fullest)} {noun}, and it holds {capacity}."
            )
            yield Said(moment, PlanWarning(code, level, sentence, stop=fullest[-1].call.stop))
            return


def joined(crowd: Sequence[Presence]) -> int:
    return sum(one.party.people for one in crowd)


def expected(crowd: Sequence[Presence]) -> int:
    return sum(max(one.party.people, one.party.places or 0) for one in crowd)


def about_shared_host(day: Day, presences: Sequence[Presence]) -> Iterator[Said]:
    """A host whom two parties meet at once, unless it is one stop for both or one room that is known to hold them."""
    for number, second in enumerate(presences):
        for first in presences[:number]:
            begins, ends = second.call.times.arrive, min(first.call.times.leave, second.call.times.leave)
            if begins < ends and not meet_by_design(first.call, second.call):
                sentence = (
                    f"{names([first, second])} are both with {second.call.host} from {day.clock(begins)} to "
                    f"{day.clock(ends)}, at two different stops."
                )
                warning = PlanWarning(Code.HOST_IN_TWO_PLACES, Level.CAUTION, sentence, stop=second.call.stop)
                yield Said(begins, warning)


def meet_by_design(first: CallFacts, second: CallFacts) -> bool:
    if first.stop == second.stop:
        return True
    return first.venue_key is not None and first.venue_key == second.venue_key and first.capacity is not None


# The whole day of a party -----------------------------------------------------


def about_party(day: Day, party: Party) -> Iterator[Said]:
    if not party.calls:
        warning = PlanWarning(Code.EMPTY_ROUTE, Level.CAUTION, f"{party.name} has no stops yet.", party.route)
        yield Said(day.starts_at, warning)
        return
    yield from about_reflecting(party)
    yield from about_meal(day, party)
    last = party.calls[-1]
    over = last.times.leave - day.ends_at
    if over > NO_TIME:
        sentence = f"{party.name} finishes at {day.clock(last.times.leave)}, {duration(over)} later than planned."
        warning = PlanWarning(Code.LONGER_THAN_PLANNED, Level.PROBLEM, sentence, party.route, last.visit, last.stop)
        yield Said(last.times.leave, warning)


def about_reflecting(party: Party) -> Iterator[Said]:
    """Between two meetings people need time to think and write: journeys, waits, meals and pauses all give it."""
    meetings = [number for number, call in enumerate(party.calls) if call.kind in MEETS_PEOPLE]
    for first, second in pairwise(meetings):
        after, then = party.calls[first], party.calls[second]
        busy = sum((call.stay for call in party.calls[first + 1 : second] if call.kind not in BREATHER), NO_TIME)
        pause = then.times.begin - after.times.leave - busy
        if pause < REFLECTION_PAUSE:
            sentence = (
                f"{party.name} has {duration(pause)} to reflect between {after.title} and {then.title}; "
                f"{duration(REFLECTION_PAUSE)} or more are better."
            )
            warning = PlanWarning(
                Code.NO_PAUSE_TO_REFLECT, Level.CAUTION, sentence, party.route, after.visit, after.stop
            )
            yield Said(after.times.leave, warning)


def about_meal(day: Day, party: Party) -> Iterator[Said]:
    begins, ends = day.meal_time
    out = min(party.calls[-1].times.leave, ends) - max(party.calls[0].times.arrive, begins)
    eats = any(call.kind == "meal" and call.times.begin < ends and call.times.leave > begins for call in party.calls)
    if out >= OUT_AT_MEAL_TIME and not eats:
        sentence = f"{party.name} has no meal between {day.clock(begins)} and {day.clock(ends)}."
        yield Said(begins, PlanWarning(Code.NO_MEAL, Level.CAUTION, sentence, party.route))


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


def names(presences: Sequence[Presence]) -> str:
    return listed(one.party.name for one in presences)
