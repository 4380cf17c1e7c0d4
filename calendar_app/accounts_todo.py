"""What waits for the coordination about accounts: openings, yearly reviews, keys (settings.TODO_SOURCES)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from associations.models import Association, Membership
from calendar_app import keys, openings
from calendar_app.hours import PARIS, instant
from calendar_app.models import AccessGrant, AccountOpening, Channel
from calendar_app.openings import Status
from calendar_app.reviewing import NOTICE
from governance.models import Ballot
from reminders.todo import Todo


@dataclass
class House:
    """What the four queries found for one association."""

    openings: list[AccountOpening] = field(default_factory=list)
    channels: list[Channel] = field(default_factory=list)
    grants: list[AccessGrant] = field(default_factory=list)


def waiting(memberships: list[Membership], now: dt.datetime) -> Iterator[Todo]:
    """Yield what waits for these memberships of one person, in four queries whatever their number."""
    managed = {m.association_id: m.association for m in memberships if m.can("calendar.manage")}
    if not managed:
        return
    today = timezone.localdate(now, PARIS)
    houses: dict[int, House] = defaultdict(House)
    for opening in AccountOpening.objects.filter(association__in=managed).under_way().select_related("association"):
        houses[opening.association_id].openings.append(opening)
    for channel in Channel.objects.filter(association__in=managed, is_active=True).select_related("association"):
        houses[channel.association_id].channels.append(channel)
    for grant in AccessGrant.objects.filter(association__in=managed).live().with_people():
        houses[grant.association_id].grants.append(grant)
    ballots = _ballots([opening for house in houses.values() for opening in house.openings])
    for pk, house in houses.items():
        yield from _openings(house, ballots)
        yield from _reviews(house, today)
        yield from _keys(managed[pk], house, today)


def _ballots(rows: list[AccountOpening]) -> dict[int, list[Ballot]]:
    found: dict[int, list[Ballot]] = defaultdict(list)
    if rows:
        about = Ballot.objects.filter(subject_type=openings.SUBJECT, subject_id__in=[row.pk for row in rows])
        for ballot in about.filter(association__in={row.association_id for row in rows}):
            found[ballot.subject_id].append(ballot)
    return found


def _openings(house: House, ballots: dict[int, list[Ballot]]) -> Iterator[Todo]:
    for opening in house.openings:
        held = ballots[opening.pk]
        if opening.status == Status.PROPOSED:
            sentence = _("En débat. Quand on en aura parlé, notez-le et clôturez.")
            yield _opening(opening, "detail", sentence, _("Voir le débat"), "draft")
        elif opening.status == Status.DISCUSSED and not any(each.status in Ballot.LIVE for each in held):
            sentence = _("Débattue : il reste à la mettre au vote.")
            yield _opening(opening, "ballot", sentence, _("Ouvrir le scrutin"), "review")
        elif opening.status == Status.AUTHORISED and any(each.certified_at for each in held):
            sentence = _("Autorisée : le compte peut s’ouvrir.")
            yield _opening(opening, "open", sentence, _("Ouvrir le compte"), "approved")


def _opening(opening: AccountOpening, page: str, sentence: str, verb: str, state: str) -> Todo:
    path = reverse(f"calendar:opening-{page}", args=[opening.association.slug, opening.pk])
    words = str(opening.get_status_display())
    return Todo(opening.association, str(opening), sentence, path, verb, state=state, words=words)


def _reviews(house: House, today: dt.date) -> Iterator[Todo]:
    for channel in house.channels:
        if channel.review_on and channel.review_on <= today + NOTICE:
            yield Todo(
                association=channel.association,
                title=_("Revoir le compte « %(name)s »") % {"name": channel.name},
                sentence=_("Une fois par an : le garder, le suspendre ou le fermer."),
                path=reverse("calendar:channel-review", args=[channel.association.slug, channel.pk]),
                verb=_("Faire la revue"),
                due_at=_evening(channel.review_on),
                state="late" if channel.review_on < today else "waiting",
                urgent=channel.review_on <= today,
            )


def _keys(association: Association, house: House, today: dt.date) -> Iterator[Todo]:
    yield from _to_take_back(association, house, today)
    few = keys.short_of_administrators(house.channels, house.grants, today)
    begun = {grant.channel_id for grant in house.grants}
    if short := [channel.name for channel in house.channels if channel.pk in few and channel.pk in begun]:
        yield _register(
            association,
            _("Trouver une deuxième personne pour administrer"),
            _("Moins de deux personnes administrent : %(names)s.") % {"names": ", ".join(short)},
            _("Voir les clés"),
            "missing",
        )
    if begun and (bare := [channel.name for channel in house.channels if channel.pk not in begun]):
        sentence = ngettext("Un compte n’a aucune clé inscrite.", "%d comptes n’ont aucune clé inscrite.", len(bare))
        sentence = sentence % len(bare) if len(bare) > 1 else sentence
        yield _register(association, _("Compléter le registre des clés"), sentence, _("Inscrire les clés"), "draft")
    for channel in house.channels:
        due_on = keys.check_due_on(channel, house.grants)
        if due_on and due_on <= today:
            yield Todo(
                association=association,
                title=_("Vérifier les clés de « %(name)s »") % {"name": channel.name},
                sentence=_("Comparez le registre avec la liste des accès sur le réseau."),
                path=reverse("calendar:channel-key-check", args=[association.slug, channel.pk]),
                verb=_("Vérifier les clés"),
                due_at=_evening(due_on),
                state="late" if due_on < today else "waiting",
            )


def _evening(day: dt.date) -> dt.datetime:
    """The front page prints an hour: a thing due on a day may be done until its evening."""
    return instant(day, dt.time(20))


def _register(association: Association, title: str, sentence: str, verb: str, state: str) -> Todo:
    path = reverse("calendar:key-list", args=[association.slug])
    return Todo(association, title, sentence, path, verb, state=state, words=_("Clés"))


def _to_take_back(association: Association, house: House, today: dt.date) -> Iterator[Todo]:
    """One line per person: their keys are taken back together."""
    by_person: dict[int, list[keys.Doubt]] = defaultdict(list)
    for doubt in keys.doubts(house.grants, today):
        by_person[doubt.grant.membership_id].append(doubt)
    for pk, found in by_person.items():
        names = ", ".join(doubt.grant.channel.name for doubt in found)
        yield Todo(
            association=association,
            title=_("Clés à retirer : %(name)s") % {"name": found[0].grant.membership.name},
            sentence=_("%(why)s Comptes : %(names)s.") % {"why": found[0].why, "names": names},
            path=reverse("calendar:keyholder", args=[association.slug, pk]),
            verb=_("Retirer les clés"),
            due_at=_evening(min(doubt.since for doubt in found)),
            state="missing",
            words=_("À retirer"),
            urgent=True,
        )
