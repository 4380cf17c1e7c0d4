"""The gate of a post: the same judgement for the page, the task and the command, made again at each act."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from associations.models import Association, Mandate, Role
from associations.permissions import BUREAU
from calendar_app import line, networks, rules, shown, standing, yeses
from calendar_app.models import (
    Approval,
    Channel,
    Dispensation,
    Hold,
    NetworkRule,
    Post,
    Revision,
    RevisionMedia,
    RevisionText,
    TestimonyRun,
    TestimonyUse,
    Variant,
)
from calendar_app.networks import Book, amended
from calendar_app.relay import quotes
from calendar_app.rules import Count, Draft, Finding, Image, Neighbour, Outlet, Ruleset, Spec, Tier, risk
from calendar_app.rules.quotes import Quote
from journal.moves import Refused

# How far other posts may matter to this one: the mix is read over the month.
MONTH = dt.timedelta(days=31)


class Stopped(Refused):
    """The gate said no; `findings` are the blocking ones, each with its way out."""

    def __init__(self, blocking: list[Finding], post: Post) -> None:
        self.findings = blocking
        super().__init__(_("Rien n’a été fait. %(why)s") % {"why": " ".join(map(str, blocking))}, post)


def findings(post: Post, act: str, now: dt.datetime) -> list[Finding]:
    """Return what stands beside or against `act` (one of rules.ACTS) on the current words of `post`, blocking first.

    Asks the database each time (about five queries): a yes given on Monday is checked again on Friday.
    """
    law = ruleset(post.association)
    return rules.check(draft_of(post, now, law), law, act)


def refuse(post: Post, act: str, now: dt.datetime, judged: tuple[Ruleset, Draft] | None = None) -> Tier:
    """Return the tier of `post`, or raise Stopped with every blocking finding when `act` may not happen at `now`.

    `judged` spares asking twice what the same act has just asked, on the same locked row.
    """
    law = judged[0] if judged else ruleset(post.association)
    draft = judged[1] if judged else draft_of(post, now, law, is_bare=True)
    blocking = [finding for finding in rules.check(draft, law, act) if finding.blocks]
    if any(finding.spec for finding in blocking):
        draft = replace(draft, dispensed=_dispensed([post], law.specs)[post.pk])
        blocking = [finding for finding in rules.check(draft, law, act) if finding.blocks]
    if blocking:
        raise Stopped(blocking, post)
    return rules.tier(draft, law.specs)


def ruleset(association: Association) -> Ruleset:
    """The rules of the association as they stand: its articles and its editorial rules in force. One query."""
    return line.in_force(association)


def draft_of(post: Post, now: dt.datetime, law: Ruleset, *, is_bare: bool = False) -> Draft:
    """Return the current words of `post` as the plain data that rules judge, its readers included.

    `is_bare`: without its dispensations, for `refuse`, which asks for them when a rule of the line stands in the way.
    """
    return drafts_of([post], now, law, is_bare=is_bare)[0]


def drafts_of(posts: Sequence[Post], now: dt.datetime, law: Ruleset, *, is_bare: bool = False) -> list[Draft]:
    """The same for many posts of one association, in their order: as many queries for a hundred as for one.

    Needs their `current`, `pillar` and `owner` loaded, with the mandates of the owners, to keep that promise.
    """
    if not posts:
        return []
    rows = _texts(posts, now)
    pictures = shown.images_of([post.revision for post in posts], rows)
    around = surroundings(posts, rows, now, law)
    passed = _dispensed(posts, () if is_bare else law.specs)
    made_from = quotes.of_many([post.pk for post in posts]) if _any(rows, "is_made") else {}
    today = timezone.localdate(now)
    readers = yeses.readers_of(posts, today)
    voices = yeses.voices_of(posts, readers, today)
    drafts = []
    for post in posts:
        revision = post.revision
        images, own_images = pictures[revision.pk]
        said = _said(revision, rows[revision.pk])
        draft = replace(
            compose(
                post.association,
                kind=revision.kind,
                text=revision.text,
                texts=[(t.channel, t.text or revision.text) for t in rows[revision.pk]],
                images=images,
                own_images=own_images,
                due_at=post.due_at,
                now=now,
                besides=post.pk,
                around=around,
            ),
            purpose=post.purpose,
            pillar=post.pillar.slug if post.pillar else "",
            pillar_name=post.pillar.name if post.pillar else "",
            dispensed=passed[post.pk],
            testimonies=quotes.merged(made_from.get(post.pk, ()), *(around.quoted.get(text, ()) for text in said)),
            readers=readers[post.pk],
            voice=voices.get(post.pk),
        )
        if rules.takes_a_stand_on_x(draft):
            draft = replace(draft, owner_is_spokesperson=Role.SPOKESPERSON in post.owner.roles_on(today))
        drafts.append(draft)
    graves = [p.pk for p, d in zip(posts, drafts, strict=True) if rules.tier(d, law.specs).level == risk.CRISIS]
    presidents = _of_the_president(posts[0].association, graves, today)
    return [_read(draft, law, post.pk in presidents) for post, draft in zip(posts, drafts, strict=True)]


def _read(draft: Draft, law: Ruleset, is_of_the_president: bool) -> Draft:
    """The draft with what the yeses of its readers are worth."""
    draft = replace(draft, is_of_the_president=is_of_the_president)
    tier = rules.tier(draft, law.specs)
    return replace(
        draft,
        is_approved=not risk.lacking(draft, tier.level, draft.readers),
        bureau_agrees=draft.owner_is_spokesperson
        and sum(r.is_of_the_bureau for r in draft.readers) >= rules.BUREAU_READERS,
    )


def _texts(posts: Sequence[Post], now: dt.datetime) -> dict[int, list[RevisionText]]:
    """The words for each account, by revision id. One query.

    It says too which rare things there are, so that only those are read: images, holds, facts of our own, testimonies.
    """
    association = posts[0].association
    found: dict[int, list[RevisionText]] = {post.revision.pk: [] for post in posts}
    rows = RevisionText.unscoped.filter(revision__in=list(found)).select_related("channel__opening")
    rows = rows.annotate(
        has_images=Exists(RevisionMedia.unscoped.filter(revision=OuterRef("revision"))),
        has_holds=Exists(Hold.unscoped.of(association).standing(now)),
        has_facts=Exists(NetworkRule.unscoped.of(association)),
        has_testimonies=Exists(TestimonyRun.unscoped.filter(association=association)),
        is_made=Exists(TestimonyUse.unscoped.filter(post__in=[post.pk for post in posts], is_found=False)),
    )
    for row in rows.order_by(*(RevisionText._meta.ordering or ())):
        found[row.revision_id].append(row)
    return found


@dataclass(frozen=True)
class Surroundings:
    """What words meet whoever wrote them: holds by channel id, facts of networks, other posts (oldest first).

    `quoted` are the leaves behind what each text takes from a testimony.
    """

    holds: dict[int | None, str]
    book: Book
    near: Mapping[int, Sequence[Neighbour]]
    quoted: Mapping[str, tuple[Quote, ...]]


def surroundings(
    posts: Sequence[Post], rows: Mapping[int, list[RevisionText]], now: dt.datetime, law: Ruleset
) -> Surroundings:
    """What stands around `posts`, of one association. A query for each thing there is, and which a rule reads."""
    association = posts[0].association
    near: Mapping[int, Sequence[Neighbour]] = {}
    if rules.catalogue.look_around(law.specs):
        moments = [post.due_at for post in posts]
        channels = {row.channel_id for each in rows.values() for row in each}
        near = _neighbours(association, channels, min(moments), max(moments))
    said = [text for post in posts for text in _said(post.revision, rows[post.revision.pk])]
    return Surroundings(
        standing_holds(association, now) if _any(rows, "has_holds") else {},
        amended.book(association) if _any(rows, "has_facts") else networks.networks(),
        near,
        quotes.in_texts(association, said) if _any(rows, "has_testimonies") else {},
    )


def _any(rows: Mapping[int, list[RevisionText]], what: str) -> bool:
    """Whether `_texts` saw some of `what`; words without any account told nothing, so it must be asked."""
    first = next((row for each in rows.values() for row in each), None)
    return bool(getattr(first, what, True))


def _said(revision: Revision, rows: Iterable[RevisionText]) -> list[str]:
    """The texts that go out, once each."""
    return list(dict.fromkeys([revision.text, *(row.text for row in rows if row.text)]))


def compose(
    association: Association,
    *,
    kind: str,
    text: str,
    texts: Sequence[tuple[Channel, str]],
    images: tuple[Image, ...],
    due_at: dt.datetime | None,
    now: dt.datetime,
    own_images: Mapping[int, tuple[Image, ...]] | None = None,
    besides: int | None = None,
    around: Surroundings | None = None,
) -> Draft:
    """Return words, saved or still being typed, as rules judge them. `besides` is the post they belong to.

    One way in for the page, the gate and the fragment shown while typing: they cannot disagree. Four queries, none
    when `around` is given; one more where a testimony is quoted.
    """
    channels = [channel.pk for channel, _text in texts]
    if around is None:
        near = _neighbours(association, channels, due_at, due_at) if due_at else {}
        quoted = quotes.in_texts(association, [text, *(own for _channel, own in texts)])
        around = Surroundings(standing_holds(association, now), amended.book(association), near, quoted)
    return Draft(
        kind=kind,
        outlets=outlets(texts, around.holds, around.book, own_images),
        images=images,
        is_past=due_at is not None and due_at <= now,
        due_at=due_at,
        judged_at=now,
        text=text,
        testimonies=quotes.merged(*(around.quoted.get(own, ()) for own in [text, *(t for _channel, t in texts)])),
        neighbours=tuple(
            other
            for channel in channels
            for other in around.near.get(channel, ())
            if due_at and other.post_id != besides and abs(other.due_at - due_at) <= MONTH
        ),
    )


def _neighbours(
    association: Association, channels: Iterable[int], start: dt.datetime, end: dt.datetime
) -> dict[int, list[Neighbour]]:
    """What is planned or out on each account from a month before `start` to a month after `end`. One query.

    Ideas are not counted.
    """
    near = Variant.objects.of(association).filter(
        post__due_at__range=(start - MONTH, end + MONTH),
        post__status__in=[Post.Status.REVIEW, Post.Status.SCHEDULED, Post.Status.PUBLISHED],
        channel__in=channels,
    )
    found: dict[int, list[Neighbour]] = {}
    rows = near.order_by("post__due_at", "post").values_list("channel", "post__due_at", "post__pillar__slug", "post")
    for channel, at, pillar, pk in rows:
        found.setdefault(channel, []).append(Neighbour(channel, at, pillar or "", pk))
    return found


def _dispensed(posts: Sequence[Post], specs: Sequence[Spec]) -> dict[int, frozenset[str]]:
    """Keys of the rules that these very words are dispensed from, by post. One query.

    A reason of the author's own lifts what asks for a reason; what blocks takes the dispensation of somebody else.
    """
    if not specs:
        return {post.pk: frozenset() for post in posts}
    given: dict[int, dict[tuple[str, str], set[str]]] = {post.pk: {} for post in posts}
    words = {post.pk: (post.content_hash, post.due_at) for post in posts}
    rows = Dispensation.objects.of(posts[0].association).filter(post__in=list(words))
    columns = ("post", "content_hash", "due_at", "spec_key", "rule_hash", "level")
    for post, said, hour, key, digest, level in rows.values_list(*columns):
        # One about a moment holds for that moment only.
        if said == words[post][0] and hour in (None, words[post][1]):
            given[post].setdefault((key, digest), set()).add(level)
    enough = {rules.BLOCK: {Dispensation.Level.DISPENSATION.value}}
    either = set(Dispensation.Level.values)
    asked = [((spec.key, spec.digest), enough.get(spec.severity, either)) for spec in specs]
    return {
        post: frozenset(rule[0] for rule, levels in asked if passes.get(rule, set()) & levels)
        for post, passes in given.items()
    }


def is_asked(awaited: str | None, roles: frozenset[Role]) -> bool:
    """Whether somebody with `roles` is the one a text waits for. `awaited` is what the last yes said (`Approval`)."""
    if awaited == risk.PRESIDENT:
        return Role.PRESIDENT in roles
    return awaited != risk.BUREAU or bool(BUREAU & roles)


def _of_the_president(association: Association, posts: list[int], today: dt.date) -> set[int]:
    """Those of `posts` of which the president wrote some words: they cannot approve them. One query, if any."""
    if not posts:
        return set()
    presiding = Mandate.objects.filter(association=association, role=Role.PRESIDENT).in_date(today)
    wrote = Revision.objects.of(association).filter(post__in=posts, has_new_words=True)
    return set(wrote.filter(by__in=presiding.values("membership")).values_list("post", flat=True))


def outlets(
    texts: Iterable[tuple[Channel, str]],
    holds: dict[int | None, str],
    book: Book | None = None,
    images: Mapping[int, tuple[Image, ...]] | None = None,
) -> tuple[Outlet, ...]:
    """Return each (account, text) with its counts.

    `holds` is what `standing_holds` gives, `book` what `amended.book` does, `images` those of each channel id that
    does not show them all.
    """
    return tuple(
        Outlet(
            name=channel.name,
            network=channel.network,
            network_name=network_name(channel.network),
            text=text,
            counts=counts(channel.network, text, book),
            channel_id=channel.pk,
            images=(images or {}).get(channel.pk),
            facts=(book or networks.networks()).get(channel.network),
            is_active=channel.is_active,
            has_decision=channel.has_decision,
            stopped=standing.stopped(channel),
            hold=holds.get(channel.pk, holds.get(None, "")),
        )
        for channel, text in texts
    )


def counts(network: str, text: str, book: Book | None = None) -> tuple[Count, ...]:
    """Return `text` against every bound of `network`; empty for a network without one, or unknown to our facts."""
    if network not in networks.networks():
        return ()
    measured = networks.measures(network, text, book=book)
    return tuple(Count(m.length, m.limit.value, refuses=m.limit.refuses) for m in measured)


def network_name(network: str) -> str:
    known = networks.networks().get(network)
    return known.label if known else network


def standing_holds(association: Association, now: dt.datetime) -> dict[int | None, str]:
    """Return the reason of each hold that stands, by channel id; None stands for every account. One query."""
    rows = Hold.objects.of(association).standing(now).order_by("-starts_at", "-pk")
    return dict(rows.values_list("channel_id", "reason"))


def approvals(post: Post) -> list[Approval]:
    """The yeses to exactly the current words, with their members; new words have none (one query)."""
    given = Approval.objects.filter(association=post.association, post=post, content_hash=post.content_hash)
    return list(given.select_related("by__user"))
