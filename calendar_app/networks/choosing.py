"""Which networks fit whom and what: the blog first, the networks to relay it (source rows S21, S22)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.translation import gettext as _

from associations.models import Association
from calendar_app.models import Channel
from calendar_app.networks.facts import DATA, Network, networks

HUB = "blog"


@dataclass(frozen=True)
class Fit:
    """A network that suits, why, who says so and of which year; `accounts` are those the association has there."""

    network: Network
    why: str
    year: int
    is_verified: bool
    said_by: str
    score: int
    accounts: tuple[str, ...] = ()

    @property
    def is_hub(self) -> bool:
        return self.network.id == HUB


@cache
def _data() -> dict[str, Any]:
    with (DATA / "audiences.toml").open("rb") as file:
        return tomllib.load(file)


def audiences() -> dict[str, str]:
    return dict(_data()["audiences"])


def purposes() -> dict[str, str]:
    return dict(_data()["purposes"])


def efforts() -> list[dict[str, str]]:
    """What each ambition asks for, in hours a week."""
    return list(_data()["effort"])


def page(audience: str, purpose: str, association: Association) -> dict[str, Any]:
    """The context of the chooser. An unknown audience or purpose is as none chosen. One query."""
    audience = audience if audience in audiences() else ""
    purpose = purpose if purpose in purposes() else ""
    accounts: dict[str, list[str]] = {}
    for network, name in Channel.objects.of(association).active().values_list("network", "name"):
        accounts.setdefault(network, []).append(name)
    return {
        "audiences": audiences(),
        "purposes": purposes(),
        "audience": audience,
        "purpose": purpose,
        "efforts": efforts(),
        "fits": fits(audience, purpose, accounts) if audience or purpose else [],
    }


def fits(audience: str, purpose: str, accounts: dict[str, list[str]]) -> list[Fit]:
    """Networks that suit both, then one of them; the blog first. An empty word asks for nothing."""
    found = []
    for row in _data()["fits"]:
        asked = [(audience, row["audiences"]), (purpose, row["purposes"])]
        met = [word in words for word, words in asked if word]
        if not any(met):
            continue
        found.append(
            Fit(
                network=networks()[row["network"]],
                why=row["why"],
                year=row["year"],
                is_verified=row["src"] != "memory",
                said_by=_source(row),
                score=sum(met),
                accounts=tuple(accounts.get(row["network"], ())),
            )
        )
    best = max((fit.score for fit in found), default=0)
    return sorted((fit for fit in found if fit.score == best), key=lambda fit: not fit.is_hub)


def _source(row: dict[str, Any]) -> str:
    if row["src"] == "source":
        return _("document de départ de Portevoix, point %(row)s") % {"row": row["note"]}
    return _("règles publiées du réseau") if row["src"] == "facts" else ""
