"""Minutes as a paper: the same data give the same bytes, so that its hash can be checked years later."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from governance import statement, wording
from governance.models import Capacity, Minutes
from papers.rendering import pdf


def paper(minutes: Minutes) -> bytes:
    """Return the PDF of `minutes`: a draft has its mark, filed ones their number, names, hashes and journal head."""
    with translation.override(settings.LANGUAGE_CODE):
        told = minutes.content or statement.content(minutes)
        return pdf("minutes", data(minutes, told), title=_title(minutes, told))


def _title(minutes: Minutes, told: dict[str, Any]) -> str:
    if minutes.number:
        return _("Procès-verbal n° %(number)d, %(body)s") % {"number": minutes.number, "body": told["body"]}
    return _("Procès-verbal, %(body)s (projet)") % {"body": told["body"]}


def data(minutes: Minutes, told: dict[str, Any]) -> dict[str, Any]:
    """Return what layouts/minutes.typ reads."""
    number = _("Procès-verbal n° %(number)d") % {"number": minutes.number} if minutes.number else _("Procès-verbal")
    corrects = told.get("corrects")
    return {
        "association": told["association"],
        "legal_name": told["legal_name"],
        "seat": told["seat"],
        "kicker": number,
        "title": told["title"],
        "subtitle": _correction(corrects) if corrects else "",
        "facts": told["facts"],
        "mark": "" if minutes.number else _("Projet"),
        "running": number,
        "labels": {
            "attendance": _("Présences"),
            "presence": _("Présence"),
            "count": _("Nombre"),
            "people": _("Personnes"),
            "movements": _("Arrivées et départs"),
            "opening": _("Ouverture"),
            "closing": _("Rectification") if corrects else _("Pour finir"),
            "signatures": _("Signatures"),
            "text": _("Texte voté"),
            "hash": _("Empreinte du texte"),
            "recused": _("Déport"),
            "certified": _("Résultat certifié par"),
            "review": _("À revoir le"),
            "follow_up": _("Suite donnée"),
            "how": _("Manière de voter"),
        },
        "attendance": told.get("attendance", []),
        "movements": told.get("movements", []),
        "quorum": told.get("quorum", ""),
        "opening": told["opening"],
        "items": told["items"],
        "closing": told["closing"],
        "signatures": _signatures(minutes),
        "hashes": _hashes(minutes),
        "hashes_note": _(
            "Ce procès-verbal ne change plus : une erreur se corrige par un procès-verbal suivant. La tête du journal "
            "permet de vérifier que rien n’a été retiré du journal de l’association avant cette date."
        ),
    }


def _correction(corrects: dict[str, Any]) -> str:
    return _("Rectifie le procès-verbal n° %(number)s, versé au registre le %(day)s.") % {
        "number": corrects["number"],
        "day": corrects["filed"],
    }


def _signatures(minutes: Minutes) -> list[dict[str, str]]:
    given = (
        {each.capacity: each for each in minutes.signatures.select_related("membership__user")} if minutes.pk else {}
    )
    rows = []
    for capacity in Capacity:
        one = given.get(capacity)
        signed = _("Signé le %(moment)s") % {"moment": statement.instant(one.signed_at)} if one else ""
        rows.append({"role": str(capacity.label), "name": one.membership.name if one else "", "signed": signed})
    return rows


def _hashes(minutes: Minutes) -> list[list[str]]:
    if not minutes.number:
        return []
    filed = wording.plain_day(timezone.localdate(minutes.filed_at)) if minutes.filed_at else ""
    head = _("Tête du journal de l’association, le %(day)s") % {"day": filed}
    return [[_("Empreinte de ce procès-verbal"), minutes.content_hash], [head, minutes.journal_head]]
