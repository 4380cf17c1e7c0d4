"""The pages where a text is read: the four texts, one of them, one version, two versions side by side."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from associations.door import MemberRequest, member
from charter import pages, reading, transitions
from charter.amendments import pages as amended
from charter.library import template
from charter.models import Acknowledgement, Charter, Version
from journal.moves import open_moves


def find(request: MemberRequest, pk: int) -> Version:
    """Return a version of the association at the door, or 404."""
    return get_object_or_404(Version.objects.of(request.association).with_charter(), pk=pk)


@require_safe
@member("charter.view")
def text_list(request: MemberRequest) -> HttpResponse:
    """The four texts: what is in force, what is under way, whether I have signed."""
    versions = list(Version.objects.of(request.association).with_charter())
    signed = set(Acknowledgement.objects.filter(membership=request.membership).values_list("version_id", flat=True))
    rows, today = [], timezone.localdate()
    for kind in Charter.Kind:
        mine = [v for v in versions if v.charter.kind == kind]
        in_force = next((v for v in mine if v.status == Version.Status.IN_FORCE), None)
        under_way = next((v for v in mine if v.status in (*Version.UNDER_WAY, Version.Status.ADOPTED)), None)
        rows.append(
            {
                "kind": kind,
                "in_force": in_force,
                "under_way": under_way,
                "is_signed": in_force is not None and in_force.pk in signed,
                "is_due": in_force is not None and in_force.is_due_for_review(today),
            }
        )
    context = {"rows": rows, "may_edit": request.membership.can("charter.edit")}
    return render(request, "charter/text_list.html", context)


@require_safe
@member("charter.view")
def kind_detail(request: MemberRequest, kind: str) -> HttpResponse:
    """One text: the version in force to read, the one under way, and all the others."""
    versions = list(Version.objects.of(request.association).of_kind(kind).with_charter().order_by("-number"))
    in_force = next((v for v in versions if v.status == Version.Status.IN_FORCE), None)
    signed = in_force and Acknowledgement.objects.filter(version=in_force, membership=request.membership).first()
    context = {
        "kind": Charter.Kind(kind),
        "versions": versions,
        "in_force": in_force,
        "is_due": in_force is not None and in_force.is_due_for_review(timezone.localdate()),
        "under_way": next((v for v in versions if v.status in Version.UNDER_WAY), None),
        # Adopted, a version still waits for its day: it is to be found here until then.
        "coming": [v for v in versions if v.status in (*Version.UNDER_WAY, Version.Status.ADOPTED)],
        "clauses": list(in_force.clauses.order_by("position")) if in_force else [],
        "signature": signed,
        "template": template(kind),
        "adoption": pages.adoption(pages.ballots_of(in_force)) if in_force else None,
        "may_edit": request.membership.can("charter.edit"),
        **pages.public_place(request.membership, kind, is_shown=any(v.status in Version.APPLIED for v in versions)),
        "may_follow": request.membership.can("charter.follow"),
    }
    return render(request, "charter/kind_detail.html", context)


@require_safe
@member("charter.view")
def version_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One version: where it stands, who must act, its words and its history."""
    version = find(request, pk)
    signature = Acknowledgement.objects.filter(version=version, membership=request.membership).first()
    ballots = pages.ballots_of(version)
    context = {
        "version": version,
        "base": pages.base_of(version),
        "clauses": amended.with_open_counts(version),
        "standing": amended.standing(version, request.membership),
        "amendments": amended.counts(version),
        "moves": open_moves(version, request.membership),
        "may_edit": version.is_editable and request.membership.can("charter.edit"),
        "left": transitions.left_to_adapt(version) if version.is_editable else [],
        "ballots": ballots,
        "adoption": pages.adoption(ballots),
        "history": pages.history(version),
        "signature": signature,
        "may_follow": request.membership.can("charter.follow"),
        **pages.standing(version, request.membership, timezone.localdate()),
    }
    return render(request, "charter/version_detail.html", context)


def two_versions(request: MemberRequest) -> tuple[Version, Version] | HttpResponse:
    """Return the two versions of one text that the address asks for, or the answer that says what is wrong with it."""
    versions = Version.objects.of(request.association).with_charter()
    wanted = [value for value in (request.GET.get("avant", ""), request.GET.get("apres", "")) if value.isdecimal()]
    if len(wanted) != 2:
        messages.error(request, _("Choisissez deux versions à comparer."))
        return redirect("charter:list", request.association.slug)
    old, new = (get_object_or_404(versions, pk=int(value[:18])) for value in wanted)
    if old.charter_id != new.charter_id:
        messages.error(
            request, _("Ces deux versions ne sont pas du même texte : choisissez deux versions d’un même texte.")
        )
        return redirect("charter:list", request.association.slug)
    return old, new


@require_safe
@member("charter.view")
def compare(request: MemberRequest) -> HttpResponse:
    """Any two versions of one text: ?avant=12&apres=15."""
    found = two_versions(request)
    if isinstance(found, HttpResponse):
        return found
    old, new = found
    versions = Version.objects.of(request.association).with_charter()
    context = {
        "old": old,
        "new": new,
        "comparison": reading.compare(reading.texts(old), reading.texts(new)),
        "versions": versions.filter(charter=new.charter_id).order_by("-number"),
    }
    return render(request, "charter/compare.html", context)
