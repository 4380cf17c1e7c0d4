"""Which articles a decision may cite: those of the moderation charter in force on that day, and no others."""

from __future__ import annotations

from associations.models import Association
from charter.models import Charter, Clause, Version


def charter_in_force(association: Association) -> Version | None:
    """Return the moderation charter in force, None while the board has adopted none."""
    versions = Version.objects.of(association).of_kind(Charter.Kind.MODERATION).in_force()
    return versions.with_charter().first()


def citable(association: Association) -> list[Clause]:
    """Return the articles a decision may cite today, in their order; empty while no moderation charter is in force."""
    version = charter_in_force(association)
    return list(Clause.objects.of(association).filter(version=version)) if version else []
