"""The pages of decision: the ballots, one ballot, its voices, its end."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from associations.door import MemberRequest, member
from governance import certifying, counting, transitions
from governance.forms.ballots import CertifyForm, SessionForm, VoidForm, VoteForm
from governance.models import Ballot, BallotSeat
from governance.pages import ballot_context, certified_words, certify_context, voted_words
from journal.moves import only_from


@require_safe
@member("governance.view")
def ballot_list(request: MemberRequest) -> HttpResponse:
    ballots = Ballot.objects.of(request.association).with_turnout().select_related("association", "body")
    live = [ballot for ballot in ballots if ballot.status in Ballot.LIVE]
    past = [ballot for ballot in ballots if ballot.status not in Ballot.LIVE]
    context = {"live": live, "past": past, "now": timezone.now()}
    return render(request, "governance/ballot_list.html", context)


def _ballot(request: MemberRequest, pk: int) -> Ballot:
    ballots = Ballot.objects.of(request.association).select_related(
        "association", "body", "opened_by__user", "meeting", "first_call__association"
    )
    return get_object_or_404(ballots, pk=pk)


@require_safe
@member("governance.view")
def ballot_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """The page of a vote: what changes, the ballot sheet while it runs, the sum afterwards."""
    context = ballot_context(_ballot(request, pk), request.membership, timezone.now())
    return render(request, "governance/ballot_detail.html", context)


@require_POST
@member("governance.vote")
def ballot_vote(request: MemberRequest, pk: int) -> HttpResponse:
    """Give one voice: one's own, or that of the seat `siege` carried by a proxy."""
    ballot, now, seat = _ballot(request, pk), timezone.now(), _number(request.POST.get("siege", ""))
    form = VoteForm(request.POST, ballot=ballot)
    if not form.is_valid():
        own = BallotSeat.objects.filter(ballot=ballot, membership=request.membership).values_list("pk", flat=True)
        context = ballot_context(ballot, request.membership, now, (seat or own.first() or 0, form))
        if context["has_errors"]:
            return render(request, "governance/ballot_detail.html", context)
    vote = transitions.cast_vote(
        ballot,
        by=request.membership,
        choice=form.cleaned_data.get("choice", ""),
        reason=form.cleaned_data.get("reason", ""),
        now=now,
        seat_id=seat,
    )
    messages.success(request, voted_words(vote, request.membership))
    return redirect(ballot)


def _number(typed: str) -> int | None:
    """Return the number of a row that was sent along; 0, which no row has, for what is none."""
    return None if not typed else int(typed) if typed.isdecimal() and len(typed) < 19 else 0


@require_http_methods(["GET", "HEAD", "POST"])
@member("governance.view")
def ballot_close(request: MemberRequest, pk: int) -> HttpResponse:
    """Close before the hour: everybody has voted, or the session ends the vote, which is read once more first."""
    ballot = _ballot(request, pk)
    if not transitions.may_close(ballot, request.membership):
        raise PermissionDenied("governance.manage")
    if request.method != "POST":
        if not transitions.may_end(ballot):
            return redirect(ballot)
        context = {"ballot": ballot, "told": counting.ending_words(ballot)}
        return render(request, "governance/ballot_close.html", context)
    ballot = transitions.close(ballot, now=timezone.now(), by=request.membership)
    messages.success(
        request, _("Le scrutin est clos : %(outcome)s.") % {"outcome": ballot.get_status_display().lower()}
    )
    return redirect(ballot)


@require_http_methods(["GET", "HEAD", "POST"])
@member("governance.manage")
def ballot_void(request: MemberRequest, pk: int) -> HttpResponse:
    ballot = only_from(_ballot(request, pk), *Ballot.VOIDABLE)
    form = VoidForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        transitions.void(ballot, by=request.membership, reason=form.cleaned_data["reason"], now=timezone.now())
        messages.success(request, _("Le scrutin est annulé. Les personnes qui ont voté en sont prévenues."))
        return redirect(ballot)
    return render(request, "governance/ballot_void.html", {"ballot": ballot, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@member("governance.view")
def ballot_certify(request: MemberRequest, pk: int) -> HttpResponse:
    """Vouch for a result, seen in full; who may is a matter of the meeting and of the mandates, not of the door."""
    ballot, now = only_from(_ballot(request, pk), *Ballot.SETTLED), timezone.now()
    context = certify_context(ballot, request.membership, now)
    form = CertifyForm(request.POST if request.method == "POST" else None, ballot=ballot, now=now)
    if request.method == "POST" and form.is_valid():
        certifying.certify(ballot, by=request.membership, now=now, **form.cleaned_data)
        ballot.refresh_from_db()
        messages.success(request, certified_words(ballot))
        return redirect(ballot)
    return render(request, "governance/ballot_certify.html", context | {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@member("governance.certify")
def ballot_session(request: MemberRequest, pk: int) -> HttpResponse:
    """Write what the body decided in session after an advisory vote."""
    ballot, now = only_from(_ballot(request, pk), Ballot.Status.TO_RATIFY), timezone.now()
    form = SessionForm(request.POST if request.method == "POST" else None, today=timezone.localdate(now))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        transitions.record_session(
            ballot, adopted=data["adopted"], session_on=data["session_on"], by=request.membership, now=now
        )
        messages.success(request, _("La décision de la séance est enregistrée."))
        return redirect(ballot)
    return render(request, "governance/ballot_session.html", {"ballot": ballot, "form": form})
