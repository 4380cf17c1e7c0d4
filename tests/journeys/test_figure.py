"""A figure: the network's own file, what will be kept, the month, the Excel dashboard."""

import re
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from django.urls import reverse

pytestmark = pytest.mark.browser
FIXTURE = Path(__file__).parent.parent / "kpis" / "fixtures" / "mbs_views_tab.csv"


def test_the_coordinator_imports_looks_at_the_month_and_downloads_the_dashboard(house, visit, shoot, tmp_path):
    ines = visit("ines")
    ines.goto(f"{house}/a/mains-voisines/chiffres/2026-10/")
    shoot(ines, "chiffres")
    ines.get_by_role("link", name=re.compile("Importer")).first.click()
    ines.get_by_label(re.compile("^Compte")).select_option("facebook")
    ines.get_by_label("Fichier donné par le réseau").set_input_files(FIXTURE)
    ines.get_by_role("button", name="Voir ce que contient le fichier").click()
    ines.get_by_role("button", name="Garder ces chiffres").wait_for()
    shoot(ines, "import")
    ines.get_by_role("button", name="Garder ces chiffres").click()
    ines.wait_for_load_state()

    # Importing the same file again changes nothing.
    ines.goto(house + reverse("kpis:import", args=["mains-voisines"]))
    ines.get_by_label(re.compile("^Compte")).select_option("facebook")
    ines.get_by_label("Fichier donné par le réseau").set_input_files(FIXTURE)
    ines.get_by_role("button", name="Voir ce que contient le fichier").click()
    ines.wait_for_load_state()
    assert ines.get_by_role("button", name="Garder ces chiffres").count() == 0

    ines.goto(f"{house}/a/mains-voisines/chiffres/2026-10/")
    ines.get_by_role("button", name=re.compile("classeur", re.I)).first.click()
    link = ines.get_by_role("link", name=re.compile("Télécharger"))
    link.wait_for()
    shoot(ines, "classeur")
    with ines.expect_download() as waiting:
        link.click()
    book = openpyxl.load_workbook(BytesIO(Path(waiting.value.path()).read_bytes()))
    assert "Synthèse" in book.sheetnames
    assert book["Synthèse"]._charts
