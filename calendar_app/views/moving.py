"""Move one post, on a page that needs no script; dragging it fills and sends this same page."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from associations.door import MemberRequest, member
from calendar_app import gate, moving
from calendar_app.hours import DAY, PARIS, spoken
from calendar_app.models import Post
from calendar_app.move_forms import MoveForm, initial_move
from calendar_app.transitions import Conflict
from journal.moves import NoSuchMove, Refused


@require_http_methods(["GET", "HEAD", "POST"])
@member("calendar.edit")
def move_post(request: MemberRequest, pk: int) -> HttpResponse:
    posts = Post.objects.of(request.association).select_related("association", "owner__user", "current__by__user")
    post = get_object_or_404(posts, pk=pk)
    form = MoveForm(request.POST or None, initial=initial_move(post, request.GET))
    if request.method == "POST" and form.is_valid():
        before, data = post.due_at, form.cleaned_data
        try:
            kwargs = {"due_at": data["due_at"], "expected": data["expected"]}
            moved = moving.reschedule(post, **kwargs, by=request.membership, now=timezone.now())
        except (Conflict, NoSuchMove):
            raise
        except Refused as refusal:
            form.add_error("due_on", _sentence(refusal))
        else:
            messages.success(request, told(moved, before, data["retour"], timezone.now()))
            return redirect(_back(request, data["retour"]) or moved)
    return render(request, "calendar/move.html", _page(request, post, form))


def told(post: Post, before: dt.datetime, back: str, now: dt.datetime) -> SafeString | str:
    """Say where the post is now, with the way to put it back while that moment is still to come."""
    sentence = _("« %(title)s » est prévue %(moment)s.") % {"title": post.title, "moment": spoken(post.due_at)}
    if before == post.due_at or before <= now:
        return sentence
    local = before.astimezone(PARIS)
    query = urlencode({"jour": f"{local:%Y-%m-%d}", "heure": f"{local:%H:%M}", "retour": back})
    path = f"{reverse('calendar:post-move', args=[post.association.slug, post.pk])}?{query}"
    return format_html('{} <a href="{}">{}</a>', sentence, path, _("Remettre %(moment)s") % {"moment": spoken(before)})


def _sentence(refusal: Refused) -> str:
    """The reasons alone: the page says by itself that nothing was done."""
    if isinstance(refusal, gate.Stopped):
        return " ".join(map(str, refusal.findings))
    return str(refusal)


def _back(request: MemberRequest, path: str) -> str:
    """The page of the calendar to return to; "" for an address that is none of ours."""
    root = reverse("calendar:month", args=[request.association.slug])
    return path if path.startswith(root) and url_has_allowed_host_and_scheme(path, allowed_hosts=None) else ""


def _page(request: MemberRequest, post: Post, form: MoveForm) -> dict[str, object]:
    local = post.due_at.astimezone(PARIS)
    steps = [(_("Un jour plus tôt"), -1), (_("Un jour plus tard"), 1), (_("Une semaine plus tard"), 7)]
    back = _back(request, form["retour"].value() or "")
    days = [(words, local.date() + DAY * step) for words, step in steps]
    soon = [(w, "?" + urlencode({"jour": day.isoformat(), "retour": back})) for w, day in days]
    return {
        "post": post,
        "form": form,
        "soon": soon,
        "back": back or post.get_absolute_url(),
        "moment": spoken(post.due_at),
    }
