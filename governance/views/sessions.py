"""The pages of a session: the attendance sheet, its opening, its end."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from associations.door import MemberRequest, member
from governance import meeting_pages, proxies, sessions
from governance.forms.meetings import OpenForm
from governance.forms.sheet import marks
from governance.models import Meeting
from governance.presence import sheet
from governance.sessions import NoQuorum
from governance.views.meetings import find
from journal.moves import Refused, only_from

CALLED = (Meeting.Status.CONVENED, Meeting.Status.HELD, Meeting.Status.CLOSED)


def _kept(request: MemberRequest, pk: int) -> Meeting:
    """The meeting whose sheet this person keeps."""
    meeting = find(request, pk)
    if not sessions.keeps_sheet(meeting, request.membership):
        raise PermissionDenied("governance.manage")
    return meeting


@require_http_methods(["GET", "HEAD", "POST"])
@member("governance.view")
def meeting_sheet(request: MemberRequest, pk: int) -> HttpResponse:
    """The attendance sheet: one tap a person, one form for all."""
    meeting, now = only_from(_kept(request, pk), *CALLED), timezone.now()
    if request.method == "POST":
        typed = marks(request.POST, proxied=proxies.givers(meeting))
        noted = sessions.mark(meeting, typed, by=request.membership, now=now)
        messages.success(request, _said(noted))
        return redirect(request.get_full_path())
    context = meeting_pages.sheet_context(meeting, now, request.GET.get("page"))
    return render(request, "governance/meeting_sheet.html", context | _manages(request))


def _manages(request: MemberRequest) -> dict[str, bool]:
    return {"may_manage": request.membership.can("governance.manage")}


def _said(noted: sessions.Noted) -> str:
    if not noted.changed:
        return _("Rien n’a changé sur la feuille.")
    lines = ngettext("%(n)d ligne notée.", "%(n)d lignes notées.", noted.changed) % {"n": noted.changed}
    names = ", ".join(str(proxy.giver) for proxy in noted.fallen)
    if not names:
        return lines
    return _("%(lines)s Pouvoir sans effet, la personne est venue : %(names)s.") % {"lines": lines, "names": names}


@require_safe
@member("governance.view")
def meeting_print(request: MemberRequest, pk: int) -> HttpResponse:
    """The same sheet to print, with a column to sign."""
    meeting = only_from(_kept(request, pk), *CALLED)
    return render(request, "governance/meeting_print.html", {"meeting": meeting, "sheet": sheet(meeting)})


@require_http_methods(["GET", "HEAD", "POST"])
@member("governance.manage")
def meeting_open(request: MemberRequest, pk: int) -> HttpResponse:
    """Name who presides and who keeps the minutes, read the quorum, open."""
    meeting, now = only_from(find(request, pk), Meeting.Status.CONVENED), timezone.now()
    context = meeting_pages.opening_context(meeting, now)
    data = request.POST if request.method == "POST" else None
    form = OpenForm(data, people=context.pop("people"), initial=context.pop("initial"))
    if request.method == "POST" and form.is_valid() and _opened(request, meeting, form):
        return redirect(meeting)
    return render(request, "governance/meeting_open.html", context | {"form": form})


def _opened(request: MemberRequest, meeting: Meeting, form: OpenForm) -> bool:
    """Open, or put the refusal above what was typed."""
    may_fail, people = "without_quorum" in request.POST, form.cleaned_data
    try:
        opened = sessions.open_session(
            meeting,
            chair=people["chair"],
            secretary=people["secretary"],
            by=request.membership,
            now=timezone.now(),
            may_fail=may_fail,
        )
    except (NoQuorum, Refused) as refused:
        form.add_error(None, str(refused))
        return False
    if opened.is_without_quorum:
        messages.warning(request, _("Quorum non atteint : c’est noté, la séance est levée sans rien décider."))
    else:
        messages.success(request, _("La séance est ouverte."))
    for sentence in meeting_pages.lost_words(opened):
        messages.warning(request, sentence)
    return True


@require_POST
@member("governance.manage")
def meeting_close(request: MemberRequest, pk: int) -> HttpResponse:
    meeting = sessions.close_session(find(request, pk), by=request.membership, now=timezone.now())
    messages.success(request, _("La séance est levée."))
    return redirect(meeting)
