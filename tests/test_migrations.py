import re
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from hunts.models import Participation, Route
from visits.models import Stop, Visit

OUR_APPS = ["accounts", "hunts", "visits", "reflections", "config"]


def our_migrations():
    loader = MigrationLoader(None)
    return sorted(key for key in loader.disk_migrations if key[0] in OUR_APPS)


def our_tables():
    managed = {model._meta.db_table for app in OUR_APPS for model in apps.get_app_config(app).get_models()}
    return managed & set(connection.introspection.table_names())


@pytest.mark.django_db
def test_every_change_to_a_model_has_its_migration():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize(("app", "name"), our_migrations())
def test_a_migration_is_named_for_what_it_brings(app, name):
    assert re.fullmatch(r"\d{4}_[a-z][a-z0-9_]+", name)
    assert not re.search(r"_auto_|_initial$", name)


@pytest.mark.django_db(transaction=True)
def test_the_database_can_go_back_to_nothing_and_forward_again():
    before = our_tables()
    assert before

    try:
        for app in ["reflections", "visits", "hunts", "account", "mfa", "admin", "accounts"]:
            call_command("migrate", app, "zero", verbosity=0, stdout=StringIO())
        assert our_tables() == set()
    finally:
        call_command("migrate", verbosity=0, stdout=StringIO())

    assert our_tables() == before


def rows_before_lasting_ids():
    """Go back to the first migrations and make two of everything that has got lasting ids since."""
    at_first = [("hunts", "0001_programmes_hunts_and_participation"), ("visits", "0001_hosts_stops_and_visits")]
    for app, name in reversed(at_first):
        call_command("migrate", app, name, verbosity=0, stdout=StringIO())
    then = MigrationLoader(connection).project_state(at_first).apps
    programme = then.get_model("hunts", "Programme").objects.create(name="Canal Voices", slug="canal-voices")
    hunt = then.get_model("hunts", "Hunt").objects.create(
        programme=programme,
        title="Canal hunt",
        slug="canal-hunt",
        starts_at=datetime(2026, 7, 7, 8, 30, tzinfo=UTC),
        ends_at=datetime(2026, 7, 7, 16, 0, tzinfo=UTC),
    )
    for number in (1, 2):
        route = then.get_model("hunts", "Route").objects.create(hunt=hunt, number=number, name=f"Route {number}")
        user = then.get_model("accounts", "User").objects.create(email=f"{number}@example.org")
        then.get_model("hunts", "Participation").objects.create(
            hunt=hunt, user=user, route=route, name="Ben", pseudonym=f"Heron {number}", key=f"key-{number}"
        )
        stop = then.get_model("visits", "Stop").objects.create(hunt=hunt, title=f"Stop {number}")
        visit = then.get_model("visits", "Visit").objects.create(route=route, stop=stop, position=1)
        then.get_model("visits", "Leg").objects.create(visit=visit)


@pytest.mark.django_db(transaction=True)
def test_rows_from_before_they_had_lasting_ids_get_one_each():
    try:
        rows_before_lasting_ids()
    finally:
        call_command("migrate", verbosity=0, stdout=StringIO())

    for model, field in [
        (Route, "uid"), (Route, "calendar_key"), (Participation, "calendar_key"), (Stop, "uid"), (Visit, "uid")
    ]:  # fmt: skip
        made = list(model.objects.values_list(field, flat=True))
        assert (len(made), len(set(made)), all(made)) == (2, 2, True), (model, field)
    assert not {person.key for person in Participation.objects.all()} & {
        person.calendar_key for person in Participation.objects.all()
    }
