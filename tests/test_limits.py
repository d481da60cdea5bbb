"""What may be done so often an hour and no more: also by many at one moment, and until the hour is over."""

from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.utils import timezone

from hunts.limits import too_often
from hunts.models import Tally
from tests.races import at_one_moment

THREADS, TRIES, LIMIT = 8, 10, 40


@pytest.fixture
def at(monkeypatch):
    """Sets the clock to a time of one day, the cache's too."""

    def set_clock(hour, minute=0):
        now = datetime(2026, 7, 7, hour, minute, tzinfo=UTC)
        monkeypatch.setattr(timezone, "now", lambda: now)
        monkeypatch.setattr("django.core.cache.backends.db.tz_now", lambda: now)
        monkeypatch.setattr("django.core.cache.backends.base.time.time", now.timestamp)

    return set_clock


def let_through(tries, limit=LIMIT):
    return sum(not too_often("guessing", limit) for _ in range(tries))


@pytest.mark.django_db
def test_so_many_and_no_more_are_let_through():
    assert [too_often("guessing", 2) for _ in range(4)] == [False, False, True, True]


@pytest.mark.django_db
def test_actions_are_counted_apart():
    assert [too_often("guessing", 1), too_often("joining", 1), too_often("guessing", 1)] == [False, False, True]


@pytest.mark.django_db
def test_it_is_too_often_until_the_hour_is_over_and_no_longer(at):
    """Also when nobody has tried for a while, longer than a cache keeps things unasked."""
    answers = []
    for hour, minute in [(10, 0), (10, 1), (10, 2), (10, 30), (10, 59), (11, 0)]:
        at(hour, minute)
        answers.append(too_often("guessing", 2))

    assert answers == [False, False, True, True, True, False]


@pytest.mark.django_db(transaction=True)
def test_many_at_one_moment_get_no_more_through_than_one_after_another(at):
    at(10)

    assert sum(at_one_moment(THREADS, lambda: let_through(TRIES))) == LIMIT
    assert Tally.objects.get().number == LIMIT


@pytest.mark.django_db
def test_hours_that_are_over_are_forgotten(at):
    for hour in (8, 9, 10):
        at(hour)
        too_often("guessing", 2)

    call_command("tidy", verbosity=0)

    assert [tally.hour.hour for tally in Tally.objects.all()] == [10, 9]
