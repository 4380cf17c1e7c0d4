"""What a person may write over a published fact: a value of its shape, and where it comes from."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from calendar_app.networks.facts import Rule

LARGEST = 10**12


class FactForm(forms.Form):
    """The value asked has the shape of the published one."""

    reason = forms.CharField(
        label=_("D’où vient cette valeur ?"),
        max_length=300,
        help_text=_("Une page et sa date, un essai, notre serveur : la personne qui vous suivra pourra vérifier."),
        error_messages={"required": _("Dites d’où vient cette valeur, en une phrase.")},
    )
    field_order = ("value", "reason")

    def __init__(self, *args: Any, rule: Rule, reason: str = "", **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"value": _shown(rule.value), "reason": reason})
        super().__init__(*args, **kwargs)
        self.rule = rule
        self.fields["value"] = _field((rule.published or rule).value)
        self.order_fields(self.field_order)

    def clean_value(self) -> Any:
        given = self.cleaned_data["value"]
        published = (self.rule.published or self.rule).value
        if isinstance(published, bool):
            return given == "yes"
        if isinstance(published, tuple):
            return tuple(word for each in given.split(",") if (word := each.strip().lower()))
        return given


def _field(published: Any) -> forms.Field:
    label = _("Notre valeur")
    if isinstance(published, bool):
        return forms.ChoiceField(label=label, choices=[("yes", _("oui")), ("no", _("non"))])
    if isinstance(published, int):
        return forms.IntegerField(label=label, min_value=0, max_value=LARGEST, help_text=_("0 : sans limite."))
    if isinstance(published, float):
        return forms.FloatField(label=label, min_value=0, max_value=LARGEST, localize=True)
    if isinstance(published, tuple):
        return forms.CharField(label=label, max_length=120, help_text=_("Séparés par des virgules : « jpeg, png »."))
    return forms.CharField(label=label, max_length=120)


def _shown(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(value) if isinstance(value, tuple) else value
