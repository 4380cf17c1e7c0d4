"""The page of one post: its words, what is remarked, what is missing, what this person may do."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from associations import rights
from associations.models import Membership
from calendar_app import chain, gate, meters, offers, previews, rules, standing, states, transitions, versions, yeses
from calendar_app.comments import pages as comments
from calendar_app.connectors import pages as connectors
from calendar_app.departures import pages as departures
from calendar_app.editorial import dispensing
from calendar_app.hours import PARIS, spoken_day, spoken_hour
from calendar_app.models import Approval, Post, Variant
from calendar_app.networks import Book, amended
from calendar_app.rules import Draft, Finding, Tier, risk
from calendar_app.transitions import Status


@dataclass(frozen=True)
class Said:
    """What goes out on one account."""

    variant: Variant
    text: str
    is_own: bool
    meter: meters.Meter
    card: previews.Card


def page(post: Post, membership: Membership, now: dt.datetime) -> dict[str, Any]:
    """Return the context of the page. `post` comes from `to_read()`."""
    law = gate.ruleset(post.association)
    draft = gate.draft_of(post, now, law)
    tier = rules.tier(draft, law.specs)
    findings = {act: rules.check(draft, law, act) for act in ("submit", "approve", "schedule", "publish")}
    approvals = current_approvals(post)
    state = states.shown(
        post.status,
        is_approved=draft.is_approved,
        is_past=post.due_at < now,
        is_held=any(o.hold for o in draft.outlets),
    )
    awaits = risk.adds(
        draft, tier.level, draft.readers, yeses.reader(membership.pk, membership.roles_on(timezone.localdate(now)))
    )
    is_mine = membership.user_id in transitions.writers(post)
    is_open = post.status in (Status.DRAFT, Status.REVIEW, Status.SCHEDULED)
    readers = (draft, tier, approvals)
    notes = _notes(post, findings) if is_open else []
    passing = dispensing.page(post, membership, findings, is_mine=is_mine)
    noted = {note.spec for note in notes}
    links = _chain(post, membership, findings["publish"], readers, is_mine) if is_open else []
    return {
        "post": post,
        "revision": post.revision,
        "state": state,
        "moment": moment(post),
        "said": said(post, {o.network: o.facts for o in draft.outlets if o.facts}),
        "notes": notes,
        "tier": tier,
        "chain": links,
        "chain_lead": chain.lead(links) if links else "",
        "offers": offers.of(post, membership, findings, awaits=awaits, is_mine=is_mine),
        "steps": versions.steps(post),
        "asked": versions.asked(post),
        "is_open": is_open,
        **comments.page(post, membership),
        **departures.post(post, membership),
        **connectors.of_post(post, membership),
        **passing,
        # The way past a rule stands in its remark; alone, where the remark is not shown.
        "note_ways": passing["dispensing_ways"],
        "dispensing_ways": [way for way in passing["dispensing_ways"] if way.key not in noted],
    }


def _notes(post: Post, findings: dict[str, list[Finding]]) -> list[Finding]:
    """What is remarked: all that publishing asks, and first what sending a draft to its readers asks besides."""
    found = [*(findings["submit"] if post.status == Status.DRAFT else ()), *findings["publish"]]
    seen: dict[tuple[str, str], Finding] = {}
    for finding in found:
        seen[finding.code, finding.sentence] = finding
    return sorted((f for f in seen.values() if f.code not in chain.APART), key=lambda finding: not finding.blocks)


def said(post: Post, book: Book | None = None) -> list[Said]:
    """Return what each account says, in the order of the accounts. Without `book`, one query asks for it."""
    book = amended.book(post.association) if book is None else book
    texts = {t.channel_id: t.text for t in post.revision.texts.all()}
    found = []
    for variant in post.variants.all():
        own = texts.get(variant.channel_id, "")
        text = own or post.revision.text
        meter = meters.of_texts([(variant.channel, text)], book)[0]
        card = previews.of_post(post, variant.channel, text, book)
        found.append(Said(variant, text, bool(own), meter, card))
    return found


def current_approvals(post: Post) -> list[Approval]:
    """The yeses to exactly the words shown."""
    return [a for a in post.approvals.all() if a.content_hash == post.revision.content_hash]


def moment(post: Post) -> str:
    local = post.due_at.astimezone(PARIS)
    return _("%(day)s, %(hour)s") % {"day": spoken_day(local.date()), "hour": spoken_hour(local)}


def _chain(
    post: Post,
    membership: Membership,
    findings: list[Finding],
    readers: tuple[Draft, Tier, list[Approval]],
    is_mine: bool,
) -> list[chain.Link]:
    draft, tier, approvals = readers
    decided = [v.channel for v in post.variants.all() if v.channel.has_decision]
    return chain.links(
        findings,
        reading=chain.Reading(
            tier=tier,
            approvers=tuple(a.by.name for a in approvals),
            awaited=risk.awaited(draft, tier.level, draft.readers),
            is_mine=is_mine,
        ),
        lacks=rights.missing(membership, "calendar.publish"),
        decisions=[
            _("%(channel)s : %(decision)s.") % {"channel": c.name, "decision": standing.decision(c).rstrip(".")}
            for c in decided
        ],
        edit_path=offers.path(post, "edit") if membership.can("calendar.edit") else "",
    )
