"""A message that slipped three weeks ago: the hour was wrong. Told, corrected, learnt from, closed."""

from __future__ import annotations

import datetime as dt

from associations.models import Association
from calendar_app.departures import correcting, following
from calendar_app.models import Post, Slip
from config.demo.clock import at
from config.demo.people import Cast

WEEKS = dt.timedelta(weeks=3)


def slip(association: Association, cast: Cast, now: dt.datetime) -> None:
    """Live one slip to its end, each step at its hour."""
    post = (
        Post.objects.of(association).published().filter(published_at__lt=now - WEEKS).order_by("-published_at").first()
    )
    if post is None or post.published_at is None:
        return
    minutes = dt.timedelta(minutes=1)
    hour = post.published_at + 12 * minutes
    with at(hour):
        found, _is_new = following.open_slip(post, by=cast["helene"], now=hour)
    with at(hour := hour + 4 * minutes):
        following.capture(
            found, screenshot=None, link="", note="L’heure est celle de l’an dernier.", by=cast["helene"], now=hour
        )
    with at(hour := hour + 9 * minutes):
        text = "Erratum : c’est à 14 h, et non à 10 h. Merci à celles et ceux qui l’ont vu."
        correcting.correct(post, text=text, link="", reason="L’heure venait de l’an dernier.", by=post.owner, now=hour)
    found = Slip.objects.with_post().get(pk=found.pk)
    with at(hour := hour + 20 * minutes):
        following.inform(
            found, note="Le bureau par message, l’accueil du local par téléphone.", by=cast["ines"], now=hour
        )
    with at(hour := hour + 60 * 26 * minutes):
        note = "Un texte repris d’une année à l’autre se relit date par date, à voix haute."
        following.learn(found, note=note, by=cast["ines"], now=hour)
    with at(hour := hour + 5 * minutes):
        following.close(found, by=cast["ines"], now=hour)
