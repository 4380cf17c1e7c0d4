"""Reading only: a place is taken and given back on the page of its workshop."""

from __future__ import annotations

from django.contrib import admin

from journal.admin import ReadOnlyAdmin
from training.models import Attendance, Workshop


@admin.register(Workshop)
class WorkshopAdmin(ReadOnlyAdmin):
    list_display = ("association", "title", "starts_at", "status")
    list_filter = ("status", "association")
    list_select_related = ("association",)


@admin.register(Attendance)
class AttendanceAdmin(ReadOnlyAdmin):
    list_display = ("association", "workshop", "member", "status")
    list_filter = ("status", "association")
    list_select_related = ("association", "workshop", "member__user")
