"""Where the sign-in library meets our house."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from associations.models import User


def display(user: User) -> str:
    """How a person is greeted by the sign-in pages."""
    return str(user)


class AccountAdapter(DefaultAccountAdapter):
    """Keep allauth's flow; mail leaves through our queue after the commit."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        # Rendered here, where the request and language are; sent by the worker, where a slow server delays nobody.
        from reminders.tasks import send_prepared

        message = self.render_mail(template_prefix, email, {"request": self.request} | context)
        send_prepared.delay_on_commit(message.subject, message.body, [email])

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return True


class NameForm(forms.Form):
    """The one thing asked at sign-up besides the address: what to call the person."""

    name = forms.CharField(label=_("Prénom et nom"), max_length=120)

    field_order = ["name", "email"]

    def signup(self, request: HttpRequest, user: User) -> None:
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])
