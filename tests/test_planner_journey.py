"""One plan of four routes, built three times: with a finger, by keys alone, and without scripts. And two organisers at
once, neither of whom loses anything."""

import re

import pytest
from playwright.sync_api import expect

from tests import builders
from tests.browser import PHONE, wait_for_modules
from tests.planner_page import halt_of, section
from visits.planning.versions import working_plan

pytestmark = pytest.mark.journey

ROUTES = ["Leigh", "Sale", "Boothstown", "Eccles"]
# What happens, its title, for how long, and on which routes it is put, in this order.
STOPS = [
    ("Gathering", "Briefing", "30", ROUTES),
    ("Walking tour", "Walk of the streets", "60", ["Leigh"]),
    ("Visit to a host", "Library", "50", ["Sale"]),
    ("Visit to a host", "Centre", "45", ["Boothstown"]),
    ("Meal", "Lunch", "40", ROUTES),
]
PATH = "53.4975, -2.5190\n53.4990, -2.5220"
# After lunch has moved up on the first route, and the library from Sale to Eccles, before lunch there.
PLANNED = {
    "Leigh": [("Briefing", "foot"), ("Lunch", "bus"), ("Walk of the streets", "bus")],
    "Sale": [("Briefing", "foot"), ("Lunch", "bus")],
    "Boothstown": [("Briefing", "foot"), ("Centre", "bus"), ("Lunch", "bus")],
    "Eccles": [("Briefing", "foot"), ("Library", "bus"), ("Lunch", "bus")],
}


@pytest.fixture
def empty_hunt(programme, amina):
    return builders.make_hunt(programme, stage="planning")


def planned(hunt):
    """The working plan in words: for each route its stops in order, and how one travels there."""
    plan = working_plan(hunt).plan
    return {
        route.name: [(plan.stop(visit.stop).title, visit.mode) for visit in plan.visits_on(str(route.uid))]
        for route in hunt.routes.all()
    }


def titles(hunt):
    return {route: [title for title, _ in visits] for route, visits in planned(hunt).items()}


class Clicks:
    """A mouse, or what does as little: it presses, types and chooses. Every press leads to a page."""

    def __init__(self, page):
        self.page = page

    def press(self, control):
        control.click()

    def type(self, control, text):
        control.fill(text)

    def choose(self, control, option):
        control.select_option(label=option)

    def check(self, control):
        control.check()

    def open(self, summary):
        self.press(summary)

    def lunch_before_the_walk(self):
        self.move_up("Leigh", "Lunch")

    def library_to_eccles(self):
        self.move_to("Sale", "Library", "Eccles", 2)

    def move_up(self, route, title):
        halt = self.opened(route, title)
        self.press(halt.get_by_role("button", name=f"Move {title} Up"))

    def move_to(self, route, title, other_route, place):
        halt = self.opened(route, title)
        self.open(halt.get_by_text("Move to…"))
        self.choose(halt.get_by_label("Route"), other_route)
        self.choose(halt.get_by_label("Place"), str(place))
        self.press(halt.get_by_role("button", name=f"Move {title}", exact=True))

    def take_off(self, route, title):
        halt = self.opened(route, title)
        self.press(halt.get_by_role("button", name=f"Take off {route}: {title}"))

    def opened(self, route, title):
        halt = halt_of(self.page, route, title)
        self.unfold(halt.locator(".halt__facts"))
        return halt

    def unfold(self, details):
        """Open it, unless it is; the page may yet be coming in."""
        self.page.wait_for_load_state()
        if details.get_attribute("open") is None:
            self.open(details.locator("> summary"))


class Finger(Clicks):
    """Taps; and drags a stop by its dots, with real touches."""

    def press(self, control):
        control.tap()

    def check(self, control):
        self.page.locator(f"label[for={control.get_attribute('id')}]").tap()

    def lunch_before_the_walk(self):
        wait_for_modules(self.page)
        walk = halt_of(self.page, "Leigh", "Walk of the streets")
        grip = halt_of(self.page, "Leigh", "Lunch").locator(".grip")
        grip.scroll_into_view_if_needed()
        self.drag(middle(grip), middle(walk.locator(".strip__time"), up=30))

    def drag(self, start, end):
        touches = self.page.context.new_cdp_session(self.page)

        def touch(kind, *points):
            points = [{"x": x, "y": y} for x, y in points]
            touches.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

        touch("touchStart", start)
        for step in range(1, 11):
            touch("touchMove", tuple(a + (b - a) * step / 10 for a, b in zip(start, end, strict=True)))
            self.page.wait_for_timeout(30)
        touch("touchEnd")


class Keys(Clicks):
    """Keys alone: Tab goes from control to control, as far as it takes."""

    def reach(self, control):
        control = control.element_handle()
        for _ in range(400):
            if self.page.evaluate("control => document.activeElement === control", control):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never came to {control}.")

    def press(self, control):
        self.reach(control)
        self.page.keyboard.press("Enter")

    def type(self, control, text):
        self.reach(control)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(text)

    def choose(self, control, option):
        """By arrows: letters that come too slowly are taken for the beginnings of several options."""
        self.reach(control)
        self.page.keyboard.press("Home")
        for _ in range(20):
            if control.evaluate("control => control.selectedOptions[0].label.trim()") == option:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"The arrows never came to {option}.")

    def check(self, control):
        name = control.get_attribute("name")
        self.reach(self.page.locator(f"input[name={name}]:checked"))
        for _ in range(10):
            if control.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"The arrows never came to {name}.")

    def lunch_before_the_walk(self):
        wait_for_modules(self.page)
        self.reach(halt_of(self.page, "Leigh", "Lunch").locator(".grip"))
        for key in ("Space", "ArrowUp", "Space"):
            self.page.keyboard.press(key)

    def library_to_eccles(self):
        self.reach(halt_of(self.page, "Sale", "Library").locator(".grip"))
        for key in ("Space", "ArrowRight", "ArrowRight", "Space"):
            self.page.keyboard.press(key)


def middle(element, up=0):
    box = element.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2 - up


def add_route(hands, name):
    page = hands.page
    hands.press(page.get_by_role("link", name=re.compile("^Add (a|the first) route$")).first)
    hands.type(page.get_by_label("Name of the route"), name)
    hands.press(page.get_by_role("button", name="Add the route"))
    page.get_by_role("heading", name=re.compile(name)).first.wait_for()


def add_stop(hands, kind, title, minutes):
    page = hands.page
    hands.press(page.get_by_role("link", name="Add a stop", exact=True))
    hands.check(page.get_by_label(kind, exact=True))
    hands.type(page.get_by_label("Name of the stop"), title)
    if kind == "Walking tour":
        hands.type(page.get_by_label("Path of a walking tour"), PATH)
    hands.type(page.get_by_label("How long do we stay, in minutes?"), minutes)
    hands.press(page.get_by_role("button", name="Save the stop").last)
    page.get_by_text(f"Added “{title}”.").first.wait_for()


def put_on(hands, title, route):
    page = hands.page
    part = section(page, route)
    hands.unfold(part.locator(".route-plan__add"))
    hands.choose(part.get_by_label("Put a stop at the end"), title)
    if title != "Briefing":
        hands.choose(part.get_by_label("Travel there"), "Bus")
    hands.press(part.get_by_role("button", name=re.compile("^Add")))
    page.get_by_text(f"Put “{title}” on {route}.").first.wait_for()
    halt_of(page, route, title).wait_for()


def build(hands, hunt):
    page = hands.page
    page.goto(f"/hunts/{hunt.slug}/plan/")
    for name in ROUTES:
        add_route(hands, name)
        page.goto(f"/hunts/{hunt.slug}/plan/")
    for kind, title, minutes, _ in STOPS:
        add_stop(hands, kind, title, minutes)
    for _, title, _, routes in STOPS:
        for route in routes:
            put_on(hands, title, route)
    hands.lunch_before_the_walk()
    page.get_by_text("Moved “Lunch” to place 2 on Leigh.").first.wait_for()
    hands.library_to_eccles()
    page.get_by_text("Moved “Library” to place 2 on Eccles.").first.wait_for()


@pytest.mark.once
@pytest.mark.parametrize(
    ("hands", "options"),
    [(Finger, PHONE), (Keys, {}), (Clicks, {"java_script_enabled": False})],
    ids=["finger", "keys", "no-scripts"],
)
def test_four_routes_are_planned(open_page, amina, empty_hunt, hands, options):
    build(hands(open_page(amina, **options)), empty_hunt)

    assert planned(empty_hunt) == PLANNED


@pytest.fixture
def two_routes(empty_hunt):
    """Briefing, library and lunch on the first route, briefing on the second: shared, so that nothing was changed."""
    leigh, sale = (builders.make_route(empty_hunt, number, name=name) for number, name in enumerate(ROUTES[:2], 1))
    stops = [builders.make_stop(empty_hunt, title) for title in ("Briefing", "Library", "Lunch")]
    for position, stop in enumerate(stops, start=1):
        builders.make_visit(leigh, stop, position)
    builders.make_visit(sale, stops[0], 1)
    return empty_hunt


def test_two_organisers_at_once(open_page, amina, programme, two_routes):
    eva = builders.make_user("eva")
    programme.memberships.create(user=eva, role="organiser")
    first, second = open_page(amina), open_page(eva)
    for page in (first, second):
        page.goto(f"/hunts/{two_routes.slug}/plan/")

    # Different stops: both changes are kept, though the second was made on an older page.
    Clicks(first).move_up("Leigh", "Lunch")
    first.get_by_text("Moved “Lunch” to place 2 on Leigh.").first.wait_for()
    Clicks(second).move_to("Leigh", "Library", "Sale", 1)
    second.get_by_text("Moved “Library” to place 1 on Sale.").first.wait_for()
    assert titles(two_routes) == {"Leigh": ["Briefing", "Lunch"], "Sale": ["Library", "Briefing"]}

    # The same stop: the second sees what the first did, and decides.
    first.reload()
    second.reload()
    Clicks(first).take_off("Sale", "Library")
    first.get_by_text("Took “Library” off Sale.").first.wait_for()
    Clicks(second).move_to("Sale", "Library", "Sale", 2)
    second.get_by_role("heading", name="The plan was changed meanwhile").wait_for()
    expect(second.get_by_role("main")).to_contain_text("Took “Library” off Sale")
    assert titles(two_routes) == {"Leigh": ["Briefing", "Lunch"], "Sale": ["Briefing"]}

    # Nothing is lost: the plan goes back step by step, whoever made the change.
    second.get_by_role("link", name="Look at the plan as it is now").click()
    second.get_by_role("button", name="Undo").click()
    second.get_by_text("Taken back: Took “Library” off Sale.").first.wait_for()
    Clicks(second).move_to("Sale", "Library", "Sale", 2)
    second.get_by_text("Moved “Library” to place 2 on Sale.").first.wait_for()
    assert titles(two_routes) == {"Leigh": ["Briefing", "Lunch"], "Sale": ["Briefing", "Library"]}
