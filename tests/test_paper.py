"""Cards to write on by hand: codes that are made once, pages to print, and notes that come in later."""

from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from reflections.capture.by_hand.paper import make_codes, make_own_code
from reflections.models import PaperCode, Reflection
from tests import builders


@pytest.fixture(autouse=True)
def no_tries_yet(db):
    cache.clear()


@pytest.fixture(autouse=True)
def after_the_day(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 7, 9, 18, 0, tzinfo=UTC))


@pytest.fixture
def second(hunt, route, visit):
    return builders.make_visit(route, builders.make_stop(hunt, "Sharing", prompts="What stays?\nWho says?"), 2)


@pytest.fixture
def fay(hunt, route):
    return builders.make_participation(hunt, builders.make_user("fay", email=None), route)


@pytest.fixture
def aminas(client, amina, participation, visit):
    client.force_login(amina)
    return client


@pytest.fixture
def code(participation, visit):
    return make_codes([participation])[participation.pk, visit.pk].code


def path(hunt, name="paper_note"):
    return reverse(f"reflections:{name}", args=[hunt.slug])


def cards(client, hunt, people="everybody"):
    return client.get(path(hunt, "paper_cards"), {"people": people})


def type_in(client, hunt, code, **changes):
    page = client.post(path(hunt), {"code": code})
    form = page.context["form"]
    sent = {name: str(form[name].value()) for name in ("id", "whose", "moment")}
    sent |= {"date": f"{form['date'].value():%Y-%m-%d}", "time": f"{form['time'].value():%H:%M}"}
    return client.post(path(hunt), sent | {"words": "Written by hand."} | changes)


def test_everybody_has_a_code_for_each_stop_and_one_for_all_else(hunt, participation, fay, visit, second):
    codes = make_codes([participation, fay])

    assert {key for key in codes if key[0] == fay.pk} == {(fay.pk, None), (fay.pk, visit.pk), (fay.pk, second.pk)}
    assert len({code.code for code in codes.values()}) == 6


def test_codes_stay_when_cards_are_made_again(aminas, hunt, participation, visit, fay, second):
    make_own_code(participation)
    first = make_codes([participation])

    for _ in range(2):
        aminas.post(path(hunt, "paper_cards"), {"people": "everybody"})

    again = dict(PaperCode.objects.filter(participation=participation).values_list("visit", "code"))
    assert again == {visit: code.code for (_, visit), code in first.items()}
    assert PaperCode.objects.count() == 6


def test_a_code_that_is_taken_is_drawn_again(participation, visit, monkeypatch):
    drawn = iter(["SAMEQQ", "SAMEQQ", "OTHERQ"])
    field = PaperCode._meta.get_field("code")
    monkeypatch.setattr(field, "_get_default", lambda: next(drawn))

    codes = make_codes([participation])

    assert {code.code for code in codes.values()} == {"SAMEQQ", "OTHERQ"}


def test_making_codes_costs_the_same_for_more_people(hunt, route, participation, visit, second):
    def queries(people):
        PaperCode.objects.all().delete()
        with CaptureQueriesContext(connection) as made:
            make_codes(people)
        return len(made)

    few = queries([participation])
    people = [builders.make_participation(hunt, builders.make_user(f"P{number}"), route) for number in range(20)]

    assert queries([participation, *people]) == few


def test_looking_at_cards_makes_none(aminas, hunt, visit):
    page = cards(aminas, hunt)

    assertContains(page, "2 cards have no code yet")
    assert not PaperCode.objects.exists()
    assert page.context["sheets"] == []


def test_a_card_says_where_when_and_what_to_think_about(aminas, hunt, participation, visit, second, conundrum):
    response = aminas.post(path(hunt, "paper_cards"), {"people": f"person-{participation.pk}"})
    assertRedirects(response, f"{path(hunt, 'paper_cards')}?people=person-{participation.pk}")

    page = cards(aminas, hunt, f"person-{participation.pk}")

    for code in PaperCode.objects.all():
        assertContains(page, code.code, count=1)
    assertContains(page, "<strong>09:30</strong>")
    assertContains(page, "What stays?", count=1)
    assertContains(page, "On the way, or anything else", count=1)
    assertContains(page, conundrum.label, count=3)
    assert [len(sheet.cards) for sheet in page.context["sheets"]] == [2, 1]


def test_cards_are_for_a_route_or_a_person_or_all(aminas, hunt, route, participation, fay):
    other = builders.make_route(hunt, 2, name="Leigh")
    eda = builders.make_participation(hunt, builders.make_user("eda"), other)
    make_codes([participation, fay, eda])

    def names(people):
        return [sheet.person.name for sheet in cards(aminas, hunt, people).context["sheets"]]

    assert names("everybody") == ["Ben", "Fay", "Eda"]
    assert names(f"route-{other.pk}") == ["Eda"]
    assert names(f"person-{fay.pk}") == ["Fay"]


def test_somebody_without_a_route_has_the_card_for_all_else(aminas, hunt):
    eda = builders.make_participation(hunt, builders.make_user("eda"))
    make_codes([eda])

    assert [len(sheet.cards) for sheet in cards(aminas, hunt, f"person-{eda.pk}").context["sheets"]] == [1]


@pytest.mark.parametrize("people", ["", "nobody", "person-0", "route-99999", "<script>", "x" * 3000, "\0"])
def test_odd_choices_show_no_cards(aminas, hunt, people):
    page = cards(aminas, hunt, people)

    assert page.status_code == 200
    assert page.context["sheets"] == []
    assert aminas.post(path(hunt, "paper_cards"), {"people": people}).status_code == 200
    assert not PaperCode.objects.exists()


def test_the_page_costs_the_same_for_more_people(aminas, hunt, route, participation, visit):
    def look():
        make_codes(list(hunt.participations.all()))
        with CaptureQueriesContext(connection) as queries:
            cards(aminas, hunt)
        return len(queries)

    few = look()
    for number in range(12):
        builders.make_participation(hunt, builders.make_user(f"P{number}"), route)
    other = builders.make_route(hunt, 2)
    builders.make_visit(other, visit.stop)
    builders.make_participation(hunt, builders.make_user("Last"), other)

    assert look() == few


def test_a_card_brings_in_author_place_and_time(aminas, hunt, participation, visit, conundrum, amina, code):
    response = type_in(aminas, hunt, code.lower(), **{f"stance_{conundrum.pk}": "supports"})

    assertRedirects(response, path(hunt))
    kept = Reflection.objects.get()
    assert (kept.participation, kept.visit, kept.typed_by) == (participation, visit, amina)
    assert kept.noted_at == datetime(2026, 7, 7, 8, 30, tzinfo=UTC)
    assert kept.words == "Written by hand."
    assert [(tag.stance, tag.tagged_by) for tag in kept.tags.all()] == [("supports", participation.user)]


def test_the_time_may_be_another_one(aminas, hunt, code):
    type_in(aminas, hunt, code, time="10:12")

    assert Reflection.objects.get().noted_at == datetime(2026, 7, 7, 9, 12, tzinfo=UTC)


def test_an_organiser_sees_whose_card_it_is_and_where(aminas, hunt, code):
    page = aminas.post(path(hunt), {"code": code})

    assertContains(page, "Canal walk</span></h1>")
    assertContains(page, "A card of <strong")


def test_a_stack_is_counted(aminas, hunt, participation, visit, second):
    assertNotContains(aminas.get(path(hunt)), "typed so far")
    codes = make_codes([participation])

    for key in [(participation.pk, visit.pk), (participation.pk, second.pk), (participation.pk, visit.pk)]:
        type_in(aminas, hunt, codes[key].code)

    page = aminas.get(path(hunt))
    assertContains(page, "3 cards typed so far")
    assert page.context["last"] == ["At Canal walk", "At Sharing", "At Canal walk"]
    assertContains(page, "autofocus")


def test_ones_own_cards_are_typed_in_by_oneself(client, hunt, participation, code, ben):
    client.force_login(ben)

    type_in(client, hunt, code)

    assert Reflection.objects.get().typed_by is None


def test_but_not_somebody_elses(client, hunt, code, fay):
    client.force_login(fay.user)

    page = client.post(path(hunt), {"code": code})

    assertContains(page, "This card is somebody else’s.")
    assert page.context["form"] is None


def test_a_card_printed_for_another_route_still_says_where_it_was(aminas, hunt, participation, visit, code):
    type(participation).objects.filter(pk=participation.pk).update(route=builders.make_route(hunt, 2))

    type_in(aminas, hunt, code)

    assert Reflection.objects.get().visit == visit


def test_the_card_for_all_else_asks_where_it_was(aminas, hunt, participation, visit):
    code = make_own_code(participation).code

    type_in(aminas, hunt, code, moment="day")

    assert Reflection.objects.get().moment == "day"


@pytest.mark.parametrize("text", ["", "XXXXXX", "0O1IL", "\0", "🌱", "x" * 100, "<script>"])
def test_a_wrong_code_is_told_in_words(aminas, hunt, code, text):
    page = aminas.post(path(hunt), {"code": text})

    assert page.status_code == 200
    assert page.context["whose"].errors["code"]
    assert not Reflection.objects.exists()


def test_an_organiser_may_type_more_cards_than_anybody_guesses(aminas, hunt, code):
    for _ in range(60):
        page = aminas.post(path(hunt), {"code": code})

    assert page.context["form"] is not None


@pytest.mark.parametrize("stage", ["planning", "closed"])
def test_a_hunt_that_takes_nothing_says_so(aminas, hunt, code, stage):
    hunt.move_to(stage)

    assert aminas.post(path(hunt), {"code": code}).status_code == 403
    assert not Reflection.objects.exists()


def test_cards_are_for_organisers(client, hunt, participation, ben, carys, dev):
    answers = {}
    for user in (ben, carys, dev):
        client.force_login(user)
        answers[user.name] = client.get(path(hunt, "paper_cards")).status_code

    assert answers == {"Ben": 403, "Carys": 403, "Dev": 404}
