"""A signed call to a service of the association: it publishes, and says where.

The request carries `Portevoix-Signature: t=<seconds since 1970>,v1=<hexadecimal>`, where v1 is the HMAC-SHA256, under
the shared secret, of the bytes `v1.<t>.<delivery>.<body>`. The receiver compares in constant time, refuses an old t,
and keeps `Portevoix-Delivery`: the same delivery sent again bears the same name.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Collection
from typing import Any

from django.utils import timezone

from calendar_app.connectors import answers, wire
from calendar_app.connectors.outcomes import CannotLook, Doubtful, Parcel, Receipt

VERSION = "v1"


def signature(secret: str, at: int, delivery: str, body: bytes) -> str:
    """Return the value of Portevoix-Signature. `at` is in seconds since 1970."""
    said = f"{VERSION}.{at}.{delivery}.".encode() + body
    return f"t={at},{VERSION}={hmac.new(secret.encode(), said, hashlib.sha256).hexdigest()}"


class Webhook:
    looks_by_words = False

    def __init__(self, url: str, secret: str, fallback: str) -> None:
        self._url, self._secret, self._fallback = url, secret, fallback

    def send(self, parcel: Parcel, leaving: Callable[[], None]) -> Receipt:
        body = json.dumps(_said(parcel), ensure_ascii=False).encode()
        leaving()
        response = self._post(body, str(parcel.key), "publication")
        if known := answers.refusal(response.status_code, response.headers):
            raise known
        if not 200 <= response.status_code < 300:
            raise Doubtful
        return Receipt(str(parcel.key), _link(response, self._fallback or parcel.page))

    def look(self, parcel: Parcel, taken: Collection[str]) -> Receipt | None:
        raise CannotLook

    def check(self) -> str:
        body = json.dumps({"event": "essai"}).encode()
        try:
            response = self._post(body, "essai", "essai")
        except Doubtful:
            raise answers.before_leaving(None) from None
        if not 200 <= response.status_code < 300:
            raise answers.before_leaving(response.status_code, response.headers)
        return ""

    def _post(self, body: bytes, delivery: str, event: str) -> Any:
        at = int(timezone.now().timestamp())
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "Portevoix",
            "Portevoix-Delivery": delivery,
            "Portevoix-Event": event,
            "Portevoix-Signature": signature(self._secret, at, delivery, body),
        }
        try:
            return wire.session().post(self._url, data=body, headers=headers)
        except Exception as error:
            raise answers.while_leaving(error, None) from None


def _said(parcel: Parcel) -> dict[str, Any]:
    return {
        "event": "publication",
        "delivery": str(parcel.key),
        "account": parcel.channel,
        "title": parcel.title,
        "text": parcel.text,
        "language": parcel.language,
        "page": parcel.page,
        "images": [
            {"type": picture.mime, "alt": picture.alt, "content": base64.b64encode(picture.content).decode()}
            for picture in parcel.pictures
        ],
    }


def _link(response: Any, fallback: str) -> str:
    """The address the receiver gives, when it is one; else that of the account, or of the post in Portevoix."""
    try:
        url = response.json().get("url", "")
    except (ValueError, AttributeError):
        return fallback
    return url if isinstance(url, str) and url.startswith("https://") and len(url) <= 500 else fallback
