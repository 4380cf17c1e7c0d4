"""What one page asks of the database and of the phone: queries, bytes, files."""

import gzip
import re
from dataclasses import dataclass
from urllib.parse import urldefrag

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

# What a browser fetches before the page is drawn: sheets, scripts, images and the sprite of icons.
_FETCHED = re.compile(
    r"""<(?:link\b[^>]*\brel="(?:stylesheet|icon|preload)"[^>]*\bhref|(?:script|img)\b[^>]*\bsrc|use\b[^>]*\bhref)="([^"]+)\""""
)


@dataclass(frozen=True)
class Weight:
    """Bytes are gzipped unless `raw`. `first_view` is everything a first visit fetches, in `files` files."""

    queries: int
    raw: int
    html: int
    css: int
    js: int
    first_view: int
    files: int
    slots: int


def weigh(client: Client, path: str) -> Weight:
    """Fetch `path` and what it names, once warm. SystemExit when it does not answer 200."""
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(path)
    queries = len(captured)  # now: the next request forgets them
    if response.status_code != 200:
        raise SystemExit(f"{path} answered {response.status_code}")
    body = response.content.decode()
    html = len(client.get(path, headers={"accept-encoding": "gzip"}).content)
    sizes = {name: _size(client, name) for name in {urldefrag(found).url for found in _FETCHED.findall(body)} if name}
    css = sum(size for name, size in sizes.items() if name.endswith(".css"))
    js = sum(size for name, size in sizes.items() if name.endswith(".js"))
    return Weight(
        queries=queries, raw=len(response.content), html=html, css=css, js=js,
        first_view=html + sum(sizes.values()), files=1 + len(sizes), slots=len(re.findall(r'class="slot[ "]', body)),
    )  # fmt: skip


def _size(client: Client, name: str) -> int:
    response = client.get(name, headers={"accept-encoding": "gzip"})
    content = b"".join(response) if response.streaming else response.content
    return (
        len(content) if response.get("Content-Encoding") == "gzip" else min(len(content), len(gzip.compress(content)))
    )
