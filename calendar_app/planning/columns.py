"""The columns of a planning: what they are called, what their notes say, what other spreadsheets call them."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

SHEET, TEXTS, READ_ME, LISTS = _("Planning"), _("Textes par compte"), _("Lisez-moi"), _("Listes")
# A heading is looked for in the first lines only: titles stand above it.
HEADINGS_WITHIN = 20
# Longer texts are no names: they are folded without being kept.
SHORT = 120


@dataclass(frozen=True)
class Column:
    """`note` explains the column on its heading, `width` is in characters; `is_ours` marks what nobody edits."""

    key: str
    label: Any
    note: Any
    width: float
    synonyms: str = ""
    is_ours: bool = False


COLUMNS = (
    Column(
        "identifier",
        _("Identifiant"),
        _(
            "Donné par Portevoix. Pour une publication nouvelle, laissez la case vide, ou écrivez N1, N2… pour "
            "lui donner "
            "des textes par compte sur l’autre feuille."
        ),
        11,
        "id|identifiant|numero|no",
        is_ours=True,
    ),
    Column(
        "day",
        _("Date"),
        _("Le jour de la publication, comme 03/03/2026. « mardi 3 mars 2026 » se lit aussi."),
        15,
        "date|jour|day|date de publication|le|date prevue|quand",
    ),
    Column(
        "hour",
        _("Heure"),
        _("L’heure de Paris, comme 18:30 ou 18h30."),
        9,
        "heure|horaire|hour|time|a quelle heure|heure de publication",
    ),
    Column(
        "title",
        _("Titre"),
        _("Pour s’y retrouver dans le calendrier. 120 signes au plus."),
        30,
        "titre|sujet|title|intitule|theme|nom|publication|objet",
    ),
    Column(
        "accounts",
        _("Comptes"),
        _(
            "Où publier. Plusieurs comptes se séparent par une virgule. La liste en propose un : vous pouvez en écrire "
            "d’autres à la suite."
        ),
        18,
        "compte|comptes|reseau|reseaux|canal|canaux|ou|ou publier|plateforme|support|media|reseau social|"
        "reseaux sociaux|channel|channels|network|account|accounts",
    ),
    Column("kind", _("Nature"), _("Ce qu’est le message : choisissez dans la liste."), 16, "nature|type|genre|kind"),
    Column("purpose", _("But"), _("À quoi il sert : choisissez dans la liste."), 17, "but|objectif|purpose|goal"),
    Column(
        "pillar", _("Pilier"), _("Le grand sujet auquel il se rattache, s’il y en a un."), 15, "pilier|rubrique|pillar"
    ),
    Column("campaign", _("Campagne"), _("La campagne dont il fait partie, s’il y en a une."), 16, "campagne|campaign"),
    Column(
        "owner",
        _("Responsable"),
        _("La personne qui s’en occupe : choisissez dans la liste."),
        18,
        "responsable|qui|auteur|redacteur|redactrice|personne|owner|referent|referente|charge|par",
    ),
    Column(
        "text",
        _("Texte"),
        _(
            "Le texte commun à tous les comptes. Alt + Entrée va à la ligne. Les textes propres à un compte sont sur "
            "l’autre feuille."
        ),
        60,
        "texte|contenu|message|text|content|legende|description|corps|post",
    ),
    Column(
        "state",
        _("État"),
        _(
            "Pour information. L’état se change sur la page de la publication : relire, programmer et annuler sont des "
            "actes signés."
        ),
        14,
        "etat|statut|status|state|avancement",
        is_ours=True,
    ),
    Column("version", _("Version"), _("Le numéro de la version téléchargée."), 9, "version", is_ours=True),
    Column(
        "seal",
        _("Empreinte"),
        _(
            "Elle dit à Portevoix ce que contenait la ligne au départ : c’est ainsi qu’il voit ce que d’autres "
            "ont écrit "
            "entre-temps. N’y touchez pas."
        ),
        12,
        "empreinte",
        is_ours=True,
    ),
)
BY_KEY = {column.key: column for column in COLUMNS}
# What a person may match in a spreadsheet of their own.
MATCHED = tuple(column for column in COLUMNS if not column.is_ours)
OWN = _("Texte propre : %(account)s")
_OWN = re.compile(r"texte propre (?:a |au |pour )?(.+)")


def folded(text: object) -> str:
    """Small letters without accents, signs or double spaces: « N° Publié  LE : » is "n publie le"."""
    said = str(text)
    # The same few names stand on thousands of lines.
    return _folded(said) if len(said) <= SHORT else _folded.__wrapped__(said)


@functools.lru_cache(4096)
def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).casefold()
    return " ".join(re.sub(r"[^\w\s]|_", " ", "".join(c for c in plain if not unicodedata.combining(c))).split())


_NAMES = {name: column.key for column in COLUMNS for name in column.synonyms.split("|")}


def known(heading: object) -> str:
    """The key of the column that `heading` names, or ""."""
    words = folded(heading)
    return _NAMES.get(words) or next((c.key for c in COLUMNS if folded(c.label) == words), "")


def own_account(heading: object) -> str:
    """The folded name of the account whose own texts stand under `heading`, or ""."""
    found = _OWN.fullmatch(folded(heading))
    return found[1] if found else ""


def guess(headings: Sequence[object]) -> dict[str, int]:
    """Which place of `headings` answers each of our columns; of two alike, the first."""
    found: dict[str, int] = {}
    for place, heading in enumerate(headings):
        key = known(heading)
        if key:
            found.setdefault(key, place)
    return found


def heading_row(rows: Sequence[Sequence[object]]) -> int:
    """The place of the line that names most columns among the first ones; 0 when none names two."""
    scores = [len(guess(row)) for row in rows[:HEADINGS_WITHIN]]
    best = max(scores, default=0)
    return scores.index(best) if best > 1 else next((n for n, row in enumerate(rows) if any(_said(c) for c in row)), 0)


def _said(cell: object) -> bool:
    return cell not in (None, "")
