"""Sharing: the working plan becomes the plan that participants and hosts see, and they may be told.

The rows of the database are the shared plan; a ``SharedPlan`` is kept of each that there was.
"""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from accounts.models import User
from hunts.models import Hunt, Route
from visits.models import SharedPlan
from visits.outputs.building import latest_shared, shared_day
from visits.planning import telling
from visits.planning.differences import Difference, differences, hosts_concerned
from visits.planning.events import events_of, numbered
from visits.planning.plan import Plan, write
from visits.planning.rows import plan_of_rows, write_rows
from visits.planning.stations import hunt_stations
from visits.planning.versions import Collision, NothingToDo, PeopleLogged, locked, refuse_to_lose, versions_since
from visits.planning.working import Board, working_board


def share_plan(
    hunt: Hunt, user: User | None, *, base: int, tell_people: bool = False, tell_hosts: bool = False
) -> SharedPlan:
    """Make version ``base`` of the working plan the shared one; mails go once everything is saved.

    Raises Collision when ``base`` is not the newest version, PeopleLogged when people logged at what would go, and
    NothingToDo when the plan shared last says all of this already; then nothing is changed and nobody is told.
    """
    try:
        return shared_in_one(hunt, user, base, tell_people, tell_hosts)
    except IntegrityError:  # found as the transaction ends: somebody logged there after we looked
        raise PeopleLogged(
            "Nothing was shared: just now somebody logged at a stop that would go, or changed the directory. "
            "Look at the plan once more, then share it again."
        ) from None


@transaction.atomic
def shared_in_one(hunt: Hunt, user: User | None, base: int, tell_people: bool, tell_hosts: bool) -> SharedPlan:
    now = locked(hunt)
    if base != now.number:
        raise Collision(versions_since(hunt, base, now), still_possible=True)
    hunt = Hunt.objects.select_related("programme").get(pk=hunt.pk)
    before = latest_shared(hunt)
    put_on_rows(hunt, now.plan)
    moment = timezone.now()
    events = numbered(events_of(hunt, hunt_stations(hunt)), before.events if before else [], moment)
    changes = differences(before.events if before else None, events)
    if before and not changes and before.document == write(now.plan):
        raise NothingToDo
    shared = SharedPlan.objects.create(
        hunt=hunt,
        number=before.number + 1 if before else 1,
        version=now.number,
        document=write(now.plan),
        events=events,
        differences=[change.as_json() for change in changes],
        shared_by=user,
        shared_at=moment,
    )
    tell(hunt, shared, before, changes, people=tell_people, hosts=tell_hosts)
    return shared


def put_on_rows(hunt: Hunt, plan: Plan) -> None:
    """Make the rows say ``plan``; raises PeopleLogged, naming the stop, before or instead of changing anything."""
    refuse_to_lose(plan_of_rows(hunt), plan)
    try:
        write_rows(hunt, plan)
    except ProtectedError:
        raise PeopleLogged("People logged reflections at a stop that the plan no longer has, so it stays.") from None


def tell(
    hunt: Hunt, shared: SharedPlan, before: SharedPlan | None, changes: list[Difference], *, people: bool, hosts: bool
) -> None:
    """Write the letters now, while the plan is held, and send them once it is saved."""
    day = shared_day(hunt, shared) if people or hosts else None
    if day is None:
        return
    letters = telling.letters_to_people(day, changes, is_first=before is None) if people else []
    if hosts:
        concerned = hosts_concerned(before.events if before else None, shared.events)
        letters += telling.letters_to_hosts(day, concerned)
    transaction.on_commit(lambda: telling.send(letters), robust=True)


@dataclass(frozen=True, slots=True)
class Told:
    """Who would be told: for each route the people on it and those of them with an address; hosts and contacts."""

    routes: list[tuple[Route, int, int]]
    hosts: int
    contacts: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What sharing the working plan as it is now would do."""

    board: Board
    before: SharedPlan | None
    changes: list[Difference]
    told: Told

    @property
    def number(self) -> int:
        return self.before.number + 1 if self.before else 1

    @property
    def says_nothing_new(self) -> bool:
        """Whether sharing it would do nothing at all."""
        return bool(self.before and not self.changes and self.before.document == write(self.board.plan))

    @property
    def by_route(self) -> list[tuple[str, list[Difference]]]:
        return by_route(self.changes, [route for route, _ in self.board.planned])


def preview(hunt: Hunt) -> Preview:
    """What sharing would do, in a number of queries that does not depend on the size of the plan."""
    board, before = working_board(hunt), latest_shared(hunt)
    events = events_of(hunt, board.planned)
    then = before.events if before else None
    changes = differences(then, events)
    return Preview(board, before, changes, who_is_told(hunt, changes, hosts_concerned(then, events)))


def unshared_changes(hunt: Hunt, board: Board | None = None) -> list[Difference]:
    """What people would be told of the working plan if it were shared now."""
    board, before = board or working_board(hunt), latest_shared(hunt)
    return differences(before.events if before else None, events_of(hunt, board.planned))


def who_is_told(hunt: Hunt, changes: list[Difference], hosts: set[int]) -> Told:
    people: dict[Route, list[bool]] = {}
    for person in telling.people_concerned(hunt, changes):
        if person.route:
            people.setdefault(person.route, []).append(bool(telling.address_of(person)))
    routes = [(route, len(reachable), sum(reachable)) for route, reachable in people.items()]
    return Told(routes, len(hosts), len(telling.contacts_of(hosts)))


def by_route(changes: list[Difference], routes: list[Route]) -> list[tuple[str, list[Difference]]]:
    """The changes under the names of their routes; those of a route that is gone come last."""
    names = {str(route.uid): route.name for route in routes}
    groups: dict[str, list[Difference]] = {name: [] for name in names.values()}
    for change in changes:
        groups.setdefault(names.get(change.route or "", "Routes that are gone"), []).append(change)
    return [(name, found) for name, found in groups.items() if found]
