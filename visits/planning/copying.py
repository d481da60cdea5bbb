"""A hunt as the start of the next: what was planned comes along, what happened does not."""

import re
from collections.abc import Collection
from dataclasses import replace

from django.db import transaction

from accounts.models import User
from hunts.models import Hunt, Route, make_slug
from visits.plan_files.errors import FileError, NotAPlan
from visits.plan_files.reading import read_document
from visits.plan_files.taking_in import Target, take_in
from visits.plan_files.writing import directory_of, document, tidied
from visits.planning.plan import Plan
from visits.planning.versions import working_plan

FACTS = ("programme", "treasure", "base_name", "base_address", "latitude", "longitude")


@transaction.atomic
def copy_hunt(hunt: Hunt, user: User, day: Hunt, *, routes: Collection[Route], keep_prompts: bool = True) -> Hunt:
    """Make a hunt with the title, zone and times of ``day`` (not saved) and the plan of ``hunt`` on those ``routes``.

    Nobody is on it, nothing is shared, and every uid and key is its own. Raises NotAPlan when the plan can't be on
    that day, such as a fixed start that the clocks skip.
    """
    for name in FACTS:
        setattr(day, name, getattr(hunt, name))
    day.slug = make_slug(f"{day.title} {day.date:%Y}", lambda slug: Hunt.objects.filter(slug=slug).exists(), "hunt")
    directory = directory_of(hunt)
    plan = tidied(on_routes(working_plan(hunt).plan, {str(route.uid) for route in routes}), routes, directory)
    if not keep_prompts:
        plan = replace(plan, stops=tuple(replace(stop, prompts="") for stop in plan.stops))
    in_use = hunt.conundrums.in_use().order_by("number")
    told = document(day, plan, sorted(routes, key=lambda route: route.number), directory, in_use)
    target = Target(programme=hunt.programme.slug, user=user, summary=f"Copied from “{hunt}”")
    try:
        return take_in(read_document(without_uids(told)), target).hunt
    except NotAPlan as refused:
        raise NotAPlan([with_title(error, told) for error in refused.errors]) from None


def with_title(error: FileError, document: dict) -> FileError:
    """An error about a stop's time, with the stop's title for its place in a file that nobody sees."""
    found = re.fullmatch(r"stops\[(\d+)\]\.fixed_start", error.at)
    return FileError(f"“{document['stops'][int(found[1])]['title']}”", error.sentence) if found else error


def on_routes(plan: Plan, routes: Collection[str]) -> Plan:
    """The plan of these routes: stops that only others call at are left out, those on no route stay."""
    elsewhere = {visit.stop for route, _, visit in plan.visits() if route not in routes}
    here = {visit.stop for route, _, visit in plan.visits() if route in routes}
    stops = tuple(stop for stop in plan.stops if stop.uid not in elsewhere - here)
    return Plan(stops, {route: visits for route, visits in plan.routes.items() if route in routes})


def without_uids(document: dict) -> dict:
    visits = [visit for route in document["routes"] for visit in route["visits"]]
    for part in [*document["stops"], *document["routes"], *visits]:
        del part["uid"]
    return document
