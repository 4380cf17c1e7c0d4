"""Where a person closes one of the sessions opened in their name."""

from __future__ import annotations

from allauth.usersessions.internal.flows.sessions import end_sessions
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from associations.door import signed_in


@signed_in
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Close one session of the person's own; someone else's does not exist for them."""
    session = get_object_or_404(UserSession, pk=pk, user=request.user)
    end_sessions(request, [session])
    messages.success(request, _("Cette session est fermée. L’appareil devra se connecter de nouveau."))
    return redirect("usersessions_list")
