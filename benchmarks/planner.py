"""Moving a stop on the planner, against a bare view of an equal list on the same server.

A move is what the page sends: a signed-in POST with its CSRF token that locks the hunt, reads the newest version of
the plan, writes the next and answers with where to go. The bare view asks for the stops in one query and renders one
template. Requests go over connections that stay open, in turns, so that a busy machine slows both.
"""

import http.client
import time
from datetime import UTC, datetime, timedelta
from itertools import cycle
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from accounts.models import User
from benchmarks.pages import Page, cookie_of, in_turns, serving
from hunts.models import Hunt, Membership, Programme, Route
from tests.weighing import weights_of
from visits.models import Leg, Stop, Venue, Visit

THRICE_BARE = round(1 / 3, 2)
TOKEN = "a" * 32
SIZES = [(1, 3), (4, 12)]
MOST_KILOBYTES = 150


def measure(database):
    """Return the rows of the table for a small and a large hunt."""
    organiser = User.objects.create_user(email="planner@example.org", name="Sample organiser", password=None)
    hunts = [make_hunt(organiser, *size) for size in SIZES]
    with serving() as port:
        page = Page(port, reverse("visits:plan", args=[hunts[-1].slug]), cookie_of(organiser)).get()
        pairs = [(Move(port, organiser, hunt), Page(port, f"/bare-plan/{hunt.slug}/")) for hunt in hunts]
        times = in_turns([each for pair in pairs for each in pair])
    return [weight_row(database, page)] + [
        row(database, size, ours, bare)
        for size, ours, bare in zip(SIZES, times[::2], times[1::2], strict=True)
    ]  # fmt: skip


def weight_row(database, page):
    routes, stops = SIZES[-1]
    kilobytes = sum(weights_of(page).values()) / 1000
    return {
        "name": f"planner: the page with {routes} × {stops} stops, compressed, without tiles",
        "value": round(kilobytes, 1),
        "unit": "kB",
        "limit": MOST_KILOBYTES,
        "ratio": round(MOST_KILOBYTES / kilobytes, 2),
        "target": 1,
        "database": database,
        "rows": routes * stops,
    }


def row(database, size, ours, bare):
    routes, stops = size
    return {
        "name": f"planner: move a stop, {routes} × {stops}, against a bare view",
        "value": round(ours * 1000, 2),
        "unit": "ms",
        "limit": round(bare * 1000, 2),
        "ratio": round(bare / ours, 2),
        "target": THRICE_BARE,
        "database": database,
        "rows": routes * stops,
    }


def make_hunt(organiser, routes, stops):
    name = f"Planner {routes} × {stops}"
    slug = f"planner-{routes}-{stops}"
    programme = Programme.objects.create(name=name, slug=slug, mission="Sample mission.")
    Membership.objects.create(programme=programme, user=organiser, role=Membership.Role.ORGANISER)
    start = datetime(2027, 6, 15, 8, 30, tzinfo=UTC)
    hunt = Hunt.objects.create(
        programme=programme, title=name, slug=slug, starts_at=start, ends_at=start + timedelta(hours=9),
        base_name="Sample base", latitude="53.48", longitude="-2.33",
    )  # fmt: skip
    for number in range(1, routes + 1):
        route = Route.objects.create(hunt=hunt, number=number, name=f"Route {number}")
        for position in range(1, stops + 1):
            add_visit(route, position)
    return hunt


def add_visit(route, position):
    place = {"latitude": f"53.{48 + position % 40}", "longitude": f"-2.{30 + route.number}"}
    title = f"Sample stop {position} of {route.number}"
    venue = Venue.objects.create(programme=route.hunt.programme, name=title, **place)
    stop = Stop.objects.create(hunt=route.hunt, title=title, venue=venue, stay_minutes=30)
    visit = Visit.objects.create(route=route, stop=stop, position=position)
    Leg.objects.create(visit=visit, mode="bus")


class Move:
    """Moves a stop of the first route to its first and its last place, in turns, over one connection."""

    def __init__(self, port, user, hunt):
        self.connection = http.client.HTTPConnection("localhost", port, timeout=30)
        visit = Visit.objects.filter(route__hunt=hunt, route__number=1).order_by("position")[1]
        self.path = reverse("visits:visit_move", args=[hunt.slug, visit.uid])
        last = visit.route.visits.count()
        self.places = cycle([1, last])
        self.headers = {
            "Cookie": f"{cookie_of(user)}; {settings.CSRF_COOKIE_NAME}={TOKEN}",
            "Content-Type": "application/x-www-form-urlencoded",
        }

    def get(self):
        body = urlencode({"to": next(self.places), "csrfmiddlewaretoken": TOKEN})
        self.connection.request("POST", self.path, body, self.headers)
        response = self.connection.getresponse()
        response.read()
        if response.status != http.HTTPStatus.FOUND:
            raise RuntimeError(f"{self.path} answered {response.status}")

    def seconds(self):
        start = time.perf_counter()
        self.get()
        return time.perf_counter() - start
