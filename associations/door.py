"""The door before every page: who comes in, into which association, with which right."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import SimpleTemplateResponse
from django_scopes import scope

from associations.models import Association, Membership

View = Callable[..., HttpResponse]


class MemberRequest(HttpRequest):
    """A request that came through the door of an association."""

    association: Association
    membership: Membership


def member(permission: str) -> Callable[[View], View]:
    """Let in members of the association in the URL who hold `permission`, and open its scope.

    An outsider gets 404: that the association exists is not their business.
    A member without the permission gets 403: they may ask for it.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapper(request: HttpRequest, association: str, **kwargs: Any) -> HttpResponse:
            membership = get_object_or_404(
                Membership.unscoped.current(), association__slug=association, user=request.user
            )
            request.membership = membership  # type: ignore[attr-defined]
            request.association = membership.association  # type: ignore[attr-defined]
            with scope(association=membership.association):
                if not membership.can(permission):
                    raise PermissionDenied(permission)
                response = view(request, **kwargs)
                # Lazy responses would be drawn after the scope is closed.
                if isinstance(response, SimpleTemplateResponse) and not response.is_rendered:
                    response.render()
                return response

        wrapper.permission = permission  # type: ignore[attr-defined]  # read by the test that walks the URLconf
        return wrapper

    return decorate


def signed_in(view: View) -> View:
    """Mark a page of the person rather than of an association: home, profile, founding."""
    view.permission = "signed in"  # type: ignore[attr-defined]
    return view


def public(view: View) -> View:
    """Mark a page anyone may read, and let it through Django's closed house."""
    view = login_not_required(view)
    view.permission = "public"  # type: ignore[attr-defined]
    return view
