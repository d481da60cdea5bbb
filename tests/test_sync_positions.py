"""Where people stand, said on a phone without signal: kept once, in whatever order it comes, and what was said last
counts."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django.asserts import assertContains

from hunts.models import Position
from hunts.positions import state_positions, stated
from reflections.capture import positions as taking_in
from reflections.models import StatedPositions
from tests import builders
from tests.phones import SAID as NOTED
from tests.phones import body_of, make_positions, put_positions, sha256
from tests.races import at_one_moment
from tests.test_saved_queue import hand_in, save_queue

STANCES = ["supports", "challenges", "complicates", "unsure", ""]


@pytest.fixture(autouse=True)
def during_the_day(hunt):
    hunt.stage = hunt.Stage.RUNNING
    hunt.save()


@pytest.fixture
def second(programme, hunt):
    conundrum = builders.make_conundrum(programme, 2)
    hunt.conundrums.add(conundrum)
    return conundrum


@pytest.fixture
def phone(client, ben, participation):
    client.force_login(ben)
    return client


@pytest.fixture
def theirs(hunt, route):
    """Somebody else's place in the same hunt."""
    return builders.make_participation(hunt, builders.make_user("dilys", email=None), route)


def said(participation, when="before"):
    return dict(participation.positions.filter(when=when).values_list("conundrum__number", "stance"))


def test_what_was_said_is_kept_when_it_was_said_and_answered_by_its_hash(
    phone, hunt, participation, conundrum, second
):
    record = make_positions(participation, {1: "supports", 2: "unsure"})

    answer = put_positions(phone, hunt, record)

    assert (answer.status_code, answer.json()) == (
        200,
        {"own_turf": 1, "id": record["id"], "sha256": sha256(body_of(record)), "parts": []},
    )
    assert said(participation) == {1: "supports", 2: "unsure"}
    assert set(Position.objects.values_list("stated_at", flat=True)) == {NOTED}
    assert StatedPositions.objects.get().body.encode() == body_of(record)


def test_the_page_shows_what_came_from_the_phone(phone, hunt, participation, conundrum):
    put_positions(phone, hunt, make_positions(participation, {1: "complicates"}))

    page = phone.get(reverse("hunts:positions", args=[hunt.slug, "before"]))
    name = f"stance_{conundrum.pk}"

    assertContains(page, f'name="{name}" value="complicates" id="id_{name}_2" checked')


def test_the_same_again_changes_nothing_whatever_was_said_since(phone, hunt, participation, conundrum):
    record = make_positions(participation, {1: "supports"})
    first = put_positions(phone, hunt, record)
    state_positions(participation, "before", {conundrum: ""})

    again = put_positions(phone, hunt, record)

    assert (again.status_code, again.json()) == (200, first.json())
    assert said(participation) == {}
    assert StatedPositions.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_eight_times_at_one_moment_is_kept_once(hunt, participation, conundrum):
    record = make_positions(participation, {1: "supports"})

    def send():
        client = Client()
        client.force_login(participation.user)
        return put_positions(client, hunt, record)

    answers = at_one_moment(8, send)

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert (StatedPositions.objects.count(), Position.objects.count()) == (1, 1)


def test_what_comes_late_changes_nothing_that_was_said_after_it(phone, hunt, participation, conundrum, second):
    state_positions(participation, "before", {conundrum: "challenges"}, at=NOTED + timedelta(minutes=5))

    put_positions(phone, hunt, make_positions(participation, {1: "supports", 2: "supports"}))

    assert said(participation) == {1: "challenges", 2: "supports"}


def test_an_answer_taken_back_does_not_come_back_with_an_older_record(phone, hunt, participation, conundrum):
    put_positions(phone, hunt, make_positions(participation, {1: ""}, minutes=5))

    put_positions(phone, hunt, make_positions(participation, {1: "supports"}))

    assert said(participation) == {}
    assert StatedPositions.objects.count() == 2


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(data=st.data())
def test_in_whatever_order_they_come_what_was_said_last_stands(participation, conundrum, second, data):
    participation.stated_positions.all().delete()
    participation.positions.all().delete()
    stances = st.dictionaries(st.sampled_from([1, 2]), st.sampled_from(STANCES), min_size=1)
    spoken = data.draw(st.lists(stances, min_size=1, max_size=5))
    records = [make_positions(participation, each, minutes) for minutes, each in enumerate(spoken)]
    last = {number: stance for each in spoken for number, stance in each.items()}

    for record in data.draw(st.permutations([*records, data.draw(st.sampled_from(records))])):
        taking_in.take_in_positions(participation, uuid.UUID(record["id"]), body_of(record))

    assert said(participation) == {number: stance for number, stance in last.items() if stance}
    assert StatedPositions.objects.count() == len(records)


def test_before_and_after_are_two_things(phone, hunt, participation, conundrum):
    put_positions(phone, hunt, make_positions(participation, {1: "supports"}, minutes=5))
    put_positions(phone, hunt, make_positions(participation, {1: "challenges"}, when="after"))

    assert (said(participation), said(participation, "after")) == ({1: "supports"}, {1: "challenges"})


def test_the_time_of_a_clock_that_was_wrong_is_put_right(phone, hunt, participation, conundrum):
    ahead = timedelta(days=1)
    record = make_positions(participation, {1: "supports"}, noted_at=(timezone.now() + ahead).isoformat())

    put_positions(phone, hunt, record, **{"Own-Turf-Clock": (timezone.now() + ahead).isoformat()})

    assert abs(Position.objects.get().stated_at - timezone.now()) < timedelta(minutes=1)


def test_nothing_is_said_later_than_it_came(phone, hunt, participation, conundrum):
    put_positions(phone, hunt, make_positions(participation, {1: "supports"}, noted_at="2099-01-01T00:00:00Z"))

    assert Position.objects.get().stated_at <= timezone.now()


def test_a_question_that_is_tested_no_more_is_left_out_and_the_rest_is_kept(phone, hunt, participation, conundrum):
    assert put_positions(phone, hunt, make_positions(participation, {1: "supports", 7: "unsure"})).status_code == 200

    assert said(participation) == {1: "supports"}


def test_an_id_that_is_taken_is_told_and_nothing_of_what_it_holds(phone, hunt, theirs, participation, conundrum):
    kept = make_positions(theirs, {1: "unsure"})
    taking_in.take_in_positions(theirs, uuid.UUID(kept["id"]), body_of(kept))

    for record in (kept, make_positions(participation, {1: "supports"}, id=kept["id"])):
        answer = put_positions(phone, hunt, record)
        assert (answer.status_code, answer.json()["error"]) == (409, "id_taken")
        assert set(answer.json()) == {"own_turf", "error", "say", "field"}
    assert said(participation) == {}


def test_the_same_id_with_other_content_is_kept_under_a_new_one(phone, hunt, participation, conundrum):
    record = make_positions(participation, {1: "supports"})
    put_positions(phone, hunt, record)
    other = make_positions(participation, {1: "challenges"}, minutes=1)

    assert put_positions(phone, hunt, other | {"id": record["id"]}).json()["error"] == "id_taken"
    assert put_positions(phone, hunt, other).status_code == 200
    assert said(participation) == {1: "challenges"}


def test_what_somebody_else_said_on_this_phone_waits_for_them(phone, hunt, theirs, participation, conundrum):

    answer = put_positions(phone, hunt, make_positions(theirs, {1: "supports"}))

    assert (answer.status_code, answer.json()["error"]) == (403, "somebody_else")
    assert StatedPositions.objects.count() == 0


def test_a_hunt_that_is_closed_says_so(phone, hunt, participation, conundrum):
    hunt.stage = hunt.Stage.CLOSED
    hunt.save()

    answer = put_positions(phone, hunt, make_positions(participation, {1: "supports"}))

    assert (answer.status_code, answer.json()["error"]) == (403, "closed")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"id": str(uuid.uuid4())}, "id"),
        ({"kind": "reflection"}, "kind"),
        ({"when": "during"}, "when"),
        ({"stances": []}, "stances"),
        ({"stances": [{"conundrum": 1, "stance": "loves"}]}, "stances"),
        ({"stances": [{"conundrum": "one", "stance": "supports"}]}, "conundrum"),
        ({"stances": {"1": "supports"}}, "stances"),
        ({"noted_at": "yesterday"}, "noted_at"),
    ],
)
def test_a_record_that_breaks_a_rule_is_refused_by_name(phone, hunt, participation, conundrum, change, field):
    record = make_positions(participation, {1: "supports"})
    url_id = record["id"]

    url = reverse("reflections:sync_positions", args=[hunt.slug, url_id])
    answer = phone.put(url, body_of(record | change), "application/json")

    assert (answer.status_code, answer.json()["error"], answer.json()["field"]) == (422, "refused", field)
    assert StatedPositions.objects.count() == 0


@pytest.mark.parametrize("body", [b"no json", b"[]", b"\xff\xfe", b'"positions"', b"{" * 9_000])
def test_what_is_no_record_is_refused(phone, hunt, participation, body):
    assert put_positions(phone, hunt, make_positions(participation, {1: "supports"}), body).status_code == 422


def test_a_client_that_has_gone_wrong_meets_an_end(phone, hunt, participation, conundrum, monkeypatch):
    monkeypatch.setattr(taking_in, "MOST", 2)
    first, *others = [make_positions(participation, {1: "supports"}, minutes) for minutes in range(3)]
    for record in (first, others[0]):
        assert put_positions(phone, hunt, record).status_code == 200

    full = put_positions(phone, hunt, others[1])

    assert (full.status_code, full.json()["error"]) == (413, "quota")
    assert put_positions(phone, hunt, first).status_code == 200, "what is kept stays kept"


@pytest.mark.django_db(transaction=True)
def test_a_saved_queue_brings_them_too(phone, hunt, participation, conundrum):
    record = make_positions(participation, {1: "supports"})
    wrong = make_positions(participation, {1: "loves"})

    page = hand_in(phone, hunt, save_queue(participation, (record, []), (wrong, [])))

    assertContains(page, "1 of 2 could not be kept whole")
    assertContains(page, "Where you stand")
    assert stated(participation, "before") == {conundrum.pk: "supports"}
    assert StatedPositions.objects.get().body.encode() == body_of(record)
