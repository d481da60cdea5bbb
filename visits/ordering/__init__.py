"""The best order of a day, why there is none, what would mend it, and how to split it. Pure; in whole minutes.

problem = Problem(items, travel, start=9 * 60, end=17 * 60, first="briefing", last="debrief")
found = best_order(problem)  # an Order, or a Conflict with its repairs
"""

from visits.ordering.best import best_order
from visits.ordering.conflicts import Conflict, Member, explain
from visits.ordering.problem import MOST_ITEMS, Item, Order, Problem, TooManyError, schedule
from visits.ordering.repairs import Repair, apply_repair
from visits.ordering.splitting import Split, split

__all__ = [
    "MOST_ITEMS",
    "Conflict",
    "Item",
    "Member",
    "Order",
    "Problem",
    "Repair",
    "Split",
    "TooManyError",
    "apply_repair",
    "best_order",
    "explain",
    "schedule",
    "split",
]
