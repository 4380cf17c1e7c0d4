"""What a person may type about the statutes, and its shape."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from governance import tally
from governance.models import Body, DecisionRule


class StatutesForm(forms.ModelForm):
    """How the statutes decide. Every question has "we do not know" among its answers."""

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
    proxy_cap = forms.IntegerField(
        label=_("Combien de pouvoirs par personne, au plus ?"), min_value=1, max_value=99, required=False
    )

    class Meta:
        model = DecisionRule
        fields = (
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
        labels = {
            "quorum_basis": _("Faut-il un nombre minimal de votants (quorum) ?"),
            "quorum_share": _("Si oui, quelle part des membres de l’instance ?"),
            "majority_basis": _("La majorité se calcule sur…"),
            "majority_share": _("Quelle majorité faut-il ?"),
            "abstention": _("Que fait une abstention ?"),
            "casting_vote": _("À égalité des voix, qui départage ?"),
            "electronic": _("L’instance peut-elle voter en ligne ?"),
            "proxies": _("Peut-on voter par pouvoir (procuration) ?"),
            "article": _("Article des statuts où c’est écrit"),
        }
        help_texts = {
            "majority_basis": _("Les suffrages exprimés sont les voix pour et les voix contre."),
            "electronic": _(
                "Sans cette possibilité dans les statuts, un vote en ligne reste un avis, à confirmer en séance."
            ),
            "proxies": _("Noté pour vos réunions : en ligne, chaque personne vote pour elle-même."),
            "article": _("Par exemple « article 12 ». Il est cité sur chaque scrutin."),
        }
        widgets = dict.fromkeys(
            ("quorum_basis", "majority_basis", "abstention", "casting_vote", "electronic", "proxies"), forms.RadioSelect
        )

    field_order = ("kind", "name", *Meta.fields)

    def clean(self) -> dict[str, Any]:
        """Answers that contradict each other are sent back with the two words that disagree."""
        data = super().clean() or self.cleaned_data
        self._check_quorum(data)
        self._check_cap(data)
        return data

    def _check_quorum(self, data: dict[str, Any]) -> None:
        basis, share = data.get("quorum_basis"), data.get("quorum_share")
        if share == tally.UNKNOWN or share is None:
            return
        if basis == tally.NONE:
            sentence = _("Vous dites qu’il n’y a pas de quorum, puis vous en donnez la part : changez l’une des deux.")
            self.add_error("quorum_share", sentence)
        elif basis == tally.UNKNOWN:
            sentence = _("Vous donnez une part de quorum : dites au-dessus qu’un quorum est prévu.")
            self.add_error("quorum_share", sentence)

    def _check_cap(self, data: dict[str, Any]) -> None:
        limited, cap = data.get("proxies") == "limited", data.get("proxy_cap")
        if limited and not cap and "proxy_cap" not in self.errors:
            sentence = _("Indiquez le plafond, ou répondez « Nous ne savons pas » à la question des pouvoirs.")
            self.add_error("proxy_cap", sentence)
        elif cap and not limited:
            sentence = _("Vous donnez un plafond, mais la réponse au-dessus n’en prévoit pas : changez l’une des deux.")
            self.add_error("proxy_cap", sentence)

    def answers(self) -> dict[str, Any]:
        """The answers as `transitions.state_rule` takes them."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
