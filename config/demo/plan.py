"""The day: the hunt, its stops, and three routes that part after the briefing and meet again for the sharing."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hunts.models import Hunt, Membership, Route
from visits.models import Invitation, Leg, Mode, Stop, Visit
from visits.planning.sharing import share_plan

SLUG = "eccles-treasure-hunt"
# Five days before the clocks go forward: local time is UTC.
ZONE = ZoneInfo("Europe/London")
DAY = datetime(2019, 3, 26, tzinfo=ZONE)
# Longitude before latitude; a sample line through the streets west of the town centre, about four kilometres long.
WALK = [
    [-2.519000, 53.497500],
    [-2.521300, 53.497900],
    [-2.523600, 53.498300],
    [-2.525700, 53.499100],
    [-2.527900, 53.499800],
    [-2.530400, 53.500100],
    [-2.532700, 53.499700],
    [-2.534900, 53.498900],
    [-2.536200, 53.497600],
    [-2.535400, 53.496200],
    [-2.533100, 53.495300],
    [-2.530700, 53.494700],
    [-2.528300, 53.494500],
    [-2.526200, 53.495200],
    [-2.524100, 53.495900],
    [-2.522000, 53.496300],
]


def at(clock: str) -> datetime:
    """The moment at which clocks in Eccles showed ``clock`` ("HH:MM") on the day."""
    hour, minute = map(int, clock.split(":"))
    return DAY.replace(hour=hour, minute=minute)


@dataclass(frozen=True)
class Halt:
    """A stop of the plan. Without a venue it is at the base; ``starts`` is wall time if it is fixed."""

    key: str
    kind: str
    title: str
    minutes: int
    venue: str = ""
    host: str = ""
    starts: str = ""
    meet: str = ""
    prompts: str = ""
    access_notes: str = ""


HALTS = [
    Halt(
        key="briefing",
        kind=Stop.Kind.GATHERING,
        title="Briefing",
        minutes=45,
        starts="09:30",
        meet="everybody on the hunt",
        prompts="What do you expect to find?\nWhere do you stand on the four conundrums before you go?",
    ),
    Halt(
        key="boothstown",
        kind=Stop.Kind.VISIT,
        title="Tech and Tea at Boothstown",
        minutes=120,
        venue="boothstown",
        host="inspiring",
        meet="learners of the Tech and Tea course",
        prompts=(
            "What here is old, and what is new?\n"
            "Who decides, and how can you tell?\n"
            "What does the room do that a person would otherwise have to do?"
        ),
        access_notes="Sample note: the course is on while we are there. Ask before you take a picture of anybody.",
    ),
    Halt(
        key="boothstown-lunch",
        kind=Stop.Kind.MEAL,
        title="Lunch at the community centre",
        minutes=45,
        venue="boothstown",
        prompts="Talk to somebody you did not come with.",
    ),
    Halt(
        key="canal",
        kind=Stop.Kind.PAUSE,
        title="Time to think by the canal",
        minutes=45,
        venue="canal",
        prompts="What has surprised you so far?",
    ),
    Halt(
        key="leigh-walk",
        kind=Stop.Kind.WALKING_TOUR,
        title="Walking tour of Leigh West",
        minutes=150,
        venue="leigh-start",
        host="leigh",
        meet="the partnership's paid support worker, who leads the walk",
        prompts=(
            "What is looked after here, and by whom?\n"
            "What can people do for themselves, and what can they not?\n"
            "Who goes first when the group turns a corner?"
        ),
        access_notes="Sample note: the line of the walk on the map is a sample.",
    ),
    Halt(
        key="leigh-lunch",
        kind=Stop.Kind.MEAL,
        title="Lunch in Leigh",
        minutes=60,
        venue="leigh-town",
        prompts="Who led the walk?",
    ),
    Halt(
        key="coppice",
        kind=Stop.Kind.VISIT,
        title="Coppice Library",
        minutes=120,
        venue="coppice",
        host="bluesci",
        meet="people who run the library, and some who use it",
        prompts=(
            "What makes this a library, and what else is it?\n"
            "What does it mean to be a companion rather than an expert?\n"
            "Who took a risk so that this could be here?"
        ),
    ),
    Halt(
        key="sale-lunch",
        kind=Stop.Kind.MEAL,
        title="Lunch in Sale",
        minutes=60,
        venue="sale-town",
        prompts="What would you want to ask the council now?",
    ),
    Halt(
        key="sharing",
        kind=Stop.Kind.GATHERING,
        title="Sharing what we found",
        minutes=90,
        starts="15:30",
        meet="the other two parties",
        prompts=(
            "Which treasure did you bring back?\n"
            "Where do you stand on the four conundrums now?\n"
            "What should policy hear about?"
        ),
    ),
]

# Number, name, places, description, and the calls in order: stop, how one gets there, and in how many minutes.
ROUTES = [
    (
        1,
        "Boothstown",
        12,
        "By bus to a community centre: tea, laptops and a community anchor. Mostly sitting.",
        [
            ("briefing", Mode.FOOT, None),
            ("boothstown", Mode.BUS, 35),
            ("boothstown-lunch", Mode.FOOT, 0),
            ("canal", Mode.FOOT, 10),
            ("sharing", Mode.BUS, 45),
        ],
    ),
    (
        2,
        "Leigh",
        10,
        "By minibus to a walking tour with a resident-led partnership. About four kilometres on foot.",
        [
            ("briefing", Mode.FOOT, None),
            ("leigh-walk", Mode.MINIBUS, 40),
            ("leigh-lunch", Mode.FOOT, 10),
            ("sharing", Mode.MINIBUS, 40),
        ],
    ),
    (
        3,
        "Sale",
        8,
        "By tram to a library that a social enterprise runs for the council. Short walks at both ends.",
        [
            ("briefing", Mode.FOOT, None),
            ("coppice", Mode.TRAM, 55),
            ("sale-lunch", Mode.FOOT, 15),
            ("sharing", Mode.TRAM, 50),
        ],
    ),
]


def make_hunt(programme):
    hunt = Hunt.objects.create(
        programme=programme,
        title="Co-production treasure hunt from Eccles",
        slug=SLUG,
        zone=ZONE.key,
        starts_at=at("09:30"),
        ends_at=at("17:00"),
        stage=Hunt.Stage.REFLECTING,
        treasure="Innovation, leadership, expertise, spaces and places.",
        base_name="Eccles",
        base_address="Eccles, Salford, Greater Manchester",
        latitude="53.483000",
        longitude="-2.334000",
    )
    hunt.conundrums.set(programme.conundrums.all())
    return hunt


def make_stops(hunt, venues, hosts):
    """Return the hunt's stops by key; their hosts have been asked and have confirmed."""
    stops = {halt.key: make_stop(hunt, halt, venues, hosts) for halt in HALTS}
    Invitation.objects.bulk_create(
        Invitation(
            stop=stop,
            host=stop.host,
            status=Invitation.Status.CONFIRMED,
            message="Sample answer: you are welcome.",
            answered_at=DAY.replace(month=2, hour=12),
        )
        for stop in stops.values()
        if stop.host
    )
    return stops


def make_stop(hunt, halt, venues, hosts):
    return Stop.objects.create(
        hunt=hunt,
        kind=halt.kind,
        title=halt.title,
        host=hosts.get(halt.host),
        venue=venues.get(halt.venue),
        stay_minutes=halt.minutes,
        fixed_start=at(halt.starts) if halt.starts else None,
        meet=halt.meet,
        prompts=halt.prompts,
        access_notes=halt.access_notes,
        path={"type": "LineString", "coordinates": WALK} if halt.kind == Stop.Kind.WALKING_TOUR else None,
    )


def make_routes(hunt, stops):
    """Return the visits by route number and key of the stop."""
    visits = {}
    for number, name, places, description, calls in ROUTES:
        route = Route.objects.create(hunt=hunt, number=number, name=name, places=places, description=description)
        for position, (key, mode, minutes) in enumerate(calls, start=1):
            visit = Visit.objects.create(route=route, stop=stops[key], position=position)
            Leg.objects.create(visit=visit, mode=mode, minutes=minutes)
            visits[number, key] = visit
    return visits


def share(hunt):
    """Share the plan as it is; the organiser did so a week before the day."""
    organiser = hunt.programme.members.get(memberships__role=Membership.Role.ORGANISER)
    shared = share_plan(hunt, organiser, base=0)
    shared.shared_at = at("12:00") - timedelta(days=7)
    shared.events = [{**event, "changed_at": shared.shared_at.isoformat()} for event in shared.events]
    shared.save(update_fields=["shared_at", "events"])
