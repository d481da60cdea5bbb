import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import gdal

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parent.parent
IMPORT_EVERYTHING = """
import pytest

from tests import gdal
gdal.hide()

import importlib, pkgutil, sys
import django
django.setup()
from django.core.management import call_command
from django.urls import get_resolver
import accounts, hunts, visits, reflections, config

call_command("check")
get_resolver().url_patterns
for package in (accounts, hunts, visits, reflections, config):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        importlib.import_module(module.name)
from django.contrib import admin
assert admin.site.is_registered(visits.models.Stop), "the admin is empty"
print("geo modules:", sorted(name for name in sys.modules if name.startswith("django.contrib.gis.g")))
"""


def test_every_module_of_the_site_works_without_gdal():
    environment = dict(os.environ, DJANGO_SETTINGS_MODULE="tests.settings", TEST_DATABASE="sqlite")
    command = [sys.executable, "-c", IMPORT_EVERYTHING]

    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "geo modules: []"


def test_hiding_gdal_hides_gdal_alone(monkeypatch):
    import ctypes.util

    monkeypatch.setattr(ctypes.util, "find_library", lambda name: f"lib{name}.so")

    gdal.hide()

    assert ctypes.util.find_library("gdal") is ctypes.util.find_library("GDAL3.6.0") is None
    assert ctypes.util.find_library("geos_c") is None
    assert ctypes.util.find_library("sqlite3") == "libsqlite3.so"
