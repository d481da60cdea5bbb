"""A site served as in production: hashed, compressed files from where collectstatic put them, through the middleware.

It can go out of reach and come back under the same address.
"""

import socket
from contextlib import contextmanager, suppress

import pytest
from django.conf import settings as site_settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.core.servers.basehttp import ThreadedWSGIServer
from django.db import connections
from django.test import override_settings
from django.test.testcases import LiveServerThread, QuietWSGIRequestHandler

from config import release
from tests.browser import make_worker_patient


class Server(ThreadedWSGIServer):
    """Knows its connections: browsers keep them open, and would be answered over them after the end."""

    def __init__(self, *args, **options):
        self.open_sockets = set()
        super().__init__(*args, **options)

    def process_request(self, request, client_address):
        self.open_sockets.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request):
        self.open_sockets.discard(request)
        super().shutdown_request(request)

    def hang_up(self):
        for open_socket in list(self.open_sockets):
            with suppress(OSError):
                open_socket.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request, client_address):
        """A connection that was hung up is no news."""


class Thread(LiveServerThread):
    daemon = True

    def _create_server(self, connections_override=None):
        address = (self.host, self.port)
        return Server(address, QuietWSGIRequestHandler, connections_override=connections_override)


class Site:
    """``start`` and ``stop`` at will; the port stays the same. It is held by a socket that never listens, so that
    nobody else is given it while the site is gone."""

    def __init__(self):
        self.thread = None
        self.place = socket.socket()
        self.place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.place.bind(("127.0.0.1", 0))
        self.port = self.place.getsockname()[1]

    @property
    def url(self):
        return f"http://localhost:{self.port}"

    def start(self):
        self.thread = Thread("localhost", lambda handler: WSGIHandler(), port=self.port)
        self.thread.start()
        self.thread.is_ready.wait()
        if self.thread.error:
            raise self.thread.error

    def stop(self):
        if self.thread:
            self.thread.terminate()
            self.thread.httpd.hang_up()
            self.thread = None

    def close(self):
        self.stop()
        self.place.close()

    @contextmanager
    def out_of_reach(self):
        self.stop()
        try:
            yield
        finally:
            self.start()


@pytest.fixture(scope="session")
def gathered_files(tmp_path_factory):
    """Settings of a site whose files are gathered, hashed and compressed; done once a run."""
    return gather_into(tmp_path_factory.mktemp("gathered"))


def gather_into(root):
    """Fill the folder ``root`` as collectstatic does, and return the settings of a site that serves from there."""
    storages = site_settings.STORAGES | {"staticfiles": {"BACKEND": "config.storage.HashedStaticFilesStorage"}}
    with override_settings(STATIC_ROOT=root, STORAGES=storages):
        call_command("collectstatic", interactive=False, verbosity=0)
    only_these = {"WHITENOISE_AUTOREFRESH": False, "WHITENOISE_USE_FINDERS": False}
    return {"STATIC_ROOT": root, "STORAGES": storages} | only_these


@pytest.fixture
def production(transactional_db, settings, gathered_files, monkeypatch):
    """A running ``Site``."""
    for name, value in gathered_files.items():
        setattr(settings, name, value)
    make_worker_patient(monkeypatch)
    site = Site()
    site.start()
    yield site
    site.close()
    connections.close_all()
    release.gathered.cache_clear()
