"""The mix of pillars over a month: what is talked of, in shares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext as _

from calendar_app.hours import PARIS
from calendar_app.rules import params
from calendar_app.rules.draft import Draft
from calendar_app.rules.findings import Finding
from calendar_app.rules.spec import Spec

# With fewer posts than this, a share says nothing.
ENOUGH = 5


def pillars(draft: Draft, spec: Spec) -> Iterator[Finding]:
    """Compare the share of this draft's pillar, itself included, with the share the line gives it."""
    wanted = params.shares(spec, "shares")
    if draft.due_at is None or not draft.pillar or draft.pillar not in wanted:
        return
    month = draft.due_at.astimezone(PARIS).strftime("%Y-%m")
    accounts = {outlet.channel_id for outlet in draft.outlets}
    near = [n for n in draft.neighbours if n.channel_id in accounts]
    near = [n for n in near if n.due_at.astimezone(PARIS).strftime("%Y-%m") == month]
    # One message on three accounts is one message.
    by_post = {n.post_id or rank: n.pillar for rank, n in enumerate(near, 1 << 62)}
    numbers = Counter([*by_post.values(), draft.pillar])
    total, share = sum(numbers.values()), wanted[draft.pillar]
    found = round(100 * numbers[draft.pillar] / total)
    if total >= ENOUGH and found > share + params.number(spec, "tolerance", 10):
        yield Finding(
            spec.severity,
            "mix",
            _("« %(pillar)s » ferait %(found)d %% du mois ; la ligne en prévoit %(share)d %%.")
            % {"pillar": draft.pillar_name or draft.pillar, "found": found, "share": share},
            _("Gardez ce message pour un autre mois, ou parlez d’autre chose entre-temps."),
        )
