"""The working plan of a hunt: what it is now, changing it, and going back.

Every change is made on a version. One made on an older version is made on the newest plan if nothing it touches was
touched since, or if the plan says already what it asks for; otherwise ``Collision`` says what the others did, and
nothing is changed. A version that never was counts as the first: whoever names it knows of no change.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from hunts.models import Hunt
from visits.models import PlanVersion, Visit
from visits.planning.changes import EVERYTHING, Change, NoLongerFits, differing, overlap
from visits.planning.plan import Plan, read, write
from visits.planning.rows import plan_of_rows

Kind = PlanVersion.Kind


@dataclass(frozen=True, slots=True)
class Working:
    """The working plan and the number of its version; 0 before the first change."""

    number: int
    plan: Plan


class Collision(Exception):  # noqa: N818 - nobody made an error
    """The change no longer fits. ``theirs`` are the versions made since the one it was made on; ``still_possible``
    says whether it can be made on the plan as it is now, by somebody who knows that."""

    def __init__(self, theirs: list[PlanVersion], still_possible: bool):
        super().__init__("The plan has changed since.")
        self.theirs = theirs
        self.still_possible = still_possible


class PeopleLogged(Exception):  # noqa: N818
    """What the change takes away, people have logged reflections at; the message names it."""


class NothingToDo(Exception):  # noqa: N818
    """There is no change to take back, or to bring again."""


def working_plan(hunt: Hunt) -> Working:
    """The plan as it is now, in two queries, or three for a hunt whose plan was never changed here."""
    newest = hunt.plan_versions.order_by("-number").first()
    return Working(newest.number, plan_in(newest)) if newest else Working(0, plan_of_rows(hunt))


def plan_at(hunt: Hunt, number: int) -> Plan | None:
    """The plan as it was at version ``number``; None when there was no such version."""
    version = hunt.plan_versions.filter(number=number).first()
    return plan_in(version) if version else None


def plan_in(version: PlanVersion) -> Plan:
    """The plan of a version, without the routes that the hunt has lost since: nobody could take a stop off them."""
    plan = read(version.document)
    routes = {str(route.uid) for route in version.hunt.routes.all()}
    return replace(plan, routes={route: visits for route, visits in plan.routes.items() if route in routes})


@transaction.atomic
def change_plan(
    hunt: Hunt, user: User | None, change: Change, *, base: int, summary: str, known: Working | None = None
) -> Working:
    """Make ``change``, made on version ``base``; return the plan afterwards, unchanged if it says so already.

    ``known`` is the plan as it was a moment ago: it need not be read again if nobody changed it since. Raises
    Collision, PeopleLogged, or NoLongerFits when what the change is about was not there in the first place.
    """
    now = locked(hunt, known)
    theirs = versions_since(hunt, base, now)
    try:
        plan = changed(hunt, now.plan, change)
    except NoLongerFits:
        if theirs:
            raise Collision(theirs, still_possible=False) from None
        raise
    if plan == now.plan:
        return now
    if overlap(change.touches(), [name for version in theirs for name in version.touched]):
        raise Collision(theirs, still_possible=True)
    return record(hunt, user, now, plan, summary=summary, touched=change.touches() - {EVERYTHING})


def changed(hunt: Hunt, plan: Plan, change: Change) -> Plan:
    """The plan after ``change``; raises NoLongerFits also when it would use a route that is not of the hunt."""
    after = change.apply(plan)
    new = after.routes.keys() - plan.routes.keys()
    if new and hunt.routes.filter(uid__in=new).count() < len(new):
        raise NoLongerFits("That route is no longer part of the hunt.")
    return after


@transaction.atomic
def undo(hunt: Hunt, user: User, *, base: int) -> PlanVersion:
    """Take back the newest change that was not taken back yet, whoever made it, and return it."""
    now = locked(hunt)
    refuse_if_changed(hunt, base, now)
    taken_back = undoable(hunt)
    if taken_back is None:
        raise NothingToDo
    before = hunt.plan_versions.get(number=taken_back.number - 1)
    go_to(hunt, user, now, before, f"Took back: {taken_back.summary}", kind=Kind.UNDO, target=taken_back)
    hunt.plan_versions.filter(pk=taken_back.pk).update(is_undone=True)
    return taken_back


@transaction.atomic
def redo(hunt: Hunt, user: User, *, base: int) -> PlanVersion:
    """Bring again what the newest undo took back, if nothing was changed since, and return that."""
    now = locked(hunt)
    refuse_if_changed(hunt, base, now)
    undone = redoable(hunt)
    if undone is None or undone.target_id is None:
        raise NothingToDo
    again = hunt.plan_versions.get(pk=undone.target_id)
    go_to(hunt, user, now, again, f"Brought again: {again.summary}", kind=Kind.REDO, target=undone)
    hunt.plan_versions.filter(pk=undone.pk).update(is_undone=True)
    hunt.plan_versions.filter(pk=again.pk).update(is_undone=False)
    return again


def undoable(hunt: Hunt) -> PlanVersion | None:
    """The change that undo would take back."""
    changes = hunt.plan_versions.filter(kind=Kind.CHANGE, is_undone=False, number__gt=0)
    return changes.select_related("made_by").defer("document").order_by("-number").first()


def redoable(hunt: Hunt) -> PlanVersion | None:
    """The undo whose change redo would bring again."""
    newest = hunt.plan_versions.exclude(kind=Kind.REDO).filter(is_undone=False).order_by("-number")
    undone = newest.select_related("target", "made_by").defer("document", "target__document").first()
    return undone if undone and undone.kind == Kind.UNDO else None


def go_to(hunt: Hunt, user: User, now: Working, version: PlanVersion, summary: str, *, kind, target) -> None:
    """Make the plan of ``version`` the newest: that takes back, or brings again, all that ``target`` touched."""
    record(hunt, user, now, plan_in(version), summary=summary, touched=target.touched, kind=kind, target=target)


def locked(hunt: Hunt, known: Working | None = None) -> Working:
    """The working plan, held until the transaction ends, so that two changes come one after the other.

    People can log meanwhile: only an exclusive lock of the key would keep rows that belong to the hunt waiting.
    """
    Hunt.objects.select_for_update(no_key=True).only("pk").get(pk=hunt.pk)
    if known and known.number == hunt.plan_versions.aggregate(newest=Max("number"))["newest"]:
        return known
    return working_plan(hunt)


def versions_since(hunt: Hunt, base: int, now: Working) -> list[PlanVersion]:
    """The versions made after ``base``, oldest first."""
    if base == now.number:
        return []
    known = base if 0 < base < now.number else 0
    return list(hunt.plan_versions.filter(number__gt=known).select_related("made_by").defer("document"))


def refuse_if_changed(hunt: Hunt, base: int, now: Working) -> None:
    if theirs := versions_since(hunt, base, now):
        raise Collision(theirs, still_possible=True)


def record(hunt, user, now: Working, plan: Plan, *, summary: str, touched: Iterable[str], **facts) -> Working:
    """Keep ``plan`` as the next version, and the plan before the very first change as number 0."""
    refuse_to_lose(now.plan, plan)
    if now.number == 0 and not hunt.plan_versions.exists():
        PlanVersion.objects.create(hunt=hunt, number=0, document=write(now.plan), summary="The plan at first")
    version = PlanVersion.objects.create(
        hunt=hunt, number=now.number + 1, document=write(plan), summary=summary[:300],
        touched=sorted(differing(now.plan, plan, touched)), made_by=user, **facts,
    )  # fmt: skip
    return Working(version.number, plan)


def refuse_to_lose(before: Plan, after: Plan) -> None:
    gone = {visit.uid for _, _, visit in before.visits()} - {visit.uid for _, _, visit in after.visits()}
    logged = Visit.objects.filter(uid__in=gone).logged_at().select_related("stop").first() if gone else None
    if logged:
        raise PeopleLogged(f"People logged reflections at “{logged.stop}”, so it stays on {logged.route}.")
