"""Where the sign-in library meets our house."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from associations.models import User


def display(user: User) -> str:
    """How a person is greeted by the sign-in pages."""
    return str(user)


class AccountAdapter(DefaultAccountAdapter):
    """Keep allauth's flow and say it in our words; mail leaves through our queue after the commit."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("Ce compte est fermé. Écrivez au secrétariat de votre association."),
        "duplicate_email": _("Cette adresse est déjà celle de votre compte."),
        "email_password_mismatch": _(
            "Cette adresse et ce mot de passe ne vont pas ensemble. Vérifiez-les, ou demandez un code par e-mail."
        ),
        "email_taken": _("Un compte existe déjà à cette adresse. Connectez-vous par code, sans mot de passe."),
        "enter_current_password": _("Ce n’est pas votre mot de passe actuel."),
        "incorrect_code": _("Ce code n’est pas le bon. Recopiez celui du dernier message reçu."),
        "incorrect_password": _("Ce mot de passe n’est pas le bon."),
        "same_as_current": _("C’est déjà votre adresse. Donnez-en une autre pour en changer."),
        "too_many_login_attempts": _(
            "Trop d’essais ont échoué. Réessayez dans cinq minutes, ou demandez un code par e-mail dans une minute."
        ),
        "rate_limited": _("Trop de demandes en peu de temps. Réessayez dans une minute."),
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        # Rendered here, where the request and language are; sent by the worker, where a slow server delays nobody.
        # The mail task lives upstairs: settings name it, and this floor imports nothing above itself.
        send_prepared = import_string(settings.PREPARED_MAIL)
        message = self.render_mail(template_prefix, email, {"request": self.request, "email": email} | context)
        send_prepared.delay_on_commit(message.subject, message.body, [email])

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return True


def forget_unproven_password(user: User, method: str, email: str = "", **details: Any) -> None:
    """Called by the sign-in library at each step. A code proves the mailbox; a password set before that proves nothing.

    Somebody may sign up with another's address and wait: once its owner comes in by code, that password must be dead.
    """
    if method == "code" and email and not user.emailaddress_set.filter(email__iexact=email, verified=True).exists():
        user.set_unusable_password()
        user.save(update_fields=["password"])


class NameForm(forms.Form):
    """The one thing asked at sign-up besides the address: what to call the person."""

    name = forms.CharField(label=_("Prénom et nom"), max_length=120)

    field_order = ["name", "email"]

    def signup(self, request: HttpRequest, user: User) -> None:
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])
