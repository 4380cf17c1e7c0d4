"""What a person may type about what is out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from calendar_app import images
from calendar_app.forms import ConfirmForm, ReasonForm, web_address
from calendar_app.images import CleanImage


class ShotField(forms.FileField):
    """A screenshot, written again by our own encoder: what comes out is a CleanImage or None."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Capture d’écran"))
        kwargs.setdefault("help_text", _("Une image JPEG, PNG ou WebP. Seuls les membres la voient."))
        widget = forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"})
        super().__init__(required=False, allow_empty_file=True, widget=widget, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> CleanImage | None:
        file = super().clean(data, initial)
        if not file:
            return None
        try:
            return images.clean(file, file.size)
        except images.BadImage as refusal:
            raise forms.ValidationError(str(refusal)) from None


class LinkField(forms.CharField):
    """The address of a page, or nothing."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("L’adresse complète, qui commence par https://."))
        widget = forms.URLInput(attrs={"placeholder": "", "inputmode": "url"})
        super().__init__(required=False, max_length=500, widget=widget, **kwargs)

    def clean(self, value: Any) -> str:
        said = str(super().clean(value)).strip()
        return web_address(said) if said else ""


class DepartureForm(ConfirmForm):
    """The confirmation of one account, with its screenshot if one was made."""

    screenshot = ShotField()

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        return {name: data.get(name) for name in ("link", "published_at", "screenshot")}


class CorrectForm(ReasonForm):
    text = forms.CharField(
        label=_("Les mots justes"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Ce que vous avez écrit à la place, ou en dessous."),
    )
    link = LinkField(label=_("Lien du rectificatif"))
    field_order = ("text", "link", "reason")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors and not (data.get("text") or data.get("link")):
            self.add_error("text", _("Écrivez les mots justes, ou collez le lien du rectificatif."))
        return data


class CaptureForm(forms.Form):
    screenshot = ShotField()
    link = LinkField(label=_("Lien de ce que vous voyez"))
    note = forms.CharField(
        label=_("Ce que vous voyez"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class InformForm(forms.Form):
    note = forms.CharField(
        label=_("Qui est prévenu, et comment"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Par exemple : la personne montrée, par téléphone ; le bureau, par message."),
    )


class LessonForm(forms.Form):
    note = forms.CharField(
        label=_("Ce que nous retenons"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Une façon de faire à changer, jamais le nom de quelqu’un."),
    )
