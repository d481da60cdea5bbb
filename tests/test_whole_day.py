"""A whole day without signal in a real browser: logged at every stop and on every way, with the tab and the browser
closed in between, and everything arrives by itself once there is signal again."""

import io
import random
import re
import time

import pytest
from django.urls import reverse
from PIL import Image
from playwright.sync_api import expect

from reflections.models import Chunk, Part, Photo, Reflection, VoiceNote
from tests import builders
from tests.browser import NO_SIGNAL, as_playwright, cookies_of, nothing_left_unanswered, until, watch
from tests.log_page import A_SECOND_OR_MORE, SMALL_PHONE, choose_photos, words
from tests.phones import assert_files_and_rows_agree, sha256
from tests.test_offline_pages import release_anew, visit_once

pytestmark = [pytest.mark.journey, pytest.mark.once]

STOPS = 6
PHOTOS = 30
VOICES = 10
LONG = 120  # seconds for all of a day to arrive on two busy cores


@pytest.fixture
def day(hunt, route, participation):
    """Six stops and the way home: seven journeys."""
    for number in range(1, STOPS + 1):
        builders.make_visit(route, builders.make_stop(hunt, f"Stop {number}", stay_minutes=30), number, "bus", 10)
    builders.make_visit(route, builders.make_stop(hunt, "Home", kind="gathering", stay_minutes=15), STOPS + 1)


def moments_of_the_day():
    """Each with how many photos and voice notes it gets: 6 stops, 7 ways, one encounter."""
    labels = [
        label for number in range(1, STOPS + 1) for label in (f"On the way to Stop {number}", f"At Stop {number}")
    ]
    labels += ["On the way to Home", "A new chance encounter"]
    photos = [PHOTOS // len(labels) + (place < PHOTOS % len(labels)) for place in range(len(labels))]
    voices = [int(place < VOICES) for place in range(len(labels))]
    return list(zip(labels, photos, voices, strict=True))


@pytest.fixture
def browser_of(browser_type, browser_type_launch_args, production, ben, tmp_path, settings):
    """Opens and closes Ben's browser; what it keeps stays."""
    troubles, open_now = [], []

    def open_browser():
        options = SMALL_PHONE | browser_type_launch_args | {"base_url": production.url, "locale": "en-GB"}
        context = browser_type.launch_persistent_context(tmp_path / "browser", **options)
        watch(context, production.url, troubles, expected=NO_SIGNAL)
        if not open_now:
            # As the site sets it: a session that outlives the browser.
            lasting = {"expires": time.time() + settings.SESSION_COOKIE_AGE}
            context.add_cookies([each | lasting for each in as_playwright(cookies_of(ben), production.url)])
        open_now.append(context)
        return context

    with nothing_left_unanswered():
        yield open_browser
        open_now[-1].close()
    assert troubles == []


def picture(seed):
    """A photo like no other, larger than what is sent."""
    image = Image.frombytes("RGB", (60, 40), random.Random(seed).randbytes(60 * 40 * 3)).resize((2400, 1600))
    file = io.BytesIO()
    image.save(file, "JPEG", quality=70)
    return file.getvalue()


def log_a_moment(page, hunt, label, photos, voices):
    page.goto(reverse("reflections:log", args=[hunt.slug]))
    page.locator("#log-form[data-ready]").wait_for()
    choose_moment(page, label)
    words(page).fill(f"Sample words: {label}.")
    choose_photos(page, *[(f"{number}.jpg", picture(f"{label} {number}")) for number in range(photos)])
    for radio in page.locator("[data-photos]").get_by_label("Nobody can be recognised").all():
        radio.check()
    for _ in range(voices):
        page.locator("[data-record]").click()
        expect(page.locator("[data-clock]")).to_have_text(A_SECOND_OR_MORE)
        page.locator("[data-stop]").click()
        page.locator("[data-voices] audio").wait_for()
    page.get_by_role("button", name="Log it").click()
    expect(page.locator('[data-line="logged"]')).to_contain_text("on this phone")


def choose_moment(page, label):
    if label.startswith("A new"):
        page.get_by_label(label).check()
        page.get_by_label("Who or what did you come across?").fill("The lock keeper")
        return
    far = page.locator("[data-far]")
    if far.is_visible() and far.get_attribute("open") is None:
        far.locator("summary").click()
    page.get_by_label(label).check()


READ_STORE = """(name) => new Promise((resolve) => {
  const asked = indexedDB.open("own-turf");
  asked.onsuccess = () => {
    const reading = asked.result.transaction(name).objectStore(name).getAll();
    reading.onsuccess = () => { asked.result.close(); resolve(reading.result); };
  };
})"""


def entries_on(page):
    return page.evaluate(READ_STORE, "entries")


def held_by(page):
    """The hash of each entry and of its parts, by its id."""
    return {
        entry["id"]: [entry["sha256"], [part["sha256"] for part in entry["parts"]]]
        for entry in entries_on(page)
        if entry["state"] != "safe"
    }


def arrived():
    return Reflection.objects.count(), Photo.objects.count(), VoiceNote.objects.count()


def log_the_day(browser_of, production, hunt, ben):
    """One visit with signal, then the whole day without; the tab is closed now and then, the browser twice."""
    context = browser_of()
    page = context.new_page()
    visit_once(page, hunt, ben)
    production.stop()
    for place, (label, photos, voices) in enumerate(moments_of_the_day()):
        if place in {5, 10}:
            context.close()
            context = browser_of()
            page = context.new_page()
        elif place % 2:
            page.close()
            page = context.new_page()
        log_a_moment(page, hunt, label, photos, voices)
    assert arrived() == (0, 0, 0)
    return page


def expect_everything(page, held):
    until(lambda: all(entry["state"] == "safe" for entry in entries_on(page)), "everything is safe", seconds=LONG)
    assert arrived() == (len(moments_of_the_day()), PHOTOS, VOICES)
    kept = {
        str(reflection.pk): [reflection.sent.sha256, [part.sha256 for part in reflection.parts.all()]]
        for reflection in Reflection.objects.select_related("sent").prefetch_related("parts")
    }
    assert kept == held
    assert Part.objects.filter(stored_at__isnull=True).count() == Chunk.objects.count() == 0
    for row in [*Photo.objects.all(), *VoiceNote.objects.all()]:
        with row.sent.open() as file:
            content = file.read()
        assert (row.sent.name, sha256(content)) == (row.sent.name, row.sha256), content[:700]
    assert_files_and_rows_agree()
    assert page.evaluate(READ_STORE, "blobs") == []
    by_moment = Reflection.objects.order_by("moment").values_list("moment", flat=True)
    assert list(by_moment) == ["encounter"] + ["leg"] * (STOPS + 1) + ["visit"] * STOPS


def test_a_whole_day_without_signal_arrives_with_no_hand_on_it(browser_of, production, hunt, day, ben):
    page = log_the_day(browser_of, production, hunt, ben)
    held = held_by(page)
    assert [len(parts) for _, parts in held.values()].count(0) == 0

    production.start()
    page.evaluate("window.dispatchEvent(new Event('online'))")  # the browser's own word that there is a network again

    expect_everything(page, held)


def test_a_whole_day_arrives_when_the_site_was_upgraded_in_between(
    browser_of, production, hunt, day, ben, monkeypatch
):
    page = log_the_day(browser_of, production, hunt, ben)
    held = held_by(page)
    page.close()

    release_anew(monkeypatch, "You are quite out of reach")
    production.start()
    page = page.context.new_page()
    page.goto(reverse("visits:today", args=[hunt.slug]))

    expect_everything(page, held)
    expect(page.locator("[data-module=queue-status]")).to_contain_text(re.compile("safe|^$"))
    page.goto(reverse("reflections:notebook", args=[hunt.slug]))
    expect(page.locator(".entry")).to_have_count(len(moments_of_the_day()))
    until(lambda: page.locator("text=The lock keeper").count() == 1, "the encounter is in the notebook")
