"""What a person may type to move a post."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from calendar_app import hours
from calendar_app.forms import DayField, HourField, moment_or_refusal
from calendar_app.models import Post


class MoveForm(forms.Form):
    """Another day, another hour. `expected` is the revision that was on the screen."""

    due_on = DayField(label=_("Nouvelle date"))
    due_hour = HourField(label=_("Heure"))
    expected = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=10**9)
    retour = forms.CharField(required=False, widget=forms.HiddenInput, max_length=500)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data["due_at"] = moment_or_refusal(self, "due_on", "due_hour")
        return data


def initial_move(post: Post, asked: Any) -> dict[str, Any]:
    """The moment the post has, or the one the address proposes (?jour=2026-11-24&heure=18:00)."""
    local = post.due_at.astimezone(hours.PARIS)
    return {
        "due_on": _read(dt.date, asked.get("jour", "")) or local.date(),
        "due_hour": _read(dt.time, asked.get("heure", "")) or local.time(),
        "expected": post.revision.number,
        "retour": asked.get("retour", ""),
    }


def _read(kind: Any, text: str) -> Any:
    try:
        return kind.fromisoformat(text)
    except ValueError:
        return None
