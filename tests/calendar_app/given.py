"""Reach a state by living it: every helper walks the real verbs."""

from __future__ import annotations

import datetime as dt

from django_scopes import scope

from calendar_app import transitions
from calendar_app.models import Channel, Hold, Post
from calendar_app.transitions import Plan, Words

NOW = dt.datetime(2026, 11, 22, 10, tzinfo=dt.UTC)  # 11 h in Paris
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
NAMES = {
    "x": "X",
    "mastodon": "Mastodon",
    "bluesky": "Bluesky",
    "facebook": "Facebook",
    "blog": "Blog",
    "tiktok": "TikTok",
    "instagram": "Instagram",
    "reddit": "Reddit",
}


class Given:
    """`chloe` writes, `farid` reads again, `bruno` schedules and publishes."""

    def __init__(self, cast):
        self.cast = cast
        self.association = cast.amina.association

    def channel(self, network="mastodon", **fields):
        values = {"name": NAMES[network], "slug": network, "opened_by_decision": "Conseil du 7 septembre 2026"}
        association = fields.pop("association", self.association)
        values |= {"network": network} | fields
        return Channel.objects.filter(association=association, slug=values["slug"]).first() or Channel.objects.create(
            association=association, **values
        )

    def words(
        self, text="Samedi, on trie les jouets.", channels=None, title="Tri des jouets", kind="information", **more
    ):
        channels = [self.channel()] if channels is None else channels
        own = more.pop("own", {})
        texts = {channel.pk: own.get(channel.slug, "") for channel in channels}
        return Words(title, kind, text, texts, **more)

    def plan(self, due_at=None, owner=None, purpose="mobilise"):
        return Plan(due_at or NOW + 2 * DAY, purpose, owner or self.cast.chloe)

    def draft(self, by=None, due_at=None, owner=None, now=NOW, **words):
        by = by or self.cast.chloe
        return transitions.create(by.association, self.words(**words), self.plan(due_at, owner), by=by, now=now)

    def in_review(self, **fields):
        post = self.draft(**fields)
        transitions.submit(post, by=fields.get("by") or self.cast.chloe, now=NOW)
        return self.again(post)

    def approved(self, **fields):
        post = self.in_review(**fields)
        transitions.approve(post, expected=1, by=self.cast.farid, now=NOW)
        return self.again(post)

    def scheduled(self, **fields):
        """A post whose hour may lie in the past: it was then scheduled a day before that hour."""
        due_at = fields.get("due_at") or NOW + 2 * DAY
        post = self.approved(**fields)
        transitions.schedule(post, by=self.cast.bruno, now=min(NOW, due_at - DAY))
        return self.again(post)

    def published(self, **fields):
        post = self.scheduled(**fields)
        for variant in post.variants.all():
            transitions.confirm(
                variant, link="https://exemple.example/1", published_at=NOW, by=self.cast.bruno, now=NOW
            )
        return self.again(post)

    def hold(self, channel=None, by=None, **fields):
        by = by or self.cast.amina
        values = {"reason": "Une photo publiée sans accord.", "starts_at": NOW - HOUR} | fields
        return Hold.objects.create(association=by.association, channel=channel, decided_by=by, **values)

    def again(self, post):
        return Post.objects.select_related("association", "current", "owner").get(pk=post.pk)

    def elsewhere(self, damien):
        """A draft of another association, with its account."""
        with scope(association=damien.association):
            channel = self.channel(association=damien.association)
            words = self.words(channels=[channel])
            plan = Plan(NOW + DAY, "known", damien)
            return transitions.create(damien.association, words, plan, by=damien, now=NOW)


def form_data(post=None, **fields):
    """What a browser sends from the page of a post."""
    values = {
        "title": "Tri des jouets",
        "kind": "information",
        "purpose": "mobilise",
        "text": "Samedi, on trie les jouets.",
        "channels": [],
        "due_on": "2026-11-25",
        "due_hour": "18:00",
        "expected": "" if post is None else post.current.number,
    }
    return values | fields
