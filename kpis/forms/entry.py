"""The monthly grid: one line per account, one for each figure of the association as a whole.

Everything is saved or nothing is. A cell left empty stays unknown; a cell
emptied takes its reading away; a cell nobody touched is left alone, whatever
somebody else did to it meanwhile.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from associations.models import Association
from calendar_app.models import Channel
from kpis import catalogue, findings, numbers, periods, series
from kpis.catalogue import Indicator
from kpis.models import FollowedIndicator, PeriodKind, Reading
from kpis.transitions import Change, cell_name

LARGEST = Decimal(10) ** 13
MAY_BE_NEGATIVE = {"follower_growth", "follower_growth_rate", "sentiment_net"}
WHOLE = {"count", "accounts"}
# PostgreSQL keeps no NUL, and nobody sees the others.
CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
RECENT = 3  # months looked back to see how figures come in


@dataclass(slots=True)
class GridCell:
    """One field of the grid."""

    entry: Indicator
    channel_id: int | None
    label: str
    current: Decimal | None
    hint: str
    text: str = ""
    seen: Decimal | None = None
    value: Decimal | None = None
    error: str = ""

    @property
    def name(self) -> str:
        """The name of the field."""
        return cell_name(self.entry.id, self.channel_id)

    @property
    def seen_name(self) -> str:
        """The name of the hidden field that remembers what the page showed."""
        return self.name.replace("v-", "w-", 1)

    @property
    def current_text(self) -> str:
        """The reading in the database, as the field shows it."""
        return "" if self.current is None else numbers.plain(self.current)

    @property
    def is_changed(self) -> bool:
        """Whether the person wants something else than what the page showed."""
        return bool(self.error) or self.value != self.seen

    def read(self, data: Mapping[str, str]) -> None:
        """Take what was typed; `error` says what is wrong with it."""
        self.text = data.get(self.name, "").strip()[:60]
        try:
            self.seen = numbers.parse(data.get(self.seen_name, ""))
        except numbers.NotANumber:
            self.seen = self.current
        try:
            self.value = numbers.parse(self.text)
        except numbers.NotANumber as problem:
            self.error = refusal(self.text, ambiguous=problem.ambiguous, entry=self.entry)
            return
        if self.value is not None:
            self.error = absurd(self.entry, self.value)


def refusal(text: str, *, ambiguous: bool, entry: Indicator | None = None) -> str:
    """Why `text` is not kept as a number, and what to write instead: no comma for what is counted one by one."""
    is_whole = entry is not None and entry.unit in WHOLE
    if ambiguous:
        whole, comma = text.replace(".", ""), text.replace(".", ",").rstrip("0")
        if is_whole:
            return _("« %(text)s » peut se lire de deux façons. Écrivez %(whole)s, sans point.") % {
                "text": text,
                "whole": whole,
            }
        return _("« %(text)s » peut se lire de deux façons. Écrivez %(whole)s ou %(comma)s.") % {
            "text": text,
            "whole": whole,
            "comma": comma,
        }
    example = _("1240") if is_whole else _("1240 ou 12,5")
    return _(
        "« %(text)s » n’est pas un nombre. Écrivez par exemple %(example)s ; laissez la case vide si vous ne savez pas."
    ) % {"text": text, "example": example}


def absurd(entry: Indicator, value: Decimal) -> str:
    """Why this number cannot be a value of `entry`; "" when it can."""
    if value < 0 and entry.id not in MAY_BE_NEGATIVE:
        return _("Un nombre négatif n’a pas de sens ici. Laissez la case vide si vous ne savez pas.")
    if abs(value) > LARGEST:
        return _("Ce nombre est trop grand pour être juste. Vérifiez-le à la source.")
    if entry.unit in WHOLE and value != value.to_integral_value():
        return _("« %(name)s » se compte en nombres entiers. Écrivez %(whole)s, par exemple.") % {
            "name": entry.name(),
            "whole": int(value),
        }
    return ""


@dataclass(slots=True)
class GridRow:
    """A line of the grid: its cells, and where their figures come from."""

    key: str
    label: str
    cells: list[GridCell]
    note: str
    note_error: str = ""

    @property
    def note_name(self) -> str:
        """The name of the source field."""
        return f"n-{self.key}"

    def read(self, data: Mapping[str, str]) -> None:
        """Take the cells and the source; a new figure without a source is refused."""
        for cell in self.cells:
            cell.read(data)
        self.note = CONTROL.sub(" ", data.get(self.note_name, "")).strip()
        if len(self.note) > 200:
            self.note_error = _("La source tient en 200 caractères ; celle-ci en a %(n)s.") % {"n": len(self.note)}
        elif not self.note and any(cell.value is not None and cell.is_changed for cell in self.cells):
            self.note_error = _(
                "Dites d’où viennent ces chiffres, par exemple « Meta Business Suite, vue d’ensemble »."
            )


class Grid:
    """The grid of one month. Build it, `read` what was sent, look at `is_valid`, take `changes`."""

    def __init__(self, month: date, columns: Sequence[Indicator], by_channel: list[GridRow], whole: list[GridRow]):
        self.month, self.columns, self.by_channel, self.whole = month, columns, by_channel, whole
        self.is_bound = False

    @property
    def rows(self) -> list[GridRow]:
        """All lines, those of the accounts first."""
        return [*self.by_channel, *self.whole]

    @property
    def cells(self) -> list[GridCell]:
        """All cells, in reading order."""
        return [cell for row in self.rows for cell in row.cells]

    def read(self, data: Mapping[str, str]) -> Grid:
        """Take what was sent."""
        self.is_bound = True
        for row in self.rows:
            row.read(data)
        return self

    @property
    def errors(self) -> list[tuple[str, str, str]]:
        """(field, where, sentence) of everything refused, in reading order."""
        found = []
        for row in self.rows:
            found += [(cell.name, cell.label, cell.error) for cell in row.cells if cell.error]
            if row.note_error:
                found.append((row.note_name, row.label, row.note_error))
        return found

    @property
    def is_valid(self) -> bool:
        """Whether nothing is refused."""
        return not self.errors

    def refuse(self, cell: str, sentence: str) -> None:
        """Put a refusal found while saving on its cell."""
        for candidate in self.cells:
            if candidate.name == cell:
                candidate.error = sentence

    def changes(self) -> list[Change]:
        """What was changed, cell by cell."""
        return [
            Change(cell.entry.id, cell.channel_id, cell.seen, cell.value, row.note)
            for row in self.rows
            for cell in row.cells
            if cell.value != cell.seen
        ]

    def settle(self) -> None:
        """Before showing the page (again): untouched cells take what the database says now."""
        for cell in self.cells:
            if not self.is_bound or not cell.is_changed:
                cell.text = cell.current_text


def grid(association: Association, month: date) -> Grid:
    """The grid of `month` for the indicators the association follows. Six queries, whatever the rows."""
    followed = list(FollowedIndicator.objects.of(association).values_list("indicator", flat=True))
    readings = {
        (reading.indicator, reading.channel_id): reading for reading in Reading.objects.of(association).of_month(month)
    }
    spoken = {channel for _indicator, channel in readings}
    channels = [c for c in Channel.objects.of(association) if c.is_active or c.pk in spoken]
    before = periods.shift(month, -1)
    book = series.book(association, followed, periods.shift(month, -RECENT), month, [c.pk for c in channels])
    by_channel = {indicator for indicator, channel, _month in book.reads if channel}
    typed = catalogue.typed_for(followed, {indicator for indicator, _channel, _month in book.reads})
    notes = _last_notes(association, month)

    def cell(entry: Indicator, channel: Channel | None) -> GridCell:
        key = channel.pk if channel else None
        reading = readings.get((entry.id, key))
        label = entry.name() if channel is None else f"{channel}, {entry.name()}"
        return GridCell(entry, key, label, reading.value if reading else None, _hint(book, entry, key, month, before))

    # What may be read either way is asked of each account only where some account has given it lately.
    columns = [e for e in typed if e.scope == "channel" or (e.scope == "either" and e.id in by_channel)]
    whole = [e for e in typed if e.scope != "channel"]
    return Grid(
        month,
        columns,
        [GridRow(f"c{c.pk}", c.name, [cell(e, c) for e in columns], notes.get(("", c.pk), "")) for c in channels]
        if columns
        else [],
        [GridRow(f"w-{e.id}", e.name(), [cell(e, None)], notes.get((e.id, None), "")) for e in whole],
    )


def _hint(book: series.Book, entry: Indicator, channel: int | None, month: date, before: date) -> str:
    """Under a field: what imported days already give, else the figure of the month before."""
    now = book.figure(entry.id, channel, month)
    if now.value is not None and now.days:
        return _("import : %(value)s") % {"value": findings.in_words(entry, now.value)}
    past = book.figure(entry.id, channel, before)
    if past.value is None:
        return ""
    return _("%(month)s : %(value)s") % {
        "month": periods.short_name(before),
        "value": findings.in_words(entry, past.value),
    }


def _last_notes(association: Association, month: date) -> dict[tuple[str, int | None], str]:
    """The source last given for each account, and for each figure of the whole: it seldom changes."""
    notes: dict[tuple[str, int | None], str] = {}
    typed = (
        Reading.objects.of(association)
        .filter(source="typed", period_kind=PeriodKind.MONTH)
        .between(periods.shift(month, -2), month)
        .order_by("period_start", "pk")
    )
    for indicator, channel, note in typed.values_list("indicator", "channel_id", "note"):
        notes["" if channel else indicator, channel] = note
    return notes
