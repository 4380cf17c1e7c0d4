"""Writing a draft: nothing typed is lost, and nobody writes over somebody else unknowingly."""

import pytest

from charter import transitions
from charter.models import Clause, Version
from journal.moves import Refused

from . import given

pytestmark = pytest.mark.usefixtures("unscoped")


@pytest.fixture
def version(cast):
    return given.draft(cast)


@pytest.fixture
def clause(version):
    return version.clauses.get(position=2)


def save(client, url, clause, body, revision, **headers):
    data = {"title": "Titre", "body": body, "revision": revision}
    return client.post(url("charter:clause-edit", pk=clause.pk), data, headers=headers)


def test_autosave_answers_with_the_next_revision(as_, url, clause):
    first = save(as_("bruno"), url, clause, "Un.", clause.revision, **{"X-Autosave": "1"})
    assert first.json()["revision"] == clause.revision + 1
    assert "Enregistré à" in first.json()["words"]
    again = save(as_("bruno"), url, clause, "Un.", clause.revision + 1, **{"X-Autosave": "1"})
    assert again.json()["revision"] == clause.revision + 1, "the same words change nothing"
    clause.refresh_from_db()
    assert (clause.body, clause.updated_by.name) == ("Un.", "Bruno Castel")


def test_the_second_of_two_editors_sees_both_texts_and_loses_nothing(as_, url, clause):
    seen = clause.revision
    assert save(as_("bruno"), url, clause, "Les mots de Bruno.", seen).status_code == 302
    late = save(as_("elise"), url, clause, "Les mots d’Élise.", seen)
    page = late.content.decode()
    assert late.status_code == 409
    assert "Les mots de Bruno." in page
    assert "Les mots d’Élise." in page
    assert "Bruno Castel" in page
    clause.refresh_from_db()
    assert clause.body == "Les mots de Bruno."
    assert f'value="{clause.revision}"' in page, "saving again is then a choice"
    assert save(as_("elise"), url, clause, "Les mots d’Élise.", clause.revision).status_code == 302


def test_autosave_never_overwrites_either(as_, url, clause):
    save(as_("bruno"), url, clause, "Les mots de Bruno.", clause.revision)
    late = save(as_("elise"), url, clause, "Les mots d’Élise.", clause.revision, **{"X-Autosave": "1"})
    assert late.status_code == 409
    assert "quelqu’un d’autre" in late.json()["words"]


@pytest.mark.parametrize("revision", ["", "x", "-3", "99999999999"])
def test_a_forged_revision_saves_nothing(as_, url, clause, revision):
    answer = save(as_("bruno"), url, clause, "Autre.", revision)
    assert answer.status_code in (200, 409)
    clause.refresh_from_db()
    assert clause.body != "Autre."


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"title": "", "body": "x"}, "Donnez un titre"),
        ({"title": "x", "body": ""}, "Écrivez le texte"),
        ({"title": "x" * 151, "body": "x"}, "150"),
        ({"title": "x", "body": "x" * 8001}, "8000"),
    ],
)
def test_bad_words_are_refused_with_a_sentence(as_, url, clause, data, sentence):
    address = url("charter:clause-edit", pk=clause.pk)
    assert sentence in as_("bruno").post(address, data | {"revision": 1}).content.decode().replace("\u202f", "")
    told = as_("bruno").post(address, data | {"revision": 1}, headers={"X-Autosave": "1"})
    assert told.status_code == 400
    assert sentence in told.json()["words"].replace("\u202f", "")


def test_words_typed_into_a_text_that_was_just_fixed_are_given_back(as_, url, cast, version, clause):
    transitions.submit(version, by=cast.bruno)
    transitions.freeze(version, by=cast.bruno, now=given.NOW)
    late = save(as_("elise"), url, clause, "Une idée tardive.", clause.revision)
    assert late.status_code == 409
    assert "Une idée tardive." in late.content.decode()
    assert save(as_("elise"), url, clause, "x", 1, **{"X-Autosave": "1"}).status_code == 409
    clause.refresh_from_db()
    assert clause.body != "Une idée tardive."


def test_marks_of_html_are_words_like_others(as_, url, clause, version):
    save(as_("bruno"), url, clause, "<script>alert(1)</script> & <b>gras</b>", clause.revision)
    page = as_("bruno").get(version.get_absolute_url()).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;gras&lt;/b&gt;" in page
    assert "<script>alert" not in page


def test_articles_are_added_moved_and_removed_without_a_gap(as_, url, version):
    bruno = as_("bruno")
    bruno.post(url("charter:clause-add", pk=version.pk), {"title": "Nos horaires", "body": "De 9 h à 18 h."})
    added = version.clauses.get(title="Nos horaires")
    assert (added.position, added.key) == (4, "nos-horaires")
    bruno.post(url("charter:clause-move", pk=added.pk), {"vers": "haut"})
    bruno.post(url("charter:clause-move", pk=version.clauses.get(position=1).pk), {"vers": "haut"})
    added.refresh_from_db()
    assert added.position == 3
    bruno.post(url("charter:clause-remove", pk=version.clauses.get(position=1).pk))
    assert list(version.clauses.order_by("position").values_list("position", flat=True)) == [1, 2, 3]


def test_two_articles_of_one_title_have_two_keys(as_, url, version):
    for _ in range(2):
        as_("bruno").post(url("charter:clause-add", pk=version.pk), {"title": "Divers", "body": "…"})
    assert set(version.clauses.filter(title="Divers").values_list("key", flat=True)) == {"divers", "divers-2"}


def test_there_is_one_version_under_way(as_, url, cast, version):
    page = as_("elise").post(url("charter:version-create", kind="usage"), follow=True)
    assert "déjà en préparation" in page.content.decode()
    assert Version.objects.count() == 1


def test_the_next_version_starts_from_the_one_in_force(cast):
    given.statutes(cast)
    first = given.in_force(cast)
    second = transitions.start_version(cast.amina.association, "usage", by=cast.bruno)
    assert (second.number, second.based_on) == (2, first)
    assert [c.as_text() for c in second.clauses.order_by("position")] == [
        c.as_text() for c in first.clauses.order_by("position")
    ]


def test_the_next_version_starts_from_the_one_adopted_for_a_later_day(cast):
    """Otherwise the board would read what changes from a text that is about to be replaced."""
    given.statutes(cast)
    given.in_force(cast)
    waiting = given.adopted(cast, words="Pour janvier.")
    third = transitions.start_version(cast.amina.association, "usage", by=cast.bruno)
    assert third.based_on == waiting
    assert "Pour janvier." in third.clauses.get(position=2).body


def test_a_text_with_places_to_adapt_is_not_fixed(as_, url, cast):
    version = transitions.start_version(cast.amina.association, "crisis", by=cast.bruno)
    transitions.submit(version, by=cast.bruno)
    page = as_("bruno").post(url("charter:version-freeze", pk=version.pk), follow=True).content.decode()
    assert "Des passages restent à adapter" in page


def test_an_empty_text_and_an_unchanged_text_go_nowhere(cast, version):
    version.clauses.all().delete()
    with pytest.raises(Refused, match="aucun article"):
        transitions.submit(version, by=cast.bruno)
    transitions.withdraw(version, by=cast.bruno)
    given.statutes(cast)
    given.in_force(cast)
    same = transitions.start_version(cast.amina.association, "usage", by=cast.bruno)
    transitions.submit(same, by=cast.bruno)
    with pytest.raises(Refused, match="mot pour mot"):
        transitions.freeze(same, by=cast.bruno, now=given.NOW)


def test_changes_are_asked_with_a_reason_the_writers_read(as_, url, cast):
    version = given.review(cast)
    address = url("charter:version-return", pk=version.pk)
    assert "obligatoire" in as_("amina").post(address, {"note": ""}).content.decode()
    as_("amina").post(address, {"note": "Plus court, s’il vous plaît."})
    assert "Plus court" in as_("bruno").get(url("charter:version-edit", pk=version.pk)).content.decode()


def test_the_presentation_is_kept_and_read_first(as_, url, cast):
    given.statutes(cast)
    given.in_force(cast, kind="moderation")
    version = given.draft(cast, kind="moderation")
    page = as_("bruno").get(url("charter:version-edit", pk=version.pk)).content.decode()
    assert "chaque personne concernée signe de nouveau" in page
    address = url("charter:version-edit", pk=version.pk)
    unsaid = as_("bruno").post(address, {"summary": "Un recours pour tous."}).content.decode()
    assert "Dites si le sens change" in unsaid
    assert "Un recours pour tous." in unsaid
    as_("bruno").post(address, {"summary": "Un recours pour tous.", "is_material": "False"})
    version.refresh_from_db()
    assert (version.summary, version.is_material) == ("Un recours pour tous.", False)
    assert Clause.objects.filter(version=version).exists()


def test_a_first_version_asks_nothing_about_signing_again(as_, url, cast):
    version, bruno = given.draft(cast), as_("bruno")
    address = url("charter:version-edit", pk=version.pk)
    page = bruno.get(address).content.decode()
    assert "signe de nouveau" not in page
    assert "Ce que dit ce texte" in page
    bruno.post(address, {"summary": "Qui parle, et comment."})
    version.refresh_from_db()
    assert (version.summary, version.is_material) == ("Qui parle, et comment.", True)


def test_what_is_left_to_adapt_is_said_when_the_text_goes_to_review(as_, url, cast):
    version, bruno = given.draft(cast), as_("bruno")
    hole = "[à adapter : le lieu] et [à adapter : l’heure]"
    version.clauses.filter(position__in=(1, 3)).update(body=f"Chez nous, {hole}.")
    said = "Il reste 4 passages à adapter (articles 1, 3)"
    assert said in bruno.get(url("charter:version-edit", pk=version.pk)).content.decode()
    page = bruno.post(url("charter:version-submit", pk=version.pk), follow=True).content.decode()
    assert "Le texte est en relecture" in page
    assert said in page
    assert given.fresh(version).status == "review"


def test_a_text_wholly_adapted_goes_to_review_without_a_word_more(as_, url, cast):
    page = as_("bruno").post(url("charter:version-submit", pk=given.draft(cast).pk), follow=True).content.decode()
    assert "Il reste" not in page


@pytest.mark.parametrize(("saved", "then"), [(1, 3), (2, 3), (3, 1)])
def test_a_kept_article_leads_to_the_next_one_to_adapt(as_, url, cast, saved, then):
    version, bruno = given.draft(cast), as_("bruno")
    version.clauses.filter(position__in={1, 3} - {saved}).update(body="Chez nous, [à adapter : le lieu].")
    one = version.clauses.get(position=saved)
    data = {"title": one.title, "body": "Des mots choisis.", "revision": one.revision}
    page = bruno.post(url("charter:clause-edit", pk=one.pk), data, follow=True).content.decode()
    link = url("charter:clause-edit", pk=version.clauses.get(position=then).pk)
    assert f'href="{link}">Article suivant à adapter : {then}' in page


def test_no_place_left_leads_nowhere(as_, url, cast):
    page = as_("bruno").get(url("charter:version-edit", pk=given.draft(cast).pk) + "?apres=x").content.decode()
    assert "Article suivant à adapter" not in page
    assert "Premier article à adapter" not in page
