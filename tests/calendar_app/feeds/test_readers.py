"""The same text read by two programs that are not ours: a Python library and an agenda of Debian."""

import shutil
import subprocess

import pytest
from django.test import Client

from ..duty.given import a_shift, a_slot, at
from ..given import NOW
from .test_feed import FRI, opened


@pytest.fixture
def written(given):
    """A feed with a post whose title is hostile, a slot, a shift."""
    given.draft(title="Tri, des jouets ; « fin » \\n <b>", due_at=at(FRI, 9))
    a_slot(given, until_on=FRI)
    a_shift(given)
    return Client().get(opened(given)).content


def test_an_independent_library_reads_it(written):
    vobject = pytest.importorskip("vobject", reason="vobject is not installed: pip install vobject")
    calendar = vobject.readOne(written.decode())
    found = {event.uid.value.split("-")[0]: event for event in calendar.vevent_list}
    assert set(found) == {"post", "slot", "shift"}
    assert found["post"].summary.value == "Tri, des jouets ; « fin » \\n <b> (Mastodon)"
    assert found["post"].dtstart.value == at(FRI, 9)
    assert all(event.dtstamp.value <= NOW for event in calendar.vevent_list)


def test_an_agenda_of_debian_reads_it(written, tmp_path):
    if shutil.which("calcurse") is None:
        pytest.skip("calcurse is not on this machine: apt-get install calcurse")
    path = tmp_path / "agenda.ics"
    path.write_bytes(written)
    command = ["calcurse", "-D", str(tmp_path / "home"), "-C", str(tmp_path / "conf")]
    environment = {"TZ": "Europe/Paris", "LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
    imported = subprocess.run([*command, "-i", str(path)], env=environment, capture_output=True, text=True, timeout=30)
    assert imported.returncode == 0, imported.stderr
    asked = [*command, "-Q", "--from", "11/27/2026", "--days", "1", "--format-apt", "%S %m\n"]
    listed = subprocess.run(asked, env=environment, capture_output=True, text=True, timeout=30)
    assert "09:00 Tri, des jouets" in listed.stdout
    assert "18:00" in listed.stdout
