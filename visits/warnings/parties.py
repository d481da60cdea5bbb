"""What does not add up between parties that meet, and in the whole day of one. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from visits.timetable import NO_TIME
from visits.warnings.facts import (
    BREATHER,
    MEETS_PEOPLE,
    OUT_AT_MEAL_TIME,
    REFLECTION_PAUSE,
    CallFacts,
    Code,
    Day,
    Level,
    Party,
    PlanWarning,
    Said,
    duration,
    place,
)
from visits.wording import listed

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


def names(presences: Sequence[Presence]) -> str:
    return listed(one.party.name for one in presences)


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
