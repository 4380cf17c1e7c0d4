from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from associations.models import Association, Membership
from charter.diff import ClauseText
from charter.frozen import FrozenText
from charter.models.versions import Version


class ClauseQuerySet(models.QuerySet["Clause"]):
    def of(self, association: Association) -> ClauseQuerySet:
        return self.filter(association=association)

    def editable(self) -> ClauseQuerySet:
        return self.filter(version__status__in=Version.EDITABLE)

    def _refuse_fixed(self) -> None:
        if self.exclude(version__status__in=Version.EDITABLE).exists():
            raise FrozenText("The articles of a fixed text do not change.")

    def update(self, **kwargs: Any) -> int:
        self._refuse_fixed()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._refuse_fixed()
        return super().delete()

    def bulk_create(self, objs: Iterable[Clause], *args: Any, **kwargs: Any) -> list[Clause]:
        clauses = list(objs)
        if any(not clause.version.is_editable for clause in clauses):
            raise FrozenText("No article joins a fixed text.")
        return super().bulk_create(clauses, *args, **kwargs)


class Clause(models.Model):
    """An article of one version.

    `key` follows it from version to version; `revision` counts its rewrites in this one.
    """

    association = models.ForeignKey(Association, models.PROTECT, related_name="clauses")
    version = models.ForeignKey(Version, models.PROTECT, related_name="clauses")
    key = models.SlugField(_("clé"), max_length=60)
    position = models.PositiveSmallIntegerField(_("numéro"))
    title = models.CharField(_("titre"), max_length=150)
    body = models.TextField(_("texte"), max_length=8000)
    note = models.TextField(_("pourquoi cet article"), max_length=500, blank=True)
    revision = models.PositiveIntegerField(_("réécritures"), default=1, editable=False)
    updated_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="clauses_updated", editable=False
    )
    updated_at = models.DateTimeField(_("modifié le"), null=True, editable=False)

    objects = ScopedManager(association="association", _manager_class=ClauseQuerySet.as_manager().__class__)
    unscoped = ClauseQuerySet.as_manager()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        base_manager_name = "unscoped"
        ordering = ["version", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["version", "key"], name="an_article_is_in_a_version_once")]

    def __str__(self) -> str:
        return _now("Article %(number)d. %(title)s") % {"number": self.position, "title": self.title}

    def save(self, *args: Any, **kwargs: Any) -> None:
        self._refuse_fixed()
        super().save(*args, **kwargs)

    def as_text(self) -> ClauseText:
        """The article as it is hashed, compared and voted: its note is not part of it."""
        return ClauseText(self.key, self.title, self.body)

    def _refuse_fixed(self) -> None:
        # Asked of the database, not of an object that may have been loaded before the text was fixed.
        if not Version.unscoped.editable().filter(pk=self.version_id).exists():
            raise FrozenText("The articles of a fixed text do not change.")

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        self._refuse_fixed()
        return super().delete(*args, **kwargs)
