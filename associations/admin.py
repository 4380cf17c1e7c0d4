"""Repairs a misspelt name, an account to close. Mandates are given on the members page."""

from __future__ import annotations

from django.contrib import admin

from associations.models import Association, User


@admin.register(Association)
class AssociationAdmin(admin.ModelAdmin):
    list_display = ("name", "slug", "contact_email", "created_at")
    search_fields = ("name", "slug")
    readonly_fields = ("slug",)


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    list_display = ("email", "name", "is_active", "is_staff", "joined_at")
    search_fields = ("email", "name")
    fields = ("email", "name", "language", "theme", "is_active", "is_staff")
    readonly_fields = ("email",)

    def has_add_permission(self, request: object) -> bool:
        """People come in by signing up or by an invitation, which prove their address."""
        return False

    def has_delete_permission(self, request: object, obj: object = None) -> bool:
        """Someone who leaves is closed, their acts remain."""
        return False
