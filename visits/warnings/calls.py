"""What does not add up at one call of a party, or at a stop, whoever calls there. Pure."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import StrEnum

from visits.timetable import Times, Window
from visits.warnings.facts import (
    LONG_WAIT,
    SHORT_WAIT,
    CallFacts,
    Code,
    Day,
    Finding,
    Level,
    Party,
    PlanWarning,
    Said,
    count,
    duration,
    place,
)


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
