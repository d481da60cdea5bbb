"""Who can sign in to the demo, and how. Personal links are different in every database."""

from django.urls import reverse

from config.demo import people, plan, programme
from config.demo.accounts import DEMO_PASSWORD
from hunts.models import Membership, Participation


def sign_ins(passwords=None):
    """Return a dict with role, name, email, password and path for each account, and for one participant a route.

    ``passwords`` are those just made, by email address; without them a password is given only if it is still the
    public one. Participants have no email address or password: their path is a personal link. Empty without a demo.
    """
    return [*team_sign_ins(passwords or {}), *participant_sign_ins()]


def team_sign_ins(passwords):
    team = Membership.objects.filter(
        programme__slug=programme.SLUG, user__email__in=[email for _, _, email in people.TEAM]
    )
    return [
        {
            "role": membership.role,
            "name": membership.user.name,
            "email": membership.user.email,
            "password": passwords.get(membership.user.email) or public_password(membership.user),
            "path": reverse("account_login"),
        }
        for membership in team.select_related("user")
    ]


def public_password(user):
    return DEMO_PASSWORD if user.check_password(DEMO_PASSWORD) else ""


def participant_sign_ins():
    """The first person of each route."""
    first = {}
    party = Participation.objects.present().filter(hunt__slug=plan.SLUG, hunt__programme__slug=programme.SLUG)
    pseudonyms = [person.pseudonym for person in people.PEOPLE]
    for participation in party.filter(pseudonym__in=pseudonyms).select_related("route").order_by("pk"):
        first.setdefault(participation.route, participation)
    return [
        {
            "role": f"participant on the route {route}",
            "name": participation.name,
            "email": "",
            "password": "",
            "path": reverse("hunts:personal_link", args=[participation.key]),
        }
        for route, participation in first.items()
        if route
    ]
