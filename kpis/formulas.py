"""The arithmetic of derived indicators: terms, + - * / and brackets, nothing else. Pure."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from decimal import Decimal
from functools import cache

_SIGNS: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "×", ast.Div: "/"}


class NoSuchFormula(ValueError):
    """The text is not a formula this module can work out (a median, for one)."""


@cache
def parse(formula: str) -> ast.expr:
    """The tree of `formula`. Raises NoSuchFormula on anything but arithmetic on names."""
    try:
        tree = ast.parse(formula, mode="eval").body
    except SyntaxError as error:
        raise NoSuchFormula(formula) from error
    for node in ast.walk(tree):
        allowed = isinstance(node, (ast.BinOp, ast.Name, ast.Load, *_SIGNS)) or (
            isinstance(node, ast.Constant) and type(node.value) in (int, float)
        )
        if not allowed:
            raise NoSuchFormula(formula)
    return tree


@cache
def terms(formula: str) -> tuple[str, ...]:
    """The names used in `formula`, in reading order, each once; empty when it cannot be worked out."""
    try:
        tree = parse(formula)
    except NoSuchFormula:
        return ()
    names: dict[str, None] = {}

    def walk(node: ast.expr) -> None:
        if isinstance(node, ast.Name):
            names[node.id] = None
        elif isinstance(node, ast.BinOp):
            walk(node.left)
            walk(node.right)

    walk(tree)
    return tuple(names)


def evaluate(formula: str, values: Mapping[str, Decimal]) -> Decimal | None:
    """The value of `formula`, or None when it divides by zero.

    Raises KeyError when a term has no value: the caller says which is missing.
    """

    def work_out(node: ast.expr) -> Decimal:
        if isinstance(node, ast.Name):
            return values[node.id]
        if isinstance(node, ast.Constant):
            return Decimal(str(node.value))
        assert isinstance(node, ast.BinOp)  # noqa: S101 -- parse() lets nothing else through
        left, right = work_out(node.left), work_out(node.right)
        match node.op:
            case ast.Add():
                return left + right
            case ast.Sub():
                return left - right
            case ast.Mult():
                return left * right
            case _:
                return left / right

    try:
        return work_out(parse(formula))
    except ArithmeticError:
        return None


def in_words(formula: str, names: Mapping[str, str]) -> str:
    """The formula with the names people read: "100 × Interactions / Impressions"."""

    def write(node: ast.expr, nested: bool) -> str:
        if isinstance(node, ast.Name):
            return names.get(node.id, node.id)
        if isinstance(node, ast.Constant):
            return str(node.value)
        assert isinstance(node, ast.BinOp)  # noqa: S101 -- parse() lets nothing else through
        tight = isinstance(node.op, ast.Mult | ast.Div)
        text = f"{write(node.left, tight)} {_SIGNS[type(node.op)]} {write(node.right, True)}"
        return f"({text})" if nested and not (tight and _is_left(node)) else text

    try:
        return write(parse(formula), False)
    except NoSuchFormula:
        return formula


def _is_left(node: ast.BinOp) -> bool:
    # 100 * a / b reads well without brackets; a / (b * c) does not.
    return isinstance(node.left, ast.Constant)
