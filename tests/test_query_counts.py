"""Organisers' lists cost the same number of queries however long they are, and still open when they are very long."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hunts.models import Membership
from tests import builders
from visits.models import Contact, OpeningTime

SIGNED_IN = 2  # queries of every page: the session, and who it belongs to


def add_conundrums_hunts_and_members(programme, numbers):
    for number in numbers:
        conundrum = builders.make_conundrum(programme, number=number)
        hunt = builders.make_hunt(programme, slug=f"hunt-{number}")
        hunt.conundrums.add(conundrum)
        builders.make_route(hunt)
        user = builders.make_user(f"member{number}")
        Membership.objects.create(programme=programme, user=user, role=Membership.Role.RESEARCHER)


def add_hosts(programme, numbers):
    for number in numbers:
        host = builders.make_host(programme, name=f"Host {number}")
        builders.make_venue(programme, host=host)
        builders.make_venue(programme, name=f"Place {number}")


def add_to_host(host, hunt, numbers):
    for number in numbers:
        venue = builders.make_venue(host.programme, name=f"Venue {number}", host=host)
        OpeningTime.objects.create(venue=venue, weekday=0, opens="09:00", closes="17:00")
        Contact.objects.create(host=host, name=f"Contact {number}", phone="0161 496 0000")
        builders.make_stop(hunt, host=host, venue=venue)


def add_people(hunt, route, numbers):
    for number in numbers:
        builders.make_participation(hunt, builders.make_user(f"person{number}", email=None), route)


def add_visits(hunt, route, numbers):
    programme = hunt.programme
    for number in numbers:
        host = builders.make_host(programme, name=f"Host {number}")
        venue = builders.make_venue(programme, name=f"Venue {number}", host=host)
        builders.make_visit(route, builders.make_stop(hunt, host=host, venue=venue), number)


@pytest.fixture
def organiser(client, amina):
    client.force_login(amina)
    return client


def queries(client, url):
    with CaptureQueriesContext(
        connection,
    ) as context:
        response = client.get(url)
    assert response.status_code == 200
    return len(context) - SIGNED_IN


def counts(client, url, add, first, then):
    """How many queries the page makes with ``first`` rows, and again with ``then`` more."""
    add(first)
    few = queries(client, url)
    add(then)
    return few, queries(client, url)


def test_home(organiser, programme, amina):
    def add(numbers):
        for number in numbers:
            other = builders.make_programme(amina, name=f"Programme {number}", slug=f"programme-{number}")
            builders.make_hunt(other, slug=f"hunt-{number}")
            joined = builders.make_hunt(programme, slug=f"joined-{number}")
            builders.make_participation(joined, amina, pseudonym=f"Wren {number}")

    assert counts(organiser, reverse("home"), add, [1], [2, 3]) == (3, 3)


def test_programme(organiser, programme):
    def add(numbers):
        add_conundrums_hunts_and_members(programme, numbers)

    assert counts(organiser, programme.get_absolute_url(), add, [1], [2, 3]) == (4, 4)


def test_hosts(organiser, programme):
    def add(numbers):
        add_hosts(programme, numbers)

    assert counts(organiser, reverse("visits:hosts", args=[programme.slug]), add, [1], [2, 3]) == (5, 5)


def test_host(organiser, programme, hunt):
    host = builders.make_host(programme)

    def add(numbers):
        add_to_host(host, hunt, numbers)

    assert counts(organiser, host.get_absolute_url(), add, [1], [2, 3]) == (6, 6)


def test_hunt(organiser, programme, hunt):
    def add(numbers):
        for number in numbers:
            builders.make_route(hunt, number=number)
            hunt.conundrums.add(builders.make_conundrum(programme, number=number + 10))

    assert counts(organiser, hunt.get_absolute_url(), add, [1], [2, 3]) == (12, 12)


def test_people(organiser, hunt, route):
    def add(numbers):
        add_people(hunt, route, numbers)

    assert counts(organiser, reverse("hunts:people", args=[hunt.slug]), add, [1], [2, 3]) == (4, 4)


def test_plan(organiser, hunt):
    def add(numbers):
        for number in (1, 2):
            route = hunt.routes.filter(number=number).first() or builders.make_route(hunt, number=number)
            add_visits(hunt, route, [10 * number_of + number for number_of in numbers])

    url = reverse("visits:plan", args=[hunt.slug])
    assert counts(organiser, url, add, range(1, 3), range(3, 13)) == (12, 12)


@pytest.mark.parametrize("page", ["visits:hosts", "visits:plan", "hunts:people", "hunts:programme"])
def test_two_hundred_rows_are_shown(page, organiser, programme, hunt, route):
    numbers = range(2, 202)
    fill = {
        "visits:hosts": lambda: add_hosts(programme, numbers),
        "visits:plan": lambda: add_visits(hunt, route, numbers),
        "hunts:people": lambda: add_people(hunt, route, numbers),
        "hunts:programme": lambda: add_conundrums_hunts_and_members(programme, numbers),
    }
    fill[page]()
    slug = programme.slug if page in ("visits:hosts", "hunts:programme") else hunt.slug

    response = organiser.get(reverse(page, args=[slug]))

    words = {"visits:hosts": "Later hosts", "visits:plan": "Venue 201", "hunts:people": "Person201"}
    assert words.get(page, "Label 201") in response.content.decode()
