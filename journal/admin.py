"""Reading only: the chain is written by acts, and by nothing else. Other rooms borrow `ReadOnlyAdmin`."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from journal.models import Entry


class ReadOnlyAdmin(admin.ModelAdmin):
    """A list and a page to read; what it shows changes through the verbs of its room."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Entry)
class EntryAdmin(ReadOnlyAdmin):
    list_display = ("association", "seq", "at", "action", "object_type", "object_id", "before", "after")
    list_filter = ("action", "association")
    list_select_related = ("association",)
