"""Inviting, and answering an invitation."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from associations import invitations
from associations.door import MemberRequest, member, public
from associations.forms import InvitationForm, NewcomerForm
from associations.models import Invitation, Membership


@member("associations.invite")
def invite(request: MemberRequest) -> HttpResponse:
    """Send an invitation by e-mail, with roles and the dates of the mandate."""
    now, today = timezone.now(), timezone.localdate()
    allowed = invitations.may_give(request.membership, today)
    about = {"association": request.association, "allowed": allowed, "now": now, "today": today}
    form = InvitationForm(request.POST or None, **about)
    if request.method == "POST" and form.is_valid():
        try:
            sent = invitations.invite(request.association, **form.cleaned_data, by=request.membership, now=now)
        except invitations.Declined as refusal:
            form.add_error("email", str(refusal))
        else:
            messages.success(
                request, _("L’invitation part à %(email)s. Elle est valable quatorze jours.") % {"email": sent.email}
            )
            return redirect("associations:invite", association=request.association.slug)
    waiting = Invitation.objects.of(request.association).unanswered()
    # Who founds is alone until somebody accepts: the wizard's last step, however many invitations they send.
    founding = Membership.objects.of(request.association).count() == 1
    context = {"form": form, "waiting": waiting, "now": now, "founding": founding}
    return render(request, "associations/invite.html", context)


@require_POST
@member("associations.invite")
def resend(request: MemberRequest, pk: int) -> HttpResponse:
    invitation = get_object_or_404(Invitation.objects.of(request.association), pk=pk)
    try:
        invitations.resend(invitation, by=request.membership, now=timezone.now())
    except invitations.Declined as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, _("Un nouveau lien part à %(email)s ; l’ancien ne sert plus.") % {"email": invitation.email}
        )
    return redirect(invitation)


@require_POST
@member("associations.invite")
def withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    invitation = get_object_or_404(Invitation.objects.of(request.association), pk=pk)
    try:
        invitations.withdraw(invitation, by=request.membership, now=timezone.now())
    except invitations.Declined as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("L’invitation de %(email)s est retirée.") % {"email": invitation.email})
    return redirect(invitation)


@public
@never_cache
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Show an invitation to who holds its link, and let them accept once."""
    found = Invitation.unscoped.with_token(token).select_related("association", "invited_by__user").first()
    if found is None:
        return render(request, "associations/invitation_closed.html", {"reason": "unknown"}, status=404)
    form = NewcomerForm(request.POST or None, initial={"name": found.name})
    try:
        invitations.check(found, timezone.now())
        if request.method == "POST" and (joined := _accepted(request, found, form)):
            messages.success(request, _("Bienvenue dans « %(name)s ».") % {"name": found.association})
            return redirect(joined.association)
    except invitations.Declined as refusal:
        return _closed(request, found, refusal)
    return render(request, "associations/invitation.html", _choices(request, found, form))


def _accepted(request: HttpRequest, invitation: Invitation, form: NewcomerForm) -> Membership | None:
    """Accept for who is signed in, or for a newcomer; None when the page must be drawn again."""
    now = timezone.now()
    if request.user.is_authenticated:
        return invitations.accept(invitation, user=request.user, now=now)
    if invitations.account_of(invitation) or not form.is_valid():
        return None
    joined = invitations.accept_as_new(invitation, name=form.cleaned_data["name"], now=now)
    login(request, joined.user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return joined


def _choices(request: HttpRequest, invitation: Invitation, form: NewcomerForm) -> dict:
    owner, signed_in = invitations.account_of(invitation), request.user.is_authenticated
    return {
        "invitation": invitation,
        "form": form,
        "has_account": not signed_in and owner is not None,
        "other_address": signed_in and request.user != owner and request.user.email != invitation.email,
        "path": request.path,
    }


def _closed(request: HttpRequest, invitation: Invitation, refusal: invitations.Declined) -> HttpResponse:
    """Say why the link no longer serves; who used it is sent home to the association instead."""
    user = request.user
    mine = Membership.unscoped.filter(association=invitation.association, user_id=user.pk, left_on=None)
    if refusal.reason == "used" and user.is_authenticated and mine.exists():
        messages.info(request, _("Cette invitation a déjà servi : vous êtes membre de l’association."))
        return redirect(invitation.association)
    context = {"invitation": invitation, "reason": refusal.reason, "sentence": str(refusal)}
    return render(request, "associations/invitation_closed.html", context, status=410)
