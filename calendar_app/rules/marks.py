"""Signs that make a text hard to read, to hear or to trust: emoji, capitals, mid-dots, fancy and invisible letters."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import regex
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from calendar_app.rules import params
from calendar_app.rules.draft import Draft
from calendar_app.rules.findings import Finding
from calendar_app.rules.prose import Prose, quoted
from calendar_app.rules.saying import texts
from calendar_app.rules.spec import Spec

_MID_DOT = regex.compile(r"(?<![\p{L}\p{M}])[\p{L}\p{M}]++(?:[·•‧⋅∙・᛫⸱][\p{L}\p{M}]++)++")
_FANCY = regex.compile(
    r"[\U0001d400-\U0001d7ff\u2460-\u24ff\uff10-\uff5a\u1d00-\u1d22\u2776-\u2793"
    r"\u210a-\u2113\u2115\u2119-\u211d\u2124\u2128\u212c-\u2131\u2133\u2134\u2145-\u2149"
    r"\U0001f110-\U0001f169\U0001f172-\U0001f17d]++"
)
_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_HIDDEN = regex.compile(
    # Joiners and marks of direction have their place in other scripts and inside emoji; forced directions have none.
    r"[\u202a-\u202e\u2066-\u2069]|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]"
    r"|[\u00ad\u180e\u200b\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffb\p{Cs}]"
    r"|(?<=[\p{Latin}\p{Nd}\s]|^)[\u061c\u200c-\u200f](?=[\p{Latin}\p{Nd}\s]|$)"
    r"|(?<![\U0001f3f4\U000e0020-\U000e007f])[\U000e0000-\U000e007f]"
)
_MARKS = regex.compile(r"(?:\P{M})?\p{M}++")
# On one letter, no language of our readers stacks more.
PILE = 4


def emoji_count(draft: Draft, spec: Spec) -> Iterator[Finding]:
    most = params.number(spec, "most", 3)
    for said in texts(draft):
        number = len(said.prose.emoji)
        if number > most:
            shown = "".join(found.value for found in said.prose.emoji[:5])
            sentence = ngettext("%(number)d émoji ici : %(shown)s.", "%(number)d émojis ici : %(shown)s.", number)
            way_out = _("Gardez-en %(most)d au plus.") % {"most": most} if most > 0 else _("Retirez-les.")
            yield said.finding(spec, "emoji", sentence % {"number": number, "shown": quoted(shown)}, way_out)


def emoji_place(draft: Draft, spec: Spec) -> Iterator[Finding]:
    """An emoji amid a sentence cuts it for whoever listens to it."""
    whole_text = params.string(spec, "place", "line") == "text"
    for said in texts(draft):
        if found := _amid(said.prose, whole_text):
            way_out = _("Mettez-le à la fin du texte.") if whole_text else _("Mettez-le en fin de ligne.")
            yield said.finding(
                spec, "emoji_place", _("L’émoji %(emoji)s coupe le texte.") % {"emoji": quoted(found)}, way_out
            )


def _amid(prose: Prose, whole_text: bool) -> str:
    """The first emoji that words of its line (or of the text) follow."""
    words = iter(prose.plain_words)
    word = next(words, None)
    for emoji in prose.emoji:
        while word and word.start < emoji.end:
            word = next(words, None)
        if word and (whole_text or "\n" not in prose.text[emoji.end : min(word.start, emoji.end + 500)]):
            return emoji.value
    return ""


def capitals(draft: Draft, spec: Spec) -> Iterator[Finding]:
    run, letters = max(1, params.number(spec, "words", 3)), max(2, params.number(spec, "letters", 8))
    for said in texts(draft):
        if found := _shouted(said.prose, run, letters):
            yield said.finding(
                spec,
                "capitals",
                _("« %(words)s » est en capitales : on croit entendre crier.") % {"words": quoted(found)},
                _("Écrivez en minuscules ; un sigle peut rester."),
            )


def _shouted(prose: Prose, run: int, letters: int) -> str:
    """The first `run` words in capitals in a row, or one of so many `letters`."""
    first = count = 0
    for word in prose.plain_words:
        said = prose.text[word.start : word.end]
        if said.isupper() and len(said) >= letters:
            return said
        if not said.isupper() and not said.isdecimal():
            count = 0
        elif len(said) > 1 and said.isupper():
            first, count = (word.start, 1) if not count else (first, count + 1)
            if count >= run:
                return prose.text[first : word.end]
    return ""


def mid_dots(draft: Draft, spec: Spec) -> Iterator[Finding]:
    for said in texts(draft):
        if found := _MID_DOT.search(said.prose.text):
            yield said.finding(
                spec,
                "mid_dot",
                _("« %(word)s » contient un point médian.") % {"word": quoted(found[0])},
                _("Écrivez les deux mots, ou un mot qui vaut pour tout le monde."),
            )


def fancy(draft: Draft, spec: Spec) -> Iterator[Finding]:
    for said in texts(draft):
        if found := _FANCY.search(said.prose.text):
            plain = unicodedata.normalize("NFKC", found[0][:80])
            yield said.finding(
                spec,
                "fancy_letters",
                _("« %(word)s » est écrit avec des caractères décoratifs : une voix ne sait pas les lire.")
                % {"word": quoted(found[0])},
                _("Écrivez « %(plain)s » en lettres ordinaires.") % {"plain": quoted(plain)},
            )


def hidden(draft: Draft, spec: Spec) -> Iterator[Finding]:
    for said in texts(draft):
        if found := _HIDDEN.search(said.prose.text):
            code = f"U+{ord(found[0]):04X}"
            sentence = (
                _("Un caractère invisible force le sens de lecture (%(code)s)%(after)s.")
                if regex.match(rf"[{_BIDI}]", found[0])
                else _("Un caractère invisible se cache dans le texte (%(code)s)%(after)s.")
            )
            before = quoted(said.prose.text[max(0, found.start() - 20) : found.start()])
            after = _(", après « %(words)s »") % {"words": before} if before else ""
            yield said.finding(
                spec,
                "hidden",
                sentence % {"code": code, "after": after},
                _("Effacez ce passage et tapez-le à nouveau."),
            )


def piles(draft: Draft, spec: Spec) -> Iterator[Finding]:
    most = min(7, max(1, params.number(spec, "most", PILE)))
    for said in texts(draft):
        # The reading itself keeps eight marks in a row at most: enough to see that there are too many.
        for found in _MARKS.finditer(said.prose.text):
            if sum(unicodedata.category(c)[0] == "M" for c in found[0]) > most:
                around = quoted(unicodedata.normalize("NFKD", found[0])[:1])
                yield said.finding(
                    spec,
                    "pile",
                    _("Des signes s’empilent sur une lettre (« %(letter)s »).") % {"letter": around},
                    _("Effacez ce passage et tapez-le à nouveau, sans effet."),
                )
                break
