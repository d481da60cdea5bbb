"""Journeys measured by a routing engine, played by a server on this machine; and every way in which one can fail."""

import datetime
import ipaddress
import json
import socket
import ssl
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from visits.routing import MOST_BYTES, Measured, measure

pytestmark = pytest.mark.once

ECCLES, LEIGH, SALE = (53.483, -2.334), (53.4975, -2.519), (53.4246, -2.3181)
WALK, RIDE, DRIVE, BUS = (
    ("foot", ECCLES, SALE),
    ("bicycle", ECCLES, SALE),
    ("minibus", ECCLES, SALE),
    ("bus", ECCLES, LEIGH),
)
OSRM = {"code": "Ok", "routes": [{"duration": 600.5, "distance": 4321.4}]}
VALHALLA = {"trip": {"status": 0, "summary": {"time": 600.5, "length": 4.3214}}}
FOUND = Measured(11, 4321)


class Engine(ThreadingHTTPServer):
    """Answers every request with what ``reply`` writes, and keeps what it was asked."""

    daemon_threads = True

    def __init__(self, reply):
        self.reply, self.asked, self.bodies = reply, [], []
        super().__init__(("127.0.0.1", 0), Handler)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request, client_address):
        """A client that hangs up is what some tests are about."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.asked.append(f"{self.command} {self.path}")
        self.server.bodies.append(body)
        self.server.reply(self)

    def do_POST(self):
        self.do_GET()

    def log_message(self, *args):
        pass


def says(answer, status=200, **headers):
    body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()

    def reply(handler):
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return reply


@pytest.fixture
def engine_with(settings):
    engines = []

    def start(reply, kind="osrm", timeout=4, path="", modes=("foot", "bicycle", "minibus")):
        engine = Engine(reply)
        engines.append(engine)
        threading.Thread(target=engine.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        settings.ROUTING_URL, settings.ROUTING_KIND = engine.url + path, kind
        settings.ROUTING_TIMEOUT, settings.ROUTING_MODES = timeout, list(modes)
        return engine

    yield start
    for engine in engines:
        engine.shutdown()
        engine.server_close()


def test_a_site_without_an_engine_estimates_and_says_nothing(settings):
    assert settings.ROUTING_URL == ""
    assert measure([WALK, BUS]) == ([None, None], "")


def test_osrm_is_asked_for_walking_cycling_and_driving(engine_with):
    engine = engine_with(says(OSRM))

    assert measure([WALK, RIDE, DRIVE]) == ([FOUND, FOUND, FOUND], "")
    assert engine.asked == [
        f"GET /route/v1/{profile}/-2.334000,53.483000;-2.318100,53.424600?overview=false"
        for profile in ("foot", "bike", "car")
    ]


def test_an_address_may_name_the_profile_and_carry_a_key(engine_with):
    engine = engine_with(says(OSRM), path="/routed-{profile}/?key=sample")

    assert measure([RIDE]) == ([FOUND], "")
    assert engine.asked == [
        "GET /routed-bike/route/v1/bike/-2.334000,53.483000;-2.318100,53.424600?key=sample&overview=false"
    ]


def test_valhalla_is_asked_for_walking_cycling_and_driving(engine_with):
    engine = engine_with(says(VALHALLA), kind="valhalla", path="/valhalla?key=sample")

    assert measure([WALK, RIDE, DRIVE]) == ([FOUND, FOUND, FOUND], "")
    assert engine.asked == ["POST /valhalla/route?key=sample"] * 3
    assert [json.loads(body) for body in engine.bodies] == [
        {
            "locations": [{"lat": 53.483, "lon": -2.334}, {"lat": 53.4246, "lon": -2.3181}],
            "costing": costing,
            "directions_type": "none",
            "units": "kilometers",
        }
        for costing in ("pedestrian", "bicycle", "auto")
    ]


def test_timetabled_modes_are_left_to_the_estimate_with_a_note(engine_with):
    engine = engine_with(says(OSRM))

    assert measure([("train", ECCLES, LEIGH), WALK, BUS]) == (
        [None, FOUND, None],
        "Journeys by bus and by train are estimated: the routing engine is not asked about them.",
    )
    assert len(engine.asked) == 1


def test_an_engine_is_asked_only_for_the_modes_it_knows(engine_with):
    engine_with(says(OSRM), modes=["minibus"])

    assert measure([WALK, DRIVE]) == (
        [None, FOUND],
        "Journeys on foot are estimated: the routing engine is not asked about them.",
    )


def test_the_same_journey_is_asked_for_once_and_no_journey_never(engine_with):
    engine = engine_with(says(OSRM))

    assert measure([WALK, WALK, ("foot", SALE, SALE)]) == ([FOUND, FOUND, None], "")
    assert len(engine.asked) == 1
    assert measure([]) == ([], "")


NO_WAY = "The routing engine found no way for 1 journey, which is estimated."
ENDING = "; journeys that it has not measured are estimated."
UNREADABLE = f"The routing engine's answer could not be read{ENDING}"


def route(**changes):
    return {"code": "Ok", "routes": [OSRM["routes"][0] | changes]}


@pytest.mark.parametrize(
    ("kind", "status", "answer"),
    [
        ("osrm", 400, {"code": "NoRoute"}),
        ("osrm", 400, {"code": "NoSegment"}),
        ("osrm", 200, {"code": "NoRoute", "routes": []}),
        ("valhalla", 400, {"error_code": 442, "error": "No path could be found for input"}),
        ("osrm", 200, route(duration=-1)),
        ("osrm", 200, route(duration=12 * 3600 + 1)),
        ("osrm", 200, route(duration=float("nan"))),
        ("osrm", 200, route(duration=float("inf"))),
        ("osrm", 200, route(duration=10**400)),
        ("osrm", 200, route(duration="600")),
        ("osrm", 200, route(duration=True)),
        ("osrm", 200, route(distance=-1)),
        ("osrm", 200, route(distance=2_000_001)),
        ("osrm", 200, route(distance=None)),
        ("valhalla", 200, {"trip": {"summary": {"time": 600, "length": "4"}}}),
    ],
)
def test_no_way_and_figures_that_cannot_be_are_estimated(engine_with, kind, status, answer):
    engine = engine_with(says(answer, status), kind=kind)

    assert measure([WALK]) == ([None], NO_WAY)
    assert len(engine.asked) == 1


def test_one_journey_without_a_way_does_not_spoil_the_others(engine_with):
    def reply(handler):
        says({"code": "NoRoute"}, 400)(handler) if "/foot/" in handler.path else says(OSRM)(handler)

    engine_with(reply)

    assert measure([WALK, DRIVE]) == ([None, FOUND], NO_WAY)


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        ("osrm", b""),
        ("osrm", b"<html>Sign in to the wireless network</html>"),
        ("osrm", b"\xff\xfe"),
        ("osrm", b"[" * 100_000),
        ("osrm", []),
        ("osrm", "Ok"),
        ("osrm", {}),
        ("osrm", {"code": "Ok", "routes": []}),
        ("osrm", {"code": "Ok", "routes": "none"}),
        ("osrm", {"code": ["Ok"], "routes": [None]}),
        ("valhalla", OSRM),
        ("valhalla", {"trip": None}),
    ],
)
def test_nonsense_is_not_believed(engine_with, kind, answer):
    engine_with(says(answer), kind=kind)

    assert measure([WALK, DRIVE]) == ([None, None], UNREADABLE)


def greets_by_ssh(handler):
    handler.wfile.write(b"SSH-2.0-sample\r\n\r\n")


def hangs_up(handler):
    handler.connection.close()


@pytest.mark.parametrize(
    ("reply", "sentence"),
    [
        (says({"code": "InvalidQuery"}, 400), "The routing engine answered with an error (400)"),
        (says({"code": ["NoRoute"]}, 400), "The routing engine answered with an error (400)"),
        (says(b"Forbidden", 403), "The routing engine answered with an error (403)"),
        (says(b"Busy", 503), "The routing engine answered with an error (503)"),
        (
            says(OSRM, 302, Location="/elsewhere"),
            "The routing engine sent us to another address, where we don't follow",
        ),
        (says(b" " * (MOST_BYTES + 1)), "The routing engine's answer was too long"),
        (
            lambda handler: handler.wfile.write(b"SSH-2.0-sample\r\n\r\n"),
            "The routing engine's answer could not be read",
        ),
        (hangs_up, "The routing engine's answer could not be read"),
    ],
    ids=["bad request", "list for a code", "forbidden", "busy", "redirect", "too long", "not HTTP", "hangs up"],
)
def test_a_failing_engine_is_given_up_on_at_once(engine_with, reply, sentence):
    def hang_up_after(handler):
        handler.close_connection = True
        reply(handler)

    engine = engine_with(hang_up_after)

    answers, note = measure([WALK, DRIVE])

    assert (answers, note) == ([None, None], sentence + ENDING)
    assert len(engine.asked) == 1


def stays_silent(handler):
    time.sleep(3)


def drips(handler):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(150):
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.02)


def drips_headers(handler):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Sample: ")
    for _ in range(150):
        handler.wfile.write(b"x")
        handler.wfile.flush()
        time.sleep(0.02)


@pytest.mark.parametrize("reply", [stays_silent, drips, drips_headers])
def test_a_slow_engine_holds_a_page_no_longer_than_the_time_out(engine_with, reply):
    engine = engine_with(reply, timeout=0.2)
    began = time.monotonic()

    answers, note = measure([WALK, RIDE, DRIVE])

    assert time.monotonic() - began < 1.5
    assert answers == [None, None, None]
    assert note == f"The routing engine did not answer within 0.2 seconds{ENDING}"
    assert len(engine.asked) == 1


def test_what_came_in_time_is_kept_and_the_time_is_for_all_journeys_together(engine_with):
    def reply(handler):
        time.sleep(0.4)
        says(OSRM)(handler)

    engine_with(reply, timeout=0.7)

    assert measure([WALK, RIDE, DRIVE]) == (
        [FOUND, None, None],
        f"The routing engine did not answer within 0.7 seconds{ENDING}",
    )


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:{port}", "http://127.0.0.1:99999", "https://", "ftp://127.0.0.1", "http://[::1"]
)
def test_an_engine_that_is_not_there(settings, address):
    settings.ROUTING_URL = address.replace("{port}", str(free_port()))

    assert measure([WALK]) == ([None], f"The routing engine could not be reached{ENDING}")


def test_a_note_never_shows_the_address_or_its_key(engine_with, caplog):
    engine_with(says(b"", 500), path="/?key=hush-hush")

    _, note = measure([WALK])

    assert "hush" not in note + caplog.text
    assert [record.name for record in caplog.records] == ["visits.routing"]


def self_signed(folder):
    """A certificate for 127.0.0.1 and its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Sample engine")])
    today = datetime.datetime.now(datetime.UTC)
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(today - datetime.timedelta(days=1))
        .not_valid_after(today + datetime.timedelta(days=1))
        .add_extension(here, critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    encoding, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    file = folder / "engine.pem"
    file.write_bytes(
        certificate.public_bytes(encoding) + key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, plain)
    )
    return file


def test_https_is_spoken_and_its_certificate_checked(engine_with, settings, tmp_path, monkeypatch):
    file = self_signed(tmp_path)
    server_side = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_side.load_cert_chain(file)
    engine = engine_with(says(OSRM, Connection="close"))
    engine.socket = server_side.wrap_socket(engine.socket, server_side=True)
    settings.ROUTING_URL = engine.url.replace("http:", "https:")

    assert measure([WALK]) == ([None], f"The routing engine could not be reached{ENDING}")

    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    assert measure([WALK, DRIVE]) == ([FOUND, FOUND], "")
