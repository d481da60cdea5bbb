"""A signed-in list page of 50 reflections against a bare view of an equal list, on the same server, and against itself
with more reflections in the database.

The server is granian with one worker and one thread. Requests to both go over connections that stay open, in turns, so
that a busy machine slows both.
"""

import http.client
import os
import re
import socket
import statistics
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.urls import reverse

from hunts.models import Membership

ROUNDS = 200
WARM_UP = 20
HALF_OF_BARE = 0.5
# A page may take at most 1.3 times as long with 100,000 reflections as with 1,000.
AS_FAST_WITH_MORE = round(1 / 1.3, 2)
ENTRY = re.compile(rb'<li class="entry')


def measure(database, few, many):
    """Return the rows of the table; ``few`` and ``many`` are programmes, ``database`` is the label to show."""
    with serving() as port:
        desks = [signed_in(port, programme) for programme in (few, many)]
        bares = [Page(port, f"/bare/{programme.slug}/") for programme in (few, many)]
        check_equal(desks, bares)
        times = in_turns([*desks, *bares])
    desk_few, desk_many, bare_few, bare_many = times
    return [
        against_bare(database, few, desk_few, bare_few),
        against_bare(database, many, desk_many, bare_many),
        against_fewer(database, many, desk_many, desk_few),
    ]


def against_bare(database, programme, ours, bare):
    return {
        "name": "page: signed-in list of 50 against a bare view",
        "value": round(1 / ours),
        "unit": "requests/s",
        "limit": round(1 / bare),
        "ratio": round(bare / ours, 2),
        "target": HALF_OF_BARE,
        "database": database,
        "rows": programme.reflections.count(),
    }


def against_fewer(database, programme, ours, fewer):
    return {
        "name": "page: signed-in list of 50 against itself with few reflections",
        "value": round(ours * 1000, 1),
        "unit": "ms",
        "limit": round(fewer * 1000, 1),
        "ratio": round(fewer / ours, 2),
        "target": AS_FAST_WITH_MORE,
        "database": database,
        "rows": programme.reflections.count(),
    }


class Page:
    """An address of the server, asked over a connection of its own."""

    def __init__(self, port, path, cookie=""):
        self.connection = http.client.HTTPConnection("localhost", port, timeout=30)
        self.path, self.headers = path, {"Cookie": cookie}

    def get(self):
        self.connection.request("GET", self.path, headers=self.headers)
        response = self.connection.getresponse()
        body = response.read()
        if response.status != http.HTTPStatus.OK:
            raise RuntimeError(f"{self.path} answered {response.status}")
        return body

    def seconds(self):
        start = time.perf_counter()
        self.get()
        return time.perf_counter() - start


def in_turns(pages):
    """The median time of each page, in seconds."""
    for _ in range(WARM_UP):
        for page in pages:
            page.get()
    rounds = [[page.seconds() for page in pages] for _ in range(ROUNDS)]
    return [statistics.median(times) for times in zip(*rounds, strict=True)]


def check_equal(desks, bares):
    """Both must list a full page, or the comparison means nothing."""
    counts = {len(ENTRY.findall(page.get())) for page in [*desks, *bares]}
    if len(counts) != 1:
        raise RuntimeError(f"The pages list different numbers of reflections: {sorted(counts)}.")


def signed_in(port, programme):
    """The desk of a programme as one of its researchers sees it."""
    user = programme.memberships.filter(role=Membership.Role.RESEARCHER).select_related("user")[0].user
    return Page(port, reverse("reflections:desk", args=[programme.slug]), cookie_of(user))


def cookie_of(user):
    """The cookie of somebody who has signed in."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


@contextmanager
def serving(workers=1, threads=1):
    """Run the site on a free port, with the database of this process, and give the port."""
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi"]
    command += ["--workers", str(workers), "--blocking-threads", str(threads)]
    command += ["--host", "127.0.0.1", "--port", str(port), "config.wsgi:application"]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "benchmarks.settings"}
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, env=environment, stdout=quiet, stderr=quiet) as server:
        try:
            wait_for(port, server)
            yield port
        finally:
            server.terminate()


def free_port():
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port, server, seconds=60):
    """Until the server answers; raise RuntimeError if it stops or takes longer."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and server.poll() is None:
        try:
            Page(port, "/healthz").get()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError("The server did not start.")
