"""One person in one hunt, and what they agreed to."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import BooleanField, Case, Exists, F, OuterRef, Q, Value, When
from django.utils import timezone

from hunts.models.hunts import Hunt, Route, make_key
from hunts.models.programmes import Conundrum, Stance


class ParticipationQuerySet(models.QuerySet):
    def present(self):
        return self.filter(left_at__isnull=True)

    def visible_to(self, user):
        """One's own, and for organisers everybody in their hunts. Researchers never see names this way."""
        return self.filter(Q(user_id=user.pk) | Q(hunt__in=Hunt.objects.organised_by(user)))

    def agreeing_to(self, use):
        return self.filter(
            Exists(Consent.objects.current().filter(participation=OuterRef("pk"), use=use, agreed=True))
        )

    def with_public_names(self):
        """Add ``public_name``, the name of somebody who agreed to be named and the pseudonym of everybody else, and
        ``is_named``, which of the two it is."""
        agreed = Exists(
            Consent.objects.current().filter(participation=OuterRef("pk"), use=Consent.Use.NAMING, agreed=True)
        )
        named = agreed & ~Q(name="")
        return self.annotate(
            is_named=Case(When(named, then=Value(True)), default=Value(False), output_field=BooleanField()),
            public_name=Case(When(named, then=F("name")), default=F("pseudonym")),
        )


class Participation(models.Model):
    # What a phone calls this place in a hunt; it opens nothing.
    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    hunt = models.ForeignKey(Hunt, on_delete=models.CASCADE, related_name="participations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="participations")
    route = models.ForeignKey(Route, on_delete=models.PROTECT, related_name="participations", null=True, blank=True)
    name = models.CharField(max_length=120)
    contact_email = models.EmailField(blank=True)
    pseudonym = models.CharField(max_length=60)
    key = models.CharField(max_length=40, unique=True, default=make_key, editable=False)
    # Calendars are copied to other machines: their address must open nothing else.
    calendar_key = models.CharField(max_length=40, unique=True, default=make_key, editable=False)
    joined_at = models.DateTimeField(auto_now_add=True)
    left_at = models.DateTimeField(null=True, blank=True)
    # Left, and took back all they logged then: what arrives afterwards was meant as well.
    withdrew_all_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        ordering = ["hunt", "joined_at"]
        constraints = [
            models.UniqueConstraint(fields=["hunt", "user"], name="one_participation_per_person_and_hunt"),
            models.UniqueConstraint(fields=["hunt", "pseudonym"], name="one_pseudonym_per_person_in_a_hunt"),
        ]

    def __str__(self):
        return self.pseudonym

    def agrees_to(self, use):
        return self.consents.current().filter(use=use, agreed=True).exists()


class ConsentQuerySet(models.QuerySet):
    def current(self):
        return self.filter(superseded_at__isnull=True)


class Consent(models.Model):
    """An answer about one use. Answers are only added: a new one supersedes the last, and both are kept."""

    class Use(models.TextChoices):
        ANALYSIS = "analysis", "Analysis by the research team"
        HOSTS = "hosts", "Sharing with the hosts"
        PUBLICATION = "publication", "Publication"
        ARCHIVE = "archive", "Research archive"
        NAMING = "naming", "My name instead of a pseudonym"

    participation = models.ForeignKey(Participation, on_delete=models.CASCADE, related_name="consents")
    use = models.CharField(max_length=12, choices=Use.choices)
    agreed = models.BooleanField()
    wording = models.TextField("the wording they saw")
    decided_at = models.DateTimeField(default=timezone.now)
    superseded_at = models.DateTimeField(null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ["participation", "use", "decided_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["participation", "use"],
                condition=Q(superseded_at__isnull=True),
                name="one_current_consent_per_person_and_use",
            ),
            models.CheckConstraint(
                condition=Q(use__in=["analysis", "hosts", "publication", "archive", "naming"]),
                name="consent_use_is_known",
            ),
        ]

    def __str__(self):
        return f"{self.use}: {'yes' if self.agreed else 'no'}"


class Position(models.Model):
    """Where a participant stands on a conundrum, asked at the start and at the end of the day."""

    class When(models.TextChoices):
        BEFORE = "before", "Before"
        AFTER = "after", "After"

    participation = models.ForeignKey(Participation, on_delete=models.CASCADE, related_name="positions")
    conundrum = models.ForeignKey(Conundrum, on_delete=models.PROTECT, related_name="positions")
    when = models.CharField(max_length=6, choices=When.choices)
    stance = models.CharField(max_length=12, choices=Stance.choices)
    stated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["participation", "conundrum", "when"]
        constraints = [
            models.UniqueConstraint(
                fields=["participation", "conundrum", "when"], name="one_position_per_person_conundrum_and_time"
            ),
            models.CheckConstraint(condition=Q(when__in=["before", "after"]), name="position_time_is_known"),
            models.CheckConstraint(
                condition=Q(stance__in=["supports", "challenges", "complicates", "unsure"]),
                name="position_stance_is_known",
            ),
        ]

    def __str__(self):
        return f"{self.conundrum}: {self.stance} ({self.when})"
