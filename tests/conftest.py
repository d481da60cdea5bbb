"""The cast: amina organises, ben takes part, carys researches, dev has nothing to do with it."""

import os

import pytest
from django.db import connection

import run
from tests import builders, isolation, postgresql
from tests.browser import open_page  # noqa: F401 - a fixture for everybody
from tests.production import gathered_files, production  # noqa: F401 - likewise

# Playwright runs an event loop in the thread that also asks the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The test database, given up by everybody before it is dropped.

    While Playwright's event loop runs in this thread, Django keeps a second connection for it: whichever the end of
    the run finds, the other one is still in the database. The one found may have been idle, or cut off, for long.
    """
    yield
    with django_db_blocker.unblock():
        connection.close()
        if connection.vendor == "postgresql":
            postgresql.end_other_sessions(connection)


@pytest.fixture(autouse=True)
def files_of_this_test(settings, tmp_path):
    """Photos and other uploads land in a folder of the test's own."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(autouse=True)
def no_outside_world(monkeypatch):
    isolation.stay_here(monkeypatch)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """The system's Chromium when there is one, without a way out to the network."""
    installed = run.find_chromium()
    args = ["--disable-background-networking", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost"]
    # A microphone that beeps, for pages that are allowed to use one.
    args += ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    if run.is_root():
        args.append("--no-sandbox")
    return browser_type_launch_args | {"args": args} | ({"executable_path": installed} if installed else {})


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return browser_context_args | {"locale": "en-GB", "timezone_id": "Europe/London"}


@pytest.fixture(scope="session")
def base_url():
    """Pages are opened with the address of their own live server. (The plugin's fixture warns of its own pytest.)"""
    return ""


@pytest.fixture
def amina(db):
    return builders.make_user("amina")


@pytest.fixture
def ben(db):
    return builders.make_user("ben", email=None)


@pytest.fixture
def carys(db):
    return builders.make_user("carys")


@pytest.fixture
def dev(db):
    return builders.make_user("dev")


@pytest.fixture
def programme(amina, carys):
    return builders.make_programme(organiser=amina, researcher=carys)


@pytest.fixture
def conundrum(programme):
    return builders.make_conundrum(programme)


@pytest.fixture
def hunt(programme, conundrum):
    hunt = builders.make_hunt(programme)
    hunt.conundrums.add(conundrum)
    return hunt


@pytest.fixture
def route(hunt):
    return builders.make_route(hunt)


@pytest.fixture
def stop(hunt):
    return builders.make_stop(hunt)


@pytest.fixture
def visit(route, stop):
    return builders.make_visit(route, stop)


@pytest.fixture
def participation(hunt, ben, route):
    return builders.make_participation(hunt, ben, route)


@pytest.fixture
def reflection(participation):
    return builders.make_reflection(participation)
