"""Whether a formula may be: euros are not added to hours, nor a share to a count. Pure.

A unit is a product of powers: euros by hour are {"EUR": 1, "h": -1}. Counts (of people, posts, clicks) are plain
numbers, {}. A share keeps its mark, {"%": 1}, so that nobody adds 12 % to 40 visits; multiplied or divided, it is a
number.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kpis import formulas

Powers = Mapping[str, int]
# Two spellings of the catalogue for one unit; accounts are counted as posts are.
_SAME = {"hours": "h", "count": "", "accounts": "", "points": "%"}


@dataclass(frozen=True, slots=True)
class Clash(Exception):
    """Two units that do not go together. `left` and `right` are units as `spell` writes them."""

    left: str
    right: str


class WrongUnit(Clash):
    """The formula gives `left`, the unit named is `right`."""


def of_unit(unit: str) -> Powers:
    """The powers of a unit of the catalogue: "EUR" → {"EUR": 1}, "EUR/h" → {"EUR": 1, "h": -1}, "accounts" → {}."""
    over, *under = (_SAME.get(name, name) for name in unit.split("/"))
    return {name: power for name, power in [(over, 1), *((name, -1) for name in under)] if name}


def of_formula(formula: str, unit_of: Callable[[str], str]) -> Powers:
    """The powers of what `formula` gives; `unit_of` maps a term to its unit.

    Raises Clash when it adds or subtracts what cannot be, kpis.formulas.NoSuchFormula when it is no formula.
    """

    def work_out(node: ast.expr) -> Powers:
        if isinstance(node, ast.Name):
            return of_unit(unit_of(node.id))
        if isinstance(node, ast.Constant):
            return {}
        assert isinstance(node, ast.BinOp)  # noqa: S101 -- parse() lets nothing else through
        left, right = work_out(node.left), work_out(node.right)
        if isinstance(node.op, ast.Add | ast.Sub):
            if left != right:
                raise Clash(spell(left), spell(right))
            return left
        sign = 1 if isinstance(node.op, ast.Mult) else -1
        powers = {unit: left.get(unit, 0) + sign * right.get(unit, 0) for unit in {*left, *right} - {"%"}}
        return {unit: power for unit, power in powers.items() if power}

    return work_out(formulas.parse(formula))


def check(formula: str, unit: str, unit_of: Callable[[str], str]) -> None:
    """Raise WrongUnit unless `formula` gives a figure in `unit`; a plain number may be called a share. Raises Clash."""
    found = of_formula(formula, unit_of)
    wanted = of_unit(unit)
    if found == wanted or (unit in ("%", "points") and not found):
        return
    raise WrongUnit(spell(found), spell(wanted))


def spell(powers: Powers) -> str:
    """{"EUR": 1, "h": -1} → "EUR/h"; a plain number is "count"."""
    over = [unit for unit, power in sorted(powers.items()) for _ in range(power)]
    under = [unit for unit, power in sorted(powers.items()) for _ in range(-power)]
    return "/".join(["·".join(over) or ("1" if under else "count"), *under])
