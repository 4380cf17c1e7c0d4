"""Files we know and refuse, each with its reason and a way out."""

from __future__ import annotations

from typing import Any

from kpis.importing.cells import is_date_made_by_excel, shown
from kpis.importing.grids import Document
from kpis.importing.shapes import FileRefused, say
from kpis.importing.shapes import gettext_noop as _

REASONS = {
    "x_hand_log": _(
        "Ce tableau a été tenu à la main : le nom du mois n’y correspond pas toujours à la date. "
        "Recopiez les chiffres dont vous êtes sûr dans la grille du mois."
    ),
    "linkedin_competitors": _(
        "Ce fichier compare votre Page à d’autres Pages. Pour vos chiffres, exportez « Contenu » ou « Abonnés »."
    ),
    "ga4_snapshot": _(
        "Ce tableau de bord réunit plusieurs tableaux sans jour ni total. "
        "Exportez plutôt une exploration avec la dimension « Date »."
    ),
    "meta_audience": _(
        "Ce fichier répartit l’audience par âge, ville ou pays, sans date : il ne donne pas de chiffre du mois. "
        "Exportez plutôt une courbe par jour (couverture, vues, abonnements)."
    ),
    "meta_ads": _(
        "Ce rapport publicitaire couvre toute la durée d’une campagne, pas un mois, et chaque annonce à part. "
        "Saisissez la dépense du mois dans la grille."
    ),
}


# Sheets named in a sentence.
NAMED = 5


def refuse(family: str, document: Document) -> FileRefused:
    """Why a known family is refused. A file a spreadsheet has damaged is told so first."""
    damaged = damage(document) if family == "meta_audience" else None
    if damaged:
        number, cell = damaged
        return FileRefused(say(_DAMAGED, cell=cell, line=number), line=number, cell=cell)
    return FileRefused(say(REASONS[family]))


def damage(document: Document) -> tuple[int, str] | None:
    """Line and text of the first number that a spreadsheet turned into a date, or None."""
    for sheet in document.sheets:
        for number, cells in sheet.lines:
            for cell in cells:
                if _is_damaged(cell):
                    return number, shown(cell)
    return None


def unknown(document: Document) -> FileRefused:
    """Why a file of no family is refused, with its first line so that the person sees what we saw."""
    if document.kind == "workbook" and any(sheet.lines for sheet in document.sheets):
        names = ", ".join(f"« {shown(sheet.name)} »" for sheet in document.sheets[:NAMED])
        if len(document.sheets) > 1:
            return FileRefused(say(_NO_SHEET, names=names))
    for sheet in document.sheets:
        for number, cells in sheet.lines:
            first = " ; ".join(str(cell).strip() for cell in cells if str(cell).strip())
            if first:
                return FileRefused(say(_UNKNOWN, line=number), cell=shown(first))
    return FileRefused(say(_NOTHING))


def _is_damaged(cell: Any) -> bool:
    return isinstance(cell, str) and is_date_made_by_excel(cell) and not cell[:4].isdigit()


_DAMAGED: str = _(
    "Un tableur a changé des nombres en dates (« %(cell)s », ligne %(line)s). "
    "Renvoyez le fichier d’origine, sans l’ouvrir dans un tableur."
)
_UNKNOWN: str = _(
    "Nous ne reconnaissons pas ce fichier à ses titres de colonnes (ligne %(line)s). Nous lisons les exports de "
    "Meta Business Suite, X, YouTube Studio, LinkedIn, TikTok, Matomo, Google Analytics et Mailchimp."
)
_NO_SHEET: str = _(
    "Aucune feuille de ce classeur (%(names)s) n’a les titres de colonnes d’un réseau que nous lisons. Leur nom ne "
    "compte pas : ce sont les titres, et les feuilles doivent être telles que le réseau les donne."
)
_NOTHING: str = _("Ce fichier ne contient aucune cellule remplie. Téléchargez-le à nouveau, puis renvoyez-le.")
