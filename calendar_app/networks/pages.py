"""What the pages of the networks show: the accounts on each, and each fact with its value, its source and its year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from associations.models import Association
from calendar_app.models import Channel, NetworkRule
from calendar_app.networks import amended, wording
from calendar_app.networks.facts import Network, Rule, limit


@dataclass(frozen=True)
class Row:
    """One network of the list: the names of our accounts there, its length, how many facts are ours or unchecked."""

    network: Network
    accounts: list[str]
    length: str
    amended: int
    unverified: int


@dataclass(frozen=True)
class Fact:
    """One line of a network's page. `own` is the association's value over it, or None."""

    rule: Rule
    own: NetworkRule | None

    @property
    def title(self) -> str:
        return wording.title(self.rule.key)

    @property
    def value(self) -> str:
        return wording.value(self.rule)

    @property
    def published(self) -> str:
        return wording.value(self.rule.published or self.rule)

    @property
    def effect(self) -> str:
        return wording.effect(self.rule)


@dataclass(frozen=True)
class Part:
    """The facts of one format of a network."""

    id: str
    name: str
    facts: list[Fact]


def rows(association: Association) -> list[Row]:
    """Every network, those where the association has an account first. Two queries."""
    accounts: dict[str, list[str]] = {}
    for network, name in Channel.objects.of(association).active().values_list("network", "name"):
        accounts.setdefault(network, []).append(name)
    book = amended.book(association)
    found = [_row(network, accounts.get(network.id, []), book) for network in book.values()]
    return sorted(found, key=lambda row: not row.accounts)


def _row(network: Network, accounts: list[str], book: Any) -> Row:
    bound = limit(network.id, book=book)
    length = f"{wording.figure(bound.value)} {bound.unit_name}" if bound else ""
    ours = sum(rule.is_ours for rule in network.rules)
    return Row(network, accounts, length, ours, sum(not rule.verified for rule in network.rules))


def page(association: Association, network_id: str) -> dict[str, Any] | None:
    """The context of the page of one network; None for a network we do not know. Two queries."""
    own = {
        (rule.format, rule.key): rule
        for rule in NetworkRule.objects.of(association).filter(network=network_id).select_related("by__user")
    }
    network = amended.book(association).get(network_id)
    if network is None:
        return None
    parts = [
        Part(format, wording.format_name(format), facts)
        for format in network.formats
        if (facts := [Fact(rule, own.get((format, rule.key))) for rule in network.rules if rule.format == format])
    ]
    return {"network": network, "parts": parts}


def fact(association: Association, network_id: str, format: str, key: str) -> tuple[Network, Fact] | None:
    """One fact with the association's value over it; None when there is no such fact. Two queries."""
    network = amended.book(association).get(network_id)
    rule = network.rule(key, format) if network else None
    if network is None or rule is None:
        return None
    own = NetworkRule.objects.of(association).filter(network=network_id, format=format, key=key)
    return network, Fact(rule, own.select_related("by__user").first())
