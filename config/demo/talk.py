"""What members say to each other about the posts that wait for a reader."""

from __future__ import annotations

import datetime as dt

from associations.models import Association
from calendar_app.comments import saying
from calendar_app.models import Post
from config.demo.people import Cast


def discuss(association: Association, cast: Cast, now: dt.datetime) -> None:
    """Open two threads on posts under review: one waits for an answer, one is settled."""
    posts = Post.objects.of(association).in_review().select_related("association", "current")
    waiting = list(posts.order_by("due_at", "pk")[:2])
    for post in waiting[:1]:
        hour = now - dt.timedelta(hours=2)
        body = f"@{cast['yanis'].name}, l’adresse du local est-elle la bonne depuis le déménagement ?"
        saying.say(post, body, by=cast["helene"], now=hour)
    for post in waiting[1:]:
        hour = now - dt.timedelta(hours=5)
        thread = saying.say(post, "Peut-on remercier aussi la mairie ?", by=cast["ines"], now=hour)
        hour += dt.timedelta(minutes=40)
        saying.say(post, "Oui, c’est ajouté à la fin.", by=cast["lea"], now=hour, thread=thread)
        saying.settle(thread, by=cast["ines"], now=hour + dt.timedelta(minutes=5))
