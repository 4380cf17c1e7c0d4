"""Amendments: every arrow of the map, and the sentence of every refusal."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from associations.models import Role
from charter import transitions
from charter.amendments import deciding, proposing
from charter.amendments.rows import Asked, Changed
from charter.canonical import clause_hash
from charter.models import Amendment, AmendmentComment, Clause
from charter.writing import Words
from journal.models import Entry
from journal.moves import NoSuchMove, Refused, move
from tests.conftest import make_member

from . import amending, given

pytestmark = pytest.mark.usefixtures("unscoped")
Status, Cause = Amendment.Status, Amendment.Cause


@pytest.fixture
def version(cast):
    return given.review(cast)


@pytest.fixture
def amendment(cast, version):
    return amending.filed(version, amending.replace(version), cast.chloe)


def status(amendment):
    return amending.fresh(amendment).status


# -- proposing ----------------------------------------------------------------


def test_a_filed_amendment_keeps_the_article_as_it_was_read(cast, version, amendment):
    article = amending.clause(version)
    assert (amendment.status, amendment.number, amendment.side) == ("submitted", 1, "member")
    assert amendment.base_hash == clause_hash(article.as_text())
    assert (amendment.base_title, amendment.base_body) == (article.title, article.body)


@pytest.mark.parametrize(("who", "side"), [("chloe", "member"), ("bruno", "member"), ("elise", "board")])
def test_the_side_is_that_of_the_day_of_the_deposit(cast, version, who, side):
    assert amending.filed(version, amending.replace(version), getattr(cast, who)).side == side


def test_a_side_does_not_follow_its_author_later(cast, version):
    draft = proposing.begin(version, amending.replace(version), by=cast.elise, now=given.NOW)
    cast.elise.mandates.update(ends_on=given.NOW.date())
    later = given.NOW + dt.timedelta(days=3)
    member = make_member(version.association, "eve@mains-voisines.example", "Ève Jourdan", [Role.CONTRIBUTOR])
    assert draft.side == "board"
    assert proposing.side_of(type(cast.elise).objects.get(pk=cast.elise.pk), later.date()) == "member"
    filed = amending.filed(version, amending.insert(version), member)
    assert amending.fresh(filed).side == "member"


def test_a_draft_may_lack_its_reason_and_is_completed_before_it_is_filed(cast, version):
    draft = proposing.begin(version, amending.replace(version, reason=""), by=cast.chloe, now=given.NOW)
    with pytest.raises(Refused, match="manque le motif"):
        proposing.submit(draft, by=cast.chloe, now=given.NOW)
    proposing.correct(draft, amending.replace(version), by=cast.chloe)
    proposing.submit(draft, by=cast.chloe, now=given.NOW)
    assert status(draft) == "submitted"


def test_words_are_asked_for_and_must_differ(cast, version):
    with pytest.raises(Refused, match="manque le titre ou le texte"):
        amending.filed(version, amending.replace(version, body=" "), cast.chloe)
    same = amending.replace(version, body=amending.clause(version).body)
    with pytest.raises(Refused, match="mot pour mot"):
        amending.filed(version, same, cast.chloe)


@pytest.mark.parametrize("place", [0, 2])
def test_an_article_does_not_move_to_where_it_is(cast, version, place):
    keys = ["", *version.clauses.order_by("position").values_list("key", flat=True)]
    with pytest.raises(Refused, match="déjà à cette place"):
        amending.filed(version, amending.move(version, 1, after=keys[place and 1]), cast.chloe)


def test_an_article_that_is_not_there_is_refused(cast, version):
    with pytest.raises(Refused, match="n’est plus dans le texte"):
        amending.filed(version, Asked("delete", "inconnu", reason="Pour voir."), cast.chloe)
    with pytest.raises(Refused, match="n’est plus dans le texte"):
        amending.filed(version, amending.insert(version, after="inconnu"), cast.chloe)


def test_the_article_changed_while_somebody_wrote(cast, version):
    asked = amending.replace(version, base="0" * 64)
    with pytest.raises(Changed) as told:
        amending.filed(version, asked, cast.chloe)
    assert told.value.clause.key == asked.clause_key
    assert not Amendment.objects.exists()


def test_filing_twice_files_once(cast, version, amendment):
    assert amending.filed(version, amending.replace(version), cast.chloe).pk == amendment.pk
    assert amending.filed(version, amending.replace(version), cast.elise).number == 2


def test_a_fixed_text_takes_no_amendment(cast, version):
    transitions.freeze(version, by=cast.bruno, now=given.NOW)
    with pytest.raises(Refused, match="ne reçoit plus d’amendements"):
        amending.filed(version, amending.insert(version), cast.chloe)


def test_a_draft_version_takes_amendments_too(cast):
    version = given.draft(cast)
    assert amending.filed(version, amending.insert(version), cast.chloe).status == "submitted"


def test_only_its_author_changes_files_or_withdraws(cast, version, amendment):
    for act in (
        lambda: proposing.withdraw(amendment, by=cast.bruno),
        lambda: proposing.submit(amendment, by=cast.bruno, now=given.NOW),
        lambda: proposing.correct(amendment, amending.replace(version), by=cast.bruno),
    ):
        with pytest.raises(Refused, match="Seule la personne qui a proposé"):
            act()
    proposing.withdraw(amendment, by=cast.chloe)
    assert status(amendment) == "withdrawn"


@pytest.mark.parametrize("walk", ["draft", "submitted", "examined"])
def test_withdrawn_from_wherever_it_is_open(cast, version, walk):
    made = proposing.begin(version, amending.replace(version), by=cast.chloe, now=given.NOW)
    if walk != "draft":
        proposing.submit(made, by=cast.chloe, now=given.NOW)
    if walk == "examined":
        deciding.examine(made, by=cast.bruno)
    proposing.withdraw(amending.fresh(made), by=cast.chloe)
    assert status(made) == "withdrawn"


def test_a_decided_amendment_is_not_withdrawn_nor_changed(cast, version):
    made = amending.rejected(version, cast)
    with pytest.raises(NoSuchMove):
        proposing.withdraw(made, by=cast.chloe)
    with pytest.raises(NoSuchMove):
        proposing.correct(made, amending.replace(version), by=cast.chloe)


# -- discussing ---------------------------------------------------------------


def test_the_first_comment_opens_the_discussion_and_nothing_said_is_deleted(cast, amendment):
    proposing.comment(amendment, "Trois jours, même en août ?", by=cast.elise, now=given.NOW)
    proposing.comment(amendment, "Disons sept l’été.", by=cast.chloe, now=given.NOW + dt.timedelta(hours=1))
    assert status(amendment) == "examined"
    assert [c.written_by for c in AmendmentComment.objects.order_by("written_at")] == [cast.elise, cast.chloe]
    for act in (AmendmentComment.objects.all().delete, AmendmentComment.objects.first().delete):
        with pytest.raises(TypeError):
            act()


def test_an_empty_comment_and_one_too_late_are_refused(cast, version, amendment):
    with pytest.raises(Refused, match="Écrivez votre commentaire"):
        proposing.comment(amendment, " \n", by=cast.elise, now=given.NOW)
    deciding.reject(amendment, note="Non.", by=cast.bruno, now=given.NOW)
    with pytest.raises(Refused, match="discussion est close : cet amendement est « Rejeté »"):
        proposing.comment(amendment, "Dommage.", by=cast.elise, now=given.NOW)


def test_a_draft_is_not_discussed(cast, version):
    draft = proposing.begin(version, amending.replace(version), by=cast.chloe, now=given.NOW)
    with pytest.raises(Refused, match="« Brouillon »"):
        proposing.comment(draft, "Moi, je…", by=cast.elise, now=given.NOW)


# -- the rapporteur -----------------------------------------------------------


def test_who_submits_reports_until_somebody_is_named(cast, version):
    assert version.rapporteur == cast.bruno
    deciding.name_rapporteur(version, cast.elise, by=cast.amina)
    assert given.fresh(version).rapporteur == cast.elise
    before = Entry.objects.count()
    deciding.name_rapporteur(version, cast.elise, by=cast.amina)
    assert Entry.objects.count() == before, "naming twice is naming once"


def test_a_rapporteur_may_write_the_text_and_is_named_by_who_may_fix_it(cast, version):
    with pytest.raises(Refused, match="ne peut pas écrire le texte"):
        deciding.name_rapporteur(version, cast.chloe, by=cast.amina)
    with pytest.raises(Refused, match="ne peut pas écrire le texte"):
        deciding.name_rapporteur(version, cast.damien, by=cast.amina)
    with pytest.raises(PermissionDenied):
        deciding.name_rapporteur(version, cast.elise, by=cast.elise)


def test_only_the_rapporteur_decides(cast, amendment):
    for act in (
        lambda: deciding.examine(amendment, by=cast.amina),
        lambda: deciding.accept(amendment, by=cast.amina, now=given.NOW),
        lambda: deciding.reject(amendment, note="Non.", by=cast.amina, now=given.NOW),
    ):
        with pytest.raises(Refused, match="à Bruno Castel, qui rapporte ce texte"):
            act()
    with pytest.raises(PermissionDenied):
        deciding.accept(amendment, by=cast.chloe, now=given.NOW)
    assert status(amendment) == "submitted"


def test_a_rapporteur_whose_role_is_over_decides_nothing(cast, version, amendment):
    cast.bruno.mandates.update(ends_on=dt.date(2026, 1, 1))
    ended = type(cast.bruno).objects.get(pk=cast.bruno.pk)
    with pytest.raises(PermissionDenied):
        deciding.accept(amendment, by=ended, now=given.NOW)


# -- deciding -----------------------------------------------------------------


def test_accepting_a_rewrite_writes_it(cast, version, amendment):
    deciding.accept(amendment, by=cast.bruno, now=given.NOW)
    article = amending.clause(version)
    made = amending.fresh(amendment)
    assert (made.status, made.decided_by) == ("accepted", cast.bruno)
    assert (article.body, article.revision, article.updated_by) == (amending.NEW, made.base_revision + 1, cast.bruno)
    last = Entry.objects.filter(object_type="charter.amendment").order_by("seq").last()
    assert (last.after, last.object_hash) == ("accepted", clause_hash(article.as_text()))


@pytest.mark.parametrize("place", [0, 1, 3])
def test_accepting_a_new_article_puts_it_in_its_place(cast, version, place):
    after = amending.clause(version, place).key if place else ""
    made = amending.filed(version, amending.insert(version, after=after), cast.chloe)
    deciding.accept(made, by=cast.bruno, now=given.NOW)
    assert amending.texts(version)[place] == ("Nos délais", amending.NEW)
    assert list(version.clauses.order_by("position").values_list("position", flat=True)) == [1, 2, 3, 4]


def test_accepting_a_deletion_takes_the_article_out_and_keeps_its_words(cast, version):
    body = amending.clause(version).body
    made = amending.filed(version, amending.delete(version), cast.chloe)
    deciding.accept(made, by=cast.bruno, now=given.NOW)
    assert len(amending.texts(version)) == 2
    made = amending.fresh(made)
    assert (made.status, made.clause_id, made.base_body) == ("accepted", None, body)


def test_accepting_a_move_moves(cast, version):
    one, two, three = amending.texts(version)
    made = amending.filed(version, amending.move(version, 3), cast.chloe)
    deciding.accept(made, by=cast.bruno, now=given.NOW)
    assert amending.texts(version) == [three, one, two]
    assert status(made) == "accepted"


def test_accepting_with_other_words_keeps_both(cast, version, amendment):
    words = Words(amendment.title, "Nous répondons sous sept jours.")
    deciding.accept_modified(amendment, words, note="Trois jours, c’est court l’été.", by=cast.bruno, now=given.NOW)
    made = amending.fresh(amendment)
    assert (made.status, made.body, made.settled_body) == ("accepted_modified", amending.NEW, words.body)
    assert amending.clause(version).body == words.body


def test_a_new_article_is_accepted_with_other_words_too(cast, version):
    made = amending.filed(version, amending.insert(version), cast.chloe)
    deciding.accept_modified(made, Words("Délais", "Sept jours."), note="Plus court.", by=cast.bruno, now=given.NOW)
    assert amending.texts(version)[0] == ("Délais", "Sept jours.")


def test_other_words_that_are_the_same_words_are_a_plain_yes(cast, version, amendment):
    words = Words(amendment.title, amendment.body)
    deciding.accept_modified(amendment, words, note="", by=cast.bruno, now=given.NOW)
    assert status(amendment) == "accepted"


def test_other_words_are_filled_and_explained(cast, version, amendment):
    with pytest.raises(Refused, match="manque le titre ou le texte"):
        deciding.accept_modified(amendment, Words("", "x"), note="Ainsi.", by=cast.bruno, now=given.NOW)
    with pytest.raises(Refused, match="pourquoi ces mots"):
        deciding.accept_modified(amendment, Words("Titre", "x"), note=" ", by=cast.bruno, now=given.NOW)
    moving = amending.filed(version, amending.move(version, 3), cast.chloe)
    with pytest.raises(Refused, match="n’a pas de mots à modifier"):
        deciding.accept_modified(moving, Words("Titre", "x"), note="Ainsi.", by=cast.bruno, now=given.NOW)
    assert status(amendment) == status(moving) == "submitted"


def test_a_rejection_gives_its_reason(cast, version, amendment):
    with pytest.raises(Refused, match="Un rejet se motive"):
        deciding.reject(amendment, note=" ", by=cast.bruno, now=given.NOW)
    deciding.reject(amendment, note="Le délai ne tient pas.", by=cast.bruno, now=given.NOW)
    assert status(amendment) == "rejected"
    with pytest.raises(IntegrityError, match="a_rejected_amendment_has_its_reason"), transaction.atomic():
        Amendment.objects.filter(pk=amendment.pk).update(decision_note="")


def test_what_is_decided_is_decided_once(cast, version, amendment):
    deciding.accept(amendment, by=cast.bruno, now=given.NOW)
    for act in (
        lambda: deciding.accept(amendment, by=cast.bruno, now=given.NOW),
        lambda: deciding.reject(amendment, note="Non.", by=cast.bruno, now=given.NOW),
        lambda: deciding.examine(amendment, by=cast.bruno),
    ):
        with pytest.raises(NoSuchMove):
            act()


# -- filed again --------------------------------------------------------------


def test_a_rejected_amendment_is_filed_again_once_citing_the_first(cast, version):
    old = amending.rejected(version, cast)
    new = proposing.refile(old, amending.replace(version, body="Sous sept jours."), by=cast.chloe, now=given.NOW)
    assert (status(old), new.status, new.refiled_from) == ("refiled", "submitted", old)
    with pytest.raises(NoSuchMove):
        proposing.refile(old, amending.replace(version), by=cast.chloe, now=given.NOW)


def test_only_its_author_files_it_again(cast, version):
    with pytest.raises(Refused, match="Seule la personne qui a proposé"):
        proposing.refile(amending.rejected(version, cast), amending.insert(version), by=cast.elise, now=given.NOW)


def test_nothing_is_filed_again_on_a_fixed_text_and_the_words_wait(cast, version):
    old = amending.rejected(version, cast)
    transitions.freeze(version, by=cast.bruno, now=given.NOW)
    with pytest.raises(Refused, match="Vos mots restent ici"):
        proposing.refile(old, amending.replace(version), by=cast.chloe, now=given.NOW)
    assert amending.fresh(old).body == amending.NEW
    transitions.thaw(given.fresh(version), by=cast.bruno)
    assert proposing.refile(old, amending.replace(version), by=cast.chloe, now=given.NOW).status == "submitted"


def test_it_is_filed_again_on_the_next_version(cast, version):
    old = amending.rejected(version, cast)
    transitions.withdraw(version, by=cast.amina)
    following = given.review(cast)
    new = proposing.refile(old, amending.replace(following), by=cast.chloe, now=given.NOW)
    assert new.version == following


# -- the walls of the database ------------------------------------------------


def test_two_yeses_to_one_wording_need_a_merged_text(cast, version, amendment):
    """The verbs refuse it in words; should they ever forget, the database does not."""
    other = amending.filed(version, amending.replace(version, body="Autre."), cast.elise)
    both = [amending.fresh(each) for each in (amendment, other)]
    decision = {"by": cast.bruno, "decided_by": cast.bruno, "decided_at": given.NOW}
    for each in both:
        deciding.examine(each, by=cast.bruno)
    move(amending.fresh(amendment), "accepted", **decision)
    with pytest.raises(IntegrityError), transaction.atomic():
        move(amending.fresh(other), "accepted", **decision)


def test_a_filed_amendment_has_its_reason_its_words_and_its_article(cast, version, amendment):
    for columns in ({"reason": ""}, {"title": ""}, {"body": ""}, {"base_hash": ""}, {"clause_key": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Amendment.objects.filter(pk=amendment.pk).update(**columns)
    assert Clause.objects.filter(version=version).count() == 3
