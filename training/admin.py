"""Reading only: a place is taken and given back on the page of its workshop."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from training.models import Attendance, Workshop


class _ReadOnly(admin.ModelAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Workshop)
class WorkshopAdmin(_ReadOnly):
    list_display = ("association", "title", "starts_at", "status")
    list_filter = ("status", "association")
    list_select_related = ("association",)


@admin.register(Attendance)
class AttendanceAdmin(_ReadOnly):
    list_display = ("association", "workshop", "member", "status")
    list_filter = ("status", "association")
    list_select_related = ("association", "workshop", "member__user")
