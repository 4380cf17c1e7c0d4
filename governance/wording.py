"""The rule and the count, said in sentences that can be read aloud to the board."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from governance import tally
from governance.models import Body, DecisionRule
from governance.tally import Result, Rule


@dataclass(frozen=True)
class Answer:
    """One question of the statutes and its answer; `known` is False when the association was not sure."""

    question: str
    answer: str
    known: bool = True


def _labels(field: str) -> dict[str, Any]:
    column: Any = DecisionRule._meta.get_field(field)
    return dict(column.flatchoices)


def _answer(field: str, data: dict[str, Any]) -> tuple[str, bool]:
    value = str(data.get(field) or tally.UNKNOWN)
    choices = _labels(field)
    return (str(choices.get(value, value)), True) if value != tally.UNKNOWN else (_("À préciser"), False)


def answers(data: dict[str, Any]) -> list[Answer]:
    """Return the rule in `data` (a snapshot) as questions and answers, in the order of the form."""
    quorum, knows_quorum = _answer("quorum_basis", data)
    if data.get("quorum_basis") == tally.REGISTERED:
        share, knows_quorum = _answer("quorum_share", data)
        quorum = _("%(share)s des membres de l’instance") % {"share": share}
    basis, knows_basis = _answer("majority_basis", data)
    share, knows_share = _answer("majority_share", data)
    proxies, knows_proxies = _answer("proxies", data)
    if cap := data.get("proxy_cap"):
        proxies = ngettext("Oui, %(cap)d par personne au plus", "Oui, %(cap)d par personne au plus", cap) % {"cap": cap}
    found = [
        Answer(_("Quorum"), capfirst(quorum), knows_quorum),
        Answer(_("Majorité requise"), capfirst(share), knows_share),
        Answer(_("Calculée sur"), basis, knows_basis),
    ]
    for field, question in (("abstention", _("Abstention")), ("casting_vote", _("À égalité, qui départage"))):
        found.append(Answer(question, *_answer(field, data)))
    found.append(Answer(_("Vote par pouvoir"), proxies, knows_proxies))
    found.append(Answer(_("Vote en ligne"), *_answer("electronic", data)))
    article = str(data.get("article") or "")
    found.append(Answer(_("Article des statuts"), capfirst(article or _("à préciser")), bool(article)))
    return found


REASONS = {
    "body": lambda: _("nous ne savons pas encore quelle instance adopte les textes"),
    "quorum_basis": lambda: _("le quorum prévu par les statuts n’est pas connu"),
    "majority_basis": lambda: _("la majorité prévue par les statuts n’est pas connue"),
    "abstention": lambda: _("l’effet d’une abstention n’est pas connu"),
    "electronic": lambda: _("les statuts ne prévoient pas le vote en ligne"),
    "video": lambda: _("les statuts ne prévoient pas de siéger en visioconférence"),
    "written": lambda: _("les statuts ne prévoient pas la consultation écrite"),
}
# The same when nobody could say what the statutes allow.
UNSURE = {
    "electronic": lambda: _("nous ne savons pas si les statuts permettent le vote en ligne"),
    "video": lambda: _("nous ne savons pas si les statuts permettent de siéger en visioconférence"),
    "written": lambda: _("nous ne savons pas si les statuts permettent la consultation écrite"),
}


def why_advisory(data: dict[str, Any]) -> str:
    """Return why the vote is only an opinion, as one sentence; "" when it decides. `data` is the ballot's snapshot."""
    unsure = {name for name in UNSURE if data.get(name, tally.UNKNOWN) == tally.UNKNOWN}
    reasons = [str((UNSURE if name in unsure else REASONS)[name]()) for name in data.get("advisory", [])]
    if not reasons:
        return ""
    article = _(" (%(article)s)") % {"article": data["article"]} if data.get("article") else ""
    return _("Ce vote est un avis consultatif%(article)s : %(reasons)s. La décision sera prise en séance.") % {
        "article": article,
        "reasons": " ; ".join(reasons),
    }


def abstention(rule: Rule) -> str:
    """Say to a voter what an abstention does under `rule`."""
    if rule.majority_basis == tally.CAST and rule.abstention == tally.EXCLUDED:
        return _("Compte dans la participation, pas dans la majorité")
    if tally.UNKNOWN in (rule.majority_basis, rule.abstention) and rule.majority_basis in (tally.CAST, tally.UNKNOWN):
        return _("Son effet n’est pas connu : les statuts restent à préciser")
    return _("Compte dans la participation, et pèse comme un vote contre")


def arithmetic(rule: Rule, count: Result) -> list[str]:
    """Return the whole sum, one step a sentence: voices, quorum, base, majority, tie, outcome."""
    return [
        _voices(count),
        _quorum(rule, count),
        *_majority(rule, count),
        *_tie(rule, count),
        OUTCOMES[count.outcome](),
    ]


def _voices(count: Result) -> str:
    seats = ngettext("%(n)d siège", "%(n)d sièges", count.seats) % {"n": count.seats}
    part = ngettext("%(n)d vote reçu", "%(n)d votes reçus", count.taking_part) % {"n": count.taking_part}
    abstain = ngettext("%(n)d abstention", "%(n)d abstentions", count.abstain) % {"n": count.abstain}
    return _("%(seats)s, %(part)s : %(for)d pour, %(against)d contre, %(abstain)s.") % {
        "seats": seats,
        "part": part,
        "for": count.for_,
        "against": count.against,
        "abstain": abstain,
    }


def _share(field: str, value: str) -> str:
    label = str(_labels(field).get(value, value))
    return label.split(" (")[0]


def _quorum(rule: Rule, count: Result) -> str:
    if rule.quorum_basis == tally.NONE:
        return _("Quorum : les statuts n’en prévoient pas.")
    if count.quorum_needed is None:
        return _("Quorum : nous ne savons pas ce que prévoient les statuts.")
    values = {
        "share": _share("quorum_share", rule.quorum_share),
        "seats": count.seats,
        "needed": count.quorum_needed,
        "part": count.taking_part,
    }
    sentence = (
        _("Quorum : %(share)s de %(seats)d, soit %(needed)d au moins ; participation : %(part)d, il est atteint.")
        if count.taking_part >= count.quorum_needed
        else _(
            "Quorum : %(share)s de %(seats)d, soit %(needed)d au moins ; "
            "participation : %(part)d, il n’est pas atteint."
        )
    )
    return sentence % values


def _majority(rule: Rule, count: Result) -> list[str]:
    # What the rule says, not what the count found: readings that happen to agree do not make the rule known.
    if {"majority_basis", "abstention"} & set(tally.unknowns(rule)) or count.base is None or count.needed is None:
        return [_any_reading(count)]
    abstain = ngettext("%(n)d abstention", "%(n)d abstentions", count.abstain) % {"n": count.abstain}
    for_and_against = {"for": count.for_, "against": count.against, "abstain": abstain, "base": count.base}
    if rule.majority_basis == tally.REGISTERED:
        base = _("Base de la majorité : tous les sièges, votants ou non, soit %(base)d.")
    elif rule.majority_basis == tally.PRESENT:
        base = _("Base de la majorité : toutes les personnes qui ont voté, abstentions comprises, soit %(base)d.")
    elif rule.abstention == tally.COUNTED:
        base = _("Base de la majorité : %(for)d pour + %(against)d contre + %(abstain)s = %(base)d.")
    else:
        base = _("Base de la majorité : %(for)d pour + %(against)d contre = %(base)d ; l’abstention n’y compte pas.")
    values = {"share": _share("majority_share", rule.majority_share), "base": count.base, "needed": count.needed}
    values |= {"for": count.for_}
    needed = _("Majorité : %(share)s de %(base)d, soit %(needed)d pour au moins ; il y en a %(for)d.") % values
    return [base % for_and_against, needed]


def _any_reading(count: Result) -> str:
    if count.outcome == tally.UNSETTLED:
        return _(
            "Majorité : la règle n’est pas connue en entier ; chaque lecture possible a été calculée, "
            "et elles ne donnent pas toutes le même résultat."
        )
    return _(
        "Majorité : la règle n’est pas connue en entier ; chaque lecture possible a été calculée, "
        "et toutes donnent le même résultat."
    )


def _tie(rule: Rule, count: Result) -> list[str]:
    if count.outcome == tally.NO_QUORUM or not count.tie:
        return []
    if count.chair_decided:
        return [_("Les voix sont à égalité : la voix de la présidence, prépondérante, décide.")]
    if rule.casting_vote == tally.UNKNOWN:
        return [_("Les voix sont à égalité, et nous ne savons pas si les statuts donnent une voix prépondérante.")]
    return [_("Les voix sont à égalité : la proposition n’est pas adoptée.")]


OUTCOMES = {
    tally.ADOPTED: lambda: _("Résultat : favorable."),
    tally.REJECTED: lambda: _("Résultat : défavorable."),
    tally.NO_QUORUM: lambda: _("Résultat : aucun, faute de quorum."),
    tally.UNSETTLED: lambda: _("Résultat : il dépend de la règle à préciser ; c’est à la séance de décider."),
}


BODIES = {
    Body.Kind.BOARD: lambda: _("par le conseil d’administration"),
    Body.Kind.BUREAU: lambda: _("par le bureau"),
    Body.Kind.ASSEMBLY: lambda: _("par l’assemblée générale ordinaire"),
    Body.Kind.EXTRAORDINARY: lambda: _("par l’assemblée générale extraordinaire"),
}


def by_body(data: dict[str, Any]) -> str:
    """Return "par le conseil d’administration" from a ballot's snapshot; "" when nobody knew which body decides.

    A name of the statutes' own is quoted: its gender is not ours to guess.
    """
    kind, name = data.get("body_kind", Body.Kind.UNKNOWN), str(data.get("body") or "")
    if kind == Body.Kind.UNKNOWN or not name:
        return ""
    if kind in BODIES and name.casefold() == str(Body.Kind(kind).label).casefold():
        return str(BODIES[kind]())
    return _("par l’instance « %(name)s »") % {"name": name}


def voices(count: Result) -> str:
    """Return "8 voix pour, 0 contre, 1 abstention"."""
    abstain = ngettext("%(n)d abstention", "%(n)d abstentions", count.abstain) % {"n": count.abstain}
    return _("%(for)d voix pour, %(against)d contre, %(abstain)s") % {
        "for": count.for_,
        "against": count.against,
        "abstain": abstain,
    }


def plain_day(day: dt.date) -> str:
    """Return "9 février 2026", and "1er mars 2026"."""
    first = day.day == 1 and (get_language() or "fr").startswith("fr")
    return f"{'1er' if first else day.day} {date_format(day, 'F Y')}"


def moment(instant: dt.datetime) -> str:
    """Return "mardi 17 novembre à 20 h" in local time, with the minutes when there are any."""
    local = timezone.localtime(instant)
    minutes = f" {local:%M}" if local.minute else ""
    first = local.day == 1 and (get_language() or "fr").startswith("fr")
    return _("%(day)s à %(hours)d h%(minutes)s") % {
        "day": f"{date_format(local, 'l')} {'1er' if first else local.day} {date_format(local, 'F')}",
        "hours": local.hour,
        "minutes": minutes,
    }


def time_left(now: dt.datetime, until: dt.datetime) -> str:
    """Return "encore deux jours" and the like, in whole days, then hours, then minutes; "" once past."""
    left = until - now
    if left <= dt.timedelta(0):
        return ""
    if left >= dt.timedelta(days=1):
        return ngettext("encore %(n)d jour", "encore %(n)d jours", left.days) % {"n": left.days}
    if hours := left.seconds // 3600:
        return ngettext("encore %(n)d heure", "encore %(n)d heures", hours) % {"n": hours}
    minutes = left.seconds // 60 + 1
    return ngettext("encore %(n)d minute", "encore %(n)d minutes", minutes) % {"n": minutes}
