"""What the association says of itself, and the table of its rights."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from associations import legal, transitions, wording
from associations.door import MemberRequest, member
from associations.forms import SettingsForm
from associations.models import Association, Mandate, Role


@member("associations.manage")
def settings(request: MemberRequest) -> HttpResponse:
    """Change the association's name, seat, contact and legal notice."""
    association = Association.objects.get(pk=request.association.pk)
    form = SettingsForm(request.POST or None, instance=association)
    if request.method == "POST" and form.is_valid():
        transitions.describe(form.save(commit=False), by=request.membership)
        messages.success(request, _("Les réglages sont enregistrés."))
        return redirect("associations:settings", association=association.slug)
    return render(request, "associations/settings.html", {"form": form, "lacking": legal.lacking(request.association)})


@member("associations.view")
def roles(request: MemberRequest) -> HttpResponse:
    """Show who holds each role today, what it allows, and the whole table of rights."""
    mandates = Mandate.objects.in_date(timezone.localdate()).filter(
        association=request.association, membership__left_on=None
    )
    holders: dict[str, list[Mandate]] = {role: [] for role in Role}
    for mandate in mandates.select_related("membership__user").order_by("membership__user__name"):
        holders[mandate.role].append(mandate)
    rows = [
        {"role": role, "hint": wording.HINTS[role], "acts": wording.acts_of(role), "holders": holders[role]}
        for role in Role
    ]
    return render(request, "associations/roles.html", {"rows": rows, "rooms": wording.table()})
