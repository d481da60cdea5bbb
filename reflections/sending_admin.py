"""What phones promised and sent, in the admin: that it is there and how large, never what it says."""

from django.contrib import admin
from django.core.files.storage import default_storage

from accounts.admin import LookingOnly, NotSearchable
from reflections.models import Chunk, Deleted, PaperCode, Part, Revision, Sent, StatedPositions, Writing


class OfAReflection(LookingOnly, NotSearchable, admin.ModelAdmin):
    list_select_related = ["reflection"]
    search_fields = ["reflection__hunt__title"]


@admin.register(Sent)
class SentAdmin(OfAReflection):
    unsearchable = ("body",)
    list_display = ["__str__", "reflection", "clock_ahead_seconds", "brought_by"]
    list_select_related = ["reflection", "brought_by"]
    fields = ["reflection", "sha256", "clock_ahead_seconds", "brought_by"]


@admin.register(StatedPositions)
class StatedPositionsAdmin(LookingOnly, NotSearchable, admin.ModelAdmin):
    unsearchable = ("body", "stances")
    list_display = ["__str__", "participation", "when", "stated_at"]
    list_select_related = ["participation"]
    search_fields = ["participation__hunt__title"]
    fields = ["id", "participation", "when", "stated_at", "sha256"]


@admin.register(Part)
class PartAdmin(OfAReflection):
    unsearchable = ("note",)
    list_display = ["__str__", "reflection", "size", "stored_at"]
    list_filter = ["kind", ("stored_at", admin.EmptyFieldListFilter)]
    fields = ["id", "reflection", "kind", "position", "size", "sha256", "stored_at"]


@admin.register(Revision)
class RevisionAdmin(OfAReflection):
    unsearchable = ("words", "tags")
    list_display = ["__str__", "reflection", "replaced_at"]
    fields = ["reflection", "replaced_at"]


@admin.register(Chunk)
class ChunkAdmin(LookingOnly, NotSearchable, admin.ModelAdmin):
    """The bytes are not even read."""

    unsearchable = ("content",)
    list_display = ["part", "offset", "received_at"]
    list_select_related = ["part"]
    search_fields = ["part__reflection__hunt__title"]
    fields = ["part", "offset", "received_at"]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("content")


@admin.register(Deleted)
class DeletedAdmin(LookingOnly, NotSearchable, admin.ModelAdmin):
    list_display = ["__str__", "record", "sent_by"]
    list_select_related = ["sent_by"]
    search_fields = ["sent_by__name"]
    fields = ["id", "record", "sha256", "sent_by"]


@admin.register(Writing)
class WritingAdmin(LookingOnly, admin.ModelAdmin):
    list_display = ["name", "begun_at"]
    search_fields = ["name"]
    fields = ["name", "begun_at"]

    def delete_model(self, request, obj):
        default_storage.delete(obj.name)
        obj.delete()

    def delete_queryset(self, request, queryset):
        for note in queryset:
            self.delete_model(request, note)


@admin.register(PaperCode)
class PaperCodeAdmin(LookingOnly, NotSearchable, admin.ModelAdmin):
    """Whose code is where; a code itself lets somebody log for its person."""

    unsearchable = ("code",)
    list_display = ["pk", "participation", "visit"]
    list_select_related = ["participation", "visit__route", "visit__stop"]
    search_fields = ["participation__hunt__title"]
    fields = ["participation", "visit"]
