"""From a file brought by somebody to readings: looked at, shown, then kept or set aside."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from associations.models import Association, Membership
from calendar_app.models import Channel
from calendar_app.networks import facts
from journal.moves import HOUSE, House, Refused, move
from kpis import catalogue, pairing
from kpis.importing import FileRefused, Parsed, Refusal, Row, Sentence, check_size, parse
from kpis.importing.shapes import META, say
from kpis.models import ImportFile, Reading, Source

FOUR_DECIMALS = Decimal("0.0001")
# Figures of the web site may be the association's as a whole; those of an account need the account.
WITHOUT_ACCOUNT = frozenset({"blog"})


@dataclass(frozen=True, slots=True)
class Change:
    """One figure of the file against what is stored: `before` is None when nothing was."""

    row: Row
    before: Reading | None

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
    def fingerprint(self) -> str:
        """What the person is shown, in one hash: a yes is a yes to this and nothing else."""
        lines = (
            f"{change.row.key} {change.value} {change.before.value if change.before else ''}" for change in self.changes
        )
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    @property
    def reason(self) -> Sentence | None:
        """Why nothing can be kept, or None."""
        if self.changes:
            return None
        whole = [refusal for refusal in self.refused if not refusal.line] or list(self.refused)
        return whole[0].reason if whole else self.parsed.reason


class PlanChanged(Refused):
    """The stored figures are no longer those the person was shown."""


def in_words(sentence: Sentence) -> str:
    """A sentence of the importer in the language of the page."""
    return sentence.filled(gettext(sentence.template))


def fingerprint(data: bytes) -> str:
    """The SHA-256 by which a file is known again."""
    return hashlib.sha256(data).hexdigest()


def receive(
    data: bytes,
    name: str,
    *,
    association: Association,
    channel: Channel | None,
    by: Membership | None,
    now: dt.datetime,
    today: dt.date,
    month: dt.date | None = None,
    indicator: str = "",
) -> ImportFile:
    """Put a file on the table, to be shown and confirmed: no reading is written.

    The same file for the same account is the same row, whatever its name. A file that only lacks an
    answer is received too. Raises FileRefused when nothing of it can be kept.
    """
    check_size(len(data))
    sha256 = fingerprint(data)
    with transaction.atomic():
        _lock(association)
        before = ImportFile.objects.same(association, channel, sha256).first()
        if before and before.status == ImportFile.Status.KEPT:
            return before
        parsed = parse(data, name, hint_month=month, hint_indicator=indicator)
        if not parsed.asks:
            found = plan(parsed, association=association, channel=channel, today=today)
            if found.reason:
                raise FileRefused(found.reason)
        answers = {"month": month, "indicator": indicator}
        if before:
            ImportFile.objects.of(association).filter(pk=before.pk, status=before.status).update(**answers)
            return ImportFile.objects.of(association).get(pk=before.pk)
        return ImportFile.objects.create(
            association=association,
            channel=channel,
            name=name[-200:],
            sha256=sha256,
            content=data,
            size=len(data),
            family=parsed.family,
            by=by,
            at=now,
            **answers,
        )


def read(file: ImportFile, *, today: dt.date) -> Plan:
    """What keeping `file` would do now: its own bytes are read again, with the answers given."""
    parsed = parse(_bytes(file), file.name, hint_month=file.month, hint_indicator=file.indicator)
    return plan(parsed, association=file.association, channel=file.channel, today=today)


def plan(parsed: Parsed, *, association: Association, channel: Channel | None, today: dt.date) -> Plan:
    """Compare the figures of a file with what is stored for this account. Two queries whatever their number."""
    if not parsed.rows:
        return Plan(parsed, (), parsed.refused)
    others = tuple(network for network in parsed.networks if not _is_of(network, channel))
    rows = tuple(row for row in parsed.rows if _is_of(row.network or parsed.network, channel))
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
    changes = tuple(Change(row, stored.get((row.indicator, row.kind, row.start))) for row in kept)
    return Plan(parsed, changes, tuple(refused), others)


@transaction.atomic
def keep(
    file: ImportFile, *, by: Membership | House, now: dt.datetime, today: dt.date, shown: str | None = None
) -> Plan:
    """Write the readings of `file`, with the file and the person. All of them, or none.

    `shown` is the fingerprint of the plan the person saw; None when nobody was shown anything (the command).
    A file already kept changes nothing. Raises PlanChanged, FileRefused, and what `move` raises.
    """
    # Two people keeping two files of one account at once must queue: each must see what the other wrote.
    _lock(file.association)
    found = read(file, today=today)
    if file.status == ImportFile.Status.KEPT:
        return found
    if found.reason:
        raise FileRefused(found.reason)
    if shown is not None and shown != found.fingerprint:
        raise PlanChanged(
            gettext("Les chiffres enregistrés ont changé entre-temps. Relisez l’aperçu, puis confirmez à nouveau."),
            file,
        )
    person = by if isinstance(by, Membership) else file.by
    starts = [change.row.start for change in found.changes]
    move(
        file,
        ImportFile.Status.KEPT,
        by=by,
        kept_by=person,
        kept_at=now,
        added=len(found.added),
        changed=len(found.changed),
        unchanged=len(found.unchanged),
        refused=len(found.refused),
        first_on=min(starts),
        last_on=max(starts),
    )
    _write(file, found, person, now)
    pairing.take_in(file, _bytes(file), now=now)
    return found


def set_aside(file: ImportFile, *, by: Membership) -> None:
    """Drop a file that was only being looked at, and its bytes: they prove nothing. Raises what `move` raises."""
    move(file, ImportFile.Status.SET_ASIDE, by=by, content=b"")


def account_for(parsed: Parsed, channels: Iterable[Channel]) -> list[Channel | None]:
    """The accounts a file is for, when that is certain: one per network it holds. Raises FileRefused."""
    if not parsed.rows:
        return []
    channels = list(channels)
    found: list[Channel | None] = []
    for network in parsed.networks:
        fitting = [channel for channel in channels if _is_of(network, channel)]
        if len(fitting) > 1:
            raise FileRefused(say(_SEVERAL, names=", ".join(channel.slug for channel in fitting)))
        if fitting:
            found.append(fitting[0])
        elif network in WITHOUT_ACCOUNT:
            found.append(None)
    if not found:
        raise FileRefused(say(_NONE, network=_labels(parsed.networks)))
    return list(dict.fromkeys(found))


def _bytes(file: ImportFile) -> bytes:
    content = ImportFile.objects.filter(association=file.association_id, pk=file.pk).values_list("content", flat=True)
    return bytes(content.get())


def _write(file: ImportFile, found: Plan, person: Membership | None, now: dt.datetime) -> None:
    fresh = {"source": Source.IMPORT, "note": "", "by": person, "at": now, "import_file": file}
    Reading.objects.bulk_create(
        [
            Reading(
                association_id=file.association_id,
                channel_id=file.channel_id,
                indicator=change.row.indicator,
                period_kind=change.row.kind,
                period_start=change.row.start,
                value=change.value,
                **fresh,
            )
            for change in found.added
        ],
        batch_size=500,
    )
    mended: list[Reading] = []
    for change in found.changed:
        if change.before is not None:
            for name, value in {**fresh, "value": change.value}.items():
                setattr(change.before, name, value)
            mended.append(change.before)
    Reading.objects.bulk_update(mended, [*fresh, "value"], batch_size=500)


def _stored(association: Association, channel: Channel | None, rows: Sequence[Row]) -> dict[tuple, Reading]:
    if not rows:
        return {}
    readings = Reading.objects.of(association).filter(
        channel=channel,
        indicator__in={row.indicator for row in rows},
        period_start__gte=min(row.start for row in rows),
        period_start__lte=max(row.start for row in rows),
    )
    return {(reading.indicator, reading.period_kind, reading.period_start): reading for reading in readings}


def _is_of(network: str, channel: Channel | None) -> bool:
    if channel is None:
        return network in WITHOUT_ACCOUNT
    return network == channel.network or (network == "meta" and channel.network in META)


def _not_kept(row: Row, today: dt.date) -> Sentence | None:
    if not catalogue.exists(row.indicator):
        return say(_NO_INDICATOR, column=row.source_column)
    return say(_FUTURE, day=row.start.strftime("%d/%m/%Y")) if row.start > today else None


def _wrong_account(parsed: Parsed, association: Association, channel: Channel | None) -> Sentence:
    """Whose file it is, and what to do: choose the right account, or create it when there is none."""
    network = _labels(parsed.networks)
    channels = list(Channel.objects.of(association).active())
    has_one = any(_is_of(each, account) for each in parsed.networks for account in channels)
    if channel is None:
        return say(_NEEDS_ACCOUNT if has_one else _NONE_YET, network=network)
    template = _OTHER_NETWORK if has_one else _OTHER_NETWORK_NONE_YET
    return say(template, network=network, channel=channel.name, its=_labels([channel.network]))


def _labels(networks: Iterable[str]) -> str:
    """The networks by the names people know: "Facebook, Instagram"."""
    return ", ".join("Meta" if network == "meta" else label_of(network) for network in networks)


def label_of(network: str) -> str:
    """The name of one network."""
    try:
        return facts.network(network).label
    except facts.UnknownNetwork:
        return network


def _lock(association: Association) -> None:
    Association.objects.select_for_update(of=("self",)).get(pk=association.pk)


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
_SEVERAL = _("Plusieurs comptes peuvent recevoir ce fichier (%(names)s) : indiquez lequel.")
_NONE = _("Aucun compte de l’association n’est sur %(network)s : créez-le dans le calendrier, puis recommencez.")

__all__ = ["HOUSE", "Change", "Plan", "PlanChanged", "account_for", "in_words", "keep", "plan", "read", "receive"]
