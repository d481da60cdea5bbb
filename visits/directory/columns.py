"""The columns of a file of hosts: what each is called, and what people call it. Written up in docs/hosts-import.md."""

from dataclasses import dataclass

from visits.places import plain

DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


@dataclass(frozen=True)
class Column:
    key: str
    title: str
    hint: str
    also: tuple[str, ...] = ()


COLUMNS = [
    Column(
        "name",
        "Name",
        "Of the organisation. Each row needs it.",
        ("host", "host name", "organisation", "organisation name", "organization", "name of the organisation"),
    ),
    Column("kind", "Kind", "What kind of organisation it is; see the list. A new host needs it.", ("type",)),
    Column("borough", "Borough", "Or district.", ("district", "borough or district", "area")),
    Column("about", "About", "What matters about it. Participants see this.", ("what matters about it", "notes")),
    Column("website", "Website", "Its web page.", ("web page", "url", "web site", "homepage")),
    Column("venue", "Venue", "Name of the place where it is visited.", ("venue name", "place", "name of the place")),
    Column("address", "Address", "Of the venue.", ("venue address",)),
    Column("latitude", "Latitude", "Of the venue, in degrees, such as 53.4831.", ("lat",)),
    Column("longitude", "Longitude", "Of the venue, in degrees, such as -2.334.", ("lon", "lng", "long")),
    Column("step_free", "Step-free", "yes or no.", ("is it step free", "stepfree", "accessible")),
    Column("capacity", "Capacity", "How many visitors fit.", ("room for", "how many visitors fit")),
    Column("access_notes", "Access notes", "Door, bell, parking, toilets. Participants see this.", ("access",)),
    *(Column(day, day.capitalize(), "09:00-17:00, or closed.", (day[:3], f"{day} hours")) for day in DAYS),
    Column("contact_name", "Contact name", "A person to reach. Only organisers see contacts.", ("contact",)),
    Column("contact_role", "Contact role", "What they do there.", ("role",)),
    Column("contact_email", "Contact email", "Or give a phone number.", ("email", "e mail", "contact e mail")),
    Column("contact_phone", "Contact phone", "Or give an email address.", ("phone", "telephone", "contact telephone")),
]
TITLES = {column.key: column.title for column in COLUMNS}


def squeezed(heading: str) -> str:
    """A heading without case, spaces, underscores and punctuation."""
    return plain(heading).replace(" ", "")


KNOWN = {squeezed(name): column.key for column in COLUMNS for name in (column.key, column.title, *column.also)}


def read_headings(cells: list[str]) -> list[str | None]:
    """The key of each column, None for one that is not used."""
    return [KNOWN.get(squeezed(cell)) for cell in cells]
