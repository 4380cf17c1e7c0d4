"""What a person may type about a text that is not fixed yet: a change asked for, a comment, a decision."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from associations.models import Membership
from charter.amendments.rows import Asked
from charter.canonical import clause_hash
from charter.models import Amendment, Clause
from charter.models.amendments import AmendmentQuerySet
from charter.writing import Words

Kind = Amendment.Kind
# Limits of the columns: what a person types is refused in words before the database refuses it.
TITLE, BODY, NOTE = 150, 8000, 1000


def _title(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=TITLE,
        error_messages={"required": _("Donnez un titre à l’article : il aide à le citer.")},
    )


def _body(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=BODY,
        widget=forms.Textarea(attrs={"rows": 10, "class": "composer"}),
        help_text=_("Une ligne vide sépare deux paragraphes. Une ligne qui commence par « - » fait une liste."),
        error_messages={"required": _("Écrivez le texte de l’article.")},
    )


def _note(label: Any, required: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=help_text,
        error_messages={"required": required},
    )


class AmendForm(forms.Form):
    """A change asked for: only the fields its kind needs. A draft (`garder`) may leave all of them empty."""

    base = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, kind: str, clause: Clause | None, others: Sequence[Clause], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.clause = kind, clause
        if kind in Amendment.WRITTEN:
            self.fields["title"] = _title(_("Titre de l’article"))
            self.fields["body"] = _body(_("Texte proposé"))
        if kind in (Kind.INSERT, Kind.MOVE):
            places = [("", _("Au début du texte")), *((c.key, _after(c)) for c in others)]
            self.fields["after"] = forms.ChoiceField(label=_("Sa place"), choices=places, required=False)
        self.fields["reason"] = _note(
            _("Pourquoi ce changement ?"),
            _("Dites en une phrase pourquoi : c’est ce qu’on lit en premier."),
            _("Une phrase suffit. Tous les membres la lisent."),
        )
        if self.is_kept:
            for field in self.fields.values():
                field.required = False

    @property
    def is_kept(self) -> bool:
        """Whether the person asked to keep a draft rather than to file."""
        return "garder" in self.data

    def asked(self) -> Asked:
        data = self.cleaned_data
        return Asked(
            kind=self.kind,
            clause_key=self.clause.key if self.clause and self.kind != Kind.INSERT else "",
            after_key=data.get("after", ""),
            words=self.words(),
            reason=data.get("reason", ""),
            base=data.get("base", ""),
        )

    def read_again(self, clause: Clause) -> None:
        """Send the form back, ready to be sent again about the article as it is now."""
        self.data = dict(self.data.items()) | {self.add_prefix("base"): clause_hash(clause.as_text())}
        sentence = _(
            "L’article a changé pendant que vous écriviez. Rien n’est perdu : relisez-le ci-dessous, reprenez votre "
            "texte si besoin, puis envoyez-le de nouveau."
        )
        self.add_error(None, sentence)

    def words(self) -> Words:
        """The words typed, even in a form that was refused."""
        return Words(self.cleaned_data.get("title", ""), self.cleaned_data.get("body", ""))


def _after(clause: Clause) -> str:
    return _("Après l’article %(number)d. %(title)s") % {"number": clause.position, "title": clause.title}


class CommentForm(forms.Form):
    body = forms.CharField(
        label=_("Votre commentaire"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Tous les membres le lisent. Un commentaire envoyé ne s’efface plus."),
        error_messages={"required": _("Écrivez votre commentaire, puis envoyez-le.")},
    )


class RejectForm(forms.Form):
    note = _note(
        _("Motif du rejet"),
        _("Un rejet se motive : dites en une phrase pourquoi."),
        _("La personne qui l’a proposé le lira, comme tous les membres."),
    )


class ModifyForm(forms.Form):
    """The rapporteur's own words, and why."""

    title = _title(_("Titre de l’article"))
    body = _body(_("Texte retenu"))
    note = _note(
        _("Pourquoi ces mots ?"), _("Dites en une phrase pourquoi ces mots plutôt que ceux qui étaient proposés.")
    )

    def words(self) -> Words:
        return Words(self.cleaned_data.get("title", ""), self.cleaned_data.get("body", ""))


class MergeForm(ModifyForm):
    """One text for several amendments, and which."""

    chosen = forms.TypedMultipleChoiceField(
        label=_("Amendements réglés par ce texte"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Ceux que vous ne cochez pas deviendront caducs : l’article aura changé."),
        error_messages={
            "required": _("Un texte commun règle au moins deux amendements : cochez-en deux ou plus."),
            "invalid_choice": _(
                "L’un de ces amendements n’est plus ouvert sur cet article : relisez la liste, puis recommencez."
            ),
        },
    )
    field_order = ("chosen", "title", "body", "note")

    def __init__(self, *args: Any, rivals: Sequence[Amendment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chosen"].choices = [  # type: ignore[attr-defined]
            (each.pk, _("N° %(number)d, de %(name)s") % {"number": each.number, "name": each.proposed_by.name})
            for each in rivals
        ]
        self.fields["body"].label = _("Texte commun")
        self.fields["note"].label = _("Ce que ce texte retient de chacun, et pourquoi")


class RapporteurForm(forms.Form):
    person = forms.TypedChoiceField(
        label=_("Qui rapporte ce texte ?"),
        coerce=int,
        help_text=_("Cette personne reçoit les amendements, en discute et décide de chacun."),
        error_messages={"required": _("Choisissez une personne.")},
    )

    def __init__(self, *args: Any, people: Sequence[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [(m.pk, m.name) for m in people]  # type: ignore[attr-defined]


class AmendmentFilter(forms.Form):
    """What to show of the amendments of a version; kept in the address."""

    STATES = {
        "ouverts": Amendment.OPEN,
        "acceptes": Amendment.CARRIED,
        "rejetes": (Amendment.Status.REJECTED, Amendment.Status.REFILED),
        "caducs": (Amendment.Status.LAPSED, Amendment.Status.WITHDRAWN),
    }
    SIDES = {"membres": Amendment.Side.MEMBER, "conseil": Amendment.Side.BOARD}

    etat = forms.ChoiceField(
        label=_("État"),
        required=False,
        widget=forms.Select(attrs={"class": "form-select"}),
        choices=[
            ("", _("Tous")),
            ("ouverts", _("Ouverts")),
            ("acceptes", _("Acceptés")),
            ("rejetes", _("Rejetés ou redéposés")),
            ("caducs", _("Caducs ou retirés")),
        ],
    )
    cote = forms.ChoiceField(
        label=_("Proposé par"),
        required=False,
        widget=forms.Select(attrs={"class": "form-select"}),
        choices=[("", _("Tout le monde")), ("membres", _("Un membre")), ("conseil", _("Le conseil"))],
    )

    def filter(self, amendments: AmendmentQuerySet) -> AmendmentQuerySet:
        """Narrow `amendments`; a filter that makes no sense narrows nothing."""
        chosen = self.cleaned_data if self.is_valid() else {}
        if state := chosen.get("etat"):
            amendments = amendments.filter(status__in=self.STATES[state])
        if side := chosen.get("cote"):
            amendments = amendments.filter(side=self.SIDES[side])
        return amendments

    @property
    def is_narrowing(self) -> bool:
        return self.is_valid() and any(self.cleaned_data.values())
