"""What keeping a file would do: its figures against those stored, for one account."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from associations.models import Association
from calendar_app.models import Channel
from calendar_app.networks import facts
from kpis import catalogue
from kpis.importing import Parsed, Refusal, Row, Sentence, doubts
from kpis.importing.shapes import META, say
from kpis.models import Reading

FOUR_DECIMALS = Decimal("0.0001")
# Figures of the web site may be the association's as a whole; those of an account need the account.
WITHOUT_ACCOUNT = frozenset({"blog"})
# What a reach cannot exceed, the first that is known.
TIMES_SHOWN = ("impressions", "views")


@dataclass(frozen=True, slots=True)
class Change:
    """One figure of the file against what is stored: `before` is None when nothing was."""

    row: Row
    before: Reading | None

    @property
    def doubt(self) -> Sentence | None:
        """Why to look twice at a figure that is not stored yet."""
        return None if self.is_same else self.row.doubt

    @property
    def value(self) -> Decimal:
        """The figure as the database keeps it."""
        return self.row.value.quantize(FOUR_DECIMALS)

    @property
    def is_new(self) -> bool:
        return self.before is None

    @property
    def is_same(self) -> bool:
        return self.before is not None and self.before.value == self.value


@dataclass(frozen=True, slots=True)
class Plan:
    """What keeping a file would do. `others` are the networks of the file that this account is not on."""

    parsed: Parsed
    changes: tuple[Change, ...]
    refused: tuple[Refusal, ...]
    others: tuple[str, ...] = ()

    @property
    def added(self) -> list[Change]:
        return [change for change in self.changes if change.is_new]

    @property
    def changed(self) -> list[Change]:
        return [change for change in self.changes if not change.is_new and not change.is_same]

    @property
    def unchanged(self) -> list[Change]:
        return [change for change in self.changes if change.is_same]

    @property
    def flagged(self) -> list[Change]:
        """Figures that look wrong: kept with a flag, some only on somebody's word."""
        return [change for change in self.changes if change.doubt]

    @property
    def doubtful(self) -> list[Change]:
        """Figures kept only on somebody's word."""
        return [change for change in self.flagged if change.row.asks_yes]

    def without_doubtful(self) -> Plan:
        """The plan of a person who did not give their word: those figures are refused, with the reason."""
        left = self.doubtful
        refused = [
            Refusal(change.row.line, change.row.source_column, change.row.doubt) for change in left if change.row.doubt
        ]
        kept = tuple(change for change in self.changes if change not in left)
        return replace(self, changes=kept, refused=(*self.refused, *refused))

    @property
    def fingerprint(self) -> str:
        """What the person is shown, in one hash: a yes is a yes to this and nothing else."""
        lines = (
            f"{change.row.key} {change.value} {change.before.value if change.before else ''} {change.doubt or ''}"
            for change in self.changes
        )
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    @property
    def reason(self) -> Sentence | None:
        """Why nothing can be kept, or None."""
        if self.changes:
            return None
        whole = [refusal for refusal in self.refused if not refusal.line] or list(self.refused)
        return whole[0].reason if whole else self.parsed.reason


def in_words(sentence: Sentence) -> str:
    """A sentence of the importer in the language of the page."""
    return sentence.filled(gettext(sentence.template))


def plan(parsed: Parsed, *, association: Association, channel: Channel | None, today: dt.date) -> Plan:
    """Compare the figures of a file with what is stored for this account. Two queries whatever their number."""
    if not parsed.rows:
        return Plan(parsed, (), parsed.refused)
    others = tuple(network for network in parsed.networks if not is_of(network, channel))
    rows = tuple(row for row in parsed.rows if is_of(row.network or parsed.network, channel))
    if not rows:
        return Plan(parsed, (), (Refusal(0, "", _wrong_account(parsed, association, channel)),), others)
    kept: list[Row] = []
    refused = list(parsed.refused)
    for row in rows:
        reason = _not_kept(row, today)
        if reason:
            refused.append(Refusal(row.line, row.source_column, reason))
        else:
            kept.append(row)
    stored = _stored(association, channel, kept)
    shown = _times_shown(kept, stored)
    changes = tuple(Change(_flagged(row, shown), stored.get((row.indicator, row.kind, row.start))) for row in kept)
    return Plan(parsed, changes, tuple(refused), others)


def is_of(network: str, channel: Channel | None) -> bool:
    if channel is None:
        return network in WITHOUT_ACCOUNT
    return network == channel.network or (network == "meta" and channel.network in META)


def labels(networks: Iterable[str]) -> str:
    """The networks by the names people know: "Facebook, Instagram"."""
    return ", ".join("Meta" if network == "meta" else label_of(network) for network in networks)


def label_of(network: str) -> str:
    """The name of one network."""
    try:
        return facts.network(network).label
    except facts.UnknownNetwork:
        return network


def _stored(association: Association, channel: Channel | None, rows: Sequence[Row]) -> dict[tuple, Reading]:
    if not rows:
        return {}
    wanted = {row.indicator for row in rows}
    readings = Reading.objects.of(association).filter(
        channel=channel,
        # A reach is weighed against what is stored of the same days.
        indicator__in=wanted | set(TIMES_SHOWN) if "reach" in wanted else wanted,
        period_start__gte=min(row.start for row in rows),
        period_start__lte=max(row.start for row in rows),
    )
    return {(reading.indicator, reading.period_kind, reading.period_start): reading for reading in readings}


def _times_shown(rows: Iterable[Row], stored: dict[tuple, Reading]) -> dict[tuple, Decimal]:
    """(indicator, kind, first day) -> how many times posts were shown, in the file or else stored."""
    found = {key: reading.value for key, reading in stored.items() if key[0] in TIMES_SHOWN}
    return found | {(row.indicator, row.kind, row.start): row.value for row in rows if row.indicator in TIMES_SHOWN}


def _flagged(row: Row, shown: dict[tuple, Decimal]) -> Row:
    """The row, with a flag when it reaches more people than it was shown times."""
    if row.indicator != "reach" or row.doubt:
        return row
    times = [value for name in TIMES_SHOWN if (value := shown.get((name, row.kind, row.start))) is not None]
    doubt = doubts.above(row.value, times[0]) if times else None
    return replace(row, doubt=doubt) if doubt else row


def _not_kept(row: Row, today: dt.date) -> Sentence | None:
    if not catalogue.exists(row.indicator):
        return say(_NO_INDICATOR, column=row.source_column)
    return say(_FUTURE, day=row.start.strftime("%d/%m/%Y")) if row.start > today else None


def _wrong_account(parsed: Parsed, association: Association, channel: Channel | None) -> Sentence:
    """Whose file it is, and what to do: choose the right account, or create it when there is none."""
    network = labels(parsed.networks)
    channels = list(Channel.objects.of(association).active())
    has_one = any(is_of(each, account) for each in parsed.networks for account in channels)
    if channel is None:
        return say(_NEEDS_ACCOUNT if has_one else _NONE_YET, network=network)
    template = _OTHER_NETWORK if has_one else _OTHER_NETWORK_NONE_YET
    return say(template, network=network, channel=channel.name, its=labels([channel.network]))


_FUTURE = _("Le %(day)s n’est pas encore arrivé : ce chiffre n’est pas gardé.")
_NO_INDICATOR = _("Le catalogue n’a pas d’indicateur pour la colonne « %(column)s ».")
_NEEDS_ACCOUNT = _("Ce fichier vient de %(network)s : choisissez le compte auquel vont ses chiffres.")
_OTHER_NETWORK = _(
    "Ce fichier vient de %(network)s, et le compte « %(channel)s » est sur %(its)s. Choisissez l’autre compte."
)
_NONE_YET = _(
    "Ce fichier vient de %(network)s, et aucun compte de l’association n’y est. "
    "Créez ce compte dans le calendrier, page « Les comptes de l’association », puis recommencez."
)
_OTHER_NETWORK_NONE_YET = _(
    "Ce fichier vient de %(network)s, et le compte « %(channel)s » est sur %(its)s. Aucun compte de l’association "
    "n’est sur %(network)s : créez-le dans le calendrier, page « Les comptes de l’association », puis recommencez."
)
