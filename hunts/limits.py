"""What a person may do and a program may not: counted in the cache, which all processes share."""

from django.core.cache import cache
from django.utils import timezone


def too_often(action: str, an_hour: int) -> bool:
    """Count one more ``action`` in this clock hour; true when there have been more than ``an_hour``."""
    key = f"{action}-{timezone.now():%Y%m%d%H}"
    if cache.add(key, 1, timeout=3600):
        return False
    try:
        return cache.incr(key) > an_hour
    except ValueError:  # it ran out just now
        return False
