"""Asking a geocoder, which here is a small web server on this machine."""

import json
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import cache

from visits import geocoding
from visits.places import Place

LIBRARY = Place("Coppice Library", 53.4185, -2.3401, 0, "Coppice Library, Sample Road, Sale, England")
NOMINATIM = [{"lat": "53.4185", "lon": "-2.3401", "display_name": LIBRARY.detail, "name": "Coppice Library"}]
PHOTON = {
    "features": [
        {
            "geometry": {"coordinates": [-2.3401, 53.4185]},
            "properties": {"name": "Coppice Library", "street": "Sample Road", "city": "Sale", "state": "England"},
        }
    ]
}
NO_ANSWER = "The search service did not answer. Press the map, or type the coordinates, or try again in a while."


class Geocoder(BaseHTTPRequestHandler):
    """Answers with ``server.answer`` (status and body), after ``server.seconds``; keeps what it was asked."""

    def do_GET(self):
        self.server.asked.append((self.path, self.headers["User-Agent"]))
        time.sleep(self.server.seconds)
        status, body = self.server.answer
        self.send_response(status)
        self.end_headers()
        self.wfile.write(body if isinstance(body, bytes) else json.dumps(body).encode())

    def log_message(self, *args):
        pass


class Server(ThreadingHTTPServer):
    """Ends once everybody has been answered."""

    daemon_threads = False

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Geocoder)
        self.asked, self.answer, self.seconds = [], (200, NOMINATIM), 0

    def handle_error(self, request, client_address):
        """That a client does not wait for the answer is no news."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@pytest.fixture
def geocoder(settings, monkeypatch, db):
    server = Server()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    settings.GEOCODER, settings.GEOCODER_TIMEOUT = "nominatim", 1
    settings.GEOCODER_URL = f"http://127.0.0.1:{server.server_port}/service"
    settings.GEOCODER_USER_AGENT = "Own Turf tests"
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    cache.clear()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def query(geocoder):
    (path, _), *_ = geocoder.asked
    return {name: value for name, (value,) in parse_qs(urlsplit(path).query).items()}


def test_nominatim_is_asked_with_a_name_for_the_site_and_close_by_first(geocoder, amina):
    assert geocoding.look_further("coppice library", amina, near=(53.5, -2.5)) == [LIBRARY]

    assert geocoder.asked[0][0].startswith("/service/search?")
    assert geocoder.asked[0][1] == "Own Turf tests"
    assert query(geocoder)["q"] == "coppice library"
    assert query(geocoder)["viewbox"] == "-3.0,53.0,-2.0,54.0"


def test_photon_is_asked_the_same(geocoder, amina, settings):
    settings.GEOCODER, geocoder.answer = "photon", (200, PHOTON)

    (found,) = geocoding.look_further("coppice library", amina, near=(53.5, -2.3))

    assert found.name == "Coppice Library"
    assert found.point == LIBRARY.point
    assert geocoder.asked[0][0].startswith("/service/api?")
    assert (query(geocoder)["lat"], query(geocoder)["lon"]) == ("53.5", "-2.3")


def test_the_same_question_is_asked_once_a_day_whoever_asks(geocoder, amina, carys):
    answers = [geocoding.look_further(words, user) for words, user in [("Sale", amina), ("  sale", carys)]]

    assert answers == [[LIBRARY], [LIBRARY]]
    assert len(geocoder.asked) == 1


def test_nothing_found_is_an_answer_too(geocoder, amina):
    geocoder.answer = (200, [])

    assert [geocoding.look_further("xyzzy", amina) for _ in range(2)] == [[], []]
    assert len(geocoder.asked) == 1


@pytest.mark.parametrize(
    "answer",
    [
        (500, b"broken"),
        (429, b"slow down"),
        (403, b"who are you?"),
        (200, b"<html>"),
        (200, {"error": "no"}),
        (200, [{"lat": "north", "lon": "1", "display_name": "x"}]),
        (200, [{"lat": "nan", "lon": "1", "display_name": "x"}]),
    ],
)
def test_a_service_out_of_order_is_said_so_and_is_asked_again_later(geocoder, amina, answer):
    geocoder.answer = answer
    with pytest.raises(geocoding.NoAnswerError, match=NO_ANSWER):
        geocoding.look_further("sale", amina)

    geocoder.answer = (200, NOMINATIM)
    assert geocoding.look_further("sale", amina) == [LIBRARY]


def test_a_slow_service_is_not_waited_for(geocoder, amina, settings):
    settings.GEOCODER_TIMEOUT, geocoder.seconds = 0.05, 0.3

    with pytest.raises(geocoding.NoAnswerError, match=NO_ANSWER):
        geocoding.look_further("sale", amina)


def test_a_person_may_not_ask_for_ever(geocoder, amina, carys, monkeypatch):
    monkeypatch.setattr(geocoding, "SEARCHES_AN_HOUR", 2)
    for words in ("one", "two"):
        geocoding.look_further(words, amina)

    with pytest.raises(geocoding.NoAnswerError, match="You have searched very often this hour"):
        geocoding.look_further("three", amina)
    assert geocoding.look_further("three", carys) == [LIBRARY]


@pytest.mark.parametrize(
    ("address", "name"),
    [("Sale, England", "Sale"), ("12, Sample Road, Sale", "12 Sample Road"), ("M33 4GY", "M33 4GY")],
)
def test_an_address_without_a_name_is_called_by_its_beginning(address, name):
    assert geocoding.short_name(address) == name
