"""Plans that are not from the database, and changes of them chosen by numbers, for tests that try any sequence."""

from hypothesis import strategies as st

from visits.planning import changes
from visits.planning.plan import Plan, PlannedStop, PlannedVisit

KINDS = [
    "add stop", "edit stop", "remove stop", "add visit", "move", "move", "remove visit", "leg", "measure", "arrange",
    "split",
]  # fmt: skip
NUMBER = st.integers(0, 40)
# A kind of change, and what it is about by three numbers: see ``some_change``.
STEP = st.tuples(st.sampled_from(KINDS), NUMBER, NUMBER, NUMBER)


def pick(items, number):
    return items[number % len(items)]


def plan_of(routes: dict[str, str]) -> Plan:
    """A plan said by letters: ``{"North": "abc"}`` calls at stop a, b and c. Visit ``a1`` is the first to stop a."""
    stops = sorted(set("".join(routes.values())))
    count = dict.fromkeys(stops, 0)
    on_routes = {}
    for route, letters in routes.items():
        visits = []
        for letter in letters:
            count[letter] += 1
            visits.append(PlannedVisit(letter, uid=f"{letter}{count[letter]}"))
        on_routes[route] = tuple(visits)
    return Plan(tuple(PlannedStop(title=letter.upper(), uid=letter) for letter in stops), on_routes)


def letters(plan: Plan, route: str) -> str:
    return "".join(visit.stop for visit in plan.visits_on(route))


def some_change(plan: Plan, routes: list[str], kind: str, one: int, two: int, three: int):
    """A change of this ``plan`` that fits it; a new stop when there is nothing yet to change so."""
    visits, stops, route = [visit for _, _, visit in plan.visits()], list(plan.stops), pick(routes, one)
    if kind == "add stop" or not stops or (kind not in {"add visit", "edit stop", "remove stop"} and not visits):
        return changes.AddStop(PlannedStop(f"Stop {two}"), pick([None, *routes], three))
    stop = pick(stops, two)
    if kind == "edit stop":
        return changes.EditStop(stop.uid, pick([{"title": f"T{three}"}, {"stay_minutes": 5 + three}], three))
    if kind == "remove stop":
        return changes.RemoveStop(stop.uid)
    before = pick([None, *(visit.uid for visit in plan.visits_on(route))], three)
    if kind == "add visit":
        return changes.AddVisit(route, PlannedVisit(stop.uid, mode="bus"), before)
    return change_of_visits(plan, routes, kind, pick(visits, two).uid, route, before, three)


def change_of_visits(plan, routes, kind, visit, route, before, number):
    if kind == "move":
        return changes.MoveVisit(visit, route, before)
    if kind == "remove visit":
        return changes.RemoveVisit(visit)
    if kind == "leg":
        return changes.EditLeg(visit, pick(["foot", "bus", "tram"], number), pick([None, number], number))
    if kind == "measure":
        return changes.Measure({each.uid: number for each in plan.visits_on(route)})
    both = [route, pick(routes, number)]
    calls = [visit for each in dict.fromkeys(both) for visit in plan.visits_on(each)]
    turned = calls[number % len(calls) :] + calls[: number % len(calls)] if calls else []
    cut = number % (len(turned) + 1)
    parts = {both[0]: turned[:cut], both[1]: turned[cut:]} if both[0] != both[1] else {route: turned}
    if kind == "arrange":
        return changes.Arrange({each: [call.uid for call in part] for each, part in parts.items()})
    return changes.SplitStops({each: [call.stop for call in part] for each, part in parts.items()})


def whole(plan: Plan, routes: list[str]) -> bool:
    """Whether each visit is there once, of a stop that is, on a route that is; and each stop once."""
    calls = [visit.uid for _, _, visit in plan.visits()]
    stops = [stop.uid for stop in plan.stops]
    return (
        len(calls) == len(set(calls))
        and len(stops) == len(set(stops))
        and {visit.stop for _, _, visit in plan.visits()} <= set(stops)
        and set(plan.routes) <= set(routes)
        and all(plan.routes.values())
    )


# What people type, so without the characters that no database keeps.
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
MOMENTS = st.none() | st.times().map(lambda moment: f"{moment:%H:%M}")
NUMBERS = st.floats(-180, 180, allow_nan=False)


@st.composite
def plans(draw):
    """Any plan that forms and files can make, with every field filled in somehow."""
    stop = st.builds(
        PlannedStop, title=TEXT, kind=st.sampled_from(["visit", "meal"]), uid=st.uuids().map(str),
        host=st.none() | st.integers(1, 9), venue=st.none() | st.integers(1, 9), stay_minutes=st.integers(5, 720),
        fixed_start=MOMENTS, earliest_start=MOMENTS, latest_finish=MOMENTS, meet=TEXT, prompts=TEXT,
        access_notes=TEXT, path=st.none() | st.fixed_dictionaries(
            {"type": st.just("LineString"), "coordinates": st.lists(st.lists(NUMBERS, min_size=2, max_size=2))}
        ),
    )  # fmt: skip
    stops = draw(st.lists(stop, min_size=1, max_size=3, unique_by=lambda each: each.uid))
    visit = st.builds(
        PlannedVisit, st.sampled_from([each.uid for each in stops]), uid=st.uuids().map(str),
        mode=st.sampled_from(["foot", "tram"]), minutes=st.none() | st.integers(0, 720),
        minutes_from=st.none() | st.just("") | st.sampled_from([each.uid for each in stops]),
    )  # fmt: skip
    on_route = st.lists(visit, min_size=1, max_size=3).map(tuple)
    return Plan(tuple(stops), draw(st.dictionaries(st.uuids().map(str), on_route, max_size=2)))
