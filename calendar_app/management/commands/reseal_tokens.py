"""Seal every token of a connector with the newest key, after a new one was put first in CONNECTOR_KEY."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from calendar_app.connectors import sealing
from calendar_app.models import Connector


class Command(BaseCommand):
    help = "Seal every connector token with the first key of CONNECTOR_KEY."

    def handle(self, *args: Any, **options: Any) -> None:
        done, lost = 0, 0
        for connector in Connector.unscoped.exclude(sealed=""):
            try:
                sealed = sealing.reseal(connector.sealed)
            except sealing.Unreadable:
                lost += 1
                continue
            done += Connector.unscoped.filter(pk=connector.pk, sealed=connector.sealed).update(sealed=sealed)
        self.stdout.write(f"{done} sealed with the newest key, {lost} that no key opens.")
