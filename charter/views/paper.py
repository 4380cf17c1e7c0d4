"""The papers of the charters, inside: a version as PDF or Word, two versions compared as PDF."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from associations.door import MemberRequest, member
from charter import pages, paper
from charter.models import Version
from charter.views.reading import find, two_versions
from charter.word.writing import docx
from papers.rendering import pdf

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def attachment(request: HttpRequest, content: bytes, kind: str, name: str) -> HttpResponse:
    """A file to keep, under a name that says what it is."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=kind, headers=headers)


def sheet_of(version: Version) -> paper.Sheet:
    """The paper of a version, in French whoever asks: three queries."""
    with translation.override("fr"):
        clauses = list(version.clauses.order_by("position", "pk"))
        return paper.version_sheet(version, clauses, pages.ballots_of(version))


def version_file(request: HttpRequest, version: Version, kind: str) -> HttpResponse:
    """Answer with `version` as a file: "pdf" or "docx"."""
    sheet = sheet_of(version)
    if kind == "docx":
        return attachment(request, docx(sheet.data, title=sheet.title), DOCX, f"{sheet.name}.docx")
    return attachment(request, pdf("charter", sheet.data, title=sheet.title), PDF, f"{sheet.name}.pdf")


@require_safe
@cache_control(private=True, no_cache=True)
@member("charter.view")
def version_pdf(request: MemberRequest, pk: int) -> HttpResponse:
    return version_file(request, find(request, pk), "pdf")


@require_safe
@cache_control(private=True, no_cache=True)
@member("charter.view")
def version_docx(request: MemberRequest, pk: int) -> HttpResponse:
    return version_file(request, find(request, pk), "docx")


@require_safe
@cache_control(private=True, no_cache=True)
@member("charter.view")
def compare_pdf(request: MemberRequest) -> HttpResponse:
    """Any two versions of one text, as a paper: ?avant=12&apres=15."""
    found = two_versions(request)
    if isinstance(found, HttpResponse):
        return found
    with translation.override("fr"):
        sheet = paper.comparison_sheet(*found)
    return attachment(request, pdf("comparison", sheet.data, title=sheet.title), PDF, f"{sheet.name}.pdf")
