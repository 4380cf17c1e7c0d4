"""Amendments that meet: several on one article, a text changed under them, a text fixed before they are decided."""

import pytest

from charter import transitions, writing
from charter.amendments import deciding, proposing
from charter.models import Amendment, MergedText
from charter.writing import Words
from journal.models import Entry
from journal.moves import HOUSE, Refused

from . import amending, given

pytestmark = pytest.mark.usefixtures("unscoped")
Status, Cause = Amendment.Status, Amendment.Cause
BOTH = Words("Nos délais", "Nous répondons sous trois jours, sept l’été.")
NOTE = "Le délai de l’une, l’été de l’autre."


@pytest.fixture
def version(cast):
    return given.review(cast)


@pytest.fixture
def pair(cast, version):
    one = amending.filed(version, amending.replace(version), cast.chloe)
    two = amending.filed(version, amending.replace(version, body="Sept jours l’été."), cast.elise)
    return one, two


def merge(version, chosen, cast, words=BOTH, note=NOTE, by=None):
    key = amending.clause(version).key
    return deciding.merge(version, key, [a.pk for a in chosen], words, note=note, by=by or cast.bruno, now=given.NOW)


def states(*amendments):
    return [amending.fresh(each).status for each in amendments]


def cause(amendment):
    made = amending.fresh(amendment)
    assert made.status == "lapsed"
    assert made.lapsed_at is not None
    return made.lapse_cause


# -- a merged text ------------------------------------------------------------


def test_one_of_two_is_not_accepted_alone(cast, version, pair):
    before = amending.texts(version)
    with pytest.raises(Refused, match=r"Un autre amendement est ouvert sur le même article \(n° 2\)"):
        deciding.accept(pair[0], by=cast.bruno, now=given.NOW)
    amending.filed(version, amending.delete(version), cast.gilles)
    with pytest.raises(Refused, match=r"D’autres amendements sont ouverts sur le même article \(n° 2, 3\)"):
        deciding.accept_modified(pair[0], BOTH, note=NOTE, by=cast.bruno, now=given.NOW)
    assert amending.texts(version) == before
    assert states(*pair) == ["submitted", "submitted"]


def test_once_the_other_is_rejected_the_first_is_accepted(cast, version, pair):
    deciding.reject(pair[1], note="Déjà dit.", by=cast.bruno, now=given.NOW)
    deciding.accept(pair[0], by=cast.bruno, now=given.NOW)
    assert states(*pair) == ["accepted", "rejected"]


def test_a_new_article_competes_with_nobody(cast, version, pair):
    made = amending.filed(version, amending.insert(version, after=amending.clause(version).key), cast.chloe)
    deciding.accept(made, by=cast.bruno, now=given.NOW)
    assert states(made, *pair) == ["accepted", "submitted", "submitted"]


def test_a_merged_text_settles_both_and_they_point_to_it(cast, version, pair):
    merged = merge(version, pair, cast)
    assert (amending.clause(version).title, amending.clause(version).body) == (BOTH.title, BOTH.body)
    assert states(*pair) == ["accepted_modified"] * 2
    assert {amending.fresh(each).merged_text for each in pair} == {merged}
    assert (merged.written_by, merged.note) == (cast.bruno, NOTE)
    entry = Entry.objects.get(action="charter.merge")
    assert (entry.actor, entry.object_hash) == (str(cast.bruno.pseudonym), merged.content_hash)


def test_those_left_out_of_a_merged_text_lapse(cast, version, pair):
    third = amending.filed(version, amending.delete(version), cast.gilles)
    merge(version, pair, cast)
    assert cause(third) == Cause.CHANGED


def test_a_merged_text_may_move_the_article_too(cast, version, pair):
    moving = amending.filed(version, amending.move(version, 2), cast.gilles)
    merge(version, [*pair, moving], cast)
    assert amending.texts(version)[0] == (BOTH.title, BOTH.body)
    assert states(moving) == ["accepted_modified"]


def test_two_moves_to_two_places_are_refused(cast, version):
    last = amending.clause(version, 3).key
    one = amending.filed(version, amending.move(version, 2), cast.chloe)
    two = amending.filed(version, amending.move(version, 2, after=last), cast.elise)
    with pytest.raises(Refused, match="à deux endroits"):
        merge(version, [one, two], cast)


def test_what_a_merged_text_is_refused_for(cast, version, pair):
    article = amending.clause(version)
    wrong = [
        ({"chosen": pair[:1]}, "au moins deux amendements"),
        ({"chosen": []}, "au moins deux amendements"),
        ({"note": " "}, "pourquoi ces mots"),
        ({"words": Words("Titre", "")}, "manque le titre ou le texte"),
        ({"words": Words(article.title, article.body)}, "mot pour mot l’article"),
        ({"by": cast.amina}, "à Bruno Castel, qui rapporte"),
    ]
    for changed, sentence in wrong:
        options = {"chosen": pair, **changed}
        with pytest.raises(Refused, match=sentence):
            merge(version, options.pop("chosen"), cast, **options)
    assert not MergedText.objects.exists()
    assert states(*pair) == ["submitted", "submitted"]


def test_a_merged_text_of_what_is_no_longer_open_is_refused(cast, version, pair):
    proposing.withdraw(pair[1], by=cast.elise)
    with pytest.raises(Refused, match="n’est plus ouvert sur cet article"):
        merge(version, pair, cast)
    elsewhere = amending.filed(version, amending.replace(version, 3), cast.elise)
    with pytest.raises(Refused, match="n’est plus ouvert sur cet article"):
        merge(version, [pair[0], elsewhere], cast)


# -- lapsed -------------------------------------------------------------------


def test_rewriting_by_hand_makes_it_lapse(cast, version, pair):
    article = amending.clause(version)
    draft = proposing.begin(version, amending.delete(version), by=cast.gilles, now=given.NOW)
    elsewhere = amending.filed(version, amending.replace(version, 3), cast.elise)
    writing.rewrite(article, Words("Titre", "Mots."), expected=article.revision, by=cast.amina, now=given.NOW)
    assert {cause(each) for each in (*pair, draft)} == {Cause.CHANGED}
    assert states(elsewhere) == ["submitted"]
    entry = Entry.objects.filter(object_type="charter.amendment", after="lapsed").first()
    assert entry.actor == HOUSE.pseudonym


def test_saving_the_same_words_makes_nothing_lapse(cast, version, pair):
    article = amending.clause(version)
    same = Words(article.title, article.body)
    writing.rewrite(article, same, expected=article.revision, by=cast.amina, now=given.NOW)
    assert states(*pair) == ["submitted", "submitted"]


def test_moving_by_hand_makes_it_lapse_for_the_article_moved_alone(cast, version, pair):
    below = amending.filed(version, amending.replace(version, 3), cast.elise)
    writing.shift(amending.clause(version), up=False, by=cast.amina)
    assert {cause(each) for each in pair} == {Cause.MOVED}
    assert states(below) == ["submitted"]


def test_an_article_that_cannot_move_makes_nothing_lapse(cast, version):
    first = amending.filed(version, amending.replace(version, 1), cast.elise)
    writing.shift(amending.clause(version, 1), up=True, by=cast.amina)
    assert states(first) == ["submitted"]


def test_deleting_by_hand_makes_it_lapse_and_what_was_to_follow_too(cast, version, pair):
    key = amending.clause(version).key
    after = amending.filed(version, amending.insert(version, after=key), cast.chloe)
    moved = amending.filed(version, amending.move(version, 1, after=key), cast.chloe)
    elsewhere = amending.filed(version, amending.insert(version, title="Ailleurs"), cast.chloe)
    writing.remove(amending.clause(version), by=cast.amina)
    assert {cause(each) for each in pair} == {Cause.REMOVED}
    assert {cause(after), cause(moved)} == {Cause.NO_PLACE}
    assert states(elsewhere) == ["submitted"]
    assert amending.fresh(pair[0]).base_body, "the words it was about stay readable"


def test_accepting_a_deletion_makes_what_was_to_follow_lapse(cast, version):
    after = amending.filed(version, amending.insert(version, after=amending.clause(version).key), cast.chloe)
    deciding.accept(amending.filed(version, amending.delete(version), cast.elise), by=cast.bruno, now=given.NOW)
    assert cause(after) == Cause.NO_PLACE


def test_fixing_the_text_makes_every_open_one_lapse(cast, version, pair):
    draft = proposing.begin(version, amending.insert(version), by=cast.gilles, now=given.NOW)
    decided = amending.rejected(version, cast, amending.insert(version))
    transitions.freeze(version, by=cast.bruno, now=given.NOW)
    assert {cause(each) for each in (*pair, draft)} == {Cause.FROZEN}
    assert states(decided) == ["rejected"]


def test_giving_the_version_up_makes_them_lapse(cast, version, pair):
    transitions.withdraw(version, by=cast.amina)
    assert {cause(each) for each in pair} == {Cause.GIVEN_UP}


@pytest.mark.parametrize("kind", ["replace", "delete", "move"])
def test_an_article_changed_behind_the_verbs_is_never_written_over(cast, version, kind):
    """Somebody repairs a row in the database: what was asked of the old words does not touch the new ones."""
    asked = getattr(amending, kind)(version, 3)
    made = amending.filed(version, asked, cast.chloe)
    type(amending.clause(version)).objects.filter(version=version, position=3).update(body="Réparé à la main.")
    with pytest.raises(Refused, match=r"caduc : l’article a changé depuis\. Rien n’a été modifié"):
        deciding.accept(made, by=cast.bruno, now=given.NOW)
    assert cause(made) == Cause.CHANGED
    assert amending.texts(version)[2][1] == "Réparé à la main."


def test_a_place_gone_behind_the_verbs_is_said(cast, version):
    made = amending.filed(version, amending.insert(version, after=amending.clause(version).key), cast.chloe)
    type(amending.clause(version)).objects.filter(version=version, position=2).delete()
    with pytest.raises(Refused, match="marquait sa place a été supprimé"):
        deciding.accept(made, by=cast.bruno, now=given.NOW)
    assert cause(made) == Cause.NO_PLACE


def test_what_lapsed_is_filed_again_with_its_words_on_the_new_text(cast, version, pair):
    article = amending.clause(version)
    writing.rewrite(article, Words("Titre", "Mots."), expected=article.revision, by=cast.amina, now=given.NOW)
    old = amending.fresh(pair[0])
    new = proposing.refile(old, amending.replace(version, body=old.body), by=cast.chloe, now=given.NOW)
    assert (new.body, new.base_body) == (old.body, "Mots.")
    deciding.accept(new, by=cast.bruno, now=given.NOW)
    assert amending.clause(version).body == old.body
    assert amending.fresh(old).lapse_cause == Cause.CHANGED, "why it lapsed is still said"
