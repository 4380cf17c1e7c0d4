"""Reading only: a case is decided on its page, under an article, and nowhere else."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from moderation.models import Case


@admin.register(Case)
class CaseAdmin(admin.ModelAdmin):
    list_display = ("association", "number", "summary", "status", "due_at")
    list_filter = ("status", "seriousness", "association")
    list_select_related = ("association",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
