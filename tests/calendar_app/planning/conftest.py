"""The clock and the cast of the calendar, and a planning that travels."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from calendar_app.models import PlanningExport, PlanningImport
from tests.calendar_app.conftest import _sunday, given  # noqa: F401
from tests.calendar_app.given import DAY, NOW


class Journey:
    """Take a planning away through the page, change it, send it back through the page; all as `who`."""

    def __init__(self, as_, url, capture, who="chloe"):
        self.as_, self.client, self.url, self.capture = as_, as_(who), url, capture

    def take(self, shape="xlsx", period="2026-11", query=""):
        with self.capture(execute=True):
            answer = self.client.post(self.url("calendar:planning") + query, {"period": period, "shape": shape})
        assert answer.status_code == 302, answer.content.decode()
        pk = int(answer.url.rstrip("/").split("/")[-1])
        file = self.client.get(self.url("calendar:planning-export-download", pk=pk))
        assert file.status_code == 200
        return file.content

    def upload(self, content, name="planning.xlsx"):
        file = SimpleUploadedFile(name, content)
        return self.client.post(self.url("calendar:planning-send"), {"file": file})

    def send(self, content, name="planning.xlsx"):
        answer = self.upload(content, name)
        assert answer.status_code == 302, refusal_of(answer)
        return PlanningImport.objects.latest("pk")

    def page(self, row):
        return self.client.get(row.get_absolute_url())

    def apply(self, row, *names, **more):
        """Tick `names`, with the marks of the page as it is now."""
        context = self.page(row).context
        seen = {f"seen_{o.outcome.name}": o.outcome.seen for group in context["groups"].values() for o in group}
        with self.capture(execute=True):
            answer = self.client.post(
                self.url("calendar:planning-import-apply", pk=row.pk), {**seen, "take": names, **more}
            )
        row.refresh_from_db()
        return answer


def refusal_of(answer):
    return " ".join(answer.context["send"].errors.get("file", []))


def edited(content, change):
    """The workbook after `change(sheet, columns)`: columns map a heading to its number."""
    book = load_workbook(io.BytesIO(content))
    sheet = book["Planning"]
    columns = {cell.value: cell.column for cell in sheet[4] if cell.value}
    change(sheet, columns)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def kinds(row):
    from calendar_app.planning.looking import look

    return [(o.kind, o.number, [c.field for c in o.changes]) for o in look(row).outcomes]


def outcomes(row):
    from calendar_app.planning.looking import look

    return look(row).outcomes


@pytest.fixture
def journey(as_, url, django_capture_on_commit_callbacks):
    return Journey(as_, url, django_capture_on_commit_callbacks)


@pytest.fixture
def three(given):  # noqa: F811
    """A draft with a text of its own on Mastodon, one in review, one scheduled; in the order of their days."""
    mastodon, blog = given.channel("mastodon"), given.channel("blog")
    own = {"mastodon": "Samedi, on trie ! #Jouets"}
    return [
        given.draft(channels=[mastodon, blog], own=own, due_at=NOW + DAY, title="Tri des jouets"),
        given.in_review(channels=[blog], due_at=NOW + 2 * DAY, title="=Merci+@tous", text="=1+1\nMerci à tous."),
        given.scheduled(channels=[mastodon], due_at=NOW + 3 * DAY, title="Permanence", kind="event"),
    ]


__all__ = ["PlanningExport"]
