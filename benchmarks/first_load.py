"""The first load of Today on a thin line: a phone's browser that has nothing of the site yet, at 100 kbit/s.

The page shows a day of eight stops with everything there is to read about them, and files are served hashed and
compressed, as in production. Usable means that the page is drawn and all its files, scripts too, have come. The
figure is the median of five loads.
"""

import statistics
import tempfile
from contextlib import contextmanager
from pathlib import Path

from django.test import override_settings
from playwright.sync_api import sync_playwright

import run
from benchmarks.pages import cookie_of
from tests import builders
from tests.browser import PHONE
from tests.first_load import STOPS, Listener, address_of, make_whole_day
from tests.production import Site, gather_into

LOADS = 5
BYTES_A_SECOND = 100_000 / 8
LATENCY = 400  # milliseconds
MOST_SECONDS, MOST_KILOBYTES, MOST_REQUESTS = 6, 60, 8
USABLE = """() => Math.max(
  performance.getEntriesByType("paint").find(({ name }) => name === "first-contentful-paint").startTime,
  performance.getEntriesByType("navigation")[0].loadEventEnd,
  ...performance.getEntriesByType("resource").map(({ responseEnd }) => responseEnd),
) / 1000"""


def measure(database):
    """Return the rows of the table."""
    hunt, cookie = make_hunt()
    with serving() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        loads = [load(browser, site, hunt, cookie) for _ in range(LOADS)]
        browser.close()
    seconds = statistics.median(each[0] for each in loads)
    requests, kilobytes = loads[-1][1:]
    return [
        row(database, "usable at 100 kbit/s and 400 ms", seconds, "s", MOST_SECONDS),
        row(database, "compressed", kilobytes, "kB", MOST_KILOBYTES),
        row(database, "requests", requests, "requests", MOST_REQUESTS),
    ]


def make_hunt():
    organiser = builders.make_user("first-load", email="first-load@example.org")
    programme = builders.make_programme(organiser, slug="first-load", name="First load")
    hunt = builders.make_hunt(programme, slug="first-load")
    for number in (1, 2, 3, 4):
        hunt.conundrums.add(builders.make_conundrum(programme, number))
    route = builders.make_route(hunt)
    make_whole_day(hunt, route)
    user = builders.make_user("phone", email=None)
    builders.make_participation(hunt, user, route)
    return hunt, cookie_of(user)


@contextmanager
def serving():
    with tempfile.TemporaryDirectory() as folder, override_settings(**gather_into(Path(folder))):
        site = Site()
        site.start()
        yield site
        site.stop()


def launch_options():
    found = run.find_chromium()
    args = ["--disable-background-networking", *(["--no-sandbox"] if run.is_root() else [])]
    return {"args": args} | ({"executable_path": found} if found else {})


def load(browser, site, hunt, cookie):
    """Seconds until Today is usable in a browser of its own, and the requests and kilobytes that it took."""
    context = browser.new_context(base_url=site.url, **PHONE)
    name, _, value = cookie.partition("=")
    context.add_cookies([{"name": name, "value": value, "url": site.url}])
    page = context.new_page()
    thin = {"latency": LATENCY, "downloadThroughput": BYTES_A_SECOND, "uploadThroughput": BYTES_A_SECOND}
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", thin | {"offline": False})
    listener = Listener(page)
    page.goto(address_of(hunt))
    page.wait_for_function("async () => Boolean(await navigator.serviceWorker.getRegistration())")
    weights, seconds = listener.weights(), page.evaluate(USABLE)
    context.close()
    return seconds, len(weights), sum(weights.values()) / 1000


def row(database, what, value, unit, limit):
    return {
        "name": f"first load of Today: {what}",
        "value": round(value, 2),
        "unit": unit,
        "limit": limit,
        "ratio": round(limit / value, 2),
        "target": 1,
        "database": database,
        "rows": STOPS,
    }
