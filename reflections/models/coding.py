"""Ties between what was logged and the questions under test."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from hunts.models import Conundrum, Stance
from reflections.models.capture import Reflection


class TagQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(reflection__in=Reflection.objects.visible_to(user))


class Tag(models.Model):
    """One person's view of where a reflection stands on a conundrum: its author's, or a researcher's."""

    reflection = models.ForeignKey(Reflection, on_delete=models.CASCADE, related_name="tags")
    conundrum = models.ForeignKey(Conundrum, on_delete=models.PROTECT, related_name="tags")
    stance = models.CharField(max_length=12, choices=Stance.choices)
    tagged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="tags")
    tagged_at = models.DateTimeField(auto_now=True)

    objects = TagQuerySet.as_manager()

    class Meta:
        ordering = ["conundrum__number", "tagged_by"]
        constraints = [
            models.UniqueConstraint(
                fields=["reflection", "conundrum", "tagged_by"], name="one_tag_per_reflection_conundrum_and_person"
            ),
            models.CheckConstraint(
                condition=Q(stance__in=["supports", "challenges", "complicates", "unsure"]),
                name="tag_stance_is_known",
            ),
        ]

    def __str__(self):
        return f"{self.conundrum}: {self.stance}"
