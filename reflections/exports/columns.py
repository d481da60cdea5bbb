"""The columns of every export: their names, types and meanings, as documented in docs/exports.md.

Names are stable: a column may be added, but none is renamed, moved to another meaning or dropped within a major
version. Types: ``text``, ``number``, ``code`` (one of a fixed list of words), ``time`` (ISO 8601 with an offset),
``date`` (ISO 8601), ``list`` (texts with ``; `` between).
"""

from typing import NamedTuple


class Column(NamedTuple):
    name: str
    kind: str
    meaning: str
    example: str


REFLECTION_ID = Column(
    "reflection_id",
    "text",
    "The id of the reflection, the same in every export",
    "0b0e7c1e-6f43-4f0e-9d3e-0d5a7a3c9f11",
)
WHERE = (
    Column("programme", "text", "Name of the programme", "Canal Voices"),
    Column("hunt", "text", "Title of the hunt", "Canal hunt"),
    Column("hunt_date", "date", "The day of the hunt, in its own time zone", "2026-07-07"),
    Column(
        "route",
        "text",
        "Name of the route: of the visit or the leg; at an encounter and for the whole day, the route of the author",
        "Leigh",
    ),
    Column("moment", "code", "When it was noted: `visit`, `leg` (on the way), `encounter` or `day`", "visit"),
    Column("stop", "text", "Title of the stop visited; on a leg, the stop travelled to", "Canal walk"),
    Column("stop_kind", "code", "`gathering`, `visit`, `walking-tour`, `meal` or `pause`", "walking-tour"),
    Column("host", "text", "Organisation met at that stop", "Sample Neighbours"),
    Column("host_kind", "code", "Kind of organisation, such as `community-anchor` or `big-local`", "big-local"),
    Column("borough", "text", "Borough of the stop's venue, else of its host", "Wigan"),
    Column(
        "encounter",
        "text",
        "Title of the chance encounter; empty if whoever opened it does not agree to analysis",
        "The lock keeper",
    ),
    Column("latitude", "number", "Degrees north, WGS 84, of the point named by `point_is`", "53.5"),
    Column("longitude", "number", "Degrees east, WGS 84", "-2.4"),
    Column(
        "point_is",
        "code",
        "What the point is: `stop`, `next-stop` (on a leg, where it led), `base` (of the hunt: the whole day), "
        "`encounter`; empty without a point",
        "stop",
    ),
)
NOTED = (
    Column("noted_at", "time", "Local wall time of the hunt, with its offset from UTC", "2026-07-07T11:00:00+01:00"),
    Column("noted_at_utc", "time", "The same moment in UTC", "2026-07-07T10:00:00Z"),
)
AUTHOR = (
    Column("author", "text", "Pseudonym, or the name if the person agreed to be named", "Heron 12"),
    Column("author_is", "code", "`pseudonym` or `name`", "pseudonym"),
)
AGREES_TO = Column(
    "author_agrees_to",
    "list",
    "What the author agrees to at the time of the export: `analysis`, `hosts`, `publication`, `archive`, `naming`",
    "analysis; publication",
)
REFLECTION_START = (
    REFLECTION_ID,
    *WHERE,
    *NOTED,
    Column("edited", "time", "When the author last edited it, local wall time; empty if never", ""),
    *AUTHOR,
    AGREES_TO,
    Column("words", "text", "What the author wrote, character for character", "The bench was made here."),
)
REFLECTION_END = (
    Column(
        "researcher_tags",
        "list",
        "Stances given by researchers, one each: number of the conundrum, colon, stance",
        "2:challenges; 3:supports",
    ),
    Column("photos", "number", "How many photos it has", "1"),
    Column("photo_ids", "list", "The ids of its photos, in order", "5a1f0f5e-1f0c-4a53-8f0a-5b0a7f0d2f10"),
)
TAGS = (
    REFLECTION_ID,
    Column("conundrum", "number", "Number of the conundrum", "2"),
    Column("conundrum_label", "text", "Its short label", "Bottom up?"),
    Column("stance", "code", "`supports`, `challenges`, `complicates` or `unsure`", "challenges"),
    Column("tagged_by", "code", "`author` or `researcher`", "author"),
)
PHOTOS = (
    Column("photo_id", "text", "The id of the photo", "5a1f0f5e-1f0c-4a53-8f0a-5b0a7f0d2f10"),
    REFLECTION_ID,
    Column("position", "number", "Its place among the photos of the reflection", "1"),
    Column("caption", "text", "What the author wrote below it, character for character", "The bench by the lock"),
    Column("recognisable", "code", "Whether anybody can be recognised: `nobody`, `agreed` or `not-asked`", "agreed"),
    Column("who", "text", "Who can be recognised, only where they agreed to the picture", "The person on the bench"),
    Column("latitude", "number", "Degrees north, WGS 84, only where the author kept the place", ""),
    Column("longitude", "number", "Degrees east, WGS 84", ""),
)
FINDINGS = (
    Column("finding_id", "number", "The number of the finding", "7"),
    Column("sentence", "text", "The finding in one sentence", "Leaders who back their staff matter."),
    Column("argument", "text", "How we know", "Three parties met it."),
    Column("conundrums", "list", "Numbers of the conundrums it speaks to", "2; 4"),
    Column("evidence_for", "number", "Pieces of evidence for it in this export", "3"),
    Column("evidence_against", "number", "Pieces of evidence against it in this export", "1"),
)
EVIDENCE = (
    Column("evidence_id", "number", "The number of the piece of evidence", "31"),
    FINDINGS[0],
    Column("direction", "code", "`for` or `against`", "for"),
    Column("whole", "code", "`yes` if the whole reflection is the evidence, `no` if a quote of it is", "no"),
    Column("quote", "text", "The exact quote, or the whole words of the reflection", "made here"),
    REFLECTION_ID,
    *WHERE,
    *NOTED,
    *AUTHOR,
    AGREES_TO,
)
FINDINGS_WITH_EVIDENCE = (*FINDINGS, EVIDENCE[0], *EVIDENCE[2:])
CONUNDRUMS = (
    Column("number", "number", "The number of the conundrum", "2"),
    Column("label", "text", "Its short label", "Bottom up?"),
    Column("question", "text", "The question, word for word", "Are we hampered by a “bottom up is best” fetish?"),
    Column("retired", "code", "`yes` if it is no longer asked, else `no`", "no"),
)
ABOUT = (
    Column("about", "text", "What is told", "Filter"),
    Column("text", "text", "What there is to tell", "Hunt: Canal"),
)
COLUMNS = (
    Column("sheet", "text", "The sheet", "Reflections"),
    Column("column", "text", "The column", "hunt"),
    Column("type", "code", "`text`, `number`, `code`, `time`, `date` or `list`", "text"),
    Column("meaning", "text", "What it means", "Title of the hunt"),
)


def conundrum_column(number):
    return Column(
        f"conundrum_{number}",
        "code",
        f"The author's own stance on conundrum {number}: `supports`, `challenges`, `complicates`, `unsure`, or empty",
        "supports",
    )


def reflection_columns(numbers):
    """The columns of reflections in a programme whose conundrums have these ``numbers``, retired ones included."""
    return (*REFLECTION_START, *map(conundrum_column, numbers), *REFLECTION_END)
