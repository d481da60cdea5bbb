"""Plain builders: each makes one saved row with sensible defaults, changed by keyword."""

from datetime import UTC, datetime

from accounts.models import User
from hunts.models import Consent, Conundrum, Hunt, Membership, Participation, Programme, Route
from reflections.models import Reflection, Tag
from visits.models import HostOrganisation, Leg, Stop, Venue, Visit

PASSWORD = "correct-horse-battery"


def make_user(name, **changes):
    fields = {"email": f"{name.lower()}@example.org", "name": name.capitalize()} | changes
    return User.objects.create_user(password=PASSWORD, **fields)


def make_programme(organiser=None, researcher=None, **changes):
    fields = {"name": "Canal Voices", "slug": "canal-voices", "mission": "Sample mission."} | changes
    programme = Programme.objects.create(**fields)
    if organiser:
        Membership.objects.create(programme=programme, user=organiser, role=Membership.Role.ORGANISER)
    if researcher:
        Membership.objects.create(programme=programme, user=researcher, role=Membership.Role.RESEARCHER)
    return programme


def make_conundrum(programme, number=1, **changes):
    fields = {"label": f"Label {number}", "question": f"Sample question {number}?"} | changes
    return Conundrum.objects.create(programme=programme, number=number, **fields)


def make_hunt(programme, **changes):
    """A hunt on 7 July 2026, 09:30 to 17:00 in London (08:30 to 16:00 UTC), open to join."""
    fields = {
        "title": "Canal hunt",
        "slug": "canal-hunt",
        "starts_at": datetime(2026, 7, 7, 8, 30, tzinfo=UTC),
        "ends_at": datetime(2026, 7, 7, 16, 0, tzinfo=UTC),
        "stage": Hunt.Stage.JOINING,
        "base_name": "Sample base",
        "latitude": "53.483000",
        "longitude": "-2.334000",
    } | changes
    return Hunt.objects.create(programme=programme, **fields)


def make_route(hunt, number=1, **changes):
    return Route.objects.create(hunt=hunt, number=number, **({"name": f"Route {number}"} | changes))


def make_host(programme, name="Sample Neighbours", **changes):
    fields = {"kind": HostOrganisation.Kind.COMMUNITY_ANCHOR, "borough": "Salford"} | changes
    return HostOrganisation.objects.create(programme=programme, name=name, **fields)


def make_venue(programme, name="Sample Hall", **changes):
    fields = {"latitude": "53.500000", "longitude": "-2.400000"} | changes
    return Venue.objects.create(programme=programme, name=name, **fields)


def make_stop(hunt, title="Canal walk", **changes):
    return Stop.objects.create(hunt=hunt, title=title, **({"stay_minutes": 60} | changes))


def make_visit(route, stop, position=1, mode="foot", minutes=None):
    visit = Visit.objects.create(route=route, stop=stop, position=position)
    Leg.objects.create(visit=visit, mode=mode, minutes=minutes)
    return visit


def make_participation(hunt, user, route=None, consents=("analysis",), **changes):
    """Somebody on the hunt who said yes to ``consents`` and no to every other use."""
    fields = {"name": user.name, "pseudonym": f"Heron {user.pk}"} | changes
    participation = Participation.objects.create(hunt=hunt, user=user, route=route, **fields)
    Consent.objects.bulk_create(
        Consent(participation=participation, use=use, agreed=use in consents, wording="Sample wording.")
        for use in Consent.Use.values
    )
    return participation


def make_reflection(participation, words="Sample words.", **changes):
    fields = {"moment": Reflection.Moment.DAY, "noted_at": datetime(2026, 7, 7, 10, 0, tzinfo=UTC)} | changes
    return Reflection.objects.create(hunt=participation.hunt, participation=participation, words=words, **fields)


def make_tag(reflection, conundrum, stance="supports", tagged_by=None):
    tagged_by = tagged_by or reflection.participation.user
    return Tag.objects.create(reflection=reflection, conundrum=conundrum, stance=stance, tagged_by=tagged_by)
