"""The Log page on a small phone, in every state that its script makes: for everybody, and within reach of a thumb."""

import pytest

from tests.browser import NO_SIGNAL
from tests.log_page import (
    SMALL_PHONE,
    choose_photos,
    come_back,
    hide_a_face,
    log_it,
    open_log,
    wait_for_photos,
    wait_until_logged,
    words,
)
from tests.pictures import corners, make_file
from tests.test_accessibility import COLOURS, EVERYTHING, overhang, unstick, violations

pytestmark = [pytest.mark.journey, pytest.mark.once]

# Targets narrower or lower than a finger. Links in sentences may be, and a cover reaches beyond what is drawn.
SMALL = """() => [...document.querySelectorAll(":is(#log-form, .thumb-bar) :is(a, button, input, textarea, summary)")]
    .filter((target) => !target.closest("p, li, .cover"))
    .map((target) => [target, (target.closest("label") ?? target).getBoundingClientRect()])
    .filter(([, { width, height }]) => width && (height < 43.5 || width < 43.5))
    .map(([target]) => target.outerHTML.slice(0, 120))"""


@pytest.fixture
def page(open_page, participation, visit, hunt, conundrum):
    page = open_page(participation.user, expected=NO_SIGNAL, **SMALL_PHONE)
    return open_log(page, hunt)


def faults(page):
    """What is wrong with the page as it is now; looking at it moves what sticks, so it is put back afterwards."""
    found = overhang(page) + page.evaluate(SMALL)
    page.emulate_media(color_scheme="light")
    unstick(page)
    found += violations(page, EVERYTHING)
    page.emulate_media(color_scheme="dark")
    found += [f"in the dark: {each}" for each in violations(page, COLOURS)]
    page.emulate_media(color_scheme="light")
    page.evaluate("for (const element of document.querySelectorAll('[style]')) element.style.position = ''")
    return found


def test_the_page_is_for_everybody_in_every_state(page):
    found = {"empty": faults(page)}
    log_it(page)
    page.locator(".error-summary").wait_for()
    found["wrong"] = faults(page)
    choose_photos(page, ("1.jpg", make_file(corners((1200, 900)))), ("2.jpg", make_file(corners((900, 1200)))))
    page.get_by_label("Yes, and I have not asked them").first.check()
    page.get_by_label("Send the full photo").first.check()
    wait_for_photos(page)
    page.get_by_text("Questions to look closer").first.click()
    found["photos"] = faults(page)
    hide_a_face(page)
    page.get_by_role("button", name="Add a cover").click()
    found["covering"] = faults(page)
    page.get_by_role("button", name="Record voice").click()
    page.get_by_role("timer").wait_for()
    found["recording"] = faults(page)
    page.get_by_role("button", name="Stop").click()
    page.locator("audio").wait_for()
    found["recorded"] = faults(page)
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Undo").wait_for()
    found["undo"] = faults(page)
    come_back(page)
    page.get_by_text("is back.").wait_for()
    found["draft"] = faults(page)
    page.get_by_role("button", name="Start anew").click()
    page.get_by_text("The draft is put away.").wait_for()
    words(page).fill("Sample words.")
    log_it(page)
    wait_until_logged(page)
    found["logged"] = faults(page)

    assert {state: each for state, each in found.items() if each} == {}


def test_what_is_done_most_is_within_reach_of_a_thumb(page):
    """The lower two thirds of a screen; the rest is a stretch."""
    reach = {}
    for name in ("Take a photo", "Choose photos", "Record voice", "At Canal walk", "Log it"):
        box = page.get_by_text(name, exact=True).locator("visible=true").first.bounding_box()
        reach[name] = box["y"] > 640 / 3 and box["y"] + box["height"] <= 640

    assert set(reach.values()) == {True}, reach


def test_tools_for_a_face_are_on_the_screen_with_their_picture(page):
    choose_photos(page, ("1.jpg", make_file(corners((900, 1600)))))
    hide_a_face(page)
    bar = page.locator(".thumb-bar").bounding_box()["y"]
    stage = page.locator(".covering__stage").bounding_box()
    done = page.get_by_role("button", name="Done").bounding_box()

    assert stage["y"] >= 0
    assert done["y"] + done["height"] <= bar
