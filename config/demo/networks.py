"""The networks in the demo: one value of our own, and the name looked for where it matters."""

from __future__ import annotations

import datetime as dt

from associations.models import Association
from calendar_app.models import Presence
from calendar_app.networks import acts, networks
from calendar_app.presence import register
from config.demo.clock import at, on
from config.demo.people import Cast

DAY = dt.timedelta(days=1)
# network, state, what is seen there, what to do, days since somebody looked.
SEEN = (
    ("tiktok", "free", "", "Le réserver dès que le compte est décidé.", 12),
    ("bluesky", "free", "", "", 230),
    ("x", "other", "Une association du même nom, dans une autre ville.", "Laisser : elle était là avant nous.", 40),
    (
        "whatsapp_channel",
        "spoken",
        "Une chaîne reprend nos annonces avec notre logo, sans nous.",
        "Écrire à la personne qui la tient, en l’invitant à la réunion du lundi.",
        9,
    ),
    ("facebook", "ours", "", "", 60),
)


def live(association: Association, cast: Cast, today: dt.date) -> None:
    """Amend one fact, and fill the register of presence."""
    moment = on(today - 50 * DAY, 10)
    rule = networks()["mastodon"].rule("text.max")
    if rule:
        with at(moment):
            reason = "Page « À propos » de notre serveur : 1 000 caractères."
            acts.amend("mastodon", rule, 1000, reason=reason, by=cast["ines"], now=moment)
    for network, state, note, todo, days in SEEN:
        seen = Presence(
            network=network,
            name=association.name[:80],
            state=state,
            note=note,
            todo=todo,
            checked_on=today - days * DAY,
        )
        with at(on(today - days * DAY, 11)):
            register.note(seen, by=cast["ines"])
