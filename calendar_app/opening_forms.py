"""What a person may type about an account: the sheet of its opening, the debate, a reason, a review."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from associations.models import Association, Membership
from calendar_app import networks
from calendar_app.forms import DayField, PersonField
from calendar_app.models import AccountOpening, AccountReview, Channel, OpeningRemark, Post
from calendar_app.models.openings import latest_review
from calendar_app.opening_pages import EFFORTS, on_x
from calendar_app.openings import Sheet


class PeopleField(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def clean(self, value: Any) -> Any:
        for each in value or []:
            # The database would choke on a number longer than its own.
            if len(str(each)) > 18:
                raise forms.ValidationError(self.error_messages["invalid_choice"], params={"value": str(each)[:18]})
        return super().clean(value)

    def label_from_instance(self, obj: Membership) -> str:  # type: ignore[override]
        return obj.name


class KnownPersonField(PersonField):
    def to_python(self, value: Any) -> Any:
        if len(str(value)) > 18:
            raise forms.ValidationError(self.error_messages["invalid_choice"], params={"value": str(value)[:18]})
        return super().to_python(value)


class SheetForm(forms.Form):
    """The sheet of an opening, in the order in which one thinks about it."""

    network = forms.ChoiceField(label=_("Réseau"))
    name = forms.CharField(
        label=_("Nom du compte"),
        max_length=80,
        help_text=_("Tel qu’on le dirait entre nous : « TikTok », « Facebook de Nantes »."),
    )
    purpose = forms.CharField(
        label=_("Pour quoi faire ?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Ce que ce compte apportera, et que les autres n’apportent pas."),
    )
    audience = forms.CharField(
        label=_("À qui parlera-t-il ?"),
        max_length=300,
        help_text=_("Des personnes que l’on connaît : « les 15 à 25 ans du quartier », « les mairies voisines »."),
    )
    kinds = forms.MultipleChoiceField(
        label=_("Quels messages y partiront ?"),
        choices=Post.Kind.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Sur X, les messages informent : une prise de position y demande porte-parole et accord du bureau."
        ),
        error_messages={"required": _("Cochez au moins une nature de message.")},
    )
    feeders = PeopleField(
        label=_("Qui l’alimentera ?"),
        queryset=Membership.unscoped.none(),
        help_text=_(
            "Des personnes nommées, qui ont dit oui. Deux valent mieux qu’une : l’une part en vacances, l’autre publie."
        ),
        error_messages={"required": _("Cochez au moins une personne : un compte que personne n’alimente s’éteint.")},
    )
    keeper = KnownPersonField(
        label=_("Qui veille sur ce compte ?"),
        queryset=Membership.unscoped.none(),
        help_text=_("La personne que l’on appelle quand quelque chose ne va pas."),
    )
    hours_per_week = forms.IntegerField(
        label=_("Combien d’heures par semaine, à vous tous ?"), min_value=1, max_value=80, help_text=EFFORTS
    )
    told = forms.CharField(
        label=_("Si un message part par erreur, qui est prévenu ?"),
        max_length=200,
        help_text=_("Par exemple « la présidence, par téléphone »."),
    )
    withdraws = forms.CharField(label=_("Qui le retire ou le corrige ?"), max_length=200)
    within_hours = forms.TypedChoiceField(
        label=_("En combien de temps ?"),
        choices=AccountOpening.Delay.choices,
        coerce=int,
        initial=AccountOpening.Delay.TWO,
    )
    # The sheet as its writer read it: somebody else's writing in between is seen, not covered.
    expected = forms.IntegerField(required=False, min_value=0, max_value=32767, widget=forms.HiddenInput)

    def __init__(self, *args: Any, association: Association, opening: AccountOpening | None = None, **kwargs: Any):
        if opening:
            kwargs.setdefault("initial", initial_for(opening))
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["network"].choices = [(key, network.label) for key, network in networks.networks().items()]
        people = Membership.objects.of(association).filter(left_on=None).select_related("user")
        fields["keeper"].empty_label = _("Choisissez une personne")
        fields["feeders"].queryset = fields["keeper"].queryset = people.order_by("user__name", "pk")

    @property
    def on_x(self) -> str:
        """What X allows, while the sheet is about X."""
        kinds = self["kinds"].value() or []
        return on_x(str(self["network"].value()), list(kinds))

    def sheet(self) -> Sheet:
        names = [name for name in Sheet.__dataclass_fields__ if name != "feeders"]
        return Sheet(**{name: self.cleaned_data[name] for name in names}, feeders=list(self.cleaned_data["feeders"]))


def initial_for(opening: AccountOpening) -> dict[str, Any]:
    """What the form shows of a sheet already written."""
    names = ("network", "name", "purpose", "audience", "kinds", "told", "withdraws", "within_hours", "hours_per_week")
    return {name: getattr(opening, name) for name in names} | {
        "keeper": opening.keeper_id,
        "feeders": [feeder.membership_id for feeder in opening.feeders.all()],
        "expected": opening.revision,
    }


class RemarkForm(forms.ModelForm):
    class Meta:
        model = OpeningRemark
        fields = ("body",)
        labels = {"body": _("Votre avis")}
        widgets = {"body": forms.Textarea(attrs={"rows": 3})}
        error_messages = {"body": {"required": _("Écrivez votre avis avant de l’envoyer.")}}


class DebateForm(forms.Form):
    """When it was debated, and what came out of it: those who vote read it."""

    on = DayField(label=_("Jour du débat"))
    debate = forms.CharField(
        label=_("Où, et ce qui en est sorti"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Par exemple « En bureau : d’accord pour six mois d’essai, à deux personnes ». Affiché avec le vote."
        ),
    )


class WhyForm(forms.Form):
    """Why an account is refused, suspended or closed."""

    reason = forms.CharField(
        label=_("Pourquoi ?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Une phrase, sans mettre personne en cause : elle reste écrite avec la décision."),
        error_messages={"required": _("Dites pourquoi en une phrase : cela reste écrit avec la décision.")},
    )


class AccountField(forms.ModelChoiceField):
    def to_python(self, value: Any) -> Any:
        if len(str(value)) > 18:
            raise forms.ValidationError(self.error_messages["invalid_choice"], params={"value": str(value)[:18]})
        return super().to_python(value)

    def label_from_instance(self, obj: Channel) -> str:  # type: ignore[override]
        return obj.name


class OpenForm(forms.Form):
    """Where the account is, and when it will be looked at again."""

    existing = AccountField(
        label=_("Relier à un compte de la liste"),
        queryset=Channel.unscoped.none(),
        required=False,
        empty_label=_("Non, c’est un compte neuf"),
        help_text=_("Pour un compte qui existait déjà sur ce réseau, sans décision ou avec une décision ancienne."),
    )
    url = forms.URLField(
        label=_("Adresse du compte"),
        max_length=300,
        required=False,
        assume_scheme="https",
        validators=[URLValidator(schemes=["http", "https"])],
        error_messages={
            "invalid": _("Cette adresse ne se lit pas. Copiez-la depuis le réseau : elle commence par https://.")
        },
    )
    review_on = DayField(
        label=_("À revoir le"), help_text=_("Dans un an au plus : on le garde, on le suspend ou on le ferme.")
    )

    def __init__(self, *args: Any, opening: AccountOpening, today: dt.date, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"review_on": latest_review(today)})
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        free = Channel.objects.of(opening.association).filter(opening=None, network=opening.network)
        fields["existing"].queryset = free
        if not free.exists():
            del self.fields["existing"]


class ReviewForm(forms.Form):
    """What the yearly look concluded."""

    outcome = forms.ChoiceField(
        label=_("Que faisons-nous de ce compte ?"), choices=AccountReview.Outcome.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("Pourquoi ?"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Nécessaire pour suspendre ou fermer."),
    )
    next_on = DayField(label=_("Prochaine revue, s’il est gardé"), required=False, help_text=_("Dans un an au plus."))

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"next_on": latest_review(today)})
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        next_on, outcome = data.get("next_on"), data.get("outcome")
        if outcome == AccountReview.Outcome.KEEP:
            if "next_on" not in self.errors and (
                next_on is None or not self.today < next_on <= latest_review(self.today)
            ):
                self.add_error("next_on", _("Choisissez un jour à venir, dans les douze mois."))
        elif outcome and not data.get("note", "").strip():
            self.add_error("note", _("Dites pourquoi en une phrase : cela reste écrit avec la décision."))
        return data
