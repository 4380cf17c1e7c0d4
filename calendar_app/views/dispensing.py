"""Passing a rule all the same, with a reason."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from associations.door import MemberRequest, member
from calendar_app import sheet, transitions
from calendar_app.editorial import breaking, dispensing
from calendar_app.forms import ReasonForm
from calendar_app.models import EditorialRule, Post
from calendar_app.views.posts import find
from journal.moves import Refused


def _asked(request: MemberRequest, post: Post) -> EditorialRule:
    """The rule the address names, which this person may pass; Refused when it holds nothing back here."""
    rule = dispensing.rule_in_force(request.association, request.GET.get("regle", "")[:60])
    if rule is None or dispensing.level_of(rule) is None:
        raise Refused(_("Cette règle n’est pas en vigueur, ou elle ne bloque rien : il n’y a rien à écarter."), post)
    wrote = request.membership.user_id in transitions.writers(post)
    if not dispensing.may(rule, request.membership, wrote=wrote, owner=post.owner_id):
        raise PermissionDenied("calendar.dispense")
    return rule


@require_http_methods(["GET", "HEAD", "POST"])
@member("calendar.view")
def dispense(request: MemberRequest, pk: int) -> HttpResponse:
    """The rule, the words, and why they may go out all the same."""
    post = find(request, pk)
    rule = _asked(request, post)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _given(request, post, rule, form):
        messages.success(request, _("C’est noté : la raison reste sur la publication, pour ces mots-là."))
        return redirect(post)
    context = {
        "post": post,
        "rule": rule,
        "clause": rule.version.clauses.filter(key=rule.clause).first(),
        "is_reason": dispensing.level_of(rule) == dispensing.Level.JUSTIFICATION,
        "is_about_time": dispensing.is_about_time(rule),
        "form": form,
        "revision": post.revision,
        "said": sheet.said(post),
    }
    return render(request, "calendar/editorial/dispense.html", context)


def _given(request: MemberRequest, post: Post, rule: EditorialRule, form: ReasonForm) -> bool:
    expected = request.POST.get("expected", "")
    # Without the number of the text that was read, there is no saying which words may pass.
    number = int(expected) if expected.isdecimal() and len(expected) < 9 else 0
    reason = form.cleaned_data["reason"]
    try:
        dispensing.dispense(post, rule.key, reason=reason, expected=number, by=request.membership, now=timezone.now())
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    return True


@require_safe
@member("calendar.view")
def broken_list(request: MemberRequest) -> HttpResponse:
    """What is in review or scheduled and does not follow the line in force."""
    return render(request, "calendar/editorial/broken_list.html", breaking.page(request.association, timezone.now()))
