"""The first load of Today is small enough for one bar of signal: few bytes, few requests. How long it takes on such a
line is measured in benchmarks/first_load.py."""

import pytest

from tests import builders
from tests.browser import PHONE
from tests.first_load import Listener, address_of, make_whole_day

pytestmark = [pytest.mark.journey, pytest.mark.once]

MOST_BYTES = 60_000
MOST_REQUESTS = 8


def test_the_first_load_of_today_is_small(open_page, production, participation, hunt, route, ben):
    make_whole_day(hunt, route)
    for number in (2, 3, 4):
        hunt.conundrums.add(builders.make_conundrum(hunt.programme, number))
    page = open_page(ben, site=production.url, **PHONE)
    load = Listener(page)

    page.goto(address_of(hunt))
    page.wait_for_function("async () => Boolean(await navigator.serviceWorker.getRegistration())")

    weights = load.weights()
    assert len(weights) <= MOST_REQUESTS, weights
    assert sum(weights.values()) <= MOST_BYTES, weights


@pytest.mark.parametrize("path", ["/", "/sw.js"])
def test_pages_and_the_worker_are_compressed(client, db, path):
    assert client.get(path, headers={"Accept-Encoding": "gzip"})["Content-Encoding"] == "gzip"


@pytest.mark.parametrize("path", ["/", "/manifest.webmanifest"])
def test_a_browser_that_reads_no_compressed_pages_gets_them_as_they_are(client, db, path):
    assert "Content-Encoding" not in client.get(path)


def test_what_is_no_page_is_not_compressed_again(client, hunt, amina):
    client.force_login(amina)

    answer = client.get(f"/hunts/{hunt.slug}/invite/qr.svg", headers={"Accept-Encoding": "gzip"})

    assert answer.status_code == 200
    assert "Content-Encoding" not in answer
