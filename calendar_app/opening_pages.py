"""What the page of an opening shows: its sheet, its debate, its votes, what this person may do next."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from associations.models import Membership
from calendar_app import openings
from calendar_app.models import AccountOpening, Channel, Post
from calendar_app.rules import POSITION, X
from governance.models import Ballot
from journal.moves import open_moves

# Hours a week that each ambition asks for, as associations tell it (source row S22).
EFFORTS = gettext_lazy("Pour écouter, 5 h par semaine ; pour prendre part, 10 h ; pour animer une communauté, 20 h.")


def find(pk: int, membership: Membership) -> AccountOpening | None:
    """The opening with everything its page shows; None when this association has none of that number."""
    return AccountOpening.objects.of(membership.association).with_people().filter(pk=pk).first()


def page(opening: AccountOpening, membership: Membership) -> dict[str, Any]:
    """The context of opening_detail.html."""
    ballots = list(Ballot.objects.about(openings.SUBJECT, opening.pk).order_by("-pk"))
    live = next((ballot for ballot in ballots if ballot.status in Ballot.LIVE), None)
    carried = next((ballot for ballot in ballots if ballot.status in Ballot.CARRIED), None)
    moves = open_moves(opening, membership)
    channel: Channel | None = getattr(opening, "channel", None)
    return sheet(opening) | {
        "remarks": list(opening.remarks.select_related("by__user")),
        "ballots": ballots,
        "live": live,
        "waits_for_certification": carried if carried and carried.certified_at is None else None,
        "channel": channel,
        "moves": moves,
        "may_manage": membership.can("calendar.manage"),
        "may_rewrite": openings.may_rewrite(opening, membership),
        "may_discuss": opening.is_debated and membership.can("governance.discuss"),
        "may_see_keys": membership.can("calendar.keys"),
    }


def sheet(opening: AccountOpening) -> dict[str, Any]:
    """What the sheet says, in words; for the page of the opening and for the page of its vote."""
    labels = dict(Post.Kind.choices)
    return {
        "opening": opening,
        "kinds": [str(labels[kind]) for kind in opening.kinds if kind in labels],
        "feeders": [feeder.membership for feeder in opening.feeders.all()],
        "on_x": on_x(opening.network, opening.kinds),
    }


def on_x(network: str, kinds: list[str]) -> str:
    """Say what X allows when the account is there: information only, or who may take a stand (domain I30)."""
    if network != X:
        return ""
    if POSITION in kinds:
        return _(
            "Sur X, une prise de position ne part que portée par un ou une porte-parole et approuvée par deux membres "
            "du bureau. Tout le reste y informe, sans prendre parti."
        )
    return _("Sur X, les messages informent : ils ne prennent pas position, sauf porte-parole et accord du bureau.")


def ballot_page(ballot: Ballot, membership: Membership) -> dict[str, Any]:
    """The context of calendar/_opening_ballot.html: the sheet under vote, and what the debate said of it."""
    rows = AccountOpening.objects.of(ballot.association).with_people()
    opening = rows.get(pk=ballot.subject_id)
    return sheet(opening) | {
        "heading": ballot.question,
        "lead": _("Ouvrir un compte sur %(network)s : %(audience)s") % _said(opening),
        "remarks": list(opening.remarks.select_related("by__user")),
        "trail_room": reverse("calendar:opening-list", args=[ballot.association.slug]),
        "trail_word": _("Ouvertures de compte"),
        "trail_text": opening.get_absolute_url(),
        "trail_label": opening.name,
    }


def _said(opening: AccountOpening) -> dict[str, str]:
    return {"network": opening.network_name.split(" (")[0], "audience": opening.audience}


def usual_question(opening: AccountOpening) -> str:
    """The question of a ballot on `opening`, as its form proposes it."""
    said = {"name": opening.name, "network": opening.network_name.split(" (")[0]}
    if said["network"].casefold() in opening.name.casefold():
        return _("Faut-il ouvrir le compte « %(name)s » ?") % said
    return _("Faut-il ouvrir le compte « %(name)s » sur %(network)s ?") % said


def states(rows: list[AccountOpening]) -> tuple[list[AccountOpening], list[AccountOpening]]:
    """Those that wait for somebody, then the others."""
    waiting = [row for row in rows if row.status in AccountOpening.UNDER_WAY]
    return waiting, [row for row in rows if row.status not in AccountOpening.UNDER_WAY]
