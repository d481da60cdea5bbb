from django.contrib import admin

from accounts.admin import LookingOnly, NotSearchable
from hunts.models import Consent, Conundrum, Hunt, Membership, Participation, Position, Programme, Route, Tally


class MembershipInline(admin.TabularInline):
    model = Membership
    fields = ["user", "role"]
    autocomplete_fields = ["user"]
    extra = 0


class ConundrumInline(admin.TabularInline):
    model = Conundrum
    fields = ["number", "label", "question", "retired_at"]
    extra = 0


@admin.register(Programme)
class ProgrammeAdmin(admin.ModelAdmin):
    view_on_site = False  # staff are strangers there
    list_display = ["name", "slug", "created_at"]
    search_fields = ["name", "slug", "mission"]
    date_hierarchy = "created_at"
    prepopulated_fields = {"slug": ["name"]}
    readonly_fields = ["created_at"]
    inlines = [MembershipInline, ConundrumInline]


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin):
    list_display = ["user", "programme", "role", "created_at"]
    list_filter = ["role"]
    list_select_related = ["user", "programme"]
    search_fields = ["user__name", "user__email", "programme__name"]
    autocomplete_fields = ["user", "programme"]


@admin.register(Conundrum)
class ConundrumAdmin(admin.ModelAdmin):
    list_display = ["__str__", "question", "programme", "retired_at"]
    list_filter = [("retired_at", admin.EmptyFieldListFilter)]
    list_select_related = ["programme"]
    search_fields = ["label", "question", "programme__name"]
    autocomplete_fields = ["programme"]


class RouteInline(admin.TabularInline):
    model = Route
    fields = ["number", "name", "places", "description"]
    extra = 0


@admin.register(Hunt)
class HuntAdmin(NotSearchable, admin.ModelAdmin):
    """The join code stays on the organiser's own page: whoever reads it can join."""

    unsearchable = ("join_code",)
    view_on_site = False  # staff are strangers there
    list_display = ["title", "programme", "stage", "starts_at", "zone", "base_name"]
    list_filter = ["stage", "starts_at"]
    list_select_related = ["programme"]
    search_fields = ["title", "slug", "base_name", "programme__name"]
    date_hierarchy = "starts_at"
    autocomplete_fields = ["programme", "conundrums"]
    readonly_fields = ["created_at"]
    inlines = [RouteInline]


@admin.register(Route)
class RouteAdmin(NotSearchable, admin.ModelAdmin):
    unsearchable = ("calendar_key",)
    list_display = ["name", "number", "hunt", "places"]
    list_select_related = ["hunt"]
    search_fields = ["name", "hunt__title"]
    autocomplete_fields = ["hunt"]


class ConsentInline(LookingOnly, admin.TabularInline):
    model = Consent
    fields = ["use", "agreed", "decided_at", "superseded_at"]


@admin.register(Participation)
class ParticipationAdmin(NotSearchable, admin.ModelAdmin):
    """The personal link stays with the person: whoever has it can read and write in their name."""

    unsearchable = ("key", "calendar_key")
    list_display = ["pseudonym", "name", "hunt", "route", "joined_at", "left_at"]
    list_filter = ["joined_at", ("left_at", admin.EmptyFieldListFilter)]
    list_select_related = ["hunt", "route"]
    search_fields = ["name", "pseudonym", "contact_email", "hunt__title"]
    date_hierarchy = "joined_at"
    autocomplete_fields = ["route"]
    readonly_fields = ["hunt", "user", "joined_at"]
    inlines = [ConsentInline]

    def has_add_permission(self, request):
        return False


@admin.register(Consent)
class ConsentAdmin(LookingOnly, admin.ModelAdmin):
    list_display = ["participation", "use", "agreed", "decided_at", "superseded_at"]
    list_filter = ["use", "agreed", ("superseded_at", admin.EmptyFieldListFilter)]
    list_select_related = ["participation"]
    search_fields = ["participation__pseudonym", "participation__hunt__title"]
    date_hierarchy = "decided_at"


@admin.register(Position)
class PositionAdmin(LookingOnly, admin.ModelAdmin):
    list_display = ["participation", "conundrum", "when", "stance", "stated_at"]
    list_filter = ["when", "stance"]
    list_select_related = ["participation", "conundrum"]
    search_fields = ["participation__pseudonym", "conundrum__label"]
    date_hierarchy = "stated_at"


@admin.register(Tally)
class TallyAdmin(LookingOnly, admin.ModelAdmin):
    list_display = ["action", "hour", "number"]
    search_fields = ["action"]
    date_hierarchy = "hour"
