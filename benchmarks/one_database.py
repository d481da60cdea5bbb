"""Fills the database that the environment names and prints each measured row as one JSON object a line."""

import json
import sys

import django

ALL = {"photos", "ordering", "planner", "first-load", "intake", "exports", "memory", "pages"}
SLUGS = {"few": "sample-few", "many": "sample-many"}


def main(database, few, many, only):
    django.setup()
    from django.core.management import call_command

    from benchmarks import exports, first_load, intake, ordering, pages, photos, planner
    from config.sample.loading import load_sample
    from hunts.models import Programme

    wanted = set(only.split(",")) - {""} or ALL
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    if "photos" in wanted and database == "SQLite":
        report(photos.measure())
    if "ordering" in wanted and database == "SQLite":
        report(ordering.measure())
    if "planner" in wanted:
        report(planner.measure(database))
    if "first-load" in wanted and database == "SQLite":
        report(first_load.measure(database))
    if "intake" in wanted:
        report(intake.measure(database))
    if wanted <= {"photos", "ordering", "planner", "first-load", "intake"}:
        return
    load_sample(int(few), 1, SLUGS["few"], "benchmark-password")
    load_sample(int(many), 1, SLUGS["many"], "benchmark-password")
    programmes = [Programme.objects.get(slug=slug) for slug in SLUGS.values()]
    if "exports" in wanted:
        for programme in programmes:
            report(exports.measure(database, programme))
    if "memory" in wanted:
        report(exports.measure_memory(database, *programmes))
    if "pages" in wanted:
        report(pages.measure(database, *programmes))


def report(rows):
    for row in rows:
        print(json.dumps(row), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
