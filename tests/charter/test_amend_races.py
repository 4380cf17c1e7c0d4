"""Two hands on the amendments of one article, in real threads on the database production uses."""

import pytest
from django.db import connection

from charter import transitions, writing
from charter.amendments import deciding, proposing
from charter.canonical import content_hash
from charter.models import Amendment, Clause, MergedText
from charter.writing import Words
from journal.moves import Refused
from tests.governance.races import together

from . import amending, given

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("unscoped"),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="runs on PostgreSQL only (set DATABASE_URL)"),
]


@pytest.fixture
def version(cast):
    return given.review(cast)


def refusals(answers):
    assert all(
        a is None or isinstance(a, Refused | MergedText | Amendment | Clause | writing.Conflict) for a in answers
    ), answers
    return [a for a in answers if isinstance(a, Exception)]


def accept(amendment, cast):
    return lambda: deciding.accept(amendment, by=cast.bruno, now=given.NOW)


def test_two_amendments_to_one_article_accepted_at_once_never_write_over_each_other(cast, version):
    one = amending.filed(version, amending.replace(version, body="Un."), cast.chloe)
    two = amending.filed(version, amending.replace(version, body="Deux."), cast.elise)
    before = amending.texts(version)
    assert len(refusals(together(accept(one, cast), accept(two, cast)))) == 2
    assert amending.texts(version) == before
    assert amending.fresh(one).is_open
    assert amending.fresh(two).is_open


def test_accepting_one_while_the_other_is_filed(cast, version):
    """Whoever comes first, the article says what was accepted, and the other is open or has visibly lapsed."""
    for number in range(4):
        one = amending.filed(version, amending.replace(version, body=f"Un, {number}."), cast.chloe)
        draft = proposing.begin(version, amending.replace(version, body="Deux."), by=cast.elise, now=given.NOW)
        file = lambda draft=draft: proposing.submit(draft, by=cast.elise, now=given.NOW)  # noqa: E731
        together(accept(one, cast), file)
        one, draft = amending.fresh(one), amending.fresh(draft)
        if one.status == "accepted":
            assert amending.clause(version).body == f"Un, {number}."
            assert draft.status == "lapsed"
        else:
            assert (one.is_open, draft.status) == (True, "submitted")
            proposing.withdraw(one, by=cast.chloe)
            proposing.withdraw(draft, by=cast.elise)


def test_accepted_twice_at_once_is_accepted_once(cast, version):
    made = amending.filed(version, amending.insert(version), cast.chloe)
    assert len(refusals(together(*[accept(made, cast)] * 3))) == 2
    assert len(amending.texts(version)) == 4


def test_two_merged_texts_at_once_leave_one(cast, version):
    one = amending.filed(version, amending.replace(version, body="Un."), cast.chloe)
    two = amending.filed(version, amending.replace(version, body="Deux."), cast.elise)
    key = amending.clause(version).key

    def act(body):
        words = Words("Ensemble", body)
        return lambda: deciding.merge(
            version, key, [one.pk, two.pk], words, note="Les deux.", by=cast.bruno, now=given.NOW
        )

    answers = together(act("Un et deux."), act("Deux et un."))
    assert len(refusals(answers)) == 1
    merged = MergedText.objects.get()
    assert amending.clause(version).body == merged.body
    assert amending.fresh(one).merged_text == amending.fresh(two).merged_text == merged


def test_an_acceptance_and_a_rewrite_by_hand(cast, version):
    for number in range(4):
        made = amending.filed(version, amending.replace(version, body=f"Demandé {number}."), cast.chloe)
        article = amending.clause(version)
        words = Words("Titre", f"À la main {number}.")
        by_hand = lambda article=article, words=words: writing.rewrite(  # noqa: E731
            article, words, expected=article.revision, by=cast.amina, now=given.NOW
        )
        answers = together(accept(made, cast), by_hand)
        assert len(refusals(answers)) == 1, "one of the two is told, and none writes over the other"
        won = amending.fresh(made).status
        expected = {"accepted": f"Demandé {number}.", "lapsed": f"À la main {number}."}
        assert amending.clause(version).body == expected[won]


def test_an_acceptance_and_a_freeze_never_part_the_hash_from_the_words(cast, version):
    made = amending.filed(version, amending.replace(version), cast.chloe)
    answers = together(accept(made, cast), lambda: transitions.freeze(version, by=cast.bruno, now=given.NOW))
    assert answers[1] is None
    version = given.fresh(version)
    rows = [c.as_text() for c in Clause.objects.filter(version=version).order_by("position")]
    assert version.content_hash == content_hash("usage", rows)
    assert amending.fresh(made).status in ("accepted", "lapsed")


def test_many_people_filing_at_once_get_each_their_number(cast, version):
    people = (cast.amina, cast.bruno, cast.chloe, cast.elise)
    answers = together(*[lambda who=who: amending.filed(version, amending.insert(version), who) for who in people])
    assert sorted(a.number for a in answers) == [1, 2, 3, 4]
