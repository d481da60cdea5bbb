"""Makes a sample programme whole, or not at all, and takes one away again."""

import random
from contextlib import ExitStack

from django.db import connection, transaction

from accounts.models import User
from config.demo.accounts import make_account
from config.sample import people, programme, reflections
from hunts.models import Hunt, Membership, Programme
from reflections.capture.media.files import delete_files_on_commit
from reflections.models import Finding, Photo, Reflection, Tag
from visits.models import Encounter

ORGANISER, RESEARCHER = "sample-organiser@example.org", "sample-researcher@example.org"


class SlugTaken(Exception):  # noqa: N818 - an answer to whoever runs the command
    """``by_sample``: whether what has the slug was made by the command and can be replaced."""

    def __init__(self, slug, by_sample):
        super().__init__(slug)
        self.by_sample = by_sample


def load_sample(count, seed, slug, password, *, replace=False):
    """Make a programme called ``slug`` with ``count`` reflections and return it.

    The organiser and the researcher, who are the same for every sample, sign in with ``password``. Raises SlugTaken,
    and with ``replace`` only if what is there was not made by this function.
    """
    with ExitStack() as files, transaction.atomic():
        make_way(slug, replace)
        made = make_sample(count, seed, slug, password, files)
    refresh_statistics()
    return made


def make_way(slug, replace):
    found = Programme.objects.filter(slug=slug).first()
    by_sample = found is not None and found.mission == programme.MISSION
    if found and not (by_sample and replace):
        raise SlugTaken(slug, by_sample)
    if found:
        remove_sample(found)
    if Hunt.objects.filter(slug__in=programme.hunt_slugs(slug)).exists():
        raise SlugTaken(slug, by_sample=False)


def make_sample(count, seed, slug, password, files):
    rng = random.Random(seed)  # noqa: S311 - to be repeated, not to be secret
    made = programme.make_programme(f"Sample programme {slug}", slug)
    organiser = make_account("Sample Organiser", ORGANISER, password)
    researcher = make_account("Sample Researcher", RESEARCHER, password)
    Membership.objects.create(programme=made, user=organiser, role=Membership.Role.ORGANISER)
    Membership.objects.create(programme=made, user=researcher, role=Membership.Role.RESEARCHER)
    sample = reflections.Sample(
        rng=rng,
        ids=random.Random(f"{slug} {seed}"),  # noqa: S311
        conundrums=list(made.conundrums.all()),
        researcher=researcher,
    )
    party = max(programme.ROUTES, -(-count // (programme.HUNTS * people.REFLECTIONS_PER_PERSON)))
    days = [
        reflections.look_around(hunt, people.make_participants(hunt, party, rng), rng)
        for hunt in programme.make_hunts(made, programme.make_venues(made, rng))
    ]
    reflections.make_reflections(days, count, sample, files)
    reflections.set_times(made)
    reflections.make_findings(made, sample)
    return made


def remove_sample(sample):
    """Delete a programme made by ``load_sample`` with its people and files, but not its two accounts.

    What many rows refer to goes last, so that few rows have to be looked at one by one.
    """
    participants = User.objects.filter(participations__hunt__programme=sample, email=None)
    pks = list(participants.values_list("pk", flat=True))
    Finding.objects.filter(programme=sample).delete()
    delete_files_on_commit(Photo.objects.filter(reflection__programme=sample))
    Tag.objects.filter(reflection__programme=sample).delete()
    Reflection.objects.filter(programme=sample).delete()
    Encounter.objects.filter(hunt__programme=sample).delete()
    for hunt in sample.hunts.all():
        hunt.participations.all().delete()
        hunt.stops.all().delete()
        hunt.delete()
    User.objects.filter(pk__in=pks).delete()
    sample.delete()


def refresh_statistics():
    """Tell the database's planner about the many new rows now, rather than when it gets round to it."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
