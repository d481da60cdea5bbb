"""Sample participants, who all agree to something, and most of them to analysis."""

from datetime import timedelta

from django.contrib.auth.hashers import make_password

from accounts.models import User
from hunts.consent import USES
from hunts.models import Consent, Participation
from hunts.pseudonyms import NAMES

REFLECTIONS_PER_PERSON = 40
# How likely each use is to be agreed to.
AGREEMENT = {"analysis": 0.95, "hosts": 0.8, "publication": 0.6, "archive": 0.7, "naming": 0.1}


def make_participants(hunt, count, rng):
    """Return ``count`` new participations of ``hunt``, spread over its routes, who answered about every use."""
    routes = list(hunt.routes.all())
    users = User.objects.bulk_create(
        User(name=f"Sample Person {hunt.slug} {number + 1}", password=make_password(None)) for number in range(count)
    )
    participants = Participation.objects.bulk_create(
        Participation(
            hunt=hunt,
            user=user,
            route=routes[number % len(routes)],
            name=user.name,
            pseudonym=pseudonym(number),
        )
        for number, user in enumerate(users)
    )
    joined_at = hunt.starts_at - timedelta(days=3)
    Participation.objects.filter(hunt=hunt).update(joined_at=joined_at)
    Consent.objects.bulk_create(
        Consent(
            participation=participation,
            use=ask.use,
            agreed=rng.random() < AGREEMENT[ask.use],
            wording=ask.wording,
            decided_at=joined_at,
        )
        for participation in participants
        for ask in USES
    )
    return participants


def pseudonym(number):
    turn, place = divmod(number, len(NAMES))
    return NAMES[place] if turn == 0 else f"{NAMES[place]} {turn + 1}"
