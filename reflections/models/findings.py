"""What was learnt, argued from evidence for and against."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import MD5, StrIndex
from django.urls import reverse

from hunts.models import Conundrum, Programme
from reflections.models.capture import MAX_WORDS, Reflection


class FindingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Findings are the research team's until they are published."""
        return self.filter(programme__in=Programme.objects.researched_by(user))


class Finding(models.Model):
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="findings")
    sentence = models.CharField("what have we learnt, in one sentence?", max_length=300)
    argument = models.TextField("how do we know?", max_length=MAX_WORDS, blank=True)
    conundrums = models.ManyToManyField(Conundrum, related_name="findings", blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="findings")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = ["programme", "pk"]

    def __str__(self):
        return self.sentence

    def get_absolute_url(self):
        return reverse("reflections:finding", args=[self.programme.slug, self.pk])


class EvidenceQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Evidence shows only while the reflection under it may be read."""
        return self.filter(
            finding__in=Finding.objects.visible_to(user),
            reflection__in=Reflection.objects.readable_by_researcher(user),
        )

    def standing(self):
        """Whole reflections, and quotes that are still found in theirs, whose author may have edited it since."""
        return self.alias(found_at=StrIndex("reflection__words", F("quote"))).filter(Q(quote="") | Q(found_at__gt=0))


class Evidence(models.Model):
    """A whole reflection, or an exact quote of one, that speaks for or against a finding."""

    class Direction(models.TextChoices):
        FOR = "for", "For"
        AGAINST = "against", "Against"

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="evidence")
    reflection = models.ForeignKey(Reflection, on_delete=models.PROTECT, related_name="evidence")
    direction = models.CharField("does it speak for or against?", max_length=8, choices=Direction.choices)
    quote = models.TextField("exact quote", max_length=MAX_WORDS, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="evidence_added")
    added_at = models.DateTimeField(auto_now_add=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["finding", "-direction", "pk"]
        verbose_name_plural = "evidence"
        constraints = [
            models.UniqueConstraint(
                "finding",
                "reflection",
                # A quote may be longer than an index entry of PostgreSQL can be.
                MD5("quote"),
                name="one_piece_of_evidence_per_finding_reflection_and_quote",
                violation_error_message="This is already evidence for or against this finding.",
            ),
            models.CheckConstraint(condition=Q(direction__in=["for", "against"]), name="evidence_direction_is_known"),
        ]

    def __str__(self):
        """Without the quote, which the admin would keep in its log after its author took it back."""
        return f"Evidence {self.pk}"

    def clean(self):
        if self.quote and self.reflection_id and self.quote not in self.reflection.words:
            raise ValidationError({"quote": "Copy the quote exactly as it stands in the reflection."})

    @property
    def is_whole(self):
        return not self.quote

    @property
    def still_stands(self):
        """Whether the quote is still found in the reflection, whose author may have edited it since."""
        return self.quote in self.reflection.words
