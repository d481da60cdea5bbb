"""The one place that knows who does our background work: with Django 6 these imports become ``django.tasks``."""

from django_tasks import task

__all__ = ["task"]
