"""One version of a post beside the one before: what was said, and what changed, word by word."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from calendar_app.models import Approval, ChangeRequest, Media, Post, Revision, RevisionMedia
from charter.diff import Span, word_diff

# Posts whose words may still change.
OPEN = (Post.Status.DRAFT, Post.Status.REVIEW, Post.Status.SCHEDULED)


@dataclass(frozen=True)
class Step:
    """A line of « Versions »: a save with its yeses, or a request for changes. The other one is None."""

    at: dt.datetime
    revision: Revision | None = None
    approvals: tuple[Approval, ...] = ()
    request: ChangeRequest | None = None


@dataclass(frozen=True)
class Part:
    """One text of a version: its name on the page, and what leads to it from the version before."""

    name: str
    spans: list[Span]

    @property
    def is_same(self) -> bool:
        return all(span.kind == "same" for span in self.spans)


@dataclass(frozen=True)
class Picture:
    """An image of a version or of the one before; `fate` is "same", "ins" or "del"."""

    media: Media
    fate: str
    spans: list[Span]


def steps(post: Post) -> list[Step]:
    """Return the life of the text, newest first. `post` comes from `to_read()`."""
    said: dict[int, list[Approval]] = {}
    for approval in post.approvals.all():
        said.setdefault(approval.revision_id, []).append(approval)
    found = [Step(r.at, revision=r, approvals=tuple(said.get(r.pk, ()))) for r in post.revisions.all()]
    found += [Step(request.at, request=request) for request in post.change_requests.all()]
    # At the same instant, a request comes after the words it is about.
    return sorted(found, key=lambda step: (step.at, step.request is not None, _number(step)), reverse=True)


def _number(step: Step) -> int:
    return step.revision.number if step.revision else 0


def asked(post: Post) -> ChangeRequest | None:
    """The request that sent `post` back to draft and still waits for an answer, or None. `to_read()` as above."""
    if post.status != Post.Status.DRAFT or not post.reason:
        return None
    return max(post.change_requests.all(), key=lambda request: (request.at, request.pk), default=None)


def page(post: Post, revision: Revision) -> dict[str, Any]:
    """Return the context of the page of `revision` (three queries for it, three for the one before)."""
    around = Revision.objects.of(post.association).filter(post=post).select_related("by__user")
    before = around.filter(number__lt=revision.number).newest_first().first()
    after = around.filter(number__gt=revision.number).order_by("number").first()
    newest = around.newest_first().values_list("number", flat=True)[0]
    parts = [part for part in _parts(before, revision) if part.spans]
    pictures = _pictures(before, revision)
    return {
        "post": post,
        "revision": revision,
        "before": before,
        "after": after,
        "parts": parts,
        "pictures": pictures,
        "last": newest,
        "is_old": revision.number != newest and post.status in OPEN,
        "is_same": all(part.is_same for part in parts) and all(_is_same(picture) for picture in pictures),
    }


def _parts(before: Revision | None, revision: Revision) -> list[Part]:
    old, new = _texts(before), _texts(revision)
    parts = [
        Part(_("Titre"), _spans(before, before.title if before else "", revision.title)),
        Part(_("Nature"), _spans(before, _kind(before), _kind(revision))),
        Part(_("Texte"), _spans(before, before.text if before else "", revision.text)),
    ]
    for name in [*new, *(name for name in old if name not in new)]:
        own = _("Texte propre à %(channel)s") % {"channel": name}
        parts.append(Part(own, _spans(before, old.get(name, ""), new.get(name, ""))))
    # An account that has the common text says nothing more: its name alone tells where it goes.
    where = Part(_("Comptes"), _spans(before, ", ".join(old), ", ".join(new)))
    return [*parts, where]


def _kind(revision: Revision | None) -> str:
    return str(Post.Kind(revision.kind).label) if revision else ""


def _texts(revision: Revision | None) -> dict[str, str]:
    return {text.channel.name: text.text for text in revision.texts.select_related("channel")} if revision else {}


def _spans(before: Revision | None, old: str, new: str) -> list[Span]:
    """The first version is not « all added »: there was nothing to change."""
    if before is None:
        return [Span("same", new)] if new else []
    return word_diff(old, new)


def _pictures(before: Revision | None, revision: Revision) -> list[Picture]:
    old = {image.media: _words_of(image) for image in _each(before)} if before else {}
    new = {image.media: _words_of(image) for image in _each(revision)}
    found = [
        Picture(media, "same" if media in old or before is None else "ins", _spans(before, old.get(media, ""), alt))
        for media, alt in new.items()
    ]
    gone = [Picture(media, "del", [Span("same", alt)] if alt else []) for media, alt in old.items() if media not in new]
    return found + gone


def _each(revision: Revision) -> list[RevisionMedia]:
    """Each image once, with the accounts that alone show it in `only`."""
    found: dict[int, RevisionMedia] = {}
    for image in revision.images.select_related("media", "channel"):
        kept = found.setdefault(image.media_id, image)
        kept.only = getattr(kept, "only", []) + ([image.channel.name] if image.channel else [])  # type: ignore[attr-defined]
    return list(found.values())


def _words_of(image: Any) -> str:
    if not image.only:
        return str(image.alt)
    return _("%(alt)s (seulement sur %(channels)s)") % {"alt": image.alt, "channels": ", ".join(image.only)}


def _is_same(picture: Picture) -> bool:
    return picture.fate == "same" and all(span.kind == "same" for span in picture.spans)
