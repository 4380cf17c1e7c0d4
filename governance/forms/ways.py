"""How a vote at a distance is held: fields that the forms of the rooms above share."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from governance import secrecy, tally
from governance.models import Ballot

WORDS = {
    tally.ELECTRONIC: _("En ligne : chaque personne vote sur la page du scrutin"),
    tally.WRITTEN: _("Par consultation écrite : le secrétariat note aussi les réponses reçues sur papier"),
}
OPINION = {
    tally.ELECTRONIC: _(
        "En ligne, pour un avis consultatif : vos statuts ne le prévoient pas, ou nous ne le savons pas"
    ),
    tally.WRITTEN: _(
        "Par consultation écrite, pour un avis consultatif : vos statuts ne la prévoient pas, ou nous ne le savons pas"
    ),
}


class WayForm(forms.Form):
    """The way of voting and its secrecy, with what the statutes (`rule`, a snapshot) say of each."""

    modality = forms.ChoiceField(label=_("Manière de voter"), widget=forms.RadioSelect, required=False)
    is_secret = forms.BooleanField(label=_("Vote secret, qui ne se change pas"), required=False)

    def __init__(self, *args: Any, rule: dict[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if rule is None:  # a room that votes online only
            del self.fields["modality"], self.fields["is_secret"]
            return
        read = tally.Rule.from_data(rule)
        self.fields["modality"].choices = [  # type: ignore[attr-defined]
            (word, WORDS[word] if getattr(read, word) == tally.ALLOWED else OPINION[word]) for word in WORDS
        ]
        self.fields["modality"].initial = tally.ELECTRONIC
        trigger = str(rule.get("secret_trigger", ""))
        self.fields["is_secret"].help_text = secrecy.trigger_sentence(trigger)
        if trigger == "always":
            self.fields["is_secret"].disabled = True
            self.fields["is_secret"].initial = True

    def clean_modality(self) -> str:
        return self.cleaned_data["modality"] or Ballot.Modality.ELECTRONIC
