"""Reading only: a text changes through its verbs, and once fixed through nothing at all."""

from __future__ import annotations

from django.contrib import admin

from charter.models import Charter, Clause, Repeal, Review, Version
from journal.admin import ReadOnlyAdmin


@admin.register(Charter)
class CharterAdmin(ReadOnlyAdmin):
    list_display = ("association", "kind")
    list_filter = ("kind", "association")
    list_select_related = ("association",)


@admin.register(Version)
class VersionAdmin(ReadOnlyAdmin):
    list_display = ("association", "charter", "number", "status", "in_force_on", "review_on", "content_hash")
    list_filter = ("status", "charter__kind", "association")
    list_select_related = ("association", "charter")


@admin.register(Clause)
class ClauseAdmin(ReadOnlyAdmin):
    list_display = ("association", "version", "position", "title")
    list_filter = ("version__charter__kind", "association")
    list_select_related = ("association", "version__charter")


@admin.register(Review)
class ReviewAdmin(ReadOnlyAdmin):
    list_display = ("association", "version", "outcome", "done_on", "next_on")
    list_filter = ("outcome", "association")
    list_select_related = ("association", "version__charter")


@admin.register(Repeal)
class RepealAdmin(ReadOnlyAdmin):
    list_display = ("association", "version", "status", "proposed_at", "decided_at")
    list_filter = ("status", "association")
    list_select_related = ("association", "version__charter")
