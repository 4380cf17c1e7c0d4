"""What a deployment must not forget: run by `manage.py check --deploy`."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.security, deploy=True)
def the_queue_is_shared(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """In memory, a task queued by one web process is never seen by a worker in another."""
    if settings.REDIS_URL:
        return []
    return [
        Error(
            "REDIS_URL is not set: tasks would stay in the web process that queued them, "
            "and sign-in attempts would be counted per process.",
            hint="Set REDIS_URL, for example redis://localhost:6379/0 (docs/production.md).",
            id="portevoix.E001",
        )
    ]


@register(Tags.security, deploy=True)
def links_in_mail_are_https(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A sign-in link sent over plain HTTP can be read on the way."""
    if settings.SITE_URL.startswith("https://"):
        return []
    return [
        Error("SITE_URL does not begin with https://.", hint="Set SITE_URL to the public address.", id="portevoix.E002")
    ]
