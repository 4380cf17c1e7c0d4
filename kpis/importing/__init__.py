"""Export files of the networks, read into figures. Plain Python: no Django, no clock, no database."""

from kpis.importing.decoding import LARGEST_BYTES, MAX_BYTES, check_size
from kpis.importing.lines import PostLine
from kpis.importing.parsing import parse, posts
from kpis.importing.shapes import FileRefused, Parsed, Refusal, Row, Sentence

__all__ = [
    "LARGEST_BYTES",
    "MAX_BYTES",
    "FileRefused",
    "Parsed",
    "PostLine",
    "Refusal",
    "Row",
    "Sentence",
    "check_size",
    "parse",
    "posts",
]
