"""Hashtags: how many, where, and readable aloud."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from calendar_app.rules import params
from calendar_app.rules.draft import Draft
from calendar_app.rules.findings import Finding
from calendar_app.rules.prose import quoted
from calendar_app.rules.saying import texts
from calendar_app.rules.spec import Spec

# Shorter, a hashtag is most often one word.
LONG = 12


def count(draft: Draft, spec: Spec) -> Iterator[Finding]:
    least, most = params.optional(spec, "least"), params.optional(spec, "most")
    for said in texts(draft):
        number = len(said.prose.hashtags)
        if most is not None and number > most:
            sentence = ngettext("%(number)d mot-dièse ici.", "%(number)d mots-dièse ici.", number) % {"number": number}
            yield said.finding(spec, "hashtags", sentence, _("Gardez-en %(most)d au plus.") % {"most": most})
        elif least is not None and number < least:
            sentence = (
                ngettext("%(number)d mot-dièse seulement.", "%(number)d mots-dièse seulement.", number)
                if number
                else _("Aucun mot-dièse ici.")
            )
            way_out = _("Mettez-en au moins %(least)d.") % {"least": least}
            yield said.finding(spec, "hashtags", sentence % {"number": number}, way_out)


def readable(draft: Draft, spec: Spec) -> Iterator[Finding]:
    """A voice reads « #JourneeDesAidants » word by word, « #journeedesaidants » as noise."""
    long = max(2, params.number(spec, "letters", LONG))
    for said in texts(draft):
        glued = [tag.value for tag in said.prose.hashtags if _is_glued(tag.value, long)]
        if glued:
            yield said.finding(
                spec,
                "hashtag_camel",
                _("« #%(tag)s » se lit mal, surtout à voix haute.") % {"tag": quoted(glued[0])},
                _("Mettez une majuscule à chaque mot, comme #JournéeDesAidants."),
            )


def at_end(draft: Draft, spec: Spec) -> Iterator[Finding]:
    for said in texts(draft):
        tags, words = said.prose.hashtags, said.prose.plain_words
        if tags and words and tags[0].start < words[-1].start:
            yield said.finding(
                spec,
                "hashtag_place",
                _("« #%(tag)s » est au milieu du texte.") % {"tag": quoted(tags[0].value)},
                _("Mettez les mots-dièse à la fin."),
            )


def _is_glued(tag: str, long: int) -> bool:
    letters = [c for c in tag if c.isalpha()]
    return len(letters) >= long and "_" not in tag and (tag[1:].islower() or tag.isupper())
