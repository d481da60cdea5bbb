"""The plan: stops, the visits that put them on routes, the legs between, and chance encounters."""

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from hunts.models import Hunt, Participation, Route
from hunts.models.hunts import make_key
from hunts.places import LatitudeField, LongitudeField, point_is_whole_and_on_the_globe
from visits.models.hosts import HostOrganisation, Venue
from visits.paths import validate_path


def ends_of(path, latitude, longitude):
    """Where one arrives and leaves, ``(latitude, longitude)`` as floats each: the ends of a path, else the place.

    None when neither is known.
    """
    if path:
        (first_lon, first_lat), (last_lon, last_lat) = path["coordinates"][0], path["coordinates"][-1]
        return (first_lat, first_lon), (last_lat, last_lon)
    if latitude is None:
        return None
    point = (float(latitude), float(longitude))
    return point, point


class StopQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(hunt__in=Hunt.objects.visible_to(user))


class Stop(models.Model):
    class Kind(models.TextChoices):
        GATHERING = "gathering", "Gathering"
        VISIT = "visit", "Visit to a host"
        WALKING_TOUR = "walking-tour", "Walking tour"
        MEAL = "meal", "Meal"
        PAUSE = "pause", "Pause"

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    hunt = models.ForeignKey(Hunt, on_delete=models.CASCADE, related_name="stops")
    kind = models.CharField("what happens here?", max_length=16, choices=Kind.choices, default=Kind.VISIT)
    title = models.CharField("name of the stop", max_length=120)
    host = models.ForeignKey(
        HostOrganisation,
        on_delete=models.PROTECT,
        related_name="stops",
        null=True,
        blank=True,
        verbose_name="which host do we meet?",
    )
    venue = models.ForeignKey(
        Venue,
        on_delete=models.PROTECT,
        related_name="stops",
        null=True,
        blank=True,
        verbose_name="where is it?",
        help_text="Leave empty when it is at the hunt's base.",
    )
    stay_minutes = models.PositiveSmallIntegerField(
        "how long do we stay, in minutes?", default=60, validators=[MinValueValidator(5), MaxValueValidator(720)]
    )
    fixed_start = models.DateTimeField(null=True, blank=True)
    # Local wall times on the day, like a venue's opening times.
    earliest_start = models.TimeField("not before", null=True, blank=True)
    latest_finish = models.TimeField("over by", null=True, blank=True)
    meet = models.CharField(
        "who do we meet?",
        max_length=250,
        blank=True,
        help_text="As participants should read it, such as “learners of the Tech and Tea course”. No private details.",
    )
    prompts = models.TextField(
        "what should people think about?", max_length=2000, blank=True, help_text="One prompt a line."
    )
    access_notes = models.TextField(
        "anything special about getting in this time?",
        max_length=1000,
        blank=True,
        help_text="Shown below the access notes of the venue.",
    )
    path = models.JSONField(
        "path of the walk",
        null=True,
        blank=True,
        validators=[validate_path],
        help_text="A GeoJSON LineString, longitude before latitude.",
    )

    objects = StopQuerySet.as_manager()

    class Meta:
        ordering = ["hunt", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["gathering", "visit", "walking-tour", "meal", "pause"]),
                name="stop_kind_is_known",
            ),
            models.CheckConstraint(
                condition=Q(stay_minutes__gte=5, stay_minutes__lte=720), name="stay_is_five_minutes_to_twelve_hours"
            ),
            models.CheckConstraint(
                condition=Q(kind="walking-tour", path__isnull=False)
                | (~Q(kind="walking-tour") & Q(path__isnull=True)),
                name="a_walking_tour_and_nothing_else_has_a_path",
                violation_error_message="Give a walking tour its path, and only a walking tour.",
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def prompt_list(self):
        return [line.strip() for line in self.prompts.splitlines() if line.strip()]

    @property
    def points(self):
        """Where one arrives and where one leaves, ``(latitude, longitude)`` each, or None when not known."""
        place = self.venue or self.hunt
        return ends_of(self.path, place.latitude, place.longitude)

    @property
    def place_name(self):
        return self.venue.name if self.venue else self.hunt.base_name


class VisitQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(route__hunt__in=Hunt.objects.visible_to(user))

    def for_timeline(self):
        """Everything a timetable and its page need, in the order of the day."""
        related = self.select_related("leg", "stop__host", "stop__venue", "stop__hunt", "route")
        return related.prefetch_related("stop__venue__opening_times").order_by("route__number", "position")

    def logged_at(self):
        """Those that reflections belong to, or to the journey there."""
        return self.filter(Q(reflections__isnull=False) | Q(leg__reflections__isnull=False)).distinct()


class Visit(models.Model):
    """A route's call at a stop. Planned times are worked out by ``visits.planning``; actual ones are kept here."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    route = models.ForeignKey(Route, on_delete=models.CASCADE, related_name="visits")
    stop = models.ForeignKey(Stop, on_delete=models.CASCADE, related_name="visits")
    position = models.PositiveSmallIntegerField()
    arrived_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)

    objects = VisitQuerySet.as_manager()

    class Meta:
        ordering = ["route", "position"]
        constraints = [
            models.UniqueConstraint(fields=["route", "position"], name="one_visit_per_position_on_a_route"),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True) | Q(arrived_at__isnull=False, left_at__gte=models.F("arrived_at")),
                name="visit_is_left_after_arriving",
            ),
        ]

    def __str__(self):
        return f"{self.route}: {self.stop}"


class Mode(models.TextChoices):
    FOOT = "foot", "On foot"
    BUS = "bus", "Bus"
    TRAM = "tram", "Tram"
    TRAIN = "train", "Train"
    MINIBUS = "minibus", "Minibus or car"
    BICYCLE = "bicycle", "Bicycle"


class Leg(models.Model):
    """The journey to a visit from the one before it on the route. A first visit's leg is the way there from home."""

    visit = models.OneToOneField(Visit, on_delete=models.CASCADE, related_name="leg")
    mode = models.CharField("how do we travel?", max_length=8, choices=Mode.choices, default=Mode.FOOT)
    minutes = models.PositiveSmallIntegerField(
        "how long does it take, in minutes?",
        null=True,
        blank=True,
        validators=[MaxValueValidator(720)],
        help_text="Leave empty to have it estimated from the distance.",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(mode__in=["foot", "bus", "tram", "train", "minibus", "bicycle"]),
                name="leg_mode_is_known",
            ),
        ]

    def __str__(self):
        return f"to {self.visit.stop}"


class Encounter(models.Model):
    """A chance meeting nobody planned, opened in the field by whoever logs about it first."""

    # Made on the phone, so that several entries can be about it before any has arrived.
    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    hunt = models.ForeignKey(Hunt, on_delete=models.CASCADE, related_name="encounters")
    opened_by = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="encounters")
    title = models.CharField("who or what did you come across?", max_length=120)
    place = models.CharField("where was it?", max_length=250, blank=True)
    latitude = LatitudeField(null=True, blank=True)
    longitude = LongitudeField(null=True, blank=True)
    happened_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["hunt", "happened_at"]
        constraints = [point_is_whole_and_on_the_globe("encounter_is_a_whole_point_on_the_globe")]

    def __str__(self):
        return self.title


class Invitation(models.Model):
    """A host is asked for a slot at a stop, and answers."""

    class Status(models.TextChoices):
        ASKED = "asked", "Asked"
        CONFIRMED = "confirmed", "Confirmed"
        DECLINED = "declined", "Declined"
        PROPOSED = "proposed", "Another time proposed"

    stop = models.ForeignKey(Stop, on_delete=models.CASCADE, related_name="invitations")
    host = models.ForeignKey(HostOrganisation, on_delete=models.PROTECT, related_name="invitations")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.ASKED)
    proposed_start = models.DateTimeField(null=True, blank=True)
    message = models.TextField(max_length=2000, blank=True)
    key = models.CharField(max_length=40, unique=True, default=make_key, editable=False)
    asked_at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["stop", "host"]
        constraints = [
            models.UniqueConstraint(fields=["stop", "host"], name="one_invitation_per_stop_and_host"),
            models.CheckConstraint(
                condition=Q(status__in=["asked", "confirmed", "declined", "proposed"]),
                name="invitation_status_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(status="proposed") | Q(proposed_start__isnull=False),
                name="a_proposed_invitation_says_when",
            ),
        ]

    def __str__(self):
        return f"{self.host}: {self.status}"
