"""Small walls and bridges between the browser and the rooms."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django_scopes import scopes_disabled

from associations.rights import NotYet
from journal.moves import Refused

Handler = Callable[[HttpRequest], HttpResponse]


def permissions_policy(get_response: Handler) -> Handler:
    """Say that no page asks for camera, microphone or place."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), browsing-topics=()"
        return response

    return middleware


def preferences(get_response: Handler) -> Handler:
    """Speak the person's language; French to those who have not signed in."""

    def middleware(request: HttpRequest) -> HttpResponse:
        language = request.user.language if request.user.is_authenticated else "fr"
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = get_response(request)
            response.headers.setdefault("Content-Language", language)
            return response

    return middleware


def admin_scope(get_response: Handler) -> Handler:
    """The keepers' admin repairs rows of any association: it is the one place without a scope."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path.startswith("/admin/"):
            with scopes_disabled():
                return get_response(request)
        return get_response(request)

    return middleware


class refusals:
    """Turn a refused act into a sentence on the page of its object; a missing link and a lost race have their pages."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, NotYet):
            context = {"missing": exception.missing, "association": getattr(request, "association", None)}
            return render(request, "not_yet.html", context, status=403)
        if isinstance(exception, Refused):
            messages.error(request, str(exception))
            target = exception.obj.get_absolute_url() if hasattr(exception.obj, "get_absolute_url") else "/"
            return redirect(target)
        if isinstance(exception, OperationalError) and _is_a_queue(exception):
            response = render(request, "busy.html", status=503)
            response["Retry-After"] = "5"
            return response
        return None


# PostgreSQL: serialization failure, deadlock, lock not available. The transaction was undone whole.
QUEUES = {"40001", "40P01", "55P03"}


def _is_a_queue(error: OperationalError) -> bool:
    """Whether the database gave a transaction up because somebody else held what it wanted, not because it is ill."""
    return getattr(error.__cause__, "pgcode", None) in QUEUES or "database is locked" in str(error)
