"""Joining a hunt, choosing a route while there is room, and coming back by a personal link."""

import logging
from collections.abc import Mapping
from urllib.parse import urljoin

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.models import User
from hunts.consent import USES, record_consent
from hunts.models import Hunt, Participation, Route
from hunts.models.participation import make_key
from hunts.pseudonyms import choose_pseudonym

logger = logging.getLogger(__name__)


class RouteFull(ValidationError):  # noqa: N818 - an answer to a person, not a fault
    def __init__(self, route):
        super().__init__(f"The route “{route}” has no places left. Choose another one.", code="route_full")


class NotOpen(ValidationError):  # noqa: N818
    def __init__(self):
        super().__init__("Nobody can join this hunt at the moment. Ask the organiser about it.", code="not_open")


@transaction.atomic
def join_hunt(
    hunt: Hunt,
    user: User | None,
    *,
    name: str,
    route: Route | None,
    answers: Mapping[str, bool],
    contact_email: str = "",
    key: str | None = None,
) -> Participation:
    """Return the place of ``user`` in ``hunt``, made if need be; without a user, a new person without email is made.

    ``answers`` says yes or no per use (see ``hunts.consent``); no answer is a no. Somebody who is in the hunt already
    keeps their place as it is; somebody who left comes back with what they say now. With ``contact_email`` their
    personal link is mailed once everything is saved. ``key`` becomes the secret of that link; a newcomer who sends the
    same key and name again, by pressing twice, is the same person. Raises NotOpen or RouteFull, and then nothing is
    saved.
    """
    hunt = hold(hunt)
    again = {"user": user} if user else {"key": key, "name": name}
    known = hunt.participations.filter(**again).first()
    if known and known.left_at is None:
        return known
    if not hunt.is_open_to_join:
        raise NotOpen
    place = known or Participation(hunt=hunt, pseudonym=choose_pseudonym(hunt), key=unused(key))
    place.user = user or (known and known.user) or User.objects.create_user(name=name)
    place.route = with_room(hunt, route)
    place.name, place.contact_email = name, contact_email
    place.left_at = place.withdrew_all_at = None
    place.save()
    record_consent(place, {ask.use: bool(answers.get(ask.use)) for ask in USES})
    if contact_email:
        transaction.on_commit(lambda: mail_personal_link(place))
    return place


def unused(key: str | None) -> str:
    """``key``, or a new one when there is none or somebody else has it: two people who shared a phone and its page."""
    if key is None or Participation.objects.filter(key=key).exists():
        return make_key()
    return key


@transaction.atomic
def change_route(participation: Participation, route: Route | None) -> None:
    """Move somebody to another route of their hunt; raises RouteFull when it has no room."""
    if route and route.pk == participation.route_id:
        return
    participation.route = with_room(hold(participation.hunt), route)
    participation.save(update_fields=["route"])


def hold(hunt: Hunt) -> Hunt:
    """Return the hunt as it stands, its row locked until the transaction ends.

    People who press at once are served one after the other: they share the last places and the pseudonyms. On SQLite
    every transaction that may write already holds the whole database. ``no_key`` lets reflections be logged meanwhile.
    """
    return Hunt.objects.select_for_update(no_key=True).get(pk=hunt.pk)


def with_room(hunt: Hunt, route: Route | None) -> Route | None:
    """Return ``route`` as it stands if one more person fits. Raises Route.DoesNotExist for another hunt's route."""
    if route is None:
        return None
    route = hunt.routes.get(pk=route.pk)
    if route.is_full:
        raise RouteFull(route)
    return route


def mail_personal_link(participation: Participation) -> None:
    """Send the link by which somebody comes back. Mail that fails is logged; the link is on their pages as well."""
    hunt = participation.hunt
    link = urljoin(settings.SITE_URL, reverse("hunts:personal_link", args=[participation.key]))
    facts = {"hunt": hunt, "route": participation.route, "link": link}
    text = render_to_string("hunts/mail/personal_link.txt", facts)
    subject = f"Your link to {' '.join(hunt.title.split())}"
    try:
        send_mail(subject, text, None, [participation.contact_email])
    except OSError as error:  # SMTPException is one; its text holds the address, so only its kind is logged
        logger.error("personal link not mailed", extra={"fields": {"error": type(error).__name__}})
