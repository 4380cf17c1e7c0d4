"""The only way out: no inner address, no redirection, no proxy of the machine, two timeouts.

Addresses are typed by people and answered by strangers' name servers: the address is filtered when the connection is
made, on the very address that is dialled (a name checked first and resolved again could have changed in between).
"""

from __future__ import annotations

import ssl
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from django.utils.translation import gettext as _

LOCAL = {"127.0.0.1", "localhost"}


def mend(url: str) -> str:
    """Return the address of a server without what it does not need. ValueError, with a sentence, for a wrong one."""
    url = url.strip()
    parts = urlsplit(url if "://" in url else f"https://{url}")
    host = parts.hostname or ""
    is_local = settings.CONNECTOR_LOCAL and host in LOCAL
    if parts.scheme != "https" and not is_local:
        raise ValueError(_("L’adresse doit commencer par https:// : sans cela, le jeton voyagerait à découvert."))
    if not host or ("." not in host and not is_local):
        raise ValueError(
            _("Cette adresse ne se lit pas. Donnez celle du serveur, par exemple https://mastodon.social.")
        )
    if parts.username or parts.password or parts.fragment:
        raise ValueError(_("L’adresse ne doit contenir ni identifiant, ni mot de passe, ni dièse."))
    return parts.geturl().rstrip("/")


def session() -> requests.Session:
    """A session of requests that dials no inner address and follows nothing."""
    from requests_hardened import Config, Manager

    config = Config(
        ip_filter_enable=True,
        ip_filter_allow_loopback_ips=settings.CONNECTOR_LOCAL,
        never_redirect=True,
        default_timeout=settings.CONNECTOR_TIMEOUT,
    )
    made: requests.Session = Manager(config).get_session()
    # A proxy of the machine would dial in our place, unfiltered.
    made.trust_env = False
    return made


@cache
def _certificates() -> ssl.SSLContext:
    """Read once: reading the authorities for each message would cost more than sending it."""
    import certifi

    return ssl.create_default_context(cafile=certifi.where())


def transport() -> Any:
    """The same wall for httpx: the name is resolved here, and the address found is the one dialled."""
    import httpx
    from requests_hardened.ip_filter import filter_host

    class Filtered(httpx.HTTPTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            host = request.url.host
            if request.url.scheme != "https" and not settings.CONNECTOR_LOCAL:
                raise Forbidden(host)
            port = request.url.port or (443 if request.url.scheme == "https" else 80)
            try:
                dialled = filter_host(host, port, allow_loopback=settings.CONNECTOR_LOCAL)
            except requests.RequestException as error:
                raise Forbidden(host) from error
            # The certificate must still bear the name that was typed; the Host header is already written.
            request.extensions = {**request.extensions, "sni_hostname": host}
            request.url = request.url.copy_with(host=dialled.strip("[]"))
            return super().handle_request(request)

    class Forbidden(httpx.ConnectError):
        """An address we do not dial, or a name nobody knows: nothing was sent."""

    return Filtered(verify=_certificates(), trust_env=False)


def never_reached(error: BaseException | None) -> bool:
    """Whether `error`, or what caused it, says that no connection was made: nothing can have been sent."""
    import httpx
    from requests_hardened.ip_filter import InvalidIPAddress
    from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

    nothing_sent = (
        requests.ConnectTimeout,
        requests.exceptions.InvalidURL,
        InvalidIPAddress,
        NewConnectionError,
        ConnectTimeoutError,
        NameResolutionError,
        httpx.ConnectError,
        httpx.ConnectTimeout,
        httpx.PoolTimeout,
        httpx.UnsupportedProtocol,
    )
    seen: set[int] = set()
    queue: list[Any] = [error]
    while queue:
        each = queue.pop()
        if each is None or id(each) in seen or not isinstance(each, BaseException):
            continue
        seen.add(id(each))
        if isinstance(each, nothing_sent):
            return True
        # requests and urllib3 wrap: MaxRetryError keeps its cause in `reason`, ConnectionError in `args`.
        queue += [each.__cause__, each.__context__, getattr(each, "reason", None), *each.args]
    return False
