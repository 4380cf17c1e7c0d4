"""The words of a testimony, known again without being kept: one keyed hash for each run of eight words.

Once erased, nobody reads the words in them; whoever pastes the words into a text is found (decision 0033).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.utils.crypto import salted_hmac

from associations.models import Association
from calendar_app.models import Revision, Testimony, TestimonyRun, TestimonyUse
from calendar_app.rules.prose import prose

# Fewer words in a row are anybody's: « merci à toute l’équipe pour cette journée ».
LENGTH = 8
_SALT = "calendar_app.relay.runs"


def digests(text: str, secrets: Sequence[str] | None = None) -> dict[int, str]:
    """Each run of LENGTH words of `text`, folded and hashed (64 bits, signed), with the run as the text writes it.

    Under every key of the house, or under `secrets` only.
    """
    read = prose(text)
    found: dict[int, str] = {}
    for secret in [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS] if secrets is None else secrets:
        key = salted_hmac(_SALT, "", secret=secret, algorithm="sha256").digest()
        for rank in range(len(read.words) - LENGTH + 1):
            run = read.words[rank : rank + LENGTH]
            said = " ".join(word.folded for word in run).encode("utf-8", "replace")
            digest = hashlib.blake2b(said, digest_size=8, key=key).digest()
            found.setdefault(int.from_bytes(digest, signed=True), read.text[run[0].start : run[-1].end])
    return found


def keep(testimony: Testimony) -> None:
    """Remember the runs of `testimony` while its words are here. What we had said before it came is ours: left out."""
    runs = set(digests(testimony.text, [settings.SECRET_KEY]))
    if not runs or TestimonyRun.objects.filter(testimony=testimony).exists():
        return
    for text in _said_before(testimony):
        runs -= digests(text, [settings.SECRET_KEY]).keys()
    TestimonyRun.objects.bulk_create(
        (
            TestimonyRun(association_id=testimony.association_id, testimony=testimony, digest=run)
            for run in sorted(runs)
        ),
        ignore_conflicts=True,
    )


def _said_before(testimony: Testimony) -> Iterator[str]:
    """What the posts of the association said on the day the testimony came: a mention it quotes is still ours."""
    before = Revision.objects.filter(association=testimony.association_id, at__lt=testimony.received_at)
    rows = before.filter(has_new_words=True).order_by().prefetch_related("texts")
    for revision in rows.iterator(chunk_size=500):
        yield from texts_of(revision)


def texts_of(revision: Revision) -> Iterator[str]:
    """The common words and those of each account; reads `texts`."""
    yield revision.text
    yield from (row.text for row in revision.texts.all() if row.text)


def quoting(association: Association, texts: Iterable[str]) -> dict[str, dict[int, str]]:
    """For each of `texts`, the testimonies it quotes (by id) and the first words it takes of each. One query."""
    known = {text: digests(text) for text in dict.fromkeys(texts)}
    asked = sorted({run for runs in known.values() for run in runs})
    kept: dict[int, list[int]] = {}
    for start in range(0, len(asked), 5_000):
        rows = TestimonyRun.objects.filter(association=association, digest__in=asked[start : start + 5_000])
        for digest, testimony in rows.order_by("testimony").values_list("digest", "testimony"):
            kept.setdefault(digest, []).append(testimony)
    found: dict[str, dict[int, str]] = {}
    for text, runs in known.items():
        for digest, said in runs.items():
            for testimony in kept.get(digest, ()):
                found.setdefault(text, {}).setdefault(testimony, said)
    return found


def still(uses: Iterable[TestimonyUse]) -> list[TestimonyUse]:
    """Those of `uses` whose post still says the words: one found by its words is free once they are gone.

    Needs `post__current` loaded. Two queries where some were found.
    """
    uses = list(uses)
    if not any(use.is_found for use in uses):
        return uses
    testimonies = {use.testimony_id for use in uses}
    rows = TestimonyRun.objects.filter(testimony__in=testimonies).order_by()
    kept = set(rows.values_list("testimony", "digest"))
    prefetch_related_objects([use.post.revision for use in uses if use.is_found], "texts")
    return [use for use in uses if not use.is_found or _says(use, kept)]


def _says(use: TestimonyUse, kept: set[tuple[int, int]]) -> bool:
    runs = (run for text in texts_of(use.post.revision) for run in digests(text))
    return any((use.testimony_id, run) in kept for run in runs)
