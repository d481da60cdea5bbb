"""How often something was done, so that a program can't do it for ever."""

from django.db import models
from django.utils import timezone


class Tally(models.Model):
    """How often an action was let through in a clock hour. A row, because the cache counts in two steps, between which
    others count the same number, and begins a new time to keep it with each."""

    action = models.CharField(max_length=100)
    hour = models.DateTimeField(default=timezone.now)
    number = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-hour", "action"]
        verbose_name_plural = "tallies"
        constraints = [models.UniqueConstraint(fields=["hour", "action"], name="one_tally_per_hour_and_action")]

    def __str__(self):
        return f"{self.action}, {self.hour:%Y-%m-%d %H}h: {self.number}"
