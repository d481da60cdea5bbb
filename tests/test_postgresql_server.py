"""Nobody who is still in the test database keeps it from being dropped (that once failed a whole run)."""

import psycopg
import pytest
from django.db import connection

from tests import postgresql

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL has sessions to end")


@pytest.mark.django_db
def test_somebody_left_in_the_database_is_sent_out():
    left_behind = psycopg.connect(**connection.get_connection_params() | {"cursor_factory": psycopg.Cursor})

    postgresql.end_other_sessions(connection)

    with pytest.raises(psycopg.OperationalError):
        left_behind.execute("SELECT 1")
    left_behind.close()
