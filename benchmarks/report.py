"""The table that is printed and kept in docs/performance.md: ratios first, times only for the order of magnitude."""

from dataclasses import dataclass
from statistics import median

from benchmarks.load import Round
from benchmarks.weigh import Weight

MONTH = "month, 300 posts"
UNCHANGED = "month, 300 posts, unchanged"
LIST, FAR_LIST = "list, page 1 of 10,000 posts", "list, page 50 of 10,000 posts"
CROWD, LARGE = "month, 1800 posts", "month, 300 of 10,000"
DIFF = "diff of two 60-article versions"
BALLOT = "ballot, 200 voters"
SIGNATURES = "signatures, 2,000 members"
WEIGHTS = ("HTML", "HTML gz", "CSS gz", "JS gz", "first view gz", "files")


@dataclass(frozen=True)
class Goal:
    what: str
    wanted: str
    found: str
    met: bool


def ratio(rounds: dict[str, list[Round]], page: str, floor: str) -> float:
    """Median over the rounds of page / floor, in requests a second."""
    return median(one.rate / other.rate for one, other in zip(rounds[page], rounds[floor], strict=True))


def cpu_ratio(rounds: dict[str, list[Round]], page: str, floor: str) -> float:
    """Median over the rounds of floor / page, in processor time of the workers: 1 means the same, more is better."""
    return median(other.cpu_ms / one.cpu_ms for one, other in zip(rounds[page], rounds[floor], strict=True))


def goals(rounds: dict[str, list[Round]], weights: dict[str, Weight]) -> list[Goal]:
    """The goals of the calendar, each with what this run found; empty when a page they need was left out."""
    if not {MONTH, UNCHANGED, CROWD, LARGE, LIST, FAR_LIST} <= set(weights):
        return []
    weight = weights[MONTH]
    months = [weights[name] for name in weights if name.startswith("month")]
    drawn = ratio(rounds, MONTH, "floor C")
    again = ratio(rounds, UNCHANGED, "floor F")
    growth = 1 / ratio(rounds, LARGE, MONTH)
    crowd = 1 / ratio(rounds, CROWD, MONTH)
    far = 1 / ratio(rounds, FAR_LIST, LIST)
    return [
        Goal("speed against floor C (requests/s)", "≥ 0.90", f"{drawn:.2f}", drawn >= 0.9),
        Goal("unchanged, against floor F (requests/s)", "≥ 0.70", f"{again:.2f}", again >= 0.7),
        Goal("posts drawn", "300", str(weight.slots), weight.slots == 300),
        _at_most("SQL queries", weight.queries, 8),
        Goal(
            "the same queries at 0, 30, 300, 1,800 posts", "yes",
            ", ".join(str(one.queries) for one in months), len({one.queries for one in months}) == 1,
        ),
        _at_most("HTML, gzipped", weight.html, 12_000),
        _at_most("JS, gzipped", weight.js, 25_000),
        _at_most("CSS, gzipped", weight.css, 12_000),
        _at_most("first view, gzipped", weight.first_view, 50_000),
        _at_most("files on first view", weight.files, 4),
        Goal("time with 10,000 stored against 300", "≤ 1.15", f"{growth:.2f}", growth <= 1.15),
        Goal("time for 1,800 drawn against 300", "≤ 6.50", f"{crowd:.2f}", crowd <= 6.5),
        Goal("time of page 50 of the list against page 1", "≤ 1.20", f"{far:.2f}", far <= 1.2),
    ]  # fmt: skip


def table(rounds: dict[str, list[Round]], weights: dict[str, Weight], reached: list[Goal]) -> str:
    """Markdown: one line a page, then one line a goal."""
    heads = ("page", "against C (req/s)", "against C (CPU)", "req/s", "CPU ms", "queries", *WEIGHTS)
    lines = ["| " + " | ".join(heads) + " |", "|---" * len(heads) + "|"]
    for name, taken in rounds.items():
        weight = weights[name]
        figures = (weight.raw, weight.html, weight.css, weight.js, weight.first_view, weight.files)
        cells = [
            name,
            f"{ratio(rounds, name, 'floor C'):.2f}",
            f"{cpu_ratio(rounds, name, 'floor C'):.2f}",
            f"{median(one.rate for one in taken):.0f}",
            f"{median(one.cpu_ms for one in taken):.1f}",
            str(weight.queries),
            *(f"{figure:,}" for figure in figures),
        ]
        lines.append("| " + " | ".join(cells) + " |")
    if reached:
        lines += ["", "| goal | wanted | found | |", "|---|---|---|---|"]
        lines += [
            f"| {goal.what} | {goal.wanted} | {goal.found} | {'met' if goal.met else 'MISSED'} |" for goal in reached
        ]
    return "\n".join(lines)


def _at_most(what: str, found: int, most: int) -> Goal:
    return Goal(what, f"≤ {most:,}", f"{found:,}", found <= most)
