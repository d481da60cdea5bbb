"""The directory of a programme: who can be visited, where, and how organisers reach them."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from hunts.models import Programme
from hunts.places import LatitudeField, LongitudeField, point_is_whole_and_on_the_globe


class ProgrammeOwnedQuerySet(models.QuerySet):
    """Rows of a programme's directory: its team reads them, its organisers change them."""

    programme_path = "programme"

    def visible_to(self, user):
        return self.filter(**{f"{self.programme_path}__in": Programme.objects.visible_to(user)})

    def organised_by(self, user):
        return self.filter(**{f"{self.programme_path}__in": Programme.objects.organised_by(user)})


class HostQuerySet(ProgrammeOwnedQuerySet):
    def named_like(self, words):
        """Those whose name, borough or a venue's name holds ``words``, in any case; every host for no words."""
        if not words:
            return self
        held = Venue.objects.filter(name__icontains=words, host__isnull=False).values("host")
        return self.filter(Q(name__icontains=words) | Q(borough__icontains=words) | Q(pk__in=held))


class HostOrganisation(models.Model):
    class Kind(models.TextChoices):
        COMMUNITY_ANCHOR = "community-anchor", "Community anchor"
        BIG_LOCAL = "big-local", "Big Local partnership"
        SOCIAL_ENTERPRISE = "social-enterprise", "Social enterprise"
        CHARITY = "charity", "Charity"
        COOPERATIVE = "cooperative", "Co-operative"
        RESIDENTS_GROUP = "residents-group", "Residents' group"
        FAITH_GROUP = "faith-group", "Faith group"
        ARTS_AND_CULTURE = "arts-and-culture", "Arts and culture"
        HOUSING = "housing", "Housing association"
        PUBLIC_BODY = "public-body", "Public body"
        UNIVERSITY = "university", "University or college"
        OTHER = "other", "Something else"

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="hosts")
    name = models.CharField("name of the organisation", max_length=120)
    kind = models.CharField("what kind of organisation is it?", max_length=24, choices=Kind.choices)
    borough = models.CharField("borough or district", max_length=80, blank=True)
    about = models.TextField(
        "what matters about it?",
        max_length=2000,
        blank=True,
        help_text="What should people know before they meet? Participants see this.",
    )
    website = models.URLField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = HostQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "name"],
                name="one_host_per_name_in_a_programme",
                violation_error_message="The directory already has an organisation with this name.",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("visits:host", args=[self.programme.slug, self.pk])


class ContactQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Contacts are private to organisers: researchers, participants and hosts never see them."""
        return self.filter(host__programme__in=Programme.objects.organised_by(user))


class Contact(models.Model):
    host = models.ForeignKey(HostOrganisation, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField("name of the person", max_length=120)
    role = models.CharField("what do they do there?", max_length=120, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    notes = models.TextField(max_length=1000, blank=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class Venue(models.Model):
    """A place: of a host, or on its own (a café, a park, a station)."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="venues")
    host = models.ForeignKey(HostOrganisation, on_delete=models.CASCADE, related_name="venues", null=True, blank=True)
    name = models.CharField("name of the place", max_length=120)
    address = models.CharField(max_length=250, blank=True)
    borough = models.CharField("borough or district", max_length=80, blank=True)
    latitude = LatitudeField(null=True, blank=True)
    longitude = LongitudeField(null=True, blank=True)
    access_notes = models.TextField(
        "access notes",
        max_length=1000,
        blank=True,
        help_text="The door, the bell, parking, toilets, hearing loop, quiet room. Participants see this.",
    )
    step_free = models.BooleanField("is it step-free?", null=True, blank=True)
    capacity = models.PositiveSmallIntegerField(
        "how many visitors fit?", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5000)]
    )

    objects = ProgrammeOwnedQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [point_is_whole_and_on_the_globe("venue_is_a_whole_point_on_the_globe")]

    def __str__(self):
        return self.name

    @property
    def point(self):
        """``(latitude, longitude)`` as floats, or None."""
        whole = self.latitude is not None and self.longitude is not None
        return (float(self.latitude), float(self.longitude)) if whole else None


class OpeningTime(models.Model):
    """Local wall time on a weekday (0 is Monday). A weekday without a row is not known to be open."""

    class Weekday(models.IntegerChoices):
        MONDAY = 0
        TUESDAY = 1
        WEDNESDAY = 2
        THURSDAY = 3
        FRIDAY = 4
        SATURDAY = 5
        SUNDAY = 6

    venue = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="opening_times")
    weekday = models.PositiveSmallIntegerField(choices=Weekday.choices)
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        ordering = ["venue", "weekday", "opens"]
        constraints = [
            models.CheckConstraint(condition=Q(closes__gt=F("opens")), name="venue_closes_after_it_opens"),
            models.CheckConstraint(condition=Q(weekday__gte=0, weekday__lte=6), name="weekday_is_zero_to_six"),
            models.UniqueConstraint(fields=["venue", "weekday", "opens"], name="one_opening_per_venue_day_and_start"),
        ]

    def __str__(self):
        return f"{self.get_weekday_display()} {self.opens:%H:%M} to {self.closes:%H:%M}"
