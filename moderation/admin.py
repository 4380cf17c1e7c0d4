"""Reading only: a case is decided on its page, under an article, and nowhere else."""

from __future__ import annotations

from django.contrib import admin

from journal.admin import ReadOnlyAdmin
from moderation.models import Case


@admin.register(Case)
class CaseAdmin(ReadOnlyAdmin):
    list_display = ("association", "number", "summary", "status", "due_at")
    list_filter = ("status", "seriousness", "association")
    list_select_related = ("association",)
