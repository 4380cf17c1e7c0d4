"""The pages of proxies: giving one's own, and the list the secretary keeps."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from associations.door import MemberRequest, member
from governance import meeting_pages, meeting_words, proxies
from governance.forms.meetings import PaperProxyForm, ProxyForm
from governance.models import Meeting, Proxy
from governance.presence import expected
from governance.views.meetings import find
from journal.moves import Refused, only_from


@require_http_methods(["GET", "HEAD", "POST"])
@member("governance.vote")
def meeting_proxy(request: MemberRequest, pk: int) -> HttpResponse:
    """Give one's voice to somebody who will be there, or take it back."""
    meeting, me = only_from(find(request, pk), Meeting.Status.CONVENED, Meeting.Status.HELD), request.membership
    others = [person for person in expected(meeting) if person.pk != me.pk]
    data = request.POST if request.method == "POST" else None
    form = ProxyForm(data, people=others, takes_blank=meeting_words.takes_blank(meeting.rule))
    if request.method == "POST" and form.is_valid() and _given(request, meeting, form):
        messages.success(
            request, _("Votre pouvoir est donné. Vous pouvez le reprendre jusqu’à l’ouverture de la séance.")
        )
        return redirect("governance:meeting-proxy", request.association.slug, meeting.pk)
    context = meeting_pages.proxy_context(meeting, me)
    return render(request, "governance/proxy_form.html", context | {"form": form})


def _given(request: MemberRequest, meeting: Meeting, form: ProxyForm) -> bool:
    """Give it, or put the refusal above what was chosen."""
    me, data = request.membership, form.cleaned_data
    try:
        proxies.give(meeting, giver=data.get("giver", me), holder=data["holder"], by=me, now=timezone.now())
    except Refused as refused:
        form.add_error(None, str(refused))
    return not form.errors


@require_http_methods(["GET", "HEAD", "POST"])
@member("governance.manage")
def meeting_proxies(request: MemberRequest, pk: int) -> HttpResponse:
    """Every proxy of a meeting, and the form for those that come on paper."""
    meeting = find(request, pk)
    people, data = expected(meeting), request.POST if request.method == "POST" else None
    form = PaperProxyForm(data, people=people, takes_blank=meeting_words.takes_blank(meeting.rule))
    if request.method == "POST" and form.is_valid() and _given(request, meeting, form):
        messages.success(request, _("Le pouvoir est noté."))
        return redirect("governance:meeting-proxies", request.association.slug, meeting.pk)
    return render(request, "governance/proxy_list.html", meeting_pages.proxies_context(meeting) | {"form": form})


@require_POST
@member("governance.vote")
def proxy_revoke(request: MemberRequest, pk: int) -> HttpResponse:
    given = Proxy.objects.filter(association=request.association).select_related(
        "meeting__association", "meeting__body"
    )
    proxy = get_object_or_404(given, pk=pk)
    if proxy.giver_id != request.membership.pk and not request.membership.can("governance.manage"):
        raise PermissionDenied("governance.manage")
    proxies.take_back(proxy, by=request.membership, now=timezone.now())
    messages.success(request, _("Le pouvoir est repris."))
    own = proxy.giver_id == request.membership.pk
    page = "governance:meeting-proxy" if own else "governance:meeting-proxies"
    return redirect(page, request.association.slug, proxy.meeting_id)
