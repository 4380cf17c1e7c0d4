"""What a person may type about the statutes, and its shape."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from governance import tally
from governance.models import Body, DecisionRule

FIRST = (
    "quorum_basis",
    "quorum_share",
    "majority_basis",
    "majority_share",
    "abstention",
    "casting_vote",
    "electronic",
    "proxies",
    "proxy_cap",
    "article",
)
FINER = (
    "video",
    "written",
    "blank",
    "recusal",
    "second_call",
    "second_call_days",
    "blank_proxies",
    "secret_trigger",
    "notice_days",
)
# The finer questions, folded: heading, fields.
FOLDED = (
    (_("Manières de voter"), ("electronic", "video", "written")),
    (_("Votes blancs et déports"), ("blank", "recusal")),
    (_("Deuxième convocation"), ("second_call", "second_call_days")),
    (_("Pouvoirs"), ("proxies", "proxy_cap", "blank_proxies")),
    (_("Vote secret"), ("secret_trigger",)),
    (_("Convocation"), ("notice_days",)),
)
NUMBERS = ("proxy_cap", "second_call_days", "notice_days")
TEXTS = ("quorum_share", "majority_share", "article", *NUMBERS)


class Answers(forms.ModelForm):
    """How the statutes decide. Every question has "we do not know" among its answers, or may stay empty."""

    # Which state of the rule was read: a second hand is told, and nothing is overwritten in silence.
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    class Meta:
        model = DecisionRule
        fields: tuple[str, ...] = (*FIRST, *FINER)
        labels = {
            "quorum_basis": _("Faut-il un nombre minimal de votants (quorum) ?"),
            "quorum_share": _("Si oui, quelle part des membres de l’instance ?"),
            "majority_basis": _("La majorité se calcule sur…"),
            "majority_share": _("Quelle majorité faut-il ?"),
            "abstention": _("Que fait une abstention ?"),
            "casting_vote": _("À égalité des voix, qui départage ?"),
            "electronic": _("L’instance peut-elle voter en ligne ?"),
            "video": _("Peut-elle siéger en visioconférence ?"),
            "written": _("Peut-elle décider par consultation écrite (courrier, e-mail) ?"),
            "blank": _("Comment compte-t-on un vote blanc ?"),
            "recusal": _("Une personne concernée par le vote se retire (déport) : reste-t-elle comptée ?"),
            "second_call": _("Si le quorum manque, une deuxième réunion est-elle prévue ?"),
            "second_call_days": _("Combien de jours après la première, au moins ?"),
            "proxies": _("Peut-on voter par pouvoir (procuration) ?"),
            "proxy_cap": _("Combien de pouvoirs par personne, au plus ?"),
            "blank_proxies": _("Que deviennent les pouvoirs envoyés sans nom ?"),
            "secret_trigger": _("Quand le vote est-il secret ?"),
            "notice_days": _("Combien de jours avant la réunion part la convocation, au moins ?"),
            "article": _("Article des statuts où c’est écrit"),
        }
        help_texts = {
            "quorum_basis": _("En séance, les personnes présentes ou représentées comptent."),
            "majority_basis": _("Les suffrages exprimés sont les voix pour et les voix contre."),
            "electronic": _(
                "Sans cette possibilité dans les statuts, un vote en ligne reste un avis, à confirmer en séance."
            ),
            "proxies": _("Noté pour vos réunions : en ligne, chaque personne vote pour elle-même."),
            "article": _("Par exemple « article 12 ». Il est cité sur chaque scrutin."),
            "second_call_days": _("0 si elle peut se tenir le même jour. Laissez vide si vous ne savez pas."),
            "notice_days": _("Laissez vide si vous ne savez pas."),
        }
        widgets = {name: forms.RadioSelect for name in (*FIRST, *FINER) if name not in TEXTS}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["revision"].initial = self.instance.revision if self.instance.pk else 0
        for name, least, most in (("proxy_cap", 1, 99), ("second_call_days", 0, 365), ("notice_days", 1, 365)):
            if name in self.fields:
                label, hint = self.fields[name].label, self.fields[name].help_text
                self.fields[name] = forms.IntegerField(
                    label=label, help_text=hint, min_value=least, max_value=most, required=False
                )

    def clean(self) -> dict[str, Any]:
        """Answers that contradict each other are sent back with the two words that disagree."""
        data = super().clean() or self.cleaned_data
        for field, sentence in contradictions(data, self.errors):
            if field in self.fields and field not in self.errors:
                self.add_error(field, sentence)
        return data

    def answers(self) -> dict[str, Any]:
        """The answers as the verbs of the statutes take them."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    @property
    def expected(self) -> int:
        return self.cleaned_data.get("revision") or 0

    def accept(self, revision: int) -> None:
        """Take the present state for read, once the person has been told what it is."""
        self.data = self.data.copy()
        self.data[self.add_prefix("revision")] = str(revision)


def contradictions(data: dict[str, Any], errors: Any = ()) -> Iterator[tuple[str, Any]]:
    """Yield (field, sentence) for each answer that cannot be true beside another."""
    yield from _about_quorum(data)
    yield from _about_proxies(data, errors)
    yield from _about_majority(data)


def _about_quorum(data: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    basis, share = data.get("quorum_basis"), data.get("quorum_share")
    if share not in (tally.UNKNOWN, None):
        if basis == tally.NONE:
            yield (
                "quorum_share",
                _("Vous dites qu’il n’y a pas de quorum, puis vous en donnez la part : changez l’une des deux."),
            )
        elif basis == tally.UNKNOWN:
            yield "quorum_share", _("Vous donnez une part de quorum : dites au-dessus qu’un quorum est prévu.")
    called_again = data.get("second_call") in (tally.WITHOUT_QUORUM, tally.SAME_QUORUM)
    if called_again and basis == tally.NONE:
        yield (
            "second_call",
            _(
                "Vous dites plus haut qu’il n’y a pas de quorum : une deuxième réunion n’a alors pas lieu d’être. "
                "Changez l’une des deux réponses."
            ),
        )
    elif called_again and basis == tally.UNKNOWN:
        yield (
            "second_call",
            _("Une deuxième réunion sert quand le quorum manque : dites plus haut qu’un quorum est prévu."),
        )
    if data.get("second_call_days") is not None and not called_again:
        yield (
            "second_call_days",
            _("Vous donnez un délai, mais la réponse au-dessus ne prévoit pas de deuxième réunion."),
        )


def _about_proxies(data: dict[str, Any], errors: Any) -> Iterator[tuple[str, Any]]:
    limited, cap = data.get("proxies") == "limited", data.get("proxy_cap")
    if limited and not cap and "proxy_cap" not in errors:
        yield (
            "proxy_cap",
            _("Indiquez le plafond, ou répondez « Nous ne savons pas » à la question des pouvoirs."),
        )
    elif cap and not limited:
        yield (
            "proxy_cap",
            _("Vous donnez un plafond, mais la réponse au-dessus n’en prévoit pas : changez l’une des deux."),
        )
    if data.get("proxies") == tally.NONE and data.get("blank_proxies") not in (tally.UNKNOWN, None):
        yield (
            "blank_proxies",
            _(
                "Vos statuts interdisent les pouvoirs : il ne peut pas y en avoir sans nom. "
                "Répondez « Nous ne savons pas » ici, ou changez la première réponse."
            ),
        )


def _about_majority(data: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    everybody = {
        tally.PRESENT: _("les présents ou représentés"),
        tally.REGISTERED: _("tous les membres de l’instance"),
    }.get(data.get("majority_basis") or "")
    if everybody is None:
        return
    if data.get("abstention") == tally.EXCLUDED:
        sentence = _(
            "La majorité se calcule sur %(base)s : une abstention y pèse comme un vote contre. "
            "Répondez qu’elle compte, ou changez la base de la majorité."
        )
        yield "abstention", sentence % {"base": everybody}
    if data.get("blank") == tally.EXCLUDED:
        sentence = _(
            "La majorité se calcule sur %(base)s : un vote blanc y pèse comme un vote contre. "
            "Répondez qu’il compte, ou changez la base de la majorité."
        )
        yield "blank", sentence % {"base": everybody}


class StatutesForm(Answers):
    """The first answers, as short as can be: which body adopts the charters, and how it decides."""

    kind = forms.ChoiceField(
        label=_("Quelle instance adopte les chartes et la ligne éditoriale ?"),
        choices=Body.Kind.choices,
        initial=Body.Kind.UNKNOWN,
        widget=forms.RadioSelect,
    )
    name = forms.CharField(
        label=_("Son nom dans vos statuts"),
        max_length=80,
        required=False,
        help_text=_("Par exemple « comité directeur » ou « collégiale »."),
    )

    class Meta(Answers.Meta):
        fields = FIRST

    field_order = ("kind", "name", *FIRST)


class RuleForm(Answers):
    """Every answer of one body, the finer ones folded."""

    def first(self) -> list[forms.BoundField]:
        folded = {name for _title, names in FOLDED for name in names}
        return [self[name] for name in FIRST if name not in folded]

    def folded(self) -> list[dict[str, Any]]:
        """Return the folded parts; one that holds an error stands open."""
        return [
            {
                "title": title,
                "fields": [self[name] for name in names],
                "is_open": any(name in self.errors for name in names),
            }
            for title, names in FOLDED
        ]
