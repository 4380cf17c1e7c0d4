"""Tokens at rest: sealed with Fernet (AES-128-CBC and HMAC-SHA256), opened only to send.

With CONNECTOR_KEY, keys come from the environment, the newest first; the key derived from SECRET_KEY still opens what
it sealed before there was one. A new key is put in front, then `manage.py reseal_tokens` seals everything with it.
"""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

INFO = b"portevoix connectors v1"


class Unreadable(Exception):
    """Sealed with a key this machine no longer has."""


def _derived() -> Fernet:
    """The key of a machine that was given none: HKDF (RFC 5869) of SECRET_KEY."""
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=INFO).derive(settings.SECRET_KEY.encode())
    return Fernet(base64.urlsafe_b64encode(key))


def _ring() -> MultiFernet:
    try:
        given = [Fernet(key) for key in settings.CONNECTOR_KEYS]
    except ValueError:
        # The message of the library would print the key.
        raise ImproperlyConfigured("CONNECTOR_KEY: each key is 32 bytes in url-safe base64.") from None
    return MultiFernet([*given, _derived()])


def seal(token: str) -> str:
    return _ring().encrypt(token.encode()).decode()


def unseal(sealed: str) -> str:
    """Return the token. Raises Unreadable."""
    try:
        return _ring().decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise Unreadable from None


def reseal(sealed: str) -> str:
    """Return the same token under the newest key. Raises Unreadable."""
    try:
        return _ring().rotate(sealed.encode()).decode()
    except InvalidToken:
        raise Unreadable from None
