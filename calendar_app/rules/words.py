"""Words an association would rather not read, those it prefers, and those it wants to find."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from calendar_app.rules import params
from calendar_app.rules.draft import Draft
from calendar_app.rules.findings import Finding
from calendar_app.rules.prose import phrase, quoted
from calendar_app.rules.saying import texts
from calendar_app.rules.spec import Spec


def forbidden(draft: Draft, spec: Spec) -> Iterator[Finding]:
    for said in texts(draft):
        for expression in params.strings(spec, "words"):
            if found := said.prose.find(phrase(expression)):
                yield said.finding(
                    spec,
                    "forbidden_word",
                    _("Le texte dit « %(word)s », un mot que l’association n’emploie pas.") % {"word": quoted(found)},
                    _("Dites-le autrement."),
                )


def preferred(draft: Draft, spec: Spec) -> Iterator[Finding]:
    for said in texts(draft):
        for avoided, better in params.pairs(spec, "pairs").items():
            # « personne sans abri » is preferred to « sans abri »: saying the better one is not saying the other.
            found = said.prose.find(phrase(avoided))
            if found and not said.prose.find(phrase(better)):
                yield said.finding(
                    spec,
                    "preferred_word",
                    _("Le texte dit « %(word)s ».") % {"word": quoted(found)},
                    _("Préférez « %(better)s ».") % {"better": quoted(better)},
                )


def mention(draft: Draft, spec: Spec) -> Iterator[Finding]:
    wanted = params.string(spec, "mention")
    if not wanted or not params.speaks_of(spec, draft.kind):
        return
    for said in texts(draft):
        if not said.prose.find(phrase(wanted)):
            yield said.finding(
                spec,
                "no_mention",
                _("La mention « %(mention)s » manque.") % {"mention": quoted(wanted)},
                _("Ajoutez-la telle quelle, par exemple à la fin."),
            )


def sensitive(draft: Draft, spec: Spec) -> Iterator[Finding]:
    for said in texts(draft):
        if found := next(filter(None, (said.prose.find(phrase(w)) for w in params.strings(spec, "words"))), ""):
            yield said.finding(
                spec,
                "sensitive_topic",
                _("Le texte touche à un sujet sensible : « %(word)s ».") % {"word": quoted(found)},
                _("Relisez-le avec une personne qui connaît ce sujet."),
            )
