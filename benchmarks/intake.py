"""What phones send, as they send it, to a server as production runs it: two workers, and the worker that makes
pictures beside them on the same two cores. Eight phones send one entry after the other; an answer that does not name
the hash of what was sent fails the benchmark.
"""

import hashlib
import http.client
import json
import subprocess
import sys
import threading
import time
import uuid
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from benchmarks.pages import cookie_of, serving
from benchmarks.photos import make_jpeg
from hunts.models import Hunt, Programme
from hunts.pseudonyms import NAMES
from reflections.capture.sync import CHUNK_BYTES

PHONES = 8
SECONDS = 30
TEXTS_A_SECOND = 50
PHOTOS_A_SECOND = 2
PHOTO_QUALITY = 93


def measure(database):
    """Return the rows of the table; ``database`` is the label to show."""
    people = make_people()
    photo = make_jpeg(PHOTO_QUALITY)
    with serving(workers=2, threads=4) as port, working():
        texts = rate(port, people, lambda phone: phone.log())
        photos = rate(port, people, lambda phone: phone.log(photo))
    return [
        row(database, "intake: reflections of text", texts, TEXTS_A_SECOND),
        row(database, f"intake: photos of {len(photo) / 1e6:.1f} MB, each with its words", photos, PHOTOS_A_SECOND),
    ]


def row(database, name, done, wanted):
    value = done / SECONDS
    return {
        "name": f"{name}, {PHONES} phones for {SECONDS} s, all kept",
        "value": round(value, 1),
        "unit": "a second",
        "limit": wanted,
        "ratio": round(value / wanted, 2),
        "target": 1,
        "database": database,
        "rows": done,
    }


def make_people():
    from accounts.models import User

    programme = Programme.objects.create(name="Intake", slug="intake", mission="A benchmark.")
    start = datetime(2026, 7, 7, 8, 30, tzinfo=UTC)
    hunt = Hunt.objects.create(
        programme=programme, title="Intake", slug="intake", base_name="Base", stage=Hunt.Stage.RUNNING,
        starts_at=start, ends_at=start + timedelta(hours=8),
    )  # fmt: skip
    users = [User.objects.create_user(name=f"Phone {number}") for number in range(PHONES)]
    return [
        hunt.participations.create(user=user, name=user.name, pseudonym=name)
        for user, name in zip(users, NAMES, strict=False)
    ]


def rate(port, people, act):
    """How often all phones together did ``act`` in the time; raise what the first of them raised."""
    phones = [Phone(port, person) for person in people]
    done, troubles, until = [], [], time.monotonic() + SECONDS

    def keep_on(phone):
        try:
            while time.monotonic() < until and not troubles:
                act(phone)
                done.append(1)
        except Exception as error:
            troubles.append(error)

    threads = [threading.Thread(target=keep_on, args=[phone]) for phone in phones]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if troubles:
        raise troubles[0]
    return len(done)


class Phone:
    """A phone as docs/sync.md has it, on one connection that stays open."""

    def __init__(self, port, person):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.path, self.person = f"/hunts/{person.hunt.slug}/sync/", str(person.uid)
        self.cookie = cookie_of(person.user)
        said, headers = self.ask("GET", "")
        self.token = said["csrf"]
        self.cookie += "; " + headers["Set-Cookie"].partition(";")[0]

    def ask(self, method, path, body=None):
        headers = {"Cookie": self.cookie}
        if body is not None:
            headers |= {"X-CSRFToken": self.token, "Content-Type": "application/octet-stream"}
        self.connection.request(method, self.path + path, body, headers)
        response = self.connection.getresponse()
        said = json.loads(response.read())
        if response.status >= 300:
            raise RuntimeError(f"{path} was answered {response.status}: {said}")
        return said, response.headers

    def log(self, photo=None):
        """Log something, with a photo or without, and see that it is kept."""
        id, parts = str(uuid.uuid4()), [self.promise(photo)] if photo else []
        record = {
            "id": id, "participation": self.person, "noted_at": "2026-07-07T10:15:00.000Z", "moment": "day",
            "words": "Somebody has labelled the light switch, and nobody knows who. " * 4, "parts": parts,
        }  # fmt: skip
        body = json.dumps(record).encode()
        said, _ = self.ask("PUT", f"reflections/{id}/", body)
        expect(said["sha256"], hashlib.sha256(body).hexdigest())
        for part in parts:
            for offset in range(0, len(photo), CHUNK_BYTES):
                said, _ = self.ask("PUT", f"parts/{part['id']}/?offset={offset}", photo[offset : offset + CHUNK_BYTES])
            expect(said["sha256"], part["sha256"])

    def promise(self, photo):
        sha256 = hashlib.sha256(photo).hexdigest()
        facts = {"kind": "photo", "recognisable": "nobody", "size": len(photo), "sha256": sha256}
        return facts | {"id": str(uuid.uuid4())}


def expect(said, made):
    if said != made:
        raise RuntimeError("The site named another hash than that of what was sent.")


@contextmanager
def working():
    """Run the worker that makes pictures, as beside every site."""
    quiet = subprocess.DEVNULL
    with subprocess.Popen([sys.executable, "manage.py", "worker"], stdout=quiet, stderr=quiet) as worker:
        try:
            yield
        finally:
            worker.terminate()
