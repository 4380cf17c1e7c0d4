"""The page of one post: its words, what is remarked, what is missing, what this person may do."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from associations import rights
from associations.models import Membership
from calendar_app import chain, gate, meters, offers, rules, standing, states, transitions, versions
from calendar_app.hours import PARIS, spoken_day, spoken_hour
from calendar_app.models import Approval, Post, Variant
from calendar_app.rules import Finding
from calendar_app.transitions import Status


@dataclass(frozen=True)
class Said:
    """What goes out on one account."""

    variant: Variant
    text: str
    is_own: bool
    meter: meters.Meter


def page(post: Post, membership: Membership, now: dt.datetime) -> dict[str, Any]:
    """Return the context of the page. `post` comes from `to_read()`."""
    draft = gate.draft_of(post, now)
    ruleset = gate.ruleset(post.association)
    findings = {act: rules.check(draft, ruleset, act) for act in ("submit", "schedule", "publish")}
    approvals = current_approvals(post)
    state = states.shown(
        post.status, is_approved=bool(approvals), is_past=post.due_at < now, is_held=any(o.hold for o in draft.outlets)
    )
    awaits = gate.awaits(draft, approvals, membership, timezone.localdate(now))
    is_mine = membership.user_id in transitions.writers(post)
    is_open = post.status in (Status.DRAFT, Status.REVIEW, Status.SCHEDULED)
    links = _chain(post, membership, findings["publish"], approvals, is_mine) if is_open else []
    return {
        "post": post,
        "revision": post.revision,
        "state": state,
        "moment": moment(post),
        "said": said(post),
        "notes": [f for f in findings["publish"] if f.code not in chain.APART] if is_open else [],
        "chain": links,
        "chain_lead": chain.lead(links) if links else "",
        "offers": offers.of(post, membership, findings, awaits=awaits, is_mine=is_mine),
        "steps": versions.steps(post),
        "asked": versions.asked(post),
        "is_open": is_open,
    }


def said(post: Post) -> list[Said]:
    """Return what each account says, in the order of the accounts."""
    texts = {t.channel_id: t.text for t in post.revision.texts.all()}
    found = []
    for variant in post.variants.all():
        own = texts.get(variant.channel_id, "")
        text = own or post.revision.text
        found.append(Said(variant, text, bool(own), meters.of_texts([(variant.channel, text)])[0]))
    return found


def current_approvals(post: Post) -> list[Approval]:
    """The yeses to exactly the words shown."""
    return [a for a in post.approvals.all() if a.content_hash == post.revision.content_hash]


def moment(post: Post) -> str:
    local = post.due_at.astimezone(PARIS)
    return _("%(day)s, %(hour)s") % {"day": spoken_day(local.date()), "hour": spoken_hour(local)}


def _chain(
    post: Post, membership: Membership, findings: list[Finding], approvals: list[Approval], is_mine: bool
) -> list[chain.Link]:
    decided = [v.channel for v in post.variants.all() if v.channel.has_decision]
    return chain.links(
        findings,
        approvers=[a.by.name for a in approvals],
        lacks=rights.missing(membership, "calendar.publish"),
        decisions=[
            _("%(channel)s : %(decision)s.") % {"channel": c.name, "decision": standing.decision(c).rstrip(".")}
            for c in decided
        ],
        is_mine=is_mine,
        edit_path=offers.path(post, "edit") if membership.can("calendar.edit") else "",
    )
