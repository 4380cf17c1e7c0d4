"""What a person may type about campaigns and pillars."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from associations.models import Association, Membership
from calendar_app.campaigns.fields import people
from calendar_app.forms import DayField, PersonField
from calendar_app.models import Campaign, Pillar


class NamedForm(forms.ModelForm):
    """A name no other row of the association has."""

    taken: Any = ""

    def __init__(self, *args: Any, association: Association, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.association = association
        if self.instance.pk is None:
            self.instance.association = association

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"]).strip()
        others = type(self.instance).objects.of(self.association).exclude(pk=self.instance.pk)
        if others.filter(name__iexact=name).exists():
            raise forms.ValidationError(self.taken)
        return name


class CampaignForm(NamedForm):
    taken = _("Une campagne porte déjà ce nom. Ajoutez l’année ou le lieu.")
    starts_on = DayField(label=_("Début"))
    ends_on = DayField(label=_("Fin"))
    owner = PersonField(label=_("Responsable"), queryset=Membership.unscoped.none(), empty_label=None)

    class Meta:
        model = Campaign
        fields = ["name", "audience", "goal", "purpose", "starts_on", "ends_on", "owner"]
        help_texts = {
            "audience": _("Par exemple : les parents d’élèves du quartier."),
            "goal": _("Un résultat qu’on pourra constater : « trente bénévoles pour la collecte »."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.queryset = people(self.association, self.instance.owner_id if self.instance.pk else None)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        start, end = data.get("starts_on"), data.get("ends_on")
        for name in ("starts_on", "ends_on"):
            if data.get(name) and not 2000 <= data[name].year <= 2100:
                self.add_error(name, _("Cette année est hors du calendrier. Écrivez-la en quatre chiffres."))
        if start and end and end < start:
            self.add_error("ends_on", _("La fin vient avant le début : corrigez l’une des deux dates."))
        return data


class LessonForm(forms.Form):
    lesson = forms.CharField(
        label=_("Ce que nous retenons"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Ce qui a marché, ce qu’on ferait autrement : la prochaine équipe le lira."),
    )


class PillarForm(NamedForm):
    taken = _("Un pilier porte déjà ce nom.")
    share = forms.IntegerField(
        label=_("Part souhaitée des publications, en pour cent"),
        min_value=0,
        max_value=100,
        help_text=_("Une visée, pas un quota. 0 : sans visée."),
    )

    class Meta:
        model = Pillar
        fields = ["name", "share", "article"]
        help_texts = {"article": _("L’article qui le fonde, comme « Ligne éditoriale, article 4 ».")}
