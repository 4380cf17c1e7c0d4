"""Sentences drawn from the figures: the title of the page, its lead, the headings of the charts. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kpis import catalogue, findings, periods
from kpis.findings import State

if TYPE_CHECKING:
    from kpis.tables.month import Line

# Below this share of change, a figure is said to be steady.
STEADY = Decimal("0.03")


def capital(text: str) -> str:
    """The text with a capital letter."""
    return text[:1].upper() + text[1:]


def _moved(line: Line) -> Decimal | None:
    """Relative change of the month when it is worth a word."""
    if findings.few_cases(line.entry, line.figure) or line.entry.direction == "none":
        return None
    share = findings.relative(line.past)
    return share if share is not None and abs(share) >= STEADY else None


def _is_good(line: Line, share: Decimal) -> bool:
    return (share > 0) == (line.entry.direction == "up")


def said(line: Line, rises: bool, language: str) -> str:
    """What the change means, as the catalogue says it, or plainly."""
    written = line.entry.finding(rises, language)
    if written:
        return written
    sentence = _("« %(name)s » progresse") if rises else _("« %(name)s » recule")
    return sentence % {"name": line.entry.name(language)}


def heading(lines: Sequence[Line], month: date, language: str, today: date | None = None) -> str:
    """The title of the page: the month (and its year when not that of `today`), what went best and what went worst."""
    name = capital(periods.named(month, today, language))
    if not lines:
        return _("%(month)s : aucun indicateur suivi pour l’instant") % {"month": name}
    if all(line.figure.value is None for line in lines):
        return _("%(month)s : pas encore de relevé") % {"month": name}
    moves = [(line, share) for line in lines if (share := _moved(line)) is not None]
    # Headlines speak first, then the widest change.
    moves.sort(key=lambda move: (not move[0].headline, -abs(move[1])))
    good = [said(line, share > 0, language) for line, share in moves if _is_good(line, share)]
    bad = [said(line, share > 0, language) for line, share in moves if not _is_good(line, share)]
    findings_said = good[:1] + bad[:1] or []
    if good and not bad:
        findings_said = list(dict.fromkeys(good))[:2]
    if bad and not good:
        findings_said = list(dict.fromkeys(bad))[:2]
    if not findings_said:
        early = all(line.verdict.state in (State.EARLY, State.UNKNOWN) for line in lines)
        said_so = _("trop tôt pour juger") if early else _("peu de changement")
        return _("%(month)s : %(finding)s") % {"month": name, "finding": said_so}
    return _("%(month)s : %(finding)s") % {"month": name, "finding": ", ".join(findings_said)}


def is_all_early(lines: Sequence[Line]) -> bool:
    """Whether every figure known is too young to be judged: then it is said once, at the top."""
    known = [line for line in lines if findings.is_solid(line.figure)]
    return bool(known) and all(line.verdict.is_young for line in known)


def lead(lines: Sequence[Line]) -> str:
    """One or two sentences under the title: targets met, and those missed for two months or more."""
    if is_all_early(lines):
        return _("Moins de trois mois de relevés : nous ne jugeons pas encore.")
    judged = [
        line
        for line in lines
        if line.targets[-1] is not None and findings.is_solid(line.figure) and not line.verdict.is_young
    ]
    if not judged:
        return ""
    met = sum(
        findings.is_met(line.entry, line.figure.value or Decimal(), line.targets[-1] or Decimal()) for line in judged
    )
    sentences = [
        ngettext(
            "%(met)s cible atteinte sur %(all)s.",
            "%(met)s cibles atteintes sur %(all)s.",
            met,
        )
        % {"met": met or _("Aucune"), "all": len(judged)}
        if met
        else _("Aucune des %(all)s cibles n’est atteinte.") % {"all": len(judged)}
    ]
    for line in [line for line in lines if line.verdict.months_missed > 1][:2]:
        sentences.append(
            _("« %(name)s » manque la sienne depuis %(n)s mois.")
            % {"name": line.entry.name(), "n": line.verdict.months_missed}
        )
    return " ".join(sentences)


def detail(line: Line, language: str) -> str:
    """Under the figure of a tile: what it was worked out from, or what to beware of."""
    if line.figure.parts and len(line.figure.parts) <= 3:
        return " ".join(
            f"{catalogue.get(term).name(language)} : {findings.in_words(catalogue.get(term), value, language)}."
            for term, value in line.figure.parts
            if catalogue.exists(term)
        )
    pitfall = line.entry.pitfall(language)
    # The first sentence is enough here; the whole stands with the definitions.
    return pitfall.split(". ")[0].rstrip(".") + "." if pitfall else ""


def streak(line: Line) -> tuple[int, int]:
    """How many months the series has been going the same way, and which way (+1, -1, 0)."""
    way, count = 0, 0
    history = list(line.past)
    while len(history) > 1:
        moved = findings.change(history)
        if not moved:
            break
        sign = 1 if moved > 0 else -1
        if way and sign != way:
            break
        way, count = sign, count + 1
        history.pop()
    return count, way


def trend_heading(line: Line, language: str) -> str:
    """The finding over a chart: "Depuis août, nous répondons moins"."""
    name = line.entry.name(language)
    if line.figure.value is None:
        month = periods.month_name(line.months[-1], language)
        return _("%(name)s : pas de relevé en %(month)s") % {"name": name, "month": month}
    count, way = streak(line)
    share = findings.relative(line.past)
    if not count or (count == 1 and share is not None and abs(share) < STEADY):
        return _("%(name)s : stable") % {"name": name}
    finding = said(line, way > 0, language)
    if count == 1:
        return capital(finding)
    since = periods.month_name(line.months[-1 - count], language)
    return _("Depuis %(month)s, %(finding)s") % {"month": since, "finding": finding}


def caption(line: Line, language: str) -> str:
    """Under a chart: what is drawn, and the pitfall in short."""
    name, source = line.entry.name(language), catalogue.source_in_words(line.entry, language)
    formula = catalogue.formula_in_words(line.entry, language)
    if formula:
        return _("%(name)s : %(formula)s.") % {"name": name, "formula": formula}
    if not source:
        return f"{name}."
    if catalogue.is_unverified(line.entry):
        return f"{name}. {source}."
    return _("%(name)s. Définition : %(source)s.") % {"name": name, "source": source}


def broken(line: Line, language: str) -> str:
    """The breaks of a series in one sentence each: "Vues, rupture en novembre 2025 : Meta remplace…"."""
    return " ".join(
        _("%(name)s, rupture en %(month)s : %(words)s.")
        % {
            "name": line.entry.name(language),
            "month": periods.in_words(each.month, language),
            "words": each.words.rstrip("."),
        }
        for each in line.breaks
    )
