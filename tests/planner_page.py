"""Finding one's way on the planner: a route by its name, and a stop on it."""

import re


def section(page, route):
    return page.get_by_role("region", name=re.compile(re.escape(route)))


def halt_of(page, route, title):
    """The stop on its route; the warnings of others may name it as well."""
    return section(page, route).locator(".halt", has=page.locator(".strip__name", has_text=title))


def opened(page, route, title):
    """The stop with its tools in sight."""
    halt = halt_of(page, route, title)
    unfold(halt.locator(".halt__facts"))
    return halt


def unfold(details):
    """Press what is folded away to see it; the page may yet be coming in."""
    details.page.wait_for_load_state()
    if details.get_attribute("open") is None:
        details.locator("> summary").click()


def move(page, route, title, direction):
    """Press Up or Down, and wait until the plan says so."""
    opened(page, route, title).get_by_role("button", name=f"Move {title} {direction}").click()
    page.get_by_text(re.compile(f"Moved “{re.escape(title)}” to place")).first.wait_for()
