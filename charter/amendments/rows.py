"""Finding and locking what an amendment is about."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from associations.models import Membership
from charter.canonical import clause_hash
from charter.locks import locked
from charter.models import Amendment, Clause, Version
from charter.writing import Words
from journal.moves import Refused

Kind = Amendment.Kind
NO_WORDS = Words("", "")


@dataclass(frozen=True)
class Asked:
    """What a person asks for: the kind, the article, the place, the words and the reason.

    `base` is the hash of the article as the page showed it; "" takes it as it is now.
    """

    kind: str
    clause_key: str = ""
    after_key: str = ""
    words: Words = NO_WORDS
    reason: str = ""
    base: str = ""


class Changed(Exception):
    """The article was changed since the page was opened. `clause` is what it says now."""

    def __init__(self, clause: Clause) -> None:
        self.clause = clause
        super().__init__("This article was changed by somebody else.")


def hold(version: Version) -> Version:
    """Lock the version, the association first as everywhere, and return it as it is now."""
    return locked(version, "rapporteur__user", "created_by__user")


def hold_open(version: Version) -> Version:
    """Lock a version that may still change; Refused when its text is fixed."""
    version = hold(version)
    if not version.is_editable:
        raise Refused(
            _(
                "Ce texte est arrêté : il ne reçoit plus d’amendements. Vous pourrez proposer la suite dès qu’une "
                "nouvelle version sera ouverte."
            ),
            version,
        )
    return version


def hold_amendment(amendment: Amendment) -> Amendment:
    """Lock the amendment after its version and return it as it is now."""
    version = hold(amendment.version)
    fresh = Amendment.objects.select_for_update(of=("self",)).select_related("proposed_by__user").get(pk=amendment.pk)
    fresh.version, fresh.association = version, version.association
    return fresh


def clause_of(version: Version, key: str) -> Clause:
    """Return the article of key `key` in `version`; Refused when it is not there, or no longer."""
    clause = Clause.objects.filter(version=version, key=key).first() if key else None
    if clause is None:
        raise Refused(_("Cet article n’est plus dans le texte : choisissez-en un autre."), version)
    clause.version, clause.association = version, version.association
    return clause


def still(amendment: Amendment) -> bool:
    """Whether the article an amendment is about still says what its author read."""
    clause = Clause.objects.filter(pk=amendment.clause_id).first() if amendment.clause_id else None
    return clause is not None and clause_hash(clause.as_text()) == amendment.base_hash


def has_place(amendment: Amendment) -> bool:
    """Whether the article after which a new or a moved one goes is still there."""
    key = amendment.after_key
    return not key or Clause.objects.filter(version=amendment.version_id, key=key).exists()


def rapporteur_of(version: Version) -> Membership:
    """Who decides on the amendments to `version`: the person named, else who began it."""
    return version.rapporteur or version.created_by
