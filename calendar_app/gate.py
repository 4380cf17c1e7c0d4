"""The gate of a post: the same judgement for the page, the task and the command, made again at each act."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from associations.models import Association, Membership, Role
from associations.permissions import BUREAU
from calendar_app import line, networks, rules, standing
from calendar_app.models import Approval, Channel, Hold, Post
from calendar_app.rules import Count, Draft, Finding, Image, Outlet, Ruleset
from journal.moves import Refused


class Stopped(Refused):
    """The gate said no; `findings` are the blocking ones, each with its way out."""

    def __init__(self, blocking: list[Finding], post: Post) -> None:
        self.findings = blocking
        super().__init__(_("Rien n’a été fait. %(why)s") % {"why": " ".join(map(str, blocking))}, post)


def findings(post: Post, act: str, now: dt.datetime) -> list[Finding]:
    """Return what stands beside or against `act` (one of rules.ACTS) on the current words of `post`, blocking first.

    Asks the database each time (about six queries): a yes given on Monday is checked again on Friday.
    """
    return rules.check(draft_of(post, now), ruleset(post.association), act)


def refuse(post: Post, act: str, now: dt.datetime) -> None:
    """Raise Stopped, with every blocking finding, when `act` may not happen at `now`."""
    if blocking := [finding for finding in findings(post, act, now) if finding.blocks]:
        raise Stopped(blocking, post)


def ruleset(association: Association) -> Ruleset:
    """The rules of the association as they stand: articles of its editorial line in force."""
    return Ruleset(articles=line.articles(association))


def draft_of(post: Post, now: dt.datetime) -> Draft:
    """Return the current words of `post` as the plain data that rules judge."""
    revision = post.revision
    texts = [(t.channel, t.text or revision.text) for t in revision.texts.select_related("channel__opening")]
    images = tuple(Image(i.media.name, i.alt) for i in revision.images.select_related("media"))
    given = approvals(post)
    today = timezone.localdate(now)
    return Draft(
        kind=revision.kind,
        outlets=outlets(texts, standing_holds(post.association, now)),
        images=images,
        is_approved=bool(given),
        is_past=post.due_at <= now,
        bureau_agrees=Role.SPOKESPERSON in post.owner.roles_on(today)
        and _of_the_bureau(given, today) >= rules.BUREAU_READERS,
    )


def awaits(draft: Draft, given: Sequence[Approval], by: Membership, today: dt.date) -> bool:
    """Whether a yes of `by` adds something to those already `given` to the words of `draft`.

    One reader is enough; a stand on X waits for the bureau, however many others agreed before.
    """
    if not given:
        return True
    if not rules.takes_a_stand_on_x(draft) or by.pk in {approval.by_id for approval in given}:
        return False
    return bool(BUREAU & by.roles_on(today)) and _of_the_bureau(given, today) < rules.BUREAU_READERS


def _of_the_bureau(given: Sequence[Approval], today: dt.date) -> int:
    return sum(bool(BUREAU & approval.by.roles_on(today)) for approval in given)


def outlets(texts: Iterable[tuple[Channel, str]], holds: dict[int | None, str]) -> tuple[Outlet, ...]:
    """Return each (account, text) with its counts. `holds` is what `standing_holds` gives."""
    return tuple(
        Outlet(
            name=channel.name,
            network=channel.network,
            network_name=network_name(channel.network),
            text=text,
            counts=counts(channel.network, text),
            is_active=channel.is_active,
            has_decision=channel.has_decision,
            stopped=standing.stopped(channel),
            hold=holds.get(channel.pk, holds.get(None, "")),
        )
        for channel, text in texts
    )


def counts(network: str, text: str) -> tuple[Count, ...]:
    """Return `text` against every bound of `network`; empty for a network without one, or unknown to our facts."""
    if network not in networks.networks():
        return ()
    measured = networks.measures(network, text)
    return tuple(Count(m.length, m.limit.value, refuses=m.limit.level == "error") for m in measured)


def network_name(network: str) -> str:
    known = networks.networks().get(network)
    return known.label if known else network


def standing_holds(association: Association, now: dt.datetime) -> dict[int | None, str]:
    """Return the reason of each hold that stands, by channel id; None stands for every account. One query."""
    rows = Hold.objects.of(association).standing(now).order_by("-starts_at", "-pk")
    return dict(rows.values_list("channel_id", "reason"))


def approvals(post: Post) -> list[Approval]:
    """The yeses to exactly the current words, with their members and mandates; new words have none (two queries)."""
    found = post.approvals.filter(content_hash=post.revision.content_hash)
    return list(found.select_related("by__user").prefetch_related("by__mandates"))
