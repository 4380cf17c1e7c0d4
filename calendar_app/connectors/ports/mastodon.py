"""Mastodon, through Mastodon.py. Source: https://docs.joinmastodon.org/methods/statuses/ (read 2026-11)."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Collection
from html.parser import HTMLParser
from typing import Any

from django.conf import settings

from calendar_app.connectors import answers, wire
from calendar_app.connectors.outcomes import Doubtful, Parcel, Receipt, Trouble, Unsent

# The clocks of two machines may differ by this much.
DRIFT = dt.timedelta(minutes=5)
# How many of the last messages are read at once, how many times, and of how many the very source is asked.
LOOKED_AT, PAGES, SOURCES = 40, 5, 20
# How many times a server is asked whether an image is ready.
LOOKS = 5


class Mastodon:
    looks_by_words = True

    def __init__(self, base_url: str, token: str) -> None:
        from mastodon import Mastodon as Client

        self._last: Any = None
        self._session = wire.session()
        self._session.hooks["response"].append(self._keep)
        self._client = Client(
            access_token=token,
            api_base_url=base_url,
            # "wait" would sleep in the worker; we come back instead.
            ratelimit_method="throw",
            request_timeout=settings.CONNECTOR_TIMEOUT,
            session=self._session,
            user_agent="Portevoix",
        )

    def send(self, parcel: Parcel, leaving: Callable[[], None]) -> Receipt:
        """Post in public, in the language of the text, with the descriptions of its images.

        The Idempotency-Key makes the server answer a repeated request with the first message (for an hour).
        """
        # Asked first: a wrong token, name or certificate shows before anything can be out.
        self._safely(self._client.account_verify_credentials)
        media = [self._upload(picture) for picture in parcel.pictures]
        leaving()
        self._last = None
        try:
            status = self._client.status_post(
                parcel.text,
                media_ids=media or None,
                visibility="public",
                language=parcel.language,
                idempotency_key=str(parcel.key),
            )
            return _receipt(status)
        except Exception as error:
            # From None: the message of a client may carry what it sent.
            raise answers.while_leaving(error, *self._answer()) from None

    def look(self, parcel: Parcel, taken: Collection[str]) -> Receipt | None:
        """Read the last messages of the account: the same words, since the first attempt, are the message itself."""
        me = self._safely(self._client.account_verify_credentials)
        recent = [status for status in self._since(me.id, parcel.at - DRIFT) if str(status.id) not in taken]
        wanted = _flat(parcel.text)
        for status in recent:
            if _flat(_plain(str(getattr(status, "content", "")))) == wanted:
                return _receipt(status)
        # A mention is shown shorter than it is written: its source says.
        for status in recent[:SOURCES]:
            source = self._safely(self._client.status_source, status.id)
            if _flat(getattr(source, "text", "") or "") == wanted:
                return _receipt(status)
        if len(recent) > SOURCES:
            # Not all were asked: that we did not find it proves nothing.
            raise Unsent(Trouble.UNREACHABLE)
        return None

    def _since(self, account: Any, first: dt.datetime) -> list[Any]:
        """The messages of `account` since `first`, all of them. Unsent when they are too many to be read."""
        recent: list[Any] = []
        older: dict[str, Any] = {}
        for _page in range(PAGES):
            found = self._safely(self._client.account_statuses, account, limit=LOOKED_AT, exclude_reblogs=True, **older)
            try:
                fresh = [status for status in found if status.created_at >= first]
            except (AttributeError, TypeError, ValueError):
                raise answers.before_leaving(None) from None
            recent += fresh
            # They come from the newest to the oldest.
            if not found or len(fresh) < len(found):
                return recent
            older = {"max_id": found[-1].id}
        raise Unsent(Trouble.UNREACHABLE)

    def check(self) -> str:
        me = self._safely(self._client.account_verify_credentials)
        return f"@{getattr(me, 'acct', '')}"

    def _upload(self, picture: Any) -> Any:
        """Give an image with its description; one that is not ready after a few looks, and we come back later.

        Mastodon makes images ready while it answers. The client's own wait (`synchronous`) has no end.
        """
        media = self._safely(
            self._client.media_post, io.BytesIO(picture.content), mime_type=picture.mime, description=picture.alt
        )
        for _look in range(LOOKS):
            if getattr(media, "url", None):
                return media
            media = self._safely(self._client.media, media.id)
        if not getattr(media, "url", None):
            raise Unsent(Trouble.BUSY)
        return media

    def _safely(self, call: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Call what publishes nothing: whatever goes wrong, the message is not out by it."""
        self._last = None
        try:
            found = call(*args, **kwargs)
            if getattr(found, "id", None) is None and not isinstance(found, list) and not hasattr(found, "text"):
                raise ValueError("No answer of Mastodon.")
            return found
        except Exception:
            raise answers.before_leaving(*self._answer()) from None

    def _keep(self, response: Any, *_args: Any, **_kwargs: Any) -> None:
        # The client does not pass headers on: Retry-After is read here.
        self._last = response

    def _answer(self) -> tuple[int | None, Any]:
        last = self._last
        return (None, None) if last is None else (last.status_code, last.headers)


def _receipt(status: Any) -> Receipt:
    """What Mastodon calls the message. Doubtful when the answer does not say."""
    remote, link = str(getattr(status, "id", "") or ""), str(getattr(status, "url", "") or "")
    if not remote or not link.startswith(("https://", "http://")):
        raise Doubtful
    return Receipt(remote, link)


class _Plain(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def handle_data(self, data: str) -> None:
        self.said.append(data)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag in ("br", "p"):
            self.said.append(" ")


def _plain(content: str) -> str:
    """The words of a message shown in HTML."""
    parser = _Plain()
    parser.feed(content)
    parser.close()
    return "".join(parser.said)


def _flat(text: str) -> str:
    return " ".join(text.split())
