"""Read and compare a workbook of 2,000 lines, beside what calamine alone needs to read it.

    python -m benchmarks.planning

Floor: `python_calamine` turning the same bytes into Python rows. Goal: read and compared in under 3 s.
Times are processor time, the best of five: neither reads a disk or a database, and other work does not count.
"""

import io
import os
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

LINES = 2000
ROUNDS = 5


def main() -> int:
    import django

    django.setup()
    from types import SimpleNamespace

    import python_calamine

    from calendar_app.planning import book, comparing, grids, parsing, seal
    from calendar_app.planning.directory import Directory, Names
    from calendar_app.planning.stored import Stored

    association = SimpleNamespace(pk=1, name="Les Mains voisines")
    accounts = Names({str(n): f"Compte {n}" for n in range(1, 10)})
    one = Names({"1": "Chloé Dubreuil", "information": "Information", "known": "Se faire connaître"})
    names = Directory(accounts, one, one, one, Names({}), Names({}))
    lines = [Stored(n, 1, "draft", False, "", _values(n)) for n in range(1, LINES + 1)]
    seals = {each.pk: seal.seal(association, 1, each.pk, 1, each.values) for each in lines}
    made = book.Made(association.name, "2026", "", "hier", "marque")
    began = time.process_time()
    content = book.to_xlsx(lines, seals, names, made)
    written = time.process_time() - began
    there = {each.pk: each for each in lines}

    def floor() -> None:
        read = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        for name in read.sheet_names:
            read.get_sheet_by_name(name).to_python(skip_empty_area=False)

    def ours() -> int:
        grid = grids.read(content)
        parsed = parsing.parse(grid, parsing.locate(grid).columns, names, association)
        found = comparing.compare(parsed, there, names, exported=list(there), created={})
        return len(found.of("same"))

    best = {}
    for name, act in (("floor", floor), ("ours", ours)):
        best[name] = min(_timed(act) for _round in range(ROUNDS))
    if ours() != LINES:
        raise SystemExit("The workbook came back changed.")
    print(f"written  {written:6.2f} s")
    print(f"floor    {best['floor']:6.2f} s  (calamine alone)")
    print(f"ours     {best['ours']:6.2f} s  read and compared, {best['ours'] / best['floor']:.1f} times the floor")
    return int(best["ours"] > 3)


def _timed(act) -> float:
    began = time.process_time()
    act()
    return time.process_time() - began


def _values(n: int) -> dict[str, str]:
    return {
        "day": f"2026-{n % 12 + 1:02}-{n % 28 + 1:02}",
        "hour": "18:30",
        "title": f"Tri des jouets {n}",
        "accounts": "1,2,3",
        "kind": "information",
        "purpose": "known",
        "owner": "1",
        "text": ("Samedi, on trie les jouets. " * 8).strip(),
        "state": "draft",
        "own:1": "Samedi, on trie. #Jouets",
        "own:2": "",
        "own:3": "",
    }


if __name__ == "__main__":
    raise SystemExit(main())
