"""What people logged: words and pictures, with ids made on their phone."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q, Subquery
from django.urls import reverse
from django.utils import timezone

from hunts.models import Consent, Hunt, Participation, Programme
from visits.models import Encounter, Leg, Visit

MAX_WORDS = 20_000


class ReflectionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Not withdrawn, and either one's own, or agreed for analysis and in a programme one researches."""
        own = Q(participation__in=Participation.objects.filter(user_id=user.pk))
        return self.standing().filter(own | Q(pk__in=self.model.objects.readable_by_researcher(user).values("pk")))

    def readable_by_researcher(self, user):
        """What the research desk shows: reflections of the user's programmes whose authors agreed to analysis."""
        return (
            self.standing()
            .agreed_for(Consent.Use.ANALYSIS)
            .filter(programme__in=Programme.objects.researched_by(user))
        )

    def standing(self):
        return self.filter(withdrawn_at__isnull=True)

    def agreed_for(self, use):
        """Only those whose author agrees, at this moment, to ``use``, and has not kept this one from it."""
        agreed = Consent.objects.current().filter(participation=OuterRef("participation"), use=use, agreed=True)
        return self.filter(Exists(agreed), audience__in=Reflection.Audience.reaching(use))

    def with_authors(self):
        """Add ``author``: what to call who logged it, the pseudonym unless that person agreed to be named."""
        people = Participation.objects.with_public_names().filter(pk=OuterRef("participation"))
        return self.annotate(author=Subquery(people.order_by().values("public_name")))

    def with_encounter_titles(self):
        """Add ``encounter_title``, typed by whoever opened the encounter, so None unless they agree to analysis and
        have not taken back or kept to themselves what they logged about it."""
        opener = Participation.objects.agreeing_to(Consent.Use.ANALYSIS).filter(pk=OuterRef("opened_by"))
        told = Encounter.objects.filter(Exists(opener), is_told(), pk=OuterRef("encounter"))
        return self.annotate(encounter_title=Subquery(told.order_by().values("title")))

    def for_reading(self):
        """Everything a notebook or a reflection's own page shows, in four queries however many there are."""
        ties = Prefetch("tags", self.model._meta.get_field("tags").related_model.objects.select_related("conundrum"))
        return self.select_related(
            "hunt", "participation", "visit__stop__host", "leg__visit__stop__host", "encounter", "typed_by"
        ).prefetch_related("photos", "voices", ties)

    def with_who_brought_them(self):
        """Add who handed in the saved file that each came by, for ``sent.brought_by``, without its long record."""
        return self.select_related("sent__brought_by").defer("sent__body")

    def with_waiting_parts(self):
        """Add ``waiting_parts``: photos and voice notes that a phone has promised and not brought yet."""
        part = self.model._meta.get_field("parts").related_model
        return self.prefetch_related(
            Prefetch("parts", part.objects.filter(stored_at__isnull=True), to_attr="waiting_parts")
        )

    def logged_by(self, user):
        """One's own, withdrawn ones included, so that they can be put back."""
        return self.filter(participation__in=Participation.objects.filter(user_id=user.pk))

    def changeable_by(self, user):
        """One's own on hunts one is on. Who has left reads and withdraws theirs, and shows others nothing more."""
        return self.filter(participation__in=Participation.objects.present().filter(user_id=user.pk))


def is_told():
    """For encounters: whether the opener lets something they logged about it be read, or logged nothing about it."""
    own = Reflection.objects.filter(encounter=OuterRef("pk"), participation=OuterRef("opened_by"))
    read = own.standing().filter(audience__in=Reflection.Audience.reaching(Consent.Use.ANALYSIS))
    return ~Exists(own) | Exists(read)


class Reflection(models.Model):
    class Moment(models.TextChoices):
        VISIT = "visit", "At a stop"
        LEG = "leg", "On the way"
        ENCOUNTER = "encounter", "A chance encounter"
        DAY = "day", "About the whole day"

    class Audience(models.TextChoices):
        """Whom its author shares this one with: never more than they agreed to, and less if they say so."""

        AGREED = "agreed", "Everybody I agreed to"
        TEAM = "team", "Only the programme’s researchers"
        ME = "me", "Nobody else for now"

        @classmethod
        def reaching(cls, use):
            """The audiences that include ``use``."""
            return [cls.AGREED, cls.TEAM] if use == Consent.Use.ANALYSIS else [cls.AGREED]

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="reflections", editable=False)
    hunt = models.ForeignKey(Hunt, on_delete=models.PROTECT, related_name="reflections")
    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="reflections")
    moment = models.CharField(max_length=10, choices=Moment.choices)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="reflections", null=True, blank=True)
    leg = models.ForeignKey(Leg, on_delete=models.PROTECT, related_name="reflections", null=True, blank=True)
    encounter = models.ForeignKey(
        Encounter, on_delete=models.PROTECT, related_name="reflections", null=True, blank=True
    )
    # What its phone called the place, where that has left the plan since and only the day is left to tie it to.
    place_said = models.CharField(max_length=250, blank=True)
    words = models.TextField(max_length=MAX_WORDS, blank=True)
    audience = models.CharField(
        "whom may it be shared with?", max_length=6, choices=Audience.choices, default=Audience.AGREED
    )
    typed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="reflections_typed",
        null=True,
        blank=True,
        help_text="Who typed it on behalf of its author; empty when that was the author.",
    )
    noted_at = models.DateTimeField(default=timezone.now)
    received_at = models.DateTimeField(auto_now_add=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ReflectionQuerySet.as_manager()

    class Meta:
        ordering = ["-noted_at", "-id"]
        indexes = [
            models.Index(fields=["programme", "-noted_at", "-id"], name="reflections_of_a_programme"),
            models.Index(fields=["hunt", "-noted_at", "-id"], name="reflections_of_a_hunt"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(moment="visit", visit__isnull=False, leg__isnull=True, encounter__isnull=True)
                | Q(moment="leg", visit__isnull=True, leg__isnull=False, encounter__isnull=True)
                | Q(moment="encounter", visit__isnull=True, leg__isnull=True, encounter__isnull=False)
                | Q(moment="day", visit__isnull=True, leg__isnull=True, encounter__isnull=True),
                name="reflection_belongs_to_exactly_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(audience__in=["agreed", "team", "me"]), name="reflection_audience_is_known"
            ),
        ]

    def __str__(self):
        return f"{self.get_moment_display()}, {self.noted_at:%Y-%m-%d %H:%M}"

    def save(self, **kwargs):
        self.programme_id = self.hunt.programme_id
        super().save(**kwargs)

    def get_absolute_url(self):
        return reverse("reflections:reflection", args=[self.pk])

    @property
    def local_time(self):
        return self.noted_at.astimezone(self.hunt.tzinfo)

    @property
    def stop(self):
        """The stop it is about: the one visited, or the one travelled to."""
        visit = self.visit or (self.leg and self.leg.visit)
        return visit.stop if visit else None

    @property
    def author_tags(self):
        """The author's own tags; none of the researchers'. Needs no query when the tags are fetched."""
        return [tag for tag in self.tags.all() if tag.tagged_by_id == self.participation.user_id]

    @property
    def is_withdrawn(self):
        return self.withdrawn_at is not None

    def withdraw(self):
        """Take it out of every page, export and count at once; the author can put it back."""
        self.withdrawn_at = timezone.now()
        self.save(update_fields=["withdrawn_at"])

    def put_back(self):
        self.withdrawn_at = None
        self.save(update_fields=["withdrawn_at"])
