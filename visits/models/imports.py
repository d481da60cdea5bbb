"""A file of hosts between its preview and its import."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from hunts.models import Programme

KEPT_FOR = timedelta(days=1)


class HostImportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """It holds contacts: only who sent the file may open it, while they organise the programme, for a day."""
        own = self.filter(uploaded_by_id=user.pk, programme__in=Programme.objects.organised_by(user))
        return own.filter(created_at__gt=timezone.now() - KEPT_FOR)

    def left_over(self):
        return self.filter(created_at__lte=timezone.now() - KEPT_FOR)


class HostImport(models.Model):
    """``rows`` as ``visits.directory.files`` reads them; ``choices`` say which host a row means, by its line."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="host_imports")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    rows = models.JSONField()
    choices = models.JSONField(default=dict)
    unused = models.JSONField("headings that mean nothing", default=list)

    objects = HostImportQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]

    def __str__(self):
        return f"{len(self.rows)} rows for {self.programme}"

    def get_absolute_url(self):
        return reverse("visits:host_import_check", args=[self.programme.slug, self.pk])
