"""Reading only: a mention is answered or left on its page."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from watch.models import Item


@admin.register(Item)
class ItemAdmin(admin.ModelAdmin):
    list_display = ("association", "place", "status", "noted_at")
    list_filter = ("status", "tone", "association")
    list_select_related = ("association",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
