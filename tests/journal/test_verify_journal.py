"""verify_journal: 0 when the chain holds, 1 and the first broken entry otherwise."""

import datetime as dt
import re

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from journal.chain import ZERO, verify
from journal.models import Entry
from journal.moves import HOUSE


@pytest.fixture
def chain(cast):
    """Five deeds in our association, two in the neighbours'."""
    for number in range(5):
        Entry.unscoped.record(cast.chloe, by=cast.bruno, action="calendar.edit", before=str(number))
    for _ in range(2):
        Entry.unscoped.record(cast.damien, by=HOUSE, action="house.move")


def _drop_guards():
    """The database refuses UPDATE and DELETE here; a tamperer with its keys would drop those triggers first."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'journal_entry'")
            for (name,) in cursor.fetchall():
                cursor.execute(f'DROP TRIGGER "{name}"')
        else:
            # Checks put off to the commit would keep the table locked.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE journal_entry DISABLE TRIGGER USER")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@pytest.fixture
def tamper(association):
    """Return a function that changes (or, without columns, removes) an entry behind the house's back."""

    def change(number, **columns):
        _drop_guards()
        rows = Entry.unscoped.filter(association=association, seq=number)
        rows.update(**columns) if columns else rows.delete()

    return change


def run(capsys, *args):
    """Return the exit code and all that was printed, no-break spaces made plain."""
    code, words = 0, ""
    try:
        call_command("verify_journal", *args)
    except CommandError as error:
        code, words = error.returncode, str(error)
    return code, (capsys.readouterr().out + words).replace("\u00a0", " ")


def test_a_whole_chain(chain, capsys):
    code, said = run(capsys)
    assert code == 0
    assert "mains-voisines : 5 écritures, la chaîne tient." in said
    assert "fil-bleu : 2 écritures, la chaîne tient." in said


def test_an_empty_journal_holds(association, capsys):
    code, said = run(capsys, "--association", association.slug)
    assert (code, "le journal est vide" in said) == (0, True)


def test_an_unknown_association(db, capsys):
    code, said = run(capsys, "--association", "nulle-part")
    assert (code, "Aucune association n’a l’adresse « nulle-part »" in said) == (1, True)


@pytest.mark.parametrize(
    ("seq", "columns", "sentence"),
    [
        (3, {"after": "published"}, "l’écriture n° 3 a été modifiée"),
        (2, {"actor": "house"}, "l’écriture n° 2 a été modifiée"),
        (4, {"previous_hash": "f" * 64}, "l’écriture n° 4 ne porte pas l’empreinte de celle qui la précède"),
        (1, {"hash": "e" * 64}, "l’écriture n° 1 a été modifiée"),
        (2, {}, "l’écriture n° 2 manque : on passe directement à la n° 3"),
        (5, {"seq": 9}, "l’écriture n° 5 manque : on passe directement à la n° 9"),
    ],
)
def test_the_first_broken_entry_is_named(chain, tamper, capsys, association, seq, columns, sentence):
    tamper(seq, **columns)
    code, said = run(capsys, "--association", association.slug)
    assert code == 1
    assert sentence in said


def _another(entry, column, cast):
    """A value of the same kind as the one in `column`, that could have been written there."""
    value = getattr(entry, column)
    if column == "association":
        return cast.other
    if column == "at":
        return value + dt.timedelta(microseconds=1)
    if column == "seq":
        return value + 100
    return ("0" if value[:1] != "0" else "1") + value[1:] if value else "x"


@pytest.mark.parametrize("column", [field.name for field in Entry._meta.fields])
@pytest.mark.parametrize("seq", [1, 2, 3, 4, 5])
def test_no_column_of_any_row_can_change_in_silence(chain, tamper, capsys, association, cast, seq, column):
    entry = Entry.unscoped.get(association=association, seq=seq)
    try:
        with transaction.atomic():
            tamper(seq, **{column: _another(entry, column, cast)})
    except IntegrityError as error:
        # Numbers are taken over there: the database itself speaks first.
        assert column == "association"
        assert "journal_entry" in str(error)  # noqa: PT017 - either the database speaks or the command does
        return
    code, said = run(capsys)
    assert code == 1
    # The entry itself, or the one after it when it is the link between the two that broke.
    assert {seq, seq + 1, seq + 100} & {int(number) for number in re.findall(r"n° (\d+)", said)}


@pytest.mark.parametrize("pair", [(1, 2), (2, 4), (4, 5)])
def test_two_entries_cannot_change_places(chain, tamper, capsys, association, pair):
    """Reordered, and numbered as if nothing had happened."""
    first, second = pair
    tamper(first, seq=1000)
    tamper(second, seq=first)
    tamper(1000, seq=second)
    code, said = run(capsys, "--association", association.slug)
    assert code == 1
    assert f"n° {first} " in said


def test_a_chain_built_again_after_a_change_no_longer_ends_at_the_head_on_paper(chain, capsys, association):
    """Who holds the keys of the database can rewrite it all; the head printed on minutes and workbooks tells."""
    head = Entry.unscoped.head(association).hash
    _drop_guards()
    previous = ZERO
    for entry in Entry.unscoped.filter(association=association).order_by("seq"):
        old, entry.previous_hash = entry.hash, previous
        entry.after = "forged" if entry.seq == 2 else entry.after
        entry.hash = previous = entry.computed_hash()
        columns = {"previous_hash": entry.previous_hash, "hash": entry.hash, "after": entry.after}
        Entry.unscoped.filter(hash=old).update(**columns)
    assert run(capsys, "--association", association.slug)[0] == 0
    assert run(capsys, "--association", association.slug, "--head", head)[0] == 1


def test_the_neighbours_break_does_not_spoil_ours(chain, tamper, capsys, cast):
    tamper(3, after="x")
    assert run(capsys, "--association", cast.other.slug)[0] == 0
    assert run(capsys)[0] == 1


def test_a_head_kept_on_paper_shows_a_cut_end(chain, tamper, capsys, association):
    head = Entry.unscoped.head(association).hash
    asked = ("--association", association.slug, "--head", head[:16].upper())
    assert run(capsys, *asked)[0] == 0
    tamper(5)
    assert run(capsys, "--association", association.slug)[0] == 0
    code, said = run(capsys, *asked)
    assert (code, "la fin du journal a pu être coupée" in said) == (1, True)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (["--head", "a" * 64], "--association"),
        (["--association", "mains-voisines", "--head", "a"], "12 premiers signes"),
    ],
)
def test_a_head_that_would_prove_nothing_is_refused(chain, capsys, asked, sentence):
    code, said = run(capsys, *asked)
    assert code == 1
    assert sentence in said


def test_nothing_to_walk():
    assert verify([]).count == 0
