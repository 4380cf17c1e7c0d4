"""Where the coordination chooses what supporters may share, and reads how often it was followed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from associations.door import MemberRequest, member
from calendar_app.models import Correction, Post, Relay
from calendar_app.relay import kits, sharing
from calendar_app.relay.forms import OfferForm
from calendar_app.views.opening_acts import attempt

PER_PAGE = 50
USUAL = dt.timedelta(days=21)


@require_safe
@member("calendar.relay")
def relay_list(request: MemberRequest) -> HttpResponse:
    now = timezone.now()
    rows = list(_rows(request)[:PER_PAGE])
    clicks, today = kits.totals(rows), timezone.localdate(now)
    mended = _mended(rows)
    stopped = kits.stopped(request.association, (relay.post for relay in rows), now)
    found = [(relay, clicks.get(relay.pk, 0), _standing(relay, today, stopped, mended)) for relay in rows]
    return render(
        request, "calendar/relay/list.html", {"rows": found, "to_offer": kits.to_offer(request.association, now)}
    )


def _mended(rows: Iterable[Relay]) -> set[int]:
    """Ids of the posts of `rows` that were put right or taken down since. One query."""
    posts = [relay.post_id for relay in rows]
    return set(Correction.objects.filter(post__in=posts).values_list("post", flat=True))


def _standing(relay: Relay, today: dt.date, stopped: Mapping[int, object], mended: Collection[int]) -> tuple[str, str]:
    """The chip of a relay and its words."""
    if relay.closed_at:
        return "cancelled", _("retirée")
    if relay.until < today:
        return "cancelled", _("terminée")
    if relay.post.status not in sharing.READY:
        return "review", _("cachée : le texte n’est plus programmé")
    if relay.post_id in mended:
        return "cancelled", _("cachée : la publication a été rectifiée ou retirée")
    if relay.post_id in stopped:
        return "blocked", _("cachée : elle ne peut pas partir pour l’instant")
    return "published", _("à relayer")


@require_http_methods(["GET", "HEAD", "POST"])
@member("calendar.relay")
def relay_offer(request: MemberRequest, pk: int) -> HttpResponse:
    """Offer a post to supporters, or offer it again."""
    posts = Post.objects.of(request.association).select_related("association", "current", "relay")
    post, now = get_object_or_404(posts, pk=pk), timezone.now()
    relay, today = getattr(post, "relay", None), timezone.localdate(now)
    initial = {"target": relay.target if relay else _first_link(post), "until": today + USUAL}
    data = request.POST if request.method == "POST" else None
    form = OfferForm(data, initial=initial, today=today, is_fixed=relay is not None)
    is_sent = data is not None and form.is_valid()
    if is_sent and attempt(form, lambda: sharing.offer(post, **form.cleaned_data, by=request.membership, now=now)):
        messages.success(request, _("Cette publication est sur la page des relais."))
        return redirect("calendar:relay-list", request.association.slug)
    return render(request, "calendar/relay/offer.html", {"post": post, "form": form})


def _first_link(post: Post) -> str:
    """The first web address of the words, when they have one; the full stop after it is not part of it."""
    found = re.search(r"https?://[^\s<>»]+", post.revision.text)
    return found[0].rstrip(".,;:!?)'\u2019\"")[:500] if found else ""


@require_safe
@member("calendar.relay")
def relay_detail(request: MemberRequest, pk: int) -> HttpResponse:
    relay = _find(request, pk)
    sums, now = kits.sums(relay), timezone.now()
    stopped = kits.stopped(request.association, [relay.post], now)
    standing = _standing(relay, timezone.localdate(now), stopped, _mended([relay]))
    context = {"relay": relay, "sums": sums, "standing": standing}
    return render(request, "calendar/relay/detail.html", context | {"why": stopped.get(relay.post_id)})


@require_POST
@member("calendar.relay")
def relay_close(request: MemberRequest, pk: int) -> HttpResponse:
    relay = _find(request, pk)
    sharing.close(relay, by=request.membership, now=timezone.now())
    messages.success(request, _("Cette publication n’est plus sur la page des relais. Les liens partagés restent."))
    return redirect(relay)


def _find(request: MemberRequest, pk: int) -> Relay:
    return get_object_or_404(_rows(request), pk=pk)


def _rows(request: MemberRequest) -> QuerySet[Relay]:
    rows = Relay.objects.of(request.association).prefetch_related("post__owner__mandates")
    return rows.select_related("association", "post__association", "post__current", "post__pillar", "post__owner")
