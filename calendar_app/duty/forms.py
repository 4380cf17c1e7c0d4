"""What a person may type about a slot, a week of it, a shift."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from associations.models import Membership
from calendar_app.duty.turns import Sheet
from calendar_app.forms import ChannelsField, DayField, HourField, moment_or_refusal
from calendar_app.hours import DAY, FIRST_YEAR, LAST_YEAR, PARIS
from calendar_app.models import CalendarSlot, Channel, DutyShift, ShiftSeat
from calendar_app.opening_forms import KnownPersonField

# Asked one after the other; beyond three, it is the slot that must be thought again.
SUBSTITUTES = ("first", "second", "third")
LONGEST_SHIFT = dt.timedelta(hours=12)


class KnownChannelField(forms.ModelChoiceField):
    def to_python(self, value: Any) -> Any:
        # The database would choke on a number longer than its own.
        if len(str(value)) > 18:
            raise forms.ValidationError(self.error_messages["invalid_choice"], params={"value": str(value)[:18]})
        return super().to_python(value)

    def label_from_instance(self, obj: Channel) -> str:  # type: ignore[override]
        return obj.name


class SlotForm(forms.Form):
    """A slot, in the order in which one thinks about it: where, when, who, and who else."""

    channel = KnownChannelField(label=_("Compte"), queryset=Channel.unscoped.none())
    weekday = forms.TypedChoiceField(
        label=_("Jour"), coerce=int, choices=[(number, name) for number, name in WEEKDAYS.items()]
    )
    hour = HourField(label=_("Heure"))
    owner = KnownPersonField(
        label=_("Qui le prépare ?"),
        queryset=Membership.unscoped.none(),
        required=False,
        empty_label=_("Personne pour l’instant"),
    )
    partner = KnownPersonField(
        label=_("Avec qui ?"),
        queryset=Membership.unscoped.none(),
        required=False,
        empty_label=_("En solo"),
        help_text=_("À deux, quand l’un ne peut pas, l’autre tient le créneau."),
    )
    first = KnownPersonField(
        label=_("Première relève"),
        queryset=Membership.unscoped.none(),
        required=False,
        empty_label=_("Personne"),
        help_text=_("Les relèves sont demandées l’une après l’autre, si elles sont formées et ont signé la charte."),
    )
    second = KnownPersonField(
        label=_("Deuxième relève"), queryset=Membership.unscoped.none(), required=False, empty_label=_("Personne")
    )
    third = KnownPersonField(
        label=_("Troisième relève"), queryset=Membership.unscoped.none(), required=False, empty_label=_("Personne")
    )
    from_on = DayField(label=_("À partir du"))
    until_on = DayField(label=_("Jusqu’au"), required=False, help_text=_("Laissez vide tant qu’il continue."))

    def __init__(self, *args: Any, slot: CalendarSlot, by: Membership, today: dt.date, **kwargs: Any) -> None:
        kwargs.setdefault("initial", _initial(slot, today))
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        channels = Channel.objects.of(by.association)
        fields["channel"].queryset = channels.active() | channels.filter(pk=slot.channel_id)
        people = Membership.objects.of(by.association).filter(left_on=None).select_related("user")
        for name in ("owner", "partner", *SUBSTITUTES):
            fields[name].queryset = people.order_by("user__name", "pk")
        fields["weekday"].choices = [(number, capfirst(name)) for number, name in WEEKDAYS.items()]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        first, last = data.get("from_on"), data.get("until_on")
        for name, day in (("from_on", first), ("until_on", last)):
            if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
                self.add_error(
                    name, _("Cette année est hors du calendrier. Écrivez-la en quatre chiffres, comme 2026.")
                )
        if first and last and last < first:
            self.add_error("until_on", _("La fin vient avant le début : corrigez l’une des deux dates."))
        owner, partner = data.get("owner"), data.get("partner")
        if partner and not owner:
            self.add_error("owner", _("Nommez d’abord la personne qui prépare le créneau."))
        elif partner and partner == owner:
            self.add_error(
                "partner", _("C’est déjà la personne qui prépare le créneau : choisissez quelqu’un d’autre.")
            )
        seen = {owner, partner}
        for name in SUBSTITUTES:
            person = data.get(name)
            if person and person in seen:
                self.add_error(name, _("Cette personne est déjà nommée plus haut."))
            seen.add(person)
        return data

    def sheet(self) -> Sheet:
        """What was chosen; the form must be valid."""
        said = self.cleaned_data
        names = ("channel", "weekday", "hour", "owner", "partner", "from_on", "until_on")
        substitutes = [said[name] for name in SUBSTITUTES if said[name]]
        return Sheet(**{name: said[name] for name in names}, substitutes=substitutes)


def _initial(slot: CalendarSlot, today: dt.date) -> dict[str, Any]:
    if slot.pk is None:
        return {"from_on": today, "hour": dt.time(18)}
    names = ("channel_id", "weekday", "hour", "owner_id", "partner_id", "from_on", "until_on")
    said = {name.removesuffix("_id"): getattr(slot, name) for name in names}
    ranked = [each.membership_id for each in slot.substitutes.all()]
    return said | dict(zip(SUBSTITUTES, ranked, strict=False))


class SkipForm(forms.Form):
    reason = forms.CharField(
        label=_("Pourquoi ?"),
        max_length=300,
        error_messages={
            "required": _("Dites pourquoi en une phrase : celles et ceux qui lisent le calendrier la verront.")
        },
    )


class ShiftForm(forms.Form):
    """A shift to open: when, where, for what, for how many."""

    on = DayField(label=_("Jour"))
    from_hour = HourField(label=_("De"))
    to_hour = HourField(label=_("À"))
    purpose = forms.CharField(
        label=_("Pour quoi faire ?"),
        max_length=200,
        help_text=_("Par exemple « répondre aux questions sur la collecte »."),
    )
    channels = ChannelsField(
        label=_("Sur quels comptes ?"),
        queryset=Channel.unscoped.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Cochez au moins un compte.")},
    )
    capacity = forms.IntegerField(
        label=_("Nombre de places"), min_value=1, max_value=10, initial=2, help_text=_("À deux, c’est plus facile.")
    )

    def __init__(self, *args: Any, by: Membership, now: dt.datetime, **kwargs: Any) -> None:
        tomorrow = now.astimezone(PARIS).date() + DAY
        kwargs.setdefault("initial", {"on": tomorrow, "from_hour": dt.time(18), "to_hour": dt.time(20), "capacity": 2})
        super().__init__(*args, **kwargs)
        self.now = now
        fields: dict[str, Any] = self.fields
        fields["channels"].queryset = Channel.objects.of(by.association).active()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        start, end = moment_or_refusal(self, "on", "from_hour"), moment_or_refusal(self, "on", "to_hour")
        if start and end and end <= start:
            # From 22 h to 1 h: the end is on the next day.
            end = end + DAY
        if start and end and end - start > LONGEST_SHIFT:
            self.add_error("to_hour", _("Douze heures au plus : au-delà, ouvrez deux permanences."))
        if start and start <= self.now:
            self.add_error("on", _("Cette heure est passée : choisissez un moment à venir."))
        if not data.get("channels") and "channels" not in self.errors:
            self.add_error("channels", _("Cochez au moins un compte."))
        data["starts_at"], data["ends_at"] = start, end
        return data


class AccountForm(forms.Form):
    """What came of a shift, said by one person of it."""

    contacts = forms.IntegerField(
        label=_("Combien de personnes avez-vous contactées ?"),
        min_value=0,
        max_value=100_000,
        help_text=_("Réponses et messages privés compris. Zéro compte aussi."),
    )
    hours = forms.DecimalField(
        label=_("Combien d’heures ?"), min_value=0, max_value=24, decimal_places=2, localize=True
    )
    result = forms.ChoiceField(
        label=_("Comment cela s’est-il passé ?"), choices=ShiftSeat.Result.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("Une note pour la suite"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Sans nom ni détail sur les personnes rencontrées."),
    )

    def __init__(self, *args: Any, shift: DutyShift, seat: ShiftSeat, **kwargs: Any) -> None:
        length = (shift.ends_at - shift.starts_at).total_seconds() / 3600
        told = {"contacts": seat.contacts, "hours": (seat.minutes or 0) / 60, "result": seat.result, "note": seat.note}
        kwargs.setdefault("initial", told if seat.told_at else {"hours": round(length, 2)})
        super().__init__(*args, **kwargs)
