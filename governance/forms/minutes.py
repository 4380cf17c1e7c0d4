"""What a person may write in minutes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from governance.models import AgendaItem, Minutes


class WriteForm(forms.Form):
    """The opening, what was said at each point of the agenda, what is to be added; and the draft it was read from."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    opening = forms.CharField(
        label=_("Ouverture de la séance"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Par exemple : « La présidente ouvre la séance et remercie les personnes présentes. »"),
    )
    closing = forms.CharField(
        label=_("Ce qu’il faut ajouter"), max_length=8000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, minutes: Minutes, items: list[AgendaItem], **kwargs: Any) -> None:
        first = {"revision": minutes.revision, "opening": minutes.opening, "closing": minutes.closing}
        super().__init__(*args, initial=first, **kwargs)
        self.items = items
        for number, item in enumerate(items, start=1):
            self.fields[f"report-{item.pk}"] = forms.CharField(
                label=_now("Point %(number)d. %(title)s") % {"number": number, "title": item.title},
                max_length=8000,
                required=False,
                initial=item.report,
                widget=forms.Textarea(attrs={"rows": 4}),
                help_text=_now("Ce qui s’est dit, en quelques phrases. Les votes s’ajoutent tout seuls."),
            )
        self.order_fields(["revision", "opening", *(f"report-{item.pk}" for item in items), "closing"])
        if minutes.corrects_id:
            del self.fields["opening"]
            self.fields["closing"].label = _now("Ce qu’il faut rectifier")
        elif not items:
            del self.fields["opening"]

    def words(self) -> dict[str, Any]:
        """The words as `minutes.write` takes them."""
        data = self.cleaned_data
        return {
            "expected": data["revision"],
            "opening": data.get("opening", ""),
            "closing": data["closing"],
            "reports": {item.pk: data[f"report-{item.pk}"] for item in self.items},
        }


class SeenForm(forms.Form):
    """The hash of the words that were read before signing."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
    approved = forms.BooleanField(
        label=_("J’ai relu ce procès-verbal : il dit ce qui s’est passé."),
        error_messages={"required": _("Cochez la case pour signer : c’est ce que votre nom garantit.")},
    )


class CorrectForm(forms.Form):
    words = forms.CharField(
        label=_("Ce qu’il faut rectifier"),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Citez le passage, puis dites ce qu’il faut lire à la place."),
    )
