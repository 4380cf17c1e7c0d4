"""An indicator of one's own: its name, its unit, and how it is obtained."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from associations.models import Association
from kpis import catalogue, formulas
from kpis.catalogue import Indicator
from kpis.forms.entry import CONTROL
from kpis.models import OwnIndicator
from kpis.models.own import RAW
from kpis.own import registry, units, writing
from kpis.tables.definitions import unit_in_words

WAYS = (
    ("read", gettext_lazy("Relevé : quelqu’un le lit quelque part")),
    ("share", gettext_lazy("Une part : 100 × le premier / le second")),
    ("per", gettext_lazy("Un rapport : le premier / le second")),
    ("sum", gettext_lazy("Une somme : le premier + le second")),
    ("difference", gettext_lazy("Une différence : le premier − le second")),
    ("free", gettext_lazy("Une autre formule, écrite plus bas")),
)
ADDING = [(value, label) for value, label in OwnIndicator.Adding.choices if value != "ratio_of_sums"]
MIXED_UNITS = {"EUR/h": gettext_lazy("euros par heure")}


class OwnIndicatorForm(forms.ModelForm):
    """Words, unit and way of obtaining it. The formula is written with names between brackets."""

    way = forms.ChoiceField(label=gettext_lazy("Comment l’obtient-on ?"), choices=WAYS)
    aggregation = forms.ChoiceField(
        label=gettext_lazy("S’il est relevé, comment s’additionne-t-il ?"),
        choices=[("", gettext_lazy("À choisir")), *ADDING],
        required=False,
    )
    first = forms.ChoiceField(label=gettext_lazy("Le premier"), required=False)
    second = forms.ChoiceField(label=gettext_lazy("Le second"), required=False)
    typed = forms.CharField(
        label=gettext_lazy("Formule"),
        required=False,
        max_length=600,
        help_text=gettext_lazy("Les noms entre crochets : 100 × [Dons reçus] / [Visites du site]."),
    )

    class Meta:
        model = OwnIndicator
        fields = ("name", "name_en", "unit", "direction", "scope", "pitfall", "source")
        labels = {
            "scope": gettext_lazy("Où se relève-t-il ?"),
            "direction": gettext_lazy("Dans quel sens est-ce mieux ?"),
        }
        help_texts = {
            "pitfall": gettext_lazy("Ce qui peut tromper en le lisant."),
            "source": gettext_lazy("Qui l’a défini, et quand : « groupe dons, mars 2026 »."),
        }

    def __init__(self, *args: Any, association: Association, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.association = association
        own = registry.of(association)
        retired = {row.code for row in OwnIndicator.objects.of(association) if row.retired_at}
        self.known: dict[str, Indicator] = {
            **catalogue.indicators(),
            **{code: entry for code, entry in own.items() if code not in retired and code != self._code},
        }
        choices = [("", gettext_lazy("À choisir")), *((entry.id, entry.name()) for entry in self.known.values())]
        self.fields["first"].choices = self.fields["second"].choices = choices
        self.fields["unit"].choices = [("", gettext_lazy("À choisir")), *OwnIndicator.Unit.choices]
        if self.instance.pk:
            self._show_formula()

    @property
    def _code(self) -> str:
        return self.instance.code if self.instance.pk else ""

    def _show_formula(self) -> None:
        if self.instance.is_raw:
            self.initial |= {"way": "read", "aggregation": self.instance.aggregation}
            return
        names = {term: self._name(term) for term in formulas.terms(self.instance.formula)}
        self.initial |= {"way": "free", "typed": writing.written(self.instance.formula, names)}

    def _name(self, term: str) -> str:
        return catalogue.get(term).name() if catalogue.exists(term) else term

    def clean_name(self) -> str:
        """A name no other indicator has: the formula is written with names."""
        name = " ".join(CONTROL.sub(" ", self.cleaned_data["name"]).split())
        if set("[]") & set(name):
            raise ValidationError(_("Les crochets servent aux formules : écrivez le nom sans eux."))
        taken = {each.casefold() for entry in self.known.values() for each in (entry.fr, entry.en)}
        if name.casefold() in taken:
            raise ValidationError(_("« %(name)s » existe déjà. Choisissez un autre nom.") % {"name": name})
        return name

    def clean(self) -> dict[str, Any]:
        """The way chosen becomes a formula, and the formula must give the unit that was named."""
        cleaned = super().clean() or {}
        way = cleaned.get("way")
        if way == "read":
            self._as_read(cleaned)
        elif way:
            self._as_formula(cleaned, way)
        return cleaned

    def _as_read(self, cleaned: dict[str, Any]) -> None:
        self.instance.formula, self.instance.aggregation = RAW, cleaned.get("aggregation") or ""
        if not cleaned.get("aggregation"):
            self.add_error("aggregation", _("Dites comment ce chiffre s’additionne : nous ne le devinons jamais."))

    def _as_formula(self, cleaned: dict[str, Any], way: str) -> None:
        formula = self._typed(cleaned) if way == "free" else self._shaped(cleaned, way)
        if not formula:
            return
        self.instance.formula, self.instance.aggregation = formula, OwnIndicator.Adding.FORMULA
        where = "typed" if way == "free" else "second"
        if len(formula) > 300:
            self.add_error(where, _("Cette formule est trop longue : faites-en deux indicateurs."))
        elif unit := cleaned.get("unit"):
            self._check_unit(formula, unit, where)

    def _shaped(self, cleaned: dict[str, Any], way: str) -> str:
        for field in ("first", "second"):
            if not cleaned.get(field):
                self.add_error(field, _("Choisissez un indicateur."))
        if not (cleaned.get("first") and cleaned.get("second")):
            return ""
        return writing.SHAPES[way].format(a=cleaned["first"], b=cleaned["second"])

    def _typed(self, cleaned: dict[str, Any]) -> str:
        try:
            return writing.read(cleaned.get("typed") or "", self.known.values())
        except writing.UnknownName as problem:
            sentence = _("Aucun indicateur ne s’appelle « %(name)s ». Recopiez son nom tel qu’il est écrit.")
            self.add_error("typed", sentence % {"name": problem.args[0]})
        except writing.NotAFormula:
            self.add_error(
                "typed",
                _("Cette formule ne se lit pas. Des noms entre crochets, des nombres, et + − × / ( ) : rien d’autre."),
            )
        return ""

    def _check_unit(self, formula: str, unit: str, where: str) -> None:
        try:
            units.check(formula, unit, self._unit_of)
        except units.WrongUnit as clash:
            sentence = _("Ce calcul donne : %(left)s. L’unité choisie est : %(right)s. Changez l’un ou l’autre.")
            self.add_error(where, sentence % {"left": _spelt(clash.left), "right": _spelt(clash.right)})
        except units.Clash as clash:
            sentence = _("On ne peut ni ajouter ni retirer l’un de l’autre : %(left)s et %(right)s.")
            self.add_error(where, sentence % {"left": _spelt(clash.left), "right": _spelt(clash.right)})

    def _unit_of(self, term: str) -> str:
        base = (catalogue.stock_term(term) or (term,))[0]
        # The catalogue gives this one in euros; it is a price by the hour.
        return "EUR/h" if base == "hourly_rate" else self.known[base].unit


def _spelt(unit: str) -> str:
    return str(MIXED_UNITS.get(unit) or "/".join(unit_in_words(part) for part in unit.split("/")))
