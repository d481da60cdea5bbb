"""What rows are called by in addresses: a number within their parent, or a slug of their name."""

from django.db import IntegrityError, transaction
from django.db.models import Max

from hunts.models import make_slug


@transaction.atomic
def save_with_next_number(row, parent, siblings):
    """Save ``row`` with the number after the highest of ``siblings``; two at once wait for each other's ``parent``."""
    type(parent).objects.select_for_update().get(pk=parent.pk)
    row.number = (siblings.aggregate(highest=Max("number"))["highest"] or 0) + 1
    row.save()
    return row


def save_with_slug(row, text, fallback):
    """Save a new ``row`` under a slug of ``text`` that nothing else has, also when two take the same at once."""
    rows = type(row).objects
    while True:
        row.slug = make_slug(text, lambda slug: rows.filter(slug=slug).exists(), fallback)
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError:
            if not rows.filter(slug=row.slug).exists():
                raise
        else:
            return row
