"""Whether a page of the calendar changed since this person last saw it: a mark of all it is made of, never of time."""

from __future__ import annotations

import datetime as dt
import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import get_language

from associations.door import MemberRequest, memberships
from calendar_app.known import Known


def tag(request: MemberRequest, known: Known, today: dt.date) -> str:
    """Return the ETag of the page asked for; "" while a message waits, which must be drawn and never again.

    The page changes with the data (`known.version`), the address, the person, their roles, language, theme and
    session (its forms carry a token), the day, and this house's own files.
    """
    # Asking for the length reads the messages without calling them told.
    if len(get_messages(request)):
        return ""
    user = request.user
    person = (user.pk, str(user), getattr(user, "email", ""), getattr(user, "theme", ""), get_language())
    worn = [(m.association.name, sorted(m.roles)) for m in memberships(request)]
    secret = (request.session.session_key, request.COOKIES.get(settings.CSRF_COOKIE_NAME, ""))
    made = (known.version, request.get_full_path(), person, worn, secret, today, _house())
    return f'W/"{hashlib.sha256(repr(made).encode()).hexdigest()[:32]}"'


def unchanged(request: MemberRequest, mark: str) -> HttpResponse | None:
    """Return the answer 304 when the browser has just this page, None when it must be drawn."""
    return get_conditional_response(request, etag=mark) if mark and "If-None-Match" in request.headers else None


def stamped(response: HttpResponse, mark: str) -> HttpResponse:
    """Let the browser keep the page and ask each time whether it still stands."""
    if mark:
        response["ETag"] = mark
        patch_cache_control(response, private=True, no_cache=True)
    return response


@cache
def _house() -> int:
    """The age of our pages and words: a new release makes every mark new."""
    root = Path(settings.BASE_DIR)
    files = [
        *(root / "templates").rglob("*.html"),
        *(root / "calendar_app").rglob("*.py"),
        *root.glob("locale/*/*/*.mo"),
    ]
    return max(file.stat().st_mtime_ns for file in files)
