"""What phones promised and sent: rows stand before any byte is written, so that no fault leaves things half-done."""

import secrets
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from hunts.models import Participation, Position
from hunts.models.hunts import JOIN_ALPHABET
from reflections.models.capture import Reflection
from visits.models import Visit


class Sent(models.Model):
    """The record of a reflection as its phone made it, to the byte: what the hash in our answer is the hash of."""

    reflection = models.OneToOneField(Reflection, on_delete=models.CASCADE, primary_key=True, related_name="sent")
    body = models.TextField()
    sha256 = models.CharField(max_length=64)
    clock_ahead_seconds = models.IntegerField("how far the phone's clock was ahead", default=0)
    brought_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        help_text="Who sent it from a saved file, if that was not its author.",
    )

    def __str__(self):
        return f"Record {self.sha256[:12]}"


class StatedPositions(models.Model):
    """The record in which a phone said where its person stands, to the byte. It is kept beside the positions that came
    of it, so that one which comes late or twice changes nothing that was said after it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    participation = models.ForeignKey(Participation, on_delete=models.CASCADE, related_name="stated_positions")
    when = models.CharField(max_length=6, choices=Position.When.choices)
    stances = models.JSONField("conundrum number to stance, empty for one taken back", default=dict)
    stated_at = models.DateTimeField()
    body = models.TextField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["participation", "stated_at"]
        verbose_name_plural = "stated positions"
        constraints = [
            models.CheckConstraint(condition=Q(when__in=["before", "after"]), name="stated_positions_time_is_known")
        ]

    def __str__(self):
        return f"Positions {self.sha256[:12]}"


class PartQuerySet(models.QuerySet):
    def stored(self):
        return self.filter(stored_at__isnull=False)


class Part(models.Model):
    """A photo or voice note that a record promises. It stays when what it brought is removed, so that the same bytes
    sent once more bring nothing back."""

    class Kind(models.TextChoices):
        PHOTO = "photo", "Photo"
        VOICE = "voice", "Voice note"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reflection = models.ForeignKey(Reflection, on_delete=models.CASCADE, related_name="parts")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    position = models.PositiveSmallIntegerField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField("bytes")
    note = models.JSONField("what its author says about it", default=dict)
    stored_at = models.DateTimeField(null=True, blank=True)

    objects = PartQuerySet.as_manager()

    class Meta:
        ordering = ["reflection", "position"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["photo", "voice"]), name="part_kind_is_known"),
            models.UniqueConstraint(fields=["reflection", "position"], name="one_part_per_position_of_a_reflection"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.position}"

    @property
    def is_stored(self):
        return self.stored_at is not None


class Deleted(models.Model):
    """The id and hash of a record or part that was deleted for good, and nothing else of it: a phone that never heard
    that it had arrived is told so, and does not bring back what somebody asked to have forgotten."""

    id = models.UUIDField(primary_key=True, editable=False)
    # The record that a part belonged to; a record's own id.
    record = models.UUIDField(db_index=True, editable=False)
    sha256 = models.CharField(max_length=64)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", help_text="Whose phone it came from."
    )

    def __str__(self):
        return f"Deleted {self.pk}"


class Chunk(models.Model):
    """A piece of a part that waits for the rest. In the database, because every process has to find it and nothing may
    be left of it when the part is whole."""

    part = models.ForeignKey(Part, on_delete=models.CASCADE, related_name="chunks")
    offset = models.PositiveIntegerField()
    content = models.BinaryField()
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["part", "offset"]
        constraints = [models.UniqueConstraint(fields=["part", "offset"], name="one_chunk_per_part_and_offset")]

    def __str__(self):
        return f"From byte {self.offset}"


class Writing(models.Model):
    """The name of a file that is about to be written, noted before and struck out in the transaction that ties the
    file to a row. What is left here after a crash names every half file and orphan there can be."""

    name = models.CharField(max_length=200, unique=True)
    begun_at = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self):
        return f"Writing {self.pk}"


class Revision(models.Model):
    """What a reflection said before its author changed it; for its author alone."""

    reflection = models.ForeignKey(Reflection, on_delete=models.CASCADE, related_name="revisions")
    words = models.TextField(blank=True)
    tags = models.JSONField("conundrum number to stance", default=dict)
    audience = models.CharField(max_length=6, choices=Reflection.Audience.choices)
    replaced_at = models.DateTimeField()

    class Meta:
        ordering = ["reflection", "-replaced_at", "-pk"]

    def __str__(self):
        return f"Until {self.replaced_at:%Y-%m-%d %H:%M}"


def make_paper_code():
    """Six letters or digits, easy to write and to read back: about 29 bits, of use only to the hunt's own people."""
    return "".join(secrets.choice(JOIN_ALPHABET) for _ in range(6))


class PaperCode(models.Model):
    """The code on a paper card: whose notes these are and where they were made. Without a visit it is the person's
    own code, which they give to somebody who may log for them."""

    code = models.CharField(max_length=12, unique=True, default=make_paper_code, editable=False)
    participation = models.ForeignKey(Participation, on_delete=models.CASCADE, related_name="paper_codes")
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="paper_codes", null=True, blank=True)

    class Meta:
        ordering = ["participation", "visit__position"]
        constraints = [
            models.UniqueConstraint(fields=["participation", "visit"], name="one_paper_code_per_person_and_visit"),
            models.UniqueConstraint(
                fields=["participation"], condition=Q(visit__isnull=True), name="one_own_code_per_person_in_a_hunt"
            ),
        ]

    def __str__(self):
        """Without the code, which lets somebody log for its person."""
        return f"Code {self.pk}"
