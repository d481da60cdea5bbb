"""Pictures and recordings that came with a reflection. What was sent is kept aside and never served: pages show what
was made from it."""

import uuid

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from hunts.places import LatitudeField, LongitudeField, point_is_whole_and_on_the_globe
from reflections.models.capture import MAX_WORDS, Reflection

# What can't be made of a file that often is not tried again: pages say that it could not be read.
MOST_TRIES = 3


class MediaQuerySet(models.QuerySet):
    def visible_to(self, user):
        """As visible as the reflection it belongs to."""
        return self.filter(reflection__in=Reflection.objects.visible_to(user))


def photo_path(photo, name):
    """Where a derived picture is kept: named by its random id alone, so that a path tells nothing."""
    return f"photos/{photo.pk.hex[:2]}/{photo.pk}-{name}"


def voice_path(voice, name):
    return f"voices/{voice.pk.hex[:2]}/{voice.pk}-{name}"


class Photo(models.Model):
    """A picture in the Photovoice manner. ``image`` and ``thumbnail`` are made again from the pixels of ``sent``, in
    the background, and again when they are missing; their names are empty until then. A photo without ``sent`` was
    drawn for the demo or a sample, or kept before there was one."""

    class Recognisable(models.TextChoices):
        NOBODY = "nobody", "Nobody can be recognised"
        AGREED = "agreed", "Yes, and they agreed to the picture"
        NOT_ASKED = "not-asked", "Yes, and I have not asked them"

    # The five questions of SHOWeD (Wang and Burris, Photovoice, Health Education & Behavior 24(3), 1997).
    SHOWED = {
        "see": "What do you See here?",
        "happening": "What is really Happening?",
        "our_lives": "How does it relate to Our lives?",
        "why": "Why is it so?",
        "do": "What can we Do about it?",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reflection = models.ForeignKey(Reflection, on_delete=models.CASCADE, related_name="photos")
    position = models.PositiveSmallIntegerField(default=1, validators=[MinValueValidator(1)])
    caption = models.CharField(max_length=500, blank=True)
    showed = models.JSONField("answers to SHOWeD", default=dict, blank=True)
    recognisable = models.CharField(max_length=10, choices=Recognisable.choices, default=Recognisable.NOBODY)
    who = models.CharField("who can be recognised?", max_length=250, blank=True)
    sent = models.FileField(upload_to=photo_path, max_length=200, blank=True, editable=False)
    image = models.ImageField(upload_to=photo_path, blank=True, width_field="width", height_field="height")
    thumbnail = models.ImageField(upload_to=photo_path, blank=True)
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    sha256 = models.CharField("SHA-256 of the file sent", max_length=64, editable=False)
    sent_bytes = models.PositiveIntegerField("bytes of the file sent", default=0, editable=False)
    latitude = LatitudeField(null=True, blank=True)
    longitude = LongitudeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField("failed tries of making its pictures", default=0, editable=False)
    taken_in_at = models.DateTimeField(auto_now_add=True)

    FILES = ("sent", "image", "thumbnail")
    objects = MediaQuerySet.as_manager()

    class Meta:
        ordering = ["reflection", "position", "id"]
        constraints = [
            point_is_whole_and_on_the_globe("photo_is_a_whole_point_on_the_globe"),
            models.CheckConstraint(
                condition=Q(recognisable__in=["nobody", "agreed", "not-asked"]), name="photo_recognisable_is_known"
            ),
        ]

    def __str__(self):
        """Without its caption: the admin keeps this in its log, also of photos that were withdrawn or deleted."""
        return f"Photo {self.position}"

    def get_absolute_url(self):
        return reverse("reflections:photo", args=[self.pk, "full"])

    @property
    def is_unreadable(self):
        """Nothing could be made of the file that was sent, and nobody tries any more."""
        return self.tries >= MOST_TRIES

    @property
    def thumbnail_url(self):
        return reverse("reflections:photo", args=[self.pk, "small"])

    @property
    def showed_answers(self):
        """Pairs of question and answer, of those that were answered."""
        return [(question, self.showed[key]) for key, question in self.SHOWED.items() if self.showed.get(key)]


class VoiceNote(models.Model):
    """Something said rather than typed. ``playable`` is made from ``sent`` in the background: the same sound in a form
    that every browser plays, without anything else that the file may carry."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reflection = models.ForeignKey(Reflection, on_delete=models.CASCADE, related_name="voices")
    position = models.PositiveSmallIntegerField(default=1, validators=[MinValueValidator(1)])
    transcript = models.TextField(max_length=MAX_WORDS, blank=True)
    seconds = models.PositiveIntegerField(default=0, editable=False)
    sent = models.FileField(upload_to=voice_path, max_length=200, editable=False)
    playable = models.FileField(upload_to=voice_path, max_length=200, blank=True, editable=False)
    sha256 = models.CharField("SHA-256 of the file sent", max_length=64, editable=False)
    sent_bytes = models.PositiveIntegerField("bytes of the file sent", default=0, editable=False)
    tries = models.PositiveSmallIntegerField("failed tries of making it playable", default=0, editable=False)
    taken_in_at = models.DateTimeField(auto_now_add=True)

    FILES = ("sent", "playable")
    objects = MediaQuerySet.as_manager()

    class Meta:
        ordering = ["reflection", "position", "id"]

    def __str__(self):
        return f"Voice note {self.position}"

    def get_absolute_url(self):
        return reverse("reflections:voice", args=[self.pk])

    @property
    def is_unreadable(self):
        """Nothing could be made of the file that was sent, and nobody tries any more."""
        return self.tries >= MOST_TRIES
