"""Caption files: WebVTT and SubRip (SRT), read line by line; what is wrong is said with its line.

WebVTT: https://www.w3.org/TR/webvtt1/. SubRip has no norm: number, times with a comma, text, empty line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

MAX_BYTES = 1024 * 1024
TIME = r"(?:(\d{1,3}):)?([0-5]?\d):([0-5]\d)[.,](\d{3})"
TIMES = re.compile(rf"^\s*{TIME}\s*-->\s*{TIME}(?:\s+.*)?$")
LANGUAGE = re.compile(r"^[a-z]{2,3}$")


class BadCaptions(Exception):
    """The file says nothing a player could show; the text is the sentence for the person."""


@dataclass(frozen=True)
class Cue:
    """One caption: from when to when, in milliseconds, and its words."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Captions:
    cues: tuple[Cue, ...]
    language: str
    content: bytes
    suffix: str


def parse(content: bytes, language: str, seconds: int = 0) -> Captions:
    """Read a caption file whose words are in `language` ("fr"), for a video of `seconds` (0: unknown).

    Raises BadCaptions at the first thing wrong: no cue, a cue without words, one that ends before it begins or that
    begins before the one above, one after the end of the video.
    """
    if not content.strip():
        raise BadCaptions(_("Ce fichier de sous-titres est vide. Choisissez-le à nouveau."))
    if len(content) > MAX_BYTES:
        raise BadCaptions(_("Ce fichier pèse plus de 1 Mo. Choisissez un fichier .vtt ou .srt."))
    if not LANGUAGE.match(language):
        raise BadCaptions(_("Dites la langue des sous-titres."))
    text = _decoded(content)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    cues = _cues(lines)
    if not cues:
        raise BadCaptions(
            _("Aucun sous-titre n’a été trouvé. Chacun commence par une ligne comme 00:00:01.000 --> 00:00:04.000.")
        )
    _in_order(cues, seconds)
    is_webvtt = lines[0].lstrip("\ufeff").startswith("WEBVTT")
    return Captions(tuple(cue for _line, cue in cues), language, text.encode(), "vtt" if is_webvtt else "srt")


def _at(line: int, sentence: str) -> BadCaptions:
    return BadCaptions(_("Ligne %(line)d. %(sentence)s") % {"line": line, "sentence": sentence})


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise BadCaptions(_("Ce fichier n’est pas du texte. Exportez les sous-titres en .vtt ou en .srt."))


def _cues(lines: list[str]) -> list[tuple[int, Cue]]:
    """Every (line number, cue), numbered from 1."""
    found: list[tuple[int, Cue]] = []
    number = 0
    while number < len(lines):
        line = lines[number]
        number += 1
        if "-->" not in line:
            continue
        at = number
        if not (times := TIMES.match(line)):
            raise _at(at, _("Ces temps ne se lisent pas. Écrivez-les comme 00:00:01.000 --> 00:00:04.000."))
        words = []
        while number < len(lines) and lines[number].strip():
            words.append(re.sub(r"<[^>]*>", "", lines[number]).strip())
            number += 1
        if not "".join(words):
            raise _at(at, _("Ce sous-titre n’a pas de texte. Écrivez-le, ou retirez ses temps."))
        groups = times.groups()
        found.append((at, Cue(_milliseconds(groups[:4]), _milliseconds(groups[4:]), " ".join(words))))
    return found


def _milliseconds(parts: tuple[str | None, ...]) -> int:
    hours, minutes, seconds, thousandths = (int(part or 0) for part in parts)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + thousandths


def _in_order(cues: list[tuple[int, Cue]], seconds: int) -> None:
    before = 0
    for line, cue in cues:
        if cue.end <= cue.start:
            raise _at(line, _("Ce sous-titre finit avant de commencer. Corrigez ses temps."))
        if cue.start < before:
            raise _at(line, _("Ce sous-titre commence avant celui qui le précède. Remettez-les dans l’ordre."))
        # A player rounds the length of a video down: one second of grace.
        if seconds and cue.start > (seconds + 1) * 1000:
            raise _at(line, _("Ce sous-titre commence après la fin de la vidéo. Est-ce le bon fichier ?"))
        before = cue.start
