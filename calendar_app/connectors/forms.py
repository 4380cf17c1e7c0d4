"""What the coordination types about an account that sends by itself."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from calendar_app.connectors import wire
from calendar_app.connectors.verbs import Means
from calendar_app.models import Channel, Connector

Kind = Connector.Kind
USUAL = {Kind.BLUESKY.value: "https://bsky.social"}


class MeansForm(forms.Form):
    kind = forms.ChoiceField(label=_("Moyen"))
    base_url = forms.CharField(
        label=_("Adresse du serveur"),
        max_length=300,
        help_text=_("Elle commence par https://. Pour Bluesky, laissez https://bsky.social."),
    )
    handle = forms.CharField(
        label=_("Identifiant du compte (Bluesky)"),
        max_length=253,
        required=False,
        help_text=_("Par exemple : association.bsky.social. Laissez vide pour les autres moyens."),
    )
    token = forms.CharField(
        label=_("Jeton"),
        max_length=2000,
        required=False,
        strip=True,
        widget=forms.PasswordInput(render_value=False, attrs={"autocomplete": "off"}),
        help_text=_(
            "Mastodon : un jeton d’accès de l’application. Bluesky : un mot de passe d’application, jamais celui du "
            "compte. Appel signé : le secret partagé, 32 caractères au moins. Il est chiffré, et ne sera plus affiché."
        ),
    )

    def __init__(self, *args: Any, channel: Channel, connector: Connector | None, **kwargs: Any) -> None:
        own = [kind for kind in (Kind.MASTODON, Kind.BLUESKY) if kind == channel.network]
        initial = {"kind": own[0] if own else Kind.WEBHOOK, "base_url": USUAL.get(channel.network, "")}
        if connector:
            initial = {"kind": connector.kind, "base_url": connector.base_url, "handle": connector.handle}
        super().__init__(*args, initial=initial, **kwargs)
        field = self.fields["kind"]
        field.choices = [(kind.value, kind.label) for kind in (*own, Kind.WEBHOOK)]  # type: ignore[attr-defined]

    def clean_base_url(self) -> str:
        try:
            return wire.mend(self.cleaned_data["base_url"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None

    def clean_handle(self) -> str:
        return str(self.cleaned_data["handle"]).strip().removeprefix("@")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        kind, token = data.get("kind"), data.get("token", "")
        if kind == Kind.BLUESKY and not data.get("handle"):
            self.add_error("handle", _("Bluesky demande l’identifiant du compte."))
        if kind != Kind.BLUESKY:
            data["handle"] = ""
        if kind == Kind.WEBHOOK and token and len(token) < 32:
            self.add_error("token", _("Ce secret est trop court : il faut au moins 32 caractères."))
        if token and not token.isascii():
            self.add_error("token", _("Ce jeton contient une lettre inattendue. Copiez-le de nouveau."))
        return data

    def means(self) -> Means:
        data = self.cleaned_data
        return Means(data["kind"], data["base_url"], data["handle"], data["token"])
