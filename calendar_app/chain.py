"""What stands between a post and its publication: the chain of the side column, and who can mend each link."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from associations.rights import Missing
from calendar_app.rules import Finding, Tier, risk

READY, WAITING, MISSING = "", "is-waiting", "is-missing"
ICONS = {READY: "check", WAITING: "eye", MISSING: "block"}
# Findings that have a link of their own in the chain.
APART = {"not_approved", "no_decision", "held", "past"}

_TITLES = {
    risk.ROUTINE: gettext_lazy("Une relecture"),
    risk.SENSITIVE: gettext_lazy("Deux relectures, dont une du bureau"),
    risk.CRISIS: gettext_lazy("Deux relectures, dont celle de la présidence"),
}


@dataclass(frozen=True)
class Link:
    """One link. `look` is READY, WAITING or MISSING; `path` leads to where it is mended (may be empty)."""

    look: str
    title: str
    sentence: str
    path: str = ""
    words: str = ""

    @property
    def icon(self) -> str:
        return ICONS[self.look]


@dataclass(frozen=True)
class Reading:
    """Who read the words, and whose yes is waited for next (`risk.awaited`; "" when it is enough)."""

    tier: Tier
    approvers: tuple[str, ...]
    awaited: str
    is_mine: bool


def links(
    findings: Sequence[Finding],
    *,
    reading: Reading,
    lacks: Sequence[Missing],
    decisions: Sequence[str],
    edit_path: str,
) -> list[Link]:
    """Return the chain, what this person can do first. `findings` are those of the act "publish"."""
    chain = [
        _text([f for f in findings if f.blocks and f.code not in APART], edit_path),
        _reading(reading),
        _accounts([f for f in findings if f.code == "no_decision"], decisions),
        _right(lacks),
        _holds([f for f in findings if f.code == "held"]),
    ]
    return sorted(chain, key=lambda link: link.look != MISSING)


def lead(chain: Sequence[Link]) -> str:
    """How many links are missing, in a sentence."""
    number = sum(link.look != READY for link in chain)
    if not number:
        return _("Rien ne manque.")
    sentence = ngettext(
        "%(number)d point sur %(total)d manque encore.", "%(number)d points sur %(total)d manquent encore.", number
    )
    return sentence % {"number": number, "total": len(chain)}


def _text(blocking: Sequence[Finding], edit_path: str) -> Link:
    if blocking:
        return Link(
            MISSING, _("Reprendre le texte"), " ".join(f.sentence for f in blocking), edit_path, _("Revenir au texte")
        )
    return Link(READY, _("Un texte qui tient partout"), _("Longueurs, images et règles : rien ne bloque."))


def _reading(reading: Reading) -> Link:
    title = _TITLES[reading.tier.level]
    given = _("Approuvé par %(names)s.") % {"names": ", ".join(reading.approvers)} if reading.approvers else ""
    if not reading.awaited:
        return Link(READY, str(title), given)
    if reading.awaited == risk.PRESIDENT:
        other = _("Il manque l’accord de la présidence.")
    elif reading.awaited == risk.BUREAU:
        other = _("Il manque l’accord d’une personne du bureau.")
    elif reading.approvers:
        other = _("Il manque encore une personne, qui n’en a rien écrit.")
    elif reading.tier.level != risk.ROUTINE:
        # The tier just above says who must agree: the link says where that stands.
        other = _("Personne ne l’a encore approuvé.")
    elif reading.is_mine:
        other = _("Une personne suffit, autre que vous.")
    else:
        other = _("Une personne suffit, si elle n’en a rien écrit.")
    return Link(WAITING, str(title), f"{given} {other}".strip())


def _accounts(undecided: Sequence[Finding], decisions: Sequence[str]) -> Link:
    if undecided:
        return Link(MISSING, _("Comptes ouverts par décision"), " ".join(str(f) for f in undecided))
    return Link(READY, _("Comptes ouverts par décision"), " ".join(decisions))


def _right(lacks: Sequence[Missing]) -> Link:
    if lacks:
        first = lacks[0]
        return Link(
            MISSING, _("Votre droit d’agir"), f"{first.sentence} {first.who}".strip(), first.path, _("Voir comment")
        )
    return Link(READY, _("Votre droit d’agir"), _("Rien ne manque de votre côté."))


def _holds(held: Sequence[Finding]) -> Link:
    if held:
        return Link(WAITING, _("Levée de la suspension"), " ".join(f.sentence for f in held))
    return Link(READY, _("Aucune suspension ici"), _("Aucun de ces comptes n’est en suspens."))
