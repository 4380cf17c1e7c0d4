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
LEAVES = "leaves"
COUNTS = "counts"
WITHOUT_QUORUM = "without_quorum"
SAME_QUORUM = "same_quorum"

# How a vote is held; the session needs no word of the statutes, the others do.
SESSION = "session"
VIDEO = "video"
WRITTEN = "written"
ELECTRONIC = "electronic"
MODALITIES = (SESSION, VIDEO, WRITTEN, ELECTRONIC)

FOR = "for"
AGAINST = "against"
ABSTAIN = "abstain"
BLANK = "blank"
CHOICES = (FOR, AGAINST, ABSTAIN, BLANK)

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

    `quorum_basis` none or registered; `majority_basis` cast (the votes cast), present (all who took part, present or
    represented) or registered (every seat); `abstention` and `blank` excluded from the votes cast or counted among
    them, which only matters when the basis is cast; `casting_vote` none or chair; `electronic`, `video` and `written`
    allowed or none; `second_call` none, without_quorum or same_quorum; `recusal` leaves or counts: whether a person
    who steps aside leaves the quorum and the base.
    """

    quorum_basis: str = UNKNOWN
    quorum_share: str = UNKNOWN
    majority_basis: str = UNKNOWN
    majority_share: str = UNKNOWN
    abstention: str = UNKNOWN
    casting_vote: str = UNKNOWN
    electronic: str = UNKNOWN
    blank: str = UNKNOWN
    second_call: str = UNKNOWN
    recusal: str = UNKNOWN
    video: str = UNKNOWN
    written: str = UNKNOWN

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Rule:
        """Read a rule back from a snapshot; an absent or empty answer is UNKNOWN."""
        return cls(**{f.name: str(data.get(f.name) or UNKNOWN) for f in fields(cls)})


@dataclass(frozen=True)
class Result:
    """A count and every number that led to it, so that anyone can do the sum again.

    `seats` is the whole roll and `recused` how many of it stepped aside; `roll` is what the quorum and a majority of
    all members are counted on. `present` are those in session, present or represented, who count for the quorum; None
    at a distance. `quorum_needed` is None without a quorum or while it is unknown; `needed` is None while the majority
    is unknown.
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
    blank: int = 0
    present: int | None = None
    recused: int = 0
    roll: int | None = None
    call: int = 1
    # No voice for the text is anybody's but its author's: known to the caller, kept with the count (domain I9).
    by_author_alone: bool = False

    @property
    def received(self) -> int:
        """Voices given, whatever they say."""
        return self.for_ + self.against + self.abstain + self.blank

    @property
    def taking_part(self) -> int:
        """Who counts for the quorum: those present or represented in session, at a distance those who voted."""
        return self.received if self.present is None else self.present

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
    """Return the fields whose answer every count needs and does not have, in the order of the form.

    The casting vote, blank votes, the second call and recusal are not among them: they are needed only if voices are
    divided, somebody votes blank, the quorum failed, somebody steps aside; the count says so then.
    """
    found = []
    if rule.quorum_basis == UNKNOWN or (rule.quorum_basis != NONE and rule.quorum_share == UNKNOWN):
        found.append("quorum_basis")
    if UNKNOWN in (rule.majority_basis, rule.majority_share):
        found.append("majority_basis")
    if rule.abstention == UNKNOWN and rule.majority_basis in (CAST, UNKNOWN):
        found.append("abstention")
    return found


def advisory_reasons(rule: Rule, modality: str) -> list[str]:
    """Return why a vote held by `modality` under `rule` is only an opinion: field names, empty when it decides.

    A session needs no permission. Any other way of voting decides only if the statutes provide for it (domain I17), so
    an unknown permission is as good as a refused one. ValueError for a word that is no modality.
    """
    if modality not in MODALITIES:
        raise ValueError(f"Not a modality: {modality}")
    reasons = unknowns(rule)
    permitted = modality == SESSION or getattr(rule, modality) == ALLOWED
    return reasons if permitted else [*reasons, modality]


def result(
    rule: Rule,
    votes: Iterable[str],
    *,
    seats: int,
    present: int | None = None,
    chair: str = "",
    call: int = 1,
    recused: int = 0,
    recused_present: int = 0,
) -> Result:
    """Count `votes` (FOR, AGAINST, ABSTAIN, BLANK), one for each voice, a proxy's like the others, under `rule`.

    `seats` is the roll. `present` are those present or represented in session, who make the quorum and the base of
    those present; None when the vote was held at a distance: those who voted took part. `chair` is the chair's own
    vote, already among `votes`, or "". `call` is 2 after a first call without quorum.

    People who stepped aside: either the caller has taken them out of `seats` and `present`, or tells how many of each
    they are (`recused`, `recused_present`) and the rule decides, read both ways while it is unknown.

    A second call under a rule that knows none keeps its quorum, the strictest reading: refusing it is the caller's.
    Raises ValueError for a word that is no vote, or more votes than seats or than people present.
    """
    votes = list(votes)
    _check(votes, seats=seats, present=present, recused=recused, recused_present=recused_present)
    by_word = {word: votes.count(word) for word in CHOICES}
    counted = Result(
        "",
        seats,
        by_word[FOR],
        by_word[AGAINST],
        by_word[ABSTAIN],
        blank=by_word[BLANK],
        present=present,
        recused=recused,
        call=call,
    )
    found = [_count(reading, counted, chair, recused_present) for reading in _readings(rule, counted)]
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
        roll=_same(each.roll for each in found),
        present=present,
        chair_decided=all(each.chair_decided for each in found),
    )


def _check(votes: list[str], *, seats: int, present: int | None, recused: int, recused_present: int) -> None:
    """Refuse numbers that cannot be: ValueError says which."""
    if bad := set(votes) - set(CHOICES):
        raise ValueError(f"Not a vote: {sorted(bad)}")
    if not 0 <= recused_present <= recused <= seats:
        raise ValueError(f"{recused} recused ({recused_present} present) of {seats} seats")
    if len(votes) > seats - recused:
        raise ValueError(f"{len(votes)} votes for {seats - recused} seats")
    if present is not None and not len(votes) + recused_present <= present <= seats - recused + recused_present:
        raise ValueError(f"{len(votes)} votes, {present} present, {seats} seats")


def _same(values: Iterable[int | None]) -> int | None:
    """The value all readings share, or None when they differ."""
    found = set(values)
    return found.pop() if len(found) == 1 else None


def _readings(rule: Rule, counted: Result) -> Iterator[Rule]:
    """Every complete rule that `rule` may turn out to be; itself alone when what this count needs is known.

    An unknown share of a quorum is read from none at all to the whole roll: if even those two agree, so do the rest.
    An answer this count has no use for (nobody voted blank, nobody stepped aside, first call) is not read at all.
    """
    quorums = [(rule.quorum_basis, rule.quorum_share)]
    if "quorum_basis" in unknowns(rule):
        quorums = [(NONE, UNKNOWN), (REGISTERED, "all")]
    calls = _open(rule.second_call, [WITHOUT_QUORUM, SAME_QUORUM], counted.call == 2 and rule.quorum_basis != NONE)
    choices: dict[str, list[str]] = {
        "majority_basis": _open(rule.majority_basis, [CAST, PRESENT, REGISTERED]),
        "majority_share": _open(rule.majority_share, ["over_half", "all"]),
        "abstention": _open(rule.abstention, [EXCLUDED, COUNTED]),
        "blank": _open(rule.blank, [EXCLUDED, COUNTED], counted.blank > 0),
        "casting_vote": _open(rule.casting_vote, [NONE, CHAIR]),
        "second_call": calls,
        "recusal": _open(rule.recusal, [LEAVES, COUNTS], counted.recused > 0),
    }
    for basis, share in quorums:
        for values in itertools.product(*choices.values()):
            reading = dict(zip(choices, values, strict=True))
            yield replace(rule, quorum_basis=basis, quorum_share=share, **reading)


def _open(answer: str, readings: list[str], is_needed: bool = True) -> list[str]:
    """What `answer` may mean: itself, or each of `readings` when it is unknown and this count needs it."""
    return readings if answer == UNKNOWN and is_needed else [answer]


def _base(rule: Rule, counted: Result) -> int:
    if rule.majority_basis == REGISTERED:
        return counted.seats if counted.roll is None else counted.roll
    if rule.majority_basis == PRESENT:
        return counted.taking_part
    abstain = counted.abstain if rule.abstention == COUNTED else 0
    blank = counted.blank if rule.blank == COUNTED else 0
    return counted.for_ + counted.against + abstain + blank


def _count(rule: Rule, counted: Result, chair: str, recused_present: int) -> Result:
    """Count under one complete rule."""
    if rule.recusal == LEAVES:
        here = None if counted.present is None else counted.present - recused_present
        counted = replace(counted, present=here, roll=counted.seats - counted.recused)
    else:
        counted = replace(counted, roll=counted.seats)
    has_quorum = rule.quorum_basis != NONE and not (counted.call == 2 and rule.second_call == WITHOUT_QUORUM)
    quorum = threshold(rule.quorum_share, counted.roll or 0) if has_quorum else None
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
