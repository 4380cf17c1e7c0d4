"""The verbs of an agenda and of the documents joined to it."""

from __future__ import annotations

import datetime as dt
import hashlib
import zipfile
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, BinaryIO

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from associations import rights
from associations.models import Membership
from governance.meetings import locked, tell
from governance.models import AgendaItem, Meeting, MeetingDocument
from governance.transitions import Text
from journal.moves import Refused, only_from

# Enough for the longest assembly; past it, a list is no agenda.
MOST_ITEMS = 60
MOST_DOCUMENTS = 30
LARGEST = 10 * 1024 * 1024
ZIP = b"PK\x03\x04"
# suffix -> (type it is served with, how such a file begins)
KINDS: dict[str, tuple[str, bytes]] = {
    "pdf": ("application/pdf", b"%PDF-"),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ZIP),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ZIP),
    "pptx": ("application/vnd.openxmlformats-officedocument.presentationml.presentation", ZIP),
    "odt": ("application/vnd.oasis.opendocument.text", ZIP),
    "ods": ("application/vnd.oasis.opendocument.spreadsheet", ZIP),
    "odp": ("application/vnd.oasis.opendocument.presentation", ZIP),
    "jpg": ("image/jpeg", b"\xff\xd8\xff"),
    "jpeg": ("image/jpeg", b"\xff\xd8\xff"),
    "png": ("image/png", b"\x89PNG\r\n\x1a\n"),
}


@dataclass(frozen=True)
class Point:
    """What a point of the agenda says; `text` is a text of another room, to be voted there."""

    title: str
    detail: str = ""
    resolution: str = ""
    text: Text | None = None

    def columns(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "detail": self.detail,
            "resolution": self.resolution,
            "subject_type": self.text.subject_type if self.text else "",
            "subject_id": self.text.subject_id if self.text else None,
        }


def _open_agenda(meeting: Meeting, by: Membership) -> Meeting:
    rights.require(by, "governance.manage")
    return only_from(locked(meeting), Meeting.Status.DRAFT, Meeting.Status.CONVENED)


@transaction.atomic
def add_item(meeting: Meeting, point: Point, *, by: Membership, now: dt.datetime) -> AgendaItem:
    """Add a point at the end; after the convocation, tell those who were called."""
    meeting = _open_agenda(meeting, by)
    items = AgendaItem.objects.filter(meeting=meeting)
    if items.count() >= MOST_ITEMS:
        raise Refused(_("L’ordre du jour a déjà %(n)d points, le maximum : retirez-en un d’abord.") % {"n": MOST_ITEMS})
    last = items.aggregate(last=Max("position"))["last"] or 0
    item = AgendaItem.objects.create(
        association=meeting.association, meeting=meeting, position=last + 1, **point.columns()
    )
    tell(meeting, [["item_added", "", item.title]], by=by, now=now)
    return item


def _item(item: AgendaItem, by: Membership) -> AgendaItem:
    """Return the row as it is now, its meeting locked and still open to change."""
    meeting = _open_agenda(item.meeting, by)
    fresh = AgendaItem.objects.filter(pk=item.pk).first()
    if fresh is None:
        raise Refused(_("Ce point a été retiré de l’ordre du jour entre-temps."), meeting)
    fresh.meeting = meeting
    return fresh


@transaction.atomic
def rewrite_item(item: AgendaItem, point: Point, *, by: Membership, now: dt.datetime) -> AgendaItem:
    """Give the point other words; after the convocation, tell those who were called."""
    item = _item(item, by)
    columns, before = point.columns(), item.title
    if all(getattr(item, name) == value for name, value in columns.items()):
        return item
    for name, value in columns.items():
        setattr(item, name, value)
    item.save(update_fields=[*columns])
    tell(item.meeting, [["item_changed", before, item.title]], by=by, now=now)
    return item


@transaction.atomic
def move_item(item: AgendaItem, step: int, *, by: Membership, now: dt.datetime) -> None:
    """Move the point one place up (-1) or down (1); at the end of the list nothing moves.

    Refused once people were called: the order they read is the order of the session.
    """
    item = _item(item, by)
    only_from(item.meeting, Meeting.Status.DRAFT)
    items = list(AgendaItem.objects.filter(meeting=item.meeting).order_by("position", "pk"))
    here = items.index(item)
    there = here + step
    if 0 <= there < len(items):
        items[here], items[there] = items[there], items[here]
        _number(items)
        tell(item.meeting, [["item_moved", "", item.title]], by=by, now=now)


def _number(items: list[AgendaItem]) -> None:
    for position, each in enumerate(items, start=1):
        each.position = position
    AgendaItem.objects.bulk_update(items, ["position"])


@transaction.atomic
def remove_item(item: AgendaItem, *, by: Membership, now: dt.datetime) -> Meeting:
    """Take the point off the agenda; after the convocation, tell those who were called."""
    item = _item(item, by)
    meeting, title = item.meeting, item.title
    if meeting.status == Meeting.Status.CONVENED and meeting.agenda.count() == 1:
        raise Refused(_("C’est le seul point de l’ordre du jour : annulez plutôt la réunion."), meeting)
    item.delete()
    _number(list(AgendaItem.objects.filter(meeting=meeting).order_by("position", "pk")))
    tell(meeting, [["item_removed", title, ""]], by=by, now=now)
    return meeting


class FileRefused(Exception):
    """A file that cannot be joined. The text is a sentence for the person."""


def checked(file: BinaryIO, name: str, size: int) -> tuple[str, str]:
    """Return the suffix and the type of a file received, or raise FileRefused with what is wrong and what to do."""
    suffix = PurePath(name).suffix.lstrip(".").lower()
    if suffix not in KINDS:
        raise FileRefused(
            _("Ce type de fichier n’est pas accepté : joignez un PDF, un document bureautique sans macro ou une image.")
        )
    if size > LARGEST:
        raise FileRefused(_("Ce fichier dépasse 10 Mo : allégez-le, ou donnez-en le lien dans un point."))
    mime, opening = KINDS[suffix]
    file.seek(0)
    if not file.read(len(opening)) == opening:
        raise FileRefused(
            _("Ce fichier n’est pas ce que dit son nom (« .%(suffix)s ») : enregistrez-le de nouveau, puis joignez-le.")
            % {"suffix": suffix}
        )
    if opening == ZIP:
        _without_macro(file)
    return suffix, mime


def _without_macro(file: BinaryIO) -> None:
    try:
        names = zipfile.ZipFile(file).namelist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise FileRefused(_("Ce fichier est abîmé : enregistrez-le de nouveau, puis joignez-le.")) from error
    if any(name.rsplit("/", 1)[-1].lower() == "vbaproject.bin" or name.startswith("Basic/") for name in names):
        raise FileRefused(_("Ce document contient une macro : enregistrez-le sans macro, ou en PDF, puis joignez-le."))


@transaction.atomic
def join_document(meeting: Meeting, file: BinaryIO, name: str, *, by: Membership, now: dt.datetime) -> MeetingDocument:
    """Keep the file, known by its SHA-256; after the convocation, tell those who were called. Raises FileRefused."""
    meeting = _open_agenda(meeting, by)
    file.seek(0, 2)
    suffix, mime = checked(file, name, file.tell())
    file.seek(0)
    content = file.read()
    digest = hashlib.sha256(content).hexdigest()
    documents = MeetingDocument.objects.filter(meeting=meeting)
    if known := documents.filter(sha256=digest).first():
        raise FileRefused(_("Ce document est déjà joint, sous le nom « %(name)s ».") % {"name": known.name})
    if documents.count() >= MOST_DOCUMENTS:
        raise FileRefused(
            _("Cette réunion a déjà %(n)d documents, le maximum : retirez-en un d’abord.") % {"n": MOST_DOCUMENTS}
        )
    stem = " ".join(PurePath(name).stem.split())[:100] or "document"
    document = MeetingDocument(
        association=meeting.association,
        meeting=meeting,
        name=f"{stem}.{suffix}",
        mime=mime,
        size=len(content),
        sha256=digest,
        by=by,
        at=now,
    )
    document.file.save(f"document.{suffix}", ContentFile(content), save=False)
    document.save(force_insert=True)
    tell(meeting, [["document_added", "", document.name]], by=by, now=now)
    return document


@transaction.atomic
def remove_document(document: MeetingDocument, *, by: Membership, now: dt.datetime) -> Meeting:
    """Take the document away; after the convocation, tell those who were called. Asking twice does it once."""
    meeting = _open_agenda(document.meeting, by)
    if MeetingDocument.objects.filter(pk=document.pk).delete()[0]:
        _forget_file(document)
        tell(meeting, [["document_removed", document.name, ""]], by=by, now=now)
    return meeting


def _forget_file(document: MeetingDocument) -> None:
    # A second call shares the files of the first; and a file leaves only once its row is gone for good.
    name = str(document.file.name)
    if not MeetingDocument.objects.filter(file=name).exists():
        transaction.on_commit(lambda: document.file.storage.delete(name))
