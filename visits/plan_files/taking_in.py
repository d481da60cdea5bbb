"""Taking a plan file in: a new hunt, or a new version of the plan of one that is there. All of it or nothing."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError

from accounts.models import User
from hunts.forms import local_instant
from hunts.models import Conundrum, Hunt, Membership, Programme, Route
from hunts.scheduling import save_rescheduled
from visits.models import PlanVersion, Stop, Visit
from visits.plan_files.errors import Facts, FileError, NotAPlan
from visits.plan_files.matching import Keys, matched, plan_in, uids_in
from visits.plan_files.reading import PlanFile
from visits.plan_files.taking_in_directory import (
    counted,
    point_facts,
    refuse,
    take_in_conundrums,
    take_in_directory,
    to_the_minute,
)
from visits.plan_files.writing import directory_of, tidied
from visits.planning.changes import Replace
from visits.planning.plan import Plan, read
from visits.planning.versions import PeopleLogged, change_plan, working_plan

SUMMARY = "Read from a file"


@dataclass(frozen=True, slots=True)
class Target:
    """Where a file goes if it does not say, or somewhere else than it says: short names of a hunt and a programme.

    ``organiser`` is to organise the programme, ``user`` makes the change, which ``summary`` says in a line.
    """

    slug: str = ""
    programme: str = ""
    organiser: User | None = None
    user: User | None = None
    summary: str = SUMMARY


@dataclass(slots=True)
class TakenIn:
    """The hunt and, in sentences, what was done. ``changed``: anything was."""

    hunt: Hunt
    is_new: bool
    said: list[str] = field(default_factory=list)
    changed: bool = False

    def say(self, sentence: str) -> None:
        self.said.append(sentence)
        self.changed = True


def take_in(file: PlanFile, target: Target = Target()) -> TakenIn:
    """Do what the file says; raises NotAPlan, with nothing changed, where this site can't."""
    try:
        return taken_in_one(file, target)
    except IntegrityError:  # such as the same file sent twice, or somebody who logs on a route that goes
        raise NotAPlan([
            FileError("", "Somebody else changed the same at this moment, so nothing was taken in. Send it again.")
        ]) from None  # fmt: skip


@transaction.atomic
def taken_in_one(file: PlanFile, target: Target) -> TakenIn:
    said: list[str] = []
    slug = target.slug or file.hunt["slug"]
    hunt = Hunt.objects.select_for_update(no_key=True).filter(slug=slug).first()  # people can log meanwhile
    programme = hunt.programme if hunt else take_in_programme(file, target, said)
    if hunt:
        refuse_another_programme(file, hunt, target)
    Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)  # its directory is taken in by one at a time
    conundrums = take_in_conundrums(file, programme, said)
    keys = take_in_directory(file, programme, said)
    taken = TakenIn(hunt or Hunt(programme=programme, slug=slug), is_new=hunt is None, said=said, changed=bool(said))
    make_organiser(programme, target, taken)
    take_in_hunt(file, conundrums, taken)
    uids = uids_elsewhere(taken.hunt, uids_in(file))
    routes = take_in_routes(file, uids, taken)
    take_in_plan(file, keys, routes, uids, target, taken)
    return taken


def refuse_another_programme(file: PlanFile, hunt: Hunt, target: Target) -> None:
    named = target.programme or (file.programme or {}).get("slug")
    if named and named != hunt.programme.slug:
        raise NotAPlan([
            FileError(
                "hunt.slug",
                f"There is a hunt “{hunt.slug}” in another programme already. "
                "Take the file in under another short name.",
            )
        ])  # fmt: skip


# The programme ----------------------------------------------------------------


def take_in_programme(file: PlanFile, target: Target, said: list[str]) -> Programme:
    facts = file.programme or {}
    slug = target.programme or facts.get("slug")
    if not slug:
        raise NotAPlan([FileError("programme", "This is missing, and the hunt is new: say which programme it is of.")])
    programme = Programme.objects.filter(slug=slug).first()
    if programme is None:
        if slug != facts.get("slug"):
            raise NotAPlan([FileError("programme", f"There is no programme “{slug}”, and the file describes none.")])
        programme = Programme.objects.create(**facts)
        said.append(f"Programme “{programme}” is new.")
    return programme


def make_organiser(programme: Programme, target: Target, taken: TakenIn) -> None:
    role = Membership.Role.ORGANISER
    if target.organiser:
        _, is_new = programme.memberships.get_or_create(user=target.organiser, role=role)
        if is_new:
            taken.say(f"{target.organiser} now organises “{programme}”.")
    elif not programme.memberships.filter(role=role).exists():
        taken.said.append(f"Nobody organises “{programme}” yet, so nobody sees the hunt: name an organiser.")


# The hunt and its routes ------------------------------------------------------


def take_in_hunt(file: PlanFile, conundrums: list[Conundrum], taken: TakenIn) -> None:
    hunt, facts = taken.hunt, hunt_facts(file.hunt)
    differing = {name: value for name, value in facts.items() if to_the_minute(getattr(hunt, name)) != value}
    for name, value in differing.items():
        setattr(hunt, name, value)
    if taken.is_new:
        hunt.save()
        taken.say(f"Hunt “{hunt}” is new, under the short name “{hunt.slug}”.")
    elif differing:
        save_rescheduled(hunt, hunt.save)
        taken.say(f"Of the hunt, this was changed: {', '.join(sorted(map(fact_name, differing)))}.")
    wanted = {conundrum.pk for conundrum in conundrums}
    if wanted != set(hunt.conundrums.values_list("pk", flat=True)):
        hunt.conundrums.set(wanted)
        taken.say(f"It tests {counted(len(wanted), 'conundrum', 'conundrums')}.")


def hunt_facts(facts: Facts) -> Facts:
    return {
        "title": facts["title"],
        "zone": facts["zone"],
        "starts_at": moment(facts, "start"),
        "ends_at": moment(facts, "end"),
        "treasure": facts["treasure"],
        "base_name": facts["base"]["name"],
        "base_address": facts["base"]["address"],
        **point_facts(facts["base"]["point"]),
    }


def moment(facts: Facts, name: str) -> datetime:
    return local_instant(facts["date"], facts[name], ZoneInfo(facts["zone"]))


def fact_name(name: str) -> str:
    return {"starts_at": "start", "ends_at": "end"}.get(name, name.replace("_", " "))


def uids_elsewhere(hunt: Hunt, uids: set[str]) -> set[str]:
    """Those of ``uids`` that another hunt has in its rows or its working plan, or had in one that undo may bring back.

    What a plan lost is named by the change that took it out.
    """
    rows = [
        Stop.objects.filter(uid__in=uids).exclude(hunt=hunt),
        Visit.objects.filter(uid__in=uids).exclude(route__hunt=hunt),
        Route.objects.filter(uid__in=uids).exclude(hunt=hunt),
    ]
    found = {str(uid) for each in rows for uid in each.values_list("uid", flat=True)}
    for plan in plans_elsewhere(hunt) if uids - found else ():
        found |= uids & {stop.uid for stop in plan.stops}
        found |= uids & {visit.uid for _, _, visit in plan.visits()}
    for touched in touched_elsewhere(hunt) if uids - found else ():
        found |= uids.intersection(part for name in touched for part in name.split(":"))
    return found


def touched_elsewhere(hunt: Hunt) -> Iterable[list[str]]:
    return PlanVersion.objects.exclude(hunt=hunt).values_list("touched", flat=True).iterator()


def plans_elsewhere(hunt: Hunt) -> Iterable[Plan]:
    others = PlanVersion.objects.exclude(hunt=hunt).newest()
    return (read(document) for document in others.values_list("document", flat=True).iterator(chunk_size=20))


def take_in_routes(file: PlanFile, elsewhere: set[str], taken: TakenIn) -> list[str]:
    """Make the hunt's routes those of the file; return their uids in its order."""
    rows = {str(route.uid): route for route in taken.hunt.routes.all()}
    wanted = [(facts["uid"], facts["name"]) for facts in file.routes]
    uids = matched(wanted, {uid: route.name for uid, route in rows.items()}, elsewhere)
    gone = [route for uid, route in rows.items() if uid not in uids]
    remove_routes(gone, taken)
    stay = {uid: rows[uid] for uid in uids if uid in rows}
    facts_of = {uid: route_facts(facts) for uid, facts in zip(uids, file.routes, strict=True)}
    changed = {uid: row for uid, row in stay.items() if differs(row, facts_of[uid])}
    step_aside(changed.values())
    for uid, facts in facts_of.items():
        if uid in changed or uid not in rows:
            save_route(rows.get(uid) or Route(uid=uid, hunt=taken.hunt), facts)
    if new := [facts["name"] for uid, facts in facts_of.items() if uid not in rows]:
        taken.say(f"{counted(len(new), 'route is', 'routes are')} new: {', '.join(new)}.")
    if changed:
        taken.say(f"{counted(len(changed), 'route was', 'routes were')} changed.")
    return uids


def route_facts(facts: Facts) -> Facts:
    return {name: facts[name] for name in ("number", "name", "places", "description", "needs_step_free")}


def differs(row: models.Model, facts: Facts) -> bool:
    return any(getattr(row, name) != value for name, value in facts.items())


def step_aside(routes: Iterable[Route]) -> None:
    """Numbers and names are unique in a hunt: routes that swap them first take others that nothing has."""
    for place, route in enumerate(routes):
        Route.objects.filter(pk=route.pk).update(number=20_000 + place, name=str(route.uid))


def save_route(route: Route, facts: Facts) -> None:
    for name, value in facts.items():
        setattr(route, name, value)
    route.save()


def remove_routes(routes: list[Route], taken: TakenIn) -> None:
    """Routes that are not in the file go, unless people are on them or wrote about them."""
    errors = []
    for route in routes:
        try:
            with transaction.atomic():
                route.delete()
        except ProtectedError:
            errors.append(
                FileError(
                    "routes",
                    f"Route “{route}” is not in the file, but people are on it or wrote about it. "
                    "Keep it in the file, or move them to another route first.",
                )
            )
        else:
            taken.say(f"Route “{route}” was removed.")
    refuse(errors)


def take_in_plan(
    file: PlanFile, keys: Keys, routes: list[str], elsewhere: set[str], target: Target, taken: TakenIn
) -> None:
    hunt = taken.hunt
    working = working_plan(hunt)
    now = tidied(working.plan, hunt.routes.all(), directory_of(hunt))
    plan = plan_in(file, keys, routes, now, elsewhere)
    if plan == now:
        return
    try:
        working = change_plan(hunt, target.user, Replace(plan), base=working.number, summary=target.summary)
    except PeopleLogged as error:
        raise NotAPlan([FileError("routes", str(error))]) from None
    visits = sum(map(len, plan.routes.values()))
    taken.say(
        f"The working plan is now version {working.number}: {counted(len(plan.stops), 'stop', 'stops')} and "
        f"{counted(visits, 'call', 'calls')} at them. It is not shared until an organiser shares it."
    )


def as_sentences(taken: TakenIn) -> list[str]:
    if not taken.changed:
        return [f"Nothing changed: “{taken.hunt}” says all of this already.", *taken.said]
    return taken.said
