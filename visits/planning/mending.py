"""What would make a day fit that does not: the repairs of an ordering problem as changes of the plan, in words."""

from dataclasses import dataclass, replace

from visits.models import Stop, Venue
from visits.ordering import Conflict, Order, Repair, apply_repair, best_order
from visits.ordering.repairs import DAY_END, DAY_START, LEAVE_OUT, STAY, WINDOW_START
from visits.planning.changes import Change, EditStop, RemoveVisit, Several
from visits.planning.fitting import MINUTE, RouteDay, fits
from visits.planning.reasons import duration_of
from visits.planning.rows import wall_time
from visits.planning.suggesting import arrangement
from visits.timetable import Window, joined
from visits.warnings import MEAL_FROM
from visits.wording import listed

MOST = 8  # mends offered
SHORTEST_STAY = 5  # as in the stop's form

SHORTEN, BEGIN, DROP, DAY = "shorten", "begin", "leave-out", "day"


@dataclass(frozen=True, slots=True)
class Mend:
    """One thing that makes everything fit. ``kind`` and ``value`` say what: a stay of so many minutes (shorten), a
    begin that many minutes after the start (begin), visits ``keys`` that go (leave-out), or the day's end or start.

    ``changes`` of the plan bring it about; where there are none it is mended elsewhere. ``venue`` has to be open at
    other times, which its page says. ``cost`` is in minutes, as in ``visits.ordering.repairs``.
    """

    kind: str
    keys: tuple[str, ...]
    value: int
    cost: int
    sentence: str
    note: str = ""
    changes: tuple[Change, ...] = ()
    venue: Venue | None = None

    @property
    def can_be_made(self) -> bool:
        """Whether a change of the plan is all it takes."""
        return bool(self.changes) and self.venue is None


def mends(day: RouteDay, conflict: Conflict) -> list[Mend]:
    """The cheapest repairs, cheapest first; each was tried on the plan, and makes an order of it possible."""
    found: list[Mend] = []
    for repair in conflict.repairs:
        if len(found) == MOST:
            break
        mend = mend_of(day, repair)
        if mend and mend.sentence not in {each.sentence for each in found}:
            found.append(mend)
    return sorted(found, key=lambda mend: mend.cost)


def mend_of(day: RouteDay, repair: Repair) -> Mend | None:
    """What a repair is in the plan; None when the plan can't be changed so."""
    if repair.kind in {DAY_START, DAY_END}:
        return about_the_day(day, repair)
    if repair.kind == STAY:
        return shortened(day, repair)
    begin = repair.value
    if repair.kind not in {WINDOW_START, LEAVE_OUT}:
        begin -= day.stop_at(repair.keys[0]).stay_minutes
    kind = DROP if repair.kind == LEAVE_OUT else BEGIN
    mend = make_mend(day, kind, repair.keys, begin, repair.cost)
    return mend if mend and helps(day, mend) else None


def shortened(day: RouteDay, repair: Repair) -> Mend | None:
    """The longest stay that fits: less than the repair has where the stop must begin at a certain time."""
    stop = day.stop_at(repair.keys[0])
    longest, too_long = SHORTEST_STAY - 1, repair.value + 1
    stay = repair.value
    while longest < too_long - 1:
        mend = make_mend(day, SHORTEN, repair.keys, stay)
        longest, too_long = (stay, too_long) if mend and helps(day, mend) else (longest, stay)
        stay = (longest + too_long) // 2
    if longest < SHORTEST_STAY:
        return None
    return make_mend(day, SHORTEN, repair.keys, longest, stop.stay_minutes - longest)


def make_mend(day: RouteDay, kind: str, keys: tuple[str, ...], value: int, cost: int = 0) -> Mend | None:
    """The mend of that kind, whether it helps or not; None when the plan can't say it or a visit isn't there."""
    if not keys or not set(keys) <= set(day.keys):
        return None
    makers = {SHORTEN: make_shorten, BEGIN: make_begin, DROP: make_drop}
    mend = makers[kind](day, keys, value) if kind in makers else None
    return replace(mend, cost=cost) if mend else None


def make_shorten(day: RouteDay, keys: tuple[str, ...], stay: int) -> Mend | None:
    stop = day.stop_at(keys[0])
    if not SHORTEST_STAY <= stay < stop.stay_minutes:
        return None
    change = EditStop(str(stop.uid), {"stay_minutes": stay})
    sentence = f"Cut “{stop.title}” to {duration_of(stay)}, from {duration_of(stop.stay_minutes)}"
    return Mend(SHORTEN, keys[:1], stay, 0, sentence, elsewhere(day, stop), (change,))


def make_drop(day: RouteDay, keys: tuple[str, ...], value: int) -> Mend | None:
    titles = listed([f"“{day.stop_at(key).title}”" for key in keys])
    changes = tuple(RemoveVisit(key) for key in keys)
    return Mend(DROP, keys, 0, 0, f"Leave out {titles}", "It stays among the stops of the hunt.", changes)


def make_begin(day: RouteDay, keys: tuple[str, ...], begin: int) -> Mend | None:
    """The stop may begin at that minute: its fixed start and window give way, and its venue is asked to."""
    key, stop = keys[0], day.stop_at(keys[0])
    if abs(begin) >= 2 * 24 * 60:
        return None
    facts = facts_for(day, key, stop, begin)
    if facts is None:
        return None
    venue = None if is_open(day, stop, begin) else stop.venue
    if not facts and not venue:
        return None
    changes = (EditStop(str(stop.uid), facts),) if facts else ()
    note = elsewhere(day, stop) if facts else ""
    if facts and venue:
        note = f"{venue.name} would have to be open then as well. {note}".strip()
    sentence = begin_sentence(day, key, stop, begin) if facts else opening_sentence(day, stop, begin)
    return Mend(BEGIN, keys[:1], begin, 0, sentence, note, changes, venue)


def facts_for(day: RouteDay, key: str, stop: Stop, begin: int) -> dict[str, str] | None:
    """What the plan has to say so that the stop may begin then; None when wall times can't say it."""
    clock, end = day.clock, begin + stop.stay_minutes
    wanted: dict[str, int] = {}
    if stop.fixed_start and clock.minute(stop.fixed_start) != begin:
        wanted["fixed_start"] = begin
    if stop.earliest_start and clock.minute(clock.on_the_day(stop.earliest_start)) > begin:
        wanted["earliest_start"] = begin
    if stop.latest_finish and clock.minute(clock.on_the_day(stop.latest_finish)) < end:
        wanted["latest_finish"] = end
    if day.is_at_meal_time(key):
        first, last = (clock.minute(moment) for moment in clock.meal_time)
        if not first <= begin <= last:
            wanted = {"earliest_start": min(first, begin), "latest_finish": max(last + stop.stay_minutes, end)}
    facts = {name: clock.written(minute) for name, minute in wanted.items()}
    return None if None in facts.values() else {name: text for name, text in facts.items() if text}


def is_open(day: RouteDay, stop: Stop, begin: int) -> bool:
    """Whether the venue, if it is known when it is open, is open for the whole stay."""
    opening = day.opening_of(stop)
    return not opening or any(window.holds(*stay_from(day, stop, begin)) for window in opening)


def stay_from(day: RouteDay, stop: Stop, begin: int):
    moment = day.clock.moment(begin)
    return moment, moment + stop.stay_minutes * MINUTE


def begin_sentence(day: RouteDay, key: str, stop: Stop, begin: int) -> str:
    clock, title = day.clock, f"“{stop.title}”"
    then, over = clock.wall(begin), clock.wall(begin + stop.stay_minutes)
    if stop.fixed_start:
        was = clock.wall(clock.minute(stop.fixed_start))
        return f"Let {title} start at {then} instead of {was}"
    if day.is_at_meal_time(key):
        early = clock.moment(begin) < clock.on_the_day(MEAL_FROM)
        return f"Let {title} start as {'early' if early else 'late'} as {then}"
    if stop.earliest_start and clock.minute(clock.on_the_day(stop.earliest_start)) > begin:
        return f"Let {title} start by {then} instead of not before {wall_time(stop.earliest_start)}"
    return f"Let {title} last until {over} instead of {wall_time(stop.latest_finish)}"


def opening_sentence(day: RouteDay, stop: Stop, begin: int) -> str:
    moment, leave = stay_from(day, stop, begin)
    opening = day.opening_of(stop)
    then, over = day.clock.wall(begin), day.clock.wall(begin + stop.stay_minutes)
    if any(window.is_open_at(moment) for window in opening):
        times = f"until {over}"
    elif any(window.is_open_at(leave - MINUTE) for window in opening):
        times = f"from {then}"
    else:
        times = f"from {then} to {over}"
    return f"Have {stop.place_name} open {times}, for “{stop.title}”"


def elsewhere(day: RouteDay, stop: Stop) -> str:
    """That a change of the stop is one for other parties, too."""
    calls = {route for route, _, visit in day.plan.visits() if visit.stop == str(stop.uid)} - {day.uid}
    return "Other routes call there too: it changes for them as well." if calls else ""


def about_the_day(day: RouteDay, repair: Repair) -> Mend | None:
    clock = day.clock
    if clock.written(repair.value) is None or not fits(apply_repair(day.problem, repair)):
        return None
    word, was = ("Start", 0) if repair.kind == DAY_START else ("End", clock.end)
    sentence = f"{word} the day at {clock.wall(repair.value)} instead of {clock.wall(was)}"
    return Mend(DAY, (), repair.value, repair.cost, sentence)


def mended(day: RouteDay, mend: Mend) -> RouteDay:
    """The day with the mend made, as if the venue had agreed."""
    after = day.changed(*mend.changes)
    if mend.venue is None:
        return after
    stop = after.stop_at(mend.keys[0])
    asked = Window(*stay_from(after, stop, mend.value))
    return replace(after, opening={**after.opening, str(stop.uid): joined([*after.opening_of(stop), asked])})


def helps(day: RouteDay, mend: Mend) -> bool:
    return fits(mended(day, mend).problem)


def mending(day: RouteDay, mend: Mend) -> Change | None:
    """The mend and the best order that it makes possible as one change; None when it is not enough."""
    if not mend.can_be_made or not helps(day, mend):
        return None
    after = mended(day, mend)
    found = best_order(after.problem)
    return Several((*mend.changes, arrangement(after, found.keys))) if isinstance(found, Order) else None
