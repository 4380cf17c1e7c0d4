"""What happens to a text before it is printed: French spaces that do not break, and signs the font does not have."""

from __future__ import annotations

import re
import unicodedata
from typing import TypeVar

import regex

from papers.glyphs import GLYPHS

REPLACEMENT = "□"

Data = TypeVar("Data")

_NARROW = "\u202f"
_FIXED = "\u00a0"
# An ordinary space only: a space somebody already set is kept, and none is added where none was typed.
_SPACES = (
    (re.compile(r" (?=[;!?])"), _NARROW),
    (re.compile(r" (?=[:»%€])"), _FIXED),
    (re.compile(r"(?<=«) "), _FIXED),
    (re.compile(r"(?<=\d) (?=\d{3}(?!\d))"), _NARROW),
    (re.compile(r"(?<=\bn°) |(?<=\bart\.) |(?<=\barticle) (?=\d)"), _FIXED),
    (re.compile(r"(?<=\d) (?=(?:h|heures?|jours?|mois|ans?)\b)"), _FIXED),
)
_CLUSTER = regex.compile(r"\X")
# Signs without a drawing that are of use on paper; the others only hide or turn words round.
_USEFUL_FORMATS = {"\u00ad", "\u200b", "\u2060"}


def french(text: str) -> str:
    """Return `text` with the spaces of French that must not break; a reader sees the same words."""
    for pattern, space in _SPACES:
        text = pattern.sub(space, text)
    return text


def legible(text: str) -> str:
    """Return `text` with each sign the font does not have replaced: by its plain form when it has one, else by □.

    𝐁𝐨𝐧𝐣𝐨𝐮𝐫 becomes Bonjour, an emoji of several code points one □. Signs that only turn the order of words round are
    left out: a paper is read as it was stored.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    text = unicodedata.normalize("NFC", text.replace("\t", " "))
    if all(sign in GLYPHS or sign == "\n" for sign in text):
        return text
    return "".join(_legible(cluster) for cluster in _CLUSTER.findall(text))


def _legible(cluster: str) -> str:
    kept = "".join(sign for sign in cluster if sign == "\n" or _is_shown(sign))
    if all(sign in GLYPHS or sign == "\n" for sign in kept):
        return kept
    plain = unicodedata.normalize("NFKC", kept)
    return plain if all(sign in GLYPHS for sign in plain) else REPLACEMENT


def _is_shown(sign: str) -> bool:
    category = unicodedata.category(sign)
    if "\ufe00" <= sign <= "\ufe0f":
        return False  # says how to draw the sign before it
    return category not in {"Cc", "Cf", "Cs"} or sign in _USEFUL_FORMATS


def printable(data: Data) -> Data:
    """Return `data` with every string in it made ready for paper, keys left alone."""
    if isinstance(data, str):
        return french(legible(data))  # type: ignore[return-value]
    if isinstance(data, dict):
        return {key: printable(value) for key, value in data.items()}  # type: ignore[return-value]
    if isinstance(data, list | tuple):
        return [printable(value) for value in data]  # type: ignore[return-value]
    return data
