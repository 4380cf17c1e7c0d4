"""What happens to an opening: the debate ends, it is voted, the account opens, is suspended, closes, is reviewed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from associations.door import MemberRequest, member
from calendar_app import opening_pages, openings
from calendar_app.models import AccountOpening, Channel
from calendar_app.opening_forms import DebateForm, OpenForm, ReviewForm, WhyForm
from calendar_app.views.openings import find
from charter.forms import BallotForm
from governance import tally, wording
from governance.answers import answers
from governance.models import Body
from governance.rolls import electorate
from governance.statutes import why_advisory
from journal.moves import Refused, only_from

Status = AccountOpening.Status


def attempt(form: forms.Form, act: Callable[[], Any]) -> bool:
    """Do it, or put the sentence of the refusal above the form, with what was typed still in it."""
    try:
        act()
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@member("calendar.manage")
def opening_discuss(request: MemberRequest, pk: int) -> HttpResponse:
    """End the debate: from here on the sheet is fixed."""
    opening, today = only_from(find(request, pk), Status.PROPOSED), timezone.localdate()
    form = DebateForm(request.POST if request.method == "POST" else None, initial={"on": today})
    if request.method == "POST" and form.is_valid():
        on, debate, by = form.cleaned_data["on"], form.cleaned_data["debate"], request.membership
        if attempt(form, lambda: openings.end_debate(opening, on=on, debate=debate, by=by, today=today)):
            messages.success(request, _("Le débat est clos et la fiche arrêtée. Il reste à ouvrir le scrutin."))
            return redirect(opening)
    return render(request, "calendar/opening_discuss.html", {"opening": opening, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@member("governance.manage")
def opening_ballot(request: MemberRequest, pk: int) -> HttpResponse:
    """Choose the question and the hour, seeing who will vote and under which rule."""
    opening, now = only_from(find(request, pk), Status.DISCUSSED), timezone.now()
    initial = {
        "question": opening_pages.usual_question(opening),
        "closes_on": timezone.localdate(now) + dt.timedelta(days=7),
        "closes_time": dt.time(20),
    }
    form = BallotForm(request.POST if request.method == "POST" else None, initial=initial, now=now)
    if request.method == "POST" and form.is_valid():
        asked = {name: form.cleaned_data[name] for name in ("question", "closes_at")}
        if attempt(form, lambda: openings.open_ballot(opening, by=request.membership, now=now, **asked)):
            messages.success(request, _("Le scrutin est ouvert. Un e-mail part à chaque personne de l’instance."))
            return redirect(opening)
    return render(request, "calendar/opening_vote.html", {"opening": opening, "form": form} | _who_votes(opening, now))


def _who_votes(opening: AccountOpening, now: dt.datetime) -> dict[str, Any]:
    body = Body.objects.of(opening.association).deciding_texts().first()
    rule = getattr(body, "rule", None)
    snapshot: dict[str, Any] = {"advisory": ["body"]}
    if body and rule:
        snapshot = rule.snapshot() | {"advisory": why_advisory(body, tally.ELECTRONIC)}
    return {
        "body": body,
        "answers": answers(snapshot) if rule else [],
        "advisory": wording.why_advisory(snapshot),
        "roll": electorate(body or Body(association=opening.association), timezone.localdate(now)),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@member("calendar.manage")
def opening_open(request: MemberRequest, pk: int) -> HttpResponse:
    """Open the account: it enters the list with its decision, and may be spoken from."""
    opening, now = only_from(find(request, pk), Status.AUTHORISED), timezone.now()
    data = request.POST if request.method == "POST" else None
    form = OpenForm(data, opening=opening, today=timezone.localdate(now))
    if data is not None and form.is_valid():
        said = {"existing": form.cleaned_data.get("existing")}
        said |= {name: form.cleaned_data[name] for name in ("url", "review_on")}
        if attempt(form, lambda: openings.open_account(opening, by=request.membership, now=now, **said)):
            messages.success(request, _("Le compte est ouvert. Inscrivez maintenant qui en tient les clés."))
            channel = Channel.objects.of(request.association).get(opening=opening)
            return redirect("calendar:channel-keys", request.association.slug, channel.pk)
    return render(request, "calendar/opening_open.html", {"opening": opening, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@member("calendar.manage")
def opening_refuse(request: MemberRequest, pk: int) -> HttpResponse:
    done = _("C’est noté : la proposition est refusée, avec ce motif.")
    return _stop(request, pk, "refuse", openings.refuse, done, Status.PROPOSED)


@require_http_methods(["GET", "HEAD", "POST"])
@member("calendar.manage")
def opening_suspend(request: MemberRequest, pk: int) -> HttpResponse:
    done = _("Le compte est suspendu : plus rien n’y part.")
    return _stop(request, pk, "suspend", openings.suspend, done, Status.OPEN)


@require_http_methods(["GET", "HEAD", "POST"])
@member("calendar.manage")
def opening_close(request: MemberRequest, pk: int) -> HttpResponse:
    done = _("Le compte est fermé. Pensez à en retirer les clés.")
    before = (Status.AUTHORISED, Status.OPEN, Status.SUSPENDED)
    return _stop(request, pk, "close", openings.close_account, done, *before)


def _stop(
    request: MemberRequest, pk: int, act: str, verb: Callable[..., None], done: str, *before: Status
) -> HttpResponse:
    """Ask for the reason, then do it."""
    opening = only_from(find(request, pk), *before)
    form = WhyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if attempt(form, lambda: verb(opening, reason=reason, by=request.membership, now=timezone.now())):
            messages.success(request, done)
            return redirect(opening)
    return render(request, "calendar/opening_stop.html", {"opening": opening, "form": form, "act": act})


@require_POST
@member("calendar.manage")
def opening_reopen(request: MemberRequest, pk: int) -> HttpResponse:
    opening = find(request, pk)
    openings.open_again(opening, by=request.membership, now=timezone.now())
    messages.success(request, _("La suspension est levée : le compte parle de nouveau."))
    return redirect(opening)


@require_http_methods(["GET", "HEAD", "POST"])
@member("calendar.manage")
def channel_review(request: MemberRequest, pk: int) -> HttpResponse:
    """The yearly look at an account."""
    channel, now = get_object_or_404(Channel.objects.of(request.association).with_opening(), pk=pk), timezone.now()
    data = request.POST if request.method == "POST" else None
    form = ReviewForm(data, today=timezone.localdate(now))
    if data is not None and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("outcome", "note", "next_on")}
        if attempt(form, lambda: openings.review(channel, by=request.membership, now=now, **said)):
            messages.success(request, _("La revue est faite, et notée."))
            return redirect("calendar:channel-list", request.association.slug)
    reviews = channel.reviews.select_related("by__user")
    return render(request, "calendar/opening_review.html", {"channel": channel, "form": form, "reviews": reviews})
