"""Reads the environment for the settings, and refuses nonsense with a sentence that says what to write instead."""

import os
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

TRUE = {"true", "1", "yes", "on"}
FALSE = {"false", "0", "no", "off"}
DATABASES = ("sqlite:///", "postgres://", "postgresql://")


def load_file(path: Path):
    """Read ``.env`` if there is one; what is set in the environment already wins."""
    if path.is_file():
        environ.Env.read_env(path)


def text(name, default=""):
    """The setting called ``name``; an empty one counts as not set."""
    return os.environ.get(name, "").strip() or default


def flag(name, default=False):
    value = text(name).lower()
    if not value:
        return default
    if value not in TRUE | FALSE:
        raise ImproperlyConfigured(f"{name} is “{value}”: use True or False.")
    return value in TRUE


def number(name, default, minimum=0):
    value = text(name)
    if not value:
        return default
    if not value.isdigit() or int(value) < minimum:
        raise ImproperlyConfigured(f"{name} is “{value}”: use a whole number of at least {minimum}.")
    return int(value)


def one_of(name, choices, default=""):
    value = text(name, default)
    if value and value not in choices:
        raise ImproperlyConfigured(f"{name} is “{value}”: use {' or '.join(choices)}, or leave it empty.")
    return value


def web_address(name, default=""):
    value = text(name, default).rstrip("/")
    if value and not value.startswith(("https://", "http://")):
        raise ImproperlyConfigured(f"{name} is “{value}”: start it with https:// or http://.")
    return value


def words(name, default=()):
    """A list written with commas."""
    return [word.strip() for word in text(name).split(",") if word.strip()] or list(default)


def some_of(name, choices):
    """A list written with commas, of which every word is one of ``choices``; all of them if it is not set."""
    values = words(name, choices)
    for value in values:
        if value not in choices:
            raise ImproperlyConfigured(f"{name} names “{value}”: use some of {', '.join(choices)}, or leave it empty.")
    return values


def database(name, default):
    """A Django DATABASES entry from a URL such as postgres://user:password@host:5432/name."""
    url = text(name, default)
    if not url.startswith(DATABASES):
        raise ImproperlyConfigured(f"{name}: use a sqlite:/// or a postgres:// URL.")
    try:
        return environ.Env.db_url_config(url)
    except (ValueError, KeyError, ImproperlyConfigured):
        # The library's own words may repeat the password.
        raise ImproperlyConfigured(f"{name} is not a database URL; .env.example shows the form.") from None


def required(settings, production):
    """In production, refuse to start without these; say all that is missing at once."""
    missing = [name for name in settings if not text(name)]
    if production and missing:
        raise ImproperlyConfigured(
            f"Production needs {', '.join(missing)}. Set them in the environment or .env; .env.example explains each."
        )


def email(name, default):
    """Django's EMAIL_* settings from a URL such as smtp+tls://user:password@host:587."""
    try:
        return environ.Env.email_url_config(text(name, default))
    except (ValueError, KeyError, ImproperlyConfigured):
        raise ImproperlyConfigured(f"{name} is not an email URL; .env.example shows the form.") from None
