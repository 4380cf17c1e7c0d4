"""Whether the ballot that adopted a version is proclaimed: two people vouched for its result (domain I15, I21)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext as _

from associations.models import Membership
from charter.models import Repeal, Version
from governance import certifying
from governance.models import Ballot

SUBJECT = "charter.version"


def adopting_ballot(version: Version) -> Ballot | None:
    """Return the ballot that carried these very words; None while there is none."""
    carried = Ballot.objects.about(SUBJECT, version.pk).filter(
        status__in=Ballot.CARRIED, text_hash=version.content_hash
    )
    return carried.select_related("association", "meeting", "body").order_by("pk").last()


def proclaimed(subjects: Iterable[Version | Repeal]) -> set[int]:
    """Return the ids of those of `subjects`, all of one kind, whose adoption is proclaimed: one query at most."""
    wanted = list(subjects)
    if not wanted:
        return set()
    found = Ballot.objects.filter(
        subject_type=wanted[0]._meta.label_lower,
        subject_id__in=[each.pk for each in wanted],
        status__in=Ballot.CARRIED,
        certified_at__isnull=False,
    )
    return set(found.values_list("subject_id", flat=True))


def what_lacks(ballot: Ballot, today: dt.date) -> str:
    """Say who must still certify the result of `ballot`; "" once it is proclaimed."""
    if ballot.certified_at:
        return ""
    given = list(ballot.certifications.select_related("membership__user"))
    stands_in = bool(certifying.without_secretary([ballot.association], today))
    people = Membership.objects.of(ballot.association).current().select_related("user").prefetch_related("mandates")
    names = [m.name for m in people if certifying.capacity_left(ballot, m, given, stands_in=stands_in)]
    words = {"names": ", ".join(sorted(names)), "done": ", ".join(each.membership.name for each in given)}
    if not names:
        return _("Le résultat du scrutin est à proclamer, et personne n’a le rôle pour le certifier.")
    if given:
        sentence = _("Le résultat est à proclamer. Après %(done)s, une deuxième personne le certifie : %(names)s.")
    else:
        sentence = _("Le résultat est à proclamer. Deux personnes doivent d’abord le certifier : %(names)s.")
    return sentence % words
