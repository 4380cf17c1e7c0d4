"""What a person may type about a meeting, and its shape."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_scopes.forms import SafeModelChoiceField

from associations.models import Association, Membership
from governance import agenda, subjects
from governance.agenda import FileRefused, Point
from governance.models import AgendaItem, Body, Meeting
from governance.transitions import Text

# Further away than that, a date is a slip of the keyboard.
FURTHEST = dt.timedelta(days=2 * 366)


class MeetingForm(forms.Form):
    """Body, day, hour and place of a meeting; the body is fixed once people were called."""

    body = SafeModelChoiceField(
        label=_("Quelle instance se réunit ?"), queryset=Body.unscoped.none(), empty_label=_("Choisissez une instance")
    )
    starts_on = forms.DateField(label=_("Jour"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    starts_time = forms.TimeField(
        label=_("Heure"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("À l’heure de Paris."),
    )
    form = forms.ChoiceField(label=_("Comment ?"), choices=Meeting.Form.choices, widget=forms.RadioSelect)
    place = forms.CharField(
        label=_("Lieu"),
        max_length=200,
        required=False,
        help_text=_("Adresse, salle, étage : de quoi trouver la porte."),
    )
    video_url = forms.URLField(
        label=_("Lien de la visioconférence"), max_length=300, required=False, assume_scheme="https"
    )
    is_confirmed = forms.BooleanField(
        label=_("Oui, prévenir malgré le délai des statuts"), required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, association: Association, now: dt.datetime, meeting: Meeting | None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.now, self.meeting = now, meeting
        bodies = Body.objects.of(association).order_by("pk")
        self.fields["body"].queryset = bodies  # type: ignore[attr-defined]
        if meeting and (meeting.status != Meeting.Status.DRAFT or meeting.call == 2):
            del self.fields["body"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        day, hour = data.get("starts_on"), data.get("starts_time")
        if day and hour:
            if not timezone.localdate(self.now) <= day <= timezone.localdate(self.now) + FURTHEST:
                self.add_error("starts_on", _("Choisissez un jour à venir, dans les deux ans."))
            else:
                data["starts_at"] = timezone.make_aware(dt.datetime.combine(day, hour))
                if data["starts_at"] <= self.now:
                    self.add_error("starts_time", _("Cette heure est déjà passée : choisissez-en une autre."))
        return data

    def ask_confirmation(self, sentence: str) -> None:
        """Show the box that lets a short notice leave, with the sentence that says so."""
        self.fields["is_confirmed"].widget = forms.CheckboxInput()
        self.add_error("is_confirmed", sentence)

    def details(self) -> dict[str, Any]:
        """The columns, as `meetings.prepare` and `meetings.change` take them."""
        names = ("starts_at", "form", "place", "video_url", "body")
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}


def starting_words(meeting: Meeting) -> dict[str, Any]:
    """The initial values of MeetingForm for a meeting that exists."""
    local = timezone.localtime(meeting.starts_at)
    return {
        "body": meeting.body_id,
        "starts_on": local.date(),
        "starts_time": local.time(),
        "form": meeting.form,
        "place": meeting.place,
        "video_url": meeting.video_url,
    }


class ItemForm(forms.Form):
    """A point of the agenda: something to say, a resolution in its words, or a text of another room."""

    title = forms.CharField(label=_("Titre du point"), max_length=150)
    detail = forms.CharField(
        label=_("De quoi il s’agit"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    resolution = forms.CharField(
        label=_("Résolution à voter, mot pour mot"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Laissez vide s’il n’y a rien à voter. C’est ce texte, exactement, qui sera mis au vote."),
    )
    text = forms.ChoiceField(
        label=_("Ou un texte arrêté à voter"),
        required=False,
        help_text=_("Les textes arrêtés qui attendent un vote. Le scrutin portera sur ce texte et sur lui seul."),
    )

    def __init__(self, *args: Any, association: Association, item: AgendaItem | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.texts = {f"{text.subject_type}:{text.subject_id}": text for text in subjects.offered(association)}
        if item and item.subject_type and (key := f"{item.subject_type}:{item.subject_id}") not in self.texts:
            # Voted or reopened since: it stays what this point is about until somebody changes it.
            self.texts[key] = Text(item.subject_type, int(item.subject_id or 0), "", item.title, "")
        choices = [("", _("Aucun")), *((key, text.title) for key, text in self.texts.items())]
        self.fields["text"].choices = choices  # type: ignore[attr-defined]
        if not self.texts:
            del self.fields["text"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("resolution") and data.get("text"):
            self.add_error(
                "text", _("Un point porte une résolution ou un texte arrêté, pas les deux : faites-en deux points.")
            )
        return data

    def point(self) -> Point:
        data = self.cleaned_data
        text = self.texts.get(data.get("text") or "")
        return Point(data["title"], data["detail"], data["resolution"], text)


def item_words(item: AgendaItem) -> dict[str, Any]:
    """The initial values of ItemForm for a point that exists."""
    text = f"{item.subject_type}:{item.subject_id}" if item.subject_type else ""
    return {"title": item.title, "detail": item.detail, "resolution": item.resolution, "text": text}


class DocumentForm(forms.Form):
    file = forms.FileField(
        label=_("Joindre un document"),
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ",".join(f".{suffix}" for suffix in agenda.KINDS)}),
        help_text=_(
            "PDF, document bureautique sans macro ou image, 10 Mo au plus. Les membres seuls peuvent l’ouvrir."
        ),
        error_messages={
            "required": _("Choisissez un fichier : rien n’a été joint."),
            "empty": _("Ce fichier est vide : rien n’a été joint."),
            "max_length": _("Le nom de ce fichier est trop long : raccourcissez-le."),
        },
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        try:
            agenda.checked(file, file.name, file.size)
        except FileRefused as refused:
            raise forms.ValidationError(str(refused)) from refused
        return file


class ConveneForm(forms.Form):
    """`is_late`: the statutes ask for an earlier convocation, and only this box lets it leave."""

    is_confirmed = forms.BooleanField(
        label=_("Convoquer hors délai : je sais que le procès-verbal le dira"), required=False
    )

    def __init__(self, *args: Any, is_late: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_late:
            self.fields["is_confirmed"].widget = forms.HiddenInput()


class CancelForm(forms.Form):
    reason = forms.CharField(
        label=_("Pourquoi annuler cette réunion ?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Ce motif est envoyé aux personnes convoquées."),
        error_messages={"required": _("Dites en quelques mots pourquoi : les personnes convoquées le liront.")},
    )


class OpenForm(forms.Form):
    """Who presides and who keeps the minutes: two of the `people` who sit, or hold the mandate of secretary."""

    chair = SafeModelChoiceField(
        label=_("Présidence de séance"), queryset=Membership.unscoped.none(), empty_label=_("Choisissez une personne")
    )
    secretary = SafeModelChoiceField(
        label=_("Secrétariat de séance"), queryset=Membership.unscoped.none(), empty_label=_("Choisissez une personne")
    )

    def __init__(self, *args: Any, people: list[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("chair", "secretary"):
            self.fields[name].queryset = _among(people)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("chair") and data.get("chair") == data.get("secretary"):
            self.add_error(
                "secretary",
                _("La présidence et le secrétariat de séance sont deux personnes : choisissez-en une autre."),
            )
        return data


class ProxyForm(forms.Form):
    """To whom a voice goes. `takes_blank`: the statutes give a proxy without a name to the chair."""

    holder = SafeModelChoiceField(
        label=_("À qui donnez-vous votre pouvoir ?"),
        queryset=Membership.unscoped.none(),
        empty_label=_("Choisissez une personne"),
        error_messages={"required": _("Choisissez la personne qui votera à votre place.")},
    )

    def __init__(self, *args: Any, people: list[Membership], takes_blank: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["holder"]
        field.queryset = _among(people)
        if takes_blank:
            field.required, field.empty_label = False, _("Sans nom : à la présidence de séance")


class PaperProxyForm(ProxyForm):
    """The same, written down by the secretary from a paper."""

    giver = SafeModelChoiceField(
        label=_("Qui donne pouvoir ?"), queryset=Membership.unscoped.none(), empty_label=_("Choisissez une personne")
    )
    field_order = ("giver", "holder")

    def __init__(self, *args: Any, people: list[Membership], takes_blank: bool, **kwargs: Any) -> None:
        super().__init__(*args, people=people, takes_blank=takes_blank, **kwargs)
        self.fields["giver"].queryset = _among(people)  # type: ignore[attr-defined]
        self.fields["holder"].label = _("À qui ?")


def _among(people: list[Membership]) -> Any:
    members = Membership.objects.filter(pk__in=[person.pk for person in people])
    return members.select_related("user").order_by("user__name", "pk")
