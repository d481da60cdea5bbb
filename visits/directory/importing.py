"""Carries out a proposal: every row that is right, or, if anything fails, none."""

from django.db import transaction

from hunts.models import Programme
from visits.directory.proposal import Proposal
from visits.models import Contact, HostImport, HostOrganisation, OpeningTime, Venue

BATCH = 500
KINDS: tuple[type[HostOrganisation | Venue | Contact], ...] = (HostOrganisation, Venue, Contact)  # owners first


class NotAgreedError(Exception):
    """The import would not do what somebody agreed to, or some rows still need a choice. Nothing was changed."""


@transaction.atomic
def carry_out(host_import: HostImport, fingerprint: str) -> Proposal:
    """Import the rows of ``host_import`` and forget them; ``fingerprint`` is that of the proposal somebody agreed to.

    One import of a programme at a time. Raises NotAgreedError, and HostImport.DoesNotExist when it was carried out
    meanwhile.
    """
    programme = Programme.objects.select_for_update(no_key=True).get(pk=host_import.programme_id)
    host_import = HostImport.objects.get(pk=host_import.pk)
    proposal = Proposal(programme, host_import.rows, host_import.choices)
    if proposal.with_status("choose") or proposal.fingerprint != fingerprint:
        raise NotAgreedError
    save(proposal)
    host_import.delete()
    return proposal


def save(proposal: Proposal) -> None:
    """A constant number of queries for each batch of rows."""
    changed = list(proposal.hours.values())
    replaced = times_on(changed)
    for model in KINDS:
        model.objects.bulk_create(proposal.added[model], batch_size=BATCH)
        update(model, list(proposal.touched[model].values()))
    OpeningTime.objects.filter(pk__in=replaced).delete()
    OpeningTime.objects.bulk_create(new_times(changed), batch_size=BATCH)


def update(model: type[HostOrganisation | Venue | Contact], touched: list) -> None:
    """Only the fields that change, so that what somebody else edits meanwhile is not put back."""
    fields = sorted({name for _, names in touched for name in names})
    if fields:
        model.objects.bulk_update([instance for instance, _ in touched], fields, batch_size=BATCH)


def times_on(changed: list[tuple[Venue, dict[int, str]]]) -> list[int]:
    """Keys of the opening times, read with their venues, on the days that the file speaks of; other days stay."""
    known = [(venue, hours) for venue, hours in changed if venue.pk]
    return [time.pk for venue, hours in known for time in venue.opening_times.all() if time.weekday in hours]


def new_times(changed: list[tuple[Venue, dict[int, str]]]) -> list[OpeningTime]:
    """None for a day that is said to be closed."""
    days = [(venue, day, span.split("-")) for venue, hours in changed for day, span in sorted(hours.items()) if span]
    return [OpeningTime(venue=venue, weekday=day, opens=opens, closes=closes) for venue, day, (opens, closes) in days]
