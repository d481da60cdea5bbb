import pytest
from django.db import OperationalError, connection


@pytest.fixture
def broken_database(monkeypatch):
    def fail(*args, **kwargs):
        raise OperationalError("could not connect to server db.internal as role own_turf")

    monkeypatch.setattr(connection, "cursor", fail)


def test_healthz_answers_ok_when_the_database_does(client, db, django_assert_num_queries):
    with django_assert_num_queries(1):
        response = client.get("/healthz")

    assert (response.status_code, response.content) == (200, b"ok")
    assert "no-cache" in response["Cache-Control"]


def test_healthz_says_503_and_nothing_more_without_the_database(client, broken_database):
    response = client.get("/healthz")

    assert (response.status_code, response.content) == (503, b"unavailable")


def test_healthz_asks_nothing_but_the_database_even_with_a_session_cookie(client, db, django_assert_num_queries):
    client.cookies["sessionid"] = "a" * 32

    with django_assert_num_queries(1):
        assert client.get("/healthz").status_code == 200


def test_healthz_says_503_without_the_database_even_with_a_session_cookie(client, broken_database):
    client.cookies["sessionid"] = "a" * 32

    assert client.get("/healthz").status_code == 503


def test_healthz_is_only_for_reading(client):
    assert client.post("/healthz").status_code == 405


def test_healthz_answers_without_https_in_production(client, db, settings):
    settings.SECURE_SSL_REDIRECT = True

    assert client.get("/healthz").status_code == 200
