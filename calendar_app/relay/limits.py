"""How often one place may knock, without keeping who it is: see decision 0030."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone

DAY = 24 * 3600


def is_over(request: HttpRequest, act: str, *, most: int, seconds: int) -> bool:
    """Whether `request` comes for `act` more than `most` times in `seconds`; counts this time.

    The key is a hash of the address with a salt that lives in the cache for a day: nothing is written in the database,
    and yesterday's hashes can be matched with nothing.
    """
    salt = cache.get_or_set(f"relay:salt:{timezone.localdate()}", lambda: secrets.token_hex(32), DAY)
    address = get_adapter().get_client_ip(request)
    digest = hmac.new(str(salt).encode(), f"{act} {address}".encode(), hashlib.sha256).hexdigest()
    key = f"relay:{act}:{digest[:32]}"
    if cache.add(key, 1, seconds):
        return most < 1
    try:
        return cache.incr(key) > most
    except ValueError:  # it ended between the two questions
        return False
