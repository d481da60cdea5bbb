"""The settings of a real site, each case in a Python of its own; and what .env.example says about them."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parent.parent
COMPLETE = {
    "PRODUCTION": "True",
    "SECRET_KEY": "sample-" + "k3y-of-no-site-" * 4,
    "ALLOWED_HOSTS": "hunts.example.org",
    "SITE_URL": "https://hunts.example.org",
    "DATABASE_URL": "postgres://own_turf:sample@localhost:5432/own_turf",
    "EMAIL_URL": "smtp+tls://user:sample@mail.example.org:587",
    "DEFAULT_FROM_EMAIL": "Own Turf <hunts@example.org>",
}


def manage(*arguments, **variables):
    environment = dict(os.environ, DJANGO_SETTINGS_MODULE="config.settings", **variables)
    environment.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)
    warnings = ["-W", "error", "-W", "ignore:The FORMS_URLFIELD_ASSUME_HTTPS"]
    command = [sys.executable, *warnings, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def last_line(done):
    assert done.returncode != 0
    return done.stderr.strip().splitlines()[-1]


def test_production_names_everything_that_is_missing_at_once():
    done = manage("check", PRODUCTION="True", SITE_URL="https://hunts.example.org")

    assert last_line(done).endswith(
        "Production needs SECRET_KEY, ALLOWED_HOSTS, DATABASE_URL, DEFAULT_FROM_EMAIL, EMAIL_URL. "
        "Set them in the environment or .env; .env.example explains each."
    )


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"DEBUG": "True"}, "DEBUG must be False in production: error pages would show private data."),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is too short: use at least 40 random characters."),
        ({"DEBUG": "perhaps"}, "DEBUG is “perhaps”: use True or False."),
        ({"TRUSTED_PROXY_COUNT": "-1"}, "TRUSTED_PROXY_COUNT is “-1”: use a whole number of at least 0."),
        ({"DATABASE_URL": "mysql://localhost/x"}, "DATABASE_URL: use a sqlite:/// or a postgres:// URL."),
        ({"DATABASE_URL": "own-turf"}, "DATABASE_URL: use a sqlite:/// or a postgres:// URL."),
        (
            {"DATABASE_URL": "postgres://u:p@h:port/x"},
            "DATABASE_URL is not a database URL; .env.example shows the form.",
        ),
        ({"EMAIL_URL": "carrier-pigeon://"}, "EMAIL_URL is not an email URL"),
        ({"GEOCODER": "oracle"}, "GEOCODER is “oracle”: use nominatim or photon, or leave it empty."),
        ({"ROUTING_URL": "routes.example.org"}, "ROUTING_URL is “routes.example.org”: start it with https://"),
        ({"ROUTING_KIND": "oracle"}, "ROUTING_KIND is “oracle”: use osrm or valhalla, or leave it empty."),
        ({"ROUTING_MODES": "foot,broom"}, "ROUTING_MODES names “broom”: use some of foot, bicycle, minibus, or leave"),
        ({"ROUTING_TIMEOUT": "0"}, "ROUTING_TIMEOUT is “0”: use a whole number of at least 1."),
        ({"SITE_URL": "hunts.example.org"}, "SITE_URL is “hunts.example.org”: start it with https:// or http://."),
    ],
)
def test_production_refuses_nonsense_with_a_sentence(change, sentence):
    assert sentence in last_line(manage("check", **(COMPLETE | change)))


def test_a_wrong_database_url_is_refused_without_its_password():
    done = manage("check", **(COMPLETE | {"DATABASE_URL": "postgres://own_turf:hush-hush@h:port/x"}))

    assert done.returncode != 0
    assert "hush-hush" not in done.stdout + done.stderr


def test_a_complete_production_site_passes_djangos_checks_for_deployment():
    done = manage("check", "--deploy", "--fail-level", "WARNING", **COMPLETE)

    assert (done.returncode, done.stdout) == (0, "System check identified no issues (1 silenced).\n"), done.stderr


def test_production_is_not_prepared_by_run_py():
    done = manage("prepare", **COMPLETE)

    assert "not with run.py" in last_line(done)


def test_development_needs_no_variable():
    done = manage("check")

    assert done.returncode == 0, done.stderr


def test_links_of_a_development_site_carry_its_port():
    done = manage(
        "shell", "--no-imports", "-c", "from django.conf import settings; print(settings.SITE_URL)", PORT="8123"
    )

    assert done.stdout == "http://localhost:8123\n"


def test_env_example_names_every_variable_that_the_settings_read():
    read = set(re.findall(r"env\.\w+\(\s*\"([A-Z_]+)\"", (ROOT / "config" / "settings.py").read_text()))
    read |= set(re.findall(r"env\.\w+\('([A-Z_]+)'", (ROOT / "config" / "settings.py").read_text()))
    named = re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)

    assert sorted(named) == sorted(read)


def test_env_example_explains_every_variable():
    for block in (ROOT / ".env.example").read_text().strip().split("\n\n")[1:]:
        *sentences, assignment = block.splitlines()
        assert re.match(r"#?[A-Z_]+=", assignment)
        assert all(sentence.startswith("# ") for sentence in sentences)
        assert sentences[0].startswith("# ")


def test_env_example_works_as_it_is(tmp_path):
    """Every default shown in a comment is a value that the settings accept."""
    shown = dict(re.findall(r"^#?([A-Z_]+)=(.+)$", (ROOT / ".env.example").read_text(), re.MULTILINE))

    done = manage("check", **shown)

    assert done.returncode == 0, done.stderr


def test_the_environment_wins_over_the_env_file(tmp_path, monkeypatch):
    from config import environment

    (tmp_path / ".env").write_text("SITE_URL=https://file.example.org\nTILES_ATTRIBUTION='Sample credit'\n")
    monkeypatch.setenv("SITE_URL", "https://shell.example.org")
    monkeypatch.delenv("TILES_ATTRIBUTION")

    environment.load_file(tmp_path / ".env")

    assert environment.text("SITE_URL") == "https://shell.example.org"
    assert environment.text("TILES_ATTRIBUTION") == "Sample credit"
    monkeypatch.delenv("TILES_ATTRIBUTION")


def test_an_empty_variable_keeps_the_default(monkeypatch):
    from config import environment

    monkeypatch.setenv("SITE_URL", " ")

    assert environment.text("SITE_URL", "http://localhost:8000") == "http://localhost:8000"


def test_the_test_settings_are_the_sites_but_quicker():
    assert settings.PRODUCTION is False
    assert settings.SITE_URL == "http://localhost:8000"
