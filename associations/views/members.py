"""The people of the association: who they are, what they hold, until when."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from associations import transitions
from associations.door import MemberRequest, member
from associations.forms import MandateEndForm, MandateForm
from associations.invitations import may_give
from associations.models import Invitation, Mandate, Membership


@member("associations.view")
def members(request: MemberRequest) -> HttpResponse:
    """List the members with their mandates, and the invitations nobody has answered yet."""
    today = timezone.localdate()
    people = Membership.objects.of(request.association).current().order_by("user__name", "user__email", "pk")
    context = {
        "people": [{"member": person, "mandates": _running(person, today)} for person in people],
        "today": today,
        "may_invite": request.membership.can("associations.invite"),
        "may_manage": request.membership.can("associations.manage"),
    }
    if context["may_invite"]:
        waiting = Invitation.objects.of(request.association).unanswered().select_related("invited_by__user")
        context |= {"invitations": waiting, "now": timezone.now()}
    return render(request, "associations/members.html", context)


@member("associations.view")
def member_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One person: their mandates past and present, and what may be done about them."""
    person = _person(request, pk)
    today = timezone.localdate()
    allowed = may_give(request.membership, today) if request.membership.can("associations.manage") else frozenset()
    mandates = [
        {"mandate": mandate, "state": _state(mandate, today), "may_change": mandate.role in allowed}
        for mandate in person.mandates.all()
    ]
    context = {
        "person": person,
        "mandates": mandates,
        "may_give": bool(allowed),
        "may_remove": bool(allowed) and person.pk != request.membership.pk and person.roles_from(today) <= allowed,
        "is_me": person.pk == request.membership.pk,
    }
    return render(request, "associations/member_detail.html", context)


@member("associations.manage")
def mandate_create(request: MemberRequest, pk: int) -> HttpResponse:
    """Give a member one more role."""
    person = _person(request, pk)
    today = timezone.localdate()
    allowed = may_give(request.membership, today)
    form = MandateForm(request.POST or None, member=person, allowed=allowed, today=today)
    if request.method == "POST" and form.is_valid():
        try:
            mandate = transitions.give_mandate(person, **form.cleaned_data, by=request.membership, today=today)
        except ValidationError as refusal:
            form.add_error("starts_on", refusal)
        else:
            said = {"name": person.name, "role": mandate.get_role_display()}
            messages.success(request, _("%(name)s a maintenant le rôle « %(role)s ».") % said)
            return redirect("associations:member-detail", association=request.association.slug, pk=person.pk)
    return render(request, "associations/mandate_form.html", {"form": form, "person": person})


@member("associations.manage")
def mandate_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Move the last day of a mandate: end it, extend it, or leave it open."""
    rows = Mandate.objects.filter(association=request.association, membership__left_on=None)
    mandate = get_object_or_404(rows.select_related("membership__user"), pk=pk)
    form = MandateEndForm(request.POST or None, mandate=mandate)
    if request.method == "POST" and form.is_valid():
        try:
            transitions.change_end(mandate, **form.cleaned_data, by=request.membership, today=timezone.localdate())
        except ValidationError as refusal:
            form.add_error("ends_on", refusal)
        else:
            messages.success(request, _("Le mandat est à jour."))
            return redirect(
                "associations:member-detail", association=request.association.slug, pk=mandate.membership_id
            )
    context = {"form": form, "mandate": mandate, "person": mandate.membership, "today": timezone.localdate()}
    return render(request, "associations/mandate_edit.html", context)


@member("associations.manage")
def member_remove(request: MemberRequest, pk: int) -> HttpResponse:
    """Confirm, then take a member out; what they did stays."""
    person = _person(request, pk)
    if request.method == "POST" and _left(request, person):
        messages.success(request, _("%(name)s ne fait plus partie de l’association.") % {"name": person.name})
        return redirect("associations:members", association=request.association.slug)
    return render(request, "associations/leave.html", _leaving(request, person))


@member("associations.view")
def leave(request: MemberRequest) -> HttpResponse:
    """Confirm, then leave the association oneself."""
    if request.method == "POST" and _left(request, request.membership):
        messages.success(request, _("Vous ne faites plus partie de « %(name)s ».") % {"name": request.association})
        return redirect("home")
    return render(request, "associations/leave.html", _leaving(request, request.membership))


def _leaving(request: MemberRequest, person: Membership) -> dict[str, object]:
    is_me = person.pk == request.membership.pk
    return {"person": person, "is_me": is_me, "may_see_keys": request.membership.can("calendar.keys")}


def _person(request: MemberRequest, pk: int) -> Membership:
    return get_object_or_404(Membership.objects.of(request.association).current(), pk=pk)


def _left(request: MemberRequest, person: Membership) -> bool:
    try:
        transitions.leave(person, by=request.membership, today=timezone.localdate())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return False
    return True


def _running(person: Membership, today) -> list[Mandate]:
    """Mandates in date or to come: what is over is told on the person's page."""
    return [mandate for mandate in person.mandates.all() if mandate.ends_on is None or mandate.ends_on >= today]


def _state(mandate: Mandate, today) -> str:
    if mandate.is_in_date(today):
        return "current"
    return "future" if mandate.starts_on > today else "past"
