"""Taking in what all hunts of a programme know: its conundrums, hosts and venues, with when they are open."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.db import models

from hunts.models import Conundrum, Programme
from visits.models import HostOrganisation, OpeningTime, Venue
from visits.plan_files.errors import Facts, FileError, NotAPlan
from visits.plan_files.keys import WEEKDAYS
from visits.plan_files.matching import Keys
from visits.plan_files.reading import PlanFile


def take_in_conundrums(file: PlanFile, programme: Programme, said: list[str]) -> list[Conundrum]:
    """The programme's conundrums with these questions. Their wording is data, so none is ever reworded."""
    known = list(programme.conundrums.all())
    numbers = {conundrum.number: conundrum for conundrum in known}
    questions = {conundrum.question: conundrum for conundrum in known}
    new = [facts for facts in file.conundrums if facts["question"] not in questions]
    refuse([
        FileError(
            f"conundrums[{file.conundrums.index(facts)}].number",
            f"Conundrum {facts['number']} of “{programme}” asks “{numbers[facts['number']].question}” "
            "Give this one another number, or that wording.",
        )
        for facts in new
        if facts["number"] in numbers
    ])  # fmt: skip
    made = Conundrum.objects.bulk_create(Conundrum(programme=programme, **facts) for facts in new)
    if made:
        said.append(f"{counted(len(made), 'conundrum is', 'conundrums are')} new.")
    return [*(questions[each["question"]] for each in file.conundrums if each["question"] in questions), *made]


def refuse(errors: list[FileError]) -> None:
    if errors:
        raise NotAPlan(errors)


def take_in_directory(file: PlanFile, programme: Programme, said: list[str]) -> Keys:
    hosts = {host.name: host for host in programme.hosts.all()}
    count = Count()
    found_hosts = {facts["id"]: take_in_host(facts, programme, hosts, count).pk for facts in file.hosts}
    count.tell("host", said)
    venues = list(programme.venues.prefetch_related("opening_times").order_by("pk"))
    count = Count()
    found_venues = {
        facts["id"]: take_in_venue(facts, programme, found_hosts, venues, count).pk for facts in file.venues
    }
    count.tell("venue", said)
    return Keys(found_hosts, found_venues)


@dataclass(slots=True)
class Count:
    new: int = 0
    changed: int = 0

    def tell(self, thing: str, said: list[str]) -> None:
        if self.new:
            said.append(f"{counted(self.new, f'{thing} is', f'{thing}s are')} new in the directory.")
        if self.changed:
            said.append(f"{counted(self.changed, f'{thing} was', f'{thing}s were')} changed in the directory.")


def counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def take_in_host(
    facts: Facts, programme: Programme, known: dict[str, HostOrganisation], count: Count
) -> HostOrganisation:
    given = {name: value for name, value in facts.items() if name != "id"}
    host = known.get(facts["name"])
    if host:
        count.changed += update(host, given)
        return host
    count.new += 1
    return HostOrganisation.objects.create(programme=programme, **({"kind": HostOrganisation.Kind.OTHER} | given))


def update(row: models.Model, facts: Facts) -> bool:
    """Save those facts about a row that are not what it says; return whether there were any."""
    differing = {name: value for name, value in facts.items() if getattr(row, name) != value}
    for name, value in differing.items():
        setattr(row, name, value)
    if differing:
        row.save(update_fields=list(differing))
    return bool(differing)


def take_in_venue(facts: Facts, programme: Programme, hosts: dict[str, int], left: list[Venue], count: Count) -> Venue:
    """The venue of this name, of several the one that says most of the same; each of ``left`` is taken once."""
    given = {name: value for name, value in facts.items() if name not in {"id", "point", "host", "opening_times"}}
    if "host" in facts:
        given["host_id"] = hosts[facts["host"]] if facts["host"] is not None else None
    if "point" in facts:
        given |= point_facts(facts["point"])
    same_name = [venue for venue in left if venue.name == facts["name"]]
    if not same_name:
        count.new += 1
        venue = Venue.objects.create(programme=programme, **given)
        save_openings(venue, facts.get("opening_times", {}), [])
        return venue
    venue = max(same_name, key=lambda venue: sum(getattr(venue, name) == value for name, value in given.items()))
    left.remove(venue)
    openings = list(venue.opening_times.all())
    is_changed = update(venue, given)
    count.changed += save_openings(venue, facts.get("opening_times", {}), openings) or is_changed
    return venue


def point_facts(point: Facts | None) -> Facts:
    return {name: point[name] if point else None for name in ("latitude", "longitude")}


def save_openings(venue: Venue, days: Facts, known: list[OpeningTime]) -> bool:
    """Keep the opening times of those weekdays that are given; return whether any were others."""
    changed = False
    for weekday, day in enumerate(WEEKDAYS):
        day_before = [each for each in known if each.weekday == weekday]
        before = {(to_the_minute(each.opens), to_the_minute(each.closes)) for each in day_before}
        after = {(each["opens"], each["closes"]) for each in days.get(day, [])}
        if day in days and before != after:
            changed = True
            venue.opening_times.filter(weekday=weekday).delete()
            OpeningTime.objects.bulk_create(
                OpeningTime(venue=venue, weekday=weekday, opens=opens, closes=closes) for opens, closes in after
            )
    return changed


def to_the_minute(value: Any) -> Any:
    """A time as precise as a file tells it; anything else as it is. Pages take seconds where a browser sends them."""
    return value.replace(second=0, microsecond=0) if isinstance(value, datetime | time) else value
