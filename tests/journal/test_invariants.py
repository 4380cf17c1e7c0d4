"""The invariants I42 and I43: the journal holds words of the code alone, and its head stands on papers outside it."""

import datetime as dt
import io
import re
import shutil
import subprocess

import pytest
import time_machine
from django.apps import apps
from django.db import DatabaseError, models, transaction
from openpyxl import load_workbook

from associations.models import Membership
from charter import campaigns
from charter.amendments import deciding
from governance import certifying, counting, meetings, minutes, recusing, resolutions, sessions, transitions
from governance.models import Ballot, BallotSeat, Minutes
from journal.models import Entry
from journal.moves import HOUSE
from kpis import exporting
from tests.charter import amending, given
from tests.governance import convened

pytestmark = pytest.mark.usefixtures("unscoped")
# A word that no code knows, in all that people type.
TYPED = "Zwingli"
HASH, UUID = r"[0-9a-f]{64}", r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
WORDS = r"([a-z_]+( [a-z_]+){0,2}|\d{4}-\d\d-\d\d)?"
SHAPES = {
    "actor": rf"house|{UUID}",
    "action": r"[a-z_]+\.[a-z_]+",
    "object_type": r"[a-z_]+\.[a-z_]+",
    "object_id": r"\d+",
    "object_hash": rf"({HASH})?",
    "before": WORDS,
    "after": WORDS,
    "previous_hash": HASH,
    "hash": HASH,
}


def people_s_words() -> set[str]:
    """Every word of every text people typed or are named by, in every table but the journal's own."""
    found: set[str] = set()
    for model in apps.get_models():
        typed = [
            field.attname
            for field in model._meta.concrete_fields
            if isinstance(field, models.CharField | models.TextField)
            and not field.choices
            and not isinstance(field, models.SlugField)
        ]
        if model is Entry or not typed or model._meta.app_label in ("sessions", "contenttypes", "auth", "migrations"):
            continue
        for row in model._base_manager.values_list(*typed):
            found |= {word for text in row for word in re.findall(r"\S+@\S+|[^\W\d_]{4,}", str(text))}
    return found


def a_text_s_life(cast):
    """Written, amended, frozen, voted with a word, certified, in force, signed, with somebody excused."""
    given.statutes(cast, article=f"article {TYPED}")
    version = given.review(cast, words=f"{TYPED} parle.")
    one = amending.filed(version, amending.replace(version, body=f"{TYPED} répond.", reason=f"{TYPED} !"), cast.chloe)
    two = amending.filed(version, amending.delete(version, 3, reason=f"{TYPED} ?"), cast.elise)
    deciding.accept(one, by=cast.bruno, now=given.NOW)
    deciding.reject(two, note=f"{TYPED}.", by=cast.bruno, now=given.NOW)
    given.transitions.freeze(given.fresh(version), by=cast.bruno, now=given.NOW)
    asked = {"by": cast.amina, "question": f"{TYPED} ?", "closes_at": given.CLOSES, "now": given.NOW}
    ballot = given.transitions.open_ballot(given.fresh(version), **asked)
    given.transitions.reopen(given.fresh(version), by=cast.bruno, reason=f"{TYPED} manque.", now=given.NOW)
    given.transitions.freeze(given.fresh(version), by=cast.bruno, now=given.NOW)
    ballot = given.transitions.open_ballot(given.fresh(version), **asked)
    seat = BallotSeat.objects.get(ballot=ballot, membership=cast.gilles)
    recusing.recuse(seat, by=cast.gilles, now=given.NOW)
    for person in (cast.amina, cast.elise, cast.farid):
        transitions.cast_vote(ballot, by=person, choice="for", reason=f"{TYPED} !", now=given.NOW)
    closed = transitions.close(ballot, now=given.CLOSES)
    seen = certifying.result_hash(closed)
    for person in (cast.amina, cast.gilles):
        certifying.certify(closed, by=person, seen=seen, now=given.CLOSES, follow_up=f"{TYPED} suit.")
    day = dt.date(2026, 11, 30)
    version = given.transitions.set_date(given.fresh(version), on=day, by=cast.amina, today=day)
    given.signed(version, cast.chloe, given.CLOSES)
    campaign = given.campaign(version)
    campaigns.exempt(campaign, cast.farid, by=cast.bruno, reason=f"{TYPED}.", ends_on=None, now=given.CLOSES)
    later = campaign.due_on + dt.timedelta(days=3)
    campaigns.set_terms(campaign, campaigns.Terms(later, campaign.days, 9), by=cast.bruno, today=day)


def a_meeting_s_life(cast) -> Minutes:
    """Convened, changed, held with a proxy, voted, closed, its minutes signed by two; another one cancelled."""
    meeting = convened.convened(cast, article=f"article {TYPED}")
    meetings.change(meeting, by=cast.amina, now=convened.NOW, place=f"Salle {TYPED}")
    convened.proxy(meeting, cast.farid, cast.amina)
    meeting = convened.held(cast, meeting=convened.fresh(meeting))
    now = convened.STARTS + dt.timedelta(minutes=30)
    item = meeting.agenda.get()
    ballot = resolutions.put_to_vote(item, how="names", is_secret=False, by=cast.amina, now=now, closes_at=None)
    counting.count_names(ballot, {s.pk: "for" for s in counting.voices_there(ballot)}, by=cast.amina, now=now)
    for person in (cast.amina, cast.gilles):
        ballot = Ballot.objects.get(pk=ballot.pk)
        certifying.certify(ballot, by=person, seen=certifying.result_hash(ballot), now=now)
    meeting = sessions.close_session(convened.fresh(meeting), by=cast.amina, now=now)
    made = minutes.begin(by=cast.amina, meeting=meeting)
    minutes.submit(made, by=cast.amina, now=now)
    made = Minutes.objects.get(pk=made.pk)
    for person in (cast.amina, cast.gilles):
        minutes.sign(made, by=person, seen=made.content_hash, now=now)
    meetings.cancel(convened.convened(cast), by=cast.amina, reason=f"{TYPED} est absent.", now=convened.NOW)
    return Minutes.objects.get(pk=made.pk)


@pytest.fixture
def lived(cast):
    with time_machine.travel(convened.STARTS + dt.timedelta(hours=3), tick=False):
        a_text_s_life(cast)
        yield a_meeting_s_life(cast)


def test_i42_each_column_holds_words_of_the_code_alone(lived):
    columns = {field.attname for field in Entry._meta.concrete_fields} - {"association_id", "seq", "at"}
    assert columns == set(SHAPES)
    rows = list(Entry.unscoped.all())
    assert len(rows) > 40
    for row in rows:
        for column, shape in SHAPES.items():
            assert re.fullmatch(shape, getattr(row, column)), (column, getattr(row, column))


def test_i42_no_word_anybody_typed_and_no_address_stand_in_it(lived):
    told = people_s_words()
    assert {TYPED, "Belkacem"} < told
    assert any("@" in word for word in told)
    ours = {str(label) for entry in Entry.unscoped.all() for label in (entry.before, entry.after, entry.actor)}
    assert not {word for word in ours if word in told}
    everything = " ".join(str(value) for row in Entry.unscoped.values_list() for value in row)
    assert TYPED.lower() not in everything.lower()
    assert "@" not in everything
    for name in Membership.objects.values_list("user__name", flat=True):
        assert not [part for part in name.split() if re.search(rf"\b{part}\b", everything, re.IGNORECASE)]


@pytest.mark.parametrize("column", ["before", "after", "action", "object_id", "actor", "object_type"])
def test_i42_the_database_takes_no_address(association, column):
    entry = Entry.unscoped.record(association, by=HOUSE, action="house.move")
    copy = Entry(**{f.attname: getattr(entry, f.attname) for f in Entry._meta.concrete_fields})
    copy.seq, copy.hash, copy.previous_hash = 2, "1" * 64, entry.hash
    setattr(copy, column, "a@b.example")
    with pytest.raises(DatabaseError, match="address"), transaction.atomic():
        copy.save(force_insert=True)


def test_i42_the_chain_outlives_a_forgotten_name(association, cast):
    """Erasing a person drops what ties a name to the pseudonym; no entry changes, and the chain still holds."""
    Entry.unscoped.record(cast.chloe, by=cast.chloe, action="charter.sign")
    entry = Entry.unscoped.record(cast.chloe, by=cast.bruno, action="calendar.edit")
    before = [row.canonical() for row in Entry.unscoped.order_by("seq")]
    type(cast.chloe.user).objects.filter(pk=cast.chloe.user_id).update(name="Personne effacée", email="x@x.invalid")
    Membership.objects.filter(pk=cast.chloe.pk).update(left_on=dt.date(2026, 11, 1))
    rows = list(Entry.unscoped.order_by("seq"))
    assert [row.canonical() for row in rows] == before
    assert all(row.computed_hash() == row.hash for row in rows)
    assert rows[-1].hash == entry.hash


def words_of(pdf, tmp_path):
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) is not installed: the paper was not read back")
    path = tmp_path / "paper.pdf"
    path.write_bytes(pdf)
    run = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=True)
    return "".join(run.stdout.decode().split())


def test_i43_the_minutes_print_the_head_of_the_journal(lived, tmp_path):
    head = Entry.unscoped.get(hash=lived.journal_head)
    assert head.association_id == lived.association_id
    # The entries after it are those of the filing itself, and what came later.
    assert head.seq > Entry.unscoped.filter(object_type="governance.ballot").order_by("-seq").first().seq
    assert lived.journal_head in words_of(bytes(lived.pdf), tmp_path)


def test_i43_the_monthly_workbook_prints_the_head_of_the_journal(association, cast):
    head = Entry.unscoped.record(association, by=cast.bruno, action="kpis.enter").hash
    made, kept = exporting.build(association, dt.date(2026, 10, 1), "fr", given.NOW)
    book = load_workbook(io.BytesIO(made.content))
    cells = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value}
    assert kept == head
    assert any(head in cell for cell in cells)


@pytest.mark.parametrize("dashboard", ["associations:overview", "kpis:month"])
def test_i43_the_dashboards_show_the_head_of_the_journal(as_, url, association, cast, dashboard):
    head = Entry.unscoped.record(association, by=cast.bruno, action="kpis.enter").hash
    page = as_("amina").get(url(dashboard)).content.decode()
    assert " ".join(head[i : i + 4] for i in range(0, 16, 4)) in page
