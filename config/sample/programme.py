"""What is the same in every sample: the programme, its hosts, its hunts and their routes."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hunts.models import Conundrum, Hunt, Programme, Route
from visits.models import Encounter, HostOrganisation, Leg, Mode, Stop, Venue, Visit

# Also how a programme made by the command is known again, before it is replaced.
MISSION = "A synthetic sample programme, made by the command “sample”. Nobody in it is real."
HUNTS = 8
ROUTES = 3
HOSTS = 24
ZONE = ZoneInfo("Europe/London")
FIRST_DAY = datetime(2024, 2, 6, 9, 30, tzinfo=ZONE)
CONUNDRUMS = [
    ("Time?", "Sample question: is time worth more than money?"),
    ("Whose room?", "Sample question: does it matter who holds the keys?"),
    ("Paid or not?", "Sample question: does paying somebody change what a group can do?"),
    ("How small?", "Sample question: is there a size beyond which it stops working?"),
    ("Who answers?", "Sample question: can answering for something be shared?"),
]
# Name, latitude, longitude: towns of Greater Manchester's ten boroughs.
BOROUGHS = [
    ("Bolton", 53.578, -2.429),
    ("Bury", 53.593, -2.297),
    ("Manchester", 53.481, -2.237),
    ("Oldham", 53.541, -2.118),
    ("Rochdale", 53.616, -2.155),
    ("Salford", 53.488, -2.290),
    ("Stockport", 53.410, -2.158),
    ("Tameside", 53.489, -2.095),
    ("Trafford", 53.425, -2.324),
    ("Wigan", 53.545, -2.632),
]
ENCOUNTERS_PER_HUNT = 6


def make_programme(name, slug):
    programme = Programme.objects.create(name=name, slug=slug, mission=MISSION)
    for number, (label, question) in enumerate(CONUNDRUMS, start=1):
        Conundrum.objects.create(programme=programme, number=number, label=label, question=question)
    return programme


def make_venues(programme, rng):
    """Return one venue for each host; between them the hosts are of every kind and borough."""
    return [make_venue(programme, number, rng) for number in range(HOSTS)]


def make_venue(programme, number, rng):
    kinds = HostOrganisation.Kind.values
    borough, latitude, longitude = BOROUGHS[number % len(BOROUGHS)]
    host = HostOrganisation.objects.create(
        programme=programme,
        name=f"Sample Host {number + 1}",
        kind=kinds[number % len(kinds)],
        borough=borough,
        about="A sample organisation: nobody real.",
    )
    return Venue.objects.create(
        programme=programme,
        host=host,
        name=f"Sample Hall {number + 1}",
        borough=borough,
        latitude=f"{latitude + rng.uniform(-0.02, 0.02):.6f}",
        longitude=f"{longitude + rng.uniform(-0.02, 0.02):.6f}",
    )


def make_hunts(programme, venues):
    return [make_hunt(programme, number, venues) for number in range(HUNTS)]


def hunt_slugs(slug):
    return [f"{slug}-{number + 1}" for number in range(HUNTS)]


def make_hunt(programme, number, venues):
    """A day of the sample, a little over a quarter after the one before, so that summer and winter time both occur."""
    starts_at = FIRST_DAY + timedelta(days=98 * number)
    hunt = Hunt.objects.create(
        programme=programme,
        title=f"Sample hunt {number + 1}",
        slug=hunt_slugs(programme.slug)[number],
        zone=ZONE.key,
        starts_at=starts_at.astimezone(UTC),
        ends_at=starts_at.replace(hour=17, minute=0).astimezone(UTC),
        stage=Hunt.Stage.REFLECTING,
        treasure="Sample treasure: what was mended, and by whom.",
        base_name="Sample base, Manchester",
        latitude="53.477400",
        longitude="-2.230900",
    )
    hunt.conundrums.set(programme.conundrums.all())
    briefing = make_stop(hunt, "Briefing", kind=Stop.Kind.GATHERING, stay_minutes=45, fixed_start=hunt.starts_at)
    sharing = make_stop(
        hunt, "Sharing", kind=Stop.Kind.GATHERING, stay_minutes=60, fixed_start=hunt.ends_at - timedelta(hours=1)
    )
    for route in range(ROUTES):
        first = 3 * (number * ROUTES + route)
        three = [venues[(first + step) % len(venues)] for step in range(3)]
        make_route(hunt, route + 1, briefing, three, sharing)
    return hunt


def make_route(hunt, number, briefing, venues, sharing):
    """Briefing, two visits, lunch, a third visit and the sharing; journeys of half an hour at the ends."""
    route = Route.objects.create(hunt=hunt, number=number, name=f"Sample route {number}")
    visits = [
        make_stop(hunt, f"Visit to {venue.host.name}", venue=venue, host=venue.host, stay_minutes=60)
        for venue in venues
    ]
    lunch = make_stop(hunt, f"Lunch of route {number}", kind=Stop.Kind.MEAL, venue=venues[1], stay_minutes=45)
    calls = [
        (briefing, Mode.FOOT, None),
        (visits[0], Mode.BUS, 30),
        (visits[1], Mode.TRAM, 20),
        (lunch, Mode.FOOT, 5),
        (visits[2], Mode.BICYCLE, 20),
        (sharing, Mode.BUS, 30),
    ]
    for position, (stop, mode, minutes) in enumerate(calls, start=1):
        visit = Visit.objects.create(route=route, stop=stop, position=position)
        Leg.objects.create(visit=visit, mode=mode, minutes=minutes)


def make_stop(hunt, title, **fields):
    return Stop.objects.create(hunt=hunt, title=title, **fields)


def make_encounters(hunt, participants, rng):
    return [
        Encounter.objects.create(
            hunt=hunt,
            opened_by=rng.choice(participants),
            title=f"Sample encounter {number + 1}",
            place="Sample corner",
            happened_at=hunt.starts_at + timedelta(minutes=rng.randint(60, 400)),
        )
        for number in range(ENCOUNTERS_PER_HUNT)
    ]
