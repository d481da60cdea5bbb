"""Reflections as researchers read them: words, pictures, tags, who, where and when, in one query whatever the number.

An entry is a dict, because a page of fifty looks up some thousand values and templates ask dicts first.
"""

from functools import cache
from operator import itemgetter
from uuid import UUID

from django.db.models import F
from django.db.models.functions import Coalesce
from django.urls import reverse

from reflections.models import Photo, Reflection, Tag, VoiceNote
from reflections.research.rows import rows_of

FIELDS = ("id", "words", "moment", "noted_at", "edited_at", "hunt_id", "author", "encounter_title")


def read_entries(reflections, directory):
    """Return the entries of a queryset of reflections, which may be sliced, the latest first.

    Nothing is checked here: ``reflections`` must be what the reader may read. Beside FIELDS an entry has ``url``,
    ``local`` and ``when`` (wall time of the hunt in ISO 8601 and in words), ``hunt``, ``stop`` (its title), ``host``,
    ``author_id`` (the user's), ``author_tags``, ``researcher_tags`` (``conundrum``, ``stance``, ``tagged_by``),
    ``photos`` (``url``, ``thumbnail``, ``caption``, size in pixels) and ``voices`` (``url``, ``transcript``, seconds).
    """
    rows = with_surroundings(reflections)
    # A hunt that is younger than the directory waits for the next look.
    found = [entry(row, directory) for row in rows if row["hunt_id"] in directory.hunts]
    return sorted(found, key=itemgetter("noted_at", "id"), reverse=True)


def with_surroundings(reflections):
    """The rows are chosen first, by the index made for it, and only those few are joined to what they refer to."""
    return everything_to_read().filter(pk__in=reflections.values("pk"))


@cache
def everything_to_read():
    """A queryset that is only ever copied: putting it together takes longer than the database does to answer it."""
    return (
        Reflection.objects.order_by()
        .with_authors()
        .with_encounter_titles()
        .values(
            *FIELDS,
            author_id=F("participation__user"),
            stop=Coalesce("visit__stop__title", "leg__visit__stop__title"),
            host_id=Coalesce("visit__stop__host", "leg__visit__stop__host"),
            tag_rows=rows_of(Tag, "reflection", "conundrum_id", "stance", "tagged_by_id", "id"),
            photo_rows=rows_of(Photo, "reflection", "position", "id", "caption", "width", "height"),
            voice_rows=rows_of(VoiceNote, "reflection", "position", "id", "transcript", "seconds"),
        )
    )


def entry(row, directory):
    row["url"] = address_of("reflection", row["id"])
    row["hunt"] = directory.hunts[row["hunt_id"]]
    row["host"] = directory.hosts.get(row["host_id"])
    local = row["noted_at"].astimezone(directory.zones[row["hunt_id"]])
    row["local"], row["when"] = local.isoformat(), f"{local.day} {local:%B %Y, %H:%M}"
    tags = tags_of(row.pop("tag_rows") or (), directory.conundrums)
    row["author_tags"] = [tag for tag in tags if tag["tagged_by"] == row["author_id"]]
    row["researcher_tags"] = [tag for tag in tags if tag["tagged_by"] != row["author_id"]]
    row["photos"] = [photo(*cells) for cells in sorted(row.pop("photo_rows") or ())]
    row["voices"] = [voice(*cells) for cells in sorted(row.pop("voice_rows") or ())]
    return row


def tags_of(rows, conundrums):
    """In the order of the conundrums' numbers, and of their making."""
    made = [
        {"id": pk, "conundrum": conundrums[conundrum], "stance": stance, "tagged_by": tagged_by}
        for conundrum, stance, tagged_by, pk in rows
        if conundrum in conundrums
    ]
    return sorted(made, key=lambda tag: (tag["conundrum"].number, tag["id"]))


def photo(position, pk, caption, width, height):
    pk = UUID(pk)
    return {
        "position": position,
        "url": address_of("photo", pk, "full"),
        "thumbnail": address_of("photo", pk, "small"),
        "caption": caption,
        "width": width,
        "height": height,
    }


def voice(position, pk, transcript, seconds):
    return {"url": address_of("voice", UUID(pk)), "transcript": transcript, "seconds": seconds}


def address_of(name, pk, *args):
    return address_of_nobody(name, *args).replace(str(NOBODY), str(pk))


@cache
def address_of_nobody(name, *args):
    """Worked out once: reverse() for every row would take as long as reading the rows."""
    return reverse(f"reflections:{name}", args=[NOBODY, *args])


NOBODY = UUID(int=0)
