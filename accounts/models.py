"""Who people are. Everybody is a User; many participants never have an email address."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone


class UserManager(BaseUserManager):
    def create_user(self, email=None, password=None, **fields):
        """Return a saved user; without a password they sign in by code or personal link."""
        user = self.model(email=self.normalize_email(email).lower() or None, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)


class User(AbstractBaseUser, PermissionsMixin):
    email = models.EmailField(
        "email address",
        unique=True,
        null=True,
        blank=True,
        error_messages={"unique": "Somebody already uses this email address."},
    )
    name = models.CharField("name", max_length=120, blank=True)
    is_active = models.BooleanField("can sign in", default=True)
    is_staff = models.BooleanField("can use the admin", default=False)
    date_joined = models.DateTimeField(default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_user_per_email_in_any_case"),
            models.CheckConstraint(condition=~models.Q(email=""), name="email_is_missing_or_real"),
        ]

    def __str__(self):
        return self.name or self.email or f"Person {self.pk}"

    def clean(self):
        super().clean()
        self.email = self.email.lower() if self.email else None

    def get_short_name(self):
        return self.name.split(" ")[0] if self.name else str(self)

    @property
    def has_account(self):
        """Whether this person signs in by email, rather than by a personal link alone."""
        return bool(self.email)
