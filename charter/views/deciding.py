"""The steps of a version: submit, ask for changes, freeze, put to the vote, open again, bring into force."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from associations.door import MemberRequest, member
from charter import pages, transitions
from charter.forms import BallotForm, ChangesForm, EnforceForm, ReopenForm
from charter.models import Repeal, Version
from charter.models.versions import a_year_after
from charter.proclaimed import adopting_ballot, what_lacks
from charter.views.reading import find
from governance import tally, wording
from governance.answers import answers
from governance.models import Ballot, Body
from governance.rolls import electorate
from governance.statutes import why_advisory
from governance.transitions import Opening
from journal.moves import Refused, only_from


@require_POST
@member("charter.edit")
def version_submit(request: MemberRequest, pk: int) -> HttpResponse:
    version = find(request, pk)
    left = pages.left_to_say(version.clauses.order_by("position"))
    transitions.submit(version, by=request.membership)
    messages.success(
        request,
        _("Le texte est en relecture. La présidence, le secrétariat et la coordination le voient dans « À faire »."),
    )
    if left:
        messages.warning(request, left)
    return redirect(version)


@require_http_methods(["GET", "HEAD", "POST"])
@member("charter.edit")
def version_return(request: MemberRequest, pk: int) -> HttpResponse:
    """Send the text back to its writers, with what is asked."""
    version = only_from(find(request, pk), Version.Status.REVIEW)
    form = ChangesForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        transitions.ask_for_changes(version, by=request.membership, note=form.cleaned_data["note"])
        messages.success(request, _("Votre demande est partie : le texte attend ses modifications."))
        return redirect(version)
    return render(request, "charter/version_return.html", {"version": version, "form": form})


@require_POST
@member("charter.freeze")
def version_freeze(request: MemberRequest, pk: int) -> HttpResponse:
    version = find(request, pk)
    transitions.freeze(version, by=request.membership, now=timezone.now())
    messages.success(request, _("Le texte est arrêté : plus un mot ne change. Il reste à ouvrir le scrutin."))
    return redirect(version)


@require_POST
@member("charter.freeze")
def version_thaw(request: MemberRequest, pk: int) -> HttpResponse:
    version = find(request, pk)
    transitions.thaw(version, by=request.membership)
    messages.success(request, _("Le texte est rouvert et revient en relecture."))
    return redirect(version)


@require_http_methods(["GET", "HEAD", "POST"])
@member("charter.freeze")
def version_reopen(request: MemberRequest, pk: int) -> HttpResponse:
    """Open a text under vote again, which voids its ballot: say what that does, and ask why."""
    version = only_from(find(request, pk), Version.Status.BALLOT)
    form = ReopenForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reason, now = form.cleaned_data["reason"], timezone.now()
        version = transitions.reopen(version, by=request.membership, reason=reason, now=now)
        messages.success(
            request,
            _(
                "Le scrutin est annulé et le texte est revenu en relecture. "
                "Un e-mail part aux personnes qui avaient voté."
            ),
        )
        return redirect(version)
    context = {"version": version, "form": form, "ballot": transitions.running_ballot(version)}
    return render(request, "charter/version_reopen.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member("charter.freeze")
def version_withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    version = find(request, pk)
    if request.method == "POST":
        transitions.withdraw(version, by=request.membership)
        messages.success(request, _("La version est retirée. Elle reste lisible dans l’historique."))
        return redirect(version)
    return render(request, "charter/version_withdraw.html", {"version": version})


@require_http_methods(["GET", "HEAD", "POST"])
@member("charter.freeze")
def version_ballot(request: MemberRequest, pk: int) -> HttpResponse:
    """Choose the question and the hour, seeing who will vote and under which rule."""
    version = only_from(find(request, pk), Version.Status.FROZEN)
    return ask_for_ballot(request, version, pages.usual_question(version), transitions.open_ballot)


def ask_for_ballot(
    request: MemberRequest, subject: Version | Repeal, question: str, act: Callable[..., Ballot]
) -> HttpResponse:
    """Show the form that puts `subject` to the vote, or open its ballot with `act`."""
    now = timezone.now()
    closes_on = timezone.localdate(now) + dt.timedelta(days=7)
    initial = {"question": question, "closes_on": closes_on, "closes_time": dt.time(20)}
    rule = getattr(Body.objects.of(request.association).deciding_texts().first(), "rule", None)
    posted = request.POST if request.method == "POST" else None
    form = BallotForm(posted, initial=initial, now=now, rule=rule.snapshot() if rule else {})
    if request.method == "POST" and form.is_valid():
        ballot = _try(form, lambda: act(subject, by=request.membership, now=now, **_asked(form)))
        if ballot:
            messages.success(request, _("Le scrutin est ouvert. Un e-mail part à chaque personne de l’instance."))
            return redirect(ballot)
    return render(request, "charter/version_ballot.html", _ballot_form_context(request, subject, form, now))


def _asked(form: BallotForm) -> dict[str, Any]:
    data = form.cleaned_data
    opening = Opening(data["modality"], data["is_secret"])
    return {"question": data["question"], "closes_at": data["closes_at"], "opening": opening}


def _try(form: BallotForm, act: Callable[[], Ballot]) -> Ballot | None:
    """Do it, or put the sentence of the refusal above the form, with what was typed still in it."""
    try:
        return act()
    except Refused as refused:
        form.add_error(None, str(refused))
        return None


def _ballot_form_context(
    request: MemberRequest, subject: Version | Repeal, form: BallotForm, now: dt.datetime
) -> dict[str, object]:
    body = Body.objects.of(request.association).deciding_texts().first()
    rule = getattr(body, "rule", None)
    snapshot = rule.snapshot() | {"advisory": why_advisory(body, tally.ELECTRONIC)} if rule else {"advisory": ["body"]}
    return {
        "subject": subject,
        "form": form,
        "body": body,
        "answers": answers(snapshot) if rule else [],
        "advisory": wording.why_advisory(snapshot),
        "roll": electorate(body or Body(association=request.association), timezone.localdate(now)),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@member("charter.enforce")
def version_enforce(request: MemberRequest, pk: int) -> HttpResponse:
    """Choose the day an adopted version comes into force, and the day by which it is read again."""
    version, today = only_from(find(request, pk), Version.Status.ADOPTED), timezone.localdate()
    initial = {"on": version.in_force_on or today, "review_on": version.review_on or a_year_after(today)}
    form = EnforceForm(request.POST if request.method == "POST" else None, initial=initial, today=today)
    ballot = adopting_ballot(version)
    if request.method == "POST" and form.is_valid():
        version = transitions.set_date(version, by=request.membership, today=today, **form.cleaned_data)
        messages.success(request, pages.enforced_words(version))
        return redirect(version)
    context = {"version": version, "form": form, "ballot": ballot}
    context["lack"] = what_lacks(ballot, today) if ballot else ""
    return render(request, "charter/version_enforce.html", context)
