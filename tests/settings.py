"""The site's settings, quicker for tests, and the same whatever a developer's shell or ``.env`` says.

SQLite by default; PostgreSQL with ``TEST_DATABASE_URL``, or with ``TEST_DATABASE=postgresql``, which starts a
server for this run. ``HIDE_GDAL=1`` hides GDAL and GEOS from Python.
"""

import os
import re
import tempfile
from pathlib import Path

from tests import gdal, postgresql

EXAMPLE = Path(__file__).resolve().parent.parent / ".env.example"
os.environ |= dict.fromkeys(re.findall(r"^#?([A-Z_]+)=", EXAMPLE.read_text(), re.MULTILINE), "")
if os.environ.get("HIDE_GDAL"):
    gdal.hide()
if os.environ.get("TEST_DATABASE") == "postgresql":
    # Processes that pytest-xdist starts later inherit the address.
    os.environ["TEST_DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL") or postgresql.start()
os.environ["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL", "")

from config.settings import *  # noqa: E402, F403
from config.settings import DATABASES, TEMPLATES  # noqa: E402

os.environ["DATABASE_URL"] = ""
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, because the threads of a live server would share one connection to a database in memory.
    name = f"own-turf-test-{os.getpid()}.sqlite3"
    DATABASES["default"]["TEST"] = {"NAME": str(Path(tempfile.gettempdir()) / name)}
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 0

# As in production: a form is drawn several times as fast when its templates are read once.
READERS = TEMPLATES[0]["OPTIONS"]["loaders"]
TEMPLATES[0]["OPTIONS"]["loaders"] = [("django.template.loaders.cached.Loader", READERS)]

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# What was put in the background is done by the time the page answers.
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
