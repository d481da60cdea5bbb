"""The research programme, who works on it, and the questions it puts to the test."""

import re

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.text import slugify


class Stance(models.TextChoices):
    SUPPORTS = "supports", "Supports"
    CHALLENGES = "challenges", "Challenges"
    COMPLICATES = "complicates", "Complicates"
    UNSURE = "unsure", "Unsure"


class ProgrammeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Programmes whose team the user is on."""
        mine = Membership.objects.filter(user_id=user.pk).values("programme")
        return self.filter(pk__in=mine)

    def organised_by(self, user):
        return self._with_role(user, Membership.Role.ORGANISER)

    def researched_by(self, user):
        return self._with_role(user, Membership.Role.RESEARCHER)

    def with_roles_of(self, user):
        """Add ``organises`` and ``researches``: what the user may do here."""
        held = Membership.objects.filter(programme=OuterRef("pk"), user_id=user.pk)
        return self.annotate(
            organises=Exists(held.filter(role=Membership.Role.ORGANISER)),
            researches=Exists(held.filter(role=Membership.Role.RESEARCHER)),
        )

    def _with_role(self, user, role):
        held = Membership.objects.filter(user_id=user.pk, role=role).values("programme")
        return self.filter(pk__in=held)


class Programme(models.Model):
    name = models.CharField("what is the programme called?", max_length=120)
    slug = models.SlugField("short name in web addresses", max_length=60, unique=True)
    mission = models.TextField(
        "what is it for?",
        max_length=2000,
        blank=True,
        help_text="A sentence or two in the programme's own words. Participants see it before they join.",
    )
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, through="Membership", related_name="programmes")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("hunts:programme", args=[self.slug])


class Membership(models.Model):
    """One role of one person on the team; someone may hold both roles."""

    class Role(models.TextChoices):
        ORGANISER = "organiser", "Organiser: plans hunts, sees who takes part and how to reach hosts"
        RESEARCHER = "researcher", "Researcher: reads, tags and exports what people logged, under pseudonyms"

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role.choices)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["role", "user__name"]
        constraints = [
            models.UniqueConstraint(fields=["user", "programme", "role"], name="one_membership_per_person_and_role"),
            models.CheckConstraint(condition=Q(role__in=["organiser", "researcher"]), name="membership_role_is_known"),
        ]

    def __str__(self):
        return f"{self.user}, {self.role}"

    @property
    def role_name(self):
        return self.role.capitalize()


class ConundrumQuerySet(models.QuerySet):
    def in_use(self):
        return self.filter(retired_at__isnull=True)


class Conundrum(models.Model):
    """A question under test. Its wording is data: once used it is retired, never deleted."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="conundrums")
    number = models.PositiveSmallIntegerField()
    label = models.CharField(
        "short label", max_length=24, help_text="One or two words that fit on a tag, such as “Always new?”."
    )
    question = models.TextField("the question, word for word", max_length=500)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = ConundrumQuerySet.as_manager()

    class Meta:
        ordering = ["programme", "number"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="one_conundrum_per_number_in_a_programme"),
            models.CheckConstraint(condition=Q(number__gte=1), name="conundrum_numbers_start_at_one"),
        ]

    def __str__(self):
        return f"{self.number}. {self.label}"

    @property
    def hue(self):
        """1 to 8: which colour and shape of the palette this conundrum wears everywhere."""
        return (self.number - 1) % 8 + 1


def make_slug(text, taken, fallback):
    """Return a slug of at most 60 characters made from ``text`` for which ``taken(slug)`` is false.

    Never "new", which is the address of the page that makes one.
    """
    stem = re.sub(r"-+$", "", slugify(text)[:50]) or fallback
    slug, number = stem, 2
    while slug == "new" or taken(slug):
        slug, number = f"{stem}-{number}", number + 1
    return slug
