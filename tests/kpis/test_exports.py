"""The workbook as a person gets it: asked for, made by a task, watched, downloaded."""

import datetime as dt
import hashlib
import io

import pytest
from django.urls import reverse
from django_scopes import scope, scopes_disabled
from openpyxl import load_workbook

from journal.models import Entry
from kpis import exporting, tasks
from kpis.models import Export
from kpis.querysets import STALE_AFTER

from .conftest import NOW, OCTOBER

pytestmark = pytest.mark.usefixtures("november")


@pytest.fixture
def asked(as_, url, year, association, django_capture_on_commit_callbacks):
    """ask(run=True) posts the button of the page; returns the export."""

    def ask(who="bruno", month="2026-10", run=True):
        with django_capture_on_commit_callbacks(execute=run):
            response = as_(who).post(url("kpis:export-create"), {"month": month})
        assert response.status_code == 302
        with scope(association=association):
            return Export.objects.latest("pk")

    return ask


def fresh(export):
    with scopes_disabled():
        return Export.objects.get(pk=export.pk)


def test_from_the_button_to_the_file(asked, as_, url):
    export = asked()
    assert (export.status, export.progress, export.attempts) == ("ready", 100, 1)
    page = as_("bruno").get(url("kpis:export-detail", pk=export.pk)).content.decode()
    assert "Le classeur d’octobre est prêt" in page
    response = as_("bruno").get(url("kpis:export-download", pk=export.pk))
    assert response["Content-Disposition"] == 'attachment; filename="chiffres-mains-voisines-2026-10.xlsx"'
    assert hashlib.sha256(response.content).hexdigest() == export.sha256
    assert load_workbook(io.BytesIO(response.content)).sheetnames == [
        "Synthèse",
        "Par canal",
        "Douze mois",
        "Données",
        "Définitions et sources",
    ]


def test_a_finished_workbook_is_not_found_at_a_neighbours_address(asked, as_, cast):
    export = asked()
    assert export.status == "ready"
    for name in ("export-detail", "export-download"):
        there = reverse(f"kpis:{name}", args=[cast.other.slug, export.pk])
        assert as_("damien").get(there).status_code == 404


def test_while_it_is_made_the_page_says_how_far_and_looks_again(asked, as_, url):
    export = asked(run=False)
    page = as_("bruno").get(url("kpis:export-detail", pk=export.pk))
    html = page.content.decode()
    assert "Le classeur d’octobre se prépare" in html
    # No page reloads by itself (WCAG 2.2.1): without script, a link asks again.
    assert "http-equiv" not in html
    assert f'href="{url("kpis:export-detail", pk=export.pk)}"' in html
    assert "<progress" in html
    part = as_("bruno").get(url("kpis:export-detail", pk=export.pk), {"part": "state"}).content.decode()
    assert 'data-status="waiting"' in part
    assert "<html" not in part
    assert as_("bruno").get(url("kpis:export-download", pk=export.pk)).status_code == 404


def test_progress_climbs_to_a_hundred(asked, monkeypatch):
    export = asked(run=False)
    seen = []
    to_xlsx = exporting.workbook.to_xlsx

    def watched(monthly, readings, stamp, progress):
        return to_xlsx(
            monthly, readings, stamp, lambda percent: (progress(percent), seen.append(fresh(export).progress))
        )

    monkeypatch.setattr(exporting.workbook, "to_xlsx", watched)
    tasks.make_export(export.pk)
    assert seen == sorted(seen)
    assert len(set(seen)) > 3
    assert fresh(export).progress == 100


def test_asking_twice_while_it_is_made_joins_the_first(asked, association):
    first, second = asked(run=False), asked(who="elise", run=False)
    assert first.pk == second.pk


def test_the_task_may_run_twice(asked, association):
    export = asked()
    before = fresh(export).sha256
    tasks.make_export(export.pk)
    tasks.make_export(987654)
    assert fresh(export).sha256 == before
    with scope(association=association):
        assert Entry.objects.filter(object_type="kpis.export", after="ready").count() == 1


def test_a_failure_is_said_and_may_be_started_again(asked, as_, url, monkeypatch, django_capture_on_commit_callbacks):
    export = asked(run=False)

    def broken(*args, **kwargs):
        raise RuntimeError("no")

    with monkeypatch.context() as patched:
        patched.setattr(exporting.workbook, "to_xlsx", broken)
        with pytest.raises(RuntimeError):
            tasks.make_export(export.pk)
    assert fresh(export).status == "failed"
    html = as_("bruno").get(url("kpis:export-detail", pk=export.pk)).content.decode()
    assert "Vos chiffres sont intacts" in html
    with django_capture_on_commit_callbacks(execute=True):
        as_("bruno").post(url("kpis:export-retry", pk=export.pk))
    assert fresh(export).status == "ready"


def test_a_lost_export_is_taken_back_then_given_up(asked, time_machine, django_capture_on_commit_callbacks):
    export = asked(run=False)
    # A worker took it and died.
    exporting.move(export, Export.Status.RUNNING, by=exporting.HOUSE, seen_alive_at=NOW, attempts=1)
    time_machine.move_to(NOW + dt.timedelta(minutes=5), tick=False)
    with django_capture_on_commit_callbacks(execute=True):
        tasks.requeue_exports()
    assert fresh(export).status == "running", "ten minutes of silence are waited for"
    time_machine.move_to(NOW + STALE_AFTER + dt.timedelta(minutes=1), tick=False)
    with django_capture_on_commit_callbacks(execute=True):
        tasks.requeue_exports()
    assert fresh(export).status == "ready"


def test_after_three_tries_it_is_said_to_have_failed(asked, time_machine, django_capture_on_commit_callbacks):
    export = asked(run=False)
    exporting.move(export, Export.Status.RUNNING, by=exporting.HOUSE, seen_alive_at=NOW, attempts=exporting.TRIES)
    time_machine.move_to(NOW + STALE_AFTER * 2, tick=False)
    with django_capture_on_commit_callbacks(execute=True):
        tasks.requeue_exports()
    assert fresh(export).status == "failed"


def test_a_worker_that_wakes_up_late_does_not_overwrite(asked, monkeypatch):
    export = asked(run=False)
    build = exporting.build

    def slow(*args, **kwargs):
        made = build(*args, **kwargs)
        # Meanwhile the house took it back.
        exporting.move(fresh(export), Export.Status.WAITING, by=exporting.HOUSE)
        return made

    monkeypatch.setattr(exporting, "build", slow)
    tasks.make_export(export.pk)
    assert fresh(export).status == "waiting"


@pytest.mark.parametrize(("who", "status"), [("elise", 200), ("chloe", 403), ("damien", 404)])
@pytest.mark.parametrize("page", ["kpis:export-detail", "kpis:export-download"])
def test_who_may_have_it(asked, as_, url, page, who, status):
    export = asked()
    assert as_(who).get(url(page, pk=export.pk)).status_code == status


def test_a_month_that_is_none_gets_a_sentence(as_, url, association):
    response = as_("bruno").post(url("kpis:export-create"), {"month": "demain"}, follow=True)
    assert "Choisissez un mois de la liste" in response.content.decode()
    with scope(association=association):
        assert not Export.objects.exists()


def test_the_list_costs_the_same_whatever_its_length(assert_flat, as_, url, association, cast):
    def grow():
        with scope(association=association):
            Export.objects.create(association=association, month=OCTOBER, asked_by=cast.bruno, asked_at=NOW)

    assert_flat(as_("bruno"), url("kpis:export-create"), grow)
