"""From a file brought by somebody to readings: looked at, shown, then kept or set aside."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from associations.hands import lock
from associations.models import Association, Membership
from calendar_app.models import Channel
from journal.moves import HOUSE, House, Refused, move
from kpis import pairing
from kpis.importing import LARGEST_BYTES, FileRefused, Parsed, check_size, parse
from kpis.importing.shapes import say
from kpis.models import ImportFile, Reading, Source
from kpis.plans import WITHOUT_ACCOUNT, Change, Plan, in_words, is_of, label_of, labels, plan

# A file of which a person would wait for the posts: some 3,000 of them.
LONG = 1_000_000


class PlanChanged(Refused):
    """The stored figures are no longer those the person was shown."""


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
    check_size(len(data), LARGEST_BYTES)
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


@transaction.atomic
def keep(
    file: ImportFile,
    *,
    by: Membership | House,
    now: dt.datetime,
    today: dt.date,
    shown: str | None = None,
    doubtful: bool = False,
    posts_later: bool = False,
) -> Plan:
    """Write the readings of `file`, with the file and the person. All of them, or none.

    `posts_later`: the posts of a long file are left to the caller's task (`pairing.read_posts`).
    `doubtful` is the person's word for the figures that ask for it; without it they are refused.

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
    if not doubtful:
        found = found.without_doubtful()
        if not found.changes:
            raise FileRefused(say(_ALL_DOUBTFUL))
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
    if file.size <= LONG or not posts_later:
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
        fitting = [channel for channel in channels if is_of(network, channel)]
        if len(fitting) > 1:
            raise FileRefused(say(_SEVERAL, names=", ".join(channel.slug for channel in fitting)))
        if fitting:
            found.append(fitting[0])
        elif network in WITHOUT_ACCOUNT:
            found.append(None)
    if not found:
        raise FileRefused(say(_NONE, network=labels(parsed.networks)))
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
                **fresh | {"note": _flag(change)},
            )
            for change in found.added
        ],
        batch_size=500,
    )
    mended: list[Reading] = []
    for change in found.changed:
        if change.before is not None:
            for name, value in {**fresh, "note": _flag(change), "value": change.value}.items():
                setattr(change.before, name, value)
            mended.append(change.before)
    Reading.objects.bulk_update(mended, [*fresh, "value"], batch_size=500)


def _flag(change: Change) -> str:
    """What the reading says of itself for ever, when it looked wrong and was kept."""
    return str(say(_KEPT_ALL_THE_SAME, doubt=change.doubt))[:200] if change.doubt else ""


def _lock(association: Association) -> None:
    lock(Association.objects.filter(pk=association.pk))


_ALL_DOUBTFUL = _(
    "Tous les chiffres de ce fichier sont douteux. Vérifiez-les sur le réseau, puis cochez la case qui les garde."
)
_KEPT_ALL_THE_SAME = _("À vérifier : %(doubt)s")
_SEVERAL = _("Plusieurs comptes peuvent recevoir ce fichier (%(names)s) : indiquez lequel.")
_NONE = _("Aucun compte de l’association n’est sur %(network)s : créez-le dans le calendrier, puis recommencez.")

__all__ = [
    "HOUSE",
    "Change",
    "Plan",
    "PlanChanged",
    "account_for",
    "in_words",
    "keep",
    "label_of",
    "plan",
    "read",
    "receive",
]
