"""What a person may type to sign a text, and a coordinator to have it signed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from charter.campaigns import Terms
from charter.models import Campaign, Clause, Question
from charter.models.quizzes import CHOICES_MAX
from charter.quizzes import Draft
from charter.rollcall import STATES, UNSIGNED

DAY_WIDGET = {"attrs": {"type": "date"}, "format": "%Y-%m-%d"}


class _ApprovalForm(forms.Form):
    approved = forms.BooleanField(
        label=_("J’ai lu ce texte en entier et je l’approuve."),
        error_messages={
            "required": _("Cochez la case pour dire que vous avez lu et approuvé ; rien n’est encore signé.")
        },
    )


class CodeForm(_ApprovalForm):
    """Signing with the six digits received."""

    proof = forms.CharField(
        label=_("Code reçu par e-mail"),
        help_text=_("Six chiffres, dans l’objet du message."),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "input-code"}),
        error_messages={"required": _("Recopiez les six chiffres reçus.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="code_%s", **kwargs)

    def clean_proof(self) -> str:
        """The digits alone: people copy spaces with them."""
        return "".join(self.cleaned_data["proof"].split())


class PasswordForm(_ApprovalForm):
    """Signing with the password of the account."""

    proof = forms.CharField(
        label=_("Mot de passe de votre compte"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Saisissez votre mot de passe, ou demandez un code par e-mail.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="password_%s", **kwargs)


class TermsForm(forms.ModelForm):
    """By when people sign. A date brought forward is sent back once, to be confirmed."""

    # The date its author was warned about and keeps: another date is warned about again.
    sure = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Campaign
        fields = ("due_on", "days", "grace_days")
        labels = {
            "due_on": _("Dernier jour pour signer"),
            "days": _("Jours pour lire et signer"),
            "grace_days": _("Jours de grâce ensuite"),
        }
        help_texts = {
            "days": _("Comptés depuis l’ouverture, et depuis son arrivée pour qui arrive plus tard. De 7 à 180."),
            "grace_days": _("Après la date limite, avant la mise en attente des droits de publier. De 7 à 180."),
        }
        widgets = {"due_on": forms.DateInput(**DAY_WIDGET)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.status == Campaign.Status.RUNNING:
            self.fields["days"].label = _("Jours pour qui arrive plus tard")
            self.fields["due_on"].required = True
        else:
            # Counted from the day the text comes into force, which is not always known yet.
            del self.fields["due_on"]

    def terms(self) -> Terms:
        data = self.cleaned_data
        return Terms(data.get("due_on"), data["days"], data["grace_days"])

    @property
    def is_sure(self) -> bool:
        """Whether the author was warned about this very date."""
        return bool(self.cleaned_data.get("due_on")) and self.cleaned_data["sure"] == str(self.cleaned_data["due_on"])

    def warn(self, count: int) -> None:
        """Send the form back once, ready to be sent again as it is."""
        self.data = dict(self.data.items()) | {self.add_prefix("sure"): str(self.cleaned_data["due_on"])}
        sentence = _(
            "Vous avancez la date limite : les personnes qui n’ont pas signé (%(count)d) recevront un e-mail aussitôt. "
            "Si c’est bien ce que vous voulez, envoyez de nouveau ce formulaire."
        )
        self.add_error(None, sentence % {"count": count})


class ExemptForm(forms.Form):
    reason = forms.CharField(
        label=_("Motif de la dispense"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Lu par la présidence, le secrétariat et la coordination. Rien de médical, s’il vous plaît."),
        error_messages={"required": _("Donnez le motif en quelques mots : une dispense en a toujours un.")},
    )
    ends_on = forms.DateField(
        label=_("Jusqu’au"),
        required=False,
        widget=forms.DateInput(**DAY_WIDGET),
        help_text=_("Vide : sans fin prévue. Au lendemain de ce jour, la signature est demandée de nouveau."),
    )

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["ends_on"].widget.attrs["min"] = today.isoformat()

    def clean_ends_on(self) -> dt.date | None:
        ends_on: dt.date | None = self.cleaned_data["ends_on"]
        if ends_on and ends_on < self.today:
            raise forms.ValidationError(_("Ce jour est passé : choisissez un jour à venir, ou laissez vide."))
        return ends_on


class RollFilter(forms.Form):
    """Whom to show: part of a name, a state. What is not understood filters nothing."""

    q = forms.CharField(label=_("Nom"), required=False, max_length=80)
    etat = forms.ChoiceField(
        label=_("État"),
        required=False,
        choices=[("", _("Tout le monde")), ("unsigned", _("N’ont pas signé")), *STATES.items()],
    )

    def filter(self, people: Any) -> Any:
        """Narrow `people`, a queryset of RollCall.people."""
        data = self.cleaned_data if self.is_valid() else {}
        if words := data.get("q", "").strip():
            people = people.filter(user__name__icontains=words)
        state = data.get("etat")
        if state:
            people = people.filter(state__in=UNSIGNED if state == "unsigned" else [state])
        return people


class MarkForm(forms.ModelForm):
    class Meta:
        model = Campaign
        fields = ("pass_mark",)
        labels = {"pass_mark": _("Pour réussir, il faut")}


class QuestionForm(forms.Form):
    """A question, the article that answers it, up to six choices, each right or not."""

    text = forms.CharField(
        label=_("Question"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Écrivez la question.")},
    )
    clause = forms.ModelChoiceField(
        label=_("Article qui y répond"),
        queryset=Clause.unscoped.none(),
        empty_label=None,
        help_text=_("En cas d’erreur, on est renvoyé à cet article."),
        error_messages={"invalid_choice": _("Choisissez un article de ce texte.")},
    )
    explanation = forms.CharField(
        label=_("Explication, montrée une fois le questionnaire réussi"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, clauses: Any, question: Question | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("initial", _initial(question) if question else {})
        super().__init__(*args, **kwargs)
        self.fields["clause"].queryset = clauses  # type: ignore[attr-defined]
        for place in range(1, CHOICES_MAX + 1):
            label = _("Réponse %(place)d") % {"place": place}
            self.fields[f"choice_{place}"] = forms.CharField(label=label, required=place <= 2, max_length=200)
            self.fields[f"choice_{place}"].error_messages["required"] = _("Proposez au moins deux réponses.")
            self.fields[f"right_{place}"] = forms.BooleanField(label=_("Juste"), required=False)

    def rows(self) -> Iterable[tuple[forms.BoundField, forms.BoundField]]:
        """Each choice beside its box."""
        return [(self[f"choice_{place}"], self[f"right_{place}"]) for place in range(1, CHOICES_MAX + 1)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        written = [place for place in range(1, CHOICES_MAX + 1) if data.get(f"choice_{place}")]
        if not any(data.get(f"right_{place}") for place in written):
            self.add_error(None, _("Aucune réponse n’est marquée juste : cochez « Juste » à côté de celle qui l’est."))
        if any(data.get(f"right_{place}") and place not in written for place in range(1, CHOICES_MAX + 1)):
            self.add_error(None, _("Une réponse vide est marquée juste : écrivez-la, ou décochez-la."))
        texts = [data[f"choice_{place}"] for place in written]
        if len(set(texts)) < len(texts):
            self.add_error(None, _("Deux réponses sont les mêmes : changez l’une des deux."))
        return data

    def draft(self) -> Draft:
        data = self.cleaned_data
        written = [place for place in range(1, CHOICES_MAX + 1) if data.get(f"choice_{place}")]
        return Draft(
            text=data["text"],
            clause=data["clause"],
            choices=tuple(data[f"choice_{place}"] for place in written),
            right=tuple(bool(data[f"right_{place}"]) for place in written),
            explanation=data["explanation"],
        )


def _initial(question: Question) -> dict[str, Any]:
    found: dict[str, Any] = {
        "text": question.text,
        "clause": question.clause_id,
        "explanation": question.explanation,
    }
    for place, (choice, is_right) in enumerate(zip(question.choices, question.rights(), strict=True), start=1):
        found |= {f"choice_{place}": choice, f"right_{place}": is_right}
    return found


class QuizForm(forms.Form):
    """The questions of a campaign, to answer: one choice, or several where several are right."""

    def __init__(self, *args: Any, questions: list[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        for question in questions:
            choices = list(enumerate(question.choices))
            kind, widget = (
                (forms.MultipleChoiceField, forms.CheckboxSelectMultiple)
                if question.has_several
                else (forms.ChoiceField, forms.RadioSelect)
            )
            self.fields[f"q{question.pk}"] = kind(
                label=question.text,
                choices=choices,
                widget=widget,
                error_messages={
                    "required": _("Choisissez au moins une réponse.")
                    if question.has_several
                    else _("Choisissez une réponse.")
                },
            )

    def answers(self) -> dict[int, int]:
        """By question, the chosen bits."""
        found = {}
        for question in self.questions:
            given = self.cleaned_data[f"q{question.pk}"]
            found[question.pk] = sum(1 << int(place) for place in ([given] if isinstance(given, str) else given))
        return found

    @staticmethod
    def initial_of(answers: dict[str, int]) -> dict[str, Any]:
        """What to tick for answers given before."""
        found: dict[str, Any] = {}
        for pk, bits in answers.items():
            places = [str(place) for place in range(CHOICES_MAX) if bits >> place & 1]
            found[f"q{pk}"] = places
        return found
