"""The planner in a real browser: changed in place, by mouse and by keys, and chosen in the list and on the map."""

import re
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from tests import builders
from tests.browser import PHONE, wait_for_modules
from tests.planner_page import halt_of, opened, section
from visits.planning.versions import working_plan

pytestmark = [pytest.mark.journey, pytest.mark.once]


@pytest.fixture
def sale(hunt):
    return builders.make_route(hunt, 2, name="Sale")


@pytest.fixture
def leigh(hunt, sale):
    """Both routes begin with the briefing at the base; Leigh goes on to a hall and to lunch, each at its place."""
    leigh = builders.make_route(hunt, 1, name="Leigh")
    briefing = builders.make_stop(hunt, "Briefing", stay_minutes=30)
    builders.make_visit(leigh, briefing, 1)
    builders.make_visit(sale, briefing, 1)
    for position, (title, longitude) in enumerate([("Hall", "-2.42"), ("Lunch", "-2.22")], start=2):
        venue = builders.make_venue(hunt.programme, f"Place of {title}", longitude=longitude)
        builders.make_visit(leigh, builders.make_stop(hunt, title, venue=venue), position)
    return leigh


@pytest.fixture
def planner(open_page, amina, hunt, leigh):
    return open_planner(open_page, amina, hunt)


def open_planner(open_page, user, hunt, **options):
    page = open_page(user, **options)
    page.goto(f"/hunts/{hunt.slug}/plan/")
    wait_for_modules(page)
    return page


def planned(hunt):
    plan = working_plan(hunt).plan
    return {
        route.name: [plan.stop(visit.stop).title for visit in plan.visits_on(str(route.uid))]
        for route in hunt.routes.all()
    }


def grip(page, route, title):
    return halt_of(page, route, title).locator(".grip")


def drag(page, grip, target):
    """From a grip to just above the foot of ``target``, which is still held there. Hovering waits until the grip
    stands still."""
    grip.hover(position={"x": 10, "y": 20})
    page.mouse.down()
    move_over(page, target)
    page.locator(".plan-drop").wait_for()


def move_over(page, target):
    end = target.bounding_box()
    page.mouse.move(end["x"] + 60, end["y"] + end["height"] - 5, steps=8)


@contextmanager
def nothing_is_sent(page):
    """Fails if what is done meanwhile sends a change of the plan. The browser tells of what it sends before it answers
    what it is asked afterwards, here what it says."""
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    yield
    page.evaluate("1")
    assert sent == []


def wait_for_words(page, words):
    page.locator("[data-said]", has_text=re.compile(words)).wait_for(state="attached")


def test_a_stop_is_dragged_to_another_route_and_back_by_one_press(planner, hunt):
    drag(planner, grip(planner, "Leigh", "Hall"), halt_of(planner, "Sale", "Briefing"))
    planner.mouse.up()

    wait_for_words(planner, "Moved “Hall” to place 2 on Sale. .* Back")
    assert planned(hunt) == {"Leigh": ["Briefing", "Lunch"], "Sale": ["Briefing", "Hall"]}
    planner.keyboard.press("Control+z")
    wait_for_words(planner, "Taken back: Moved “Hall”")
    assert planned(hunt) == {"Leigh": ["Briefing", "Hall", "Lunch"], "Sale": ["Briefing"]}


def test_a_stop_lands_where_it_is_let_go_even_if_the_screen_lags_behind(planner, hunt):
    drag(planner, grip(planner, "Leigh", "Hall"), halt_of(planner, "Leigh", "Lunch"))
    planner.evaluate("window.requestAnimationFrame = () => 0")  # no frame comes any more

    move_over(planner, halt_of(planner, "Sale", "Briefing"))
    planner.mouse.up()

    wait_for_words(planner, "Moved “Hall” to place 2 on Sale")


def test_escape_leaves_a_dragged_stop_where_it_was(planner, hunt):
    with nothing_is_sent(planner):
        drag(planner, grip(planner, "Leigh", "Lunch"), halt_of(planner, "Sale", "Briefing"))
        planner.keyboard.press("Escape")
        planner.mouse.up()

    expect(planner.locator(".plan-drop, .plan-ghost, .is-lifted")).to_have_count(0)
    assert not hunt.plan_versions.exists()


def test_keys_move_a_stop_and_every_step_is_told(planner, hunt):
    held = grip(planner, "Leigh", "Lunch")
    held.focus()
    told = []
    for key in ("Space", "ArrowUp", "ArrowRight", "Enter"):
        planner.keyboard.press(key)
        told.append(planner.locator("[data-said]").inner_text())

    assert told[0].startswith("Lunch is lifted, 3 of 3 on Leigh.")
    assert told[1:3] == ["Lunch, 2 of 3 on Leigh.", "Lunch, 2 of 2 on Sale."]
    wait_for_words(planner, "Moved “Lunch” to place 2 on Sale")
    assert planned(hunt)["Sale"] == ["Briefing", "Lunch"]
    expect(grip(planner, "Sale", "Lunch")).to_be_focused()


def test_a_lifted_stop_stays_when_one_thinks_better_of_it(planner, hunt):
    with nothing_is_sent(planner):
        grip(planner, "Leigh", "Lunch").focus()
        for key in ("Enter", "ArrowUp", "Escape"):
            planner.keyboard.press(key)

    expect(planner.locator("[data-said]")).to_have_text("Lunch stays 3 of 3 on Leigh.")
    assert not hunt.plan_versions.exists()


def test_two_quick_presses_are_two_moves(planner, hunt):
    opened(planner, "Leigh", "Briefing")
    planner.evaluate("""() => {
        const down = document.querySelector(".halt [data-key=down]");
        down.click();
        down.click();
    }""")

    wait_for_words(planner, "to place 3 on Leigh")
    assert planned(hunt)["Leigh"] == ["Hall", "Lunch", "Briefing"]


def test_a_stop_chosen_in_the_list_is_chosen_on_the_map(planner):
    opened(planner, "Leigh", "Hall")

    expect(planner.get_by_role("button", name="Leigh, 2: Hall")).to_have_attribute("aria-pressed", "true")


def test_a_stop_chosen_before_the_map_came_is_chosen_on_it(open_page, amina, hunt, leigh):
    page, asked = open_page(amina), []
    page.route("**/plan-map.js", lambda route: asked.append(route))  # noqa: PLW0108 - Playwright wants a function
    page.goto(f"/hunts/{hunt.slug}/plan/")
    page.locator(".is-live").wait_for()
    opened(page, "Leigh", "Hall")
    page.locator(".halt.is-chosen").wait_for()

    asked.pop().continue_()

    expect(page.get_by_role("button", name="Leigh, 2: Hall")).to_have_attribute("aria-pressed", "true")


def test_a_pin_of_several_routes_offers_them_all(planner):
    planner.get_by_role("button", name="Leigh, 1: Briefing; Sale, 1: Briefing").press("Enter")
    planner.get_by_role("button", name="Sale, 1: Briefing", exact=True).press("Enter")

    wait_for_words(planner, "Briefing is chosen, 1 of 1 on Sale.")
    expect(planner.locator(".is-chosen")).to_have_count(1)
    expect(halt_of(planner, "Sale", "Briefing")).to_have_class(re.compile(r"\bis-chosen\b"))
    expect(planner.locator(".is-same")).to_have_count(1)


def test_nothing_is_lost_without_a_connection(planner, hunt):
    opened(planner, "Leigh", "Hall")
    planner.evaluate("""() => {
        const real = window.fetch;
        window.fetch = () => { window.fetch = real; return Promise.reject(new TypeError("no connection")); };
    }""")
    section(planner, "Leigh").get_by_role("button", name="Move Hall Up").click()
    planner.get_by_text("Not saved").wait_for()

    planner.get_by_role("button", name="Try again").click()

    wait_for_words(planner, "to place 1 on Leigh")
    assert planned(hunt)["Leigh"] == ["Hall", "Briefing", "Lunch"]


def test_a_finger_on_the_map_scrolls_the_page(open_page, amina, hunt, leigh):
    page = open_planner(open_page, amina, hunt, **PHONE)
    shown = page.locator(".map.leaflet-container")

    assert shown.evaluate("map => getComputedStyle(map).touchAction") == "pan-x pan-y"
    assert grip(page, "Leigh", "Hall").evaluate("grip => getComputedStyle(grip).touchAction") == "none"
