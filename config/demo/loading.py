"""Loads the demo whole, or not at all, and only once."""

from contextlib import ExitStack

from django.db import transaction

from config.demo import encounters, findings, people, plan, programme, taking_in
from hunts.models import Membership, Programme


def is_loaded():
    return Programme.objects.filter(slug=programme.SLUG).exists()


def load_demo(*, secret_passwords=False):
    """Load the demo and return the passwords of its accounts by email address; None if it was there already.

    The passwords are known to everybody unless ``secret_passwords``.
    """
    if is_loaded():
        return None
    photos = taking_in.take_pictures()
    with ExitStack() as files, transaction.atomic():
        if is_loaded():  # by somebody else, while the pictures were drawn
            return None
        return make_demo(photos, files, secret_passwords)


def make_demo(photos, files, secret_passwords):
    jam = programme.make_programme()
    passwords = people.make_team(jam, secret_passwords=secret_passwords)
    hosts = programme.make_hosts(jam)
    hunt = plan.make_hunt(jam)
    stops = plan.make_stops(hunt, programme.make_venues(jam, hosts), hosts)
    visits = plan.make_routes(hunt, stops)
    participants = people.make_participants(hunt)
    plan.share(hunt)
    met = encounters.make_encounters(hunt, participants)
    reflections = taking_in.log_notes(participants, visits, met, photos, files)
    researcher = jam.members.get(memberships__role=Membership.Role.RESEARCHER)
    findings.make_second_views(jam, researcher, reflections)
    findings.make_findings(jam, researcher, reflections)
    return passwords
