"""What people logged is theirs: the admin shows it, can withdraw or delete it, and never rewrites it."""

from django.contrib import admin
from django.utils.html import format_html
from django.utils.text import Truncator

from accounts.admin import LookingOnly, NotSearchable
from reflections import sending_admin  # noqa: F401 - registers the rest
from reflections.capture.editing import delete_media, delete_reflection
from reflections.models import Evidence, Finding, Photo, Reflection, Tag, VoiceNote


def unless_withdrawn(reflection, text):
    """What somebody took back, or keeps to themselves, is not for staff to read either."""
    if reflection.audience == Reflection.Audience.ME:
        return "(for its author alone)"
    return "(withdrawn)" if reflection.is_withdrawn else text


class TagInline(LookingOnly, admin.TabularInline):
    model = Tag
    fields = ["conundrum", "stance", "tagged_by", "tagged_at"]
    readonly_fields = ["tagged_at"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("conundrum", "tagged_by")


class Pictured:
    """Links to our own page of the picture, which shows it to whoever may read the reflection and to nobody else."""

    @admin.display(description="caption")
    def what_it_says(self, photo):
        return unless_withdrawn(photo.reflection, photo.caption)

    @admin.display(description="who can be recognised?")
    def whom_it_shows(self, photo):
        return unless_withdrawn(photo.reflection, photo.who)

    @admin.display(description="picture")
    def picture(self, photo):
        return format_html('<a href="{}">{} × {} pixels</a>', photo.get_absolute_url(), photo.width, photo.height)


class PhotoInline(Pictured, LookingOnly, admin.TabularInline):
    model = Photo
    fields = ["position", "what_it_says", "recognisable", "whom_it_shows", "picture"]
    readonly_fields = ["what_it_says", "whom_it_shows", "picture"]
    can_delete = False


class VoiceInline(LookingOnly, admin.TabularInline):
    model = VoiceNote
    fields = ["position", "what_is_said", "seconds", "taken_in_at"]
    readonly_fields = ["what_is_said", "seconds", "taken_in_at"]
    can_delete = False

    @admin.display(description="transcript")
    def what_is_said(self, voice):
        return unless_withdrawn(voice.reflection, voice.transcript)


@admin.register(Reflection)
class ReflectionAdmin(NotSearchable, admin.ModelAdmin):
    view_on_site = False  # staff are strangers there
    unsearchable = ("words",)
    list_display = ["__str__", "start", "hunt", "participation", "noted_at", "withdrawn_at"]
    list_filter = ["moment", ("withdrawn_at", admin.EmptyFieldListFilter)]
    list_select_related = ["hunt", "participation"]
    search_fields = ["hunt__title", "participation__pseudonym"]
    date_hierarchy = "noted_at"
    show_full_result_count = False
    fields = [
        "id", "programme", "hunt", "participation", "moment", "visit", "leg", "encounter",
        "place_said", "what_was_written", "audience", "typed_by",
        "noted_at", "received_at", "edited_at", "withdrawn_at",
    ]  # fmt: skip
    inlines = [PhotoInline, VoiceInline, TagInline]

    def get_queryset(self, request):
        return (
            super()
            .get_queryset(request)
            .select_related(
                "programme",
                "hunt",
                "participation",
                "typed_by",
                "visit__route",
                "visit__stop",
                "leg__visit__stop",
                "encounter",
            )
        )

    def get_readonly_fields(self, request, obj=None):
        return [name for name in self.fields if name != "withdrawn_at"]

    def has_add_permission(self, request):
        return False

    def delete_model(self, request, obj):
        delete_reflection(obj)

    def delete_queryset(self, request, queryset):
        for reflection in queryset:
            delete_reflection(reflection)

    @admin.display(description="words")
    def start(self, reflection):
        return Truncator(self.what_was_written(reflection)).chars(80)

    @admin.display(description="words")
    def what_was_written(self, reflection):
        return unless_withdrawn(reflection, reflection.words or "(no words)")


@admin.register(Photo)
class PhotoAdmin(Pictured, LookingOnly, NotSearchable, admin.ModelAdmin):
    view_on_site = False  # staff are strangers there
    unsearchable = ("caption", "who")
    list_display = ["__str__", "what_it_says", "reflection", "recognisable", "picture", "taken_in_at"]
    list_filter = ["recognisable"]
    list_select_related = ["reflection"]
    search_fields = ["reflection__hunt__title", "reflection__participation__pseudonym"]
    date_hierarchy = "taken_in_at"
    fields = [
        "id", "reflection", "position", "what_it_says", "recognisable", "whom_it_shows",
        "picture", "sha256", "latitude", "longitude", "taken_in_at",
    ]  # fmt: skip

    def delete_model(self, request, obj):
        delete_media([obj])

    def delete_queryset(self, request, queryset):
        delete_media(list(queryset))


@admin.register(VoiceNote)
class VoiceNoteAdmin(LookingOnly, NotSearchable, admin.ModelAdmin):
    view_on_site = False  # staff are strangers there
    unsearchable = ("transcript",)
    list_display = ["__str__", "what_is_said", "reflection", "seconds", "taken_in_at"]
    list_select_related = ["reflection"]
    search_fields = ["reflection__hunt__title", "reflection__participation__pseudonym"]
    date_hierarchy = "taken_in_at"
    fields = ["id", "reflection", "position", "what_is_said", "seconds", "sha256", "taken_in_at"]

    @admin.display(description="transcript")
    def what_is_said(self, voice):
        return unless_withdrawn(voice.reflection, voice.transcript)

    def delete_model(self, request, obj):
        delete_media([obj])

    def delete_queryset(self, request, queryset):
        delete_media(list(queryset))


@admin.register(Tag)
class TagAdmin(LookingOnly, admin.ModelAdmin):
    list_display = ["reflection", "conundrum", "stance", "tagged_by", "tagged_at"]
    list_filter = ["stance"]
    list_select_related = ["reflection", "conundrum", "tagged_by"]
    search_fields = ["conundrum__label", "tagged_by__name"]
    date_hierarchy = "tagged_at"


class Quoting:
    @admin.display(description="quote")
    def what_it_quotes(self, evidence):
        return unless_withdrawn(evidence.reflection, evidence.quote or "(the whole of it)")


class EvidenceInline(Quoting, LookingOnly, admin.TabularInline):
    model = Evidence
    fields = ["reflection", "direction", "what_it_quotes", "added_by"]
    readonly_fields = ["what_it_quotes"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("reflection", "added_by")


@admin.register(Finding)
class FindingAdmin(admin.ModelAdmin):
    view_on_site = False  # staff are strangers there
    list_display = ["sentence", "programme", "written_by", "updated_at"]
    list_select_related = ["programme", "written_by"]
    search_fields = ["sentence", "argument", "programme__name"]
    date_hierarchy = "created_at"
    autocomplete_fields = ["programme", "conundrums", "written_by"]
    readonly_fields = ["created_at", "updated_at"]
    inlines = [EvidenceInline]


@admin.register(Evidence)
class EvidenceAdmin(Quoting, LookingOnly, NotSearchable, admin.ModelAdmin):
    unsearchable = ("quote",)
    list_display = ["__str__", "finding", "direction", "reflection", "what_it_quotes", "added_by", "added_at"]
    list_filter = ["direction"]
    list_select_related = ["finding", "reflection", "added_by"]
    search_fields = ["finding__sentence"]
    date_hierarchy = "added_at"
    fields = ["finding", "reflection", "direction", "what_it_quotes", "added_by", "added_at"]
