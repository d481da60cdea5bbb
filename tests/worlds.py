"""Two programmes, each with a row of everything that has an address: for tests of who gets where."""

import uuid
from types import SimpleNamespace

from allauth.account.models import EmailAddress
from django.utils import timezone

from hunts.models import Membership
from reflections.capture.intake import take_in_reflection
from reflections.capture.media.audio import inspect_audio
from reflections.capture.media.derivatives import make_derivatives
from reflections.capture.media.photos import read_photo
from reflections.capture.notes import NewPhoto, NewVoice, PhotoNote
from reflections.models import Evidence, Finding, Part, Revision
from reflections.models.capture import MAX_WORDS
from tests import builders
from tests.pictures import make_file, upload
from tests.sounds import make_sound
from visits.models import Contact, Encounter, HostImport
from visits.planning.sharing import share_plan


def make_person(name, **changes):
    """Somebody with an account whose address is confirmed."""
    user = builders.make_user(name, **changes)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def make_programme_world(slug, organiser, researcher, participant):
    """A programme with its team, a hunt that ``participant`` is on, and everything below them.

    ``participant`` logged two reflections: one with a photo and a voice note, which is evidence and tagged by the
    researcher too, and one that is withdrawn. Files are written, so call it outside a transaction, or in one of
    Django's test cases.
    """
    world = SimpleNamespace(organiser=organiser, researcher=researcher, participant=participant)
    world.programme = builders.make_programme(organiser, researcher, name=f"Programme {slug}", slug=slug)
    add_directory(world)
    add_plan(world, f"{slug}-hunt")
    add_words(world)
    add_learning(world)
    return world


def add_directory(world):
    world.conundrum = builders.make_conundrum(world.programme)
    world.member = world.programme.memberships.get(role=Membership.Role.RESEARCHER)
    world.host = builders.make_host(world.programme)
    world.venue = builders.make_venue(world.programme, host=world.host)
    rows = [{"line": 2, "cells": {"name": "Sample Society", "kind": "Charity"}}]
    world.host_import = HostImport.objects.create(
        programme=world.programme, uploaded_by=world.organiser, rows=rows, unused=["Odd"]
    )
    world.contact = Contact.objects.create(host=world.host, name="Sample Contact", email="contact@example.org")


def add_plan(world, slug):
    world.hunt = builders.make_hunt(world.programme, slug=slug, title=f"Hunt {slug}")
    world.hunt.conundrums.add(world.conundrum)
    world.route = builders.make_route(world.hunt)
    world.base = builders.make_stop(world.hunt, "Briefing", kind="gathering", stay_minutes=30)
    world.stop = builders.make_stop(world.hunt, host=world.host, venue=world.venue)
    builders.make_visit(world.route, world.base, position=1)
    world.visit = builders.make_visit(world.route, world.stop, position=2)
    world.participation = builders.make_participation(world.hunt, world.participant, world.route)
    world.shared = share_plan(world.hunt, world.organiser, base=0)


def add_words(world):
    taken = read_photo(upload(make_file()), keep_place=False)
    photo = NewPhoto(taken, PhotoNote(caption="Sample caption."))
    voice = NewVoice(inspect_audio(make_sound()), "Sample transcript.")
    sent = {"photos": [photo], "voices": [voice]}
    world.reflection = log(world, words="Sample words.", tags={world.conundrum: "supports"}, **sent)
    world.photo = world.reflection.photos.get()
    # Too long by today's rules, so that saying it again is refused: what is kept needs a transaction of its own.
    world.revision = Revision.objects.create(
        reflection=world.reflection, words="Before. " * MAX_WORDS, audience="agreed", replaced_at=timezone.now()
    )
    world.voice = make_derivatives(world.reflection.voices.get())
    world.part = Part.objects.create(reflection=world.reflection, kind="photo", position=3, sha256="0" * 64, size=9)
    world.withdrawn = log(world, words="Words taken back.")
    world.withdrawn.withdraw()
    world.encounter = Encounter.objects.create(
        hunt=world.hunt, opened_by=world.participation, title="The lock keeper", happened_at=timezone.now()
    )


def log(world, **said):
    said = {"moment": "visit", "visit": world.visit, "noted_at": timezone.now()} | said
    return take_in_reflection(world.participation, id=uuid.uuid4(), **said)


def add_learning(world):
    world.tag = builders.make_tag(world.reflection, world.conundrum, "challenges", world.researcher)
    world.finding = Finding.objects.create(
        programme=world.programme, sentence="Sample finding.", written_by=world.researcher
    )
    world.finding.conundrums.add(world.conundrum)
    world.evidence = Evidence.objects.create(
        finding=world.finding, reflection=world.reflection, direction="for", quote="Sample", added_by=world.researcher
    )
