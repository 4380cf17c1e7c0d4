"""Pages of what is out, for axe: the kit, the acts that mend, a slip at its first step."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from associations.models import Association
from tests.axe_pages import Page, _scoped


def _published(cast: SimpleNamespace, association: Association) -> Any:
    import datetime as dt

    from calendar_app import transitions
    from calendar_app.transitions import Plan
    from tests.calendar_app.given import Given

    now, given = timezone.now(), Given(cast)
    plan = Plan(now + dt.timedelta(days=2), "mobilise", cast.chloe)
    words = given.words(channels=[given.channel("mastodon"), given.channel("x")])
    post = transitions.create(association, words, plan, by=cast.chloe, now=now)
    transitions.submit(post, by=cast.chloe, now=now)
    transitions.approve(post, expected=1, by=cast.farid, now=now)
    transitions.schedule(post, by=cast.bruno, now=now)
    first = post.variants.first()
    transitions.confirm(first, link="https://exemple.example/1", published_at=now, by=cast.bruno, now=now)
    return post


def _out(cast: SimpleNamespace, association: Association) -> dict[str, Any]:
    return {"pk": _published(cast, association).pk}


def _waiting(cast: SimpleNamespace, association: Association) -> dict[str, Any]:
    post = _published(cast, association)
    return {"pk": post.pk, "variant": post.variants.to_confirm().get().pk}


def _slip(cast: SimpleNamespace, association: Association) -> dict[str, Any]:
    from calendar_app.departures import following

    return {"pk": following.open_slip(_published(cast, association), by=cast.chloe, now=timezone.now())[0].pk}


def _listed(cast: SimpleNamespace, association: Association) -> dict[str, Any]:
    _slip(cast, association)
    return {}


PAGES: list[Page] = [
    Page("calendar:post-kit", "chloe", prepare=_scoped(_out)),
    Page("calendar:post-detail", "chloe", prepare=_scoped(_out)),
    Page("calendar:post-correct", "chloe", prepare=_scoped(_out)),
    Page("calendar:post-withdraw", "chloe", prepare=_scoped(_out)),
    Page("calendar:post-skip", "chloe", prepare=_scoped(_waiting)),
    Page("calendar:slip", "chloe", prepare=_scoped(_slip)),
    Page("calendar:slips", "bruno", prepare=_scoped(_listed)),
]
