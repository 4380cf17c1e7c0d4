"""Posts of the calendar that went out on X, and files of X that measure them, by the verbs of the house."""

from __future__ import annotations

import datetime as dt
from typing import Any

from calendar_app import transitions
from calendar_app.models import Post, Variant
from kpis import receiving
from kpis.models import ImportFile, PostLine
from tests.calendar_app.given import NOW, Given

TEXT = "Samedi, on trie les jouets du quartier avec vous au local"
HEADINGS = "Tweet id,Tweet permalink,Tweet text,time,impressions,engagements,retweets,replies,likes\n"


class Measured:
    """`cast` publishes on X at NOW; `bring` keeps a file of posts for that account."""

    def __init__(self, cast: Any) -> None:
        self.given, self.cast = Given(cast), cast
        self.account = self.given.channel("x")

    def post(self, link: str = "https://x.com/mains/status/1", text: str = TEXT, hours: int = 0, **words: Any) -> Post:
        """A post out on X, `hours` before now, with the link somebody noted."""
        out_at = NOW - dt.timedelta(hours=hours)
        post = self.given.scheduled(channels=[self.account], text=text, due_at=out_at, **words)
        for variant in post.variants.all():
            transitions.confirm(variant, link=link, published_at=out_at, by=self.cast.bruno, now=NOW)
        return self.given.again(post)

    def line(
        self, number: int = 500, words: str = TEXT, hours: int = 0, seen: int = 100, link: str | None = None
    ) -> str:
        """One line of the file: post `number`, out `hours` before now, with `seen` impressions."""
        at = f"{NOW - dt.timedelta(hours=hours):%Y-%m-%d %H:%M} +0000"
        link = f"https://twitter.com/mains/status/{number}" if link is None else link
        return f'"{number}","{link}","{words}","{at}","{seen}","7","1","2","4"\n'

    def bring(self, *lines: str, by: Any = None) -> ImportFile:
        """Keep a file of these lines."""
        file = self.receive(*lines, by=by)
        self.keep(file, by=by)
        return file

    def receive(self, *lines: str, by: Any = None) -> ImportFile:
        return receiving.receive(
            (HEADINGS + "".join(lines)).encode(),
            "tweets.csv",
            association=self.account.association,
            channel=self.account,
            by=by or self.cast.bruno,
            now=NOW,
            today=NOW.date(),
        )

    def keep(self, file: ImportFile, by: Any = None) -> receiving.Plan:
        return receiving.keep(file, by=by or self.cast.bruno, now=NOW, today=NOW.date())

    def lines(self) -> dict[str, PostLine]:
        return {row.key: row for row in PostLine.objects.of(self.account.association)}

    def variant(self, post: Post) -> Variant:
        return Variant.objects.get(post=post, channel=self.account)
