"""What we do not know this month, in sentences. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kpis import catalogue, periods
from kpis.aggregation import Book, Why

if TYPE_CHECKING:
    from calendar_app.models import Channel
    from kpis.tables.month import Line

SAID = 8


def listed(names: Sequence[str]) -> str:
    """Names in a row: "a, b et c"."""
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s et %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}


def unsaid(lines: Sequence[Line], book: Book, channels: Sequence[Channel], month: date, language: str) -> list[str]:
    """At most SAID sentences, the widest gaps first, then how many more there are."""
    sentences = [
        *_whole(lines, month, language),
        *_by_channel(lines, book, channels, month, language),
        *_never(lines, book, channels, month, language),
        *_short(lines, book, channels, month, language),
        *_holes(lines, language),
    ]
    rest = len(sentences) - SAID
    if rest > 0:
        more = ngettext("Et %(n)s autre manque.", "Et %(n)s autres manques.", rest) % {"n": rest}
        return [*sentences[:SAID], more]
    return sentences


def _quoted(names: Sequence[str]) -> str:
    return listed([_("« %(name)s »") % {"name": name} for name in names])


def _whole(lines: Sequence[Line], month: date, language: str) -> list[str]:
    """Indicators nobody read at all, and those that lack a term."""
    unread = [line.entry.name(language) for line in lines if line.figure.why is Why.NO_READING]
    sentences = []
    if unread:
        sentences.append(
            _("Pas de relevé en %(month)s pour %(names)s. Nous n’avons rien estimé.")
            % {"month": periods.month_name(month, language), "names": _quoted(unread)}
        )
    for line in lines:
        if line.figure.why is Why.MISSING_TERMS:
            terms = [(catalogue.stock_term(term) or (term,))[0] for term in map(str, line.figure.missing)]
            lacking = _quoted([catalogue.get(term).name(language) for term in terms])
            sentences.append(
                _("« %(name)s » ne peut pas être calculé : il manque %(terms)s.")
                % {"name": line.entry.name(language), "terms": lacking}
            )
    return sentences


def _by_channel(
    lines: Sequence[Line], book: Book, channels: Sequence[Channel], month: date, language: str
) -> list[str]:
    """Channels that gave a figure before and not this month."""
    sentences = []
    for channel in channels:
        lacking = [
            line.entry.name(language)
            for line in lines
            if channel.pk in book.in_play(line.entry, month)
            and book.figure(line.entry.id, channel.pk, month).value is None
            and line.figure.why is not Why.NO_READING
        ]
        if lacking:
            sentences.append(
                _("%(channel)s : pas de relevé pour %(names)s. L’ensemble est incomplet.")
                % {"channel": channel.name, "names": _quoted(lacking)}
            )
    return sentences


def _never(lines: Sequence[Line], book: Book, channels: Sequence[Channel], month: date, language: str) -> list[str]:
    """Figures that some channels give and others never gave."""
    sentences = []
    for line in lines:
        giving = book.in_play(line.entry, month)
        silent = [channel.name for channel in channels if channel.pk not in giving]
        if giving and silent and line.entry.scope == "channel" and len(silent) <= len(giving):
            sentences.append(
                _("« %(name)s » n’est pas relevé pour %(channels)s : ces cases restent vides.")
                % {"name": line.entry.name(language), "channels": listed(silent)}
            )
    return sentences


def _short(lines: Sequence[Line], book: Book, channels: Sequence[Channel], month: date, language: str) -> list[str]:
    """Series of days that stop before the end of the month, or start after it began."""
    sentences = []
    for line in lines:
        for channel in channels:
            figure = book.figure(line.entry.id, channel.pk, month)
            if figure.partial and figure.days:
                sentences.append(
                    _("« %(name)s » sur %(channel)s : %(days)s jours relevés sur %(all)s.")
                    % {
                        "name": line.entry.name(language),
                        "channel": channel.name,
                        "days": figure.days,
                        "all": periods.days_in(month),
                    }
                )
    return sentences


def _holes(lines: Sequence[Line], language: str) -> list[str]:
    """Months of the past year that lack between two known months, indicators of the same month together."""
    holes: dict[date, list[str]] = {}
    for line in lines:
        known = [place for place, figure in enumerate(line.history) if figure.value is not None]
        for place in range(known[0], known[-1]) if known else ():
            if line.history[place].value is None:
                holes.setdefault(line.months[place], []).append(line.entry.name(language))
    return [
        _("%(month)s manque pour %(names)s : personne n’a fait le relevé.")
        % {"month": periods.in_words(month, language).capitalize(), "names": _quoted(names)}
        for month, names in sorted(holes.items())
    ]
