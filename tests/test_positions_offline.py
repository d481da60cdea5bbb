"""Where people stand, said on a phone: kept there first, sent by itself, and never asked for twice."""

import pytest
from playwright.sync_api import expect

from hunts.models import Position
from reflections.models import StatedPositions
from tests import builders
from tests.browser import PHONE, give_time_to_arrive
from tests.test_offline_pages import path, positions_path, visit_once

pytestmark = [pytest.mark.journey, pytest.mark.once]

SAYS = "form [data-says]"
READY = "form[data-ready]"
HERE = "Your answers are on this phone"


@pytest.fixture(autouse=True)
def during_the_day(hunt, programme):
    hunt.stage = hunt.Stage.RUNNING
    hunt.save()
    hunt.conundrums.add(builders.make_conundrum(programme, 2))


@pytest.fixture
def phone(open_page, production, ben, participation):
    """Ben's phone, on the site. The browser tells of a refusal only where no service worker stands in between yet."""
    page = open_page(ben, site=production.url, loses_signal=True, expected=["403 (Forbidden)"], **PHONE)
    give_time_to_arrive(page)
    return page


def open_form(page, hunt, when="before"):
    page.goto(positions_path(hunt, when))
    page.locator(READY).wait_for()


def choose(page, number, stance):
    """Tap an answer to the conundrum of a number."""
    page.locator(f'[data-conundrum="{number}"] label', has_text=stance).click()


def save(page):
    page.get_by_role("button", name="Save where I stand").click()


def chosen(page):
    return page.locator("[data-conundrum] input:checked").evaluate_all("all => all.map(({ value }) => value)")


def said(participation, when="before"):
    return dict(participation.positions.filter(when=when).values_list("conundrum__number", "stance"))


def test_with_signal_it_has_arrived_at_once(phone, hunt, participation):
    open_form(phone, hunt)
    choose(phone, 1, "Supports")
    choose(phone, 2, "Unsure")

    save(phone)

    expect(phone.get_by_text("Your answers are saved.")).to_be_visible()
    assert said(participation) == {1: "supports", 2: "unsure"}
    phone.locator(READY).wait_for()
    assert chosen(phone) == ["supports", "unsure"]
    assert StatedPositions.objects.count() == 1


def test_without_an_answer_to_any_question_nothing_is_sent_and_it_says_so(phone, hunt, participation):
    open_form(phone, hunt)

    save(phone)

    expect(phone.locator(SAYS)).to_have_text("Choose an answer to at least one of the questions.")
    assert StatedPositions.objects.count() == 0


def test_without_signal_it_waits_on_the_phone_and_arrives_by_itself(phone, production, hunt, ben, participation):
    visit_once(phone, hunt, ben)

    with production.out_of_reach():
        phone.goto(path("visits:today", hunt))
        phone.get_by_role("link", name="Say where I stand").click()
        phone.locator(READY).wait_for()
        expect(phone.get_by_role("button", name="Not now")).to_be_hidden()
        choose(phone, 1, "Supports")
        choose(phone, 2, "Complicates")
        save(phone)
        expect(phone.locator(SAYS)).to_contain_text(HERE)
        expect(phone.locator("[data-line]")).to_contain_text("1 entry is only on this phone so far")

        open_form(phone, hunt, "after")
        expect(phone.locator(SAYS)).to_contain_text(HERE)
        assert chosen(phone) == ["supports", "complicates"]
        choose(phone, 2, "Challenges")
        save(phone)
        expect(phone.locator("[data-line]")).to_contain_text("2 entries are only on this phone so far")

        phone.goto(path("reflections:notebook", hunt))
        expect(phone.locator("[data-entry]").first).to_contain_text("Where you stand, after the day")
        expect(phone.locator("[data-entry]").first).to_contain_text("2: Complicates")
        assert Position.objects.count() == 0

    phone.evaluate("dispatchEvent(new Event('online'))")

    expect(phone.locator("[data-count]")).to_contain_text("Everything has arrived")
    assert said(participation, "after") == {1: "supports", 2: "challenges"}
    assert StatedPositions.objects.count() == 2
    open_form(phone, hunt, "after")
    assert chosen(phone) == ["supports", "challenges"]


def test_what_arrives_while_one_looks_is_no_longer_called_on_this_phone(phone, production, hunt, participation):
    open_form(phone, hunt)
    with production.out_of_reach():
        choose(phone, 1, "Supports")
        save(phone)
        expect(phone.locator(SAYS)).to_contain_text(HERE)

    phone.evaluate("dispatchEvent(new Event('online'))")

    expect(phone.locator("[data-line]")).to_contain_text("Everything has arrived")
    expect(phone.locator(SAYS)).to_be_hidden()
    assert said(participation) == {1: "supports"}


def test_where_the_browser_keeps_nothing_the_form_is_sent_as_without_a_script(phone, hunt, participation):
    phone.add_init_script("Object.defineProperty(window, 'indexedDB', { value: undefined });")
    open_form(phone, hunt, "after")
    choose(phone, 1, "Challenges")

    save(phone)

    expect(phone.get_by_text("Your answers are saved.")).to_be_visible()
    assert said(participation, "after") == {1: "challenges"}
    assert StatedPositions.objects.count() == 0


def test_a_hunt_that_closed_meanwhile_keeps_the_answers_on_the_phone(phone, hunt, participation):
    open_form(phone, hunt)
    hunt.stage = hunt.Stage.CLOSED
    hunt.save()
    choose(phone, 1, "Supports")

    save(phone)

    expect(phone.locator(SAYS)).to_contain_text("This hunt is closed")
    expect(phone.locator(SAYS)).to_contain_text("Your answers are kept on this phone.")
    phone.goto(path("reflections:notebook", hunt))
    expect(phone.locator("[data-way-on]")).to_contain_text("Ask the organisers to open the hunt again")
    assert Position.objects.count() == 0
