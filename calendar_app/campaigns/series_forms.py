"""What a person may type about an event, a template, a repetition."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import Any

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from associations.models import Association, Membership
from calendar_app import hours
from calendar_app.campaigns.events import OPEN, Event
from calendar_app.campaigns.fields import people
from calendar_app.forms import ChannelsField, DayField, HourField, PersonField, moment_or_refusal
from calendar_app.library.picking import pictures
from calendar_app.models import Campaign, Channel, EventSeries, Media, Pillar, PostTemplate, Recurrence, SeriesPost
from calendar_app.rules.blanks import blanks
from calendar_app.transitions import Words

# In a template, « [Lieu] » is meant as a blank; in a text, only small letters are.
CAPITAL = re.compile(r"\[([A-ZÀ-ÖØ-ÝŒÆ])([a-zà-öø-ÿœæ'’ ][^\[\]\n]*)\](?!\()")


def _link() -> forms.URLField:
    return forms.URLField(
        label=_("Lien"),
        max_length=300,
        required=False,
        assume_scheme="https",
        error_messages={"invalid": _("Ce n’est pas l’adresse d’une page : elle commence par https://.")},
    )


class MomentForm(forms.Form):
    """A day and an hour of Paris, not yet past."""

    on = DayField(label=_("Date"))
    at = HourField(label=_("Heure"))

    def __init__(self, *args: Any, now: dt.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data["moment"] = moment_or_refusal(self, "on", "at")
        if data["moment"] and data["moment"] <= self.now:
            self.add_error("on", _("Cette date est déjà passée. Choisissez-en une à venir."))
        return data


class EventForm(MomentForm):
    name = forms.CharField(label=_("Événement"), max_length=80, help_text=_("Par exemple : la collecte de jouets."))
    place = forms.CharField(label=_("Lieu"), max_length=160)
    link = _link()
    channels = ChannelsField(
        label=_("Où publier"), queryset=Channel.unscoped.none(), widget=forms.CheckboxSelectMultiple
    )
    steps = forms.MultipleChoiceField(
        label=_("Publications à préparer"),
        choices=SeriesPost.Step.choices,
        initial=list(SeriesPost.Step.values),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Chacune est un brouillon que vous pourrez changer. Celles dont la date est passée sont laissées."),
    )
    campaign = forms.ModelChoiceField(
        label=_("Campagne"), queryset=Campaign.unscoped.none(), required=False, empty_label=_("Aucune")
    )
    owner = PersonField(label=_("Responsable"), queryset=Membership.unscoped.none(), empty_label=None)
    token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    field_order = ("name", "on", "at", "place", "link", "channels", "steps", "campaign", "owner", "token")

    def __init__(self, *args: Any, association: Association, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, association)

    def event(self) -> Event:
        data = self.cleaned_data
        return Event(data["name"].strip(), data["moment"], data["place"].strip(), data["link"], data["campaign"])


def offer(form: forms.BaseForm, association: Association) -> None:
    """Offer the accounts in use, the open campaigns, the pillars and the people of `association`."""
    offered: dict[str, Any] = {
        "channels": Channel.objects.of(association).filter(is_active=True),
        "campaign": Campaign.objects.of(association).filter(closed_at=None),
        "pillar": Pillar.objects.of(association),
        "owner": people(association),
    }
    for name, rows in offered.items():
        field: Any = form.fields.get(name)
        if field is not None:
            field.queryset = rows


class CancelForm(forms.Form):
    """What becomes of each open post of an event that does not take place."""

    reason = forms.CharField(
        label=_("Pourquoi"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Dites pourquoi en une phrase : les personnes concernées la liront.")},
    )

    def __init__(self, *args: Any, series: EventSeries, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.posts = [s.post for s in series.steps.select_related("post") if s.post.status in OPEN]
        for post in self.posts:
            choices = [("cancel", _("L’annuler")), ("keep", _("La garder telle quelle"))]
            if post.status == "scheduled":
                choices.insert(1, ("hold", _("La retenir : elle repart en relecture")))
            label = f"{post.title} ({post.get_status_display()}, {hours.spoken(post.due_at)})"
            self.fields[f"post_{post.pk}"] = forms.ChoiceField(label=label, choices=choices, initial="cancel")

    def choices(self) -> dict[int, str]:
        return {post.pk: self.cleaned_data[f"post_{post.pk}"] for post in self.posts}


class CountForm(forms.Form):
    attendance = forms.IntegerField(
        label=_("Combien étiez-vous ?"),
        min_value=0,
        max_value=1_000_000,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


class ImageField(forms.ModelChoiceField):
    """An image of the library by its name and what it shows."""

    def label_from_instance(self, obj: Media) -> str:  # type: ignore[override]
        return f"{obj.name} : {Truncator(obj.alt).chars(60)}" if obj.alt else obj.name


class SketchForm(forms.ModelForm):
    """Words to make posts from, with their blanks."""

    channels = ChannelsField(
        label=_("Où publier"), queryset=Channel.unscoped.none(), widget=forms.CheckboxSelectMultiple, required=False
    )
    text = forms.CharField(
        label=_("Texte"),
        max_length=60_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Ce qui change chaque fois se met entre crochets : [lieu], [nombre de personnes]."),
    )
    pillar = forms.ModelChoiceField(
        label=_("Pilier"), queryset=Pillar.unscoped.none(), required=False, empty_label=_("Aucun")
    )
    campaign = forms.ModelChoiceField(
        label=_("Campagne"), queryset=Campaign.unscoped.none(), required=False, empty_label=_("Aucune")
    )
    media = ImageField(
        label=_("Image de la médiathèque"),
        queryset=Media.unscoped.none(),
        required=False,
        empty_label=_("Aucune"),
        help_text=_(
            "Sa description la suit. Les accords sont vérifiés sur chaque publication, au moment où elle part."
        ),
    )

    class Meta:
        model: Any = PostTemplate
        fields = ["title", "kind", "purpose", "text", "media", "channels", "pillar", "campaign", "audience"]

    def __init__(self, *args: Any, association: Association, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.association = association
        if self.instance.pk is None:
            self.instance.association = association
        offer(self, association)
        images: Any = self.fields["media"]
        images.queryset = pictures(association, self.instance.media_id)

    def clean_title(self) -> str:
        return str(self.cleaned_data["title"]).strip()

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"]).replace("\r\n", "\n").strip()
        return CAPITAL.sub(lambda found: f"[{found[1].lower()}{found[2]}]", text)


class TemplateForm(SketchForm):
    class Meta(SketchForm.Meta):
        fields = [*SketchForm.Meta.fields, "is_active"]

    def clean_title(self) -> str:
        title = super().clean_title()
        others = PostTemplate.objects.of(self.association).exclude(pk=self.instance.pk)
        if others.filter(title__iexact=title).exists():
            raise forms.ValidationError(_("Un modèle porte déjà ce titre."))
        return title


class FillForm(MomentForm):
    """One field for each blank of a template; what stays empty stays a blank in the draft."""

    token = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, template: PostTemplate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.template = template
        self.blanks = blanks(f"{template.title}\n{template.text}")
        for rank, blank in enumerate(self.blanks):
            label = blank[:1].upper() + blank[1:] if blank != "___" else _("Ce qui remplace les tirets")
            self.fields[f"blank_{rank}"] = forms.CharField(label=label, max_length=300, required=False)
        self.order_fields([f"blank_{rank}" for rank in range(len(self.blanks))])

    def answers(self) -> dict[str, str]:
        return {blank: self.cleaned_data[f"blank_{rank}"] for rank, blank in enumerate(self.blanks)}


class RecurrenceForm(SketchForm):
    owner = PersonField(label=_("Responsable"), queryset=Membership.unscoped.none(), empty_label=None)
    starts_on = DayField(label=_("Première date"))
    hour = HourField(label=_("Heure"))
    ends_on = DayField(label=_("Dernière date"), required=False)
    count = forms.IntegerField(
        label=_("Ou nombre de fois"), required=False, min_value=1, max_value=52, help_text=_("52 au plus.")
    )
    token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    field_order = ("title", "text", "media", "channels", "rhythm", "starts_on", "hour", "ends_on", "count", "owner")

    class Meta(SketchForm.Meta):
        model = Recurrence
        fields = [*SketchForm.Meta.fields, "owner", "rhythm", "starts_on", "hour", "ends_on", "count"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        start, end, count = data.get("starts_on"), data.get("ends_on"), data.get("count")
        for name in ("starts_on", "ends_on"):
            if data.get(name) and not hours.FIRST_YEAR <= data[name].year <= hours.LAST_YEAR:
                self.add_error(name, _("Cette année est hors du calendrier. Écrivez-la en quatre chiffres."))
        if "ends_on" in self.errors or "count" in self.errors or not start:
            return data
        if end and count:
            self.add_error("count", _("Donnez la dernière date ou le nombre de fois, pas les deux."))
        elif not end and not count:
            self.add_error("ends_on", _("Dites quand cela s’arrête : une dernière date, ou un nombre de fois."))
        elif end and not start <= end <= start + dt.timedelta(days=366):
            self.add_error("ends_on", _("La dernière date suit la première, dans l’année qui vient."))
        return data


def words_of(sketch: Any, title: str, text: str) -> Words:
    """The words of one post made from `sketch`, on the accounts it names."""
    return Words(title[:120], sketch.kind, text, {channel.pk: "" for channel in sketch.channels.all()})


def fresh() -> dict[str, Any]:
    """Where a new form starts."""
    return {"token": uuid.uuid4()}
