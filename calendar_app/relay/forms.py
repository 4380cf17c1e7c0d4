"""What a person may type about relays and testimonies, members and strangers alike."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django import forms
from django.core import signing
from django.core.validators import URLValidator
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from associations.models import Association
from calendar_app.forms import DayField
from calendar_app.models import Testimony, TestimonyCall
from calendar_app.relay.cleaning import Said

# A person reads the page before writing; a machine does not.
LEAST_SECONDS = 4
# A page left open longer is given a new stamp, and nothing typed is lost.
MOST_SECONDS = 24 * 3600
SALT = "calendar_app.relay.form"


class OfferForm(forms.Form):
    target = forms.URLField(
        label=_("Adresse à faire connaître"),
        max_length=500,
        assume_scheme="https",
        validators=[URLValidator(schemes=["http", "https"])],
        error_messages={"invalid": _("Cette adresse ne se lit pas. Copiez-la en entier : elle commence par https://.")},
        help_text=_(
            "La page que les personnes ouvriront. Elle ne change plus ensuite : des liens circuleront. Sur votre site, "
            "vos statistiques sauront de quel réseau vient la visite, jamais de qui."
        ),
    )
    until = DayField(label=_("À relayer jusqu’au"))

    def __init__(self, *args: Any, today: dt.date, is_fixed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        # A disabled field keeps its first value, whatever is sent.
        self.fields["target"].disabled = is_fixed

    def clean_until(self) -> dt.date:
        until: dt.date = self.cleaned_data["until"]
        if not self.today <= until <= self.today + dt.timedelta(days=366):
            raise forms.ValidationError(_("Choisissez un jour entre aujourd’hui et dans un an."))
        return until


class CallForm(forms.ModelForm):
    question = Said(label=_("Ce que vous demandez"), max_length=300)
    used_for = Said(label=_("À quoi serviront les témoignages"), max_length=300)

    class Meta:
        model = TestimonyCall
        fields = ["question", "used_for", "months", "is_open"]
        help_texts = {
            "months": _("De 1 à 60. Après, les mots sont effacés."),
            "is_open": _("La page est alors publique. Donnez son adresse à qui vous voulez."),
        }

    def clean_months(self) -> int:
        months: int = self.cleaned_data["months"]
        if not 1 <= months <= 60:
            raise forms.ValidationError(_("Choisissez une durée de 1 à 60 mois."))
        return months


class AcceptForm(forms.Form):
    parent_agreed_on = DayField(label=_("Accord d’un parent reçu le"), required=False)

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_parent_agreed_on(self) -> dt.date | None:
        on: dt.date | None = self.cleaned_data["parent_agreed_on"]
        if on and (on > self.today or on.year < 2000):
            raise forms.ValidationError(_("Ce jour n’est pas encore venu, ou l’année ne se lit pas."))
        return on


class RefuseForm(forms.Form):
    reason = Said(label=_("Pourquoi"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class TestimonyForm(forms.Form):
    """The public form. `stamp` says when the page was drawn and names the entry; `website` is a trap for machines."""

    text = Said(
        label=_("Votre témoignage"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("5 000 caractères au plus. Ne nommez personne d’autre que vous."),
    )
    naming = forms.ChoiceField(
        label=_("Comment vous nommer"), choices=Testimony.Naming.choices, widget=forms.RadioSelect
    )
    name = Said(label=_("Prénom ou nom inventé"), max_length=60, required=False)
    email = forms.EmailField(
        label=_("Votre adresse e-mail"),
        max_length=254,
        required=False,
        help_text=_("Pour recevoir votre lien privé, et si nous avons une question. Elle n’est jamais publiée."),
    )
    is_minor = forms.BooleanField(label=_("J’ai moins de 18 ans"), required=False)
    parent_email = forms.EmailField(
        label=_("Adresse e-mail d’un parent, si vous avez moins de 18 ans"),
        max_length=254,
        required=False,
        help_text=_("Nous lui demandons son accord avant d’utiliser vos mots."),
    )
    consent = forms.BooleanField(
        error_messages={"required": _("Sans votre accord, nous ne gardons rien. Cochez la case pour envoyer.")}
    )
    website = forms.CharField(label=_("Laissez ce champ vide"), required=False, max_length=200)
    stamp = forms.CharField(widget=forms.HiddenInput, required=False, max_length=400)

    def __init__(self, *args: Any, association: Association, sentence: str, now: dt.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.association, self.now, self.form_id = association, now, uuid.uuid4()
        self.fields["consent"].label = sentence
        self.fields["website"].widget.attrs |= {"autocomplete": "off", "tabindex": "-1"}
        self.fields["stamp"].initial = self._stamped()

    def _stamped(self) -> str:
        said = [self.association.pk, self.now.timestamp(), str(self.form_id)]
        return signing.dumps(said, salt=SALT)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("naming") == Testimony.Naming.ANONYMOUS:
            data["name"] = ""
        elif "name" in data and not data["name"]:
            self.add_error("name", _("Écrivez un prénom ou un nom inventé, ou choisissez « Sans aucun nom »."))
        if not data.get("is_minor"):
            data["parent_email"] = ""
        elif "parent_email" in data and not data["parent_email"]:
            self.add_error("parent_email", _("Donnez l’adresse d’un parent : son accord est nécessaire."))
        if data.get("website"):
            self.add_error(None, _("Un champ caché a été rempli. Videz-le, ou écrivez-nous par un autre moyen."))
        if refusal := self._refusal(data.get("stamp", "")):
            self.add_error(None, refusal)
        return data

    def _refusal(self, stamp: str) -> str:
        """Why the page is not trusted; empty when it is. A stamp that ended is replaced, what was typed stays."""
        try:
            home, drawn, form = signing.loads(stamp, salt=SALT)
            age, known = self.now.timestamp() - float(drawn), uuid.UUID(form)
        except (signing.BadSignature, ValueError, TypeError):
            home, age, known = None, -1.0, self.form_id
        if home != self.association.pk or not 0 <= age <= MOST_SECONDS:
            self.data = self.data.copy()
            self.data["stamp"] = self._stamped()
            return _now("Cette page était ouverte depuis trop longtemps. Relisez-vous, puis envoyez de nouveau.")
        self.form_id = known
        if age < LEAST_SECONDS:
            return _now("C’est allé très vite. Relisez votre témoignage, puis envoyez-le de nouveau.")
        return ""

    def said(self) -> dict[str, Any]:
        """What is kept of it, by field of Testimony."""
        names = ("text", "naming", "name", "email", "is_minor", "parent_email")
        return {name: self.cleaned_data[name] for name in names}
