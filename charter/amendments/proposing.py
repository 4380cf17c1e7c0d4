"""Proposing a change: written as a draft, filed, discussed, withdrawn, filed again."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from associations import rights
from associations.models import Membership
from associations.permissions import BOARD
from charter.amendments.rows import NO_WORDS, Asked, Changed, Kind, clause_of, hold_amendment, hold_open
from charter.canonical import clause_hash, tidy
from charter.models import Amendment, AmendmentComment, Version
from journal.models import Entry
from journal.moves import Refused, move, only_from

Status = Amendment.Status
MAY = "charter.amend"


def side_of(person: Membership, on: dt.date) -> str:
    """On which side somebody stands that day: the board's, or the members'."""
    return Amendment.Side.BOARD if person.roles_on(on) & BOARD else Amendment.Side.MEMBER


@transaction.atomic
def begin(version: Version, asked: Asked, *, by: Membership, now: dt.datetime) -> Amendment:
    """Keep a draft that only its author reads; it may lack its reason and its words.

    Raises Changed when the article is not the one the page showed, Refused when the text is fixed.
    """
    rights.require(by, MAY)
    version = hold_open(version)
    last = Amendment.objects.filter(version=version).aggregate(last=Max("number"))["last"] or 0
    amendment = Amendment.objects.create(
        association=version.association,
        version=version,
        number=last + 1,
        proposed_by=by,
        created_at=now,
        side=side_of(by, timezone.localdate(now)),
        **_columns(version, asked),
    )
    Entry.objects.record(
        amendment, by=by, action="charter.amend", after="draft", object_hash=amendment.content_hash, at=now
    )
    return amendment


def _columns(version: Version, asked: Asked) -> dict[str, Any]:
    """What is kept of `asked`: the article as it was read, its place, and the words asked for."""
    words = asked.words.tidied() if asked.kind in Amendment.WRITTEN else NO_WORDS
    found: dict[str, Any] = {"kind": asked.kind, "reason": tidy(asked.reason)}
    found |= {"title": words.title, "body": words.body}
    if asked.kind in (Kind.INSERT, Kind.MOVE):
        found["after_key"] = asked.after_key
        found["after_title"] = clause_of(version, asked.after_key).title if asked.after_key else ""
    if asked.kind == Kind.INSERT:
        return found
    clause = clause_of(version, asked.clause_key)
    digest = clause_hash(clause.as_text())
    if asked.base and asked.base != digest:
        raise Changed(clause)
    return found | {
        "clause": clause,
        "clause_key": clause.key,
        "base_number": clause.position,
        "base_revision": clause.revision,
        "base_title": clause.title,
        "base_body": clause.body,
        "base_hash": digest,
    }


@transaction.atomic
def correct(amendment: Amendment, asked: Asked, *, by: Membership) -> Amendment:
    """Replace what a draft asks for."""
    amendment = _mine(amendment, by)
    only_from(amendment, Status.DRAFT)
    hold_open(amendment.version)
    columns = _columns(amendment.version, asked)
    for name, value in columns.items():
        setattr(amendment, name, value)
    amendment.save(update_fields=list(columns))
    return amendment


def _mine(amendment: Amendment, by: Membership) -> Amendment:
    rights.require(by, MAY)
    amendment = hold_amendment(amendment)
    if amendment.proposed_by_id != by.pk:
        raise Refused(
            _("Seule la personne qui a proposé cet amendement, %(name)s, peut le changer, le retirer ou le redéposer.")
            % {"name": amendment.proposed_by.name},
            amendment,
        )
    return amendment


@transaction.atomic
def submit(amendment: Amendment, *, by: Membership, now: dt.datetime) -> Amendment:
    """File a draft: from now on everybody reads it, and the side of its author is that of today."""
    amendment = only_from(_mine(amendment, by), Status.DRAFT)
    hold_open(amendment.version)
    _complete(amendment)
    side = side_of(by, timezone.localdate(now))
    move(amendment, Status.SUBMITTED, by=by, submitted_at=now, side=side)
    return amendment


@transaction.atomic
def file(amendment: Amendment, asked: Asked, *, by: Membership, now: dt.datetime) -> Amendment:
    """Replace what a draft asks for, and file it, in one go: a refusal keeps neither."""
    return submit(correct(amendment, asked, by=by), by=by, now=now)


def _complete(amendment: Amendment) -> None:
    """Refuse what says nothing, or says nothing new."""
    if not amendment.reason:
        raise Refused(_("Il manque le motif : dites en une phrase pourquoi ce changement."), amendment)
    if amendment.kind in Amendment.WRITTEN and not (amendment.title and amendment.body):
        raise Refused(_("Il manque le titre ou le texte de l’article."), amendment)
    if amendment.kind == Kind.REPLACE and amendment.proposed() == amendment.base():
        raise Refused(
            _("Votre texte est mot pour mot celui de l’article : changez au moins un mot, puis déposez-le."), amendment
        )
    if amendment.kind == Kind.MOVE and _is_there(amendment):
        raise Refused(_("L’article est déjà à cette place : choisissez-en une autre."), amendment)


def _is_there(amendment: Amendment) -> bool:
    keys = ["", *amendment.version.clauses.order_by("position", "pk").values_list("key", flat=True)]
    place = keys.index(amendment.clause_key)
    return amendment.after_key in (keys[place - 1], amendment.clause_key)


@transaction.atomic
def propose(version: Version, asked: Asked, *, by: Membership, now: dt.datetime) -> Amendment:
    """Write and file in one go; the same change filed twice by one person is filed once."""
    rights.require(by, MAY)
    version = hold_open(version)
    if twin := _filed_already(version, asked, by):
        return twin
    return submit(begin(version, asked, by=by, now=now), by=by, now=now)


def _filed_already(version: Version, asked: Asked, by: Membership) -> Amendment | None:
    words = asked.words.tidied() if asked.kind in Amendment.WRITTEN else NO_WORDS
    return (
        Amendment.objects.filter(version=version, proposed_by=by, kind=asked.kind)
        .filter(title=words.title, body=words.body, reason=tidy(asked.reason))
        .filter(clause_key="" if asked.kind == Kind.INSERT else asked.clause_key)
        .filter(after_key=asked.after_key if asked.kind in (Kind.INSERT, Kind.MOVE) else "")
        .open()
        .first()
    )


@transaction.atomic
def comment(amendment: Amendment, body: str, *, by: Membership, now: dt.datetime) -> AmendmentComment:
    """Say something about an amendment that is not decided; the first word opens the discussion."""
    rights.require(by, MAY)
    amendment = hold_amendment(amendment)
    body = tidy(body)
    if not body:
        raise Refused(_("Écrivez votre commentaire, puis envoyez-le."), amendment)
    if not amendment.is_open:
        raise Refused(
            _("La discussion est close : cet amendement est « %(state)s ».")
            % {"state": amendment.get_status_display()},
            amendment,
        )
    if amendment.status == Status.SUBMITTED:
        move(amendment, Status.EXAMINED, by=by)
    said = AmendmentComment.objects.create(
        association=amendment.association, amendment=amendment, body=body, written_by=by, written_at=now
    )
    Entry.objects.record(said, by=by, action="charter.comment", at=now)
    return said


@transaction.atomic
def withdraw(amendment: Amendment, *, by: Membership) -> None:
    """Take one’s own amendment back before it is decided. It stays readable."""
    move(_mine(amendment, by), Status.WITHDRAWN, by=by)


def open_version(amendment: Amendment) -> Version | None:
    """The version in which an amendment can be filed again: the one of its text that may still change."""
    versions = Version.objects.filter(charter=amendment.version.charter_id)
    return versions.editable().with_charter().first()


@transaction.atomic
def refile(amendment: Amendment, asked: Asked, *, by: Membership, now: dt.datetime) -> Amendment:
    """File the words of a rejected or lapsed amendment again, on the text as it is now, citing the first one."""
    old = only_from(_mine(amendment, by), *Amendment.REFILABLE)
    version = open_version(old)
    if version is None:
        raise Refused(
            _(
                "Ce texte n’est pas ouvert aux amendements en ce moment. Vos mots restent ici : vous les redéposerez "
                "dès qu’une nouvelle version sera ouverte."
            ),
            old,
        )
    new = begin(version, asked, by=by, now=now)
    new.refiled_from = old
    new.save(update_fields=["refiled_from"])
    move(old, Status.REFILED, by=by)
    return submit(new, by=by, now=now)
