"""`count_text`: text on standard input, « length limit » on the first line."""

import io
import sys
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command


@pytest.fixture
def count(monkeypatch):
    """Run the command with these bytes on standard input; return its lines."""

    def run(raw, *arguments):
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(raw)))
        out = io.StringIO()
        call_command("count_text", *arguments, stdout=out)
        return out.getvalue().splitlines()

    return run


@pytest.mark.parametrize(
    ("network", "text", "first"),
    [
        ("x", "Tri de jouets samedi", "20 280"),
        ("x", "Tri de jouets samedi\n", "20 280"),
        ("x", "Voir https://mainsvoisines.fr/tri", "28 280"),
        ("x", "a" * 285, "285 280"),
        ("mastodon", "été", "3 500"),
        ("bluesky", "été", "3 300"),
        ("youtube", "été", "5 5000"),
        ("blog", "été", "3 0"),
        ("x", "", "0 280"),
    ],
)
def test_first_line_is_length_and_limit(count, network, text, first):
    assert count(text.encode(), "--network", network)[0] == first


def test_then_a_sentence_with_the_source(count):
    lines = count(("é" * 251).encode(), "--network=x")
    assert lines[0] == "251 280"
    assert lines[1].startswith("251 / 280 caractères, il en reste 29. Source\u00a0: twitter-text v3")


def test_what_nobody_checked_says_so(count):
    assert "à vérifier" in count(b"ok", "--network=whatsapp_channel")[1]


def test_format(count):
    assert count(b"ok", "--network=tiktok", "--format=photo")[0] == "2 4000"
    with pytest.raises(CommandError, match=r"Le format « carte » n’existe pas sur TikTok.*photo"):
        count(b"ok", "--network=tiktok", "--format=carte")


def test_unknown_network(count):
    with pytest.raises(CommandError, match=r"Le réseau « myspace » n’est pas connu.*bluesky.*mastodon.* x,") as refusal:
        count(b"ok", "--network=myspace")
    assert refusal.value.returncode == 1


def test_not_utf_8(count):
    with pytest.raises(CommandError, match=r"pas en UTF-8 \(octet 7\)") as refusal:
        count("Ludothèque".encode("latin-1"), "--network=x")
    assert refusal.value.returncode == 1


def test_too_large(count):
    with pytest.raises(CommandError, match="dépasse 1 Mo"):
        count(b"a" * 1_000_001, "--network=x")
