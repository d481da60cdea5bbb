"""What the reflections of a programme refer to: its conundrums, hunts, hosts and boroughs.

There are few of them, and a page lists them among its filters anyway: they are read once, in one query, and shared.
"""

from functools import cache, cached_property
from operator import attrgetter

from hunts.models import Conundrum, Hunt, Programme
from reflections.research.rows import rows_of
from visits.models import HostOrganisation, Venue


@cache
def everything_of_programmes():
    """A queryset that is only ever copied: putting it together takes longer than the database does to answer it."""
    return Programme.objects.order_by().values_list(
        rows_of(Conundrum, "programme", "id", "number", "label", "question"),
        rows_of(Hunt, "programme", "starts_at", "id", "title", "slug", "zone"),
        rows_of(HostOrganisation, "programme", "id", "name", "kind", "borough"),
        rows_of(Venue, "programme", "borough"),
    )


class Directory:
    """For reading only: its conundrums, hunts and hosts know no more than pages of reflections show."""

    def __init__(self, programme):
        self.programme = programme

    @cached_property
    def _rows(self):
        """Lists of conundrums, hunts, hosts and venues, each a list of its fields."""
        return [rows or [] for rows in everything_of_programmes().get(pk=self.programme.pk)]

    @cached_property
    def conundrums(self):
        """By id, in the order of their numbers."""
        found = [
            Conundrum(id=pk, number=number, label=label, question=question)
            for pk, number, label, question in self._rows[0]
        ]
        return by_id(sorted(found, key=attrgetter("number")))

    @cached_property
    def hunts(self):
        """By id, the latest first."""
        latest = sorted(self._rows[1], reverse=True)
        return by_id(Hunt(id=pk, title=title, slug=slug, zone=zone) for _, pk, title, slug, zone in latest)

    @cached_property
    def hosts(self):
        """By id, in the order of their names."""
        found = [
            HostOrganisation(id=pk, name=name, kind=kind, borough=borough) for pk, name, kind, borough in self._rows[2]
        ]
        return by_id(sorted(found, key=lambda host: host.name.casefold()))

    @cached_property
    def zones(self):
        return {pk: hunt.tzinfo for pk, hunt in self.hunts.items()}

    @cached_property
    def boroughs(self):
        """Of venues and hosts, in alphabetical order."""
        of_venues = {borough for (borough,) in self._rows[3]}
        return sorted({*of_venues, *(host.borough for host in self.hosts.values())} - {""})


def by_id(things):
    return {thing.pk: thing for thing in things}
