"""import_readings: exit codes, sentences on standard error, and nothing half written."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django_scopes import scope

from associations.models import Association
from calendar_app.models import Channel
from kpis.models import ImportFile, Reading

CURVE = 'sep=,\n"Facebook reach"\n"Date","Primary"\n"2026-10-01","140"\n"2026-10-02","96"\n'


@pytest.fixture
def page(association: Association) -> Channel:
    with scope(association=association):
        return Channel.objects.create(association=association, name="Page", slug="facebook", network="facebook")


@pytest.fixture
def run(association: Association, tmp_path: Path) -> Callable[..., tuple[str, str]]:
    """run(data, …) → what is said on standard output and on standard error."""

    def command(data: bytes | str, account: str = "auto", **options: Any) -> tuple[str, str]:
        path = tmp_path / options.pop("name", "export.csv")
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        out, err = options.pop("out", io.StringIO()), io.StringIO()
        options = {"association": association.slug, "account": account, **options}
        call_command("import_readings", str(path), stdout=out, stderr=err, **options)
        return out.getvalue(), err.getvalue()

    return command


def readings(association: Association) -> list[tuple[str, dt.date, int]]:
    with scope(association=association):
        rows = Reading.objects.of(association).order_by("period_start")
        return [(row.indicator, row.period_start, int(row.value)) for row in rows]


def test_it_works(run: Callable, page: Channel, association: Association) -> None:
    out, err = run(CURVE)
    assert "facebook\u00a0: 2 chiffres ajoutés" in out
    assert err == ""
    assert readings(association) == [("reach", dt.date(2026, 10, 1), 140), ("reach", dt.date(2026, 10, 2), 96)]


def test_a_dry_run_writes_nothing(run: Callable, page: Channel, association: Association) -> None:
    out, _err = run(CURVE, dry_run=True)
    assert "Rien n’a été écrit" in out
    assert readings(association) == []
    with scope(association=association):
        assert not ImportFile.objects.exists()


def test_a_refusal_is_said_and_may_be_read_by_a_machine(run: Callable, page: Channel) -> None:
    with pytest.raises(CommandError, match="Nous ne reconnaissons pas"):
        run("bonjour")
    out = io.StringIO()
    with pytest.raises(CommandError):
        run('"Date","Primary"\n"2026-10-01","3"\n', json=True, out=out)
    outcome = json.loads(out.getvalue())
    assert (outcome["status"], outcome["asks"]) == ("refused", ["indicator"])
    assert "la ligne de titre manque" in outcome["reason"]


def test_lines_refused_are_told_and_the_others_kept(run: Callable, page: Channel, association: Association) -> None:
    out, err = run(CURVE + '"2026-10-03","=cmd|A0"\n')
    assert "2 chiffres ajoutés" in out
    assert "Ligne 6" in err
    assert "est une formule" in err
    assert len(readings(association)) == 2


def test_two_accounts_on_one_network_must_be_told_apart(run: Callable, page: Channel, association: Association) -> None:
    with scope(association=association):
        Channel.objects.create(association=association, name="Autre", slug="autre-page", network="facebook")
    with pytest.raises(CommandError, match=r"facebook, autre-page|autre-page, facebook"):
        run(CURVE)
    run(CURVE, account="autre-page")
    assert len(readings(association)) == 2


def test_an_account_on_another_network_is_refused(run: Callable, page: Channel, association: Association) -> None:
    with pytest.raises(CommandError, match="vient de YouTube"):
        run("Date,Views\n2026-10-01,3\n", account="facebook")
    with pytest.raises(CommandError, match="Aucun compte de l’association n’est sur YouTube"):
        run("Date,Views\n2026-10-01,3\n")
    assert readings(association) == []


def test_the_site_needs_no_account(run: Callable, association: Association) -> None:
    run("date,nb_visits,nb_actions\n2026-10,40,90\n")
    assert readings(association) == [("visits", dt.date(2026, 10, 1), 40)]
    run("date,nb_visits,nb_actions\n2026-10,41,90\n")
    assert readings(association) == [("visits", dt.date(2026, 10, 1), 41)]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"association": "personne"}, "Aucune association"),
        ({"account": "personne"}, "Aucun compte en service"),
        ({"month": "octobre"}, "n’est pas un mois"),
        ({"indicator": "bonheur"}, "pas d’indicateur"),
        ({"by": "chloe@mains-voisines.example"}, "n’a pas le droit"),
        ({"by": "damien@fil-bleu.example"}, "n’est pas membre"),
    ],
)
def test_a_wrong_option_is_said(
    run: Callable, page: Channel, cast: SimpleNamespace, association: Association, options: dict[str, str], words: str
) -> None:
    with pytest.raises(CommandError, match=words):
        run(CURVE, **options)
    assert readings(association) == []


def test_a_file_that_is_not_there(run: Callable, association: Association) -> None:
    with pytest.raises(CommandError, match="n’existe pas"):
        call_command("import_readings", "absent.csv", association=association.slug, account="auto")


def test_the_person_is_kept_with_the_figures(
    run: Callable, page: Channel, cast: SimpleNamespace, association: Association
) -> None:
    out, _err = run(CURVE, by="bruno@mains-voisines.example", json=True)
    assert json.loads(out)["status"] == "kept"
    with scope(association=association):
        assert {row.by for row in Reading.objects.of(association)} == {cast.bruno}
        assert ImportFile.objects.get().kept_by == cast.bruno
