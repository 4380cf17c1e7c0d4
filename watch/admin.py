"""Reading only: a mention is answered or left on its page."""

from __future__ import annotations

from django.contrib import admin

from journal.admin import ReadOnlyAdmin
from watch.models import Item


@admin.register(Item)
class ItemAdmin(ReadOnlyAdmin):
    list_display = ("association", "place", "status", "noted_at")
    list_filter = ("status", "tone", "association")
    list_select_related = ("association",)
