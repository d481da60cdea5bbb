"""Points on the map, shared by everything that has a place."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q


class LatitudeField(models.DecimalField):
    """Degrees north, WGS 84, to about ten centimetres."""

    def __init__(self, **kwargs):
        kwargs.update(max_digits=8, decimal_places=6)
        kwargs.setdefault("validators", [MinValueValidator(Decimal(-90)), MaxValueValidator(Decimal(90))])
        super().__init__(**kwargs)

    def formfield(self, **kwargs):
        return super().formfield(**({"min_value": -90, "max_value": 90} | kwargs))


class LongitudeField(models.DecimalField):
    """Degrees east, WGS 84."""

    def __init__(self, **kwargs):
        kwargs.update(max_digits=9, decimal_places=6)
        kwargs.setdefault("validators", [MinValueValidator(Decimal(-180)), MaxValueValidator(Decimal(180))])
        super().__init__(**kwargs)

    def formfield(self, **kwargs):
        return super().formfield(**({"min_value": -180, "max_value": 180} | kwargs))


def ask_for_whole_point(form, cleaned):
    """Put an error beside the latitude or the longitude of ``form`` that is missing while the other is given."""
    missing = [name for name in ("latitude", "longitude") if name in cleaned and cleaned[name] is None]
    if len(missing) == 1 and not {"latitude", "longitude"} & form.errors.keys():
        form.add_error(missing[0], "Give both a latitude and a longitude, or neither.")


def point_is_whole_and_on_the_globe(name):
    """The constraint that a latitude and a longitude come together and lie within their ranges."""
    nowhere = Q(latitude__isnull=True, longitude__isnull=True)
    # A CHECK that comes out as NULL passes, so both are said not to be null.
    known = Q(latitude__isnull=False, longitude__isnull=False)
    somewhere = Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180)
    return models.CheckConstraint(
        condition=nowhere | (known & somewhere),
        name=name,
        violation_error_message="Give both a latitude (-90 to 90) and a longitude (-180 to 180), or neither.",
    )
