"""What lies around the calendar: every page that prepares, feeds or guards it, grouped by need."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from associations.models import Membership
from charter.models import Charter, Version


class Way(NamedTuple):
    """One page: its route, its name, why one goes there, and the permission that opens it."""

    route: str
    name: str | Promise
    why: str | Promise
    permission: str = "calendar.view"


# A new page of the calendar takes one line here: every view of the calendar then leads to it in two clicks.
GROUPS: tuple[tuple[str | Promise, tuple[Way, ...]], ...] = (
    (
        _("Savoir qui fait quoi"),
        (
            Way("slot-list", _("Créneaux"), _("Qui publie chaque semaine, sur quel compte, et qui remplace.")),
            Way("shift-list", _("Permanences"), _("Qui répond aux messages, et quand.")),
            Way("feed-list", _("Dans mon agenda"), _("Vos publications et permanences dans votre téléphone.")),
        ),
    ),
    (
        _("Prévoir"),
        (
            Way("campaign-list", _("Campagnes"), _("Plusieurs publications pour un même objectif.")),
            Way("pillar-list", _("Piliers"), _("Les grands sujets de l’association, et la part de chacun.")),
            Way("series-list", _("Séries d’événement"), _("Annonce, rappel et bilan, calés sur une date.")),
            Way("template-list", _("Modèles"), _("Des textes à trous, pour ne pas repartir de zéro.")),
            Way(
                "recurrence-list", _("Publications qui reviennent"), _("Ce qui se redit chaque semaine ou chaque mois.")
            ),
            Way("days", _("Journées à ne pas manquer"), _("Journées mondiales, nationales et jours fériés.")),
            Way("planning", _("Planning Excel"), _("Emporter le calendrier, le remplir, le renvoyer.")),
        ),
    ),
    (
        _("Images et autorisations"),
        (
            Way("library", _("Médiathèque"), _("Photos et vidéos, avec leur auteur et leur description.")),
            Way(
                "consent-list",
                _("Autorisations"),
                _("Les personnes qui acceptent d’être montrées, et jusqu’à quand."),
                "calendar.consents",
            ),
            Way("grant-list", _("Cessions"), _("Ce que chaque auteur d’image permet d’en faire."), "calendar.consents"),
            Way(
                "testimony-list",
                _("Témoignages"),
                _("Les mots reçus, à lire avant de les reprendre."),
                "calendar.testimonies",
            ),
            Way("relay-list", _("Relais"), _("Les publications confiées aux partenaires."), "calendar.relay"),
        ),
    ),
    (
        _("Comptes et réseaux"),
        (
            Way("channel-list", _("Comptes"), _("Où l’association publie.")),
            Way("opening-list", _("Ouvertures de compte"), _("Proposer un compte, en débattre, le voter.")),
            Way("key-list", _("Clés des comptes"), _("Qui peut se connecter à quel compte."), "calendar.keys"),
            Way("network-list", _("Règles des réseaux"), _("Longueurs, images, liens : ce que chaque réseau accepte.")),
            Way("network-choose", _("Choisir un réseau"), _("Quel réseau pour quel public, avec quel effort.")),
            Way("presence-list", _("Présence"), _("Où l’association est visible, et ce qu’elle y fait.")),
        ),
    ),
    (
        _("Respecter la ligne éditoriale"),
        (
            Way("rule-list", _("Règles de la ligne"), _("Ce que le texte voté demande à chaque publication.")),
            Way("line-broken", _("Règles non suivies"), _("Les publications à revoir avant leur départ.")),
            Way(
                "slips",
                _("Messages échappés"),
                _("Ce qui est parti par erreur, et ce qu’on en a fait."),
                "calendar.manage",
            ),
        ),
    ),
)


class Door(NamedTuple):
    """A way as the page prints it."""

    path: str
    name: str | Promise
    why: str | Promise


def groups(person: Membership) -> list[tuple[str | Promise, list[Door]]]:
    """Return the groups with the pages `person` may open, in order; a group without any is left out. One query."""
    return [(need, doors) for need, ways in GROUPS if (doors := list(_doors(ways, person)))]


def _doors(ways: tuple[Way, ...], person: Membership) -> Iterator[Door]:
    slug = person.association.slug
    for way in ways:
        if not person.can(way.permission):
            continue
        if way.route != "rule-list":
            yield Door(reverse(f"calendar:{way.route}", args=[slug]), way.name, way.why)
        elif version := _line(person):
            yield Door(reverse("calendar:rule-list", args=[slug, version]), way.name, way.why)


def _line(person: Membership) -> int | None:
    """The version of the editorial line that holds now, else the last one written; None before the first."""
    versions = Version.objects.of(person.association).filter(charter__kind=Charter.Kind.EDITORIAL).order_by("-pk")
    known = dict(versions.values_list("status", "pk")[::-1])
    return known.get(Version.Status.IN_FORCE) or max(known.values(), default=None)
