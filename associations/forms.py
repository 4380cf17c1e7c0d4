"""What a person may type about people and their association."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Set
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from associations.models import Association, Invitation, Mandate, Membership, Role, User
from associations.wording import HINTS

INCOMPLETE = _("Cette adresse n’est pas complète. Elle ressemble à prenom@exemple.fr.")
NO_END = _("Laissez vide si le mandat n’a pas de fin prévue.")


class Day(forms.DateInput):
    """The browser's own date field, which wants ISO dates whatever the language."""

    input_type = "date"

    def __init__(self, **options: Any) -> None:
        super().__init__(format="%Y-%m-%d", **options)


class DayField(forms.DateField):
    widget = Day
    default_error_messages = {
        "invalid": _("Écrivez une date complète, par exemple 14/03/2027."),
    }


class RolesField(forms.MultipleChoiceField):
    widget = forms.CheckboxSelectMultiple


def _roles(allowed: Set[Role]) -> list[tuple[str, Any]]:
    return [(role.value, role.label) for role in Role if role in allowed]


class MandateDates(forms.Form):
    """Two dates that follow each other; the last day counts."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error(
                "ends_on", _("La fin vient avant le début. Choisissez une date plus tardive, ou laissez vide.")
            )
        return cleaned


class FoundingForm(forms.ModelForm):
    """First step: the association, and what its founder is in it."""

    role = forms.ChoiceField(
        label=_("Vous y êtes"),
        choices=[
            (Role.PRESIDENT.value, _("présidente ou président")),
            (Role.COORDINATOR.value, _("coordinatrice ou coordinateur, au nom du bureau")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Dites si vous présidez l’association ou si vous la coordonnez.")},
    )
    ends_on = DayField(label=_("Fin de votre mandat"), required=False, help_text=NO_END)

    class Meta:
        model = Association
        fields = ("name", "legal_name", "seat", "contact_email")
        labels = {
            "name": _("Nom de l’association, tel qu’on le dit"),
            "legal_name": _("Le nom tel qu’il figure dans les statuts"),
            "seat": _("Siège"),
            "contact_email": _("Adresse e-mail de contact"),
        }
        help_texts = {
            "name": _("Par exemple : Les Mains voisines."),
            "legal_name": _("Seulement s’il est différent. Il est écrit sur la page de l’association."),
            "seat": _("L’adresse déclarée en préfecture."),
        }
        error_messages = {"contact_email": {"invalid": INCOMPLETE}}

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["name"].error_messages["required"] = _("Écrivez le nom de l’association.")

    def clean_ends_on(self) -> dt.date | None:
        return _not_past(self.cleaned_data["ends_on"], self.today)

    @property
    def described(self) -> dict[str, str]:
        """The columns of the association alone."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class InvitationForm(MandateDates):
    """Whom to invite, as what, and until when."""

    email = forms.EmailField(
        label=_("Adresse e-mail"),
        max_length=254,
        error_messages={
            "required": _("Écrivez l’adresse de la personne à inviter."),
            "invalid": INCOMPLETE,
        },
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    name = forms.CharField(label=_("Prénom et nom"), max_length=120, required=False)
    roles = RolesField(
        label=_("Rôles"),
        error_messages={
            "required": _("Choisissez au moins un rôle."),
            "invalid_choice": _("Vous ne pouvez pas donner ce rôle. Demandez à la présidence ou au secrétariat."),
        },
    )
    starts_on = DayField(label=_("Début du mandat"), error_messages={"required": _("Dites quand le mandat commence.")})
    ends_on = DayField(label=_("Fin du mandat"), required=False, help_text=NO_END)

    def __init__(
        self, *args: Any, association: Association, allowed: Set[Role], now: dt.datetime, today: dt.date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.association, self.now, self.today = association, now, today
        self.fields["roles"].choices = _roles(allowed)
        self.fields["starts_on"].initial = today

    def role_options(self) -> Iterator[tuple[Any, Any]]:
        """The tick boxes, each with the sentence that explains the role."""
        for option in self["roles"]:
            yield option, HINTS[Role(option.data["value"])]

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        if Membership.objects.of(self.association).current().filter(user__email=email).exists():
            raise forms.ValidationError(
                _("Cette personne est déjà membre. Ouvrez sa page dans la liste des membres pour ajouter un mandat.")
            )
        if Invitation.objects.of(self.association).unanswered().filter(email=email).exists():
            raise forms.ValidationError(
                _("Une invitation attend déjà à cette adresse. Renvoyez-la ou retirez-la dans la liste des membres.")
            )
        return email

    def clean_ends_on(self) -> dt.date | None:
        return _not_past(self.cleaned_data["ends_on"], self.today)


class MandateForm(MandateDates):
    """One more hat for a member."""

    role = forms.ChoiceField(
        label=_("Rôle"),
        error_messages={
            "required": _("Choisissez un rôle."),
            "invalid_choice": _("Vous ne pouvez pas donner ce rôle. Demandez à la présidence ou au secrétariat."),
        },
    )
    starts_on = DayField(label=_("Début du mandat"), error_messages={"required": _("Dites quand le mandat commence.")})
    ends_on = DayField(label=_("Fin du mandat"), required=False, help_text=NO_END)

    def __init__(self, *args: Any, member: Membership, allowed: Set[Role], today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.member = member
        self.fields["role"].choices = [("", _("Choisir un rôle")), *_roles(allowed)]
        self.fields["starts_on"].initial = today

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        role, first, last = cleaned.get("role"), cleaned.get("starts_on"), cleaned.get("ends_on")
        if role and first and Mandate.objects.meeting(first, last).filter(membership=self.member, role=role).exists():
            self.add_error(
                "starts_on", _("Cette personne tient déjà ce rôle à cette date. Prolongez plutôt son mandat.")
            )
        return cleaned


class MandateEndForm(forms.Form):
    """The last day of a mandate: earlier ends it, later extends it, empty leaves it open."""

    ends_on = DayField(label=_("Dernier jour du mandat"), required=False, help_text=NO_END)

    def __init__(self, *args: Any, mandate: Mandate, **kwargs: Any) -> None:
        super().__init__(*args, initial={"ends_on": mandate.ends_on}, **kwargs)
        self.mandate = mandate

    def clean_ends_on(self) -> dt.date | None:
        ends_on = self.cleaned_data["ends_on"]
        if ends_on and ends_on < self.mandate.starts_on:
            raise forms.ValidationError(_("La fin vient avant le début du mandat. Choisissez une date plus tardive."))
        return ends_on


class SettingsForm(forms.ModelForm):
    """What the association says of itself, as the law asks on its public pages."""

    class Meta:
        model = Association
        fields = (
            "name",
            "legal_name",
            "seat",
            "contact_email",
            "phone",
            "publishing_director",
            "host",
            "host_address",
            "host_phone",
        )
        labels = {
            "name": _("Nom de l’association, tel qu’on le dit"),
            "legal_name": _("Le nom tel qu’il figure dans les statuts"),
            "seat": _("Siège"),
            "contact_email": _("Adresse e-mail de contact"),
            "publishing_director": _("Directrice ou directeur de la publication"),
            "phone": _("Téléphone de l’association"),
            "host": _("Hébergeur de ces pages"),
            "host_address": _("Adresse de l’hébergeur"),
            "host_phone": _("Téléphone de l’hébergeur"),
        }
        help_texts = {
            "publishing_director": _("Le plus souvent, la personne qui préside : elle répond de ce qui est publié."),
            "host": _("L’organisme qui héberge ces pages. La loi demande de l’indiquer au public."),
        }
        error_messages = {"contact_email": {"invalid": INCOMPLETE}}


class AccountForm(forms.ModelForm):
    """What to call the person, and how the pages look to them."""

    # "system" stands for the empty word of the row, so that the question shows as answered rather than optional.
    theme = forms.ChoiceField(
        label=_("Apparence"),
        choices=[(value or "system", label) for value, label in User.Theme.choices],
        widget=forms.RadioSelect,
    )

    class Meta:
        model = User
        fields = ("name", "language", "theme")
        labels = {"name": _("Prénom et nom"), "language": _("Langue")}
        help_texts = {"name": _("C’est le nom que les autres membres voient.")}
        widgets = {"language": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["theme"] = self.instance.theme or "system"
        self.fields["name"].required = True
        self.fields["name"].error_messages["required"] = _("Écrivez votre prénom et votre nom.")

    def clean_theme(self) -> str:
        return self.cleaned_data["theme"].replace("system", "")


class NewcomerForm(forms.Form):
    """What somebody without an account tells when they accept."""

    name = forms.CharField(
        label=_("Votre prénom et votre nom"),
        max_length=120,
        error_messages={"required": _("Écrivez votre prénom et votre nom.")},
        help_text=_("C’est le nom que les autres membres verront."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


def _not_past(day: dt.date | None, today: dt.date) -> dt.date | None:
    if day and day < today:
        raise forms.ValidationError(_("Cette date est déjà passée. Choisissez une date à venir, ou laissez vide."))
    return day
