"""The file of a charter that exists already."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from charter.word.package import BIGGEST, NotReadable
from charter.word.reading import Found, read


class WordForm(forms.Form):
    """A .docx, read at once: what is wrong with it is said beside the field."""

    file = forms.FileField(
        label=_("Votre charte, au format Word (.docx)"),
        help_text=_("10 Mo au plus. Rien n’est remplacé à cette étape : vous verrez d’abord les articles trouvés."),
        error_messages={
            "required": _("Choisissez un fichier."),
            "empty": _("Ce fichier est vide. Ouvrez-le dans Word pour vérifier, puis choisissez-le de nouveau."),
        },
        allow_empty_file=False,
        widget=forms.FileInput(attrs={"accept": ".docx"}),
    )

    found: Found

    def clean_file(self) -> Any:
        file: UploadedFile = self.cleaned_data["file"]
        try:
            # One byte more than allowed is enough to know that it is too much.
            self.found = read(file.read(BIGGEST + 1))
        except NotReadable as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return file


class PourForm(forms.Form):
    """The yes that replaces the articles of a draft, and the draft it was said of."""

    expected = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)
    sure = forms.BooleanField(
        label=_("J’ai relu ces articles : ils remplacent ceux du brouillon"),
        error_messages={"required": _("Cochez la case pour confirmer que ces articles remplacent ceux du brouillon.")},
    )
