"""The page of a text in force: its yearly review."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from associations.door import MemberRequest, member
from charter import keeping
from charter.forms import ReviewForm
from charter.models import Review, Version
from charter.models.versions import a_year_after
from charter.views.reading import find
from journal.moves import only_from


@require_http_methods(["GET", "HEAD", "POST"])
@member("charter.freeze")
def version_review(request: MemberRequest, pk: int) -> HttpResponse:
    """Read a text in force again: it stays, until the next date, or a new version is prepared."""
    version, today = only_from(find(request, pk), Version.Status.IN_FORCE), timezone.localdate()
    form = ReviewForm(
        request.POST if request.method == "POST" else None, initial={"next_on": a_year_after(today)}, today=today
    )
    if request.method == "POST" and form.is_valid():
        note, by = form.cleaned_data["note"], request.membership
        if form.cleaned_data["outcome"] == Review.Outcome.CHANGED:
            new = keeping.change(version, note=note, by=by, today=today)
            messages.success(request, _("La revue est notée. Voici la version qui prépare le changement."))
            return redirect(new)
        keeping.keep(version, note=note, next_on=form.cleaned_data["next_on"], by=by, today=today)
        messages.success(request, _("La revue est notée : le texte reste en vigueur, avec sa nouvelle date."))
        return redirect(version)
    under_way = Version.objects.filter(charter=version.charter_id).under_way().with_charter().first()
    context = {"version": version, "form": form, "under_way": under_way}
    return render(request, "charter/version_review.html", context)
