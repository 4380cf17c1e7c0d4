"""Who may open which page of a text, and take which step."""

import pytest

from charter.models import Version

from . import given

pytestmark = pytest.mark.usefixtures("unscoped")

# name, what the page is about, and the answer for: coordinator, board member, volunteer, president next door.
GETS = [
    ("list", None, 200, 200, 200, 404),
    ("kind-detail", "kind", 200, 200, 200, 404),
    ("version-detail", "version", 200, 200, 200, 404),
    ("version-edit", "version", 200, 200, 403, 404),
    ("version-return", "version", 302, 302, 403, 404),
    ("version-withdraw", "version", 200, 403, 403, 404),
    ("version-ballot", "version", 302, 403, 403, 404),
    ("version-enforce", "version", 403, 403, 403, 404),
    ("signatures", "version", 200, 403, 403, 404),
    ("sign", "version", 200, 200, 200, 404),
    ("clause-add", "version", 200, 200, 403, 404),
    ("clause-edit", "clause", 200, 200, 403, 404),
    ("clause-remove", "clause", 200, 200, 403, 404),
]
POSTS = [
    ("version-create", "kind", 302, 302, 403, 404),
    ("version-submit", "version", 302, 302, 403, 404),
    ("version-freeze", "version", 302, 403, 403, 404),
    ("version-thaw", "version", 302, 403, 403, 404),
    ("clause-move", "clause", 302, 302, 403, 404),
]
WHO = ("bruno", "elise", "chloe", "damien")


@pytest.fixture
def version(cast):
    given.statutes(cast)
    return given.draft(cast)


def address_of(url, name, about, version, kind="moderation"):
    if about == "kind":
        return url(f"charter:{name}", kind=kind)
    if about == "version":
        return url(f"charter:{name}", pk=version.pk)
    return url(f"charter:{name}", pk=version.clauses.first().pk) if about else url(f"charter:{name}")


@pytest.mark.parametrize("row", GETS, ids=lambda row: row[0])
def test_who_reads(as_, url, version, row):
    name, about, *answers = row
    for who, status in zip(WHO, answers, strict=True):
        assert as_(who).get(address_of(url, name, about, version)).status_code == status, who


@pytest.mark.parametrize("row", POSTS, ids=lambda row: row[0])
@pytest.mark.parametrize("rank", range(4), ids=WHO)
def test_who_acts(as_, url, version, row, rank):
    name, about, *answers = row
    answer = as_(WHO[rank]).post(address_of(url, name, about, version))
    assert answer.status_code == answers[rank]


@pytest.mark.parametrize("row", [r for r in GETS + POSTS if r[1] in ("version", "clause")], ids=lambda row: row[0])
def test_a_neighbours_text_is_not_found_at_our_address(as_, cast, version, row):
    name, about, *_answers = row
    pk = version.pk if about == "version" else version.clauses.first().pk
    from django.urls import reverse

    address = reverse(f"charter:{name}", args=[cast.other.slug, pk])
    damien = as_("damien")
    assert damien.get(address).status_code in (404, 405)
    assert damien.post(address).status_code in (404, 405)
    assert 404 in (damien.get(address).status_code, damien.post(address).status_code)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("version-freeze", "Cet acte n’est pas possible"),
        ("version-thaw", "Cet acte n’est pas possible"),
        ("version-return", "Cet acte n’est pas possible"),
        ("version-ballot", "Cet acte n’est pas possible"),
    ],
)
def test_a_step_out_of_turn_is_refused_in_words(as_, url, version, name, sentence):
    page = as_("bruno").post(url(f"charter:{name}", pk=version.pk), follow=True).content.decode()
    assert sentence in page
    version.refresh_from_db()
    assert version.status == Version.Status.DRAFT


@pytest.mark.parametrize("status", list(Version.Status))
def test_every_status_is_on_the_map(status):
    assert status in Version.MOVES
    assert set(Version.MOVES[status]) <= set(Version.Status)


def test_an_unknown_kind_is_no_address(as_, cast, association):
    assert as_("amina").get(f"/a/{association.slug}/textes/reglement/").status_code == 404


@pytest.mark.parametrize("query", ["", "?avant=1", "?avant=x&apres=y", "?avant=999999999999999999999&apres=1"])
def test_comparing_nothing_is_answered_in_words(as_, url, cast, query):
    answer = as_("amina").get(url("charter:compare") + query, follow=True)
    assert answer.status_code in (200, 404)


def test_two_texts_of_two_kinds_are_not_compared(as_, url, cast, version):
    other = given.draft(cast, kind="moderation")
    page = as_("amina").get(f"{url('charter:compare')}?avant={version.pk}&apres={other.pk}", follow=True)
    assert "ne sont pas du même texte" in page.content.decode()


def test_a_neighbours_version_is_not_compared(as_, cast, version):
    address = f"/a/{cast.other.slug}/textes/comparer/?avant={version.pk}&apres={version.pk}"
    assert as_("damien").get(address).status_code == 404
