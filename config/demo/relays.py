"""Two posts that supporters share, with their clicks; three testimonies entrusted from outside."""

from __future__ import annotations

import datetime as dt
import uuid

from associations.models import Association
from calendar_app.models import ClickSum, Post, RelayLink
from calendar_app.relay import consenting, entrusted, sharing
from config.demo.clock import at, on
from config.demo.people import Cast

DAY = dt.timedelta(days=1)
CALL = {
    "is_open": True,
    "question": "Qu’est-ce que Les Mains voisines ont changé pour vous ?",
    "used_for": "notre blog, notre lettre et nos comptes sur les réseaux",
    "months": 24,
}
# words, how to be named, name, days ago
TOLD = (
    ("Le samedi, je viens trier. Au début pour m’occuper, maintenant pour les gens.", "first_name", "Nadia", 12),
    ("On m’a donné un vélo pour aller travailler. Personne ne m’a demandé de papiers.", "invented", "Sami", 6),
    ("J’ai quatre-vingts ans et l’on me téléphone chaque semaine. Cela compte.", "anonymous", "", 1),
)


def live(association: Association, cast: Cast, today: dt.date) -> None:
    """Offer the two newest posts that are out, count eight days of clicks, and receive three testimonies."""
    _relay(association, cast, today)
    _testify(association, cast, today)


def _relay(association: Association, cast: Cast, today: dt.date) -> None:
    opened = on(today - 8 * DAY, 10)
    out = Post.objects.of(association).published().filter(published_at__lt=opened)
    for post in out.order_by("-published_at", "-pk")[:2]:
        with at(opened):
            target = f"https://mains-voisines.example/agenda/{post.pk}"
            sharing.offer(post, target=target, until=today + 20 * DAY, by=cast["ines"], now=opened)
    sums = []
    for rank, link in enumerate(RelayLink.objects.filter(association=association)):
        for days in range(8):
            clicks = (rank * 7 + days * 5) % 13
            if clicks:
                sums.append(ClickSum(association=association, link=link, day=today - days * DAY, clicks=clicks))
    ClickSum.objects.bulk_create(sums)


def _testify(association: Association, cast: Cast, today: dt.date) -> None:
    with at(on(today - 20 * DAY, 10)):
        call = entrusted.call(association, CALL, by=cast["ines"])
    for rank, (text, naming, name, days) in enumerate(TOLD):
        day = today - days * DAY
        moment = on(day, 15)
        said = {"text": text, "naming": naming, "name": name, "consent": consenting.sentence(call, day)}
        with at(moment):
            until = consenting.until(call, day)
            told, _new = entrusted.receive(association, said, form=uuid.uuid4(), until=until, now=moment)
        if rank == 0:
            read = moment + dt.timedelta(hours=3)
            with at(read):
                entrusted.accept(told, parent_agreed_on=None, by=cast["ines"], now=read)
                entrusted.draft(told, by=cast["ines"], now=read)
