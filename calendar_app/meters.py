"""How long a text is on each account, as the page draws it: with and without script, the same lines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from calendar_app import gate
from calendar_app.forms import LONGEST_TEXT, PostForm
from calendar_app.models import Channel
from calendar_app.networks import Book


@dataclass(frozen=True)
class Meter:
    """One account. `limit` is None where the network sets none; `low` is where the bar warns."""

    name: str
    slug: str
    length: int
    limit: int | None
    words: str
    is_over: bool = False

    @property
    def low(self) -> int:
        return (self.limit or 0) * 95 // 100

    @property
    def drawn(self) -> int:
        """A bar cannot be fuller than full."""
        return min(self.length, self.limit or self.length)


def of_form(form: PostForm, book: Book | None = None) -> list[Meter]:
    """The meters of what the form holds, sent or first shown."""
    if form.is_bound:
        return of_data(form.data, form.offered, book)
    chosen = set(form.initial.get("channels", []))
    text = str(form.initial.get("text", ""))
    own = ((c, str(form.initial.get(f"own_{c.pk}", "")) or text) for c in form.offered if c.pk in chosen)
    return of_texts(own, book)


def of_data(data: QueryDict, offered: Iterable[Channel], book: Book | None = None) -> list[Meter]:
    """The meters of what was typed, for the accounts that are ticked; anything else in `data` is ignored."""
    chosen = set(data.getlist("channels"))
    text = data.get("text", "")
    own = ((c, data.get(f"own_{c.pk}", "").strip() or text) for c in offered if str(c.pk) in chosen)
    return of_texts(own, book)


def of_texts(texts: Iterable[tuple[Channel, str]], book: Book | None = None) -> list[Meter]:
    """`book` is what `amended.book` gives: without it, the published facts."""
    # What is longer still is refused whole by the form: no need to count it to its end at each pause in typing.
    return [_meter(channel, text[: 2 * LONGEST_TEXT].replace("\r\n", "\n").strip(), book) for channel, text in texts]


def _meter(channel: Channel, text: str, book: Book | None) -> Meter:
    counts = gate.counts(channel.network, text, book)
    if not counts:
        words = _("%(length)s caractères, sans limite connue") % {"length": _figure(len(text))}
        return Meter(channel.name, channel.slug, len(text), None, words)
    # A network may have two bounds: the one that is fuller is the one that matters.
    tightest = max(counts, key=lambda count: count.length / count.limit)
    numbers = {"length": tightest.length, "limit": tightest.limit, "left": tightest.left, "over": -tightest.left}
    words = (
        _("%(length)s sur %(limit)s, %(over)s de trop")
        if tightest.is_over
        else _("%(length)s sur %(limit)s, reste %(left)s")
    )
    return Meter(
        channel.name,
        channel.slug,
        tightest.length,
        tightest.limit,
        words % {name: _figure(number) for name, number in numbers.items()},
        tightest.is_over,
    )


def _figure(number: int) -> str:
    """1 940 in French, with the narrow space that does not break; 1,940 in English."""
    return f"{number:,}" if (get_language() or "fr").startswith("en") else f"{number:,}".replace(",", "\u202f")
