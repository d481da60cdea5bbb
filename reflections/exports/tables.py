"""Turns a selection into tables: named columns, and rows as tuples of text, numbers and None, made one by one."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import NamedTuple

from django.db.models import CharField
from django.db.models.functions import Cast
from django.utils import timezone

from reflections.exports import columns
from reflections.exports.columns import Column
from reflections.exports.surroundings import WHERE_FIELDS, Surroundings, local, number, utc

CHUNK = 2000


class Table(NamedTuple):
    name: str
    columns: tuple[Column, ...]
    rows: Callable[[], Iterator[tuple]]


class Tables:
    """The tables of one selection; ``filter_words`` says in words, a line each, what it was narrowed to."""

    def __init__(self, selection, filter_words=()):
        self.selection = selection
        self.filter_words = list(filter_words)
        self._surroundings: Surroundings | None = None

    @property
    def surroundings(self):
        if self._surroundings is None:
            self._surroundings = Surroundings(self.selection)
        return self._surroundings

    def reflections(self):
        numbers = [conundrum.number for conundrum in self.surroundings.conundrums]
        return Table("Reflections", columns.reflection_columns(numbers), self._reflection_rows)

    def tags(self):
        return Table("Tags", columns.TAGS, self._tag_rows)

    def photos(self):
        return Table("Photos", columns.PHOTOS, self._photo_rows)

    def findings(self):
        return Table("Findings", columns.FINDINGS, lambda: self._finding_rows(list(self._evidence_rows())))

    def evidence(self):
        return Table("Evidence", columns.EVIDENCE, self._evidence_rows)

    def findings_with_evidence(self):
        return Table("Findings", columns.FINDINGS_WITH_EVIDENCE, self._findings_with_evidence_rows)

    def conundrums(self):
        return Table("Conundrums", columns.CONUNDRUMS, self._conundrum_rows)

    def everything(self):
        return [self.reflections(), self.tags(), self.photos(), *self.what_was_learnt()]

    def what_was_learnt(self):
        return [self.findings(), self.evidence(), self.conundrums()]

    def explained(self, tables):
        """The tables with two more: About, which says what they hold, and Columns, which says what each means."""
        explanations = [(table.name, *column[:3]) for table in tables for column in table.columns]
        return [
            *tables,
            Table("About", columns.ABOUT, self._about_rows),
            Table("Columns", columns.COLUMNS, lambda: iter(explanations)),
        ]

    def _reflection_rows(self):
        around = self.surroundings
        know, where = around.know, around.where
        zones, authors, people = around.zones, around.authors, around.people
        read_tags = TagReader(around.conundrums)
        rows = reflection_query(self.selection).iterator(chunk_size=CHUNK)
        for *place, pk, noted, edited, words, tags, photos in rows:
            if not know(*place):
                continue
            hunt, participation = place[0], place[1]
            zone = zones[hunt]
            yield (
                spell(pk),
                *where(*place),
                local(noted, zone),
                utc(noted),
                edited and local(edited, zone),
                *authors[participation],
                words,
                *read_tags(tags, people[participation]),
                *read_photos(photos),
            )

    def _tag_rows(self):
        conundrums = {conundrum.pk: conundrum for conundrum in self.surroundings.conundrums}
        people = self.surroundings.people
        fields = "reflection_id", "conundrum_id", "stance", "tagged_by_id", "reflection__participation_id"
        for reflection, conundrum_id, stance, person, participation in self._stream(self.selection.tags, *fields):
            conundrum = conundrums.get(conundrum_id)
            if conundrum and participation in people:
                tagged_by = "author" if str(person) == people[participation] else "researcher"
                yield str(reflection), conundrum.number, conundrum.label, stance, tagged_by

    def _photo_rows(self):
        fields = "pk", "reflection_id", "position", "caption", "recognisable", "named", "latitude", "longitude"
        for pk, reflection, *facts, latitude, longitude in self._stream(self.selection.photos, *fields):
            yield str(pk), str(reflection), *facts, number(latitude), number(longitude)

    def _evidence_rows(self):
        fields = "pk", "finding_id", "direction", "quote", "reflection__words", "reflection_id", "reflection__noted_at"
        places = (f"reflection__{field}" for field in WHERE_FIELDS)
        around = self.surroundings
        for pk, finding, direction, quote, words, reflection, noted, *place in self._stream(
            self.selection.evidence, *fields, *places
        ):
            if not around.know(*place):
                continue
            whole = "no" if quote else "yes"
            when = local(noted, around.zones[place[0]]), utc(noted)
            where, author = around.where(*place), around.authors[place[1]]
            yield pk, finding, direction, whole, quote or words, str(reflection), *where, *when, *author

    def _finding_rows(self, evidence):
        counts = Counter((finding, direction) for _, finding, direction, *_ in evidence)
        for finding in self.selection.findings.prefetch_related("conundrums"):
            numbers = sorted(conundrum.number for conundrum in finding.conundrums.all())
            yield (
                finding.pk,
                finding.sentence,
                finding.argument,
                "; ".join(map(str, numbers)),
                counts[finding.pk, "for"],
                counts[finding.pk, "against"],
            )

    def _findings_with_evidence_rows(self):
        """One row a piece of evidence, and one with empty evidence for a finding without any."""
        evidence = list(self._evidence_rows())
        nothing = (None,) * (len(columns.EVIDENCE) - 1)
        for finding in self._finding_rows(evidence):
            own = [(pk, *rest) for pk, finding_id, *rest in evidence if finding_id == finding[0]]
            for piece in own or [nothing]:
                yield *finding, *piece

    def _conundrum_rows(self):
        for conundrum in self.surroundings.conundrums:
            retired = "yes" if conundrum.retired_at else "no"
            yield conundrum.number, conundrum.label, conundrum.question, retired

    def _about_rows(self):
        yield "Programme", self.selection.programme.name
        yield "Mission", self.selection.programme.mission
        yield "Exported", local(timezone.now(), timezone.get_current_timezone())
        yield "Reflections", self.selection.count()
        for line in self.filter_words or ["None: everything that may leave"]:
            yield "Filter", line
        yield "Consent", CONSENT_NOTE
        yield "Afterwards", AFTERWARDS_NOTE

    def _stream(self, rows, *fields):
        return rows.values_list(*fields).iterator(chunk_size=CHUNK)


def reflection_query(selection):
    """Everything a row of reflections needs besides its surroundings, in one query and so from one moment."""
    return selection.reflections_with_ties.annotate(id_text=Cast("id", CharField())).values_list(
        *WHERE_FIELDS, "id_text", "noted_at", "edited_at", "words", "tag_texts", "photo_texts"
    )


CONSENT_NOTE = (
    "Only reflections that were not withdrawn and whose authors agreed to analysis when this file was made. Authors "
    "carry a pseudonym unless they agreed to be named. The column author_agrees_to says what else each agreed to: do "
    "not publish, share with hosts or archive what is not listed there."
)
AFTERWARDS_NOTE = (
    "People can change their mind. Make a new export before you publish, and delete this file when you no longer "
    "need it."
)


class TagReader:
    """Reads the tags of a reflection into the author's stance on each conundrum, and the researchers' in one text."""

    def __init__(self, conundrums):
        self.places = {str(conundrum.pk): place for place, conundrum in enumerate(conundrums)}
        self.numbers = {str(conundrum.pk): conundrum.number for conundrum in conundrums}
        self.none = (None,) * (len(conundrums) + 1)

    def __call__(self, texts, author):
        """``texts`` as ``Selection.reflections_with_ties`` gives them; ``author`` is the id of a person, as text."""
        if not texts:
            return self.none
        cells, others = list(self.none), []
        for text in texts.split(";"):
            conundrum, stance, person = text.split(":")
            if conundrum not in self.numbers:
                continue
            if person == author:
                cells[self.places[conundrum]] = stance
            else:
                others.append((self.numbers[conundrum], stance))
        if others:
            cells[-1] = "; ".join(f"{conundrum}:{stance}" for conundrum, stance in sorted(others))
        return cells


def read_photos(texts):
    """How many, and their ids in order, from ``Selection.reflections_with_ties``."""
    if not texts:
        return 0, None
    photos = sorted((int(position), spell(pk)) for position, pk in (text.split(":") for text in texts.split(";")))
    return len(photos), "; ".join(pk for _, pk in photos)


def spell(uuid_text):
    """With hyphens: SQLite keeps a UUID as 32 digits, PostgreSQL writes it in full."""
    if len(uuid_text) == 36:
        return uuid_text
    return f"{uuid_text[:8]}-{uuid_text[8:12]}-{uuid_text[12:16]}-{uuid_text[16:20]}-{uuid_text[20:]}"
