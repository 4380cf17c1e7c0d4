"""The accounts of the demo seen from the board: one under discussion, a register of keys that lacks two things."""

from __future__ import annotations

import datetime as dt

from associations.models import Association, Mandate, Membership, Role
from associations.transitions import leave
from calendar_app import keys, openings
from calendar_app.models import Channel
from config.demo.clock import at, on
from config.demo.people import Cast, make_user

DAY = dt.timedelta(days=1)
# account -> who holds which key of it: (person, kind, double authentication).
KEYS = {
    "facebook": (("ines", "administration", "yes"), ("yanis", "writing", "yes"), ("lea", "writing", "unknown")),
    "instagram": (("ines", "administration", "yes"), ("thierry", "administration", "no"), ("nour", "writing", "yes")),
    "mastodon": (("ines", "administration", "yes"), ("helene", "administration", "yes")),
}
REMARKS = (
    ("lea", "Les jeunes du quartier y sont tous. Je peux filmer le samedi, pendant le tri."),
    ("robert", "Je ne connais pas ce réseau. Qui répondra aux commentaires quand Léa passera ses examens ?"),
    ("helene", "D’accord pour un essai de six mois, à condition d’être deux et de ne montrer aucun enfant."),
)


def live(association: Association, cast: Cast, channels: dict[str, Channel], today: dt.date) -> None:
    """Propose an account and talk about it; give keys, lose an administrator, see somebody leave with a key."""
    _propose(association, cast, today)
    _give_keys(cast, channels, today)
    _see_off(association, cast, channels, today)


def _propose(association: Association, cast: Cast, today: dt.date) -> None:
    sheet = openings.Sheet(
        network="tiktok",
        name="TikTok",
        purpose="Montrer en trente secondes un geste utile : trier, réparer, recoudre. Les autres comptes racontent ; "
        "celui-ci montre, à des personnes qui ne lisent pas notre lettre.",
        audience="Les 15 à 25 ans du quartier, et leurs lycées",
        kinds=["information", "event", "thanks"],
        told="la présidence et la coordination, par téléphone",
        withdraws="la personne qui a publié, ou la coordination",
        within_hours=2,
        hours_per_week=4,
        keeper=cast["ines"],
        feeders=[cast["lea"], cast["nour"]],
    )
    moment = on(today - 6 * DAY, 18)
    with at(moment):
        opening = openings.propose(association, sheet, by=cast["lea"], now=moment)
    for rank, (who, words) in enumerate(REMARKS):
        moment = on(today - (5 - rank) * DAY, 20, 10)
        with at(moment):
            openings.say(opening, words, by=cast[who], now=moment)


def _give_keys(cast: Cast, channels: dict[str, Channel], today: dt.date) -> None:
    given_on = today - 300 * DAY
    for slug, people in KEYS.items():
        with at(on(given_on)):
            grants = [
                keys.give(
                    channels[slug],
                    to=cast[who],
                    kind=kind,
                    two_factor=two_factor,
                    granted_on=given_on,
                    by=cast["thierry"],
                    today=given_on,
                )
                for who, kind, two_factor in people
            ]
        # Facebook was not looked at since: its check is due. The others were, a month ago.
        if slug != "facebook":
            checked_on = today - 30 * DAY
            found = {grant.pk: grant.two_factor for grant in grants}
            with at(on(checked_on)):
                keys.check(channels[slug], two_factor=found, check_months=6, by=cast["ines"], today=checked_on)


def _see_off(association: Association, cast: Cast, channels: dict[str, Channel], today: dt.date) -> None:
    """Maëlle administered Facebook too; she moved away, and her key was forgotten."""
    since, left_on = today - 500 * DAY, today - 3 * DAY
    user = make_user("maelle@mains-voisines.example", "Maëlle Prigent")
    maelle = Membership.objects.create(association=association, user=user, joined_on=since)
    Mandate.objects.create(association=association, membership=maelle, role=Role.CONTRIBUTOR, starts_on=since)
    given_on = today - 300 * DAY
    with at(on(given_on)):
        keys.give(
            channels["facebook"],
            to=maelle,
            kind="administration",
            two_factor="yes",
            granted_on=given_on,
            by=cast["thierry"],
            today=given_on,
        )
    with at(on(left_on)):
        leave(maelle, by=cast["thierry"], today=left_on)
