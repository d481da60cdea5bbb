"""The programme, its conundrums, and the directory of hosts and places."""

from dataclasses import dataclass, field
from datetime import time

from hunts.models import Conundrum, Programme
from visits.models import Contact, HostOrganisation, OpeningTime, Venue

SLUG = "jam-and-justice"
NAME = "Jam and Justice"
MISSION = (
    "We want to seize the opportunity to make devolution matter in Greater Manchester by creating spaces for social "
    "innovation and inspiring and igniting change."
)

# Label, and the question word for word.
CONUNDRUMS = [
    ("Always new?", 'Do we assume good social innovations are always "new", maybe they\'re not?'),
    ("Bottom up is best?", 'Are we hampered by a "bottom up is best" fetish?'),
    ("Which spaces?", 'What role do different types of "spaces" play in enabling co-production?'),
    (
        "Robust leadership?",
        "Do we fall into traps of thinking co-production and robust leadership cannot go together?",
    ),
]


@dataclass(frozen=True)
class Host:
    key: str
    name: str
    kind: str
    borough: str
    about: str
    website: str


HOSTS = [
    Host(
        key="inspiring",
        name="Inspiring Communities",
        kind=HostOrganisation.Kind.COMMUNITY_ANCHOR,
        borough="Salford",
        about=(
            "A community anchor and charity, and the legacy of Salford's New Deal for Communities. It runs on a "
            "fraction of that turnover, and deals with public agencies by negotiation rather than delegation."
        ),
        website="https://inspiringcommunitiestogether.co.uk",
    ),
    Host(
        key="leigh",
        name="Leigh Neighbours",
        kind=HostOrganisation.Kind.BIG_LOCAL,
        borough="Wigan",
        about=(
            "A resident-led Big Local partnership with £1m of lottery money over ten years. It works on the "
            "environment and on poor private-rented housing, by self-help and distributed leadership."
        ),
        website="https://lnpb.org.uk",
    ),
    Host(
        key="bluesci",
        name="BlueSci",
        kind=HostOrganisation.Kind.SOCIAL_ENTERPRISE,
        borough="Trafford",
        about=(
            "A social enterprise for mental health and wellbeing that runs Coppice Library for Trafford Council. It "
            "lives on small grants plus larger NHS and council commissions, and offers companions rather than experts."
        ),
        website="https://bluesci.org.uk",
    ),
]


@dataclass(frozen=True)
class Place:
    """``point`` is latitude and longitude in WGS 84 degrees, to about a hundred metres."""

    key: str
    name: str
    borough: str
    point: tuple[str, str]
    host: str = ""
    address: str = ""
    access_notes: str = ""
    step_free: bool | None = None
    capacity: int | None = None
    opens: dict[int, tuple[time, time]] = field(default_factory=dict)


WEEKDAYS = dict.fromkeys(range(5), (time(9), time(17)))
PLACES = [
    Place(
        key="boothstown",
        name="Boothstown Community Centre",
        borough="Salford",
        point=("53.501000", "-2.422000"),
        host="inspiring",
        address="Boothstown, Salford",
        access_notes=(
            "Sample note: ring the bell on the left of the main door. Level entrance, accessible toilet by the "
            "kitchen, hearing loop in the large room. The bus stops three minutes away."
        ),
        step_free=True,
        capacity=40,
        opens=WEEKDAYS,
    ),
    Place(
        key="leigh-start",
        name="Leigh West, start of the walk",
        borough="Wigan",
        point=("53.497500", "-2.519000"),
        host="leigh",
        address="Leigh, Wigan",
        access_notes=(
            "Sample note: about four kilometres on pavements with dropped kerbs and one gravel path. Benches "
            "half-way. Wear shoes for wet grass; the minibus can follow for anyone who prefers to sit."
        ),
        step_free=True,
    ),
    Place(
        key="coppice",
        name="Coppice Library",
        borough="Trafford",
        point=("53.418000", "-2.328000"),
        host="bluesci",
        address="Sale, Trafford",
        access_notes=(
            "Sample note: automatic doors, step-free throughout, a quiet room behind the shelves on the right. "
            "Please speak softly near the reading chairs."
        ),
        step_free=True,
        capacity=25,
        opens=WEEKDAYS | {5: (time(10), time(13))},
    ),
    Place(
        key="canal",
        name="Bridgewater Canal, Boothstown",
        borough="Salford",
        point=("53.497600", "-2.419500"),
        access_notes="Sample note: a firm towpath, narrow under the bridge. No toilets.",
    ),
    Place(
        key="leigh-town",
        name="Leigh town centre",
        borough="Wigan",
        point=("53.496400", "-2.519700"),
        access_notes="Sample note: a table is kept for us; ask for the step-free entrance at the side.",
    ),
    Place(
        key="sale-town",
        name="Sale town centre",
        borough="Trafford",
        point=("53.424400", "-2.320000"),
        access_notes="Sample note: two minutes from the tram stop, by the lift.",
        step_free=True,
    ),
]

# Host, name, role, email, telephone (of a range that Ofcom keeps for drama), notes.
CONTACTS = [
    ("inspiring", "Sample Contact A", "Sample centre manager", "contact-a@example.org", "0161 496 0101"),
    ("leigh", "Sample Contact B", "Sample support worker", "contact-b@example.org", "0161 496 0102"),
    ("bluesci", "Sample Contact C", "Sample library host", "contact-c@example.org", "0161 496 0103"),
]


def make_programme():
    programme = Programme.objects.create(name=NAME, slug=SLUG, mission=MISSION)
    Conundrum.objects.bulk_create(
        Conundrum(programme=programme, number=number, label=label, question=question)
        for number, (label, question) in enumerate(CONUNDRUMS, start=1)
    )
    return programme


def make_hosts(programme):
    """Return the programme's hosts by key, with their contacts."""
    hosts = {
        host.key: HostOrganisation.objects.create(
            programme=programme,
            name=host.name,
            kind=host.kind,
            borough=host.borough,
            about=host.about,
            website=host.website,
        )
        for host in HOSTS
    }
    for key, name, role, email, phone in CONTACTS:
        Contact.objects.create(
            host=hosts[key], name=name, role=role, email=email, phone=phone, notes="A sample contact: nobody real."
        )
    return hosts


def make_venues(programme, hosts):
    """Return the programme's venues by key, with their opening times."""
    venues = {}
    for place in PLACES:
        latitude, longitude = place.point
        venues[place.key] = Venue.objects.create(
            programme=programme,
            host=hosts.get(place.host),
            name=place.name,
            address=place.address,
            borough=place.borough,
            latitude=latitude,
            longitude=longitude,
            access_notes=place.access_notes,
            step_free=place.step_free,
            capacity=place.capacity,
        )
        OpeningTime.objects.bulk_create(
            OpeningTime(venue=venues[place.key], weekday=weekday, opens=opens, closes=closes)
            for weekday, (opens, closes) in place.opens.items()
        )
    return venues
