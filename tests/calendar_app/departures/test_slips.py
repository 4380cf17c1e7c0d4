"""A message slips out: one tap, the proof, the mend, who is told, the lesson. Nobody is at fault."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from calendar_app.departures import correcting, following
from calendar_app.models import Slip, SlipProof, SlipStep
from journal.moves import NoSuchMove, Overtaken, Refused
from reminders import outbox
from reminders.models import Reminder
from tests.calendar_app.given import NOW
from tests.calendar_app.library.given import drawn
from tests.calendar_app.test_review import ask, messages


def opened(given, post=None, by=None):
    return following.open_slip(post or given.published(), by=by or given.cast.farid, now=NOW)[0]


def state(slip):
    slip.refresh_from_db()
    return slip.status


@pytest.mark.parametrize(("who", "status"), [("farid", 302), ("chloe", 302), ("damien", 404)])
def test_who_may_say_it(as_, url, given, who, status):
    post = given.published()
    assert as_(who).post(url("calendar:post-slip", pk=post.pk)).status_code == status
    assert Slip.objects.count() == (status == 302)


def test_one_tap_keeps_the_words_and_tells_at_once(as_, url, given, cast):
    post = given.published(channels=[given.channel("mastodon"), given.channel("x")], own={"x": "Court."})
    page = as_("farid").get(post.get_absolute_url()).content.decode()
    address = url("calendar:post-slip", pk=post.pk)
    assert f'action="{address}"' in page
    response = as_("farid").post(address)
    slip = Slip.objects.get()
    assert response.url == slip.get_absolute_url()
    assert sorted(SlipProof.objects.values_list("text", flat=True)) == ["Court.", "Samedi, on trie les jouets."]
    told = Reminder.unscoped.filter(key=f"slip:{slip.pk}:opened")
    assert {cast.amina.pk, cast.bruno.pk, cast.chloe.pk} <= set(told.values_list("to", flat=True))
    assert cast.farid.pk not in told.values_list("to", flat=True)
    assert set(told.values_list("is_urgent", flat=True)) == {True}
    assert not any("faute" in row.sentence or "Farid" in row.sentence for row in told)
    outbox.look(given.association, NOW)
    assert not told.exclude(dropped_at=None).exists()


def test_asked_twice_it_is_the_same_slip(as_, url, given):
    post = given.published()
    first, second = (ask(as_, url, who, "slip", post) for who in ("farid", "chloe"))
    assert first[0].url == second[0].url
    assert "déjà signalé" in second[1]
    assert Slip.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Slip.objects.create(association=post.association, post=post, opened_by=given.cast.chloe, opened_at=NOW)


@pytest.mark.parametrize("made", ["draft", "scheduled"])
def test_what_is_not_out_has_not_slipped(as_, url, given, made):
    post = getattr(given, made)()
    _, said = ask(as_, url, "chloe", "slip", post)
    assert "pas en ligne" in said
    assert not Slip.objects.exists()


def test_the_whole_way_through_the_pages(as_, url, given):
    post = given.published()
    slip = opened(given, post)
    shot = SimpleUploadedFile("a.jpg", drawn(), "image/jpeg")
    as_("farid").post(url("calendar:slip-capture", pk=slip.pk), {"screenshot": shot, "note": "La date est fausse."})
    assert state(slip) == "captured"
    proof = SlipProof.objects.exclude(file="").get()
    response = as_("elise").get(url("calendar:slip-proof", pk=slip.pk, proof=proof.pk))
    assert response["Content-Disposition"].startswith("attachment")
    page = as_("farid").get(slip.get_absolute_url()).content.decode()
    assert f"{given.cast.chloe.name} ou la coordination s’en charge" in page
    response, _ = ask(as_, url, "chloe", "withdraw", post, reason="Date fausse.")
    assert response.url == slip.get_absolute_url()
    assert state(slip) == "taken_down"
    as_("chloe").post(url("calendar:slip-inform", pk=slip.pk), {"note": "Le bureau, par message."})
    assert as_("chloe").post(url("calendar:slip-learn", pk=slip.pk), {"note": " "}).status_code == 200
    assert state(slip) == "informed"
    as_("chloe").post(url("calendar:slip-learn", pk=slip.pk), {"note": "Relire la date à voix haute."})
    assert as_("chloe").post(url("calendar:slip-close", pk=slip.pk)).status_code == 403
    assert "Classé" in messages(as_("bruno").post(url("calendar:slip-close", pk=slip.pk)))
    assert state(slip) == "closed"
    steps = SlipStep.objects.order_by("pk").values_list("state", "by", "at")
    assert [row[0] for row in steps] == ["detected", "captured", "taken_down", "informed", "lessons", "closed"]
    assert {row[2] for row in steps} == {NOW}
    listed = as_("bruno").get(url("calendar:slips")).content.decode()
    assert "Relire la date à voix haute." in listed
    assert as_("chloe").get(url("calendar:slips")).status_code == 403


def test_a_correction_made_fast_skips_no_step(as_, url, given):
    post = given.published()
    slip = opened(given, post)
    ask(as_, url, "chloe", "correct", post, text="C’est dimanche.", reason="Erreur.")
    assert state(slip) == "corrected"
    assert SlipStep.objects.filter(state="captured").exists()
    page = as_("chloe").get(slip.get_absolute_url()).content.decode()
    assert "C’est dimanche." in page


def test_no_step_is_skipped_or_done_twice(given):
    slip, by = opened(given), given.cast.chloe
    with pytest.raises(NoSuchMove):
        following.learn(slip, note="a", by=by, now=NOW)
    with pytest.raises(NoSuchMove):
        following.inform(slip, note="a", by=by, now=NOW)
    stale = Slip.objects.with_post().get()
    following.capture(slip, screenshot=None, link="", note="", by=by, now=NOW)
    with pytest.raises(Overtaken):
        following.capture(stale, screenshot=None, link="", note="", by=given.cast.bruno, now=NOW)
    assert SlipStep.objects.count() == 2


def test_a_lesson_has_words(given):
    slip, by = opened(given), given.cast.chloe
    correcting.withdraw(slip.post, reason="Photo.", by=by, now=NOW)
    slip.refresh_from_db()
    following.inform(slip, note="Le bureau.", by=by, now=NOW)
    with pytest.raises(Refused):
        following.learn(slip, note=" ", by=by, now=NOW)


@pytest.mark.parametrize("model", [SlipProof, SlipStep])
@pytest.mark.parametrize("change", ["update", "delete"])
def test_what_was_kept_never_changes(given, model, change):
    opened(given)
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.update(at=NOW.replace(year=2020)) if change == "update" else model.objects.all()._raw_delete(
            "default"
        )


def test_it_waits_in_the_list_of_those_concerned(as_, url, given):
    from django.urls import reverse

    slip = opened(given)
    for who, is_told in {"farid": True, "chloe": True, "bruno": True, "elise": False}.items():
        assert (slip.get_absolute_url() in as_(who).get(reverse("home")).content.decode()) == is_told, who


def test_the_slips_of_a_neighbour_are_not_found(as_, url, given):
    slip = opened(given)
    assert as_("damien").get(slip.get_absolute_url()).status_code == 404


def test_the_list_costs_the_same_with_more_slips(as_, url, given, assert_flat):
    assert_flat(as_("bruno"), url("calendar:slips"), lambda: opened(given, given.published()))
