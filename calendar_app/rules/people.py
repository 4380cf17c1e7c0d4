"""Who is shown and whose work it is: leave in date on the day it goes out, rights, captions (domain I29).

What nobody has said yet stops a post when it is scheduled; what is known to be missing stops it from the start.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from calendar_app.rules.draft import Draft, Image, Outlet, Ruleset
from calendar_app.rules.findings import ADVISE, BLOCK, Finding, has_reached
from calendar_app.rules.leaves import Facts, Leave

PARIS = ZoneInfo("Europe/Paris")
# Licences that ask for the name of the author beside the work.
ATTRIBUTION = frozenset({"cc_by", "cc_by_sa", "cc_by_nd", "cc_by_nc"})


def shows_only_who_agreed(draft: Draft, ruleset: Ruleset, act: str) -> Iterator[Finding]:
    """Every recognisable person has agreed, for these accounts, this purpose and that day."""
    for image, facts in _known(draft):
        if not facts.shows:
            yield Finding(
                _once_scheduled(act),
                "people_unsaid",
                _("Personne n’a encore dit qui est montré sur « %(name)s ».") % {"name": image.name},
                _("Dites-le dans sa fiche de la médiathèque."),
                media=image.media,
            )
        elif facts.shows == "people":
            for code, sentence in _refusals(image, facts, draft, act):
                severity = BLOCK if has_reached(act, "submit") else ADVISE
                yield Finding(severity, code, sentence, _("Choisissez une autre image, ou demandez une autorisation."))


def has_the_rights(draft: Draft, ruleset: Ruleset, act: str) -> Iterator[Finding]:
    """The work is ours, free under a licence that is followed, or granted for that day."""
    for image, facts in _known(draft):
        said = {"name": image.name}
        if not facts.licence:
            yield Finding(
                _once_scheduled(act),
                "licence_unsaid",
                _("La licence de « %(name)s » n’est pas indiquée.") % said,
                _("Dites dans sa fiche de la médiathèque qui l’a faite et ce qui est permis."),
                media=image.media,
            )
        elif facts.licence in ATTRIBUTION and not facts.credit.strip():
            yield Finding(
                _once_scheduled(act),
                "credit_missing",
                _("La licence de « %(name)s » demande de citer son auteur ou son autrice.") % said,
                _("Écrivez le crédit dans sa fiche de la médiathèque."),
                media=image.media,
            )
        elif facts.licence == "grant" and (sentence := _no_grant(facts, draft, act)):
            severity = BLOCK if has_reached(act, "submit") else ADVISE
            yield Finding(
                severity,
                "grant_missing",
                sentence % said,
                _("Choisissez une autre image, ou demandez une nouvelle cession."),
            )


def captions_are_checked(draft: Draft, ruleset: Ruleset, act: str) -> Iterator[Finding]:
    for image, _facts in _known(draft):
        if image.is_video and not image.has_captions:
            yield Finding(
                _once_scheduled(act),
                "captions_unsaid",
                _("Les sous-titres de « %(name)s » n’ont pas été vérifiés.") % {"name": image.name},
                _("Donnez-en le fichier, ou dites dans sa fiche qui les a relus."),
                ruleset.articles.get("image"),
                media=image.media,
            )


def days_out(draft: Draft, act: str) -> frozenset[dt.date]:
    """The days, in Paris, on which `draft` may be seen first: the planned one, and today when it goes out by hand.

    Empty when the draft says neither: nothing can then be said of a term.
    """
    moments = {moment for moment in (draft.due_at, draft.judged_at) if moment}
    if moments and act != "publish":
        moments = {max(moments)}
    elif draft.due_at and draft.judged_at and draft.due_at < draft.judged_at:
        moments = {draft.judged_at}
    return frozenset(moment.astimezone(PARIS).date() for moment in moments)


def _known(draft: Draft) -> Iterator[tuple[Image, Facts]]:
    for image in draft.images:
        if image.facts is not None:
            yield image, image.facts


def _once_scheduled(act: str) -> str:
    return BLOCK if has_reached(act, "schedule") else ADVISE


def _refusals(image: Image, facts: Facts, draft: Draft, act: str) -> Iterator[tuple[str, str]]:
    days = days_out(draft, act)
    said = {"name": image.name}
    signed = [leave for leave in facts.leaves if leave.is_complete]
    live = [leave for leave in signed if leave.withdrawn_on is None]
    running = [leave for leave in live if leave.runs(days)]
    # Somebody who said no after having said yes: whoever else agreed, this person is still in the picture.
    gone = [leave for leave in signed if leave.withdrawn_on and leave.person not in _persons(live)]
    if gone:
        day = {"day": f"{max(leave.withdrawn_on for leave in gone if leave.withdrawn_on):%d/%m/%Y}"}
        yield (
            "consent_withdrawn",
            _("Une personne montrée sur « %(name)s » a retiré son autorisation le %(day)s.") % (said | day),
        )
    ended = [leave for leave in live if leave.person not in _persons(running)]
    if ended:
        day = {"start": f"{ended[0].starts_on:%d/%m/%Y}", "end": f"{ended[0].ends_on:%d/%m/%Y}"}
        yield (
            "consent_ended",
            _("L’autorisation d’une personne montrée sur « %(name)s » va du %(start)s au %(end)s.") % (said | day),
        )
    aimed = [leave for leave in running if not leave.purposes or not draft.purpose or draft.purpose in leave.purposes]
    if _persons(running) - _persons(aimed):
        yield (
            "consent_purpose",
            _("Une personne montrée sur « %(name)s » n’a pas donné son accord pour ce but.") % said,
        )
    for outlet in draft.outlets:
        if outlet.images is not None and facts not in [other.facts for other in outlet.images]:
            continue
        covering = _covering(aimed, outlet)
        if _persons(aimed) - _persons(covering):
            yield (
                "consent_elsewhere",
                _("Une personne montrée sur « %(name)s » n’a pas donné son accord pour %(channel)s.")
                % (said | {"channel": outlet.name}),
            )
    if (missing := facts.people - len(_persons(signed))) > 0:
        yield (
            "consent_missing",
            ngettext(
                "Il manque l’autorisation d’une personne reconnaissable sur « %(name)s ».",
                "Il manque l’autorisation de %(count)d personnes reconnaissables sur « %(name)s ».",
                missing,
            )
            % (said | {"count": missing}),
        )


def _persons(leaves: Iterable[Leave]) -> set[str]:
    return {leave.person for leave in leaves}


def _covering(leaves: Iterable[Leave], outlet: Outlet) -> list[Leave]:
    return [leave for leave in leaves if leave.channels is None or outlet.channel_id in leave.channels]


def _no_grant(facts: Facts, draft: Draft, act: str) -> str:
    """What lacks in the rights, as a sentence with a place for the name; empty when nothing does."""
    grant = facts.grant
    if grant is None:
        return _("La cession de droits de « %(name)s » n’est pas inscrite.")
    if not grant.is_online:
        return _("La cession de droits de « %(name)s » ne permet pas de la mettre en ligne.")
    if not all(grant.starts_on <= day <= grant.ends_on for day in days_out(draft, act)):
        start, end = f"{grant.starts_on:%d/%m/%Y}", f"{grant.ends_on:%d/%m/%Y}"
        # The name is filled in by the caller, who also fills the other sentences.
        return _("La cession de droits de « %(name)s » va du %(start)s au %(end)s.") % {
            "name": "%(name)s",
            "start": start,
            "end": end,
        }
    return ""
