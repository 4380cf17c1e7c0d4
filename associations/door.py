"""The door before every page: who comes in, into which association, with which right."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import SimpleTemplateResponse
from django_scopes import scope

from associations.models import Association, Membership

View = Callable[..., HttpResponse]


class MemberRequest(HttpRequest):
    """A request that came through the door of an association."""

    association: Association
    membership: Membership


def memberships(request: HttpRequest) -> list[Membership]:
    """Return the current memberships of who asks, by name of association; read once per request (two queries).

    The door, the masthead and the home page ask the same question.
    """
    if not hasattr(request, "memberships"):
        mine = list(Membership.unscoped.current_of(request.user))
        for each in mine:
            each.user = request.user  # type: ignore[assignment]  # already loaded with the session
        request.memberships = mine  # type: ignore[attr-defined]
    return request.memberships  # type: ignore[attr-defined,no-any-return]


def member(permission: str) -> Callable[[View], View]:
    """Let in members of the association in the URL who hold `permission`, and open its scope.

    An outsider gets 404: that the association exists is not their business.
    A member without the permission gets 403: they may ask for it.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapper(request: HttpRequest, association: str, **kwargs: Any) -> HttpResponse:
            membership = next((m for m in memberships(request) if m.association.slug == association), None)
            if membership is None:
                raise Http404
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
