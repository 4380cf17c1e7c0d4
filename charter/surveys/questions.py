"""The six questions: two minutes, no question that would name anybody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Question:
    """A question with its answers, as (key, words); `several` may be ticked, or exactly one."""

    key: str
    words: Any
    options: tuple[tuple[str, Any], ...]
    several: bool = False
    help: Any = ""


QUESTIONS: tuple[Question, ...] = (
    Question(
        "networks",
        _("Lesquels utilisez-vous au moins une fois par semaine ?"),
        (
            ("facebook", "Facebook"),
            ("whatsapp", "WhatsApp"),
            ("instagram", "Instagram"),
            ("youtube", "YouTube"),
            ("tiktok", "TikTok"),
            ("linkedin", "LinkedIn"),
            ("x", _("X (ex-Twitter)")),
            ("mastodon", _("Mastodon ou Bluesky")),
            ("messaging", _("Signal ou Telegram")),
            ("other", _("Un autre réseau")),
            ("none", _("Aucun")),
        ),
        several=True,
        help=_("Cochez tout ce qui convient, à titre personnel."),
    ),
    Question(
        "uses",
        _("Qu’y faites-vous surtout ?"),
        (
            ("family", _("Garder le lien avec des proches")),
            ("news", _("M’informer")),
            ("follow", _("Suivre des associations")),
            ("share", _("Partager ce que d’autres publient")),
            ("publish", _("Publier moi-même")),
            ("work", _("Travailler")),
            ("nothing", _("Je n’y vais pas")),
        ),
        several=True,
        help=_("Cochez tout ce qui convient."),
    ),
    Question(
        "time",
        _("Combien de temps y passez-vous par semaine ?"),
        (
            ("under_1", _("Moins d’une heure")),
            ("1_to_3", _("De une à trois heures")),
            ("3_to_7", _("De trois à sept heures")),
            ("over_7", _("Plus de sept heures")),
        ),
    ),
    Question(
        "ease",
        _("Vous sentez-vous à l’aise pour y écrire ?"),
        (
            ("very", _("Très à l’aise")),
            ("rather", _("Plutôt à l’aise")),
            ("little", _("Peu à l’aise")),
            ("not", _("Pas du tout à l’aise")),
        ),
    ),
    Question(
        "ready",
        _("Pour l’association, que feriez-vous volontiers ?"),
        (
            ("relay", _("Relayer ses publications")),
            ("write", _("Écrire des publications")),
            ("photos", _("Prendre des photos")),
            ("answer", _("Répondre aux commentaires")),
            ("watch", _("Repérer ce qui se dit de nous")),
            ("nothing", _("Rien pour l’instant")),
        ),
        several=True,
        help=_("Cela n’engage à rien."),
    ),
    Question(
        "month",
        _("Combien de temps par mois pourriez-vous y donner ?"),
        (
            ("none", _("Aucun pour l’instant")),
            ("1", _("Une heure")),
            ("2_to_4", _("De deux à quatre heures")),
            ("over_4", _("Plus de quatre heures")),
        ),
    ),
)


def question(key: str) -> Question:
    """Return the question `key`. KeyError for an unknown one."""
    return {each.key: each for each in QUESTIONS}[key]
