"""A real browser that stays on this machine and complains about what a person would not see.

``open_page`` opens a page in a browser of its own, as if on somebody's own device. A script error, a resource that
does not load, something that the Content-Security-Policy stops, or a request to anywhere but the site and the map's
tiles (which are made up here) makes the test fail, whatever else it looks at.
"""

import time
from contextlib import contextmanager

import pytest
from django.core.signals import request_finished, request_started
from django.test import Client
from playwright.sync_api import expect

from config import release

# A picture of the site stands in for every tile of a map: nobody else is asked for one.
TILE = "/static/leaflet/images/layers.png"
PATIENCE = 60_000  # milliseconds: two cores may run several browsers, a database, and what else there is
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 3,
    "is_mobile": True,
    "has_touch": True,
    "user_agent": (
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
        "Version/17.0 Mobile/15E148 Safari/604.1"
    ),
}
# What Chromium says of a request that nobody answers: cut off, refused, or its connection closed.
NO_SIGNAL = [f"net::ERR_{word}" for word in (
    "INTERNET_DISCONNECTED", "CONNECTION_REFUSED", "CONNECTION_RESET", "CONNECTION_CLOSED", "EMPTY_RESPONSE",
    "NETWORK_CHANGED", "FAILED",
)]  # fmt: skip
LAPTOP = {"viewport": {"width": 1280, "height": 800}}
STILL = {"reduced_motion": "reduce"}  # what scrolls smoothly is somewhere else a moment later

WORKER = release.worker_script()

expect.set_options(timeout=PATIENCE)


@pytest.fixture
def open_page(new_context, live_server, settings, monkeypatch):
    """A function that opens a page of the site in a new browser context; its keywords are Playwright's options.

    ``site`` is the address of another server than ``live_server``. With ``loses_signal``, not getting through to the
    site is no trouble; nor are messages on the console with words that are ``expected``.
    """
    make_worker_patient(monkeypatch)
    troubles, contexts = [], []
    settings.TILES_URL = f"{live_server.url}{TILE}?{{z}}/{{x}}/{{y}}"

    def open_page(user=None, cookies=None, site=None, loses_signal=False, expected=(), **options):
        site = site or live_server.url
        context = new_context(base_url=site, **(LAPTOP | STILL | options))
        contexts.append(context)
        watch(context, site, troubles, [*expected, *(NO_SIGNAL if loses_signal else ())])
        context.add_cookies(as_playwright(cookies or cookies_of(user), site))
        return context.new_page()

    with nothing_left_unanswered():
        yield open_page
        for context in contexts:
            context.close()
    if troubles:
        pytest.fail("\n".join(dict.fromkeys(troubles)), pytrace=False)


def make_worker_patient(monkeypatch):
    """Let the service worker wait for the site as long as a test does: a busy machine may well take longer than the
    seconds after which a phone is shown its copy of a page."""
    patient = WORKER.replace("const PATIENCE = 4_000;", f"const PATIENCE = {2 * PATIENCE};")
    assert patient != WORKER
    monkeypatch.setattr(release, "worker_script", lambda: patient)
    release.gathered.cache_clear()


@contextmanager
def nothing_left_unanswered():
    """Wait at the end until the server has answered everything, also what no browser waits for any more: a request
    still under way holds on to a database that is about to be emptied or dropped."""
    under_way = []

    def note_start(**signal):
        under_way.append(signal)

    def note_end(**signal):
        del under_way[-1:]

    request_started.connect(note_start)
    request_finished.connect(note_end)
    try:
        yield
        until = time.monotonic() + PATIENCE / 1000
        while under_way and time.monotonic() < until:
            time.sleep(0.02)
    finally:
        request_started.disconnect(note_start)
        request_finished.disconnect(note_end)


def watch(context, site, troubles, expected=()):
    """Note in ``troubles`` what a context does or says that it should not."""
    context.set_default_timeout(PATIENCE)
    stay_here(context, site, troubles)
    listen(context, troubles, expected)


def stay_here(context, site, troubles):
    """Note every request that leaves the site. It is only listened to: intercepting requests would switch off the
    browser's cache, and each page would load everything anew."""

    def note(request):
        if request.url.startswith("http") and not request.url.startswith(site):
            troubles.append(f"asked for {request.url}")

    context.on("request", note)


def listen(context, troubles, expected=()):
    """Browsers report errors, missing resources and violations of the policy alike, on the console. That two changes
    collide (409) is no fault: the page says so."""
    expected = ["409 (Conflict)", *expected]

    def note(message):
        if message.type == "error" and not any(words in message.text for words in expected):
            troubles.append(f"{message.page.url if message.page else '?'}: {message.text}")

    context.on("console", note)
    context.on("weberror", lambda error: troubles.append(f"{error.page.url}: {error.error}"))


def wait_for_modules(page):
    """Wait until ``main.js`` has started everything that the page asks for by ``data-module``: before that, what is
    typed or pressed goes unheard. Importing a script once more is done when the import before it is."""
    page.wait_for_load_state()
    page.evaluate(
        """() => Promise.all([...document.querySelectorAll("[data-module]")]
            .flatMap(({ dataset }) => dataset.module.split(" "))
            .map((name) => import(`/static/js/modules/${name}.js`)))"""
    )


def give_time_to_arrive(page):
    """Let the page on which one says where one stands wait for the site as long as a test does, not six seconds."""
    page.add_init_script(
        f"""const inTime = window.setTimeout;
        window.setTimeout = (work, wait, ...rest) => inTime(work, wait === 6_000 ? {PATIENCE} : wait, ...rest);"""
    )


def until(true, what, seconds=PATIENCE / 1000):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return
        time.sleep(0.05)
    pytest.fail(f"waited in vain until {what}")


def cookies_of(user):
    """The cookies of somebody who has signed in; of nobody, none."""
    client = Client()
    if user:
        client.force_login(user)
    return client.cookies


def as_playwright(cookies, site):
    return [{"name": name, "value": cookie.value, "url": site} for name, cookie in cookies.items()]
