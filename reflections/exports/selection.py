"""Decides, alone, what may leave the research team.

What leaves: reflections that stand (not withdrawn) and whose author agrees to analysis at the moment of the query,
with their photos' captions and tags; findings; evidence whose reflection leaves. The author's pseudonym goes along,
or their name if they agreed to be named. What never leaves: contacts, email addresses, user ids, personal links, who
tagged or wrote a finding, who is recognisable in a photo unless they agreed, and what somebody who does not agree to
analysis typed as the title of a chance encounter.
"""

from django.db.models import Case, F, Func, OuterRef, Subquery, TextField, Value, When
from django.db.models.aggregates import Aggregate

from hunts.models import Consent, Participation
from reflections.models import Evidence, Photo, Reflection, Tag


class Joined(Aggregate):
    """The texts of a group with semicolons between them, in no particular order."""

    function = "STRING_AGG"
    template = "%(function)s(%(expressions)s, ';')"
    output_field = TextField()

    def as_sqlite(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, function="GROUP_CONCAT", **context)


class Colons(Func):
    """One text of several columns that are never NULL, with colons between; both databases spell numbers and ids."""

    template = "(%(expressions)s)"
    arg_joiner = " || ':' || "
    output_field = TextField()


def joined(rows, *fields):
    """A subquery: these fields of the ``rows`` of one outer row, as one text (NULL if there are none)."""
    return Subquery(rows.order_by().annotate(joined_texts=Joined(Colons(*fields))).values("joined_texts"))


class Selection:
    """What may leave of one programme.

    ``reflections`` is a queryset already narrowed by a filter, the whole programme if not given. Findings leave
    whole, with the evidence found in ``evidence_from``, the whole programme if not given: a filter chooses what to
    read, and a finding shown with half of its evidence would claim something else.
    """

    def __init__(self, programme, reflections=None, evidence_from=None):
        self.programme = programme
        self.reflections = self._leaving(reflections)
        self._evidence_from = self._leaving(evidence_from)

    @classmethod
    def of_hunt(cls, hunt):
        """What may leave of one hunt: nothing from another hunt, in the evidence neither."""
        own = Reflection.objects.filter(hunt=hunt)
        return cls(hunt.programme, own, evidence_from=own)

    def _leaving(self, reflections):
        given = Reflection.objects.all() if reflections is None else reflections
        return given.filter(programme=self.programme).standing().agreed_for(Consent.Use.ANALYSIS)

    @property
    def reflections_with_ties(self):
        """In the order they were noted, with ``tag_texts`` (conundrum id:stance:person id) and ``photo_texts``
        (position:photo id) joined by semicolons: one query, so one consistent state of the database."""
        own_tags = Tag.objects.filter(reflection=OuterRef("pk")).values("reflection")
        own_photos = Photo.objects.filter(reflection=OuterRef("pk")).values("reflection")
        return self.reflections.order_by("noted_at", "id").annotate(
            tag_texts=joined(own_tags, "conundrum_id", "stance", "tagged_by_id"),
            photo_texts=joined(own_photos, "position", "id"),
        )

    @property
    def tags(self):
        rows = Tag.objects.filter(reflection__in=self.reflections, conundrum__programme=self.programme)
        return rows.order_by("reflection__noted_at", "reflection", "conundrum__number", "pk")

    @property
    def photos(self):
        """With ``named``: who can be recognised, empty unless they agreed to the picture."""
        agreed = When(recognisable=Photo.Recognisable.AGREED, then=F("who"))
        rows = Photo.objects.filter(reflection__in=self.reflections)
        return rows.annotate(named=Case(agreed, default=Value(""))).order_by(
            "reflection__noted_at", "reflection", "position", "id"
        )

    @property
    def findings(self):
        return self.programme.findings.order_by("pk")

    @property
    def evidence(self):
        """Evidence whose reflection may leave. A quote that no longer stands in it is left out: its author has since
        edited those words away, and may have meant to take them back."""
        rows = Evidence.objects.standing().filter(
            finding__programme=self.programme, reflection__in=self._evidence_from
        )
        return rows.order_by("finding", "-direction", "pk")

    @property
    def authors(self):
        """Everybody in the programme's hunts, with ``public_name``, ``is_named`` and ``agreements``: the uses agreed
        to, joined by semicolons."""
        agreed = Consent.objects.current().filter(participation=OuterRef("pk"), agreed=True)
        everybody = Participation.objects.filter(hunt__programme=self.programme)
        return everybody.with_public_names().annotate(agreements=joined(agreed.values("participation"), "use"))

    def count(self):
        return self.reflections.count()

    def held_back(self):
        """How many standing reflections of the whole programme stay for want of consent. The filter plays no part:
        counting what matches somebody's search would tell what is written in reflections they may not read."""
        return self.programme.reflections.standing().count() - self._leaving(None).count()
