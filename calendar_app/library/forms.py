"""What a person may type about an image or a video."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from calendar_app import images
from calendar_app.forms import DayField
from calendar_app.images import CleanImage
from calendar_app.library import captions
from calendar_app.models import Media, RightsGrant

# As many as one sends after an afternoon; more would hold the page too long.
MOST_FILES = 10
LANGUAGES = [
    ("fr", _("français")),
    ("en", _("anglais")),
    ("ar", _("arabe")),
    ("es", _("espagnol")),
    ("pt", _("portugais")),
    ("uk", _("ukrainien")),
]
WEB = URLValidator(
    schemes=["http", "https"],
    message=_("Ce n’est pas l’adresse d’une page. Copiez-la depuis le navigateur : elle commence par https://."),
)


class SafeChoice(forms.ModelChoiceField):
    def to_python(self, value: Any) -> Any:
        # The database would choke on a number longer than its own.
        if len(str(value)) > 18:
            raise forms.ValidationError(self.error_messages["invalid_choice"], params={"value": str(value)[:18]})
        return super().to_python(value)


class Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class ImagesField(forms.FileField):
    """Several images, each cleaned; gives [(CleanImage, name)]. One bad file is named, and nothing is kept."""

    widget = Files(attrs={"accept": "image/jpeg,image/png,image/webp"})

    def clean(self, data: Any, initial: Any = None) -> Any:
        files = [each for each in (data if isinstance(data, list | tuple) else [data]) if each]
        if not files:
            raise forms.ValidationError(_("Choisissez au moins une image."))
        if len(files) > MOST_FILES:
            raise forms.ValidationError(_("Dix images au plus en une fois. Envoyez-les en plusieurs fois."))
        return [self._one(each) for each in files]

    def _one(self, file: Any) -> tuple[CleanImage, str]:
        name = str(file.name)[-120:]
        try:
            return images.clean(file, file.size), name
        except images.BadImage as refusal:
            said = _now("« %(name)s » : %(why)s") % {"name": name, "why": refusal}
            raise forms.ValidationError(said) from refusal


class AddForm(forms.Form):
    images = ImagesField(
        label=_("Images"),
        help_text=_(
            "JPEG, PNG ou WebP, 8 Mo au plus chacune, dix au plus. "
            "La position et les données de l’appareil photo sont retirées."
        ),
    )


class VideoForm(forms.Form):
    """A video stays where it is published: we keep its address."""

    link = forms.CharField(
        label=_("Adresse de la vidéo"),
        max_length=500,
        validators=[WEB],
        widget=forms.URLInput(attrs={"placeholder": "", "inputmode": "url"}),
        help_text=_("Là où elle est déjà : PeerTube, YouTube, un espace partagé. Elle commence par https://."),
    )
    name = forms.CharField(label=_("Titre"), max_length=120)
    duration = forms.CharField(
        label=_("Durée"), required=False, max_length=9, help_text=_("En minutes et secondes, comme 2:05.")
    )

    def clean_duration(self) -> int:
        """The length in seconds; 0 when nobody said."""
        typed = self.cleaned_data["duration"].strip()
        if not typed:
            return 0
        parts = re.fullmatch(r"(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d)", typed)
        if not parts:
            raise forms.ValidationError(_("Cette durée ne se lit pas. Écrivez-la comme 2:05, ou 1:02:05."))
        hours, minutes, seconds = (int(part or 0) for part in parts.groups())
        return (hours * 60 + minutes) * 60 + seconds


class FactsForm(forms.Form):
    """What is known of one image or video. `media` is the row; the rest of the house reads these lines at the gate."""

    name = forms.CharField(label=_("Nom"), max_length=120)
    alt = forms.CharField(
        label=_("Description par défaut"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Ce que l’on voit, pour les personnes qui ne le voient pas. Chaque publication peut la changer."),
    )
    shows = forms.ChoiceField(
        label=_("Qui est montré ?"), required=False, choices=Media.Shows.choices, widget=forms.RadioSelect
    )
    people = forms.IntegerField(
        label=_("Combien de personnes reconnaissables ?"),
        required=False,
        min_value=0,
        max_value=500,
        help_text=_("Il faudra l’autorisation de chacune. Sans personne de reconnaissable, laissez vide."),
    )
    machine = forms.ChoiceField(
        label=_("Faite ou retouchée par une IA ?"),
        required=False,
        choices=[("", _("Non")), *Media.Machine.choices],
        widget=forms.RadioSelect,
        help_text=_("Si on peut la croire vraie, le texte qui l’accompagne doit le dire."),
    )
    licence = forms.ChoiceField(
        label=_("Licence"), required=False, choices=[("", _("À dire plus tard")), *Media.Licence.choices]
    )
    licence_version = forms.CharField(
        label=_("Version ou nom de la licence"),
        required=False,
        max_length=60,
        help_text=_("Pour Creative Commons, la version : 4.0. Pour une autre licence, son nom."),
    )
    grant = SafeChoice(
        label=_("Cession de droits"),
        required=False,
        queryset=RightsGrant.unscoped.none(),
        empty_label=_("Aucune"),
        help_text=_("Quand l’auteur ou l’autrice a cédé ses droits par écrit."),
    )
    credit = forms.CharField(
        label=_("Crédit"), required=False, max_length=200, help_text=_("Le nom à citer à côté de l’image.")
    )
    source = forms.CharField(label=_("Page d’origine"), required=False, max_length=500, validators=[WEB])
    is_kept = forms.BooleanField(
        label=_("Garder même sans usage"),
        required=False,
        help_text=_("Sinon, ce qui n’a servi à aucune publication est effacé après trente jours."),
    )

    def __init__(self, *args: Any, media: Media, **kwargs: Any) -> None:
        names = (
            "name",
            "alt",
            "shows",
            "machine",
            "licence",
            "licence_version",
            "grant",
            "credit",
            "source",
            "is_kept",
        )
        initial = {name: getattr(media, name) for name in names} | {"people": media.people or None}
        super().__init__(*args, initial=initial, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["grant"].queryset = RightsGrant.objects.of(media.association)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        said["people"] = said.get("people") or 0
        if said.get("shows") == Media.Shows.PEOPLE and not said["people"] and "people" not in self.errors:
            self.add_error("people", _("Dites combien de personnes se reconnaissent, même à peu près."))
        licence = said.get("licence", "")
        needs = licence == Media.Licence.OTHER or licence.startswith("cc_by")
        if needs and not said.get("licence_version") and "licence_version" not in self.errors:
            self.add_error("licence_version", _("Cette licence a une version ou un nom : écrivez-le, comme 4.0."))
        if licence == Media.Licence.GRANT and not said.get("grant") and "grant" not in self.errors:
            self.add_error("grant", _("Choisissez la cession. La coordination l’inscrit si elle manque."))
        return said


class CaptionsForm(forms.Form):
    """Captions that somebody has really looked at."""

    captions = forms.ChoiceField(label=_("Les sous-titres"), choices=Media.Captions.choices, widget=forms.RadioSelect)
    file = forms.FileField(
        label=_("Fichier de sous-titres"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".vtt,.srt,text/vtt"}),
        help_text=_("WebVTT (.vtt) ou SubRip (.srt). Des sous-titres faits par une machine se relisent d’abord."),
    )
    language = forms.ChoiceField(label=_("Langue des sous-titres"), choices=LANGUAGES, initial="fr")
    on = DayField(label=_("Vérifiés le"))

    def __init__(self, *args: Any, media: Media, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, initial={"captions": media.captions or None, "on": today}, **kwargs)
        # Not `media`: a form of Django has one already, its scripts.
        self.video, self.today = media, today

    def clean_on(self) -> dt.date:
        on: dt.date = self.cleaned_data["on"]
        if on > self.today:
            raise forms.ValidationError(_("Ce jour n’est pas encore venu. Indiquez le jour de la vérification."))
        return on

    def clean(self) -> dict[str, Any]:
        """Read the file, when there is one to read; `read` is what it says, or None."""
        said = super().clean() or self.cleaned_data
        said["read"] = None
        if said.get("captions") != Media.Captions.FILE or "file" in self.errors:
            return said
        if not (file := said.get("file")):
            self.add_error("file", _("Choisissez le fichier de sous-titres."))
        elif file.size > captions.MAX_BYTES:
            self.add_error("file", _("Ce fichier pèse plus de 1 Mo. Choisissez un fichier .vtt ou .srt."))
        else:
            try:
                said["read"] = captions.parse(file.read(), said.get("language", ""), self.video.seconds)
            except captions.BadCaptions as refusal:
                self.add_error("file", str(refusal))
        return said
