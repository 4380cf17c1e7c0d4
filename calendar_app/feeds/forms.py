"""What a person chooses for a private address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from associations.models import Association
from calendar_app.duty.forms import KnownChannelField
from calendar_app.models import CalendarFeed, Channel


class FeedForm(forms.Form):
    scope = forms.ChoiceField(
        label=_("Que voulez-vous y voir ?"),
        choices=CalendarFeed.Scope.choices,
        initial=CalendarFeed.Scope.MINE,
        widget=forms.RadioSelect,
    )
    channel = KnownChannelField(
        label=_("Quel compte ?"),
        queryset=Channel.unscoped.none(),
        required=False,
        empty_label=_("Choisissez un compte"),
        help_text=_("Seulement si vous avez choisi « Un seul compte »."),
    )

    def __init__(self, *args: Any, association: Association, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["channel"].queryset = Channel.objects.of(association).active()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("scope") == CalendarFeed.Scope.CHANNEL and not data.get("channel") and "channel" not in self.errors:
            self.add_error("channel", _("Choisissez le compte à suivre."))
        return data

    def content(self) -> dict[str, Any]:
        """`scope` and `channel`, the second only where the first asks for it; the form must be valid."""
        is_one = self.cleaned_data["scope"] == CalendarFeed.Scope.CHANNEL
        return {"scope": self.cleaned_data["scope"], "channel": self.cleaned_data["channel"] if is_one else None}
