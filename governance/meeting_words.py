"""A meeting said in sentences: what changed, who may carry a voice, whether the quorum is there and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance import tally
from governance.models import DecisionRule, Meeting
from governance.presence import Counts
from governance.wording import moment

UNSETTLED = (tally.UNKNOWN, "", None)


def _hour(value: str) -> str:
    return moment(dt.datetime.fromisoformat(value))


def _form(value: str) -> str:
    return str(Meeting.Form(value).label).lower()


def _same(value: str) -> str:
    return value


# code -> (sentence, how its words are read)
CHANGES: dict[str, tuple[Callable[[], str], Callable[[str], str]]] = {
    "starts_at": (lambda: _("Date et heure : %(after)s, au lieu de %(before)s."), _hour),
    "form": (lambda: _("La réunion se tient %(after)s, et non plus %(before)s."), _form),
    "place": (lambda: _("Lieu : %(after)s."), _same),
    "video_url": (lambda: _("Lien de la visioconférence : %(after)s"), _same),
    "item_added": (lambda: _("Point ajouté : « %(after)s »."), _same),
    "item_changed": (lambda: _("Point modifié : « %(after)s »."), _same),
    "item_moved": (lambda: _("Point déplacé : « %(after)s »."), _same),
    "item_removed": (lambda: _("Point retiré : « %(before)s »."), _same),
    "document_added": (lambda: _("Document ajouté : « %(after)s »."), _same),
    "document_removed": (lambda: _("Document retiré : « %(before)s »."), _same),
}


def changes(found: list[list[str]]) -> list[str]:
    """Return the changes of a notice, one sentence each, in the language of who reads."""
    sentences = []
    for code, before, after in found:
        sentence, read = CHANGES[code]
        if code in ("place", "video_url") and not after:
            gone = _("Il n’y a plus de lieu.") if code == "place" else _("Il n’y a plus de visioconférence.")
            sentences.append(gone)
        else:
            # Only the words the sentence asks for are read: the other may be empty.
            words = {"before": read(before) if before else "", "after": read(after) if after else ""}
            sentences.append(sentence() % words)
    return sentences


def _article(rule: dict[str, Any]) -> str:
    return _(" (%(article)s)") % {"article": rule["article"]} if rule.get("article") else ""


def takes_proxies(rule: dict[str, Any]) -> bool:
    """Whether a proxy may be given under `rule`: an unknown answer gives none, it is asked first (I14)."""
    limited = rule.get("proxies") == "limited" and bool(rule.get("proxy_cap"))
    return limited or rule.get("proxies") == "unlimited"


def takes_blank(rule: dict[str, Any]) -> bool:
    """Whether a proxy without a name goes to the chair."""
    return takes_proxies(rule) and rule.get("blank_proxies") == tally.CHAIR


def proxies(rule: dict[str, Any]) -> str:
    """Say who may carry a voice under `rule`."""
    article = _article(rule)
    if rule.get("proxies") == tally.NONE:
        return _("Vos statuts ne permettent pas de donner pouvoir%(article)s.") % {"article": article}
    if not takes_proxies(rule):
        return _("Nous ne savons pas si vos statuts permettent de donner pouvoir.")
    if rule["proxies"] == "unlimited":
        first = _("Si vous ne pouvez pas venir, donnez pouvoir à un autre membre de l’instance%(article)s.") % {
            "article": article
        }
    else:
        cap = int(rule["proxy_cap"])
        first = ngettext(
            "Si vous ne pouvez pas venir, donnez pouvoir à un autre membre de l’instance, qui peut en porter "
            "%(cap)d au plus%(article)s.",
            "Si vous ne pouvez pas venir, donnez pouvoir à un autre membre de l’instance, qui peut en porter "
            "%(cap)d au plus%(article)s.",
            cap,
        ) % {"cap": cap, "article": article}
    if takes_blank(rule):
        first = _("%(first)s Un pouvoir sans nom va à la présidence de séance.") % {"first": first}
    return first


def unsettled(rule: dict[str, Any]) -> list[str]:
    """Return what a meeting needs from the statutes and `rule` does not know, in words for the secretary."""
    asked = {
        "quorum_basis": _("le quorum"),
        "proxies": _("les pouvoirs"),
        "notice_days": _("le délai de convocation"),
    }
    found = [words for name, words in asked.items() if rule.get(name) in UNSETTLED]
    has_quorum = rule.get("quorum_basis") == tally.REGISTERED
    if has_quorum and rule.get("quorum_share") in UNSETTLED:
        found.insert(0, _("la part du quorum"))
    if has_quorum and rule.get("second_call") in UNSETTLED:
        found.append(_("la deuxième convocation"))
    return found


def arithmetic(meeting: Meeting, counts: Counts) -> list[str]:
    """Return the sum that says whether the session may deliberate, one step a sentence."""
    return [_called(counts), _came(counts), *_needed(meeting, counts)]


def _called(counts: Counts) -> str:
    return ngettext("%(n)d personne siège.", "%(n)d personnes siègent.", counts.called) % {"n": counts.called}


def _came(counts: Counts) -> str:
    present = ngettext("%(n)d présence", "%(n)d présences", counts.present) % {"n": counts.present}
    if counts.remote:
        present = _("%(present)s (dont %(n)d à distance)") % {"present": present, "n": counts.remote}
    if not counts.represented:
        return _("%(present)s, aucun pouvoir compté.") % {"present": present}
    carried = ngettext("%(n)d pouvoir", "%(n)d pouvoirs", counts.represented) % {"n": counts.represented}
    return _("%(present)s et %(carried)s, soit %(sum)d en tout.") % {
        "present": present,
        "carried": carried,
        "sum": counts.taking_part,
    }


def _needed(meeting: Meeting, counts: Counts) -> list[str]:
    rule = meeting.rule
    if counts.quorum_reached is None:
        return [_("Le quorum prévu par les statuts n’est pas connu : ce qui est décidé reste un avis.")]
    if counts.quorum_needed is None:
        if rule.get("quorum_basis") == tally.NONE:
            return [_("Vos statuts ne prévoient pas de quorum : l’instance peut délibérer.")]
        return [_("Deuxième convocation : l’instance délibère quel que soit le nombre de présents.")]
    share = dict(DecisionRule.QuorumShare.choices).get(str(rule.get("quorum_share")), "")
    needed = _("Quorum : %(share)s de %(called)d, soit %(needed)d%(article)s.") % {
        "share": share,
        "called": counts.called,
        "needed": counts.quorum_needed,
        "article": _article(rule),
    }
    if counts.quorum_reached:
        return [needed, _("Le quorum est atteint.")]
    missing = counts.quorum_needed - counts.taking_part
    return [
        needed,
        ngettext(
            "Le quorum n’est pas atteint : il manque %(n)d personne.",
            "Le quorum n’est pas atteint : il manque %(n)d personnes.",
            missing,
        )
        % {"n": missing},
    ]


def verdict(counts: Counts) -> str:
    """Return the quorum in two words, for a chip."""
    if counts.quorum_reached is None:
        return _("Quorum inconnu")
    if counts.quorum_needed is None:
        return _("Pas de quorum")
    return _("Quorum atteint") if counts.quorum_reached else _("Quorum non atteint")
