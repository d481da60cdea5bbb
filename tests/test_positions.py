"""Where do you stand? Asked before and after the day, answered in a minute, changed until the hunt closes."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from hunts.models import Position
from hunts.positions import state_positions
from tests import builders
from tests.browser import give_time_to_arrive

NOTICE = "Where do you stand"


@pytest.fixture
def clock(monkeypatch):
    """Set what time it is, in UTC on 7 July 2026."""

    def set_clock(text):
        moment = datetime.fromisoformat(text).replace(tzinfo=UTC)
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return set_clock


@pytest.fixture
def second(programme, hunt):
    conundrum = builders.make_conundrum(programme, 2)
    hunt.conundrums.add(conundrum)
    return conundrum


@pytest.fixture
def day(hunt, route):
    """09:30 to 10:30 briefing, 11:00 to 12:00 sharing, in London."""
    return [
        builders.make_visit(route, builders.make_stop(hunt, "Briefing"), 1),
        builders.make_visit(route, builders.make_stop(hunt, "Sharing"), 2, "bus", 30),
    ]


@pytest.fixture
def bens(client, ben, participation):
    client.force_login(ben)
    return client


def path(hunt, when="before", name="positions"):
    return reverse(f"hunts:{name}", args=[hunt.slug, when])


def today(client, hunt):
    return client.get(reverse("visits:today", args=[hunt.slug]))


def said(participation, when="before"):
    return dict(participation.positions.filter(when=when).values_list("conundrum__number", "stance"))


def test_every_question_is_asked_in_its_words(bens, hunt, conundrum, second):
    page = bens.get(path(hunt))

    assertContains(page, conundrum.question)
    assertContains(page, second.question)
    assert [row.field.choices for _, row in page.context["form"].rows] == [
        [("supports", "Supports"), ("challenges", "Challenges"), ("complicates", "Complicates"), ("unsure", "Unsure")]
    ] * 2
    assertContains(page, "Not now")


def test_what_is_tapped_is_kept_and_nothing_is_required(bens, hunt, participation, conundrum, second):
    response = bens.post(path(hunt), {f"stance_{second.pk}": "complicates"})

    assertRedirects(response, path(hunt))
    assert said(participation) == {2: "complicates"}
    assert said(participation, "after") == {}


def test_nothing_chosen_is_not_called_saved(bens, hunt, participation, conundrum):
    page = bens.post(path(hunt), {"csrfmiddlewaretoken": "x"})

    assertContains(page, "Choose an answer to at least one of the questions.")
    assertNotContains(page, "Your answers are saved")


def test_before_and_after_are_kept_apart(bens, hunt, participation, conundrum):
    bens.post(path(hunt, "before"), {f"stance_{conundrum.pk}": "supports"})
    bens.post(path(hunt, "after"), {f"stance_{conundrum.pk}": "challenges"})

    assert said(participation, "before") == {1: "supports"}
    assert said(participation, "after") == {1: "challenges"}


def test_saving_twice_is_one_answer(bens, hunt, participation, conundrum):
    for stance in ("supports", "supports", "unsure"):
        bens.post(path(hunt), {f"stance_{conundrum.pk}": stance})

    assert list(Position.objects.values_list("stance", flat=True)) == ["unsure"]


def test_two_who_save_at_once_make_one_answer(participation, conundrum, monkeypatch):
    """The second did not see the first one's row when it looked."""
    state_positions(participation, "before", {conundrum: "supports"})
    monkeypatch.setattr("hunts.positions.stated", lambda participation, when: {})

    state_positions(participation, "before", {conundrum: "challenges"})

    assert said(participation) == {1: "challenges"}


def test_the_database_holds_one_answer_each(participation, conundrum):
    fields = {"participation": participation, "conundrum": conundrum, "when": "before", "stance": "unsure"}
    Position.objects.create(**fields)

    with pytest.raises(IntegrityError), transaction.atomic():
        Position.objects.create(**fields)


def test_the_same_said_again_keeps_the_time_it_was_said(bens, hunt, participation, conundrum, second):
    bens.post(path(hunt), {f"stance_{conundrum.pk}": "supports"})
    first = participation.positions.get().stated_at

    bens.post(path(hunt), {f"stance_{conundrum.pk}": "supports", f"stance_{second.pk}": "unsure"})

    assert participation.positions.get(conundrum=conundrum).stated_at == first


def test_an_answer_can_be_changed_or_taken_back(bens, hunt, participation, conundrum, second):
    bens.post(path(hunt), {f"stance_{conundrum.pk}": "supports", f"stance_{second.pk}": "supports"})
    page = bens.get(path(hunt))
    assertContains(page, "Take back", count=2)
    assertNotContains(page, "Not now")

    bens.post(path(hunt), {f"stance_{conundrum.pk}": "", f"stance_{second.pk}": "challenges"})

    assert said(participation) == {2: "challenges"}


@pytest.mark.parametrize("value", ["maybe", "SUPPORTS", "<script>", "x" * 5000, "\0"])
def test_an_unknown_answer_changes_nothing(bens, hunt, participation, conundrum, second, value):
    page = bens.post(path(hunt), {f"stance_{conundrum.pk}": "supports", f"stance_{second.pk}": value})

    assertContains(page, "Choose one of the four answers, or none.")
    assertContains(page, "<title>Error: ")
    assert said(participation) == {}


def test_a_question_of_another_hunt_is_not_answered(bens, hunt, participation, programme):
    other = builders.make_conundrum(programme, 9)

    bens.post(path(hunt), {f"stance_{other.pk}": "supports"})

    assert not Position.objects.exists()


def test_after_the_day_one_sees_what_it_did(bens, hunt, participation, conundrum, second, programme):
    third = builders.make_conundrum(programme, 3)
    hunt.conundrums.add(third)
    state_positions(participation, "before", {conundrum: "supports", second: "unsure", third: "challenges"})
    assertNotContains(bens.get(path(hunt, "after")), "What the day did")

    stances = {conundrum: "supports", second: "challenges", third: "unsure"}
    page = bens.post(path(hunt, "after"), {f"stance_{key.pk}": stance for key, stance in stances.items()}, follow=True)

    assertContains(page, "What the day did")
    assertContains(page, "You stand where you stood")
    assertContains(page, "You have made up your mind.")
    assertContains(page, "leaves you less sure")
    assert [move.has_moved for move in page.context["moves"]] == [False, True, True]


def test_only_what_was_answered_both_times_is_compared(bens, hunt, participation, conundrum, second):
    state_positions(participation, "before", {conundrum: "supports"})
    state_positions(participation, "after", {second: "supports"})

    assertNotContains(bens.get(path(hunt, "after")), "What the day did")


def test_answers_stay_once_the_hunt_is_closed(bens, hunt, participation, conundrum):
    state_positions(participation, "before", {conundrum: "supports"})
    hunt.move_to("closed")

    refused = bens.post(path(hunt), {f"stance_{conundrum.pk}": "challenges"})

    assertContains(refused, "The hunt is closed", status_code=403)
    assert said(participation) == {1: "supports"}
    assertNotContains(bens.get(path(hunt)), "Save where I stand")


@pytest.mark.parametrize("when", ["during", "BEFORE", "%00", "x" * 300])
def test_there_is_a_before_and_an_after(bens, hunt, when):
    assert bens.get(f"/hunts/{hunt.slug}/positions/{when}/").status_code == 404
    assert bens.post(f"/hunts/{hunt.slug}/positions/{when}/later/").status_code == 404


@pytest.mark.parametrize(
    ("now", "asked"),
    [
        ("2026-07-01T12:00", "before"),
        ("2026-07-07T08:45", "before"),
        ("2026-07-07T09:45", None),
        ("2026-07-07T10:15", "after"),
        ("2026-07-08T10:00", "after"),
    ],
)
def test_today_asks_at_the_start_and_at_the_end(bens, clock, hunt, day, now, asked):
    clock(now)

    page = today(bens, hunt)

    assert page.context["positions_to_ask"] == asked
    assertContains(page, f'href="{path(hunt, asked)}"' if asked else "Today", count=None)
    assert (NOTICE in page.text) == bool(asked)


def test_who_has_answered_is_not_asked(bens, clock, hunt, day, participation, conundrum):
    state_positions(participation, "before", {conundrum: "supports"})
    clock("2026-07-07T08:45")
    assertNotContains(today(bens, hunt), NOTICE)

    clock("2026-07-07T13:00")

    assertContains(today(bens, hunt), NOTICE)


def test_not_now_is_heard_for_this_question_alone(bens, clock, hunt, day):
    clock("2026-07-07T08:45")

    response = bens.post(path(hunt, name="positions_later"))
    assertRedirects(response, reverse("visits:today", args=[hunt.slug]))
    assertNotContains(today(bens, hunt), NOTICE)

    clock("2026-07-07T13:00")
    assertContains(today(bens, hunt), NOTICE)
    assert not Position.objects.exists()


@pytest.mark.parametrize("stage", ["planning", "closed"])
def test_nobody_is_asked_what_they_could_not_answer(bens, hunt, stage):
    hunt.move_to(stage)

    assertNotContains(today(bens, hunt), NOTICE)


def test_a_hunt_without_questions_asks_nothing(bens, hunt):
    hunt.conundrums.clear()

    assertNotContains(today(bens, hunt), NOTICE)
    assertContains(bens.get(path(hunt)), "This hunt puts no questions to the test.")


def test_the_pages_are_ones_own(client, participation, hunt, ben, amina, carys, dev):
    anonymous = client.get(path(hunt))
    answers = {}
    for user in (ben, amina, carys, dev):
        client.force_login(user)
        answers[user.name] = client.get(path(hunt)).status_code

    assert anonymous.status_code == 302
    assert answers == {"Ben": 200, "Amina": 403, "Carys": 403, "Dev": 404}


def test_more_questions_need_no_more_queries(bens, hunt, programme, participation, conundrum):
    def look():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert bens.get(path(hunt, "after")).status_code == 200
        return len(queries)

    def answer(numbers):
        for number in numbers:
            asked = builders.make_conundrum(programme, number)
            hunt.conundrums.add(asked)
            for when in ("before", "after"):
                state_positions(participation, when, {asked: "supports"})

    answer([2])
    few = look()
    answer(range(3, 12))

    assert look() == few


@pytest.mark.journey
def test_it_is_answered_by_keyboard_on_a_small_phone(open_page, hunt, ben, participation, conundrum, transactional_db):
    page = open_page(ben, viewport={"width": 360, "height": 640})
    give_time_to_arrive(page)
    page.goto(path(hunt))
    page.locator(f"#id_stance_{conundrum.pk}_0").focus()

    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.get_by_text("Your answers are saved.").wait_for()
    page.wait_for_load_state()

    assert said(participation) == {1: "complicates"}
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert min(box["height"] for box in (tap.bounding_box() for tap in page.locator(".tap").all())) >= 44
