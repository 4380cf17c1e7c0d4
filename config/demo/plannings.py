"""The planning in the demo: one taken away for next month, one sent back with everything a planning may say."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace

from openpyxl import load_workbook

from associations.models import Association
from calendar_app import transitions as calendar
from calendar_app.hours import DAY, neighbour
from calendar_app.models import PlanningExport, PlanningImport, Post
from calendar_app.planning import grids, making, transitions
from calendar_app.planning.applying import plan_of
from calendar_app.planning.looking import look
from calendar_app.restoring import words_of
from config.demo.clock import at
from config.demo.people import Cast

# What somebody typed on a train: the headings of the workbook, and what stands under them.
NEW = (
    {
        "Titre": "Relais de la collecte de couvertures",
        "Heure": "12h15",
        "Nature": "Information",
        "But": "Mobiliser",
        "Texte": "Les couvertures manquent déjà.\nDéposez-les au local le samedi matin, propres et pliées.",
    },
    {
        "Titre": "Merci aux bénévoles du samedi",
        "Heure": "18 h",
        "Texte": "Vous étiez onze samedi. Trente-deux familles sont reparties avec un vélo réparé. Merci.",
    },
)
WRONG = {"Titre": "Portes ouvertes", "Date": "30/02/2027", "Comptes": "Snapchat", "Texte": "Venez nous voir."}


def live(association: Association, cast: Cast, now: dt.datetime) -> None:
    """One export, ready; one import, still to be looked at."""
    month = now.date().replace(day=1)
    days = (month, neighbour(neighbour(month, 1), 1) - DAY)
    with at(now - 2 * DAY) as asked:
        export = transitions.ask_export(
            association, *days, shape="xlsx", query="", language="fr", by=cast["yanis"], now=asked
        )
        making.make(export.pk, lambda: asked)
    content = PlanningExport.objects.get(pk=export.pk).content
    if content:
        row = _send_back(bytes(content), cast, now)
        _meanwhile(row, cast, now)


def _meanwhile(row: PlanningImport, cast: Cast, now: dt.datetime) -> None:
    """Somebody changed the same title in the calendar while it was on the train: a conflict to settle."""
    touched = [o.post for o in look(row).of("changed") if [c.field for c in o.changes] == ["title"]]
    post = Post.objects.of(row.association).select_related("association", "owner", "current").filter(pk__in=touched)
    for each in post[:1]:
        words = words_of(each.revision)
        mended = replace(words, title=f"{words.title[:100]}, sur inscription")
        calendar.write(each, mended, plan_of(each), expected=each.current.number, by=cast["ines"], now=now)


def _send_back(content: bytes, cast: Cast, now: dt.datetime) -> PlanningImport:
    book = load_workbook(io.BytesIO(content))
    sheet = book["Planning"]
    columns = {cell.value: cell.column for cell in sheet[4] if cell.value}
    lines = [row[0].row for row in sheet.iter_rows(min_row=5) if isinstance(row[0].value, int)]
    drafts = [n for n in lines if sheet.cell(n, columns["État"]).value == "Brouillon"][:2]
    for number, typed in zip(drafts, ({"Heure": "19h30"}, {"Titre": "Ce samedi, on répare ensemble"}), strict=False):
        for heading, value in typed.items():
            sheet.cell(number, columns[heading]).value = value
    first = max(lines, default=4) + 1
    accounts = sheet.cell(lines[0], columns["Comptes"]).value if lines else ""
    for number, typed in enumerate((*NEW, WRONG), first):
        day = now.date() + (number - first + 4) * DAY
        for heading, cell in {"Date": day, "Comptes": accounts, **typed}.items():
            sheet.cell(number, columns[heading]).value = cell
    file = io.BytesIO()
    book.save(file)
    return transitions.receive(grids.read(file.getvalue()), "planning du train.xlsx", by=cast["yanis"], now=now)
