"""Bringing a file through the browser: chosen, shown, then kept or set aside."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from associations.models import Association
from calendar_app.models import Channel
from journal.models import Entry
from kpis import receiving
from kpis.forms.imports import UploadForm
from kpis.importing import MAX_BYTES
from kpis.models import FollowedIndicator, ImportFile, Reading

NOW = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)
CURVE = 'sep=,\n"Facebook reach"\n"Date","Primary"\n"2026-10-01T00:00:00","140"\n"2026-10-02T00:00:00","96"\n'


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def page(association: Association) -> Channel:
    with scope(association=association):
        return Channel.objects.create(
            association=association, name="Page Facebook", slug="facebook", network="facebook"
        )


@pytest.fixture
def send(as_: Callable[[str], Client], url: Callable[..., str]) -> Callable[..., Any]:
    """send(data, account=…) → the answer to the upload form, redirects followed."""

    def upload(data: bytes | str, account: str = "facebook", name: str = "Reach.csv", who: str = "bruno") -> Any:
        content = data.encode("utf-16") if isinstance(data, str) else data
        file = SimpleUploadedFile(name, content, content_type="text/csv")
        return as_(who).post(url("kpis:import"), {"account": account, "file": file}, follow=True)

    return upload


@pytest.fixture
def stored(association: Association) -> Callable[[], dict[tuple[str, str], Decimal]]:
    def read() -> dict[tuple[str, str], Decimal]:
        with scope(association=association):
            return {
                (each.indicator, each.period_start.isoformat()): each.value for each in Reading.objects.of(association)
            }

    return read


def confirm(answer: Any, client: Client, shown: str | None = None) -> Any:
    """Press the button of the preview that `answer` shows."""
    file = answer.context["file"]
    address = reverse("kpis:import-keep", kwargs={"association": file.association.slug, "pk": file.pk})
    return client.post(address, {"shown": answer.context["plan"].fingerprint if shown is None else shown}, follow=True)


def test_it_works(page: Channel, send: Callable, stored: Callable, as_: Callable, cast: SimpleNamespace) -> None:
    preview = send(CURVE)
    assert preview.status_code == 200
    html = preview.content.decode()
    assert "2 chiffres à confirmer" in html
    assert "Couverture" in html
    assert stored() == {}

    done = confirm(preview, as_("bruno"))
    assert "2 chiffres enregistrés." in done.content.decode()
    assert stored() == {("reach", "2026-10-01"): 140, ("reach", "2026-10-02"): 96}
    with scope(association=cast.bruno.association):
        reading = Reading.objects.of(cast.bruno.association).first()
        assert (reading.by, reading.source, reading.channel) == (cast.bruno, "import", page)
        assert reading.import_file.kept_by == cast.bruno
        assert bytes(ImportFile.objects.get(pk=reading.import_file_id).content) == CURVE.encode("utf-16")
        entry = Entry.objects.of(cast.bruno.association).filter(action="kpis.import").get()
        assert entry.object_hash == reading.import_file.sha256


def test_the_same_file_again_changes_nothing(page: Channel, send: Callable, stored: Callable, as_: Callable) -> None:
    confirm(send(CURVE), as_("bruno"))
    with scopes_disabled():
        before = list(Reading.objects.order_by("pk").values())
    again = send(CURVE, name="Autre nom.csv", who="amina")
    assert "déjà été importé" in again.content.decode()
    with scopes_disabled():
        assert list(Reading.objects.order_by("pk").values()) == before
        assert ImportFile.objects.count() == 1


def test_an_overlapping_file_shows_what_changes_before_it_changes(
    page: Channel, send: Callable, stored: Callable, as_: Callable
) -> None:
    confirm(send(CURVE), as_("bruno"))
    preview = send(CURVE.replace('"96"', '"101"') + '"2026-10-03T00:00:00","55"\n')
    plan = preview.context["plan"]
    assert (len(plan.added), len(plan.changed), len(plan.unchanged)) == (1, 1, 1)
    html = preview.content.decode()
    assert "Ce qui change" in html
    assert ">96<" in html.replace(" ", "").replace("\n", "")
    confirm(preview, as_("bruno"))
    assert stored() == {("reach", "2026-10-01"): 140, ("reach", "2026-10-02"): 101, ("reach", "2026-10-03"): 55}
    with scopes_disabled():
        untouched = Reading.objects.get(period_start=dt.date(2026, 10, 1))
        assert untouched.import_file.name == "Reach.csv"
        assert untouched.import_file != Reading.objects.get(period_start=dt.date(2026, 10, 2)).import_file


def test_a_yes_given_to_other_figures_is_asked_again(
    page: Channel, send: Callable, stored: Callable, as_: Callable, cast: SimpleNamespace
) -> None:
    preview = send(CURVE)
    with scope(association=cast.bruno.association):
        Reading.objects.create(
            association=cast.bruno.association,
            channel=page,
            indicator="reach",
            period_kind="day",
            period_start=dt.date(2026, 10, 1),
            value=7,
            source="typed",
            at=timezone.now(),
        )
    again = confirm(preview, as_("bruno"))
    assert "ont changé entre-temps" in again.content.decode()
    assert "(saisi à la main)" in again.content.decode()
    assert stored() == {("reach", "2026-10-01"): 7}
    confirm(again, as_("bruno"))
    assert stored() == {("reach", "2026-10-01"): 140, ("reach", "2026-10-02"): 96}


def test_keeping_twice_is_keeping_once(page: Channel, send: Callable, stored: Callable, as_: Callable) -> None:
    preview = send(CURVE)
    confirm(preview, as_("bruno"))
    again = confirm(preview, as_("amina"))
    assert again.status_code == 200
    assert "étaient déjà là" in again.content.decode()
    assert len(stored()) == 2
    with scopes_disabled():
        assert Entry.objects.filter(action="kpis.import").count() == 1


def test_a_file_set_aside_leaves_no_figure_and_may_come_back(
    page: Channel, send: Callable, stored: Callable, as_: Callable, url: Callable
) -> None:
    file = send(CURVE).context["file"]
    done = as_("bruno").post(url("kpis:import-set-aside", pk=file.pk), follow=True)
    assert "Fichier écarté" in done.content.decode()
    assert stored() == {}
    late = as_("bruno").post(url("kpis:import-keep", pk=file.pk), {"shown": ""}, follow=True)
    assert late.status_code == 200
    assert stored() == {}
    confirm(send(CURVE), as_("bruno"))
    assert len(stored()) == 2


def test_what_the_file_does_not_say_is_asked(
    page: Channel, send: Callable, stored: Callable, as_: Callable, url: Callable
) -> None:
    asked = send(CURVE.split("\n", 2)[2])
    assert "Il manque une réponse" in asked.content.decode()
    file = asked.context["file"]
    wrong = as_("bruno").post(url("kpis:import-answer", pk=file.pk), {"indicator": ""})
    assert wrong.status_code == 422
    assert "Choisissez dans la liste" in wrong.content.decode()
    preview = as_("bruno").post(url("kpis:import-answer", pk=file.pk), {"indicator": "views"}, follow=True)
    confirm(preview, as_("bruno"))
    assert stored() == {("views", "2026-10-01"): 140, ("views", "2026-10-02"): 96}


def test_a_month_is_asked_and_may_be_corrected(
    association: Association, send: Callable, stored: Callable, as_: Callable, url: Callable
) -> None:
    asked = send("nb_visits,nb_actions,bounce_count\n12,30,4\n", account="association")
    file = asked.context["file"]
    address = url("kpis:import-answer", pk=file.pk)
    as_("bruno").post(address, {"month": "2026-09"})
    preview = as_("bruno").post(address, {"month": "2026-10"}, follow=True)
    assert "octobre 2026" in preview.content.decode()
    confirm(preview, as_("bruno"))
    assert stored() == {("bounces", "2026-10-01"): 4, ("visits", "2026-10-01"): 12}
    again = send("nb_visits,nb_actions,bounce_count\n12,30,4\n", account="association")
    assert again.context["file"].month == dt.date(2026, 10, 1), "a kept file keeps its answers"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "est vide"),
        (b"bonjour", "Nous ne reconnaissons pas ce fichier"),
        (b"\x00\x01\x02", "pas du texte"),
        ("Date,Views\n2026-10-01,3\n", "Ce fichier vient de YouTube"),
        ('"Facebook reach"\n"Date","Primary"\n"2027-01-01","3"\n', "pas encore arrivé"),
        (b"a" * (MAX_BYTES + 1), "pèse 11"),
    ],
    ids=["empty", "unknown", "binary", "other network", "future", "heavy"],
)
def test_a_bad_file_is_refused_beside_its_field(
    page: Channel, send: Callable, stored: Callable, data: bytes | str, words: str
) -> None:
    answer = send(data)
    assert answer.status_code == 422
    assert words in answer.content.decode().replace("\u00a0", " ")
    assert stored() == {}
    with scopes_disabled():
        assert not ImportFile.objects.exists()


def test_a_heavy_file_is_refused_before_it_is_read(page: Channel, association: Association) -> None:
    class Heavy(SimpleUploadedFile):
        def read(self, *args: Any) -> bytes:
            raise AssertionError("a heavy file was read")

    heavy = Heavy("a.csv", b"x")
    heavy.size = MAX_BYTES + 1
    with scope(association=association):
        form = UploadForm({"account": "facebook"}, {"file": heavy}, association=association)
        assert "pèse" in form.errors["file"][0]


def test_no_file_and_no_account(page: Channel, as_: Callable, url: Callable) -> None:
    answer = as_("bruno").post(url("kpis:import"), {})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "Choisissez le compte" in html
    assert "Choisissez un fichier." in html


def test_what_is_refused_is_shown_as_text(page: Channel, send: Callable) -> None:
    answer = send(CURVE.replace('"96"', '"=cmd|<script>alert(1)</script>"'))
    html = answer.content.decode()
    assert "est une formule" in html
    assert "<script>alert" not in html
    assert "&lt;script&gt;" in html


@pytest.mark.parametrize(
    ("who", "status"), [("amina", 200), ("bruno", 200), ("chloe", 403), ("gilles", 403), ("damien", 404)]
)
def test_who_may_import(page: Channel, send: Callable, as_: Callable, url: Callable, who: str, status: int) -> None:
    file = send(CURVE).context["file"]
    client = as_(who)
    assert client.get(url("kpis:import")).status_code == status
    assert client.get(url("kpis:import-detail", pk=file.pk)).status_code == status
    assert client.get(url("kpis:import-keep", pk=file.pk)).status_code in {405, status}
    moved = 302 if status == 200 else status
    assert client.post(url("kpis:import-set-aside", pk=file.pk)).status_code == moved


def test_a_file_of_the_neighbours_is_not_there(
    page: Channel, cast: SimpleNamespace, as_: Callable, url: Callable
) -> None:
    with scope(association=cast.other):
        theirs = receiving.receive(
            b"nb_visits,nb_actions,date\n1,2,2026-10\n",
            "a.csv",
            association=cast.other,
            channel=None,
            by=cast.damien,
            now=NOW,
            today=NOW.date(),
        )
    client = as_("amina")
    for name in ("import-detail",):
        assert client.get(url(f"kpis:{name}", pk=theirs.pk)).status_code == 404
    for name in ("import-answer", "import-keep", "import-set-aside"):
        assert client.post(url(f"kpis:{name}", pk=theirs.pk), {"shown": ""}).status_code == 404


def test_an_account_of_the_neighbours_cannot_be_chosen(
    page: Channel, cast: SimpleNamespace, send: Callable, stored: Callable
) -> None:
    with scope(association=cast.other):
        Channel.objects.create(association=cast.other, name="Leur page", slug="leur-page", network="facebook")
    assert send(CURVE, account="leur-page").status_code == 422


def test_the_list_costs_the_same_with_more_files(
    page: Channel, association: Association, cast: SimpleNamespace, as_: Callable, url: Callable, assert_flat: Callable
) -> None:
    made = iter(range(100))

    def grow() -> None:
        with scope(association=association):
            data = CURVE.replace('"96"', f'"{next(made)}"').encode()
            receiving.receive(
                data, "Reach.csv", association=association, channel=page, by=cast.bruno, now=NOW, today=NOW.date()
            )

    assert_flat(as_("bruno"), url("kpis:import"), grow)


def test_the_preview_costs_the_same_with_more_figures(
    page: Channel, association: Association, cast: SimpleNamespace, as_: Callable, url: Callable, assert_flat: Callable
) -> None:
    with scope(association=association):
        file = receiving.receive(
            CURVE.encode(), "a.csv", association=association, channel=page, by=cast.bruno, now=NOW, today=NOW.date()
        )
    days = iter(range(1, 20))

    def grow() -> None:
        content = CURVE + "".join(f'"2026-09-{day:02}","{day}"\n' for day in range(1, next(days) + 1))
        with scope(association=association):
            ImportFile.objects.filter(pk=file.pk).update(content=content.encode())

    assert_flat(as_("bruno"), url("kpis:import-detail", pk=file.pk), grow)


def test_a_file_sent_without_its_account_must_be_chosen_again_and_the_page_says_so(
    page: Channel, send: Callable
) -> None:
    answer = send(CURVE, account="")
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Choisissez le compte auquel vont ces chiffres." in html
    assert "Choisissez à nouveau le fichier « Reach.csv »" in html
    assert "<title>À corriger :" in html
    assert 'id="apporter"' in html
    assert "#apporter" in html


def test_a_file_of_another_network_is_told_to_the_right_account_or_to_create_it(
    page: Channel, send: Callable, association: Association
) -> None:
    with scope(association=association):
        Channel.objects.create(association=association, name="Compte X", slug="x", network="x")
    assert "Choisissez l’autre compte" in send(CURVE, account="x").content.decode()
    with scope(association=association):
        Channel.objects.filter(pk=page.pk).delete()
    html = send(CURVE, account="x").content.decode()
    assert "Choisissez l’autre compte" not in html
    assert "créez-le dans le calendrier" in html
    assert "Créez ce compte dans le calendrier" in send(CURVE, account="association").content.decode()


DAYS = (
    'sep=,\n"Facebook follows"\n"Date","Primary"\n"2026-09-30T00:00:00","5"\n'
    '"2026-10-01T00:00:00","14"\n"2026-10-02T00:00:00","6"\n"2026-10-03T00:00:00","0"\n'
)


def test_the_preview_gives_the_total_of_each_month_so_that_figures_are_recognised(
    page: Channel, send: Callable
) -> None:
    html = send(DAYS).content.decode()
    assert "20 en octobre 2026" in html
    assert "5 en septembre 2026" in html
    assert "dernier chiffre : 96" in send(CURVE).content.decode(), "what adds up to nothing has no total"


def test_the_preview_says_what_nobody_follows_and_leads_to_following_it(
    page: Channel, send: Callable, association: Association
) -> None:
    html = send(CURVE).content.decode()
    assert "L’association ne suit pas encore cet indicateur" in html
    assert "?cocher=reach" in html
    with scope(association=association):
        FollowedIndicator.objects.create(association=association, indicator="reach")
    assert "ne suit pas encore" not in send(CURVE).content.decode()
