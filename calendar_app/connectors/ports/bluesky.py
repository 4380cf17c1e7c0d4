"""Bluesky, through atproto. Source: https://docs.bsky.app/docs/api/com-atproto-repo-put-record (read 2026-11)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection
from typing import Any

from django.conf import settings

from calendar_app.connectors import answers, wire
from calendar_app.connectors.outcomes import Parcel, Receipt

QUOTE = re.compile('[«»“”"]')
COLLECTION = "app.bsky.feed.post"
# Each mention asks one question of the server.
MENTIONS = 20
# A TID is thirteen characters of this alphabet, sorted like time: https://atproto.com/specs/tid
TID = "234567abcdefghijklmnopqrstuvwxyz"


def record_key(now: dt.datetime, clock: int) -> str:
    """Return the TID of `now`: microseconds, then ten bits of `clock` so that two messages never share one."""
    number = (int(now.timestamp() * 1_000_000) << 10) | (clock & 1023)
    return "".join(TID[(number >> shift) & 31] for shift in range(60, -1, -5))


class Bluesky:
    looks_by_words = False

    def __init__(self, base_url: str, handle: str, password: str) -> None:
        from atproto import Client, Request
        from httpx import Timeout

        connect, read = settings.CONNECTOR_TIMEOUT
        request = Request(transport=wire.transport(), timeout=Timeout(read, connect=connect), trust_env=False)
        # The library follows redirections; a server we trust does not send our password elsewhere.
        request._client.follow_redirects = False
        self._client = Client(base_url, request=request)
        self._handle, self._password = handle, password
        self._did = ""

    def send(self, parcel: Parcel, leaving: Callable[[], None]) -> Receipt:
        """Write the record under its own key: written twice, it is the same record."""
        self._sign_in()
        record = self._safely(lambda: self._record(parcel))
        leaving()
        try:
            answer = self._client.com.atproto.repo.put_record(
                {"repo": self._did, "collection": COLLECTION, "rkey": parcel.record_key, "record": record}
            )
            return self._receipt(answer.uri, parcel)
        except Exception as error:
            raise answers.while_leaving(error, *_answer(error)) from None

    def look(self, parcel: Parcel, taken: Collection[str]) -> Receipt | None:
        """Ask for the record by its key: only we can have written it."""
        self._sign_in()
        where = {"repo": self._did, "collection": COLLECTION, "rkey": parcel.record_key}
        try:
            found = self._client.com.atproto.repo.get_record(where)
            return self._receipt(found.uri, parcel)
        except Exception as error:
            if _is_absent(error):
                return None
            raise answers.before_leaving(*_answer(error)) from None

    def check(self) -> str:
        self._sign_in()
        return f"@{self._handle}"

    def _sign_in(self) -> None:
        def sign_in() -> None:
            # The profile of the account is of no use here, and not every server knows it.
            self._client.login(self._handle, self._password, fetch_bsky_profile=False)
            session = self._client._session
            if session is None:
                raise ValueError("No session.")
            self._did, self._handle = session.did, session.handle

        self._safely(sign_in)

    def _record(self, parcel: Parcel) -> Any:
        from atproto import models

        embed = None
        if parcel.pictures:
            embed = models.AppBskyEmbedImages.Main(images=[self._image(picture) for picture in parcel.pictures])
        return models.AppBskyFeedPost.Record(
            # The same at each attempt, so that the record is too.
            created_at=parcel.at.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            text=parcel.text,
            langs=[parcel.language],
            facets=self._facets(parcel.text) or None,
            embed=embed,
        )

    def _facets(self, text: str) -> list[Any]:
        """Links, hashtags and mentions, by their place in bytes of UTF-8, in order.

        Our server is asked who a mention is; somebody it does not know stays plain words, and holds nothing back.
        """
        from atproto import models
        from atproto_client.utils.facet_detection import detect_facets, detect_mentions

        found = [_unquoted(facet) for facet in detect_facets(text)]
        for mention in detect_mentions(text)[:MENTIONS]:
            try:
                did = self._client.com.atproto.identity.resolve_handle({"handle": mention.handle}).did
                feature = models.AppBskyRichtextFacet.Mention(did=did)
            except Exception:  # noqa: S112  # whatever it says, it says nothing of our message
                continue
            place = models.AppBskyRichtextFacet.ByteSlice(byte_start=mention.byte_start, byte_end=mention.byte_end)
            found.append(models.AppBskyRichtextFacet.Main(features=[feature], index=place))
        return sorted(found, key=lambda facet: facet.index.byte_start)

    def _image(self, picture: Any) -> Any:
        from atproto import models
        from atproto_client.models.utils import get_response_model

        # `upload_blob` gives the bytes to httpx in a way it no longer wants, and without the type of the image.
        answer = self._client.invoke_procedure(
            "com.atproto.repo.uploadBlob", content=picture.content, headers={"Content-Type": picture.mime}
        )
        blob = get_response_model(answer, models.ComAtprotoRepoUploadBlob.Response).blob
        ratio = models.AppBskyEmbedDefs.AspectRatio(width=max(1, picture.width), height=max(1, picture.height))
        return models.AppBskyEmbedImages.Image(alt=picture.alt, image=blob, aspect_ratio=ratio)

    def _receipt(self, uri: str, parcel: Parcel) -> Receipt:
        if not str(uri).endswith(f"/{COLLECTION}/{parcel.record_key}"):
            raise ValueError("Another record.")
        return Receipt(str(uri), f"https://bsky.app/profile/{self._did}/post/{parcel.record_key}")

    def _safely(self, call: Callable[[], Any]) -> Any:
        """Call what publishes nothing: whatever goes wrong, the message is not out by it."""
        try:
            return call()
        except Exception as error:
            raise answers.before_leaving(*_sign_in_answer(error)) from None


def _unquoted(facet: Any) -> Any:
    """A link without the quotation mark glued to it, which is no part of it; other facets as they are."""
    feature = facet.features[0]
    if (uri := getattr(feature, "uri", "")) and (quote := QUOTE.search(uri)):
        feature.uri = uri[: quote.start()]
        facet.index.byte_end -= len(uri[quote.start() :].encode())
    return facet


def _answer(error: BaseException) -> tuple[int | None, Any]:
    response = getattr(error, "response", None)
    return (None, None) if response is None else (response.status_code, response.headers)


def _sign_in_answer(error: BaseException) -> tuple[int | None, Any]:
    """A wrong identifier is a 400 for some servers: it is the token all the same."""
    status, headers = _answer(error)
    content = getattr(getattr(error, "response", None), "content", None)
    if status == 400 and getattr(content, "error", "") in ("AuthenticationRequired", "InvalidToken", "ExpiredToken"):
        return 401, headers
    return status, headers


def _is_absent(error: BaseException) -> bool:
    """Whether the server says, in its own words, that it has no such record."""
    response = getattr(error, "response", None)
    code = getattr(getattr(response, "content", None), "error", "")
    return getattr(response, "status_code", None) in (400, 404) and code == "RecordNotFound"
