"""Where an image is used, and what a withdrawn leave stops."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q, QuerySet

from associations.models import Association
from calendar_app.library import facts
from calendar_app.models import ImageConsent, Media, Post, RevisionMedia, Variant
from calendar_app.rules import ADVISE, Draft, Finding, Image, Outlet, Ruleset, people

OPEN = ("draft", "review", "scheduled")


def persons(media: Media) -> int:
    """How many different people have a leave noted for `media`, withdrawn and past ones included."""
    rows = ImageConsent.unscoped.filter(media=media, erased_on=None)
    # Here and not in the database: not all of them know that É is the capital of é.
    return len({name.strip().casefold() for name in rows.values_list("person", flat=True)})


def same_person(consent: ImageConsent) -> QuerySet[ImageConsent]:
    """The other live leaves under the same name."""
    rows = ImageConsent.objects.of(consent.association).filter(withdrawn_on=None, erased_on=None)
    return rows.filter(person__iexact=consent.person).exclude(pk=consent.pk).order_by("ends_on", "pk")


def planned(association: Association, consents: Iterable[int]) -> QuerySet[Post]:
    """Open posts whose current words show a media of these consents, soonest first."""
    return _showing(association, consents).filter(status__in=OPEN).order_by("due_at", "pk")


def published(association: Association, consents: Iterable[int]) -> QuerySet[Post]:
    """Posts already out, on one account at least, newest first."""
    out = Variant.unscoped.exclude(published_at=None).values("post")
    return _showing(association, consents).filter(pk__in=out).order_by("-due_at", "-pk")


def _showing(association: Association, consents: Iterable[int]) -> QuerySet[Post]:
    shown = Media.unscoped.filter(consents__in=list(consents)).values("pk")
    revisions = RevisionMedia.unscoped.filter(media__in=shown).values("revision")
    return Post.objects.of(association).filter(current__in=revisions).select_related("association", "owner__user")


def hold(posts: QuerySet[Post]) -> list[Post]:
    """Lock `posts` until the end of the transaction, in the order every verb locks them; return them as they are."""
    wanted = sorted(posts.order_by().values_list("pk", flat=True))
    list(Post.unscoped.filter(pk__in=wanted).order_by("pk").select_for_update().values_list("pk", flat=True))
    return list(posts)


@dataclass(frozen=True)
class Use:
    """One publication that shows a media now. `is_out`: on one account at least."""

    post: Post
    is_out: bool


def of_media(media: Media) -> list[Use]:
    """The publications whose current words show `media`, newest first. One query."""
    revisions = RevisionMedia.unscoped.filter(media=media).values("revision")
    rows = Post.objects.of(media.association).filter(current__in=revisions).select_related("association", "owner__user")
    rows = rows.annotate(out=Count("variants", filter=Q(variants__published_at__isnull=False)))
    return [Use(post, bool(post.out)) for post in rows.order_by("-due_at", "-pk")]


def stopped(posts: QuerySet[Post], now: dt.datetime) -> list[tuple[Post, Finding]]:
    """Which open `posts` show somebody who does not agree (any more), each with its first finding. Seven queries."""
    images = RevisionMedia.unscoped.select_related("media__grant")
    shows = RevisionMedia.unscoped.filter(media__shows=Media.Shows.PEOPLE).values("revision")
    rows = list(
        posts.filter(status__in=OPEN, current__in=shows)
        .select_related("association", "owner__user", "current")
        .prefetch_related(Prefetch("current__images", images), "current__texts", "variants__channel")
        .order_by("due_at", "pk")
    )
    known = facts.of_media(use.media for post in rows for use in post.revision.images.all())
    found = []
    for post in rows:
        shown = {u.pk: facts.image(u.media, u.alt, known[u.media_id]) for u in post.revision.images.all()}
        draft = Draft(
            kind=post.kind,
            images=tuple(shown.values()),
            outlets=tuple(_outlet(each, post, shown) for each in post.variants.all()),
            due_at=post.due_at,
            judged_at=now,
            purpose=post.purpose,
        )
        refusals = [f for f in people.shows_only_who_agreed(draft, Ruleset(), "submit") if f.severity != ADVISE]
        if refusals:
            found.append((post, refusals[0]))
    return found


def _outlet(variant: Variant, post: Post, shown: dict[int, Image]) -> Outlet:
    """The account of `variant` with its images: who may be shown there does not depend on the words."""
    images = tuple(shown[use.pk] for use in post.revision.images_on(variant.channel_id))
    return Outlet(variant.channel.name, variant.channel.network, "", "", channel_id=variant.channel_id, images=images)
