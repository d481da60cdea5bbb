import re
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

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
