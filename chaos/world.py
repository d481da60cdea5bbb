"""What the steward makes and changes in the database while the phones run: hunts, sessions, quotas."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from hunts.models import Hunt, Participation, Programme
from reflections.capture.quota import bytes_sent_by
from reflections.models import Photo, Reflection
from tests import builders

FILLER = "Logged before the day."


@transaction.atomic
def welcome(run):
    """A hunt for one run, with a route of two stops, the person whose phone it is, and somebody who borrows it."""
    hunt = builders.make_hunt(programme(), title=f"Hunt {run}", slug=slug_of(run))
    hunt.conundrums.set(hunt.programme.conundrums.all())
    route = builders.make_route(hunt)
    visits = [
        builders.make_visit(route, builders.make_stop(hunt, title), position)
        for position, title in enumerate(["Canal walk", "Labelled light switch"], 1)
    ]
    owner, borrower = (make_place(hunt, route, name) for name in ("Ben", "Dilys"))
    return {
        "hunt": hunt.slug,
        "participation": str(owner.uid),
        "key": owner.key,
        "borrower": borrower.key,
        "visits": [str(visit.uid) for visit in visits],
    }


def slug_of(run):
    return f"chaos-{run}"


def programme():
    found = Programme.objects.filter(slug="canal-voices").first()
    if found:
        return found
    made = builders.make_programme()
    for number in (1, 2):
        builders.make_conundrum(made, number)
    return made


def make_place(hunt, route, name):
    return builders.make_participation(hunt, User.objects.create_user(name=name), route)


def close_hunt(hunt):
    Hunt.objects.get(slug=hunt).move_to(Hunt.Stage.CLOSED)


def open_hunt(hunt):
    Hunt.objects.get(slug=hunt).move_to(Hunt.Stage.REFLECTING)


def expire(session):
    """The session ran out, as far as the site is concerned."""
    Session.objects.filter(session_key=session).delete()


@transaction.atomic
def fill_reflections(participation, room):
    """Let the person have logged so often that only ``room`` more reflections fit."""
    place = Participation.objects.get(uid=participation)
    missing = settings.QUOTA_REFLECTIONS - room - place.reflections.count()
    Reflection.objects.bulk_create(filler(place) for _ in range(missing))


@transaction.atomic
def fill_bytes(participation, room):
    """Let what the person sent be so large that only ``room`` more bytes fit."""
    place = Participation.objects.get(uid=participation)
    size = settings.QUOTA_MEGABYTES * 1024**2 - room - bytes_sent_by(place)
    if size > 0:
        reflection = filler(place)
        reflection.save(force_insert=True)
        Photo.objects.create(reflection=reflection, sent_bytes=size, width=1, height=1, sha256="0" * 64)


def filler(place):
    return Reflection(
        id=uuid.uuid4(),
        hunt=place.hunt,
        programme_id=place.hunt.programme_id,
        participation=place,
        moment=Reflection.Moment.DAY,
        words=FILLER,
        noted_at=timezone.now() - timedelta(days=1),
    )


def make_room(participation):
    """Take what filled the quota away again."""
    Reflection.objects.filter(participation__uid=participation, words=FILLER).delete()
