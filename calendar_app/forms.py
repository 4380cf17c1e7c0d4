"""What a person may type in the calendar."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from associations.models import Association, Membership
from calendar_app import hours, images
from calendar_app.campaigns.fields import BelongingFields, people
from calendar_app.images import CleanImage
from calendar_app.library import picking
from calendar_app.models import Channel, Media, Post
from calendar_app.shown import bare, only_on
from calendar_app.transitions import Plan, Words

LONGEST_TEXT = 60_000
DATE_FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y"]
HOUR_FORMATS = ["%H:%M", "%H:%M:%S", "%Hh%M", "%H h %M", "%Hh", "%H h"]


class DayField(forms.DateField):
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})

    def __init__(self, **kwargs: Any) -> None:
        refusal = {"invalid": _("Cette date ne se lit pas. Écrivez-la comme 18/11/2026.")}
        super().__init__(input_formats=DATE_FORMATS, error_messages=refusal, **kwargs)


class HourField(forms.TimeField):
    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})

    def __init__(self, **kwargs: Any) -> None:
        refusal = {"invalid": _("Cette heure ne se lit pas. Écrivez-la comme 18:00.")}
        super().__init__(input_formats=HOUR_FORMATS, error_messages=refusal, **kwargs)


class QuietText(forms.Textarea):
    """Needed in some cases only: the label says which, and no browser calls the field required."""

    def use_required_attribute(self, initial: Any) -> bool:
        return False


class LaterText(forms.CharField):
    """Words that publishing needs and a first draft may lack: not « facultatif », yet never refused when empty."""

    def validate(self, value: str) -> None:
        """Accept nothing yet: the gate asks for it later."""


def moment_or_refusal(form: forms.Form, day: str, hour: str) -> dt.datetime | None:
    """Return the instant typed in two fields; an hour that the clocks jump over is refused on its field."""
    on, at = form.cleaned_data.get(day), form.cleaned_data.get(hour)
    if on is None or at is None:
        return None
    if not hours.FIRST_YEAR <= on.year <= hours.LAST_YEAR:
        form.add_error(day, _("Cette année est hors du calendrier. Écrivez-la en quatre chiffres, comme 2026."))
        return None
    try:
        return hours.instant(on, at)
    except hours.NoSuchHour:
        form.add_error(
            hour,
            _("Cette heure n’existe pas ce jour-là : à 2 h, les horloges passent à 3 h. Choisissez 3 h ou plus tard."),
        )
        return None


class PersonField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Membership) -> str:  # type: ignore[override]
        return obj.name


class ChannelsField(forms.ModelMultipleChoiceField):
    """Accounts: chosen before a review, not before a first save."""

    def clean(self, value: Any) -> Any:
        for each in value or []:
            # The database would choke on a number longer than its own.
            if len(str(each)) > 18:
                raise forms.ValidationError(self.error_messages["invalid_choice"], params={"value": str(each)[:18]})
        return super().clean(value) if value else Channel.unscoped.none()

    def label_from_instance(self, obj: Channel) -> str:  # type: ignore[override]
        return obj.name


class OnlyOnField(forms.MultipleChoiceField):
    """The accounts that alone show an image; none: every account."""

    def __init__(self, **kwargs: Any) -> None:
        label = _("Seulement sur certains comptes")
        super().__init__(label=label, required=False, widget=forms.CheckboxSelectMultiple, **kwargs)


class PostForm(BelongingFields):
    """One message, its accounts, its hour. `post` is None for a new one; `shown` are the (media, alt) it has."""

    title = forms.CharField(label=_("Titre"), max_length=120, help_text=_("Pour s’y retrouver dans le calendrier."))
    kind = forms.ChoiceField(label=_("Nature"), choices=Post.Kind.choices)
    purpose = forms.ChoiceField(label=_("But"), choices=Post.Purpose.choices)
    text = LaterText(
        label=_("Texte"),
        max_length=LONGEST_TEXT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "class": "composer"}),
    )
    channels = ChannelsField(
        label=_("Où publier"), queryset=Channel.unscoped.none(), widget=forms.CheckboxSelectMultiple
    )
    due_on = DayField(label=_("Date"))
    due_hour = HourField(label=_("Heure"))
    owner = PersonField(label=_("Responsable"), queryset=Membership.unscoped.none(), empty_label=None)
    image = forms.FileField(
        label=_("Ajouter une image"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        help_text=_("JPEG, PNG ou WebP, 8 Mo au plus. La position et les données de l’appareil photo sont retirées."),
    )
    image_alt = LaterText(
        label=_("Description de l’image (nécessaire dès qu’il y a une image)"),
        max_length=1000,
        widget=QuietText(attrs={"rows": 2}),
        help_text=_("Ce que montre l’image, pour les personnes qui ne la voient pas."),
    )
    image_for = OnlyOnField()
    expected = forms.IntegerField(required=False, widget=forms.HiddenInput)
    token = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        association: Association,
        post: Post | None = None,
        shown: list[tuple[Media, str]] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.association = association
        self.post, self.shown = post, list(shown or [])
        self.offer_belongings(association, post)
        self.shown += [(media, media.alt) for media in self._held_media(association)]
        chosen = [v.channel_id for v in post.variants.all()] if post else []
        all_channels = Channel.objects.of(association)
        self.offered = list(all_channels.filter(Q(is_active=True) | Q(pk__in=chosen)))
        self._field("channels").queryset = all_channels.filter(pk__in=[c.pk for c in self.offered])
        self._field("owner").queryset = people(association, post.owner_id if post else None)
        self._names = [(str(channel.pk), channel.name) for channel in self.offered]
        self._field("image_for").choices = self._names
        # They are in memory: drawing the boxes asks nothing again.
        self._field("channels").widget.choices = self._names
        for channel in self.offered:
            self.fields[f"bare_{channel.pk}"] = forms.BooleanField(
                label=_("Aucune image sur %(channel)s") % {"channel": channel.name}, required=False
            )
            self.fields[f"own_{channel.pk}"] = forms.CharField(
                label=_("Texte propre à %(channel)s") % {"channel": channel.name},
                required=False,
                max_length=LONGEST_TEXT,
                strip=False,
                widget=forms.Textarea(attrs={"rows": 4, "class": "composer"}),
            )
        for media, alt in self.shown:
            self._describe(media, alt)

    def _held_media(self, association: Association) -> list[Media]:
        """Images received with a form that was refused: a browser would not send the file again."""
        asked = self.data.getlist("held") if isinstance(self.data, QueryDict) else self.initial.get("held", [])
        known = {media.pk for media, _alt in self.shown}
        numbers = {int(pk) for pk in map(str, asked) if pk.isdecimal() and len(pk) < 19} - known
        found = Media.objects.filter(association=association, pk__in=numbers) if numbers else []
        self.held = [str(media.pk) for media in found]
        return list(found)

    def _describe(self, media: Media, alt: str) -> None:
        self.fields[f"alt_{media.pk}"] = LaterText(
            label=_("Description de « %(name)s »") % {"name": media.name},
            max_length=1000,
            initial=alt,
            widget=forms.Textarea(attrs={"rows": 2}),
        )
        self.fields[f"drop_{media.pk}"] = forms.BooleanField(
            label=_("Retirer « %(name)s »") % {"name": media.name}, required=False
        )
        places = [str(pk) for pk in only_on(self.post, media)]
        self.fields[f"for_{media.pk}"] = OnlyOnField(choices=self._names, initial=places)
        if self.is_bound and f"alt_{media.pk}" not in self.data:
            # Somebody else added this image meanwhile: its words are not emptied by a page that never showed them.
            self.data = self.data.copy()  # type: ignore[attr-defined]
            self.data[f"alt_{media.pk}"] = alt
            self.data.setlist(f"for_{media.pk}", places)

    def hold(self, media: Media) -> None:
        """Show `media`, received with this refused form, with the description typed for it: nothing to send again."""
        self.data = self.data.copy()  # type: ignore[attr-defined]
        typed = self.data.get("image_alt", "")
        if media.pk in [each.pk for each, _alt in self.shown]:
            self.data[f"alt_{media.pk}"] = typed or self.data.get(f"alt_{media.pk}", "")
        else:
            self.held.append(str(media.pk))
            self.shown.append((media, typed))
            self._describe(media, typed)
            self.data.setlist(f"for_{media.pk}", self.data.getlist("image_for"))
        self.data["image_alt"] = ""
        self.data.setlist("held", self.held)

    def _field(self, name: str) -> Any:
        return self.fields[name]

    def clean_text(self) -> str:
        # A browser sends two characters for the end of a line; networks count one.
        return str(self.cleaned_data["text"]).replace("\r\n", "\n").strip()

    def clean_image(self) -> CleanImage | None:
        upload = self.cleaned_data["image"]
        if not upload:
            return None
        self.image_name = str(upload.name)[-120:]
        try:
            return images.clean(upload, upload.size)
        except images.BadImage as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data["due_at"] = moment_or_refusal(self, "due_on", "due_hour")
        if data.get("image_alt", "").strip() and "image" in data and not data["image"]:
            self.add_error(
                "image", _("Choisissez à nouveau l’image : sa description est là, le fichier manque. Ou effacez-la.")
            )
        self._refuse_hidden_images({str(channel.pk) for channel in data.get("channels", [])})
        return data

    def _refuse_hidden_images(self, chosen: set[str]) -> None:
        """An image kept for accounts that are not ticked would be seen nowhere, and lost without a word."""
        asked = [(f"for_{media.pk}", f"drop_{media.pk}") for media, _alt in self.shown]
        if self.cleaned_data.get("image"):
            asked.append(("image_for", ""))
        for name, drop in asked:
            places = self.cleaned_data.get(name) or []
            if places and not chosen.intersection(places) and not self.cleaned_data.get(drop):
                self.add_error(
                    name, _("Cette image n’irait sur aucun compte coché. Cochez-en un ici, ou montrez-la partout.")
                )

    def words(self, added: Media | None = None) -> Words:
        """What the form says goes out, `added` being the image just received."""
        data = self.cleaned_data
        own = {c.pk: data.get(f"own_{c.pk}", "").replace("\r\n", "\n").strip() for c in data["channels"]}
        kept = {m: data.get(f"alt_{m.pk}", "").strip() for m, _alt in self.shown if not data.get(f"drop_{m.pk}")}
        only = {m: data.get(f"for_{m.pk}", []) for m in kept}
        if added:
            # The same picture chosen twice is one image, with the newest words.
            kept[added] = data["image_alt"].strip() or kept.get(added, "")
            only[added] = data["image_for"]
        common = [(m, alt) for m, alt in kept.items() if not only[m]]
        images: dict[int, list[tuple[Media, str]]] = {pk: [] for pk in own if data.get(f"bare_{pk}")}
        for media, alt in kept.items():
            for pk in map(int, only[media]):
                if pk in own:
                    images.setdefault(pk, []).append((media, alt))
        return Words(data["title"].strip(), data["kind"], data["text"], own, common, own_images=images)

    def plan(self) -> Plan:
        data = self.cleaned_data
        return Plan(due_at=data["due_at"], purpose=data["purpose"], owner=data["owner"], **self.belongings())

    @property
    def offered_media(self) -> list[Media]:
        """The newest of the library that are not in the form yet, ready to tick. One query."""
        return picking.offered(self.association, [media.pk for media, _alt in self.shown])

    @property
    def has_own(self) -> bool:
        """Whether some account already has a text of its own: its place is then shown open."""
        return any(field.value() for pair in self.own_pairs for field in pair)

    @property
    def own_fields(self) -> list[Any]:
        return [self[f"own_{channel.pk}"] for channel in self.offered]

    @property
    def own_pairs(self) -> list[tuple[Any, Any]]:
        """For each account: its text, and whether it shows no image."""
        return [(self[f"own_{channel.pk}"], self[f"bare_{channel.pk}"]) for channel in self.offered]

    @property
    def image_fields(self) -> list[tuple[Media, Any, Any]]:
        return [(media, self[f"alt_{media.pk}"], self[f"drop_{media.pk}"]) for media, _alt in self.shown]

    @property
    def image_rows(self) -> list[tuple[Media, Any, Any, Any]]:
        """Each image with its description, its box to take it away, and the accounts that alone show it."""
        return [(media, alt, drop, self[f"for_{media.pk}"]) for media, alt, drop in self.image_fields]


def initial_for(post: Post) -> dict[str, Any]:
    """What the page of `post` shows in its fields, from its current revision."""
    revision, local = post.revision, post.due_at.astimezone(hours.PARIS)
    texts = list(revision.texts.all())
    return (
        {
            "title": revision.title,
            "kind": revision.kind,
            "purpose": post.purpose,
            "text": revision.text,
            "channels": [t.channel_id for t in texts],
            "due_on": local.date(),
            "due_hour": local.time(),
            "owner": post.owner_id,
            "pillar": post.pillar_id,
            "campaign": post.campaign_id,
            "audience": post.audience,
            "voice": post.voice_id,
            "expected": revision.number,
        }
        | {f"own_{t.channel_id}": t.text for t in texts}
        | bare(revision, texts)
    )


def initial_for_new(day: dt.date, membership: Membership) -> dict[str, Any]:
    """An empty page for `day`, at the hour most people read."""
    return {"due_on": day, "due_hour": dt.time(18), "owner": membership.pk, "token": uuid.uuid4()}


class ReasonForm(forms.Form):
    """Why a text goes back, or is given up: its owner reads it."""

    reason = forms.CharField(
        label=_("Pourquoi"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Dites pourquoi en une phrase : la personne concernée la lira.")},
    )


def web_address(link: str) -> str:
    """Return `link` if it is the address of a page; raise ValidationError with what to do."""
    try:
        parts = urlsplit(link)
        host = parts.hostname or ""
    except ValueError:
        host = ""
    is_web = bool(host) and parts.scheme in ("http", "https") and "." in host
    if not is_web or re.search(r'[\s<>"]', link):
        raise forms.ValidationError(
            _("Ce n’est pas l’adresse d’une page. Copiez le lien depuis le réseau : il commence par https://.")
        )
    return link


class ConfirmForm(forms.Form):
    """Where and when the post went out on one account. `now` bounds the hour: nothing was published tomorrow."""

    link = forms.CharField(
        label=_("Lien de la publication"),
        max_length=500,
        widget=forms.URLInput(attrs={"placeholder": "", "inputmode": "url"}),
        help_text=_("L’adresse complète, qui commence par https://."),
    )
    published_on = DayField(label=_("Publiée le"))
    published_hour = HourField(label=_("À"))

    def __init__(self, *args: Any, now: dt.datetime, **kwargs: Any) -> None:
        local = now.astimezone(hours.PARIS)
        kwargs.setdefault("initial", {"published_on": local.date(), "published_hour": local.time().replace(second=0)})
        super().__init__(*args, **kwargs)
        self.now = now

    def clean_link(self) -> str:
        return web_address(str(self.cleaned_data["link"]).strip())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        moment = moment_or_refusal(self, "published_on", "published_hour")
        if moment and moment > self.now + dt.timedelta(minutes=5):
            self.add_error(
                "published_hour", _("Cette heure n’est pas encore passée. Indiquez l’heure réelle de publication.")
            )
        data["published_at"] = min(moment, self.now) if moment else None
        return data
