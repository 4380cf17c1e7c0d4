"""Two letters of the figures room: the workbook is ready, figures are missing."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from associations.models import Association, Membership
from associations.roles import Role
from kpis import monthly_sending, periods
from kpis.gaps import gaps
from kpis.models import Export
from kpis.todo import ANSWERABLE, due_at, named
from reminders.outbox import Planned

# Past this, a letter about last month helps nobody.
USEFUL_FOR = timedelta(days=15)


def wanted(association: Association, now: datetime) -> list[Planned]:
    """What should be told in `association` at `now`."""
    return [*_workbook(association, now), *_missing(association, now)]


def _workbook(association: Association, now: datetime) -> list[Planned]:
    """The link to the workbook the house prepared, to coordinators: a link that needs sign-in, never the file."""
    month = monthly_sending.month_sent(timezone.localdate(now))
    due = monthly_sending.due_at(month)
    if not due <= now < due + USEFUL_FOR:
        return []
    export = (
        Export.objects.of(association)
        .filter(month=month, asked_by=None, status=Export.Status.READY)
        .select_related("association")
        .first()
    )
    if export is None:
        return []
    people = Membership.objects.of(association).holding({Role.COORDINATOR}, timezone.localdate(now))
    return [_workbook_letter(export, month, person, due) for person in people]


def _workbook_letter(export: Export, month: date, person: Membership, due: datetime) -> Planned:
    with translation.override(person.user.language):
        of_month = periods.of_month(month)
        return Planned(
            key=f"kpis:workbook:{export.association_id}:{periods.slug(month)}",
            to=person,
            due_at=due,
            subject=_("Le classeur %(of_month)s est prêt") % {"of_month": of_month},
            sentence=_(
                "Le classeur Excel des chiffres %(of_month)s est prêt : synthèse pour le conseil, comptes, "
                "relevés et définitions."
            )
            % {"of_month": of_month},
            path=export.get_absolute_url(),
        )


def _missing(association: Association, now: datetime) -> list[Planned]:
    """From the 5th: the figures of the month before that nobody has read, to those who answer for them."""
    month = periods.shift(periods.month_of(timezone.localdate(now)), -1)
    if not due_at(month) <= now < due_at(month) + USEFUL_FOR:
        return []
    missing = gaps([association], month)[association.pk]
    if not missing:
        return []
    people = Membership.objects.of(association).holding(ANSWERABLE, timezone.localdate(now))
    return [_missing_letter(association, month, missing, person) for person in people]


def _missing_letter(association: Association, month: date, missing: list, person: Membership) -> Planned:
    with translation.override(person.user.language):
        count = ngettext(
            "Chiffres %(of_month)s : %(n)s relevé manque",
            "Chiffres %(of_month)s : %(n)s relevés manquent",
            len(missing),
        ) % {"of_month": periods.of_month(month), "n": len(missing)}
        return Planned(
            key=f"kpis:missing:{association.pk}:{periods.slug(month)}",
            to=person,
            due_at=due_at(month),
            subject=count,
            sentence=_("Il manque %(what)s. Ce qui n’est pas relevé restera inconnu, jamais zéro.")
            % {"what": named(missing)},
            path=reverse("kpis:entry", kwargs={"association": association.slug, "month": periods.slug(month)}),
        )
