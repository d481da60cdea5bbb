"""A hunt is one day out; a route is one way through it."""

import secrets
import uuid
import zoneinfo

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q
from django.urls import reverse

from hunts.models.programmes import Conundrum, Programme
from hunts.places import LatitudeField, LongitudeField, point_is_whole_and_on_the_globe

# Without 0/O, 1/I/L and vowels: easy to type from paper, and no words by accident.
JOIN_ALPHABET = "23456789BCDFGHJKMNPQRSTVWXZ"


def make_join_code():
    """Eight letters or digits, about 38 bits: unguessable while a hunt is open, and short enough to type."""
    return "".join(secrets.choice(JOIN_ALPHABET) for _ in range(8))


def make_key():
    """The secret in a personal link or a calendar's address: 160 bits, safe in a URL."""
    return secrets.token_urlsafe(20)


def validate_zone(name):
    if name not in zoneinfo.available_timezones():
        raise ValidationError("Choose a time zone from the list, such as Europe/London.")


class HuntQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Hunts of programmes the user works on, and hunts they take part in."""
        return self.filter(self._team(user) | self._party(user))

    def organised_by(self, user):
        return self.filter(programme__in=Programme.objects.organised_by(user))

    def joined_by(self, user):
        return self.filter(self._party(user))

    def with_roles_of(self, user):
        """Add ``organises``, ``researches`` and ``takes_part``: what the user may do here."""
        return self.annotate(
            organises=Exists(Programme.objects.organised_by(user).filter(pk=OuterRef("programme"))),
            researches=Exists(Programme.objects.researched_by(user).filter(pk=OuterRef("programme"))),
            takes_part=Exists(Hunt.objects.joined_by(user).filter(pk=OuterRef("pk"))),
        )

    def _team(self, user):
        return Q(programme__in=Programme.objects.visible_to(user))

    def _party(self, user):
        participation = self.model._meta.get_field("participations").related_model
        return Q(pk__in=participation.objects.filter(user_id=user.pk, left_at__isnull=True).values("hunt"))


class Hunt(models.Model):
    class Stage(models.TextChoices):
        PLANNING = "planning", "Planning: only organisers see it"
        JOINING = "joining", "Joining: people with the link can join"
        RUNNING = "running", "Running: the day itself"
        REFLECTING = "reflecting", "Reflecting: nobody new joins, people still add and edit"
        CLOSED = "closed", "Closed: nothing more can be added"

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="hunts")
    title = models.CharField("what is the hunt called?", max_length=120)
    slug = models.SlugField("short name in web addresses", max_length=60, unique=True)
    zone = models.CharField("time zone", max_length=64, default="Europe/London", validators=[validate_zone])
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    stage = models.CharField(max_length=12, choices=Stage.choices, default=Stage.PLANNING)
    treasure = models.TextField(
        "what treasure do we seek?",
        max_length=2000,
        blank=True,
        help_text="What should people look out for? For example: innovation, leadership, spaces and places.",
    )
    base_name = models.CharField(
        "where is the base?", max_length=120, help_text="Where the day starts or ends, such as a town or a hall."
    )
    base_address = models.CharField("address of the base", max_length=250, blank=True)
    latitude = LatitudeField(null=True, blank=True)
    longitude = LongitudeField(null=True, blank=True)
    conundrums = models.ManyToManyField(Conundrum, related_name="hunts", blank=True)
    join_code = models.CharField(max_length=12, unique=True, default=make_join_code, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    # How often the day moved to another date or zone, and when last: calendars that were copied need to know.
    revision = models.PositiveIntegerField(default=0, editable=False)
    rescheduled_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = HuntQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="hunt_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(stage__in=["planning", "joining", "running", "reflecting", "closed"]),
                name="hunt_stage_is_known",
            ),
            point_is_whole_and_on_the_globe("hunt_base_is_a_whole_point_on_the_globe"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("hunts:hunt", args=[self.slug])

    @property
    def tzinfo(self):
        return zoneinfo.ZoneInfo(self.zone)

    @property
    def local_start(self):
        return self.starts_at.astimezone(self.tzinfo)

    @property
    def local_end(self):
        return self.ends_at.astimezone(self.tzinfo)

    @property
    def date(self):
        return self.local_start.date()

    @property
    def stage_name(self):
        return self.get_stage_display().split(":")[0]

    @property
    def is_open_to_join(self):
        return self.stage in {self.Stage.JOINING, self.Stage.RUNNING}

    @property
    def takes_reflections(self):
        return self.stage in {self.Stage.JOINING, self.Stage.RUNNING, self.Stage.REFLECTING}

    def move_to(self, stage):
        """Set the stage, and nothing else, in the database."""
        self.stage = stage
        self.save(update_fields=["stage"])

    def renew_join_code(self):
        """Make every printed or forwarded join link stop working."""
        self.join_code = make_join_code()
        self.save(update_fields=["join_code"])


class RouteQuerySet(models.QuerySet):
    def with_party_sizes(self):
        """Add ``party_size``: how many people are on each route now. In order: what counts loses that of ``Meta``."""
        on_it = Count("participations", filter=Q(participations__left_at__isnull=True), distinct=True)
        return self.annotate(party_size=on_it).order_by("hunt", "number")


class Route(models.Model):
    hunt = models.ForeignKey(Hunt, on_delete=models.CASCADE, related_name="routes")
    number = models.PositiveSmallIntegerField()
    name = models.CharField("name of the route", max_length=80, help_text="Where it leads, such as “Leigh”.")
    places = models.PositiveSmallIntegerField(
        "how many people can go?",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(500)],
        help_text="Leave empty for no limit.",
    )
    description = models.TextField("what should people know when they choose?", max_length=1000, blank=True)
    needs_step_free = models.BooleanField(
        "Does somebody in this party need step-free access?",
        default=False,
        help_text="Then the plan warns of places without it.",
    )
    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    calendar_key = models.CharField(max_length=40, unique=True, default=make_key, editable=False)
    party_size: int  # with_party_sizes() adds it

    objects = RouteQuerySet.as_manager()

    class Meta:
        ordering = ["hunt", "number"]
        constraints = [
            models.UniqueConstraint(fields=["hunt", "number"], name="one_route_per_number_in_a_hunt"),
            models.UniqueConstraint(
                fields=["hunt", "name"],
                name="one_route_per_name_in_a_hunt",
                violation_error_message="Another route of this hunt has this name. Choose a different one.",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def hue(self):
        """1 to 4: which colour and line this route wears in the plan and on its map."""
        return (self.number - 1) % 4 + 1

    @property
    def party(self):
        return self.participations.filter(left_at__isnull=True)

    @property
    def places_left(self):
        """People who can still join, or None for no limit. Needs one query unless ``party_size`` is annotated."""
        if self.places is None:
            return None
        size = self.party_size if hasattr(self, "party_size") else self.party.count()
        return max(self.places - size, 0)

    @property
    def is_full(self):
        return self.places_left == 0
