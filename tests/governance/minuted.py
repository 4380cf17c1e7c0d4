"""Walks to minutes in any state, through the real verbs."""

import datetime as dt
import shutil
import subprocess

import pytest

from governance import certifying, counting, minutes, resolutions, sessions
from governance.models import Ballot, Meeting, Minutes
from tests.governance import convened as given

AFTER = given.STARTS + dt.timedelta(hours=3)


def decided(cast, *, certify=True) -> Meeting:
    """A closed meeting: two present, one represented, one excused; one resolution adopted by name."""
    meeting = given.convened(cast)
    given.proxy(meeting, cast.farid, cast.amina)
    given.marked(meeting, cast, amina="present", gilles="present", elise="excused")
    meeting = sessions.open_session(
        given.fresh(meeting), chair=cast.amina, secretary=cast.gilles, by=cast.amina, now=given.THAT_DAY
    )
    item = meeting.agenda.get()
    now = given.STARTS + dt.timedelta(minutes=30)
    ballot = resolutions.put_to_vote(item, how="names", is_secret=False, by=cast.amina, now=now, closes_at=None)
    seats = counting.voices_there(ballot)
    counting.count_names(ballot, {seat.pk: "for" for seat in seats}, by=cast.amina, now=now)
    if certify:
        for person in (cast.amina, cast.gilles):
            ballot = Ballot.objects.get(pk=ballot.pk)
            certifying.certify(ballot, by=person, seen=certifying.result_hash(ballot), now=AFTER)
    return sessions.close_session(given.fresh(meeting), by=cast.amina, now=given.STARTS + dt.timedelta(hours=2))


def begun(cast, **options) -> Minutes:
    return minutes.begin(by=cast.amina, meeting=decided(cast, **options))


def submitted(cast) -> Minutes:
    made = begun(cast)
    minutes.submit(made, by=cast.amina, now=AFTER)
    return Minutes.objects.get(pk=made.pk)


def filed(cast) -> Minutes:
    made = submitted(cast)
    for person in (cast.amina, cast.gilles):
        minutes.sign(made, by=person, seen=made.content_hash, now=AFTER)
    return Minutes.objects.get(pk=made.pk)


def words_of(response):
    return " ".join(response.content.decode().split()).replace("\u00a0", " ").replace("\u202f", " ")


def read(pdf, tmp_path):
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) is not installed: the paper was not read back")
    path = tmp_path / "minutes.pdf"
    path.write_bytes(pdf)
    run = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True)
    return " ".join(run.stdout.decode().split()).replace("\u00a0", " ").replace("\u202f", " ")
