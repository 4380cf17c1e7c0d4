"""Papers that stand up outside the house: a layout and plain data in, the bytes of an accessible PDF out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import typst
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from papers.typography import REPLACEMENT, printable

LAYOUTS = Path(__file__).parent / "layouts"


class Unprintable(Exception):
    """A layout could not be set with these data: the layout or its caller is wrong, never the person who wrote."""


def pdf(layout: str, data: dict[str, Any], *, title: str) -> bytes:
    """Set `layout` (a file of papers/layouts, without its suffix) with `data`; the same data give the same bytes.

    `data` is what JSON can hold: strings, numbers, booleans, None, lists, dictionaries. Every string is text: nothing
    in it is read as markup. Signs the font does not have become □, and the paper then says so. Each layout names at
    its head the keys it reads; all of them read `association` (who speaks), and may read `legal_name`, `seat`,
    `kicker`, `title` and `subtitle` (the head), `warning`, `facts` (rows of label and value), `mark` (a word across
    each page) and `running` (the foot, else `title`). `title` is also the title of the document, read out by readers.

    The result is tagged for screen readers (PDF/UA-1). No date is kept in it, and only the fonts that come with the
    library are used: it can be made again elsewhere, years later, and compared. Raises Unprintable.
    """
    with translation.override("fr"):
        return _set(layout, data, title)


def _set(layout: str, data: dict[str, Any], title: str) -> bytes:
    kept = printable(data)
    title = printable(title)
    replaced = REPLACEMENT in json.dumps([kept, title], ensure_ascii=False)
    inputs = {
        "data": json.dumps(kept, ensure_ascii=False),
        "title": title,
        "page": _("page"),
        "of": pgettext("page 1 sur 3", "sur"),
        "replaced": "yes" if replaced else "no",
        "replaced_note": _("Le signe □ remplace un signe qui ne s’imprime pas, comme un émoji."),
    }
    try:
        return typst.compile(
            LAYOUTS / f"{layout}.typ",
            root=LAYOUTS,
            format="pdf",
            sys_inputs=inputs,
            pdf_standards=["ua-1"],
            # A font of the machine would change the bytes, and the look, from one machine to the next.
            ignore_system_fonts=True,
        )
    except BaseException as error:
        # A fault inside the library comes out as a panic, which is no Exception: it must not take the worker with it.
        if isinstance(error, RuntimeError) or type(error).__name__ == "PanicException":
            raise Unprintable(f"{layout}: {error}") from error
        raise
