from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from associations.models import Association, Membership
from charter.models.versions import Version


class WordImport(models.Model):
    """The articles found in a Word file, waiting to be looked at: nothing of it is in the draft yet.

    One per person and draft: a new file replaces the one before. The file itself is not kept.
    """

    association = models.ForeignKey(Association, models.PROTECT, related_name="word_imports")
    version = models.ForeignKey(Version, models.CASCADE, related_name="word_imports")
    imported_by = models.ForeignKey(Membership, models.PROTECT, related_name="word_imports")
    imported_at = models.DateTimeField(_("lu le"))
    file_name = models.CharField(_("nom du fichier"), max_length=200)
    # As charter.word.reading.Found gives them: [{"title": …, "body": …}], and sentences.
    articles: Any = models.JSONField(_("articles trouvés"), default=list)
    notes: Any = models.JSONField(_("ce qui a été laissé de côté"), default=list)

    objects = ScopedManager(association="association")
    unscoped = QuerySet.as_manager()  # noqa: DJ012 - it is a manager

    class Meta:
        verbose_name = _("texte lu dans un fichier")
        verbose_name_plural = _("textes lus dans un fichier")
        base_manager_name = "unscoped"
        constraints = [
            models.UniqueConstraint(fields=["version", "imported_by"], name="a_person_imports_one_file_at_a_time")
        ]

    def __str__(self) -> str:
        return self.file_name
