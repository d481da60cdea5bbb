"""The rows that belong to another row, read along with it: one query where prefetching takes one a table."""

from django.db.models import JSONField, OuterRef, Subquery
from django.db.models.aggregates import Aggregate
from django.db.models.functions import JSONArray


class Rows(Aggregate):
    """The rows of a group as one JSON array, in no particular order."""

    function = "JSONB_AGG"
    output_field = JSONField()

    def as_sqlite(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, function="JSON_GROUP_ARRAY", **context)


def rows_of(model, link, *fields):
    """A subquery: lists of the fields of those rows in ``model`` whose ``link`` is the outer row; NULL for none."""
    own = model.objects.filter(**{link: OuterRef("pk")}).order_by().values(link)
    return Subquery(own.annotate(found_rows=Rows(JSONArray(*fields))).values("found_rows"))
