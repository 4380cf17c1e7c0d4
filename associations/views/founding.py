"""The wizard that opens a house: this first step, then the statutes, then the invitations."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from associations import transitions
from associations.door import signed_in
from associations.forms import FoundingForm


@signed_in
def create(request: HttpRequest) -> HttpResponse:
    """Ask for the association's name and what its founder is in it."""
    today = timezone.localdate()
    form = FoundingForm(request.POST or None, today=today)
    if request.method == "POST" and form.is_valid():
        association, _membership = transitions.found(
            request.user,
            role=form.cleaned_data["role"],
            ends_on=form.cleaned_data["ends_on"],
            today=today,
            **form.described,
        )
        messages.success(
            request,
            _("L’association « %(name)s » est créée. Dites maintenant comment vos statuts décident.")
            % {"name": association},
        )
        return redirect("governance:statutes", association=association.slug)
    return render(request, "associations/create.html", {"form": form})
