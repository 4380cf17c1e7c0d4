"""From the lines of a file to the posts of the calendar: matched alone when it is sure, else asked."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django_scopes import scope

from associations.models import Association, Membership
from calendar_app.models import Channel, RevisionText, Variant
from journal.moves import HOUSE, Overtaken, Refused, move
from kpis import likeness
from kpis.importing import PostLine as FileLine
from kpis.importing import posts as posts_of
from kpis.models import ImportFile, PostLine

Status, Why = PostLine.Status, PostLine.Why
BATCH = 500
NOON = dt.time(12)
# What may have been measured: out on this account, or due there and not confirmed yet.
OUT = Q(published_at__isnull=False) | Q(post__status__in=["scheduled", "published"])


def take_in(file: ImportFile, data: bytes, *, now: dt.datetime) -> None:
    """Keep the figures of each post of `file`, matched where it is sure. Files of the site list no posts.

    Batch by batch, each with the association locked: a long file lets others work in between, and done twice it is
    done once. A post that a file kept later lists too keeps the figures of that one.
    """
    if file.channel is not None:
        calendar = posts_of_account(file.channel)
        told: list[tuple[FileLine, list[likeness.Guess]]] = []
        for batch in _batched(posts_of(data, file.family, hint_month=file.month), BATCH):
            # Few are told, whatever the file: only lines near a post of the calendar.
            told += _apart(file, batch, calendar)
        with transaction.atomic():
            _lock(file.association_id)
            claims = Counter(found[0].pk for _line, found in told if found[0].is_sure)
            free = {pk for pk, count in claims.items() if count == 1} - _matched(file.channel)
            for some in _batched(told, BATCH):
                _take(file, some, free, now)
    ImportFile.objects.filter(association=file.association_id, pk=file.pk).update(posts_at=now)
    file.posts_at = now


def read_posts(pk: int, now: dt.datetime) -> None:
    """What the task does for a long file that was kept. A second call finds it done and leaves."""
    file = ImportFile.unscoped.select_related("association", "channel").filter(pk=pk, status="kept").first()
    if file is None or file.posts_at is not None:
        return
    with scope(association=file.association):
        take_in(file, bytes(file.content), now=now)


@transaction.atomic
def _apart(file: ImportFile, batch: list[FileLine], calendar: Calendar) -> list[tuple[FileLine, list[likeness.Guess]]]:
    """Keep the lines that look like no post of the calendar; return the others, with what they look like."""
    _lock(file.association_id)
    later = _kept_later(file, [line.key for line in batch])
    told: list[tuple[FileLine, list[likeness.Guess]]] = []
    rows: list[PostLine] = []
    for line in batch:
        if line.key in later:
            continue
        found = likeness.guesses(_plain(line), calendar.near(line))
        if found:
            told.append((line, found))
        else:
            rows.append(_row(file, line, Status.APART))
    _upsert(rows)
    return told


def _kept_later(file: ImportFile, keys: list[str]) -> set[str]:
    if file.kept_at is None:
        return set()
    rows = PostLine.objects.filter(association=file.association_id, channel=file.channel_id, key__in=keys)
    return set(rows.filter(file__kept_at__gt=file.kept_at).values_list("key", flat=True))


def _lock(association: int) -> None:
    """The association first, as imports do: two hands queue, and never cross."""
    Association.objects.select_for_update(of=("self",)).get(pk=association)


@transaction.atomic
def settle(line: PostLine, variant: Variant | None, *, by: Membership, now: dt.datetime) -> bool:
    """Say which post `line` is of, or that it is none of the calendar. False when that was already the answer.

    Raises Overtaken when somebody answered otherwise meanwhile, and Refused when the post has another line.
    """
    chosen = variant.pk if variant else None
    line = _locked(line)
    if line.status != Status.WAITING:
        if line.variant_id == chosen:
            return False
        raise Overtaken(_("Quelqu’un a déjà répondu pour cette publication. Défaites d’abord sa réponse."), line)
    found = {"variant_id": chosen, "why": Why.PERSON if variant else ""}
    try:
        with transaction.atomic():
            to = Status.MATCHED if variant else Status.APART
            move(line, to, by=by, **found, excerpt="", settled_by=by, settled_at=now)
    except IntegrityError as error:
        raise Refused(
            _("Cette publication a déjà ses chiffres sur ce compte : ils viennent d’une autre ligne."), line
        ) from error
    return True


@transaction.atomic
def reopen(line: PostLine, *, by: Membership) -> None:
    """Undo an answer: the line waits again. Its words are gone; its day, its link and its figures remain."""
    line = _locked(line)
    if line.status != Status.WAITING:
        move(line, Status.WAITING, by=by, variant_id=None, why="", settled_by=None, settled_at=None)


def _locked(line: PostLine) -> PostLine:
    """The line as it is now."""
    _lock(line.association_id)
    return PostLine.objects.of(line.association_id).select_related("association").get(pk=line.pk)


class Calendar:
    """The posts of one account, by day and by link: each line only looks at those near it."""

    def __init__(self, posts: Iterable[likeness.Post]) -> None:
        self._by_day: dict[dt.date, list[likeness.Post]] = {}
        self._by_link: dict[str, list[likeness.Post]] = {}
        for post in posts:
            self._by_day.setdefault(timezone.localdate(post.at), []).append(post)
            if post.link:
                self._by_link.setdefault(likeness.address(post.link), []).append(post)

    def near(self, line: FileLine) -> Iterator[likeness.Post]:
        """The posts with its link, whatever their day, and those within four days of it."""
        same = self._by_link.get(likeness.address(line.link), []) if line.link else []
        yield from same
        known = {post.pk for post in same}
        for shift in range(-4, 5):
            for post in self._by_day.get(line.on + dt.timedelta(days=shift), []):
                if post.pk not in known:
                    yield post


def posts_of_account(channel: Channel, days: tuple[dt.date, dt.date] | None = None) -> Calendar:
    """What went out on `channel`, or was due and not given up; between two days when they are given. Two queries."""
    return Calendar(post for _channel, post in posts_of_accounts([channel.pk], channel.association_id, days))


def posts_of_accounts(
    channels: Iterable[int], association: int, days: tuple[dt.date, dt.date] | None = None
) -> list[tuple[int, likeness.Post]]:
    """(account, post) of several accounts. Two queries whatever their number."""
    variants = Variant.objects.filter(OUT, association=association, channel__in=channels, skipped_at=None)
    if days:
        first, last = (timezone.make_aware(dt.datetime.combine(day, NOON)) for day in days)
        margin = likeness.NEAR + dt.timedelta(days=5)
        window = (first - margin, last + margin)
        variants = variants.filter(Q(published_at__range=window) | Q(published_at=None, post__due_at__range=window))
    fields = ("pk", "channel_id", "link", "published_at", "post__due_at", "post__title", "post__current_id")
    rows = list(variants.order_by("pk").values_list(*fields, "post__current__text"))
    own = RevisionText.objects.filter(
        association=association, channel__in=channels, revision__in=[row[6] for row in rows]
    ).exclude(text="")
    texts = {(revision, channel): text for revision, channel, text in own.values_list("revision", "channel", "text")}
    return [
        (channel, likeness.Post(pk, out_at or due_at, link, title, texts.get((current, channel)) or text or ""))
        for pk, channel, link, out_at, due_at, title, current, text in rows
    ]


def line_of(row: PostLine) -> likeness.Line:
    """A kept line as it is compared."""
    at = row.posted_at or timezone.make_aware(dt.datetime.combine(row.posted_on, NOON))
    return likeness.Line(at, row.posted_at is not None, row.link, row.excerpt)


def _plain(line: FileLine) -> likeness.Line:
    at = _aware(line.at) or timezone.make_aware(dt.datetime.combine(line.on, NOON))
    return likeness.Line(at, line.at is not None, line.link, line.words)


def _aware(at: dt.datetime | None) -> dt.datetime | None:
    return timezone.make_aware(at) if at is not None and at.tzinfo is None else at


def _take(
    file: ImportFile, batch: Iterable[tuple[FileLine, list[likeness.Guess]]], free: set[int], now: dt.datetime
) -> None:
    batch = list(batch)
    keys = [line.key for line, _found in batch]
    known = {
        row.key: row
        for row in PostLine.objects.filter(association=file.association_id, channel=file.channel_id, key__in=keys)
    }
    fresh: list[PostLine] = []
    again: list[PostLine] = []
    late: list[tuple[PostLine, likeness.Guess | None, str]] = []
    for line, found in batch:
        sure = found[0] if found[0].is_sure and found[0].pk in free else None
        before = known.get(line.key)
        if before:
            again.append(_row(file, line, Status.WAITING))
            # What a person answered stays. The house may be wiser than at the last file: a link noted since then.
            if before.settled_by_id is None and (before.status == Status.APART or (sure and not before.variant_id)):
                late.append((before, sure, line.words[:200]))
            continue
        row = _row(file, line, Status.MATCHED if sure else Status.WAITING)
        if sure:
            row.variant_id, row.why, row.settled_at = sure.pk, sure.why, now
        else:
            row.excerpt = line.words[:200]
        fresh.append(row)
    _upsert([*fresh, *again])
    for before, guess, words in late:
        if guess:
            move(before, Status.MATCHED, by=HOUSE, variant_id=guess.pk, why=guess.why, excerpt="", settled_at=now)
        else:
            move(before, Status.WAITING, by=HOUSE, excerpt=words)


def _row(file: ImportFile, line: FileLine, status: str) -> PostLine:
    return PostLine(
        association_id=file.association_id,
        channel_id=file.channel_id,
        file=file,
        line=line.line,
        key=line.key,
        link=line.link,
        posted_on=line.on,
        posted_at=_aware(line.at),
        figures={indicator: str(value) for indicator, value in line.figures},
        status=status,
    )


def _upsert(rows: list[PostLine]) -> None:
    """A post listed again keeps its answer and takes the new figures: they replace, they are never added."""
    PostLine.objects.bulk_create(
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["association", "channel", "key"],
        update_fields=["file", "line", "link", "posted_on", "posted_at", "figures"],
    )


def _matched(channel: Channel) -> set[int]:
    """Posts of the account that have their line already."""
    rows = PostLine.objects.filter(association=channel.association_id, channel=channel, variant__isnull=False)
    return set(rows.values_list("variant_id", flat=True))


def _batched(items: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """The items by lists of `size`: a file of 100,000 posts is never whole in memory."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch
