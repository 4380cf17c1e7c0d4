"""What a person may type of a leave to be shown, or of a cession of rights: as little as proof needs."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from associations.models import Association
from calendar_app.forms import DayField
from calendar_app.library import papers
from calendar_app.models import Channel, ImageConsent, Media, Post, RightsGrant

# The newest ones, ready to tick; an older one is reached from its own page.
OFFERED = 40


class TickedField(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def clean(self, value: Any) -> Any:
        for each in value or []:
            # The database would choke on a number longer than its own.
            if len(str(each)) > 18:
                raise forms.ValidationError(self.error_messages["invalid_choice"], params={"value": str(each)[:18]})
        return super().clean(value)

    def label_from_instance(self, obj: Any) -> str:  # type: ignore[override]
        return str(obj.name)


class SignedForm(forms.Form):
    """A term, and the paper that proves it."""

    starts_on = DayField(label=_("À partir du"))
    ends_on = DayField(label=_("Jusqu’au"), help_text=_("Une autorisation sans fin ne vaut rien : un à cinq ans."))
    given_on = DayField(label=_("Signée le"))
    document = forms.FileField(
        label=_("Document signé"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/jpeg,image/png"}),
        help_text=_("PDF ou photo, 8 Mo au plus. Seules la coordination et la personne chargée des données le voient."),
    )
    paper = forms.CharField(
        label=_("Ou : où le papier est-il gardé ?"),
        required=False,
        max_length=200,
        help_text=_("Par exemple : classeur bleu, armoire du local."),
    )

    def __init__(self, *args: Any, today: dt.date, initial: dict[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, initial={"starts_on": today, "given_on": today} | (initial or {}), **kwargs)
        self.today = today

    def clean_given_on(self) -> dt.date:
        on: dt.date = self.cleaned_data["given_on"]
        if on > self.today:
            raise forms.ValidationError(_("Ce jour n’est pas encore venu. Indiquez le jour de la signature."))
        return on

    def clean_document(self) -> papers.Paper | None:
        if not (file := self.cleaned_data["document"]):
            return None
        try:
            return papers.receive(file)
        except papers.BadPaper as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        start, end = said.get("starts_on"), said.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", _("La fin vient avant le début. Corrigez l’une des deux dates."))
        if not said.get("document") and not said.get("paper") and "document" not in self.errors:
            self.add_error("paper", _("Joignez le document signé, ou dites où le papier est gardé."))
        return said

    def taken(self, *names: str) -> dict[str, Any]:
        """The named answers and the term, as the verbs take them."""
        return {name: self.cleaned_data[name] for name in (*names, "starts_on", "ends_on", "given_on", "paper")}


class ConsentForm(SignedForm):
    """One person agrees to be shown."""

    person = forms.CharField(
        label=_("Personne montrée"),
        max_length=200,
        help_text=_("Son nom, tel qu’il est sur le document. Il sera effacé cinq ans après la fin."),
    )
    is_minor = forms.BooleanField(label=_("Cette personne a moins de 18 ans"), required=False)
    first_parent = forms.CharField(label=_("Premier parent signataire"), required=False, max_length=200)
    second_parent = forms.CharField(
        label=_("Second parent signataire"),
        required=False,
        max_length=200,
        help_text=_("La loi demande l’accord des deux parents (article 372-1 du code civil)."),
    )
    sole_parent = forms.BooleanField(
        label=_("Un seul parent a l’autorité parentale : j’ai vu le jugement ou l’acte"), required=False
    )
    child_opinion = forms.ChoiceField(
        label=_("Avis de l’enfant"),
        required=False,
        choices=[("", _("Choisissez")), *ImageConsent.Opinion.choices],
        help_text=_("Si l’enfant dit non, on ne montre pas son image, même avec l’accord des parents."),
    )
    media = TickedField(label=_("Pour quelles images et vidéos ?"), queryset=Media.unscoped.none())
    everywhere = forms.BooleanField(label=_("Sur tous nos comptes, présents et à venir"), required=False)
    channels = TickedField(label=_("Ou : sur ces comptes"), required=False, queryset=Channel.unscoped.none())
    purposes = forms.MultipleChoiceField(
        label=_("Pour quels buts ?"),
        required=False,
        choices=Post.Purpose.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Rien de coché : pour tous."),
    )

    field_order = (
        *("person", "is_minor", "first_parent", "second_parent", "sole_parent", "child_opinion", "media"),
        *("everywhere", "channels", "purposes", "starts_on", "ends_on", "given_on", "document", "paper"),
    )

    def __init__(self, *args: Any, association: Association, chosen: list[str], **kwargs: Any) -> None:
        wanted = {int(pk) for pk in chosen if pk.isdecimal() and pk.isascii() and len(pk) < 19}
        super().__init__(*args, initial={"media": list(wanted)}, **kwargs)
        fields: dict[str, Any] = self.fields
        ours = Media.objects.of(association)
        newest = list(ours.newest_first().values_list("pk", flat=True)[:OFFERED])
        fields["media"].queryset = ours.filter(pk__in={*newest, *wanted}).newest_first()
        fields["channels"].queryset = Channel.objects.of(association).filter(is_active=True)

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if not said.get("everywhere") and not said.get("channels") and "channels" not in self.errors:
            self.add_error("channels", _("Cochez au moins un compte, ou tous nos comptes."))
        if not said.get("is_minor"):
            return said | {"first_parent": "", "second_parent": "", "sole_parent": False, "child_opinion": ""}
        if not said.get("first_parent"):
            self.add_error("first_parent", _("Pour un enfant, les parents signent : écrivez leur nom."))
        if said.get("sole_parent"):
            said["second_parent"] = ""
        elif not said.get("second_parent"):
            self.add_error(
                "second_parent", _("Il manque l’accord du second parent. La loi demande les deux signatures.")
            )
        if not said.get("child_opinion") and "child_opinion" not in self.errors:
            self.add_error("child_opinion", _("Demandez son avis à l’enfant, et notez-le."))
        return said

    def said(self) -> dict[str, Any]:
        return self.taken(
            *("person", "is_minor", "first_parent", "second_parent", "sole_parent", "child_opinion"),
            *("everywhere", "purposes"),
        )


class GrantForm(SignedForm):
    """An author grants rights: each one with its extent, aim, place and duration."""

    author = forms.CharField(label=_("Auteur ou autrice"), max_length=200)
    rights = forms.MultipleChoiceField(
        label=_("Droits cédés"),
        choices=RightsGrant.Right.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Chaque droit se nomme (article L131-3 du code de la propriété intellectuelle)."),
    )
    purpose = forms.CharField(label=_("Pour quel usage"), max_length=300)
    place = forms.CharField(label=_("Où"), max_length=200, help_text=_("Par exemple : monde entier, en ligne."))

    field_order = ("author", "rights", "purpose", "place", "starts_on", "ends_on", "given_on", "document", "paper")

    def said(self) -> dict[str, Any]:
        return self.taken("author", "rights", "purpose", "place")


class WithdrawForm(forms.Form):
    """Somebody no longer wants to be shown: no reason is asked."""

    on = DayField(label=_("Retirée le"))
    everywhere = forms.BooleanField(label=_("Retirer aussi ses autres autorisations"), required=False)

    def __init__(self, *args: Any, today: dt.date, others: int, **kwargs: Any) -> None:
        super().__init__(*args, initial={"on": today, "everywhere": bool(others)}, **kwargs)
        self.today = today
        if not others:
            del self.fields["everywhere"]

    def clean_on(self) -> dt.date:
        on: dt.date = self.cleaned_data["on"]
        if on > self.today:
            raise forms.ValidationError(
                _("Un retrait prend effet tout de suite. Indiquez aujourd’hui ou un jour passé.")
            )
        return on
