"""Questions about many media, and about what has a term."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Lower

if TYPE_CHECKING:
    from associations.models import Association
    from calendar_app.models import Media  # noqa: F401 - named in the type of the queryset

# A consent that ends within so many days is shown as ending: time to ask again.
SOON = dt.timedelta(days=30)


def _consents() -> Any:
    return apps.get_model("calendar", "ImageConsent")._base_manager


def _uses() -> Any:
    return apps.get_model("calendar", "RevisionMedia")._base_manager


def _sketches() -> list[Any]:
    return [apps.get_model("calendar", name)._base_manager for name in ("PostTemplate", "Recurrence")]


class TermQuerySet(models.QuerySet[Any]):
    """Rows with `starts_on` and `ends_on`, both days included."""

    def of(self, association: Association) -> TermQuerySet:
        return self.filter(association=association)

    def running(self, day: dt.date) -> TermQuerySet:
        return self.filter(starts_on__lte=day, ends_on__gte=day)

    def standing(self, day: dt.date) -> TermQuerySet:
        """Consents that hold on `day`: in their term and not withdrawn."""
        return self.running(day).filter(withdrawn_on=None, erased_on=None)

    def ending(self, day: dt.date) -> TermQuerySet:
        return self.standing(day).filter(ends_on__lt=day + SOON)


class MediaQuerySet(models.QuerySet["Media"]):
    def of(self, association: Association) -> MediaQuerySet:
        return self.filter(association=association)

    def newest_first(self) -> MediaQuerySet:
        return self.order_by("-at", "-pk")

    def matching(self, words: str, *, people: bool) -> MediaQuerySet:
        """Media whose name, description or credit holds `words`; `people`: or that shows a person of that name."""
        found = Q(name__icontains=words) | Q(alt__icontains=words) | Q(credit__icontains=words)
        if people:
            found |= Q(Exists(_consents().filter(media=OuterRef("pk"), person__icontains=words)))
        return self.filter(found)

    def usable(self, day: dt.date) -> MediaQuerySet:
        """What nothing stops on `day`: people, rights, captions. The gate also looks at accounts and purposes."""
        people = _consents().filter(media=OuterRef("pk")).standing(day).order_by().values("media")
        given = people.annotate(n=Count(Lower("person"), distinct=True)).values("n")
        rows = self.exclude(shows="").exclude(licence="").exclude(Q(kind="video", captions=""))
        lapsed = Q(grant=None) | Q(grant__ends_on__lt=day) | Q(grant__starts_on__gt=day)
        rows = rows.exclude(lapsed, licence="grant")
        rows = rows.annotate(given=Coalesce(Subquery(given, output_field=IntegerField()), 0))
        return rows.filter(~Q(shows="people") | Q(given__gte=F("people")))

    def ending(self, day: dt.date) -> MediaQuerySet:
        """What shows somebody whose leave ends soon, or whose rights do."""
        soon = Q(Exists(_consents().filter(media=OuterRef("pk")).ending(day)))
        return self.filter(soon | Q(grant__ends_on__gte=day, grant__ends_on__lt=day + SOON))

    def withdrawn(self) -> MediaQuerySet:
        return self.filter(Exists(_consents().filter(media=OuterRef("pk")).exclude(withdrawn_on=None)))

    def unused(self) -> MediaQuerySet:
        """In no version of no publication, present or past, nor kept for the next ones."""
        idle = self
        for rows in (_uses(), *_sketches()):
            idle = idle.exclude(Exists(rows.filter(media=OuterRef("pk"))))
        return idle
