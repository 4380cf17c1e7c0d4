"""The rule and the count, said in sentences that can be read aloud to the board."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from governance import tally
from governance.models import Body, DecisionRule
from governance.tally import Result, Rule


def _labels(field: str) -> dict[str, Any]:
    column: Any = DecisionRule._meta.get_field(field)
    return dict(column.flatchoices)


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


def blank(rule: Rule) -> str:
    """Say to a voter what a blank vote does under `rule`."""
    if rule.majority_basis == tally.CAST and rule.blank == tally.EXCLUDED:
        return _("Compte dans la participation, pas dans la majorité")
    if tally.UNKNOWN in (rule.majority_basis, rule.blank) and rule.majority_basis in (tally.CAST, tally.UNKNOWN):
        return _("Son effet n’est pas connu : les statuts restent à préciser")
    return _("Compte dans la participation, et pèse comme un vote contre")


def arithmetic(rule: Rule, count: Result) -> list[str]:
    """Return the whole sum, one step a sentence: voices, recusals, quorum, base, majority, tie, outcome."""
    return [
        _voices(count),
        *_recusal(rule, count),
        *_second_call(rule, count),
        _quorum(rule, count),
        *_majority(rule, count),
        *_tie(rule, count),
        *_called_again(rule, count),
        *_by_author_alone(count),
        OUTCOMES[count.outcome](),
    ]


def _seats(n: int) -> str:
    return ngettext("%(n)d siège", "%(n)d sièges", n) % {"n": n}


def _abstentions(n: int) -> str:
    return ngettext("%(n)d abstention", "%(n)d abstentions", n) % {"n": n}


def _blanks(n: int) -> str:
    return ngettext("%(n)d vote blanc", "%(n)d votes blancs", n) % {"n": n}


def _present(n: int) -> str:
    return ngettext("%(n)d personne présente ou représentée", "%(n)d personnes présentes ou représentées", n) % {"n": n}


def _voices(count: Result) -> str:
    people = [_seats(count.seats)]
    if count.recused:
        people.append(_("dont %(n)d en déport") % {"n": count.recused})
    if count.present is not None:
        people.append(_present(count.present))
    received = ngettext("%(n)d vote reçu", "%(n)d votes reçus", count.received) % {"n": count.received}
    said = [_("%(n)d pour") % {"n": count.for_}, _("%(n)d contre") % {"n": count.against}, _abstentions(count.abstain)]
    if count.blank:
        said.append(_blanks(count.blank))
    return _("%(people)s, %(received)s : %(said)s.") % {
        "people": ", ".join(people),
        "received": received,
        "said": ", ".join(said),
    }


def _recusal(rule: Rule, count: Result) -> list[str]:
    if not count.recused:
        return []
    n = count.recused
    if rule.recusal == tally.LEAVES:
        one = _("Déport : %(n)d personne se retire de ce vote et sort du calcul ; il reste %(left)s.")
        many = _("Déport : %(n)d personnes se retirent de ce vote et sortent du calcul ; il reste %(left)s.")
        return [(one if n == 1 else many) % {"n": n, "left": _seats(n=count.seats - n)}]
    if rule.recusal == tally.COUNTS:
        one = _("Déport : %(n)d personne se retire de ce vote ; elle reste comptée parmi les %(seats)s.")
        many = _("Déport : %(n)d personnes se retirent de ce vote ; elles restent comptées parmi les %(seats)s.")
        return [(one if n == 1 else many) % {"n": n, "seats": _seats(count.seats)}]
    return [
        _(
            "Déport : nous ne savons pas si une personne qui se retire reste comptée ; "
            "les deux lectures ont été calculées."
        )
    ]


def _second_call(rule: Rule, count: Result) -> list[str]:
    if count.call == 1 or rule.quorum_basis == tally.NONE:
        return []
    return [str(SECOND_CALLS[rule.second_call]())]


SECOND_CALLS = {
    tally.WITHOUT_QUORUM: lambda: _("Deuxième convocation : les statuts n’exigent plus de quorum."),
    tally.SAME_QUORUM: lambda: _("Deuxième convocation : les statuts exigent le même quorum."),
    tally.NONE: lambda: _("Deuxième convocation : les statuts n’en prévoient pas, le quorum reste exigé."),
    tally.UNKNOWN: lambda: _(
        "Deuxième convocation : nous ne savons pas si un quorum est encore exigé ; les deux lectures ont été calculées."
    ),
}


def _called_again(rule: Rule, count: Result) -> list[str]:
    """Say what may follow when the quorum failed the first time."""
    if count.outcome != tally.NO_QUORUM or count.call != 1:
        return []
    if rule.second_call == tally.WITHOUT_QUORUM:
        return [_("Les statuts prévoient une deuxième convocation, où aucun quorum n’est exigé.")]
    if rule.second_call == tally.SAME_QUORUM:
        return [_("Les statuts prévoient une deuxième convocation, avec le même quorum.")]
    return []


def _share(field: str, value: str) -> str:
    label = str(_labels(field).get(value, value))
    return label.split(" (")[0]


def _quorum(rule: Rule, count: Result) -> str:
    if rule.quorum_basis == tally.NONE:
        return _("Quorum : les statuts n’en prévoient pas.")
    if count.call == 2 and rule.second_call == tally.WITHOUT_QUORUM:
        return _("Quorum : aucun.")
    if tally.UNKNOWN in (rule.quorum_basis, rule.quorum_share):
        return _("Quorum : nous ne savons pas ce que prévoient les statuts.")
    if count.quorum_needed is None:
        return _("Quorum : il dépend de la réponse qui manque.")
    values = {
        "share": _share("quorum_share", rule.quorum_share),
        "seats": count.seats if count.roll is None else count.roll,
        "needed": count.quorum_needed,
        "part": _part(count),
    }
    sentence = (
        _("Quorum : %(share)s de %(seats)d, soit %(needed)d au moins ; %(part)s, il est atteint.")
        if count.taking_part >= count.quorum_needed
        else _("Quorum : %(share)s de %(seats)d, soit %(needed)d au moins ; %(part)s, il n’est pas atteint.")
    )
    return sentence % values


def _part(count: Result) -> str:
    if count.present is None:
        return _("participation : %(n)d") % {"n": count.taking_part}
    return _present(count.present)


def _majority(rule: Rule, count: Result) -> list[str]:
    # What the rule says, not what the count found: readings that happen to agree do not make the rule known.
    is_unsure_of_blanks = count.blank > 0 and rule.majority_basis == tally.CAST and rule.blank == tally.UNKNOWN
    is_unsure = is_unsure_of_blanks or bool({"majority_basis", "abstention"} & set(tally.unknowns(rule)))
    if is_unsure or count.base is None or count.needed is None:
        return [_any_reading(count)]
    values = {"share": _share("majority_share", rule.majority_share), "base": count.base, "needed": count.needed}
    values |= {"for": count.for_}
    needed = _("Majorité : %(share)s de %(base)d, soit %(needed)d pour au moins ; il y en a %(for)d.") % values
    return [_base(rule, count), needed]


def _base(rule: Rule, count: Result) -> str:
    if rule.majority_basis == tally.REGISTERED:
        sentence = _("Base de la majorité : tous les sièges, votants ou non, soit %(base)d.")
    elif rule.majority_basis == tally.PRESENT and count.present is not None:
        sentence = _("Base de la majorité : toutes les personnes présentes ou représentées, soit %(base)d.")
    elif rule.majority_basis == tally.PRESENT and count.blank:
        sentence = _(
            "Base de la majorité : toutes les personnes qui ont voté, abstentions et votes blancs compris, "
            "soit %(base)d."
        )
    elif rule.majority_basis == tally.PRESENT:
        sentence = _("Base de la majorité : toutes les personnes qui ont voté, abstentions comprises, soit %(base)d.")
    else:
        return _votes_cast(rule, count)
    return sentence % {"base": count.base}


def _votes_cast(rule: Rule, count: Result) -> str:
    parts = [_("%(n)d pour") % {"n": count.for_}, _("%(n)d contre") % {"n": count.against}]
    if rule.abstention == tally.COUNTED:
        parts.append(_abstentions(count.abstain))
    if rule.blank == tally.COUNTED and count.blank:
        parts.append(_blanks(count.blank))
    leaves_blanks = count.blank > 0 and rule.blank != tally.COUNTED
    leaves_abstentions = rule.abstention != tally.COUNTED
    if leaves_abstentions and leaves_blanks:
        sentence = _("Base de la majorité : %(sum)s = %(base)d ; l’abstention et le vote blanc n’y comptent pas.")
    elif leaves_abstentions:
        sentence = _("Base de la majorité : %(sum)s = %(base)d ; l’abstention n’y compte pas.")
    elif leaves_blanks:
        sentence = _("Base de la majorité : %(sum)s = %(base)d ; le vote blanc n’y compte pas.")
    else:
        sentence = _("Base de la majorité : %(sum)s = %(base)d.")
    return sentence % {"sum": " + ".join(parts), "base": count.base}


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


def _by_author_alone(count: Result) -> list[str]:
    if not count.by_author_alone:
        return []
    return [
        _(
            "Seule la personne qui a écrit ce texte l’a approuvé : elle peut voter, mais pas décider seule. C’est à la "
            "séance de décider."
        )
    ]


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
    """Return "8 voix pour, 0 contre, 1 abstention", with the blank votes when there are any."""
    said = _("%(for)d voix pour, %(against)d contre, %(abstain)s") % {
        "for": count.for_,
        "against": count.against,
        "abstain": _abstentions(count.abstain),
    }
    return f"{said}, {_blanks(count.blank)}" if count.blank else said


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
