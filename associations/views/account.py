"""The person's own page: what belongs to them in every association alike."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override

from associations.door import signed_in
from associations.forms import AccountForm
from associations.models import Membership


@signed_in
def account(request: HttpRequest) -> HttpResponse:
    """Change name, language and appearance; list one's associations."""
    form = AccountForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        user = form.save()
        with override(user.language):
            messages.success(request, _("Vos choix sont enregistrés."))
        return redirect("associations:account")
    if form.errors:
        # The masthead draws the saved name, not the refused one.
        request.user.refresh_from_db()
    memberships = Membership.unscoped.current().filter(user=request.user).order_by("association__name", "pk")
    return render(request, "associations/account.html", {"form": form, "memberships": memberships})
