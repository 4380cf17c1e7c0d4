"""Deciding on amendments: the rapporteur discusses, accepts, accepts with other words, rejects, or merges several."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from associations import rights
from associations.models import Membership
from charter import lapsing, writing
from charter.amendments.rows import (
    Kind,
    clause_of,
    has_place,
    hold_amendment,
    hold_open,
    rapporteur_of,
    still,
)
from charter.canonical import tidy
from charter.models import Amendment, MergedText, Version
from charter.writing import Words
from journal.models import Entry
from journal.moves import Refused, move, only_from

Status = Amendment.Status
NAMES, DECIDES = "charter.freeze", "charter.edit"


@transaction.atomic
def name_rapporteur(version: Version, person: Membership, *, by: Membership) -> None:
    """Say who decides on the amendments to `version`: somebody who may write its articles."""
    rights.require(by, NAMES)
    version = hold_open(version)
    if person.association_id != version.association_id or person.left_on or not person.can(DECIDES):
        raise Refused(
            _("Cette personne ne peut pas écrire le texte : choisissez quelqu’un dont le rôle le permet."), version
        )
    if version.rapporteur_id == person.pk:
        return
    version.rapporteur = person
    version.save(update_fields=["rapporteur"])
    Entry.objects.record(version, by=by, action="charter.rapporteur", after="rapporteur")


def _reports(version: Version, by: Membership, about: Amendment | Version) -> None:
    rights.require(by, DECIDES)
    person = rapporteur_of(version)
    if person.pk != by.pk:
        raise Refused(
            _(
                "C’est à %(name)s, qui rapporte ce texte, de décider des amendements. Vous pouvez en discuter, ou "
                "demander que le rapporteur change."
            )
            % {"name": person.name},
            about,
        )


def _to_decide(amendment: Amendment, by: Membership) -> Amendment:
    """Lock an amendment for the rapporteur who decides on it: deciding opens the discussion if nobody had."""
    amendment = hold_amendment(amendment)
    only_from(amendment, *Amendment.OPEN)
    _reports(amendment.version, by, amendment)
    hold_open(amendment.version)
    if amendment.status == Status.SUBMITTED:
        move(amendment, Status.EXAMINED, by=by)
    return amendment


@transaction.atomic
def examine(amendment: Amendment, *, by: Membership) -> None:
    """Open the discussion before anybody has said a word."""
    _to_decide(only_from(hold_amendment(amendment), Status.SUBMITTED), by)


@transaction.atomic
def reject(amendment: Amendment, *, note: str, by: Membership, now: dt.datetime) -> None:
    """Say no, and why."""
    amendment, note = _to_decide(amendment, by), tidy(note)
    if not note:
        raise Refused(_("Un rejet se motive : dites en une phrase pourquoi."), amendment)
    move(amendment, Status.REJECTED, by=by, decided_by=by, decided_at=now, decision_note=note)


def accept(amendment: Amendment, *, by: Membership, now: dt.datetime, note: str = "") -> None:
    """Write what is asked for into the text.

    Refused when another open amendment is about the same article, or when the article changed: it lapses, then.
    """
    _carry(amendment, None, note=note, by=by, now=now)


def accept_modified(amendment: Amendment, words: Words, *, note: str, by: Membership, now: dt.datetime) -> None:
    """Write the rapporteur’s own words instead of those asked for, saying why."""
    _carry(amendment, words.tidied(), note=note, by=by, now=now)


def _carry(amendment: Amendment, words: Words | None, *, note: str, by: Membership, now: dt.datetime) -> None:
    with transaction.atomic():
        amendment = _to_decide(amendment, by)
        cause = _overtaken(amendment)
        if cause:
            lapsing.lapse([amendment], cause, now=now)
        else:
            _alone(amendment)
            _write(amendment, words, tidy(note), by, now)
    # Said once the lapse is kept: a refusal inside the transaction would undo it.
    if cause:
        raise Refused(
            _(
                "L’amendement est devenu caduc : %(cause)s. Rien n’a été modifié ; il peut être redéposé sur le texte "
                "d’aujourd’hui."
            )
            % {"cause": cause.label},
            amendment,
        )


def _overtaken(amendment: Amendment) -> lapsing.Cause | None:
    """Why an amendment can no longer apply: the guard of last resort, whoever changed the article and however."""
    if amendment.kind != Kind.INSERT and not still(amendment):
        return lapsing.Cause.CHANGED if amendment.clause_id else lapsing.Cause.REMOVED
    return None if has_place(amendment) else lapsing.Cause.NO_PLACE


def rivals(amendment: Amendment) -> list[Amendment]:
    """The other open amendments to the same article; a new article has none."""
    if amendment.kind == Kind.INSERT:
        return []
    others = Amendment.objects.filter(version=amendment.version_id, clause_key=amendment.clause_key)
    return list(others.open().on_words().exclude(pk=amendment.pk).select_related("association"))


def _alone(amendment: Amendment) -> None:
    if others := rivals(amendment):
        sentence = ngettext(
            "Un autre amendement est ouvert sur le même article (n° %(numbers)s) : écrivez un texte commun qui les "
            "règle ensemble, ou rejetez d’abord l’autre.",
            "D’autres amendements sont ouverts sur le même article (n° %(numbers)s) : écrivez un texte commun qui les "
            "règle ensemble, ou rejetez d’abord les autres.",
            len(others),
        )
        raise Refused(sentence % {"numbers": ", ".join(str(other.number) for other in others)}, amendment)


def _write(amendment: Amendment, words: Words | None, note: str, by: Membership, now: dt.datetime) -> None:
    """Decide, then write: decided first, so that the change of the article does not make this very amendment lapse."""
    decision = {"decided_by": by, "decided_at": now, "decision_note": note}
    proposed = amendment.proposed()
    if words is None or words == Words(proposed.title, proposed.body):
        move(amendment, Status.ACCEPTED, by=by, **decision)
        _apply(amendment, Words(proposed.title, proposed.body), by, now)
        return
    if amendment.kind == Kind.MOVE:
        raise Refused(_("Un déplacement n’a pas de mots à modifier : acceptez-le ou rejetez-le."), amendment)
    _filled(words, note, amendment)
    settled = {"settled_title": words.title, "settled_body": words.body}
    move(amendment, Status.ACCEPTED_MODIFIED, by=by, **decision, **settled)
    if amendment.kind == Kind.INSERT:
        writing.add(amendment.version, words, by=by, now=now, after=amendment.after_key)
    else:
        _rewrite(amendment.version, amendment.clause_key, words, by, now)


def _filled(words: Words, note: str, about: Amendment | Version) -> None:
    if not (words.title and words.body):
        raise Refused(_("Il manque le titre ou le texte de l’article."), about)
    if not note:
        raise Refused(_("Dites en une phrase pourquoi ces mots plutôt que ceux qui étaient proposés."), about)


def _apply(amendment: Amendment, words: Words, by: Membership, now: dt.datetime) -> None:
    if amendment.kind == Kind.INSERT:
        writing.add(amendment.version, words, by=by, now=now, after=amendment.after_key)
    elif amendment.kind == Kind.REPLACE:
        _rewrite(amendment.version, amendment.clause_key, words, by, now)
    elif amendment.kind == Kind.DELETE:
        writing.remove(clause_of(amendment.version, amendment.clause_key), by=by)
    else:
        writing.place(clause_of(amendment.version, amendment.clause_key), after=amendment.after_key, by=by)


def _rewrite(version: Version, key: str, words: Words, by: Membership, now: dt.datetime) -> None:
    clause = clause_of(version, key)
    writing.rewrite(clause, words, expected=clause.revision, by=by, now=now)


@transaction.atomic
def merge(
    version: Version, key: str, chosen: Collection[int], words: Words, *, note: str, by: Membership, now: dt.datetime
) -> MergedText:
    """Settle the amendments whose ids are `chosen`, all about the article `key`, by one text of the rapporteur.

    Each becomes accepted with modification and points to the text. Those left out lapse: their article changed.
    """
    version = hold_open(version)
    _reports(version, by, version)
    words, note = words.tidied(), tidy(note)
    amendments = _together(version, key, chosen)
    _filled(words, note, version)
    places = {each.after_key for each in amendments if each.kind == Kind.MOVE}
    clause = clause_of(version, key)
    if not places and words == Words(clause.title, clause.body):
        raise Refused(
            _("Ce texte commun est mot pour mot l’article d’aujourd’hui : changez-le, ou rejetez les amendements."),
            version,
        )
    merged = MergedText.objects.create(
        association=version.association,
        version=version,
        clause_key=key,
        title=words.title,
        body=words.body,
        note=note,
        written_by=by,
        written_at=now,
    )
    Entry.objects.record(merged, by=by, action="charter.merge", object_hash=merged.content_hash, at=now)
    for each in amendments:
        _settle_by(merged, each, by, now)
    _rewrite(version, key, words, by, now)
    for after in places:
        writing.place(clause, after=after, by=by)
    return merged


def _together(version: Version, key: str, chosen: Collection[int]) -> list[Amendment]:
    """The amendments to merge: two at least, open, about the article as it is, and of one mind on its place."""
    about = Amendment.objects.filter(version=version, clause_key=key, pk__in=chosen)
    amendments = list(about.on_words().open().order_by("number"))
    if len(amendments) != len(set(chosen)) or not all(still(each) and has_place(each) for each in amendments):
        raise Refused(
            _(
                "L’un de ces amendements n’est plus ouvert sur cet article : relisez la liste, puis recommencez. Votre "
                "texte est resté ci-dessous."
            ),
            version,
        )
    if len(amendments) < 2:
        raise Refused(_("Un texte commun règle au moins deux amendements : cochez-en deux ou plus."), version)
    if len({each.after_key for each in amendments if each.kind == Kind.MOVE}) > 1:
        raise Refused(
            _("Deux de ces amendements déplacent l’article à deux endroits : gardez-en un, et rejetez l’autre."),
            version,
        )
    for each in amendments:
        each.version, each.association = version, version.association
    return amendments


def _settle_by(merged: MergedText, amendment: Amendment, by: Membership, now: dt.datetime) -> None:
    if amendment.status == Status.SUBMITTED:
        move(amendment, Status.EXAMINED, by=by)
    move(
        amendment,
        Status.ACCEPTED_MODIFIED,
        by=by,
        decided_by=by,
        decided_at=now,
        decision_note=merged.note,
        merged_text=merged,
        settled_title=merged.title,
        settled_body=merged.body,
    )
