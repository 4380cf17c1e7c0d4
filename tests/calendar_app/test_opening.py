"""Each arrow of an opening, and each refusal."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from calendar_app import gate, openings
from calendar_app.models import AccountOpening, AccountReview, Channel
from calendar_app.transitions import confirm, schedule, submit
from governance import subjects
from governance import transitions as governance
from journal.models import Entry
from journal.moves import NoSuchMove, Overtaken, Refused, open_moves
from tests.charter.given import statutes, voted
from tests.walls import without

from . import opening_given as walk
from .given import DAY, NOW

TODAY = NOW.date()


def test_a_proposal_begins_a_debate(given, cast):
    opening = walk.proposed(cast)
    assert (opening.status, opening.content_hash, opening.proposed_by) == ("proposed", "", cast.chloe)
    assert {feeder.membership for feeder in opening.feeders.all()} == {cast.chloe, cast.bruno}
    assert Entry.objects.filter(action="calendar.propose", object_type="calendar.accountopening").count() == 1


def test_the_same_account_is_proposed_once(given, cast):
    first = walk.proposed(cast)
    with pytest.raises(Overtaken) as told:
        walk.proposed(cast)
    assert told.value.obj == first


def test_everybody_says_a_word_until_the_decision(given, cast):
    opening = walk.proposed(cast)
    for who in (cast.amina, cast.chloe, cast.elise):
        openings.say(opening, "Pourquoi pas.", by=who, now=NOW)
    assert opening.remarks.count() == 3
    opening, _channel = walk.opened(cast, name="TikTok 2")
    with pytest.raises(Refused, match="Le débat sur ce compte est fini"):
        openings.say(opening, "Trop tard.", by=cast.elise, now=NOW)


def test_the_end_of_the_debate_fixes_the_sheet(given, cast):
    opening = walk.discussed(cast)
    assert opening.status == "discussed"
    assert opening.content_hash == opening.computed_hash()
    assert len(opening.content_hash) == 64
    with pytest.raises(ValueError, match="debated sheet"):
        opening.save()


def test_the_hash_sees_each_answer_and_no_name(given, cast):
    opening = walk.discussed(cast)
    feeders = [str(cast.chloe.pseudonym), str(cast.bruno.pseudonym)]
    before = opening.canonical(feeders)
    assert "Chloé" not in before.decode()
    for name in ("network", "name", "purpose", "audience", "told", "withdraws"):
        kept = getattr(opening, name)
        setattr(opening, name, "autre")
        assert opening.canonical(feeders) != before, name
        setattr(opening, name, kept)
    assert opening.canonical(feeders[::-1]) == before
    assert opening.canonical(feeders[:1]) != before


@pytest.mark.parametrize("days", [1, -1])
def test_a_debate_is_dated_between_the_proposal_and_today(given, cast, days):
    opening = walk.proposed(cast)
    with pytest.raises(Refused, match="celui de la proposition et aujourd’hui"):
        openings.end_debate(opening, on=TODAY + days * DAY, debate="Oui.", by=cast.bruno, today=TODAY)


def test_a_volunteer_does_not_end_the_debate(given, cast):
    opening = walk.proposed(cast)
    with pytest.raises(PermissionDenied):
        openings.end_debate(opening, on=TODAY, debate="Oui.", by=cast.chloe, today=TODAY)


def test_the_debate_may_say_no_with_a_reason(given, cast):
    opening = walk.proposed(cast)
    with pytest.raises(Refused, match="Dites pourquoi"):
        openings.refuse(opening, reason=" ", by=cast.bruno, now=NOW)
    openings.refuse(opening, reason="Personne n’a le temps.", by=cast.bruno, now=NOW)
    opening = walk.again(opening)
    assert (opening.status, opening.reason, opening.decided_at) == ("refused", "Personne n’a le temps.", NOW)
    assert opening.remarks.get().step == "refused"


def test_a_ballot_needs_a_debated_sheet(given, cast):
    statutes(cast)
    with pytest.raises(NoSuchMove):
        openings.open_ballot(walk.proposed(cast), question="?", closes_at=walk.CLOSES, by=cast.amina, now=NOW)


def test_the_ballot_is_about_the_hash_of_the_sheet(given, cast):
    opening, ballot = walk.on_ballot(cast)
    assert (ballot.text_hash, ballot.subject_type) == (opening.content_hash, openings.SUBJECT)


def test_an_edit_before_the_close_voids_the_ballot(given, cast):
    opening, ballot = walk.on_ballot(cast)
    voted(ballot, cast, "for")
    openings.rewrite(opening, walk.sheet(cast, hours_per_week=6), expected=1, by=cast.bruno, now=NOW)
    ballot.refresh_from_db()
    opening = walk.again(opening)
    assert (ballot.status, opening.status, opening.content_hash, opening.revision) == ("void", "proposed", "", 2)
    assert "réécrite" in ballot.void_reason
    assert opening.remarks.get().body == "La fiche a été réécrite : le débat reprend.".replace(" :", "\u00a0:")


def test_a_sheet_is_rewritten_by_its_people_before_and_by_the_coordination_after(given, cast):
    opening = walk.proposed(cast)
    openings.rewrite(opening, walk.sheet(cast, audience="Les lycées"), expected=1, by=cast.chloe, now=NOW)
    with pytest.raises(PermissionDenied):
        openings.rewrite(opening, walk.sheet(cast), expected=2, by=cast.elise, now=NOW)
    openings.end_debate(opening, on=TODAY, debate="Oui.", by=cast.bruno, today=TODAY)
    with pytest.raises(PermissionDenied):
        openings.rewrite(opening, walk.sheet(cast), expected=2, by=cast.chloe, now=NOW)


def test_of_two_who_rewrite_one_is_told(given, cast):
    opening = walk.proposed(cast)
    openings.rewrite(opening, walk.sheet(cast, audience="Les lycées"), expected=1, by=cast.bruno, now=NOW)
    with pytest.raises(openings.Rewritten):
        openings.rewrite(opening, walk.sheet(cast, audience="Les écoles"), expected=1, by=cast.chloe, now=NOW)
    assert walk.again(opening).audience == "Les lycées"


def test_a_decided_sheet_is_rewritten_by_nobody(given, cast):
    opening = walk.authorised(cast)
    with pytest.raises(NoSuchMove):
        openings.rewrite(opening, walk.sheet(cast), expected=1, by=cast.amina, now=NOW)


@pytest.mark.parametrize(
    ("choices", "status"),
    [(("for", "for", "for"), "authorised"), (("against", "against", "for"), "refused"), (("for",), "discussed")],
)
def test_the_vote_decides_and_without_quorum_the_sheet_waits(given, cast, choices, status):
    opening, _ballot = walk.voted_on(cast, *choices)
    assert walk.again(opening).status == status


def test_an_opinion_waits_for_the_session(given, cast):
    """The statutes say nothing of voting at a distance: the vote is an opinion, settled in session."""
    statutes(cast, electronic="none")
    opening = walk.discussed(cast)
    ballot = openings.open_ballot(opening, question="Ouvrir ?", closes_at=walk.CLOSES, by=cast.amina, now=NOW)
    voted(ballot, cast, "for", "for", "for")
    ballot = governance.close(ballot, now=walk.CLOSES)
    assert (ballot.status, walk.again(opening).status) == ("to_ratify", "discussed")
    governance.record_session(ballot, adopted=True, session_on=walk.CLOSES.date(), by=cast.amina, now=walk.CLOSES + DAY)
    assert walk.again(opening).status == "authorised"


def test_an_account_opens_once_two_people_certified_the_vote(given, cast):
    opening, ballot = walk.voted_on(cast, "for", "for", "for")
    with pytest.raises(Refused, match="certifier"):
        openings.open_account(opening, url="", review_on=walk.NEXT_YEAR, by=cast.bruno, now=walk.AFTER)
    assert not Channel.objects.exists()
    walk.certified(ballot, cast)
    channel = openings.open_account(opening, url="", review_on=walk.NEXT_YEAR, by=cast.bruno, now=walk.AFTER)
    assert (channel.opening, channel.slug, channel.is_active, channel.has_decision) == (opening, "tiktok", True, True)
    assert openings.decision_of(walk.again(opening)) == ballot


def test_only_the_sheet_that_was_voted_opens_an_account(given, cast):
    """Somebody with the keys of the database named another person to feed it, after the vote."""
    opening = walk.authorised(cast)
    without("calendar_feeder_delete_frozen")
    opening.feeders.first().delete()
    with pytest.raises(Refused, match="n’est plus celle qui a été votée"):
        openings.open_account(opening, url="", review_on=walk.NEXT_YEAR, by=cast.bruno, now=walk.AFTER)
    assert not Channel.objects.filter(name="TikTok").exists()


def test_an_account_of_the_list_is_linked_rather_than_doubled(given, cast):
    old = given.channel("tiktok", name="TikTok", slug="tiktok", opened_by_decision="")
    opening = walk.authorised(cast)
    with pytest.raises(Refused, match="reliez-le"):
        openings.open_account(opening, url="", review_on=walk.NEXT_YEAR, by=cast.bruno, now=walk.AFTER)
    opening = walk.again(opening)
    channel = openings.open_account(
        opening, url="", review_on=walk.NEXT_YEAR, by=cast.bruno, now=walk.AFTER, existing=old
    )
    assert (channel.pk, channel.has_decision, Channel.objects.count()) == (old.pk, True, 1)


def test_an_account_of_another_network_is_not_linked(given, cast):
    other, opening = given.channel("x"), walk.authorised(cast)
    with pytest.raises(Refused, match="autre réseau"):
        openings.open_account(opening, url="", review_on=walk.NEXT_YEAR, by=cast.bruno, now=walk.AFTER, existing=other)


@pytest.mark.parametrize("review_on", [dt.date(2026, 11, 30), dt.date(2027, 12, 1)])
def test_a_review_lies_within_twelve_months(given, cast, review_on):
    opening = walk.authorised(cast)
    with pytest.raises(Refused, match="douze mois"):
        openings.open_account(opening, url="", review_on=review_on, by=cast.bruno, now=walk.AFTER)


def test_an_authorised_account_may_never_open(given, cast):
    opening = walk.authorised(cast)
    openings.close_account(opening, reason="Le nom est pris.", by=cast.bruno, now=walk.AFTER)
    assert (walk.again(opening).status, Channel.objects.count()) == ("closed", 0)


def test_an_account_is_suspended_opened_again_and_closed(given, cast):
    opening, channel = walk.suspended(cast)
    assert (opening.status, channel.is_active) == ("suspended", False)
    openings.open_again(opening, by=cast.bruno, now=walk.AFTER)
    channel.refresh_from_db()
    assert (walk.again(opening).status, channel.is_active) == ("open", True)
    openings.close_account(walk.again(opening), reason="Fin de l’essai.", by=cast.bruno, now=walk.AFTER)
    opening = walk.again(opening)
    assert (opening.status, opening.closed_at, opening.reason) == ("closed", walk.AFTER, "Fin de l’essai.")
    assert [remark.step for remark in opening.remarks.all()] == ["suspended", "open", "closed"]
    with pytest.raises(NoSuchMove):
        openings.open_again(opening, by=cast.bruno, now=walk.AFTER)


@pytest.mark.parametrize("verb", [openings.suspend, openings.close_account])
def test_an_account_is_not_stopped_without_a_reason_nor_by_a_volunteer(given, cast, verb):
    opening, _channel = walk.opened(cast)
    with pytest.raises(Refused, match="Dites pourquoi"):
        verb(opening, reason="", by=cast.bruno, now=walk.AFTER)
    with pytest.raises(PermissionDenied):
        verb(walk.again(opening), reason="Parce que.", by=cast.chloe, now=walk.AFTER)


def test_nobody_authorises_but_the_vote(given, cast):
    opening = walk.discussed(cast)
    assert set(open_moves(opening, cast.amina)) == {"proposed"}


def test_the_database_keeps_a_reason_and_a_hash(given, cast):
    opening = walk.discussed(cast)
    rows = AccountOpening.objects.filter(pk=opening.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(content_hash="")
    openings.rewrite(opening, walk.sheet(cast), expected=1, by=cast.bruno, now=NOW)
    openings.refuse(walk.again(opening), reason="Non.", by=cast.bruno, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(reason="")


# -- I27: no post on an account that no recorded decision authorised -----------


def _codes(post, act):
    return {finding.code for finding in gate.findings(post, act, NOW) if finding.blocks}


def test_i27_no_post_without_a_recorded_decision(given, cast):
    channel = given.channel("mastodon", opened_by_decision="")
    post = given.approved(channels=[channel])
    assert "no_decision" in _codes(post, "schedule")
    with pytest.raises(gate.Stopped, match="Aucune décision d’ouverture"):
        schedule(post, by=cast.bruno, now=NOW)


def test_i27_the_vote_opens_the_gate(given, cast):
    _opening, channel = walk.opened(cast, network="mastodon")
    post = given.scheduled(channels=[channel])
    assert post.status == "scheduled"


@pytest.mark.parametrize("act", ["submit", "approve", "schedule", "publish"])
@pytest.mark.parametrize(("stopped", "word"), [(walk.suspended, "suspendu"), (walk.closed, "fermé")])
def test_i27_a_stopped_account_refuses_at_every_gate(given, cast, act, stopped, word):
    opening, channel = stopped(cast)
    post = given.draft(channels=[channel])
    found = [finding for finding in gate.findings(post, act, NOW) if finding.code == "channel_stopped"]
    assert len(found) == 1
    assert found[0].blocks
    assert word in found[0].sentence
    assert opening.reason.rstrip(".") in found[0].sentence


def test_i27_what_was_scheduled_does_not_leave_after_the_suspension(given, cast):
    opening, channel = walk.opened(cast, network="mastodon")
    post = given.scheduled(channels=[channel])
    openings.suspend(opening, reason="Un doute.", by=cast.bruno, now=NOW)
    with pytest.raises(gate.Stopped, match="suspendu"):
        confirm(post.variants.get(), link="https://a.example/1", published_at=NOW, by=cast.chloe, now=NOW)


def test_i27_a_draft_on_a_suspended_account_is_kept_and_not_sent(given, cast):
    _opening, channel = walk.suspended(cast)
    post = given.draft(channels=[channel])
    with pytest.raises(gate.Stopped):
        submit(post, by=cast.chloe, now=NOW)


# -- the yearly review ---------------------------------------------------------


def _review(channel, cast, outcome, **fields):
    said = {"note": "", "next_on": None} | fields
    return openings.review(channel, outcome=outcome, by=cast.bruno, now=walk.AFTER, **said)


def test_a_review_keeps_the_account_until_the_next(given, cast):
    _opening, channel = walk.opened(cast)
    _review(channel, cast, "keep", next_on=dt.date(2027, 6, 1))
    channel.refresh_from_db()
    assert (channel.review_on, channel.is_active) == (dt.date(2027, 6, 1), True)


@pytest.mark.parametrize(("outcome", "status"), [("suspend", "suspended"), ("close", "closed")])
def test_a_review_does_what_it_concludes(given, cast, outcome, status):
    opening, channel = walk.opened(cast)
    with pytest.raises(Refused, match="Dites pourquoi"):
        _review(channel, cast, outcome)
    _review(channel, cast, outcome, note="Vingt abonnés.")
    channel.refresh_from_db()
    assert (walk.again(opening).status, channel.is_active) == (status, False)
    assert AccountReview.objects.get().note == "Vingt abonnés."
    with pytest.raises(Refused, match="rien à revoir"):
        _review(channel, cast, "keep", next_on=walk.NEXT_YEAR)


def test_an_account_older_than_the_house_is_reviewed_too(given, cast):
    channel = given.channel("x")
    _review(channel, cast, "close", note="Nous quittons X.")
    channel.refresh_from_db()
    assert channel.is_active is False


@pytest.mark.parametrize("next_on", [None, walk.AFTER.date(), dt.date(2028, 1, 1)])
def test_a_review_names_the_next_within_a_year(given, cast, next_on):
    with pytest.raises(Refused):
        _review(given.channel("x"), cast, "keep", next_on=next_on)


def test_a_ballot_about_another_sheet_is_refused(given, cast):
    opening, ballot = walk.on_ballot(cast)
    ballot.text_hash = "0" * 64
    with pytest.raises(ValueError, match="another sheet"):
        openings.take_outcome(ballot, NOW)
    assert walk.again(opening).status == "discussed"


def test_a_debated_sheet_may_be_voted_in_a_meeting_or_called_again(given, cast):
    """Governance knows it as a text that waits for its vote, like a frozen charter."""
    sheet = walk.discussed(cast)
    statutes(cast)
    assert [(text.subject_type, text.subject_id) for text in subjects.offered(sheet.association)] == [
        (openings.SUBJECT, sheet.pk)
    ]
    asked = {"question": "Ouvrir ?", "closes_at": walk.CLOSES, "by": cast.amina, "now": NOW}
    ballot = subjects.named(openings.SUBJECT).put_to_vote(
        sheet.association, sheet.pk, opening=governance.Opening(is_secret=True), **asked
    )
    assert ballot.is_secret
    assert ballot.text_hash == sheet.content_hash
    with pytest.raises(Refused, match="n’est pas débattue"):
        subjects.named(openings.SUBJECT).put_to_vote(cast.other, sheet.pk, opening=governance.Opening(), **asked)
