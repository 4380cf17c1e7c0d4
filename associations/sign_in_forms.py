"""The forms of the sign-in library, which say « e-mail » as the rest of the house does (settings.ACCOUNT_FORMS)."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as library
from django import forms

from associations.forms import INCOMPLETE


class SaysEmail(forms.Form):
    """Mixed into a form: an address that cannot be one is refused in our words, not in Django's."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.EmailField):
                field.error_messages["invalid"] = INCOMPLETE


class LoginForm(SaysEmail, library.LoginForm):
    pass


class RequestLoginCodeForm(SaysEmail, library.RequestLoginCodeForm):
    pass


class SignupForm(SaysEmail, library.SignupForm):
    pass


class AddEmailForm(SaysEmail, library.AddEmailForm):
    pass


class ChangeEmailForm(SaysEmail, library.ChangeEmailForm):
    pass


class ResetPasswordForm(SaysEmail, library.ResetPasswordForm):
    pass
