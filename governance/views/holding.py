"""A vote while the body sits, those who step aside, and the second call."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from associations.door import MemberRequest, member
from governance import counting, recusing, resolutions, second_call, secrecy
from governance.forms.ballots import AgainForm, PaperForm, RecuseForm
from governance.forms.counting import HoldForm, NamesForm, TotalsForm
from governance.models import AgendaItem, Ballot, BallotSeat
from governance.presence import counts
from journal.moves import Refused, only_from

READ_AND_SEND = ["GET", "HEAD", "POST"]


def _find(request: MemberRequest, pk: int) -> Ballot:
    ballots = Ballot.objects.of(request.association).select_related("association", "body", "meeting__association")
    return get_object_or_404(ballots, pk=pk)


@require_http_methods(READ_AND_SEND)
@member("governance.view")
def meeting_ballot(request: MemberRequest, pk: int) -> HttpResponse:
    """Put a point of the agenda to the vote; who keeps the votes of the meeting is a matter of the meeting."""
    items = AgendaItem.objects.filter(association=request.association)
    item, now = get_object_or_404(items.select_related("meeting__body", "meeting__association"), pk=pk), timezone.now()
    if earlier := resolutions.earlier(item):
        return redirect(earlier)
    if not resolutions.may_put(item, request.membership):
        raise PermissionDenied("governance.manage")
    trigger = str(item.meeting.rule.get("secret_trigger", ""))
    secret = secrecy.trigger_sentence(trigger)
    posted = request.POST if request.method == "POST" else None
    form = HoldForm(posted, now=now, secret=secret, is_always=trigger == "always")
    if posted and form.is_valid():
        try:
            ballot = resolutions.put_to_vote(item, by=request.membership, now=now, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("governance:ballot-count" if ballot.is_held_together else ballot, *_address(ballot))
    context = {"item": item, "meeting": item.meeting, "form": form, "counts": counts(item.meeting)}
    return render(request, "governance/meeting_ballot.html", context)


def _address(ballot: Ballot) -> list[object]:
    return [ballot.association.slug, ballot.pk] if ballot.is_held_together else []


@require_http_methods(READ_AND_SEND)
@member("governance.view")
def ballot_count(request: MemberRequest, pk: int) -> HttpResponse:
    """Write down how the session voted. The sum is read once more before it is kept: it never changes afterwards."""
    ballot, now = only_from(_find(request, pk), Ballot.Status.OPEN), timezone.now()
    if not counting.may_count(ballot, request.membership):
        raise PermissionDenied("governance.manage")
    seats = counting.voices_there(ballot)
    kind = NamesForm if counting.is_by_names(ballot) else TotalsForm
    form = kind(request.POST if request.method == "POST" else None, ballot=ballot, seats=seats)
    is_read = request.method == "POST" and form.is_valid()
    if is_read and request.POST.get("sum") == _sum(form):
        _count(ballot, form, request, now)
        ballot.refresh_from_db()
        messages.success(request, _("Le vote est clos : %(outcome)s.") % {"outcome": ballot.state_words.lower()})
        return redirect(ballot)
    context = {"ballot": ballot, "form": form, "there": len(seats), "is_read": is_read}
    context |= {"sum": _sum(form), "told": counting.told(form.totals(), len(seats))} if is_read else {}
    return render(request, "governance/ballot_count.html", context)


def _sum(form: NamesForm | TotalsForm) -> str:
    """What the secretary saw before confirming: other figures are shown again first."""
    return ",".join(f"{word}:{number}" for word, number in sorted(form.totals().items()))


def _count(ballot: Ballot, form: NamesForm | TotalsForm, request: MemberRequest, now: object) -> None:
    if isinstance(form, NamesForm):
        counting.count_names(ballot, form.choices(), by=request.membership, now=now)
    else:
        chair = form.cleaned_data.get("chair", "")
        counting.count_totals(ballot, form.totals(), by=request.membership, now=now, chair=chair)


@require_http_methods(READ_AND_SEND)
@member("governance.view")
def ballot_recuse(request: MemberRequest, pk: int) -> HttpResponse:
    """Step aside from a vote, or note that somebody does."""
    ballot, now = only_from(_find(request, pk), Ballot.Status.OPEN), timezone.now()
    seats = BallotSeat.objects.filter(ballot=ballot).silent().with_people()
    if not recusing.may_record(ballot, request.membership):
        seats = seats.filter(membership=request.membership)
        if not BallotSeat.objects.filter(ballot=ballot, membership=request.membership).exists():
            raise PermissionDenied("governance.manage")
    form = RecuseForm(request.POST if request.method == "POST" else None, seats=seats)
    if request.method == "POST" and form.is_valid():
        seat = recusing.recuse(form.cleaned_data["seat"], by=request.membership, now=now)
        messages.success(request, _("Le déport de %(name)s est noté.") % {"name": seat.membership.name})
        return redirect(ballot)
    return render(request, "governance/ballot_recuse.html", {"ballot": ballot, "form": form, "seats": seats})


@require_http_methods(READ_AND_SEND)
@member("governance.manage")
def ballot_paper(request: MemberRequest, pk: int) -> HttpResponse:
    """Note an answer to a written consultation that came on paper."""
    ballot, now = only_from(_find(request, pk), Ballot.Status.OPEN), timezone.now()
    seats = BallotSeat.objects.filter(ballot=ballot).silent().with_people()
    form = PaperForm(request.POST if request.method == "POST" else None, ballot=ballot, seats=seats)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        vote = counting.write_down(ballot, data["seat"].pk, data["choice"], by=request.membership, now=now)
        messages.success(request, _("La voix de %(name)s est notée.") % {"name": vote.seat.membership.name})
        return redirect(ballot)
    return render(request, "governance/ballot_paper.html", {"ballot": ballot, "form": form, "seats": seats})


@require_http_methods(READ_AND_SEND)
@member("governance.manage")
def ballot_again(request: MemberRequest, pk: int) -> HttpResponse:
    """Call a second time those who were too few."""
    ballot, now = only_from(_find(request, pk), Ballot.Status.NO_QUORUM), timezone.now()
    form = AgainForm(request.POST if request.method == "POST" else None, now=now)
    if request.method == "POST" and form.is_valid():
        try:
            second = second_call.call_again(
                ballot, closes_at=form.cleaned_data["closes_at"], by=request.membership, now=now
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("La deuxième convocation est partie : un e-mail est envoyé à chaque personne."))
            return redirect(second)
    context = {"ballot": ballot, "form": form, "refusal": second_call.refusal(ballot, timezone.localdate(now))}
    return render(request, "governance/ballot_again.html", context)
