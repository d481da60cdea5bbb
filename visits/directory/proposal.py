"""What an import would do to a programme's directory, row by row, without doing it yet.

Everything is read in four queries. Each row goes through the same forms as the pages; a row with an error changes
nothing. A row whose host is in the directory already fills in and changes what it says, and empties nothing.
"""

import copy
import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from visits.directory.cells import CONTACT, HOST, VENUE, mend
from visits.directory.columns import DAYS, TITLES
from visits.directory.matching import NearNames, same_name
from visits.forms import ContactForm, HostForm, OpeningTimesForm, VenueForm
from visits.models import Contact, HostOrganisation, Venue

NEW = "new"
STEP_FREE = {True: "yes", False: "no", None: ""}


class RowHostForm(HostForm):
    owned_by = ()  # that no other host has the name is known from the whole directory, without a query a row


class RowVenueForm(VenueForm):
    def _get_validation_exclusions(self):
        """The form itself asks for a whole point; checking the constraint would be a query a row."""
        return super()._get_validation_exclusions() | {"latitude", "longitude"}


@dataclass
class Change:
    """``what`` is a column's title; ``of`` names the venue or contact, if it is not the host itself."""

    what: str
    old: str
    new: str
    of: str = ""


@dataclass
class RowProposal:
    line: int
    name: str
    host: HostOrganisation | None = None
    is_new: bool = False
    changes: list[Change] = field(default_factory=list)
    errors: list[tuple[str, str]] = field(default_factory=list)  # column's title, sentence
    near: list[HostOrganisation] = field(default_factory=list)
    choice: str = ""

    @property
    def status(self) -> str:
        if self.errors:
            return "error"
        if self.near and not self.choice:
            return "choose"
        return "new" if self.is_new else "changed" if self.changes else "same"

    @property
    def choice_name(self) -> str:
        return f"row-{self.line}"


class WrongRowError(Exception):
    """Errors of a row: ``{column key: sentence}``."""

    def __init__(self, errors: dict[str, str]):
        super().__init__()
        self.errors = errors


class Proposal:
    """The rows of a file set against the directory of ``programme``.

    ``rows`` are those of ``files.read_hosts``; ``choices`` say, by line, which host of the directory a row means
    (its primary key as text) or ``"new"``, where the names are alike and not the same.
    """

    def __init__(self, programme, rows: list[dict], choices: dict[str, str] | None = None):
        self.programme = programme
        self.choices = choices or {}
        self.hosts = list(programme.hosts.prefetch_related("venues__opening_times", "contacts"))
        self.by_pk = {str(host.pk): host for host in self.hosts}
        self.by_name: dict[str, list[HostOrganisation]] = {}
        self.venues: dict[int, dict[str, Venue]] = {}
        self.contacts: dict[int, dict[str, Contact]] = {}
        for host in self.hosts:
            self.take_in(host)
        self.near_names = NearNames((host.name, str(host.pk)) for host in self.hosts)
        self.added: dict[type[models.Model], list] = {model: [] for model in (HostOrganisation, Venue, Contact)}
        self.touched: dict[type[models.Model], dict[int, tuple[Any, set[str]]]] = {model: {} for model in self.added}
        self.hours: dict[int, tuple[Venue, dict[int, str]]] = {}  # of venues, the days that change
        self.said: dict[tuple[int, str], tuple[int, str]] = {}  # object and field -> line that set it, and to what
        self.rows = [self.propose(row) for row in rows]

    def take_in(self, host):
        self.by_name.setdefault(same_name(host.name), []).append(host)
        known = host.pk is not None
        self.venues[id(host)] = {same_name(venue.name): venue for venue in (host.venues.all() if known else ())}
        self.contacts[id(host)] = {same_name(each.name): each for each in (host.contacts.all() if known else ())}

    # One row ---------------------------------------------------------------

    def propose(self, row: dict) -> RowProposal:
        cells, wrong = mend(row["cells"])
        proposal = RowProposal(row["line"], row["cells"].get("name", ""))
        if row.get("extra"):
            proposal.errors.append(("", "It has more cells than the first row. Is a comma outside quotation marks?"))
        try:
            self.settle(proposal, cells, wrong)
        except WrongRowError as error:
            proposal.changes = []
            proposal.errors += [(TITLES[key], error.errors[key]) for key in TITLES if key in error.errors]
        return proposal

    def settle(self, proposal: RowProposal, cells: dict[str, str], wrong: dict[str, str]):
        """Find the host, check every part of the row, and only then note what changes."""
        if "name" not in cells:
            raise WrongRowError({"name": "Name the host."} | wrong)
        host = self.find_host(proposal, cells["name"])
        if proposal.near and not proposal.choice:
            if wrong:
                raise WrongRowError(wrong)
            return
        proposal.is_new = host is None
        draft = Draft(self, proposal.line, cells, wrong)
        host = draft.host(host or HostOrganisation(programme=self.programme), proposal.is_new)
        draft.venue(host)
        draft.contact(host)
        if draft.errors:
            raise WrongRowError(draft.errors)
        if not proposal.errors:
            draft.note()
            proposal.host, proposal.changes = host, draft.changes

    def find_host(self, proposal: RowProposal, name: str) -> HostOrganisation | None:
        """The host a row means; leaves ``proposal.near`` filled when only a person can tell."""
        alike = self.by_name.get(same_name(name), [])
        exact = [host for host in alike if host.name == name]
        if len(exact or alike) == 1:
            return (exact or alike)[0]
        proposal.near = alike or [self.by_pk[pk] for pk in self.near_names.closest(name)]
        if not proposal.near:
            return None
        chosen = self.choices.get(str(proposal.line), "")
        offered = {NEW, *(str(host.pk) for host in proposal.near)}
        proposal.choice = chosen if chosen in offered else ""
        return self.by_pk.get(proposal.choice)

    def hours_of(self, venue) -> dict[int, str]:
        """By weekday, as the file would say it, with what earlier rows brought."""
        hours: dict[int, str] = {}
        for each in venue.opening_times.all() if venue.pk else ():
            before = f"{hours[each.weekday]}, " if each.weekday in hours else ""
            hours[each.weekday] = f"{before}{each.opens:%H:%M}-{each.closes:%H:%M}"
        _, changed = self.hours.get(id(venue), (venue, {}))
        return hours | changed

    # All rows --------------------------------------------------------------

    def with_status(self, status: str) -> list[RowProposal]:
        return [row for row in self.rows if row.status == status]

    @property
    def questions(self) -> list[RowProposal]:
        """Rows whose host is chosen by a person, answered or not."""
        return [row for row in self.rows if row.near]

    @property
    def fingerprint(self) -> str:
        """Another one when the same file and choices would do something else, because the directory has changed."""
        said = [
            [row.line, row.status, [[each.of, each.what, each.old, each.new] for each in row.changes]]
            for row in self.rows
        ]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:32]


class Draft:
    """One row's checked values, kept apart until the whole row is known to be right."""

    def __init__(self, proposal: Proposal, line: int, cells: dict[str, str], wrong: dict[str, str]):
        self.whole, self.line, self.cells = proposal, line, cells
        self.errors = dict(wrong)  # by column; the first that is found stays
        self.changes: list[Change] = []
        self.noted: list[tuple[models.Model, dict[str, Any], bool]] = []
        self.hours: tuple[Venue, dict[int, str]] | None = None

    def given(self, columns: dict[str, str]) -> dict[str, str]:
        """What the row says of ``columns``, by the names of the model's fields."""
        return {name: self.cells[key] for key, name in columns.items() if key in self.cells}

    def host(self, host, is_new):
        given = self.given(HOST)
        if not is_new:
            del given["name"]  # it is how the host was found, and stays as the directory has it
        return self.check(RowHostForm, host, given, HOST, is_new)

    def venue(self, host):
        columns = [*VENUE, *DAYS]
        if not any(key in self.cells for key in columns):
            return
        if "venue" not in self.cells:
            self.errors.setdefault("venue", "Name the venue that these details belong to.")
            return
        known = self.whole.venues.get(id(host), {}).get(same_name(self.cells["venue"]))
        venue = known or Venue(programme=self.whole.programme, host=host, borough=host.borough)
        given = self.given(VENUE)
        if known:
            del given["name"]
        venue = self.check(RowVenueForm, venue, given, VENUE, not known)
        self.check_hours(venue)

    def contact(self, host):
        if not any(key in self.cells for key in CONTACT):
            return
        known = self.whole.contacts.get(id(host), {}).get(same_name(self.cells.get("contact_name", "")))
        given = self.given(CONTACT)
        if known:
            del given["name"]
        self.check(ContactForm, known or Contact(host=host), given, CONTACT, not known)

    def check(self, form_class, instance, given, columns, is_new):
        """Put ``given`` over what ``instance`` says already, through its form; errors are kept by column."""
        before = model_values(form_class, instance)
        form = form_class(before | given, instance=copy.copy(instance))
        if not form.is_valid():
            keys = {name: key for key, name in columns.items()}
            fallback = next(iter(columns))
            for name, sentences in form.errors.items():
                self.errors.setdefault(keys.get(name, fallback), " ".join(map(str, sentences)))
            return instance
        values = {name: getattr(form.instance, name) for name in given}
        values = {
            name: value for name, value in values.items() if is_new or shown(value) != shown(getattr(instance, name))
        }
        self.note_changes(instance, values, given, columns, is_new)
        self.noted.append((instance, values, is_new))
        return instance

    def note_changes(self, instance, values, given, columns, is_new):
        of = "" if isinstance(instance, HostOrganisation) else str(values.get("name", instance))
        for key, name in columns.items():
            if name in given:
                self.check_said(instance, name, key, given[name])
            if name in values and key != "name":
                old = "" if is_new else in_words(name, getattr(instance, name))
                self.changes.append(
                    Change(TITLES[key], old, in_words(name, values[name]), of if name != "name" else "")
                )

    def check_said(self, instance, name, key, value):
        """Two rows of one file must not say two things about the same."""
        line, before = self.whole.said.get((id(instance), name), (0, value))
        if before != value:
            self.errors.setdefault(key, f"Row {line} says “{in_words(name, before)[:60]}”.")

    def check_hours(self, venue):
        given = {number: self.cells[day] for number, day in enumerate(DAYS) if day in self.cells}
        form = OpeningTimesForm(hours_data(given), venue=Venue())
        for name, sentences in form.errors.items():
            self.errors.setdefault(DAYS[int(name[-1])], " ".join(map(str, sentences)))
        known = self.whole.hours_of(venue)
        for number, hours in given.items():
            self.check_said(venue, DAYS[number], DAYS[number], hours or "closed")
        changed = {number: hours for number, hours in given.items() if hours != known.get(number, "")}
        name = venue.name or self.cells["venue"]
        self.changes += [
            Change(TITLES[DAYS[number]], known.get(number, ""), hours or "closed", name)
            for number, hours in changed.items()
        ]
        self.hours = (venue, changed) if changed else None

    def note(self):
        """The row is right: let the whole know, and later rows meet what it brings."""
        for instance, values, is_new in self.noted:
            for name, value in values.items():
                setattr(instance, name, value)
            if is_new:
                self.add(instance)
            elif values and instance.pk:
                _, fields = self.whole.touched[type(instance)].setdefault(instance.pk, (instance, set()))
                fields.update(values)
        if self.hours:
            venue, changed = self.hours
            _, hours = self.whole.hours.setdefault(id(venue), (venue, {}))
            hours.update(changed)
        self.remember()

    def add(self, instance):
        self.whole.added[type(instance)].append(instance)
        if isinstance(instance, HostOrganisation):
            self.whole.take_in(instance)
        elif isinstance(instance, Venue):
            instance.borough = instance.borough or instance.host.borough
            self.whole.venues[id(instance.host)][same_name(instance.name)] = instance
        else:
            self.whole.contacts[id(instance.host)][same_name(instance.name)] = instance

    def remember(self):
        """What this row says, so that a later one cannot say otherwise."""
        columns = {HostOrganisation: HOST, Venue: VENUE, Contact: CONTACT}
        for instance, _, _ in self.noted:
            said = self.given(columns[type(instance)])
            if isinstance(instance, Venue):
                said |= {day: self.cells[day] or "closed" for day in DAYS if day in self.cells}
            for name, value in said.items():
                self.whole.said.setdefault((id(instance), name), (self.line, value))


def model_values(form_class, instance) -> dict[str, str]:
    """What the form would show for ``instance``, as it would be sent back."""
    values = {name: shown(getattr(instance, name)) for name in form_class._meta.fields}
    return values | ({"step_free": STEP_FREE[instance.step_free]} if "step_free" in values else {})


def shown(value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return STEP_FREE[value]
    return str(value).replace("\r\n", "\n")


def in_words(name: str, value) -> str:
    """A value of the field called ``name`` as people read it."""
    return str(HostOrganisation.Kind(value).label) if name == "kind" and value else shown(value)


def hours_data(hours: dict[int, str]) -> dict[str, str]:
    """For OpeningTimesForm."""
    pairs = {day: span.split("-") for day, span in hours.items() if span}
    return {f"{part}_{day}": pair[end] for day, pair in pairs.items() for end, part in enumerate(("opens", "closes"))}
