"""Addresses nobody was given: mixed from two programmes, out of range, old, wrong or odd.

Each gets a clear answer and changes nothing. Hana organises and researches in both programmes, so that only the
mixture can be what is wrong.
"""

import uuid
from functools import partial

import pytest
from django.db import connection
from django.urls import reverse

from hunts.models import Membership
from tests import builders
from tests.addresses import ARGUMENTS, VALUES, address, named_addresses
from tests.test_access import note_writes
from tests.worlds import make_person, make_programme_world
from visits.models import SharedPlan

MIXED = [name for name, arguments in ARGUMENTS.items() if len(arguments.split()) > 1 and ":" in name]
LEADING = {"programme", "hunt"}
NUMBERS = [
    "conundrum", "member", "route", "person", "host", "contact", "venue", "tag", "finding", "shared-plan", "revision",
]  # fmt: skip
HUGE = [0, 2**31, 2**63, 10**30]


@pytest.fixture
def canal(db):
    return make_programme_world("canal", make_person("amina"), make_person("carys"), builders.make_user("ben"))


@pytest.fixture
def river(canal):
    """Another programme, in which every number and id is another one than in the first."""
    river = make_programme_world("river", canal.organiser, canal.researcher, builders.make_user("hamid"))
    river.conundrum = builders.make_conundrum(river.programme, number=7)
    river.route = builders.make_route(river.hunt, number=7)
    river.shared = make_shared_plan(river.shared, number=7)
    return river


def make_shared_plan(like, number):
    facts = {"version": 0, "document": like.document, "events": like.events, "shared_at": like.shared_at}
    return SharedPlan.objects.create(hunt=like.hunt, number=number, **facts)


@pytest.fixture
def hana(client, canal, river):
    """A client of somebody with every role in both programmes."""
    user = make_person("hana")
    for world in (canal, river):
        for role in Membership.Role:
            Membership.objects.create(programme=world.programme, user=user, role=role)
    client.force_login(user)
    return client


@pytest.fixture
def writes(hana):
    """What is written to the database during the test."""
    noted = []
    with connection.execute_wrapper(partial(note_writes, noted)):
        yield noted


def swaps():
    """Each argument of each address that has several, but for the first, by the name of both."""
    for name in MIXED:
        for argument in ARGUMENTS[name].split():
            if argument not in LEADING and argument not in ("photo", "size", "what", "format", "when", "part"):
                yield name, argument


def found(client, urls):
    """Of ``urls`` those that are not refused, with their answers to GET and POST."""
    answers = {url: (client.get(url).status_code, client.post(url).status_code) for url in urls}
    # What answers neither is for the phone's PUT, see test_sync.
    refusals = {(404, 404), (405, 404), (404, 405), (405, 405)}
    return {url: answer for url, answer in answers.items() if answer not in refusals}


def test_another_programmes_numbers_are_not_found(hana, canal, river, writes):
    urls = [address(name, canal, **{argument: VALUES[argument](river)}) for name, argument in swaps()]

    assert len(urls) > 20
    assert found(hana, urls) == {}
    assert writes == []


@pytest.mark.parametrize("number", HUGE)
def test_numbers_nothing_has_are_not_found(number, hana, canal, writes):
    urls = [
        address(name, canal, **{argument: number})
        for name, arguments in ARGUMENTS.items()
        for argument in arguments.split()
        if argument in NUMBERS
    ]

    assert len(urls) > 20
    assert found(hana, urls) == {}
    assert writes == []


def test_ids_of_a_plan_that_nothing_has_are_not_found(hana, canal, writes):
    nothing = "00000000-0000-4000-8000-000000000000"
    urls = [
        address(name, canal, **{argument: nothing})
        for name, arguments in ARGUMENTS.items()
        for argument in arguments.split()
        if argument in {"stop", "visit"}
    ]

    assert len(urls) >= 5
    assert found(hana, urls) == {}
    assert writes == []


@pytest.mark.parametrize("word", ["nowhere", "a" * 500, "--"])
def test_names_nothing_has_are_not_found(word, hana, canal, writes):
    leading = {name: arguments.split()[0] for name, arguments in ARGUMENTS.items()}
    urls = [address(name, canal, **{first: word}) for name, first in leading.items() if first in LEADING]

    assert len(urls) > 40
    assert found(hana, urls) == {}
    assert writes == []


def test_a_withdrawn_reflection_is_gone_for_the_team(hana, canal, writes):
    names = [name for name in named_addresses() if "reflection" in ARGUMENTS.get(name, "").split()]

    assert len(names) == 9
    assert found(hana, [address(name, canal, reflection=canal.withdrawn.pk) for name in names]) == {}
    assert writes == []


def test_photos_of_a_withdrawn_reflection_are_gone(hana, canal):
    url = address("reflections:photo", canal)
    assert hana.get(url).status_code == 200

    canal.reflection.withdraw()

    assert hana.get(url).status_code == 404


@pytest.mark.parametrize("size", ["medium", "full.webp", "..", "%00"])
def test_photos_have_two_sizes(size, hana, canal):
    assert hana.get(f"/photos/{canal.photo.pk}/{size}/").status_code == 404


def test_ids_nothing_has_are_not_found(hana, canal, writes):
    for name in ("reflection", "tag_add", "evidence_add"):
        assert hana.post(reverse(f"reflections:{name}", args=[uuid.uuid4()])).status_code in (404, 405)
    assert hana.get(f"/reflections/{uuid.uuid4()}/").status_code == 404
    assert hana.get("/reflections/not-an-id/").status_code == 404
    assert writes == []


def test_an_old_join_code_leads_nowhere(client, canal):
    old = address("hunts:join", canal)
    canal.hunt.renew_join_code()

    assert client.get(old).status_code == 404
    assert client.post(old, {"name": "Eve"}).status_code == 404
    assert canal.hunt.participations.count() == 1


@pytest.mark.parametrize("code", ["AAAAAAAA", "%00", "é", "🌱", "A" * 2000, "' OR 1=1", "../../admin"])
@pytest.mark.parametrize("start", ["/j/", "/me/"])
def test_codes_and_keys_nobody_was_given_lead_nowhere(client, db, start, code):
    assert client.get(f"{start}{code}/").status_code == 404
    assert client.post(f"{start}{code}/").status_code == 404


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("visits:venue_new", "host={river_host}"),
        ("visits:stop_new", "route=7"),
        ("visits:stop_new", "route=99999"),
    ],
)
def test_query_parameters_that_name_what_is_not_there_are_not_found(name, query, hana, canal, river):
    url = address(name, canal) + "?" + query.format(river_host=river.host.pk)

    assert hana.get(url).status_code == 404
    assert hana.post(url, {"name": "Elsewhere", "title": "Elsewhere"}).status_code == 404


ODD = ["%00", "-1", "1e400", "９", "²", "9" * 400, "🌱", "%ED%A0%80", "%27", "a" * 3000, "__class__", "[]"]
PARAMETERS = {
    "visits:venue_new": ["host"],
    "visits:stop_new": ["route"],
    "reflections:log": ["moment"],
    "reflections:notebook": ["page"],
    "reflections:findings": ["page"],
    "reflections:reflection": ["q", "hunt"],
    "reflections:desk": [
        "q", "hunt", "moment", "host", "host_kind", "borough", "conundrum", "stance", "with_photo", "before", "after",
    ],
    "reflections:export": ["q", "hunt", "host", "conundrum", "stance"],
    "reflections:export_file": ["q", "hunt", "host", "conundrum", "stance"],
}  # fmt: skip


@pytest.mark.parametrize("name", PARAMETERS)
def test_odd_query_parameters_get_a_page_or_a_clear_refusal(name, hana, client, canal):
    if name in ("reflections:log", "reflections:notebook"):
        client.force_login(canal.participant)
    for parameter in PARAMETERS[name]:
        for value in ODD:
            response = client.get(f"{address(name, canal)}?{parameter}={value}")

            assert response.status_code in (200, 400, 404), f"{parameter}={value}"
            b"".join(response)


@pytest.mark.parametrize(
    "place", ["", "x", "1_", "_", f"1_{uuid.UUID(int=0)}", f"{10**30}_{uuid.UUID(int=0)}", "-9" * 20]
)
def test_odd_places_in_a_long_list_start_somewhere(place, hana, canal):
    for parameter in ("before", "after"):
        response = hana.get(address("reflections:desk", canal), {parameter: place})

        assert response.status_code == 200
