"""The demo's people: two accounts on the team, and eleven participants who have only a personal link."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.crypto import get_random_string

from accounts.models import User
from config.demo import plan
from config.demo.accounts import DEMO_PASSWORD, make_account
from hunts.consent import USES, record_consent
from hunts.models import Membership, Participation, Position

# Role, name, email address.
TEAM = [
    (Membership.Role.ORGANISER, "Sample Organiser", "organiser@example.org"),
    (Membership.Role.RESEARCHER, "Sample Researcher", "researcher@example.org"),
]
EVERYTHING_BUT_NAME = ("analysis", "hosts", "publication", "archive")


@dataclass(frozen=True)
class Person:
    """``before`` and ``after``: where they stand on conundrums 1 to 4, by the first letters of the stances."""

    number: int
    pseudonym: str
    route: int
    agrees_to: tuple[str, ...]
    before: str
    after: str

    @property
    def name(self):
        return f"Sample Participant {self.number}"


PEOPLE = [
    Person(1, "Heron", 1, EVERYTHING_BUT_NAME, "suus", "chhc"),
    Person(2, "Otter", 1, (*EVERYTHING_BUT_NAME, "naming"), "usuu", "chsu"),
    Person(3, "Lapwing", 1, ("analysis", "hosts"), "huuu", "hcsc"),
    Person(4, "Badger", 1, ("publication",), "uuuu", "uuch"),
    Person(5, "Curlew", 2, EVERYTHING_BUT_NAME, "ssus", "chsh"),
    Person(6, "Hedgehog", 2, (*EVERYTHING_BUT_NAME, "naming"), "uusu", "uhsh"),
    Person(7, "Kestrel", 2, ("analysis",), "ccuu", "chhc"),
    Person(8, "Starling", 2, ("analysis", "archive"), "ssss", "hscs"),
    Person(9, "Kingfisher", 3, EVERYTHING_BUT_NAME, "suuu", "shsu"),
    Person(10, "Nuthatch", 3, ("analysis", "publication"), "ussu", "hcuh"),
    Person(11, "Wagtail", 3, (), "uuuu", "uccs"),
]
STANCES = {"s": "supports", "h": "challenges", "c": "complicates", "u": "unsure"}


def make_team(programme, *, secret_passwords):
    """Make the organiser and the researcher; return their passwords by email address."""
    passwords = {}
    for role, name, email in TEAM:
        passwords[email] = get_random_string(20) if secret_passwords else DEMO_PASSWORD
        user = make_account(name, email, passwords[email])
        Membership.objects.create(programme=programme, user=user, role=role)
    return passwords


def make_participants(hunt):
    """Return the participations by number of the person. They joined, and answered, in the week before."""
    routes = {route.number: route for route in hunt.routes.all()}
    return {person.number: make_participant(hunt, routes[person.route], person) for person in PEOPLE}


def make_participant(hunt, route, person):
    joined_at = plan.at("12:00") - timedelta(days=7 - person.number % 6, minutes=7 * person.number)
    participation = Participation.objects.create(
        hunt=hunt,
        user=User.objects.create_user(name=person.name),
        route=route,
        name=person.name,
        pseudonym=person.pseudonym,
    )
    record_consent(participation, {ask.use: ask.use in person.agrees_to for ask in USES})
    participation.consents.update(decided_at=joined_at)
    Participation.objects.filter(pk=participation.pk).update(joined_at=joined_at)
    make_positions(participation, Position.When.BEFORE, person.before, plan.at("09:40"))
    make_positions(participation, Position.When.AFTER, person.after, plan.at("16:50"))
    return participation


def make_positions(participation, when, letters, stated_at):
    Position.objects.bulk_create(
        Position(
            participation=participation, conundrum=conundrum, when=when, stance=STANCES[letter], stated_at=stated_at
        )
        for conundrum, letter in zip(participation.hunt.conundrums.all(), letters, strict=True)
    )
