"""The invariants I7 and I8: an amendment is about the article as it was read; two on one article need one text."""

import pytest
from django.db import IntegrityError, connection, transaction

from charter import writing
from charter.amendments import deciding
from charter.models import Amendment, Clause, MergedText
from charter.writing import Words
from journal.models import Entry
from journal.moves import Refused

from . import amending, given

pytestmark = pytest.mark.usefixtures("unscoped")


@pytest.fixture
def version(cast):
    return given.review(cast)


def never(act):
    """The database itself refuses `act`."""
    with pytest.raises(IntegrityError), transaction.atomic():
        act()


@pytest.mark.parametrize("asked", [amending.replace, amending.delete])
def test_i7_it_applies_to_the_article_as_read_or_lapses(cast, version, asked):
    made = amending.filed(version, asked(version), cast.chloe)
    article = amending.clause(version)
    assert (made.clause_key, len(made.base_hash)) == (article.key, 64)
    writing.rewrite(article, Words("Titre", "Mots."), expected=article.revision, by=cast.amina, now=given.NOW)
    made = amending.fresh(made)
    assert (made.status, made.lapse_cause) == ("lapsed", "changed")


def test_i7_whatever_changed_the_article_the_yes_finds_it_changed(cast, version):
    """Behind the verbs, where nobody made it lapse: the hash is compared again when it is accepted."""
    made = amending.filed(version, amending.replace(version), cast.chloe)
    article = amending.clause(version)
    Clause.objects.filter(pk=article.pk).update(body="Changé à la main.")
    with pytest.raises(Refused, match="caduc"):
        deciding.accept(made, by=cast.bruno, now=given.NOW)
    assert amending.fresh(made).status == "lapsed"
    assert amending.clause(version).body == "Changé à la main."


def test_i7_the_database_wants_the_article_and_its_hash(cast, version):
    made = amending.filed(version, amending.replace(version), cast.chloe)
    for column in ("base_hash", "clause_key"):
        never(lambda column=column: Amendment.objects.filter(pk=made.pk).update(**{column: ""}))
    with connection.cursor() as cursor:
        never(lambda: cursor.execute("UPDATE charter_amendment SET status = 'lapsed' WHERE id = %s", [made.pk]))


def test_i8_two_on_one_article_are_not_accepted_one_by_one(cast, version):
    one = amending.filed(version, amending.replace(version), cast.chloe)
    two = amending.filed(version, amending.replace(version, body="Sept jours."), cast.elise)
    for made in (one, two):
        with pytest.raises(Refused, match="un texte commun"):
            deciding.accept(made, by=cast.bruno, now=given.NOW)
    said = {"status": "accepted", "decided_by": cast.bruno, "decided_at": given.NOW}
    Amendment.objects.filter(pk=one.pk).update(**said)
    never(lambda: Amendment.objects.filter(pk=two.pk).update(**said))


def test_i8_the_merged_text_is_signed_by_the_rapporteur(cast, version):
    made = [
        amending.filed(version, amending.replace(version), cast.chloe),
        amending.filed(version, amending.replace(version, body="Sept jours."), cast.elise),
    ]
    key, chosen = amending.clause(version).key, [each.pk for each in made]
    words, why = Words("Nos délais", "Trois jours, sept l’été."), {"note": "Les deux délais.", "now": given.NOW}
    with pytest.raises(Refused, match="à Bruno Castel, qui rapporte"):
        deciding.merge(version, key, chosen, words, by=cast.amina, **why)
    merged = deciding.merge(version, key, chosen, words, by=cast.bruno, **why)
    assert merged.written_by == cast.bruno
    assert {amending.fresh(each).merged_text for each in made} == {merged}
    entry = Entry.objects.get(action="charter.merge")
    assert (entry.actor, entry.object_hash) == (str(cast.bruno.pseudonym), merged.content_hash)
    never(lambda: MergedText.objects.filter(pk=merged.pk).update(note=""))
