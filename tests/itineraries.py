"""Shared routes for the writers of calendars, tracks and print: one call, one route, the demo's, and the extremes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from visits.outputs.itinerary import Call, HostCall, HostSheet, Itinerary, Question

LONDON = ZoneInfo("Europe/London")
# A summer hunt, planned in winter.
SHARED_AT = datetime(2026, 1, 12, 16, 5, tzinfo=UTC)
DAY = datetime(2026, 7, 7, tzinfo=LONDON)
QUESTIONS = (
    Question(1, "Always new?", "Do we assume good social innovations are always new?"),
    Question(2, "Bottom up?", "Are we hampered by thinking that bottom up is best?"),
    Question(3, "Spaces", "What role do spaces play?"),
    Question(4, "Leadership", "Can co-production and robust leadership go together?"),
)
PATH = {"type": "LineString", "coordinates": [[-2.519, 53.4975], [-2.5236, 53.4983], [-2.522, 53.4963]]}


def at(wall: str, day: datetime = DAY) -> datetime:
    """The moment at which clocks showed ``wall`` ("HH:MM") on the day."""
    hour, minute = map(int, wall.split(":"))
    return day.replace(hour=hour, minute=minute)


def make_call(number=1, start="09:30", end="10:30", day=DAY, **changes) -> Call:
    begin = at(start, day)
    facts = {
        "uid": f"00000000-0000-4000-8000-{number:012}",
        "number": number,
        "title": f"Stop {number}",
        "kind": "visit",
        "kind_label": "Visit to a host",
        "arrive": begin,
        "begin": begin,
        "leave": at(end, day),
        "place": "Community Hall",
        "changed_at": SHARED_AT,
    }
    return Call(**facts | changes)


def make_itinerary(*calls: Call, **changes) -> Itinerary:
    day = calls[0].begin if calls else DAY
    facts = {
        "hunt_title": "Summer hunt",
        "hunt_uid": "10000000-0000-4000-8000-000000000001",
        "route_uid": "20000000-0000-4000-8000-000000000001",
        "route_name": "North",
        "route_number": 1,
        "zone": day.tzinfo.key,
        "starts_at": at("09:30", day),
        "ends_at": at("17:00", day),
        "shared_at": SHARED_AT,
        "version": 3,
        "base_name": "Eccles",
        "treasure": "Innovation, leadership, expertise, spaces and places.",
        "people": 8,
        "calls": calls,
    }
    return Itinerary(**facts | changes)


def make_host_sheet(*calls: HostCall, **changes) -> HostSheet:
    facts = {
        "host": "Canal Street Pantry",
        "hunt_title": "Summer hunt",
        "zone": "Europe/London",
        "shared_at": SHARED_AT,
        "version": 3,
        "treasure": "Innovation, leadership, expertise, spaces and places.",
        "calls": calls,
    }
    return HostSheet(**facts | changes)


def host_call(itinerary: Itinerary, call: Call) -> HostCall:
    """What a host of ``call`` is told about it."""
    return HostCall(
        party=itinerary.route_name,
        people=itinerary.people,
        begin=call.begin,
        leave=call.leave,
        title=call.title,
        place=call.place,
        address=call.address,
        access_notes=call.access_notes,
        step_free=call.step_free,
        meet=call.meet,
        prompts=call.prompts,
        conundrums=call.conundrums,
    )


def make_walk(number=2, **changes) -> Call:
    """A walking tour, reached by minibus after a wait."""
    facts = {
        "kind": "walking-tour",
        "kind_label": "Walking tour",
        "title": "Walking tour of Leigh West",
        "arrive": at("11:10"),
        "path": PATH,
        "latitude": 53.4975,
        "longitude": -2.519,
        "mode": "minibus",
        "mode_label": "Minibus or car",
        "journey_minutes": 40,
        "journey_estimated": True,
        "meet": "the support worker, who leads the walk",
        "host": "Leigh Neighbours",
        "place": "Leigh library",
        "address": "Civic Square, Leigh",
        "step_free": True,
        "access_notes": "Ring the bell by the side door.",
        "prompts": ("What is looked after here?", "Who goes first?"),
        "conundrums": QUESTIONS[:2],
    }
    return make_call(number, "11:20", "13:20", **facts | changes)


def moved(call: Call, **by) -> Call:
    """``call`` at another time of the same day, changed once more."""
    shift = timedelta(**by)
    return replace(
        call,
        arrive=call.arrive + shift,
        begin=call.begin + shift,
        leave=call.leave + shift,
        sequence=call.sequence + 1,
        changed_at=call.changed_at + timedelta(days=1),
    )
