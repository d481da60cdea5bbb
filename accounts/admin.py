"""People in the admin. allauth's own admin is not used: it would show the secrets of second steps."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth import admin as auth_admin
from django.contrib.auth.forms import AdminUserCreationForm

from accounts.models import User


class AddUserForm(AdminUserCreationForm):
    class Meta:
        model = User
        fields = ["email", "name"]


class LookingOnly:
    """Rows that other pages write: the admin shows them, and deletes them when a person asks to be forgotten."""

    def has_add_permission(self, request, *args):
        return False

    def has_change_permission(self, request, obj=None):
        return False


class NotSearchable:
    """The admin filters a list by any column that its address names, so a few hundred guesses spell out a secret.

    ``unsearchable`` names the columns for which it must not.
    """

    unsearchable: tuple[str, ...] = ()

    def lookup_allowed(self, lookup, value, request):
        return lookup.split("__")[0] not in self.unsearchable and super().lookup_allowed(lookup, value, request)


class EmailAddressInline(LookingOnly, admin.TabularInline):
    model = EmailAddress
    fields = ["email", "verified", "primary"]
    can_delete = False


class SecondStepInline(LookingOnly, admin.TabularInline):
    """Can be deleted, for somebody who has lost both phone and recovery codes; the secrets stay out of sight."""

    model = Authenticator
    fields = ["type", "created_at", "last_used_at"]
    verbose_name = "second step"
    verbose_name_plural = "second steps"

    def has_change_permission(self, request, obj=None):
        return request.user.has_perm("mfa.change_authenticator")

    def get_readonly_fields(self, request, obj=None):
        return self.fields


@admin.register(User)
class UserAdmin(auth_admin.UserAdmin):
    add_form = AddUserForm
    add_fieldsets = [
        (None, {"fields": ["email", "name", "usable_password", "password1", "password2"], "classes": ["wide"]})
    ]
    fieldsets = [
        (None, {"fields": ["name", "email", "password"]}),
        (
            "What this person may do",
            {"fields": ["is_active", "is_staff", "is_superuser", "groups", "user_permissions"]},
        ),
        ("When", {"fields": ["date_joined", "last_login"]}),
    ]
    readonly_fields = ["date_joined", "last_login"]
    powers = ["is_staff", "is_superuser", "groups", "user_permissions"]
    list_display = ["__str__", "email", "is_active", "is_staff", "date_joined", "last_login"]
    list_filter = ["is_active", "is_staff", "is_superuser", ("email", admin.EmptyFieldListFilter)]
    search_fields = ["name", "email"]
    ordering = ["-date_joined", "-pk"]
    date_hierarchy = "date_joined"
    inlines = [EmailAddressInline, SecondStepInline]

    def get_readonly_fields(self, request, obj=None):
        """Powers are given by superusers alone: somebody who may only change people could give them to themselves."""
        fields = super().get_readonly_fields(request, obj)
        return fields if request.user.is_superuser else [*fields, *self.powers]

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and may_touch(request.user, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and may_touch(request.user, obj)

    def get_inlines(self, request, obj):
        return self.inlines if obj else []

    def save_model(self, request, obj, form, change):
        """Save; a person whose address staff changed must not be reached under the old one any more."""
        super().save_model(request, obj, form, change)
        if change and "email" in form.changed_data:
            EmailAddress.objects.filter(user=obj).exclude(email=obj.email or "").delete()


def may_touch(staff, person):
    """Whether ``staff`` may change or delete ``person``: whoever sets a superuser's address or password is one."""
    return staff.is_superuser or person is None or not person.is_superuser
