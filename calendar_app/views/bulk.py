"""Several posts at once: choose them on the list or the board, read them again here, act, and read what came of it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from associations.door import MemberRequest, member
from calendar_app import bulk
from calendar_app.bulk_forms import BulkForm
from calendar_app.hours import spoken
from calendar_app.models import Post


@require_http_methods(["GET", "HEAD", "POST"])
@member("calendar.edit")
def choose(request: MemberRequest) -> HttpResponse:
    form = BulkForm(request.POST or None, by=request.membership)
    marks = bulk.read(request.POST.getlist("p"))
    if request.method == "POST" and len(marks) <= bulk.MOST and form.is_valid():
        wish = form.wish()
        outcomes = bulk.act(request.association, marks, wish, by=request.membership, now=timezone.now())
        context = {"outcomes": outcomes, "words": bulk.ACTS[wish.act][0]}
        context["done"] = sum(not outcome.refusal for outcome in outcomes)
        return render(request, "calendar/bulk_done.html", context)
    return render(request, "calendar/bulk.html", _page(request, form, [mark.pk for mark in marks]))


def _page(request: MemberRequest, form: BulkForm, sent: list[int]) -> dict[str, object]:
    """The chosen posts with their words (four queries), each with the mark of what is on the screen."""
    wanted = sent or [int(pk) for pk in request.GET.getlist("p") if pk.isdecimal() and len(pk) < 19]
    posts = Post.objects.of(request.association).filter(pk__in=wanted[: bulk.MOST])
    posts = posts.select_related("association", "current__by__user", "owner__user")
    posts = posts.prefetch_related("current__texts__channel", "current__images__media").order_by("due_at", "pk")
    shown = [(post, bulk.seen(post), spoken(post.due_at)) for post in posts]
    return {"form": form, "shown": shown, "is_cut": len(wanted) > bulk.MOST, "most": bulk.MOST}
