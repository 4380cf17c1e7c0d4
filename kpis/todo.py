"""What waits for those who keep the figures: the month that has just ended."""

from __future__ import annotations

from datetime import datetime, time

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from associations.models import Membership
from associations.roles import Role
from kpis import periods
from kpis.gaps import gaps
from kpis.models import FollowedIndicator
from reminders.todo import Todo

# Others may type figures; these are the ones who answer for them.
ANSWERABLE = frozenset({Role.COORDINATOR, Role.DATA_LEAD})
DUE_DAY = 5
NAMED = 3


def due_at(month) -> datetime:
    """The figures of a month are expected on the 5th of the next, at noon."""
    return timezone.make_aware(datetime.combine(periods.shift(month, 1).replace(day=DUE_DAY), time(12)))


def named(missing: list) -> str:
    """The first gaps by name, then how many more."""
    words = ", ".join(str(gap) for gap in missing[:NAMED])
    rest = len(missing) - NAMED
    if rest <= 0:
        return words
    return ngettext("%(words)s et %(n)s autre", "%(words)s et %(n)s autres", rest) % {"words": words, "n": rest}


def waiting(memberships: list[Membership], now: datetime) -> list[Todo]:
    """One line per association that follows nothing yet, or whose month is not fully read. Three queries in all."""
    return [*_first_choice(memberships), *_unread(memberships, now)]


def _first_choice(memberships: list[Membership]) -> list[Todo]:
    """An association that has not said which figures it watches."""
    choosing = [m for m in memberships if m.can("kpis.targets")]
    if not choosing:
        return []
    rows = FollowedIndicator.objects.filter(association__in=[m.association_id for m in choosing])
    chosen = set(rows.order_by().values_list("association_id", flat=True).distinct())
    return [
        Todo(
            association=membership.association,
            title=_("Choisir des indicateurs"),
            sentence=_("Trois ou quatre suffisent pour commencer. Chacun a sa définition."),
            path=reverse("kpis:indicator-list", args=[membership.association.slug]),
            verb=_("Choisir les indicateurs"),
            state="draft",
            words=_("À commencer"),
        )
        for membership in choosing
        if membership.association_id not in chosen
    ]


def _unread(memberships: list[Membership], now: datetime) -> list[Todo]:
    month = periods.shift(periods.month_of(timezone.localdate(now)), -1)
    answering = [membership for membership in memberships if membership.roles & ANSWERABLE]
    if not answering:
        return []
    found = gaps([membership.association for membership in answering], month)
    return [_line(m, month, missing, now) for m in answering if (missing := found[m.association_id])]


def _line(membership: Membership, month, missing: list, now: datetime) -> Todo:
    title = ngettext(
        "Chiffres %(of_month)s : %(n)s relevé manque", "Chiffres %(of_month)s : %(n)s relevés manquent", len(missing)
    ) % {"of_month": periods.of_month(month), "n": len(missing)}
    return Todo(
        association=membership.association,
        title=title,
        sentence=_("Il manque %(what)s.") % {"what": named(missing)},
        path=reverse("kpis:entry", kwargs={"association": membership.association.slug, "month": periods.slug(month)}),
        verb=_("Saisir les chiffres"),
        due_at=due_at(month),
        state="late" if now > due_at(month) else "waiting",
        words=_("En retard") if now > due_at(month) else _("À saisir"),
    )
