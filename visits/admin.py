from django.contrib import admin

from accounts.admin import LookingOnly, NotSearchable
from visits.models import (
    Contact,
    Encounter,
    HostImport,
    HostOrganisation,
    Invitation,
    Leg,
    OpeningTime,
    PlanVersion,
    SharedPlan,
    Stop,
    Venue,
    Visit,
)


class ContactInline(admin.StackedInline):
    model = Contact
    extra = 0


class VenueInline(admin.TabularInline):
    model = Venue
    fields = ["name", "address", "borough"]
    show_change_link = True
    can_delete = False
    extra = 0

    def has_add_permission(self, request, obj=None):
        return False


@admin.register(HostOrganisation)
class HostOrganisationAdmin(admin.ModelAdmin):
    view_on_site = False  # staff are strangers there
    list_display = ["name", "kind", "borough", "programme"]
    list_filter = ["kind"]
    list_select_related = ["programme"]
    search_fields = ["name", "borough", "about", "programme__name"]
    autocomplete_fields = ["programme"]
    readonly_fields = ["created_at"]
    inlines = [ContactInline, VenueInline]


@admin.register(Contact)
class ContactAdmin(admin.ModelAdmin):
    list_display = ["name", "role", "host"]
    list_select_related = ["host"]
    search_fields = ["name", "role", "host__name"]
    autocomplete_fields = ["host"]


class OpeningTimeInline(admin.TabularInline):
    model = OpeningTime
    extra = 0


@admin.register(HostImport)
class HostImportAdmin(LookingOnly, admin.ModelAdmin):
    """Without its rows: they hold contacts, and only who sent the file reads it."""

    list_display = ["__str__", "programme", "uploaded_by", "created_at"]
    list_select_related = ["programme", "uploaded_by"]
    search_fields = ["programme__name"]
    fields = ["programme", "uploaded_by", "created_at"]
    date_hierarchy = "created_at"


@admin.register(Venue)
class VenueAdmin(admin.ModelAdmin):
    list_display = ["name", "host", "borough", "step_free", "capacity", "programme"]
    list_filter = ["step_free", ("latitude", admin.EmptyFieldListFilter)]
    list_select_related = ["host", "programme"]
    search_fields = ["name", "address", "borough", "host__name"]
    autocomplete_fields = ["programme", "host"]
    inlines = [OpeningTimeInline]


@admin.register(OpeningTime)
class OpeningTimeAdmin(admin.ModelAdmin):
    list_display = ["venue", "weekday", "opens", "closes"]
    list_filter = ["weekday"]
    list_select_related = ["venue"]
    search_fields = ["venue__name"]
    autocomplete_fields = ["venue"]


@admin.register(Stop)
class StopAdmin(admin.ModelAdmin):
    list_display = ["title", "kind", "hunt", "host", "venue", "stay_minutes"]
    list_filter = ["kind"]
    list_select_related = ["hunt", "host", "venue"]
    search_fields = ["title", "hunt__title", "host__name", "venue__name"]
    autocomplete_fields = ["hunt", "host", "venue"]


class LegInline(admin.StackedInline):
    model = Leg


@admin.register(Visit)
class VisitAdmin(admin.ModelAdmin):
    list_display = ["__str__", "position", "arrived_at", "left_at"]
    list_filter = [("arrived_at", admin.EmptyFieldListFilter)]
    list_select_related = ["route", "stop"]
    search_fields = ["stop__title", "route__name", "route__hunt__title"]
    autocomplete_fields = ["route", "stop"]
    inlines = [LegInline]


@admin.register(Leg)
class LegAdmin(admin.ModelAdmin):
    list_display = ["__str__", "mode", "minutes"]
    list_filter = ["mode"]
    list_select_related = ["visit__stop", "visit__route"]
    search_fields = ["visit__stop__title", "visit__route__name"]
    autocomplete_fields = ["visit"]


@admin.register(Encounter)
class EncounterAdmin(admin.ModelAdmin):
    list_display = ["title", "place", "hunt", "opened_by", "happened_at"]
    list_select_related = ["hunt", "opened_by"]
    search_fields = ["title", "place", "hunt__title"]
    date_hierarchy = "happened_at"
    autocomplete_fields = ["hunt", "opened_by"]


@admin.register(Invitation)
class InvitationAdmin(NotSearchable, admin.ModelAdmin):
    """The key stays in the mail to the host: whoever has it can answer for them."""

    unsearchable = ("key",)
    list_display = ["host", "stop", "status", "proposed_start", "asked_at", "answered_at"]
    list_filter = ["status"]
    list_select_related = ["host", "stop"]
    search_fields = ["host__name", "stop__title"]
    date_hierarchy = "asked_at"
    autocomplete_fields = ["host", "stop"]
    readonly_fields = ["asked_at"]


@admin.register(PlanVersion)
class PlanVersionAdmin(LookingOnly, admin.ModelAdmin):
    list_display = ["hunt", "number", "summary", "kind", "made_by", "made_at"]
    list_filter = ["kind"]
    list_select_related = ["hunt", "made_by"]
    search_fields = ["hunt__title", "summary"]
    date_hierarchy = "made_at"


@admin.register(SharedPlan)
class SharedPlanAdmin(LookingOnly, admin.ModelAdmin):
    list_display = ["hunt", "number", "version", "shared_by", "shared_at"]
    list_select_related = ["hunt", "shared_by"]
    search_fields = ["hunt__title"]
    date_hierarchy = "shared_at"
