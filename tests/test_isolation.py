import socket
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from tests.isolation import OutsideWorldError


@pytest.mark.parametrize("host", ["tile.openstreetmap.org", "203.0.113.7"])
def test_a_test_cannot_reach_the_outside_world(host):
    with pytest.raises(OutsideWorldError, match=host):
        urllib.request.urlopen(f"http://{host}/1/1/1.png", timeout=1)


def test_a_bare_socket_cannot_reach_the_outside_world():
    with socket.socket() as sock, pytest.raises(OutsideWorldError, match=r"203\.0\.113\.7"):
        sock.connect_ex(("203.0.113.7", 80))


def test_this_machine_can_be_reached():
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(("localhost", server.getsockname()[1]), timeout=5).close()


def test_uploads_land_in_the_folder_of_the_test(tmp_path):
    name = default_storage.save("photos/sample.webp", ContentFile(b"sample"))

    assert Path(default_storage.path(name)) == tmp_path / "media" / "photos" / "sample.webp"


def test_mail_stays_here():
    assert settings.EMAIL_BACKEND == "django.core.mail.backends.locmem.EmailBackend"
