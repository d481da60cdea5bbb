"""The working plan, a version for each change, and what of it was shared with participants and hosts."""

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery

from hunts.models import Hunt


class PlanVersionQuerySet(models.QuerySet):
    def newest(self):
        """Of each hunt the version that its plan is now."""
        newest = PlanVersion.objects.filter(hunt=OuterRef("hunt")).order_by("-number").values("pk")[:1]
        return self.filter(pk=Subquery(newest))


class PlanVersion(models.Model):
    """The working plan after a change. ``document`` is a ``visits.planning.plan.Plan`` as JSON.

    Number 0 is the plan as it was before the first change. ``touched`` names what the change is about, so that a
    change made on an older version can tell whether it still fits.
    """

    class Kind(models.TextChoices):
        CHANGE = "change", "Change"
        UNDO = "undo", "Undo"
        REDO = "redo", "Redo"

    hunt = models.ForeignKey(Hunt, on_delete=models.CASCADE, related_name="plan_versions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=6, choices=Kind.choices, default=Kind.CHANGE)
    document = models.JSONField()
    summary = models.CharField(max_length=300)
    touched = models.JSONField(default=list)
    # What an undo takes back, and what a redo brings again.
    target = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    is_undone = models.BooleanField(default=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)

    objects = PlanVersionQuerySet.as_manager()

    class Meta:
        ordering = ["hunt", "number"]
        constraints = [
            models.UniqueConstraint(fields=["hunt", "number"], name="one_plan_version_per_number"),
            models.CheckConstraint(
                condition=Q(kind__in=["change", "undo", "redo"]), name="plan_version_kind_is_known"
            ),
        ]

    def __str__(self):
        return f"{self.number}. {self.summary}"


class SharedPlan(models.Model):
    """A version that participants and hosts were shown. ``events`` says when each call is, with what a calendar needs
    to recognise it again: see ``visits.planning.events``."""

    hunt = models.ForeignKey(Hunt, on_delete=models.CASCADE, related_name="shared_plans")
    number = models.PositiveIntegerField()
    version = models.PositiveIntegerField("number of the working plan's version")
    document = models.JSONField()
    events = models.JSONField()
    differences = models.JSONField(default=list)
    shared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    shared_at = models.DateTimeField()

    class Meta:
        ordering = ["hunt", "-number"]
        constraints = [models.UniqueConstraint(fields=["hunt", "number"], name="one_shared_plan_per_number")]

    def __str__(self):
        return f"{self.hunt}: plan {self.number}"
