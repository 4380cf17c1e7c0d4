"""The verbs of the calendar: write, submit, approve, ask for changes, schedule, confirm, cancel."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from associations import rights
from associations.hands import lock
from associations.models import Association, Membership
from calendar_app import gate, rules, yeses
from calendar_app.connectors import planning
from calendar_app.duty import turns
from calendar_app.images import CleanImage
from calendar_app.models import (
    Approval,
    ChangeRequest,
    Channel,
    Kept,
    Post,
    Revision,
    RevisionMedia,
    RevisionText,
    Variant,
)
from calendar_app.rules import Draft, Tier, risk
from calendar_app.words import Plan, Words
from journal.models import Entry
from journal.moves import House, NoSuchMove, Overtaken, Refused, move

Status = Post.Status


class Conflict(Overtaken):
    """Somebody saved another text since this one was opened."""


@transaction.atomic
def keep_account(channel: Channel, *, by: Membership) -> Channel:
    """Write an account of the association. Of two people giving it the same name at once, one is told."""
    rights.require(by, "calendar.manage")
    try:
        with transaction.atomic():
            channel.save()
    except IntegrityError as error:
        raise Overtaken(
            _("Quelqu’un vient d’enregistrer un compte de ce nom : le voici dans la liste."), channel
        ) from error
    Entry.objects.record(channel, by=by, action="calendar.manage")
    return channel


@transaction.atomic
def create(
    association: Association,
    words: Words,
    plan: Plan,
    *,
    by: Membership,
    now: dt.datetime,
    token: uuid.UUID | None = None,
) -> Post:
    """Return a new draft with its first revision. The same `token` sent twice gives the same post, written once.

    Sent again with other words, it is a second revision: the first answer got lost and its writer went on. Raises
    Conflict when somebody else has written in the post meanwhile.
    """
    rights.require(by, "calendar.edit")
    said = {
        "title": words.title,
        "kind": words.kind,
        "purpose": plan.purpose,
        "owner": plan.owner,
        "created_by": by,
        "created_at": now,
        "due_at": plan.due_at,
    }
    if token:
        post, is_new = Post.objects.get_or_create(association=association, token=token, defaults=said)
    else:
        post, is_new = Post.objects.create(association=association, **said), True
    if is_new:
        may_answer_for(post, plan.owner)
        _revise(post, words, plan, number=1, by=by, now=now)
        Entry.objects.record(post, by=by, action="calendar.write", after=post.status, object_hash=words.hash())
    elif post.revision.content_hash != words.hash():
        write(post, words, plan, expected=1, by=by, now=now)
    return post


@transaction.atomic
def write(post: Post, words: Words, plan: Plan, *, expected: int, by: Membership, now: dt.datetime) -> Revision:
    """Save `post` as a new revision. Raises Conflict when the current one is no longer number `expected`.

    New words have no approval: a scheduled post goes back to review. What is no longer a draft must stay publishable.
    """
    rights.require(by, "calendar.edit")
    post = locked(post)
    must_be(post, Status.DRAFT, Status.REVIEW, Status.SCHEDULED)
    if post.revision.number != expected:
        raise Conflict(
            _("%(name)s a enregistré une autre version pendant que vous écriviez.") % {"name": post.revision.by.name},
            post,
        )
    if is_out(post):
        raise Refused(_("Ce texte est déjà publié sur un compte : il ne change plus."), post)
    if plan.owner.pk != post.owner_id:
        may_answer_for(post, plan.owner)
    moves_to_the_past = plan.due_at != post.due_at and plan.due_at <= now
    revision = _revise(post, words, plan, number=expected + 1, by=by, now=now)
    Entry.objects.record(
        post, by=by, action="calendar.write", before=post.status, after=post.status, object_hash=revision.content_hash
    )
    if post.status != Status.DRAFT:
        _weigh(post, gate.refuse(post, "submit", now))
    if post.status == Status.SCHEDULED and revision.has_new_words:
        move(post, Status.REVIEW, by=by, submitted_at=now, submitted_by=by)
    elif post.status == Status.SCHEDULED and moves_to_the_past:
        gate.refuse(post, "schedule", now)
    Kept.objects.filter(association=post.association, membership=by, post=post).delete()
    return revision


@transaction.atomic
def submit(post: Post, *, by: Membership, now: dt.datetime) -> None:
    """Ask for a second reader. Refused while the text breaks a limit or a rule that blocks."""
    post = locked(post)
    must_be(post, Status.DRAFT)
    _weigh(post, gate.refuse(post, "submit", now))
    move(post, Status.REVIEW, by=by, submitted_at=now, submitted_by=by, reason="")


@transaction.atomic
def approve(post: Post, *, expected: int, by: Membership, now: dt.datetime) -> Approval:
    """Say yes to the words of revision number `expected`, which must still be the current one and not one's own."""
    rights.require(by, "calendar.approve")
    post = locked(post)
    must_be(post, Status.REVIEW)
    revision = post.revision
    if revision.number != expected:
        raise Conflict(_("Le texte a changé depuis que vous l’avez ouvert. Relisez-le avant de l’approuver."), post)
    hands = _hands(post)
    if by.user_id in {user for _member, user in hands}:
        raise Refused(_("Vous avez écrit ce texte ou une de ses versions : une autre personne doit l’approuver."), post)
    law, today = gate.ruleset(post.association), timezone.localdate(now)
    roles = by.roles_on(today)
    draft, reader = gate.draft_of(post, now, law, is_bare=True), yeses.reader(by.pk, roles)
    tier = rules.tier(draft, law.specs)
    if not risk.adds(draft, tier.level, draft.readers, reader):
        raise Overtaken(_adds_nothing(post, draft, tier, by), post)
    _weigh(post, gate.refuse(post, "approve", now, (law, draft)))
    readers = (*draft.readers, reader)
    approval = Approval.objects.create(
        association=post.association,
        post=post,
        revision=revision,
        content_hash=revision.content_hash,
        # A later save that only moved the day has another name on it.
        writer_id=hands[-1][0],
        by=by,
        at=now,
        roles=sorted(roles),
        reaches=risk.reached(draft, readers),
        awaits=risk.awaited(draft, tier.level, readers),
    )
    Entry.objects.record(
        post, by=by, action="calendar.approve", before=post.status, after=post.status, object_hash=revision.content_hash
    )
    return approval


def _weigh(post: Post, tier: Tier) -> None:
    """Keep the tier the gate just found: lists read it, and what is enough of yeses depends on it."""
    if post.tier != tier.rank:
        post.tier = tier.rank
        post.save(update_fields=["tier"])


def _adds_nothing(post: Post, draft: Draft, tier: Tier, by: Membership) -> str:
    """Why a yes of `by` is not taken: given already, enough without it, or somebody else is waited for."""
    given = gate.approvals(post)
    if by.pk in {approval.by_id for approval in given}:
        return _("Vous avez déjà approuvé ce texte.")
    if not risk.lacking(draft, tier.level, draft.readers) or tier.level == risk.ROUTINE:
        return _("%(name)s a déjà approuvé ce texte. Il n’y a plus rien à faire ici.") % {"name": given[0].by.name}
    return _("Votre accord ne suffirait pas. %(readers)s") % {"readers": tier.readers}


def writers(post: Post) -> set[int]:
    """Ids of the users who wrote some of the words of `post`, in any revision: none of them may approve it."""
    return {user for _member, user in _hands(post)}


def _hands(post: Post) -> list[tuple[int, int]]:
    """Who wrote the words of `post`, as (membership, user), the current ones last."""
    return list(post.revisions.filter(has_new_words=True).order_by("number").values_list("by_id", "by__user_id"))


@transaction.atomic
def ask_changes(post: Post, *, reason: str, by: Membership, now: dt.datetime) -> None:
    """Give the text back to its owner, with the reason; the request stays beside the version it was about."""
    post = locked(post)
    must_be(post, Status.REVIEW)
    why = _needed(reason, post)
    move(post, Status.DRAFT, by=by, reason=why)
    ChangeRequest.objects.create(
        association=post.association, post=post, revision=post.revision, reason=why, by=by, at=now
    )


@transaction.atomic
def schedule(post: Post, *, by: Membership, now: dt.datetime) -> None:
    """Put an approved text on the calendar for its hour; the current words must be the approved ones."""
    post = locked(post)
    must_be(post, Status.REVIEW)
    _weigh(post, gate.refuse(post, "schedule", now))
    move(post, Status.SCHEDULED, by=by)
    planning.plan(post, by=by)


@transaction.atomic
def reopen(post: Post, *, by: Membership, now: dt.datetime) -> None:
    """Take a scheduled post off the calendar of departures, back among those to read."""
    post = locked(post)
    must_be(post, Status.SCHEDULED)
    if is_out(post):
        raise Refused(_("Ce texte est déjà publié sur un compte : confirmez-le sur les autres."), post)
    # The line may have changed since: what goes back to its readers waits for those it needs today.
    law = gate.ruleset(post.association)
    _weigh(post, rules.tier(gate.draft_of(post, now, law), law.specs))
    move(post, Status.REVIEW, by=by, submitted_at=now, submitted_by=by)


@transaction.atomic
def confirm(
    variant: Variant,
    *,
    link: str,
    published_at: dt.datetime,
    by: Membership,
    now: dt.datetime,
    screenshot: CleanImage | None = None,
) -> bool:
    """Note where and when the post went out on one account; True when it was the last: the post is published.

    The gate is asked again. Of two people confirming the same account, one is told.
    """
    rights.require(by, "calendar.publish")
    post = locked(variant.post)
    must_be(post, Status.SCHEDULED)
    gate.refuse(post, "publish", now)
    everywhere = Variant.objects.filter(association=post.association, post=post).order_by()
    others = {each.pk: each for each in everywhere.select_related("departure")}
    planning.settle_by_hand(others.pop(variant.pk, variant), by=by)
    is_last = note_out(variant, list(others.values()), post, link=link, at=published_at, confirmed_by=by, by=by)
    if is_last is None:
        raise Overtaken(_("Quelqu’un a déjà confirmé cette publication."), post)
    if screenshot:
        # After the update: of two people, only the one who confirmed leaves a file.
        variant.screenshot.save(f"proof.{screenshot.suffix}", ContentFile(screenshot.content), save=False)
        Variant.objects.filter(pk=variant.pk, association=post.association).update(screenshot=variant.screenshot.name)
    return is_last


def note_out(
    variant: Variant,
    others: Sequence[Variant],
    post: Post,
    *,
    link: str,
    at: dt.datetime,
    confirmed_by: Membership,
    by: Membership | House,
) -> bool | None:
    """Write down that `variant` is out: the end of every way, by hand or by itself.

    `others` are the other accounts of `post`, read while it was locked. Return True when it was the last one: the post
    is published; None when it was already confirmed. It asks nothing: whoever calls asked the gate, or knows a fact.
    """
    mine = Variant.objects.filter(association=post.association, pk=variant.pk).to_confirm()
    if not mine.update(link=link, published_at=at, confirmed_by=confirmed_by):
        return None
    if any(each.waits for each in others):
        Entry.objects.record(
            post, by=by, action="calendar.confirm", before=post.status, after=post.status, object_hash=post.content_hash
        )
        return False
    last = max([at, *(each.published_at for each in others if each.published_at)])
    move(post, Status.PUBLISHED, by=by, published_at=last)
    return True


@transaction.atomic
def cancel(post: Post, *, reason: str, by: Membership, now: dt.datetime) -> None:
    """Give the post up, and say why. What is already out on one account can no longer be cancelled."""
    post = locked(post)
    if is_out(post):
        raise Refused(_("Ce texte est déjà publié sur un compte : il ne peut plus être annulé."), post)
    move(post, Status.CANCELLED, by=by, reason=_needed(reason, post), cancelled_at=now)


def locked(post: Post) -> Post:
    """The row as it is now, kept from other hands until the end of the transaction."""
    rows = Post.objects.of(post.association).filter(pk=post.pk)
    # Lock first, read after: in one statement, a row somebody just changed would be joined to what was there before.
    lock(rows)
    return rows.select_related("association", "owner__user", "current__by__user", "pillar").get()


def is_out(post: Post) -> bool:
    """Whether it is out somewhere. Refused while a connector carries it: nobody knows yet."""
    planning.refuse_in_hand(post)
    return post.variants.exclude(published_at=None).exists()


def must_be(post: Post, *statuses: str) -> None:
    if post.status not in statuses:
        word = Status(post.status).label
        raise NoSuchMove(_("Cet acte n’est pas possible : l’état est « %(before)s ».") % {"before": word}, post)


def may_answer_for(post: Post, owner: Membership) -> None:
    """Refuse an owner who is not of the house, has left, or may not write: nobody would answer for the post."""
    if owner.association_id != post.association_id or owner.left_on or not owner.can("calendar.edit"):
        raise Refused(may_not_write(owner.name), post)


def may_not_write(name: str) -> str:
    """What is said of somebody who may not answer for a post."""
    return _("%(name)s ne peut pas écrire au calendrier.") % {"name": name}


def _needed(reason: str, post: Post) -> str:
    if not reason.strip():
        raise Refused(_("Dites pourquoi en une phrase : la personne concernée la lira."), post)
    return reason.strip()


def _revise(post: Post, words: Words, plan: Plan, *, number: int, by: Membership, now: dt.datetime) -> Revision:
    """Store `words` as revision `number` and point the post at it."""
    said = words.hash()
    before = post.current
    revision = Revision.objects.create(
        association=post.association,
        post=post,
        number=number,
        title=words.title,
        kind=words.kind,
        text=words.text,
        due_at=plan.due_at,
        content_hash=said,
        has_new_words=before is None or before.content_hash != said,
        by=by,
        at=now,
    )
    common = {"association": post.association, "revision": revision}
    RevisionText.objects.bulk_create(
        RevisionText(channel_id=channel, text=text, has_own_images=channel in words.own_images, **common)
        for channel, text in words.texts.items()
    )
    RevisionMedia.objects.bulk_create(
        RevisionMedia(media=media, alt=alt, position=position, channel_id=channel, **common)
        for channel, images in [(None, words.images), *words.own_images.items()]
        for position, (media, alt) in enumerate(images)
    )
    _spread(post, set(words.texts), is_new=before is None)
    post.current, post.title, post.kind = revision, words.title, words.kind
    post.due_at, post.purpose, post.owner = plan.due_at, plan.purpose, plan.owner
    for name, value in plan.belongings().items():
        setattr(post, name, value)
    post.save(update_fields=["current", "title", "kind", "due_at", "purpose", "owner", *plan.belongings()])
    turns.settle(post)
    return revision


def _spread(post: Post, channels: set[int], *, is_new: bool) -> None:
    """Give the post one variant per chosen account."""
    has: set[int] = set()
    if not is_new:
        post.variants.exclude(channel__in=channels).delete()
        has = set(post.variants.values_list("channel_id", flat=True))
    Variant.objects.bulk_create(
        Variant(association=post.association, post=post, channel_id=channel) for channel in sorted(channels - has)
    )
