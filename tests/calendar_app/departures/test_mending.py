"""Correct, withdraw, leave an account aside: who, when, why; and what the pages say after."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from calendar_app import transitions
from calendar_app.departures import correcting
from calendar_app.models import Correction, Variant
from journal.models import Entry
from journal.moves import NoSuchMove, Overtaken, Refused
from tests.calendar_app.given import DAY, NOW
from tests.calendar_app.test_publish import LINK, break_hold
from tests.calendar_app.test_review import ask, messages


def half_out(given, **fields):
    """Out on Mastodon, waiting on X."""
    post = given.scheduled(channels=[given.channel("mastodon"), given.channel("x")], **fields)
    first = post.variants.get(channel__slug="mastodon")
    transitions.confirm(first, link=LINK, published_at=NOW, by=given.cast.bruno, now=NOW)
    return post, post.variants.get(channel__slug="x")


@pytest.mark.parametrize(
    ("who", "status"), [("chloe", 302), ("bruno", 302), ("amina", 302), ("farid", 403), ("damien", 404)]
)
@pytest.mark.parametrize("verb", ["correct", "withdraw"])
def test_the_owner_and_the_coordination_mend(as_, url, given, verb, who, status):
    post = given.published()
    data = {"reason": "La date était fausse.", "text": "C’est dimanche."}
    assert as_(who).post(url(f"calendar:post-{verb}", pk=post.pk), data).status_code == status
    assert Correction.objects.exists() == (status == 302)


def test_nobody_else_mends_by_another_door(given):
    post = given.published()
    with pytest.raises(PermissionDenied):
        correcting.withdraw(post, reason="Non.", by=given.cast.farid, now=NOW)
    with pytest.raises(PermissionDenied):
        correcting.correct(post, text="a", link="", reason="Non.", by=given.cast.farid, now=NOW)


def test_a_corrected_post_stays_published_and_says_so(as_, url, given):
    post = given.published()
    ask(as_, url, "chloe", "correct", post, text="C’est dimanche.", reason="Erreur de jour.", link=LINK)
    assert given.again(post).status == "published"
    page = as_("elise").get(post.get_absolute_url()).content.decode()
    for words in ("Rectifiée", "C’est dimanche.", "Erreur de jour.", "Voir le rectificatif"):
        assert words in page
    entry = Entry.objects.filter(action="calendar.correct").get()
    assert (entry.before, entry.after, entry.object_hash) == ("published", "published", post.content_hash)
    assert "jour" not in str(entry.__dict__)


@pytest.mark.parametrize("missing", [{"reason": ""}, {"text": "", "link": ""}, {"link": "javascript:alert(1)"}])
def test_a_correction_says_what_and_why(as_, url, given, missing):
    post = given.published()
    data = {"text": "C’est dimanche.", "reason": "Erreur de jour.", "link": LINK} | missing
    response, _ = ask(as_, url, "chloe", "correct", post, **data)
    assert response.status_code == 200
    assert 'role="alert"' in response.content.decode()
    assert not Correction.objects.exists()


def test_a_withdrawn_post_keeps_its_reason_and_its_dates(as_, url, given):
    post = given.published()
    _, said = ask(as_, url, "chloe", "withdraw", post, reason="Photo sans accord.")
    assert "Retrait noté" in said
    again = given.again(post)
    assert (again.status, again.reason, again.withdrawn_at) == ("withdrawn", "Photo sans accord.", NOW)
    assert again.published_at == post.published_at
    page = as_("elise").get(post.get_absolute_url()).content.decode()
    assert "Retirée" in page
    assert "Photo sans accord." in page
    assert "Message échappé" not in page
    assert "Retirée" in as_("elise").get(url("calendar:list") + "?etat=withdrawn").content.decode()
    assert "Retirées" in as_("elise").get(url("calendar:month")).content.decode() or "Retirée" in page
    assert Entry.objects.filter(before="published", after="withdrawn", action="calendar.correct").count() == 1


def test_a_withdrawal_happens_once_even_under_a_hold(given):
    post = given.published()
    given.hold()
    correcting.withdraw(post, reason="Photo sans accord.", by=given.cast.chloe, now=NOW)
    with pytest.raises(NoSuchMove):
        correcting.withdraw(post, reason="Encore.", by=given.cast.bruno, now=NOW)
    assert Correction.objects.count() == 1


@pytest.mark.parametrize("state", ["draft", "in_review", "scheduled"])
def test_what_is_not_out_is_not_mended(as_, url, given, state):
    post = getattr(given, state)()
    for verb in ("correct", "withdraw"):
        response, said = ask(as_, url, "chloe", verb, post, reason="Non.", text="a")
        assert response.status_code == 302
        assert "en ligne" in said
        act = {"text": "a", "link": ""} if verb == "correct" else {}
        with pytest.raises(NoSuchMove):
            getattr(correcting, verb)(post, reason="Non.", by=given.cast.chloe, now=NOW, **act)
    assert not Correction.objects.exists()


def test_a_half_published_post_may_be_withdrawn(given):
    post, _waiting = half_out(given)
    correcting.withdraw(post, reason="Mauvaise date.", by=given.cast.chloe, now=NOW)
    again = given.again(post)
    assert (again.status, again.published_at) == ("withdrawn", NOW)


def test_the_database_wants_a_withdrawal_with_date_and_reason(given):
    post = given.published()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE calendar_post SET status = 'withdrawn' WHERE id = %s", [post.pk])
    with pytest.raises(IntegrityError), transaction.atomic():
        Variant.objects.filter(post=post).update(skipped_at=NOW, skipped_by=given.cast.chloe, skip_reason="a")


@pytest.mark.parametrize("change", ["update", "delete"])
def test_a_correction_is_never_rewritten(given, change):
    correcting.withdraw(given.published(), reason="Photo.", by=given.cast.chloe, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Correction.objects.update(reason="x") if change == "update" else Correction.objects.all()._raw_delete("default")


def test_an_account_left_aside_lets_the_post_be_published(as_, url, given):
    post, waiting = half_out(given)
    break_hold(given, post)
    address = url("calendar:post-skip", pk=post.pk, variant=waiting.pk)
    assert as_("chloe").get(address).status_code == 200
    assert as_("chloe").post(address, {"reason": ""}).status_code == 200
    assert given.again(post).status == "scheduled"
    response = as_("chloe").post(address, {"reason": "Le compte X est fermé."})
    assert "partout" in messages(response)
    again = given.again(post)
    assert (again.status, again.published_at) == ("published", NOW)
    waiting.refresh_from_db()
    assert (waiting.skip_reason, waiting.skipped_by, waiting.published_at) == (
        "Le compte X est fermé.",
        given.cast.chloe,
        None,
    )
    page = as_("elise").get(post.get_absolute_url()).content.decode()
    assert "Le compte X est fermé." in page
    assert Entry.objects.filter(action="calendar.skip").count() == 1


def test_the_kit_offers_it_only_once_something_is_out(as_, url, given):
    post = given.scheduled(channels=[given.channel("mastodon"), given.channel("x")])
    kit = url("calendar:post-kit", pk=post.pk)
    assert "Ne pas publier sur" not in as_("chloe").get(kit).content.decode()
    place = post.variants.first()
    as_("chloe").post(url("calendar:post-skip", pk=post.pk, variant=place.pk), {"reason": "Non."})
    assert given.again(post).status == "scheduled"
    with pytest.raises(NoSuchMove, match="Rien n’est encore en ligne"):
        correcting.skip(place, reason="Non.", by=given.cast.chloe, now=NOW)
    half, _waiting = half_out(given, title="Autre", due_at=NOW + 3 * DAY)
    assert "Ne pas publier sur X" in as_("chloe").get(url("calendar:post-kit", pk=half.pk)).content.decode()


def test_a_confirmed_account_is_not_left_aside(given):
    post, waiting = half_out(given)
    confirmed = post.variants.get(channel__slug="mastodon")
    with pytest.raises(Overtaken):
        correcting.skip(confirmed, reason="Non.", by=given.cast.chloe, now=NOW)
    correcting.skip(waiting, reason="Fermé.", by=given.cast.chloe, now=NOW)
    with pytest.raises(Refused):
        transitions.confirm(waiting, link=LINK, published_at=NOW, by=given.cast.bruno, now=NOW)
