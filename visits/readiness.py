"""What still stands between a plan and its day: one list, the worst first, each line with where it is mended."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.urls import reverse
from django.utils import timezone

from hunts.models import Hunt, Route
from visits.models import Contact, Stop, Venue
from visits.outputs.building import latest_shared
from visits.planning.sharing import unshared_changes
from visits.planning.working import Board, RoutePlan
from visits.warnings import MEETS_PEOPLE, Code, Level, PlanWarning
from visits.wording import listed, plural

ANSWERS = {Code.HOST_NOT_ASKED, Code.HOST_NOT_ANSWERED, Code.HOST_DECLINED, Code.HOST_PROPOSES_ANOTHER_TIME}
OF_THE_VENUE = {Code.STEP_FREE_NOT_KNOWN, Code.NOT_KNOWN_TO_BE_OPEN}
OF_THE_STOP = {Code.NOT_STEP_FREE, Code.MORE_THAN_FIT, Code.MORE_COULD_COME_THAN_FIT, Code.WINDOW_MISSED}
MOST_NAMES = 3


class Group(StrEnum):
    """What to do about it, in the order in which things are said that are equally bad."""

    PLAN = "The plan of the day"
    HOSTS = "Hosts and places"
    PEOPLE = "People"
    TELLING = "Telling people"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to mend at ``url``, whose link says ``action``. ``answer_of`` is the uid of a stop whose host has not
    agreed, if that is what it is about."""

    level: Level
    sentence: str
    url: str
    action: str
    group: Group
    answer_of: str | None = None


def readiness(hunt: Hunt, board: Board, now: datetime | None = None) -> list[Item]:
    """Everything that is left to do before the day, in a number of queries that does not depend on the plan's size."""
    found = [
        *about_the_day(hunt, now or timezone.now()),
        *about_stops(hunt, board),
        *(of_warning(hunt, board, warning) for warning in board.warnings),
        *about_hosts(hunt, board),
        *about_venues(hunt, board),
        *about_people(hunt, board),
        *about_sharing(hunt, board),
    ]
    order = list(Group)
    return sorted(found, key=lambda item: (item.level.rank, order.index(item.group)))


def count(items: Iterable[Item], level: Level) -> int:
    return sum(item.level == level for item in items)


def page(name: str, hunt: Hunt, *args) -> str:
    return reverse(name, args=[hunt.slug, *args])


# The day and its stops --------------------------------------------------------


def about_the_day(hunt: Hunt, now: datetime) -> Iterator[Item]:
    is_over, stage = hunt.ends_at < now, hunt.stage
    set_stage, after = (hunt.get_absolute_url(), "Set the stage"), {hunt.Stage.REFLECTING, hunt.Stage.CLOSED}
    if is_over and stage not in {*after, hunt.Stage.RUNNING}:
        sentence = f"The day, {hunt.date:%A} {hunt.date.day} {hunt.date:%B %Y}, is in the past."
        yield Item(Level.PROBLEM, sentence, page("hunts:hunt_edit", hunt), "Choose another day", Group.PLAN)
    elif is_over and stage == hunt.Stage.RUNNING:
        yield Item(Level.CAUTION, "The day is over, and the hunt is still running.", *set_stage, Group.PEOPLE)
    elif not is_over and stage in after:
        sentence = f"The day is still to come, and nobody can join: the hunt is at “{hunt.stage_name}”."
        yield Item(Level.PROBLEM, sentence, *set_stage, Group.PEOPLE)
    elif not is_over and stage == hunt.Stage.PLANNING:
        sentence = "Nobody can join yet: the hunt is at “Planning”."
        yield Item(Level.CAUTION, sentence, *set_stage, Group.PEOPLE)
    if hunt.latitude is None:
        sentence = f"The base, {hunt.base_name}, is not on the map, so journeys from and to it count as no time."
        yield Item(Level.CAUTION, sentence, page("hunts:hunt_edit", hunt), "Give the base its point", Group.PLAN)
    if not hunt.conundrums.exists():
        sentence = "No conundrums are chosen: people can't say what a reflection speaks to."
        yield Item(Level.CAUTION, sentence, page("hunts:hunt_edit", hunt), "Choose conundrums", Group.PLAN)


def about_stops(hunt: Hunt, board: Board) -> Iterator[Item]:
    if not board.routes:
        sentence = "There is no route yet."
        yield Item(Level.PROBLEM, sentence, page("hunts:route_new", hunt), "Add a route", Group.PLAN)
    if not board.stops:
        sentence = "There is no stop yet."
        yield Item(Level.PROBLEM, sentence, page("visits:stop_choose", hunt), "Choose a stop", Group.PLAN)
    if board.unplaced:
        many = "is" if len(board.unplaced) == 1 else "are"
        sentence = f"{first_few(stop.title for stop in board.unplaced)} {many} on no route."
        url = page("visits:plan", hunt) + "#unplaced"
        yield Item(Level.CAUTION, sentence, url, "Put stops on a route", Group.PLAN)
    for stop in placed(board):
        lacks = ["does not say who we meet"] * (not stop.meet) + ["has no prompts"] * (not stop.prompt_list)
        if lacks and stop.kind in MEETS_PEOPLE:
            sentence = f"{stop.title} {' and '.join(lacks)}."
            yield Item(Level.NOTE, sentence, stop_page(hunt, stop), f"Edit {stop.title}", Group.PLAN)


def placed(board: Board) -> list[Stop]:
    """The stops that some route calls at, each once, in the order of the plan."""
    unplaced = {str(stop.uid) for stop in board.unplaced}
    return [stop for uid, stop in board.stops.items() if uid not in unplaced]


def stop_page(hunt: Hunt, stop: Stop) -> str:
    return page("visits:stop_edit", hunt, stop.uid)


def first_few(names: Iterable[str]) -> str:
    """The names, such as "Leigh, Sale and Eccles"; of many the first three and how many more there are."""
    names = list(names)
    if len(names) > MOST_NAMES + 1:
        names = [*names[:MOST_NAMES], f"{len(names) - MOST_NAMES} more"]
    return listed(names)


# What the board warns of ------------------------------------------------------


def of_warning(hunt: Hunt, board: Board, warning: PlanWarning) -> Item:
    group = Group.HOSTS if warning.code in ANSWERS | OF_THE_VENUE else Group.PLAN
    url, action = mended_at(hunt, board, warning)
    answer_of = warning.stop if warning.code in ANSWERS else None
    return Item(warning.level, warning.sentence, url, action, group, answer_of)


def mended_at(hunt: Hunt, board: Board, warning: PlanWarning) -> tuple[str, str]:
    """The page where the cause of a warning is, and what its link says."""
    stop = board.stops.get(warning.stop or "")
    route = next((each.route for each in board.routes if str(each.route.uid) == warning.route), None)
    return (stop and mended_at_stop(hunt, stop, warning)) or mended_on_route(hunt, route, warning)


def mended_at_stop(hunt: Hunt, stop: Stop, warning: PlanWarning) -> tuple[str, str] | None:
    """None where it is rather the order or the journeys of a route."""
    if warning.code in OF_THE_VENUE and stop.venue:
        return venue_page(hunt, stop.venue), f"Edit {stop.venue.name}"
    if warning.code in ANSWERS:
        return page("visits:stop_answer", hunt, stop.uid), f"Note what {stop.host} says"
    if warning.code == Code.JOURNEY_NOT_KNOWN:
        return page("visits:leg_edit", hunt, warning.visit), f"Set the journey to {stop.title}"
    if warning.code in OF_THE_VENUE | OF_THE_STOP or warning.route is None:
        return stop_page(hunt, stop), f"Edit {stop.title}"
    return None


def mended_on_route(hunt: Hunt, route: Route | None, warning: PlanWarning) -> tuple[str, str]:
    if route is None:
        return page("visits:plan", hunt), "Change the plan"
    if warning.code == Code.EMPTY_ROUTE:
        return f"{page('visits:stop_choose', hunt)}?route={route.number}", f"Choose a stop for {route.name}"
    if warning.code == Code.NO_MEAL:
        return f"{page('visits:stop_new', hunt)}?route={route.number}", f"Add a meal to {route.name}"
    return f"{page('visits:plan', hunt)}#route-{route.number}", f"Change the plan of {route.name}"


# Hosts and places -------------------------------------------------------------


def about_hosts(hunt: Hunt, board: Board) -> Iterator[Item]:
    """Hosts whom nobody could call on the day."""
    hosts = {stop.host_id: stop.host for stop in placed(board) if stop.host}
    reached = set(Contact.objects.filter(host__in=hosts).exclude(email="", phone="").values_list("host", flat=True))
    for pk in (pk for pk in hosts if pk not in reached):
        sentence = f"{hosts[pk]} has no contact with an email address or a phone number."
        url = reverse("visits:contact_new", args=[hunt.programme.slug, pk])
        yield Item(Level.CAUTION, sentence, url, f"Add a contact of {hosts[pk]}", Group.HOSTS)


def about_venues(hunt: Hunt, board: Board) -> Iterator[Item]:
    """Places of which people don't know how to get in; what the board warns of already is not said again."""
    warned = {warning.stop for warning in board.warnings if warning.code == Code.STEP_FREE_NOT_KNOWN}
    said = {stop.venue_id for uid, stop in board.stops.items() if uid in warned}
    venues = {stop.venue_id: stop.venue for stop in placed(board) if stop.venue}
    for venue in venues.values():
        unknown = venue.step_free is None and venue.pk not in said
        lacks = ["does not say whether it is step-free"] * unknown + ["has no access notes"] * (not venue.access_notes)
        if lacks:
            level, sentence = Level.CAUTION if unknown else Level.NOTE, f"{venue.name} {' and '.join(lacks)}."
            yield Item(level, sentence, venue_page(hunt, venue), f"Edit {venue.name}", Group.HOSTS)


def venue_page(hunt: Hunt, venue: Venue) -> str:
    return reverse("visits:venue_edit", args=[hunt.programme.slug, venue.pk])


# People, and telling them -----------------------------------------------------


def about_people(hunt: Hunt, board: Board) -> Iterator[Item]:
    on_routes = [each.route for each in board.routes]
    lost = hunt.participations.present().filter(route__isnull=True).count()
    people = page("hunts:people", hunt), "Move people", Group.PEOPLE
    if not lost and not any(route.party_size for route in on_routes):
        yield Item(Level.CAUTION, "Nobody has joined yet.", page("hunts:invite", hunt), "Invite people", Group.PEOPLE)
        return
    if lost and on_routes and all(route.is_full for route in on_routes):
        yield Item(Level.PROBLEM, f"{no_route(lost)}, and every route is full.", *people)
    elif lost:
        yield Item(Level.CAUTION, f"{no_route(lost)}.", *people)
    if empty := [route.name for route in on_routes if not route.party_size]:
        yield Item(Level.CAUTION, f"Nobody is on {first_few(empty)} yet.", *people)


def no_route(people: int) -> str:
    return "1 person has no route" if people == 1 else f"{people} people have no route"


def about_sharing(hunt: Hunt, board: Board) -> Iterator[Item]:
    share = page("visits:plan_share", hunt), "Share the plan", Group.TELLING
    if not placed(board):
        return
    if latest_shared(hunt) is None:
        yield Item(Level.PROBLEM, "The plan has not been shared yet.", *share)
    elif changes := unshared_changes(hunt, board):
        are = "is" if len(changes) == 1 else "are"
        yield Item(Level.CAUTION, f"{plural(len(changes), 'change')} of the plan {are} not shared yet.", *share)


# What is fine -----------------------------------------------------------------


def what_is_fine(board: Board, items: list[Item]) -> list[str]:
    """A sentence for each thing that needs no more work."""
    fits = [each.route.name for each in board.routes if each.halts and fits_the_day(each)]
    groups = {item.group for item in items if item.level != Level.NOTE}
    asked = any(stop.host for stop in placed(board)) and not any(item.answer_of for item in items)
    said = [
        (bool(fits), f"Everything on {first_few(fits)} fits the day." if fits else ""),
        (asked, "Every host has agreed."),
        (Group.PEOPLE not in groups, "Everybody who joined has a route."),
        (bool(placed(board)) and Group.TELLING not in groups, "Everybody sees the plan as it is."),
    ]
    return [sentence for is_so, sentence in said if is_so]


def fits_the_day(planned: RoutePlan) -> bool:
    return all(each.level == Level.NOTE or each.code in ANSWERS for each in planned.all_warnings)
