"""Every page in a real browser, for everybody who may see it: WCAG 2.2 AA by axe, and nothing hangs over the edge.

The pages are those that ``tests.test_access`` says are shown (200), filled with the demo hunt, some of whose names are
made as long as they may be, or run from right to left, and the account pages of ``tests.pages``. Photos, files and
pictures are no pages. A page whose first answer carries an error message is looked at as well.
"""

from types import SimpleNamespace

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client

from accounts.models import User
from config.demo.loading import load_demo
from hunts.models import Programme
from reflections.capture.by_hand.paper import make_own_code
from reflections.models import Evidence, Reflection, Tag
from tests.addresses import address, named_addresses
from tests.browser import as_playwright, cookies_of
from tests.pages import account_pages, make_world
from tests.test_access import ROLES, TABLES
from visits.models import Contact, Encounter, HostImport, Stop

pytestmark = [pytest.mark.journey, pytest.mark.once]

SIZES = {"phone": {"width": 360, "height": 640}, "laptop": {"width": 1280, "height": 800}}
NO_PAGES = {
    "hunts:invite_qr", "visits:host_import_template", "reflections:photo", "reflections:export_file", "healthz",
    "reflections:my_data_zip", "reflections:voice", "reflections:sync_hello", "reflections:sync_part",
    "service_worker", "manifest",
    "visits:print_file", "visits:route_gpx", "visits:route_geojson", "visits:route_calendar",
    "visits:persons_calendar", "visits:plan_file",
}  # fmt: skip
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
EVERYTHING = {"runOnly": RULES, "resultTypes": ["violations"], "preload": False}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "resultTypes": ["violations"]}
LONG = "Gesellschaftsforschungsprogrammnachbarschaftsversammlung" * 2
ARABIC = "جمعية الحي القديم"


@pytest.fixture(params=SIZES)
def size(request):
    return SIZES[request.param]


@pytest.fixture
def demo(transactional_db):
    """The demo hunt as a world of ``tests.worlds``, with names that test the room a page has."""
    load_demo()
    programme = Programme.objects.get()
    hunt = programme.hunts.get()
    reflection = Reflection.objects.filter(photos__isnull=False, tags__isnull=False, visit__isnull=False).first()
    evidence = Evidence.objects.first()
    world = SimpleNamespace(programme=programme, hunt=hunt, reflection=reflection, evidence=evidence)
    world.organiser = User.objects.filter(memberships__role="organiser").first()
    world.researcher = User.objects.filter(memberships__role="researcher").first()
    world.member = programme.memberships.first()
    world.conundrum, world.route = programme.conundrums.first(), hunt.routes.first()
    world.participation, world.party = reflection.participation, reflection.participation.user
    world.stop = Stop.objects.get(kind="walking-tour")
    world.visit = world.stop.visits.first()
    world.venue, world.host = programme.venues.first(), world.stop.host
    world.shared = hunt.shared_plans.get()
    world.contact = Contact.objects.create(host=world.host, name="Sample Contact", email="contact@example.org")
    world.tag = Tag.objects.exclude(tagged_by=world.party).first()
    world.finding = evidence.finding
    make_odd(world)
    world.host_import = make_host_import(world)
    return world


def make_host_import(world):
    """A file with a row of every kind: new, changed, the same, wrong, and one to be decided."""
    rows = [
        {"name": LONG[:110], "kind": "Charity", "about": ARABIC, "venue": ARABIC, "monday": "9-17"},
        {"name": LONG[:119], "about": LONG},
        {"name": LONG[:120], "about": LONG},
        {"name": "BlueSci"},
        {"name": ARABIC, "kind": LONG, "capacity": "0"},
    ]
    rows = [{"line": line, "cells": cells} for line, cells in enumerate(rows, start=2)]
    unused = [LONG, ARABIC]
    return HostImport.objects.create(programme=world.programme, uploaded_by=world.organiser, rows=rows, unused=unused)


def make_odd(world):
    """Names as long as they may be, or from right to left, and words without a place to break them."""
    change(world.programme, name=LONG[:60] + " " + ARABIC)
    change(world.hunt, stage="running", base_name=LONG[:100])
    change(world.route, name=ARABIC)
    change(world.host, name=LONG[:120], about=ARABIC * 20)
    change(world.venue, name=LONG[:100], address=ARABIC)
    change(world.stop, title=LONG[:60], meet=ARABIC, prompts=f"{ARABIC}\n{LONG}")
    change(world.conundrum, label="W" * 24)
    change(world.participation, name=LONG[:110], contact_email=f"{'x' * 60}@{'y' * 50}.example.org")
    change(world.reflection, words=f"{LONG * 4}\n\n{ARABIC * 8}\n<script>alert(1)</script> 🌱")
    Encounter.objects.update(title=LONG[:120])
    world.withdrawn = world.participation.reflections.exclude(pk=world.reflection.pk).first()
    world.withdrawn.withdraw()


def change(row, **changes):
    type(row).objects.filter(pk=row.pk).update(**changes)


def shown_to(role):
    """The names of the pages that ``role`` is shown, by the tables of who gets where."""
    rows = [line.split() for section in ("site", "hunts", "visits", "reflections") for line in lines(section)]
    place = 2 + ROLES.index(role)
    return [row[1] for row in rows if row[0] == "GET" and row[place] == "200" and row[1] not in NO_PAGES]


def lines(section):
    return TABLES[section].strip().splitlines()[1:]


@pytest.mark.parametrize("role", ["nobody", "party", "researcher", "organiser"])
def test_pages_of_a_hunt_are_for_everybody(role, open_page, demo, size):
    page = open_page(cookies=cookies_of(getattr(demo, role, None)), viewport=size)

    found = {name: faults(page, address(name, demo)) for name in shown_to(role)}
    assert told(found) == ""


def test_account_pages_are_for_everybody(open_page, live_server, size):
    page, found = open_page(viewport=size), {}
    for listed in account_pages(make_world()):
        visitor = Client()
        if listed.user:
            visitor.force_login(listed.user)
        if listed.prepare:
            listed.prepare(visitor)
        page.context.clear_cookies()
        page.context.add_cookies(as_playwright(visitor.cookies, live_server.url))
        found[listed.name] = faults(page, listed.url)

    assert told(found) == ""


# Pages that have no address of their own: what to fill in to come to them, what to press, and what they show.
SECOND_STEPS = {
    "reflections:scribe": ({"code": "{code}", "agreed": True}, "Go on", '[name="moment"]'),
    "reflections:paper_note": ({"code": "{code}"}, "Open this card", '[name="moment"]'),
    "reflections:paper_cards": ({}, "Make the cards", ".paper-card"),
    "reflections:queue_import": ({}, "Send it", ".field__error"),
}


def test_pages_after_a_first_form_are_for_everybody(open_page, demo, size):
    page = open_page(cookies=cookies_of(demo.organiser), viewport=size)
    code = make_own_code(demo.participation).code

    found = {}
    for name, (answers, button, shown) in SECOND_STEPS.items():
        page.goto(address(name, demo))
        for field, answer in answers.items():
            fill_in(page.locator(f'[name="{field}"]'), answer, code)
        page.get_by_role("button", name=button).click()
        page.locator(shown).first.wait_for(state="attached")
        found[name] = faults_now(page)
    assert told(found) == ""


def fill_in(field, answer, code):
    if answer is True:
        field.check()
    else:
        field.fill(answer.format(code=code))


def told(found):
    """Every fault on a line of its own, behind the name of its page."""
    return "\n".join(f"{name}: {fault}" for name, faults in found.items() for fault in faults)


def test_faults_are_found(open_page, client, db):
    page = open_page(viewport=SIZES["phone"])
    page.goto("/")
    page.evaluate("""() => {
        const picture = document.createElement("img");
        const bar = document.createElement("p");
        bar.className = "too-wide";
        document.querySelector("main").append(picture, bar);
        bar.style.width = "400px";
        bar.textContent = "Sample";
        bar.style.color = "rgb(250, 240, 230)";
    }""")

    assert [fault.split(":")[0] for fault in violations(page, EVERYTHING)] == ["color-contrast", "image-alt"]
    assert [fault.split(":")[0] for fault in violations(page, COLOURS)] == ["color-contrast"]
    assert overhang(page) == [
        'hangs over: <p class="too-wide" style="width: 400px; color: rgb(250, 240, 230);">Sample</p>'
    ]


def test_every_page_is_looked_at():
    looked_at = {name for role in ("nobody", "party", "researcher", "organiser") for name in shown_to(role)}
    to_see = {
        row.split()[1]
        for section in ("site", "hunts", "visits", "reflections")
        for row in lines(section)
        if row.startswith("        GET") and "200" in row
    }
    assert to_see <= looked_at | NO_PAGES
    assert to_see <= set(named_addresses())


def faults(page, url):
    """What is wrong with the page of an address, in words."""
    response = page.goto(url)
    return ([] if response.status == 200 else [f"status {response.status}"]) + faults_now(page)


def faults_now(page):
    """What is wrong with an open page: what axe finds in the light and in the dark, and what hangs over."""
    page.emulate_media(color_scheme="light")
    found = overhang(page)
    unstick(page)
    found += violations(page, EVERYTHING)
    page.emulate_media(color_scheme="dark")
    return found + [f"in the dark: {each}" for each in violations(page, COLOURS)]


def unstick(page):
    """Put what sticks to an edge of the window where it belongs: it covers whatever happens to lie there before one
    scrolls, and axe would take that for a target too small."""
    page.evaluate(
        """() => {
            for (const element of document.body.querySelectorAll("*")) {
                if (getComputedStyle(element).position === "sticky") element.style.position = "static";
            }
        }"""
    )


def violations(page, options):
    is_there = page.evaluate("'axe' in window")  # from the page's first look: it is half a megabyte of script
    axe = Axe("0") if is_there else Axe()
    results = axe.run(page, options=options).response["violations"]
    return [f"{rule['id']}: {node['html'][:160]} ({node['any'][:1]})" for rule in results for node in rule["nodes"]]


def overhang(page):
    """What is wider than the screen, but for what has a scrollbar of its own, such as the tabs on a phone."""
    wide = page.evaluate(
        """() => {
            const room = document.documentElement.clientWidth;
            if (document.documentElement.scrollWidth <= room) return [];
            const scrolls = ({ parentElement: box }) => box && box !== document.body
                && (getComputedStyle(box).overflowX !== "visible" || scrolls(box));
            return [...document.body.querySelectorAll("*")]
                .filter((element) => element.getBoundingClientRect().right > room + 1 && !scrolls(element))
                .map((element) => `${element.outerHTML.slice(0, 120)}`);
        }"""
    )
    return [f"hangs over: {element}" for element in wide[-3:]]
