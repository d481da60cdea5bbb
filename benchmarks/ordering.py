"""The best order of a day, and why nothing fits, against the time a page may take for it."""

import random
import statistics
import time

from visits.ordering import Conflict, Item, Order, Problem, best_order, explain

CASES = 9
STAYS = (20, 30, 45, 60)
START = 9 * 60


def measure():
    """Return the rows of the table, one dict each: the median of several days by seed, each of another kind."""
    return [
        row(best_order, 8, limit=50, days=days(8, 90, Order)),
        row(best_order, 12, limit=2000, days=days(12, 90, Order)),
        row(explain, 12, limit=3000, days=days(12, 55, Conflict)),
    ]


def row(work, stops, limit, days):
    value = statistics.median(milliseconds(work, day) for day in days)
    name = "ordering" if work is best_order else "why nothing fits"
    return {
        "name": f"{name}: {stops} stops",
        "value": round(value, 1),
        "unit": "ms",
        "limit": limit,
        "ratio": round(limit / value, 1),
        "target": 1,
        "database": "none",
        "rows": stops,
    }


def days(stops, minutes, outcome):
    """The first days by seed, with so many minutes for each stop, that have an order or that have none."""
    found, seed = [], 0
    while len(found) < CASES:
        day = make_day(seed, stops, stops * minutes)
        found += [day] if isinstance(best_order(day), outcome) else []
        seed += 1
    return found


def make_day(seed, stops, length):
    """A day that begins and ends at the base; half the stops with hours, some with a second sitting, one a meal."""
    rng = random.Random(seed)
    places = [(rng.random(), rng.random()) for _ in range(stops)]
    items = [make_item(rng, number, length) for number in range(stops)]
    items[stops // 2] = Item("meal", "Lunch", 45, ((START + length // 3, START + 2 * length // 3),), is_meal=True)
    return Problem(
        items=tuple(items),
        travel=tuple(tuple(minutes_between(here, there) for there in places) for here in places),
        start=START,
        end=START + length,
        first=items[0].key,
        last=items[-1].key,
    )


def make_item(rng, number, length):
    windows = []
    for _ in range(rng.choice([0, 0, 1, 2])):
        opens = START + rng.randrange(0, length, 15)
        windows.append((opens, opens + rng.choice([90, 150, 240])))
    return Item(str(number), f"Stop {number}", rng.choice(STAYS), tuple(windows))


def minutes_between(here, there):
    return 5 + int(25 * (abs(here[0] - there[0]) + abs(here[1] - there[1])))


def milliseconds(work, day):
    start = time.perf_counter()
    work(day)
    return (time.perf_counter() - start) * 1000
