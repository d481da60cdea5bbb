import re
from pathlib import Path

import pytest
from django.conf import settings as site
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.test import override_settings

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def hashed(tmp_path_factory):
    """Where collectstatic gathered everything, hashed as in production."""
    root = tmp_path_factory.mktemp("static")
    storages = site.STORAGES | {"staticfiles": {"BACKEND": "config.storage.HashedStaticFilesStorage"}}
    with override_settings(STATIC_ROOT=root, STORAGES=storages):
        call_command("collectstatic", interactive=False, verbosity=0)
        yield root


def test_static_files_can_be_hashed_and_compressed_for_production(hashed):
    name = staticfiles_storage.stored_name("css/own-turf.css")

    assert re.fullmatch(r"css/own-turf\.[0-9a-f]{12}\.css", name)
    assert (hashed / name).read_text() == (Path(site.STATICFILES_DIRS[0]) / "css" / "own-turf.css").read_text()
    assert (hashed / f"{name}.gz").is_file()


def test_scripts_import_each_other_by_hashed_names(hashed):
    script = (hashed / staticfiles_storage.stored_name("js/main.js")).read_text()
    imports = re.findall(r"""import\s*(?:[^"';]*\sfrom\s*)?\(?["']([^"']+)["']""", script)

    assert imports
    for name in imports:
        assert re.search(r"\.[0-9a-f]{12}\.js$", name), f"{name} would be served stale after an upgrade"
        assert (hashed / "js" / name).resolve().is_file()
