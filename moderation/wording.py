"""The words and the mark of a case, for the queue, its page and the home page alike."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from moderation.models import Case

Status = Case.Status


def chip(case: Case, now: dt.datetime) -> tuple[str, str]:
    """Return the look and the word of a case's state; a late one says so before anything else."""
    if case.is_late(now):
        return "late", _("En retard")
    return {
        Status.RECEIVED: ("waiting", _("À prendre")),
        Status.ASSIGNED: ("review", _("À décider")),
        Status.SECOND_READING: ("review", _("À confirmer")),
        Status.DECIDED: ("approved", _("Décidé")),
        Status.CLOSED: ("closed", _("Clos")),
    }[Status(case.status)]


def deed(action: str, before: str, after: str) -> str:
    """Return one line of a case's history; the journal keeps words of the code only."""
    if action == "moderation.report":
        return _("Message signalé, preuve conservée")
    return {
        (Status.RECEIVED, Status.ASSIGNED): _("Dossier pris en charge"),
        (Status.ASSIGNED, Status.RECEIVED): _("Dossier remis dans la file"),
        (Status.SECOND_READING, Status.RECEIVED): _("Décision non confirmée, dossier remis dans la file"),
        (Status.ASSIGNED, Status.SECOND_READING): _("Mesure grave proposée, deuxième lecture demandée"),
        (Status.SECOND_READING, Status.DECIDED): _("Mesure grave confirmée par une deuxième personne"),
        (Status.ASSIGNED, Status.DECIDED): _("Décision prise"),
        (Status.DECIDED, Status.CLOSED): _("Dossier clos"),
    }.get((before, after), action)


def remaining(due_at: dt.datetime, now: dt.datetime) -> str:
    """Return the time left before `due_at` in whole words, or how long ago it passed, rounded down to the minute."""
    minutes = int(abs(due_at - now).total_seconds() // 60)
    days, hours, minutes = minutes // 1440, minutes % 1440 // 60, minutes % 60
    if days:
        # Beyond a day, minutes only add noise.
        length = _("%(days)d j %(hours)d h") % {"days": days, "hours": hours}
    elif hours:
        length = _("%(hours)d h %(minutes)02d") % {"hours": hours, "minutes": minutes}
    else:
        length = _("%(minutes)d min") % {"minutes": minutes}
    if due_at < now:
        return _("Délai dépassé de %(length)s") % {"length": length}
    return _("Il reste %(length)s pour décider") % {"length": length}
