"""A refusal says which roles hold the right, and which people may give it."""

from __future__ import annotations

from dataclasses import dataclass

from django import template
from django.utils import timezone
from django.utils.translation import get_language

from associations.models import Association, Membership
from associations.permissions import PERMISSIONS, who_grants
from associations.wording import act_in_words

register = template.Library()


@dataclass(frozen=True)
class Grant:
    """The act in words, the names of the roles that hold the right, and of the people who may give one of them."""

    act: str
    roles: list[str]
    people: list[str]


@register.simple_tag
def who_may_grant(permission: str, association: Association | None) -> Grant | None:
    """{% who_may_grant exception association as grant %}: None when the refusal names no right of our table."""
    if permission not in PERMISSIONS or association is None:
        return None
    roles = [str(role.label) for role in who_grants(permission)]
    givers = PERMISSIONS["associations.manage"]
    # The door's scope is closed by the time the refusal is drawn.
    people = Membership.unscoped.of(association).holding(givers, timezone.localdate()).order_by("user__name")
    return Grant(act_in_words(permission), roles, [member.name for member in people])


@register.simple_tag
def language() -> str:
    """The language of the page, where no request is at hand."""
    return get_language() or "fr"
