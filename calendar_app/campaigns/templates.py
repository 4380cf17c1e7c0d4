"""Words kept for the next time: kept, and made into a post once their blanks are filled."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from associations import rights
from associations.models import Membership
from calendar_app import transitions
from calendar_app.models import Channel, Post, PostTemplate
from calendar_app.rules.blanks import fill
from calendar_app.transitions import Plan, Words
from journal.models import Entry
from journal.moves import Overtaken


@transaction.atomic
def keep(template: PostTemplate, channels: Sequence[Channel], *, by: Membership, now: dt.datetime) -> PostTemplate:
    """Write a template. Of two people giving one title at once, one is told."""
    rights.require(by, "calendar.edit")
    template.updated_by, template.updated_at = by, now
    try:
        with transaction.atomic():
            template.save()
    except IntegrityError as error:
        raise Overtaken(_("Quelqu’un vient d’enregistrer un modèle de ce titre : il est dans la liste.")) from error
    template.channels.set(channels)
    Entry.objects.record(template, by=by, action="calendar.template")
    return template


def use(
    template: PostTemplate,
    answers: Mapping[str, str],
    *,
    due_at: dt.datetime,
    by: Membership,
    now: dt.datetime,
    token: uuid.UUID | None,
) -> Post:
    """Return a draft made from `template`, its blanks filled with `answers`; an empty answer leaves the blank."""
    active = [channel.pk for channel in template.channels.all() if channel.is_active]
    title = fill(template.title, answers)[:120]
    words = Words(title, template.kind, fill(template.text, answers), dict.fromkeys(active, ""), template.images())
    campaign = template.campaign if template.campaign and not template.campaign.closed_at else None
    plan = Plan(due_at, template.purpose, by, template.pillar, campaign, template.audience)
    return transitions.create(by.association, words, plan, by=by, now=now, token=token)
