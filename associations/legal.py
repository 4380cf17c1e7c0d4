"""What the law asks a public page to say of who publishes it, and of who hosts it (LCEN, art. 1-1)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from associations.models import Association


@dataclass(frozen=True)
class Line:
    """One line of the notice; `value` is "" while the association has not given it."""

    label: str
    value: str


def notice(association: Association) -> list[Line]:
    """Return the legal notice: publisher, legal representative, contact, host. What is not given is an empty line."""
    return [
        Line(_("Association"), association.legal_name or association.name),
        Line(_("Siège"), association.seat),
        Line(_("Adresse e-mail"), association.contact_email),
        Line(_("Téléphone"), association.phone),
        # Of an association, its legal representative: most often who presides (loi du 29 juillet 1982, art. 93-2).
        Line(_("Directrice ou directeur de la publication"), association.publishing_director),
        Line(_("Hébergeur"), association.host),
        Line(_("Adresse de l’hébergeur"), association.host_address),
        Line(_("Téléphone de l’hébergeur"), association.host_phone),
    ]


def lacking(association: Association) -> list[str]:
    """Return the labels of what is still to be given."""
    return [line.label for line in notice(association) if not line.value]
