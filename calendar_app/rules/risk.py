"""How risky a message is, and whose yes it needs: routine, sensitive or crisis, each with its reasons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from calendar_app.rules import params
from calendar_app.rules.draft import BUREAU_READERS, Draft, Outlet, Reader
from calendar_app.rules.findings import Finding
from calendar_app.rules.kinds import KINDS
from calendar_app.rules.prose import phrase, quoted
from calendar_app.rules.saying import pictures, texts
from calendar_app.rules.spec import Spec
from calendar_app.rules.stands import takes_a_stand_on_x

ROUTINE, SENSITIVE, CRISIS = "routine", "sensitive", "crisis"
LEVELS = (ROUTINE, SENSITIVE, CRISIS)
LABELS: tuple[tuple[str, Any], ...] = (
    (ROUTINE, gettext_lazy("courant")),
    (SENSITIVE, gettext_lazy("sensible")),
    (CRISIS, gettext_lazy("crise")),
)
# Who is waited for next: anybody who may approve, somebody of the bureau, the president.
ANYONE, BUREAU, PRESIDENT = "anyone", "bureau", "president"
# Where the line says nothing: these engage the association or expose somebody.
SENSITIVE_KINDS = frozenset({"position", "testimony"})


@dataclass(frozen=True)
class Tier:
    """`level` is one of LEVELS; `reasons` are short sentences, empty for a routine message."""

    level: str = ROUTINE
    reasons: tuple[str, ...] = ()

    @property
    def rank(self) -> int:
        """1 for routine, 2 for sensitive, 3 for crisis."""
        return LEVELS.index(self.level) + 1

    @property
    def label(self) -> str:
        return str(dict(LABELS)[self.level])

    @property
    def readers(self) -> str:
        """Whose yes it needs, in a sentence."""
        if self.level == CRISIS:
            return _("La présidence et une autre personne doivent approuver ce même texte.")
        if self.level == SENSITIVE:
            return _("Deux personnes, dont une du bureau, doivent approuver ce même texte.")
        return _("Une autre personne doit l’approuver.")


def tier(draft: Draft, specs: Iterable[Spec] = ()) -> Tier:
    """Return the highest tier that its kind, the people shown, its words or an account give to `draft`."""
    found = [*_kinds(draft, [s for s in specs if s.check == "tier_kinds"]), *_people(draft, specs)]
    for spec in specs:
        if spec.check == "sensitive_words":
            found += _words(draft, spec)
    rank = max((LEVELS.index(level) for level, _why in found), default=0)
    reasons = [why for level, why in found if rank and LEVELS.index(level) == rank]
    return Tier(LEVELS[rank], tuple(dict.fromkeys(reasons)))


def lacking(draft: Draft, level: str, readers: Iterable[Reader]) -> int:
    """How many more yeses the words need, at the least, after those of `readers`."""
    given = {reader.pk: reader for reader in readers}.values()
    of_the_bureau = sum(r.is_of_the_bureau or r.presides for r in given)
    needs = [(1 if level == ROUTINE else 2) - len(given)]
    if level == SENSITIVE or (level == CRISIS and draft.is_of_the_president):
        # Nobody approves their own words: the bureau answers for a president who wrote.
        needs.append(1 - of_the_bureau)
    elif level == CRISIS:
        needs.append(1 - sum(r.presides for r in given))
    if takes_a_stand_on_x(draft):
        needs.append(BUREAU_READERS - of_the_bureau)
    return max(0, *needs)


def reached(draft: Draft, readers: tuple[Reader, ...]) -> int:
    """The highest rank of tier for which `readers` are enough; 0 when they are not enough for any."""
    return max((rank for rank, level in enumerate(LEVELS, 1) if not lacking(draft, level, readers)), default=0)


def adds(draft: Draft, level: str, readers: tuple[Reader, ...], reader: Reader) -> bool:
    """Whether the yes of `reader` brings the words nearer to what they need. A first yes always does."""
    if reader.pk in {each.pk for each in readers}:
        return False
    missing = lacking(draft, level, readers)
    return bool(missing) and (not readers or lacking(draft, level, (*readers, reader)) < missing)


def awaited(draft: Draft, level: str, readers: tuple[Reader, ...]) -> str:
    """Whose yes is waited for next: ANYONE, BUREAU or PRESIDENT; "" when nothing is."""
    if not lacking(draft, level, readers):
        return ""
    if adds(draft, level, readers, Reader(-1)):
        return ANYONE
    return BUREAU if adds(draft, level, readers, Reader(-1, is_of_the_bureau=True)) else PRESIDENT


def silent(draft: Draft, spec: Spec) -> Iterator[Finding]:
    """A rule that sets a tier remarks nothing: the tier says it."""
    yield from ()


def _level(spec: Spec, default: str = SENSITIVE) -> str:
    level = params.string(spec, "level", default)
    return level if level in LEVELS else default


def _kinds(draft: Draft, specs: list[Spec]) -> Iterator[tuple[str, str]]:
    """What the line says of this kind on each account; where it says nothing, what the house holds."""
    name = str(dict(KINDS).get(draft.kind, draft.kind))
    default = SENSITIVE if draft.kind in SENSITIVE_KINDS else ROUTINE
    spoken = [spec for spec in specs if params.speaks_of(spec, draft.kind)]
    places: tuple[Outlet | None, ...] = draft.outlets or (None,)
    for outlet in places:
        said = [s for s in spoken if s.channels is None or (outlet and outlet.channel_id in s.channels)]
        for level in [_level(spec) for spec in said] or [default]:
            # An account is a reason of its own only where the rule names it.
            where = outlet and any(s.channels is not None for s in said)
            yield (
                level,
                _("nature : %(kind)s, sur %(account)s") % {"kind": name.lower(), "account": outlet.name}
                if outlet and where
                else _("nature : %(kind)s") % {"kind": name.lower()},
            )


def _people(draft: Draft, specs: Iterable[Spec]) -> Iterator[tuple[str, str]]:
    shown = [image for image in pictures(draft) if image.people]
    if not shown:
        return
    levels = [_level(spec) for spec in specs if spec.check == "tier_people" and _is_about(spec, draft)] or [SENSITIVE]
    why = _("personnes reconnaissables : %(name)s") % {"name": quoted(shown[0].name)}
    yield max(levels, key=LEVELS.index), why


def _words(draft: Draft, spec: Spec) -> Iterator[tuple[str, str]]:
    if not _is_about(spec, draft):
        return
    for said in texts(draft):
        for word in params.strings(spec, "words"):
            if found := said.prose.find(phrase(word)):
                yield _level(spec), _("sujet : « %(word)s »") % {"word": quoted(found)}


def _is_about(spec: Spec, draft: Draft) -> bool:
    return spec.channels is None or any(outlet.channel_id in spec.channels for outlet in draft.outlets)
