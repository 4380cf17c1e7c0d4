"""What strangers type, made fit to be kept and shown."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from calendar_app.rules.prose import calm
from charter.canonical import tidy

# Forced directions turn a page around; what nobody sees has no place in a testimony. Joiners stay: emoji need them.
_HIDDEN = re.compile(
    "[\u202a-\u202e\u2066-\u2069\u2028\u2029\u200e\u200f\u061c\u00ad\u180e\u200b\u2060-\u2064\ufeff\ufff9-\ufffb]"
)
_LONE = re.compile("[\ud800-\udfff]")


def clean(text: str) -> str:
    """`text` in composed accents, without control signs, forced directions, nor heaps of accents on one letter."""
    return tidy(calm(_LONE.sub("", _HIDDEN.sub("", text))))


class Said(forms.CharField):
    """Words from outside: cleaned before anything is asked of them."""

    def to_python(self, value: Any) -> str:
        # A heap of accents is cut before it is weighed, and never costs more than the longest form we read.
        return clean(super().to_python(str(value)[:60_000] if value else ""))
