"""Rules we offer to begin with: each cites an article of charter/library/editorial.toml and says it in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from calendar_app.rules import ADVISE, BLOCK, JUSTIFY
from calendar_app.rules.catalogue import CHECKS


@dataclass(frozen=True)
class Offer:
    """One rule of the library. `networks`: for the accounts on these networks only; none, for all accounts.

    `to_check` says what nobody has verified in it; it is shown beside the rule before it is taken.
    """

    key: str
    clause: str
    check: str
    severity: str
    params: Mapping[str, Any] = field(default_factory=dict)
    words: Any = ""
    networks: tuple[str, ...] = ()
    to_check: Any = ""

    @property
    def is_known(self) -> bool:
        """Whether the calendar knows how to check it."""
        return self.check in CHECKS


OFFERED: tuple[Offer, ...] = (
    Offer(
        "x-informs",
        "x-information-only",
        "allowed_kinds",
        JUSTIFY,
        {"kinds": ["information", "event"]},
        _("Sur X, nous informons : dates, lieux, horaires, rendez-vous. Le reste demande une raison."),
        networks=("x",),
    ),
    Offer(
        "words-of-respect",
        "tone",
        "preferred_words",
        ADVISE,
        {"pairs": {"assisté": "personne accueillie", "cas social": "personne accueillie"}},
        _("Nous parlons de personnes accueillies, jamais de « cas » ni d’« assistés »."),
    ),
    Offer(
        "no-shouting",
        "tone",
        "capitals",
        JUSTIFY,
        {"words": 3, "letters": 8},
        _("Pas de majuscules pour crier : un sigle reste permis, une phrase entière non."),
    ),
    Offer(
        "hub-page",
        "channels",
        "hub_page",
        ADVISE,
        {"hosts": [], "kinds": ["event", "appeal"]},
        _("Un rendez-vous ou un appel renvoie vers une page que nous maîtrisons."),
        to_check=_("ajoutez l’adresse de votre site dans les réglages de la règle : sans elle, rien n’est vérifié."),
    ),
    Offer(
        "few-per-day",
        "cadence",
        "most_per_day",
        JUSTIFY,
        {"most": 2},
        _("Au plus deux publications par jour sur un même compte."),
    ),
    Offer(
        "room-to-breathe",
        "cadence",
        "least_gap",
        ADVISE,
        {"minutes": 120},
        _("Deux heures au moins entre deux publications d’un même compte."),
    ),
    Offer(
        "civil-hours",
        "cadence",
        "allowed_hours",
        JUSTIFY,
        {"hours": ["08:00", "21:00"]},
        _("Nous publions entre 8 h et 21 h, à l’heure de Paris."),
    ),
    Offer(
        "sensitive-topics",
        "never",
        "sensitive_words",
        ADVISE,
        {"words": ["élection", "candidat", "vote", "plainte", "procès", "décès", "guerre"], "level": "sensitive"},
        _("Élections, procédures, décès, conflits : deux personnes relisent, dont une du bureau."),
    ),
    Offer(
        "election-silence",
        "never",
        "blackout",
        BLOCK,
        {
            "periods": [
                {"from": "2027-04-10", "to": "2027-04-11", "why": "premier tour, dates à confirmer"},
                {"from": "2027-04-24", "to": "2027-04-25", "why": "second tour, dates à confirmer"},
            ],
            "kinds": ["position"],
        },
        _("Pas de prise de position pendant les périodes de réserve électorale."),
        to_check=_("les dates des scrutins changent : confirmez-les auprès d’une source officielle avant le vote."),
    ),
    Offer(
        "no-decoration",
        "accessibility",
        "fancy_unicode",
        BLOCK,
        {},
        _("Pas de lettres décoratives : les logiciels de lecture ne savent pas les lire."),
    ),
    Offer(
        "described-images",
        "accessibility",
        "alt_length",
        JUSTIFY,
        {"least": 10, "most": 400},
        _("Chaque image porte un texte qui la décrit, en une ou deux phrases."),
    ),
    Offer(
        "captioned-videos",
        "accessibility",
        "captions",
        BLOCK,
        {},
        _("Chaque vidéo a des sous-titres relus."),
    ),
    Offer(
        "readable-hashtags",
        "accessibility",
        "hashtag_camel",
        JUSTIFY,
        {"letters": 8},
        _("Un mot-dièse prend une majuscule à chaque mot : #MaisonDuPort se lit, et s’entend."),
    ),
    Offer(
        "few-hashtags",
        "accessibility",
        "hashtag_count",
        ADVISE,
        {"least": None, "most": 3},
        _("Au plus trois mots-dièse par publication, partout."),
    ),
    Offer(
        "few-hashtags-x",
        "accessibility",
        "hashtag_count",
        JUSTIFY,
        {"least": None, "most": 2},
        _("Sur X, au plus deux mots-dièse."),
        networks=("x",),
        to_check=_("l’usage recommandé change d’un réseau à l’autre et d’une année à l’autre."),
    ),
    Offer(
        "few-emoji",
        "accessibility",
        "emoji_count",
        ADVISE,
        {"most": 3},
        _("Les émojis sont rares : au plus trois, jamais à la place d’un mot."),
    ),
    Offer(
        "no-mid-dots",
        "inclusive-wording",
        "mid_dot",
        ADVISE,
        {},
        _("Nous évitons les points à l’intérieur des mots, qui gênent une partie des lecteurs."),
    ),
    Offer(
        "people-agree",
        "visual",
        "consent",
        BLOCK,
        {},
        _("Une personne reconnaissable a donné son accord écrit, encore valable ; pour un enfant, les deux parents."),
    ),
    Offer(
        "gift-mention",
        "fundraising",
        "mandatory_mention",
        JUSTIFY,
        {"mention": "", "kinds": ["appeal"]},
        _("Un appel au don porte la mention validée par la trésorerie."),
        to_check=_("écrivez votre mention dans les réglages ; le droit à une réduction d’impôt se vérifie avant."),
    ),
    Offer(
        "time-to-read",
        "approval-path",
        "lead_time",
        JUSTIFY,
        {"hours": 24},
        _("Une publication s’envoie en relecture vingt-quatre heures au moins avant son heure."),
    ),
)
