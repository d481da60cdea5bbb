"""Throw-away databases, one for each lane."""

import os
import secrets
from urllib.parse import urlsplit, urlunsplit

DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def start(database):
    """Start what the database needs; return a function that gives the address of a new one in a lane's folder.

    PostgreSQL is the server that TEST_DATABASE_URL names, or one of our own that goes with this process.
    """
    if database == "sqlite":
        return lambda folder: f"sqlite:///{folder}/own-turf.sqlite3"
    server = os.environ.get("TEST_DATABASE_URL", "")
    if not server.startswith("postgres"):
        from tests import postgresql

        server = postgresql.start()
    return lambda folder: create(server)


def create(server):
    import psycopg

    name = f"own_turf_chaos_{secrets.token_hex(6)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return urlunsplit(urlsplit(server)._replace(path=f"/{name}"))


def drop(address):
    """Give the database up, if it is one of a server that goes on running."""
    if address.startswith("sqlite"):
        return
    import psycopg

    name = urlsplit(address).path.lstrip("/")
    with psycopg.connect(urlunsplit(urlsplit(address)._replace(path="/postgres")), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
