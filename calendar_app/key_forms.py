"""What a person may type in the register of keys. Nowhere a secret could be written: no free text at all."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from associations.models import Membership
from calendar_app.forms import DayField
from calendar_app.models import AccessGrant, Channel
from calendar_app.opening_forms import KnownPersonField


class GrantForm(forms.Form):
    """A key given to somebody."""

    to = KnownPersonField(label=_("À qui ?"), queryset=Membership.unscoped.none())
    kind = forms.ChoiceField(
        label=_("Que permet cette clé ?"),
        choices=AccessGrant.Kind.choices,
        initial=AccessGrant.Kind.WRITING,
        widget=forms.RadioSelect,
        help_text=_("L’administration donne et retire les clés des autres."),
    )
    two_factor = forms.ChoiceField(
        label=_("La double authentification est-elle en place ?"),
        choices=AccessGrant.TwoFactor.choices,
        initial=AccessGrant.TwoFactor.UNKNOWN,
        widget=forms.RadioSelect,
        help_text=_("Un code de plus que le mot de passe, reçu sur le téléphone."),
    )
    granted_on = DayField(label=_("Confiée le"))

    def __init__(self, *args: Any, channel: Channel, today: dt.date, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"granted_on": today})
        super().__init__(*args, **kwargs)
        people = Membership.objects.of(channel.association).filter(left_on=None).select_related("user")
        holders = AccessGrant.objects.of(channel.association).live().filter(channel=channel).values("membership")
        fields: dict[str, Any] = self.fields
        fields["to"].empty_label = _("Choisissez une personne")
        fields["to"].queryset = people.exclude(pk__in=holders).order_by("user__name", "pk")


class TakeBackForm(forms.Form):
    """The day the key was really taken back."""

    on = DayField(label=_("Retirée le"), help_text=_("Le jour où l’accès a vraiment été supprimé sur le réseau."))

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"on": today})
        super().__init__(*args, **kwargs)


class CheckForm(forms.Form):
    """What one sees when looking at the list of accesses on the network itself."""

    check_months = forms.TypedChoiceField(
        label=_("Vérifier les clés de ce compte"),
        choices=Channel._meta.get_field("check_months").choices,
        coerce=int,
    )

    def __init__(self, *args: Any, channel: Channel, grants: list[AccessGrant], **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"check_months": channel.check_months})
        super().__init__(*args, **kwargs)
        for grant in grants:
            said = {"name": grant.membership.name, "kind": grant.get_kind_display().lower()}
            self.fields[f"two_factor_{grant.pk}"] = forms.ChoiceField(
                label=_("%(name)s, %(kind)s : double authentification ?") % said,
                choices=AccessGrant.TwoFactor.choices,
                initial=grant.two_factor,
            )
        self.order_fields([*(name for name in self.fields if name != "check_months"), "check_months"])

    def two_factor(self) -> dict[int, str]:
        """What was found, by id of grant."""
        start = "two_factor_"
        return {int(k.removeprefix(start)): v for k, v in self.cleaned_data.items() if k.startswith(start)}
