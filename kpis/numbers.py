"""Numbers as people write and read them, in French and in English. Pure."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

NARROW = "\u202f"  # narrow no-break space: thousands in French
NO_BREAK = "\u00a0"
MINUS = "\u2212"
_SPACES = re.compile(r"[\s\u00a0\u202f\u2007\u2009']+")
_PLAIN = re.compile(r"-?\d{1,14}(?:[.,]\d{1,4})?", re.ASCII)
_THOUSANDS = re.compile(r"-?\d{1,3}\.\d{3}", re.ASCII)
_SUFFIX = {"%": "%", "hours": "h", "h": "h", "min": "min", "s": "s", "EUR": "€", "points": "points"}


class NotANumber(ValueError):
    """The text is not a number we can be sure of. `ambiguous`: "1.240" may be read two ways."""

    def __init__(self, text: str, *, ambiguous: bool = False) -> None:
        self.ambiguous = ambiguous
        super().__init__(text)


def parse(text: str) -> Decimal | None:
    """The number a person typed: "1 240", "12,5", "12.5", "82 %". None for an empty text.

    Raises NotANumber when it is anything else, or when "1.240" could mean two
    things: a wrong figure is worse than a question.
    """
    compact = _SPACES.sub("", text.replace(MINUS, "-")).removesuffix("%").removesuffix("€")
    if not compact:
        if text.strip():
            raise NotANumber(text)
        return None
    if _THOUSANDS.fullmatch(compact):
        raise NotANumber(text, ambiguous=True)
    if not _PLAIN.fullmatch(compact):
        raise NotANumber(text)
    return Decimal(compact.replace(",", "."))


def plain(value: Decimal) -> str:
    """The number as a field shows it again: "1240,5", no thousands, no idle zeros."""
    text = f"{value.normalize():f}" if value else "0"
    return text.replace(".", ",")


def write(value: Decimal | int, decimals: int = 0, language: str = "fr", *, keep_zeros: bool = False) -> str:
    """The number as a page prints it: "1 940,5" or "1,940.5". Halves go up, idle zeros go."""
    rounded = Decimal(value).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    text = f"{abs(rounded):,.{decimals}f}"
    if decimals and not keep_zeros:
        whole, _, rest = text.partition(".")
        text = whole if not rest.strip("0") else text
    if not language.startswith("en"):
        text = text.replace(",", NARROW).replace(".", ",")
    return f"{MINUS}{text}" if rounded < 0 else text


def with_unit(value: Decimal | int, unit: str, decimals: int = 0, language: str = "fr") -> str:
    """The number with its unit: "82 %", "14 h", "1 250 €"; counts and accounts have none."""
    text = write(value, decimals, language)
    suffix = _SUFFIX.get(unit, "")
    if unit == "points" and abs(Decimal(value)) < 2:
        suffix = "point"
    if not suffix:
        return text
    if unit == "%" and language.startswith("en"):
        return f"{text}%"
    return f"{text}{NO_BREAK}{suffix}"


def signed(value: Decimal | int, unit: str, decimals: int = 0, language: str = "fr") -> str:
    """A change with its sign: "+12", "−3,5 points". A change of a percentage is in points."""
    unit = "points" if unit == "%" else unit
    text = with_unit(value, unit, decimals, language)
    return f"+{text}" if Decimal(value) > 0 else text
