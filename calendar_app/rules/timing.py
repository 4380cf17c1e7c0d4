"""When: hours and days of an account, how many a day, how far apart, how long ahead, and the days kept free."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from calendar_app.hours import PARIS, spoken_day, spoken_hour
from calendar_app.rules import params
from calendar_app.rules.draft import Draft
from calendar_app.rules.findings import Finding
from calendar_app.rules.spec import Spec

DAYS: tuple[tuple[str, Any], ...] = (
    ("0", gettext_lazy("lundi")),
    ("1", gettext_lazy("mardi")),
    ("2", gettext_lazy("mercredi")),
    ("3", gettext_lazy("jeudi")),
    ("4", gettext_lazy("vendredi")),
    ("5", gettext_lazy("samedi")),
    ("6", gettext_lazy("dimanche")),
)


def allowed_hours(draft: Draft, spec: Spec) -> Iterator[Finding]:
    span = params.hours(spec, "hours")
    if draft.due_at is None or span is None:
        return
    at, (start, end) = _local(draft.due_at), span
    time = at.time().replace(second=0, microsecond=0)
    # « 22:00 » to « 06:00 » goes over midnight.
    if not (start <= time <= end if start <= end else time >= start or time <= end):
        yield Finding(
            spec.severity,
            "hour",
            _("%(hour)s est hors des heures prévues.") % {"hour": spoken_hour(at)},
            _("Choisissez une heure entre %(start)s et %(end)s.") % {"start": _hour(start), "end": _hour(end)},
        )


def allowed_days(draft: Draft, spec: Spec) -> Iterator[Finding]:
    chosen = params.days(spec, "days")
    if draft.due_at is None or not chosen:
        return
    day = _local(draft.due_at).weekday()
    if day not in chosen:
        names = [str(name) for _number, name in DAYS]
        yield Finding(
            spec.severity,
            "day",
            _("Rien n’est prévu le %(day)s.") % {"day": names[day]},
            _("Choisissez : %(days)s.") % {"days": ", ".join(names[each] for each in sorted(chosen))},
        )


def most_per_day(draft: Draft, spec: Spec) -> Iterator[Finding]:
    most = params.number(spec, "most", 1)
    if draft.due_at is None:
        return
    day = _local(draft.due_at).date()
    there = [n.channel_id for n in draft.neighbours if _local(n.due_at).date() == day]
    for outlet in draft.outlets:
        number = there.count(outlet.channel_id) + 1
        if number > most:
            yield Finding(
                spec.severity,
                "too_many",
                _("%(account)s aurait %(number)d publications le %(day)s.")
                % {"account": outlet.name, "number": number, "day": spoken_day(day)},
                ngettext(
                    "Choisissez un autre jour : %(most)d par jour au plus.",
                    "Choisissez un autre jour : %(most)d par jour au plus.",
                    most,
                )
                % {"most": most},
            )


def least_gap(draft: Draft, spec: Spec) -> Iterator[Finding]:
    minutes = params.number(spec, "minutes", 60)
    if draft.due_at is None:
        return
    gap = dt.timedelta(minutes=minutes)
    for outlet in draft.outlets:
        near = [n.due_at for n in draft.neighbours if n.channel_id == outlet.channel_id]
        close = [at for at in near if abs(at - draft.due_at) < gap]
        if close:
            at = min(close, key=lambda each: abs(each - draft.due_at))  # type: ignore[operator]
            yield Finding(
                spec.severity,
                "too_close",
                _("Une autre publication part sur %(account)s à %(hour)s.")
                % {"account": outlet.name, "hour": spoken_hour(_local(at))},
                _("Laissez %(gap)s entre les deux.") % {"gap": _long(minutes)},
            )


def lead_time(draft: Draft, spec: Spec) -> Iterator[Finding]:
    hours = params.number(spec, "hours", 24)
    if draft.due_at is None or draft.judged_at is None:
        return
    if draft.due_at - draft.judged_at < dt.timedelta(hours=min(hours, 24 * 365)):
        yield Finding(
            spec.severity,
            "lead_time",
            _("Ce texte arrive trop tard : il se prépare %(ahead)s à l’avance.") % {"ahead": _long(60 * hours)},
            _("Choisissez une date plus lointaine."),
        )


def blackout(draft: Draft, spec: Spec) -> Iterator[Finding]:
    """The day that counts is the one of the departure: for a late post, the day it is judged."""
    if draft.due_at is None or not params.speaks_of(spec, draft.kind):
        return
    at = max(draft.due_at, draft.judged_at) if draft.judged_at else draft.due_at
    day = _local(at).date()
    for period in params.periods(spec, "periods"):
        if period.start <= day <= period.end:
            why = f" ({period.why.strip()[:80]})" if period.why.strip() else ""
            yield Finding(
                spec.severity,
                "blackout",
                _("L’association se tait le %(day)s%(why)s.") % {"day": spoken_day(day), "why": why},
                _("Choisissez une date avant le %(start)s ou après le %(end)s.")
                % {"start": spoken_day(period.start), "end": spoken_day(period.end)},
            )


def _local(at: dt.datetime) -> dt.datetime:
    return at.astimezone(PARIS)


def _hour(time: dt.time) -> str:
    return spoken_hour(dt.datetime.combine(dt.date(2026, 1, 1), time, PARIS))


def _long(minutes: int) -> str:
    """90 minutes, 2 hours, 3 days: in the largest unit that says it exactly."""
    if minutes % 1440 == 0 and minutes:
        return ngettext("%(n)d jour", "%(n)d jours", minutes // 1440) % {"n": minutes // 1440}
    if minutes % 60 == 0 and minutes:
        return ngettext("%(n)d heure", "%(n)d heures", minutes // 60) % {"n": minutes // 60}
    return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
