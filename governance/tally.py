"""The count of a ballot: arithmetic on plain data, with no database, no clock and no language.

A rule is what the statutes say, word for word as the association answered; `UNKNOWN` is an answer. An unknown never
becomes a default in silence: the count is then made under every reading that the unknown leaves open, and says
whether they agree.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields, replace
from fractions import Fraction
from math import ceil, floor
from typing import Any

UNKNOWN = "unknown"
NONE = "none"
REGISTERED = "registered"
PRESENT = "present"
CAST = "cast"
EXCLUDED = "excluded"
COUNTED = "counted"
CHAIR = "chair"
ALLOWED = "allowed"

FOR = "for"
AGAINST = "against"
ABSTAIN = "abstain"
CHOICES = (FOR, AGAINST, ABSTAIN)

ADOPTED = "adopted"
REJECTED = "rejected"
NO_QUORUM = "no_quorum"
UNSETTLED = "unsettled"

# share -> (fraction, strictly more than it?)
SHARES: dict[str, tuple[Fraction, bool]] = {
    "fifth": (Fraction(1, 5), False),
    "quarter": (Fraction(1, 4), False),
    "third": (Fraction(1, 3), False),
    "half": (Fraction(1, 2), False),
    "over_half": (Fraction(1, 2), True),
    "three_fifths": (Fraction(3, 5), False),
    "two_thirds": (Fraction(2, 3), False),
    "three_quarters": (Fraction(3, 4), False),
    "four_fifths": (Fraction(4, 5), False),
    "all": (Fraction(1), False),
}


@dataclass(frozen=True)
class Rule:
    """How the statutes decide. Every field may be UNKNOWN.

    `quorum_basis` none or registered; `majority_basis` cast (votes for and against), present (all who took part) or
    registered (every seat); `abstention` excluded from the votes cast or counted among them, which only matters
    when the basis is cast; `casting_vote` none or chair; `remote` allowed or none.
    """

    quorum_basis: str = UNKNOWN
    quorum_share: str = UNKNOWN
    majority_basis: str = UNKNOWN
    majority_share: str = UNKNOWN
    abstention: str = UNKNOWN
    casting_vote: str = UNKNOWN
    remote: str = UNKNOWN

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Rule:
        """Read a rule back from a snapshot; an absent or empty answer is UNKNOWN."""
        return cls(**{f.name: str(data.get(f.name) or UNKNOWN) for f in fields(cls)})


@dataclass(frozen=True)
class Result:
    """A count and every number that led to it, so that anyone can do the sum again.

    `quorum_needed` is None without a quorum clause or while it is unknown; `needed` is None while the majority is
    unknown.
    """

    outcome: str
    seats: int
    for_: int
    against: int
    abstain: int
    quorum_needed: int | None = None
    base: int | None = None
    needed: int | None = None
    tie: bool = False
    chair_decided: bool = False
    readings_agree: bool = True

    @property
    def taking_part(self) -> int:
        """Seats that voted, abstentions included: they count for the quorum."""
        return self.for_ + self.against + self.abstain

    def as_data(self) -> dict[str, Any]:
        """The result as JSON keeps it."""
        return asdict(self)

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Result:
        return cls(**{f.name: data[f.name] for f in fields(cls) if f.name in data})


def threshold(share: str, of: int) -> int:
    """Return the smallest whole number of voices that reaches `share` of `of`. KeyError for an unknown share."""
    fraction, strictly = SHARES[share]
    return floor(fraction * of) + 1 if strictly else ceil(fraction * of)


def unknowns(rule: Rule) -> list[str]:
    """Return the fields whose answer the count needs and does not have, in the order of the form.

    The casting vote is not among them: it is needed only if the voices are divided, and the count says so then.
    """
    found = []
    if rule.quorum_basis == UNKNOWN or (rule.quorum_basis != NONE and rule.quorum_share == UNKNOWN):
        found.append("quorum_basis")
    if UNKNOWN in (rule.majority_basis, rule.majority_share):
        found.append("majority_basis")
    if rule.abstention == UNKNOWN and rule.majority_basis in (CAST, UNKNOWN):
        found.append("abstention")
    return found


def advisory_reasons(rule: Rule) -> list[str]:
    """Return why a vote at a distance under `rule` is only an opinion: field names, empty when it decides.

    A vote held remotely decides only if the statutes provide for it (domain: remote, written, electronic vote), so an
    unknown modality is as good as a refused one.
    """
    reasons = unknowns(rule)
    return reasons if rule.remote == ALLOWED else [*reasons, "remote"]


def result(rule: Rule, votes: Iterable[str], *, seats: int, chair: str = "") -> Result:
    """Count `votes` (FOR, AGAINST, ABSTAIN) of a roll of `seats` under `rule`.

    `chair` is the chair's own vote, already among `votes`, or "" when the chair did not vote. Raises ValueError
    for a word that is no vote, or more votes than seats.
    """
    votes = list(votes)
    if bad := set(votes) - set(CHOICES):
        raise ValueError(f"Not a vote: {sorted(bad)}")
    if len(votes) > seats:
        raise ValueError(f"{len(votes)} votes for {seats} seats")
    counted = Result("", seats, votes.count(FOR), votes.count(AGAINST), votes.count(ABSTAIN))
    found = [_count(reading, counted, chair) for reading in _readings(rule)]
    outcomes = {each.outcome for each in found}
    if len(found) == 1:
        return found[0]
    agreed = len(outcomes) == 1
    first = found[0]
    return replace(
        first,
        outcome=first.outcome if agreed else UNSETTLED,
        readings_agree=agreed,
        quorum_needed=_same(each.quorum_needed for each in found),
        base=_same(each.base for each in found),
        needed=_same(each.needed for each in found),
        chair_decided=all(each.chair_decided for each in found),
    )


def _same(values: Iterable[int | None]) -> int | None:
    """The value all readings share, or None when they differ."""
    found = set(values)
    return found.pop() if len(found) == 1 else None


def _readings(rule: Rule) -> Iterator[Rule]:
    """Every complete rule that `rule` may turn out to be; itself alone when it is complete.

    An unknown share of a quorum is read from none at all to the whole roll: if even those two agree, so do the rest.
    """
    quorums = [(rule.quorum_basis, rule.quorum_share)]
    if "quorum_basis" in unknowns(rule):
        quorums = [(NONE, UNKNOWN), (REGISTERED, "all")]
    bases = [rule.majority_basis] if rule.majority_basis != UNKNOWN else [CAST, PRESENT, REGISTERED]
    shares = [rule.majority_share] if rule.majority_share != UNKNOWN else ["over_half", "all"]
    abstentions = [rule.abstention] if rule.abstention != UNKNOWN else [EXCLUDED, COUNTED]
    castings = [rule.casting_vote] if rule.casting_vote != UNKNOWN else [NONE, CHAIR]
    for (basis, share), base, majority, abstention, casting in itertools.product(
        quorums, bases, shares, abstentions, castings
    ):
        yield replace(
            rule,
            quorum_basis=basis,
            quorum_share=share,
            majority_basis=base,
            majority_share=majority,
            abstention=abstention,
            casting_vote=casting,
        )


def _base(rule: Rule, counted: Result) -> int:
    if rule.majority_basis == REGISTERED:
        return counted.seats
    if rule.majority_basis == PRESENT or rule.abstention == COUNTED:
        return counted.taking_part
    return counted.for_ + counted.against


def _count(rule: Rule, counted: Result, chair: str) -> Result:
    """Count under one complete rule."""
    quorum = None if rule.quorum_basis == NONE else threshold(rule.quorum_share, counted.seats)
    base = _base(rule, counted)
    needed = max(threshold(rule.majority_share, base), 1)
    # The casting vote divides a tie; it does not stand in for voices that are missing from a larger base.
    tie = counted.for_ == counted.against > 0 and base == counted.for_ + counted.against
    chair_decides = (
        tie and rule.casting_vote == CHAIR and chair in (FOR, AGAINST) and rule.majority_share == "over_half"
    )
    if quorum is not None and counted.taking_part < quorum:
        outcome = NO_QUORUM
    elif counted.for_ >= needed or (chair_decides and chair == FOR):
        outcome = ADOPTED
    else:
        outcome = REJECTED
    return replace(
        counted,
        outcome=outcome,
        quorum_needed=quorum,
        base=base,
        needed=needed,
        tie=tie,
        chair_decided=chair_decides and outcome != NO_QUORUM,
    )
