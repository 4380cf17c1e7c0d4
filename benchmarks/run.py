"""One run: an empty database, the pages, the rounds taken in turn, the table."""

import argparse
import importlib.util
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management import call_command
from django.db import connections
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from associations.models import User
from benchmarks import data, database, report
from benchmarks.load import Round, ask
from benchmarks.server import serving
from benchmarks.settings import PLACE
from benchmarks.weigh import weigh

# Floor D needs Jinja2, which the product does not.
FLOORS = "abcdef" if importlib.util.find_spec("jinja2") else "abcef"
SECONDS_A_ROUND = 1.5
# How far into the list its walk by marks is measured.
FAR = 50


def main() -> int:
    options = _options()
    with _folder(), database.own():
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        ground = data.build(timezone.localdate(), options.stored)
        client = Client(SERVER_NAME="127.0.0.1", raise_request_exception=False)
        client.force_login(User.objects.get(email=ground.email))
        pages = _chosen(_pages(ground) | _other_pages(client, ground), options.only)
        weights = {name: weigh(client, path) for name, path in pages.items() if _answers(client, path)}
        connections.close_all()
        with serving(PLACE / "gunicorn.log") as server:
            rounds = _rounds(server, client, {name: pages[name] for name in weights}, options.rounds)
    goals = report.goals(rounds, weights)
    print(report.table(rounds, weights, goals))
    return int(options.strict and not all(goal.met for goal in goals))


@contextmanager
def _folder() -> Iterator[None]:
    """The run leaves nothing behind, even when it stops half-way."""
    try:
        yield
    finally:
        shutil.rmtree(PLACE, ignore_errors=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure the pages against their floors.")
    parser.add_argument("--rounds", type=int, default=7, help="rounds taken in turn (7)")
    parser.add_argument("--stored", type=int, default=10_000, help="posts of the large association (10,000)")
    parser.add_argument("--only", action="append", default=[], help="measure this line only (may be repeated)")
    parser.add_argument("--strict", action="store_true", help="exit 1 when a goal is missed")
    return parser.parse_args()


def _pages(ground: data.Ground) -> dict[str, str]:
    """Every page by the name of its line. The pages of rooms not built yet are left out."""
    year, month = ground.months[300]
    pages = {
        f"floor {letter.upper()}": reverse(
            f"floor-{letter}",
            kwargs={} if letter == "a" else {"association": ground.small, "year": year, "month": month},
        )
        for letter in FLOORS
    }
    for size, (year, month) in ground.months.items():
        pages[f"month, {size} posts"] = _month(ground.small, year, month)
    pages[report.UNCHANGED] = pages[report.MONTH]
    pages[report.LARGE] = _month(ground.large, *ground.months[300])
    return {name: path for name, path in pages.items() if path}


def _other_pages(client: Client, ground: data.Ground) -> dict[str, str]:
    """The lists, the page of a new post, two long texts compared, a vote, and who has signed."""
    root = reverse("calendar:list", kwargs={"association": ground.large})
    last = first = root
    for _page in range(FAR - 1):
        older = re.search(r'rel="next" href="([^"]+)"', client.get(last).content.decode())
        if older is None:
            break
        last = older[1].replace("&amp;", "&")
    create = reverse("calendar:post-create", kwargs={"association": ground.small})
    old, new = ground.versions
    diff = reverse("charter:compare", kwargs={"association": ground.small}) + f"?avant={old}&apres={new}"
    slug, pk = ground.ballot
    ballot = reverse("governance:ballot-detail", kwargs={"association": slug, "pk": pk})
    slug, pk = ground.signed
    signed = reverse("charter:signatures", kwargs={"association": slug, "pk": pk})
    return {
        report.LIST: first,
        report.FAR_LIST: last,
        "new post": create,
        report.DIFF: diff,
        report.BALLOT: ballot,
        report.SIGNATURES: signed,
    }


def _chosen(pages: dict[str, str], names: list[str]) -> dict[str, str]:
    """The pages named; every ratio is held against floor C, which is always there."""
    return {name: path for name, path in pages.items() if not names or name in ["floor C", *names]}


def _month(association: str, year: int, month: int) -> str:
    try:
        return reverse("calendar:month", kwargs={"association": association}) + f"{year}-{month:02d}/"
    except NoReverseMatch:
        return ""


def _answers(client: Client, path: str) -> bool:
    status = client.get(path).status_code
    if status != 200:
        print(f"{path} answered {status}: left out.", file=sys.stderr)
    return status == 200


def _rounds(server: Any, client: Client, pages: dict[str, str], number: int) -> dict[str, list[Round]]:
    """Ask for every page in turn, `number` times: what disturbs the machine disturbs them all."""
    # All of them, as a browser would: without the CSRF cookie each page makes a new one.
    cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    warm = {name: ask(server, path, cookie, 32, name == report.UNCHANGED) for name, path in pages.items()}
    requests = {name: max(24, min(1000, int(first.rate * SECONDS_A_ROUND))) for name, first in warm.items()}
    rounds: dict[str, list[Round]] = {name: [] for name in pages}
    for turn in range(number):
        names = list(pages)
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            rounds[name].append(ask(server, pages[name], cookie, requests[name], name == report.UNCHANGED))
        print(f"round {turn + 1} of {number}", file=sys.stderr)
    return rounds
