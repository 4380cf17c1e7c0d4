"""What a person may say of a rule: drawn from the catalogue, whatever the check."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from calendar_app.editorial.fields import field_for
from calendar_app.editorial.wording import sentence
from calendar_app.editorial.writing import RuleText
from calendar_app.models import Channel, EditorialRule
from calendar_app.rules.catalogue import Check
from charter.models import Version

PARAM = "reglage-"


class RuleForm(forms.Form):
    clause = forms.ChoiceField(label=_("Article que la règle applique"))
    severity = forms.ChoiceField(label=_("Si elle n’est pas suivie"), widget=forms.RadioSelect)
    accounts = forms.TypedMultipleChoiceField(
        label=_("Comptes"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Rien de coché : la règle vaut pour tous les comptes, ceux à venir aussi."),
    )
    words = forms.CharField(
        label=_("La règle, telle que la liront les bénévoles"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Laissez vide : la phrase est tirée des réglages."),
    )
    expected = forms.IntegerField(required=False, widget=forms.HiddenInput)

    GRAVE = {
        EditorialRule.Severity.BLOCK: _("La publication est bloquée"),
        EditorialRule.Severity.JUSTIFY: _("Une raison écrite est demandée"),
        EditorialRule.Severity.ADVISE: _("Un conseil est donné, rien n’est empêché"),
    }

    def __init__(self, *args: Any, version: Version, check: Check, rule: EditorialRule | None = None, **kwargs: Any):
        self.version, self.check, self.rule = version, check, rule
        super().__init__(*args, initial=_initial(check, rule), **kwargs)
        clauses = version.clauses.order_by("position").values_list("key", "position", "title")
        self.fields["clause"].choices = [(key, f"{position}. {title}") for key, position, title in clauses]  # type: ignore[attr-defined]
        self.fields["severity"].choices = [(s, self.GRAVE[s]) for s in self.GRAVE if s in check.severities]  # type: ignore[attr-defined]
        channels = Channel.objects.of(version.association).values_list("pk", "name")
        self.fields["accounts"].choices = list(channels)  # type: ignore[attr-defined]
        # The parameters come right after the article, before how grave it is.
        for param in check.params:
            self.fields[PARAM + param.name] = field_for(param)
        settings = [PARAM + param.name for param in check.params]
        self.order_fields([*settings, "clause", "severity", "accounts", "words", "expected"])

    def text(self) -> RuleText:
        """What was typed, as the verbs take it."""
        data = self.cleaned_data
        params = {param.name: data[PARAM + param.name] for param in self.check.params}
        return RuleText(data["clause"], self.check.id, data["severity"], params, data["accounts"], data["words"])


def _initial(check: Check, rule: EditorialRule | None) -> dict[str, Any]:
    kept = rule.params if rule else {}
    initial = {PARAM + param.name: kept.get(param.name, param.default) for param in check.params}
    if rule is None:
        return initial | {"severity": check.severities[0]}
    # A sentence that we made follows the settings; one that somebody wrote stays.
    words = "" if rule.words == sentence(rule.check_id, rule.params) else rule.words
    return initial | {
        "clause": rule.clause,
        "severity": rule.severity,
        "accounts": rule.accounts,
        "words": words,
        "expected": rule.revision,
    }
