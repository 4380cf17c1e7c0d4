"""Somebody changes their mind: every way into « published » closes, and the owners know."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from calendar_app import gate, transitions
from calendar_app.library import transitions as library
from calendar_app.models import ImageConsent
from journal.models import Entry
from journal.moves import Overtaken

from ..given import DAY, NOW
from . import given as lib

TODAY = lib.TODAY


def withdraw(as_, url, consent, **fields):
    return as_("bruno").post(url("calendar:consent-withdraw", pk=consent.pk), {"on": "2026-11-22"} | fields)


def stopped(act):
    with pytest.raises(gate.Stopped) as caught:
        act()
    return {finding.code for finding in caught.value.findings}


@pytest.fixture
def photo(given):
    return lib.shown(given)


def test_a_post_that_shows_who_agreed_goes_all_the_way(given, photo):
    post = lib.scheduled(given, images=[(photo[0], "Jeanne trie.")])
    link = "https://exemple.example/1"
    transitions.confirm(post.variants.get(), link=link, published_at=NOW, by=given.cast.bruno, now=NOW)
    assert given.again(post).status == "published"


def test_withdrawn_it_stops_at_submit_schedule_kit_and_confirm(as_, url, given, photo):
    media, consent = photo
    words = {"images": [(media, "Jeanne trie.")]}
    draft, approved = given.draft(**words), lib.approved(given, **words)
    ready = lib.scheduled(given, **words)
    kit = url("calendar:post-kit", pk=ready.pk)
    assert as_("bruno").get(kit).status_code == 200
    page = as_("bruno").get(url("calendar:consent-withdraw", pk=consent.pk)).content.decode()
    assert page.count("Tri des jouets") == 3, "every planned use is listed before anybody says yes"
    assert withdraw(as_, url, consent).status_code == 302
    cast = given.cast
    assert stopped(lambda: transitions.submit(draft, by=cast.chloe, now=NOW)) == {"consent_withdrawn"}
    assert stopped(lambda: transitions.schedule(approved, by=cast.bruno, now=NOW)) == {"consent_withdrawn"}
    variant = ready.variants.get()
    said = {"link": "https://exemple.example/1", "published_at": NOW, "by": cast.bruno, "now": NOW}
    assert stopped(lambda: transitions.confirm(variant, **said)) == {"consent_withdrawn"}
    answer = as_("bruno").get(kit, follow=True)
    assert "a retiré son autorisation" in answer.content.decode()
    assert given.again(ready).status == "scheduled"


def test_the_name_of_who_withdrew_is_in_no_finding_and_no_journal(as_, url, given, photo):
    post = lib.scheduled(given, images=[(photo[0], "On trie.")])
    withdraw(as_, url, photo[1])
    said = " ".join(map(str, gate.findings(post, "publish", NOW)))
    assert "a retiré son autorisation le 22/11/2026" in said
    assert "Jeanne" not in said
    entries = Entry.objects.filter(object_type="calendar.imageconsent")
    assert [entry.after for entry in entries.order_by("seq")] == ["", "withdrawn"]
    assert not [e for e in Entry.objects.all() if "Jeanne" in f"{e.canonical()}"]


def test_the_other_leaves_of_the_same_person_are_withdrawn_when_asked(as_, url, given, photo):
    other = lib.consent(given.cast.bruno, [lib.image(given.cast.bruno, "red")], person="jeanne roux")
    lib.consent(given.cast.bruno, [photo[0]], person="Ali Sow")
    assert "Une autre autorisation est à ce nom" in (
        as_("bruno").get(url("calendar:consent-withdraw", pk=photo[1].pk)).content.decode()
    )
    withdraw(as_, url, photo[1], everywhere="on")
    other.refresh_from_db()
    assert other.withdrawn_on == TODAY
    assert ImageConsent.objects.filter(withdrawn_on=None).get().person == "Ali Sow"


def test_withdrawn_twice_says_so(as_, url, given, photo):
    withdraw(as_, url, photo[1])
    answer = as_("bruno").post(url("calendar:consent-withdraw", pk=photo[1].pk), {"on": "2026-11-22"}, follow=True)
    assert "déjà retirée" in answer.content.decode()
    assert Entry.objects.filter(after="withdrawn").count() == 1


@pytest.mark.parametrize(("on", "status"), [("2026-11-23", 200), ("x", 200), ("2026-11-22", 302)])
def test_a_withdrawal_is_of_today_or_before(as_, url, given, photo, on, status):
    answer = as_("bruno").post(url("calendar:consent-withdraw", pk=photo[1].pk), {"on": on})
    assert answer.status_code == status


def test_behind_the_page_too_it_is_withdrawn_once(given, photo):
    _media, consent = photo
    library.withdraw(consent, everywhere=False, on=TODAY, by=given.cast.bruno)
    with pytest.raises(Overtaken, match="déjà noté"):
        library.withdraw(consent, everywhere=True, on=TODAY - DAY, by=given.cast.amina)
    consent.refresh_from_db()
    assert (consent.withdrawn_on, consent.withdrawn_by) == (TODAY, given.cast.bruno)
    assert Entry.objects.filter(action="calendar.consents", after="withdrawn").count() == 1


def test_who_does_not_keep_the_leaves_withdraws_none(given, photo):
    _media, consent = photo
    with pytest.raises(PermissionDenied):
        library.withdraw(consent, everywhere=False, on=TODAY, by=given.cast.chloe)
    consent.refresh_from_db()
    assert consent.withdrawn_on is None


def test_a_paper_dated_tomorrow_by_mistake_keeps_nobody_from_saying_no(given):
    media, consent = lib.shown(given, given_on=TODAY + DAY)
    post = lib.scheduled(given, images=[(media, "Jeanne trie.")])
    assert library.withdraw(consent, everywhere=False, on=TODAY, by=given.cast.bruno) == [post]
    assert "consent_withdrawn" in {f.code for f in gate.findings(post, "publish", NOW) if f.blocks}


def test_nobody_can_describe_a_person_away(as_, url, given, photo):
    withdraw(as_, url, photo[1])
    fields = {"name": "tri.jpg", "shows": "nobody", "licence": "own"}
    answer = as_("chloe").post(url("calendar:library-item-edit", pk=photo[0].pk), fields)
    assert "Des autorisations concernent 1" in answer.content.decode()
    photo[0].refresh_from_db()
    assert (photo[0].shows, photo[0].people) == ("people", 1)


def test_a_new_leave_of_the_same_person_opens_the_way_again(as_, url, given, photo):
    post = lib.scheduled(given, images=[(photo[0], "On trie.")])
    withdraw(as_, url, photo[1])
    lib.consent(given.cast.bruno, [photo[0]], given_on=TODAY, starts_on=TODAY)
    assert not [f for f in gate.findings(post, "publish", NOW) if f.blocks]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"ends_on": TODAY + dt.timedelta(days=1)}, "consent_ended"),
        ({"starts_on": TODAY + dt.timedelta(days=5)}, "consent_ended"),
        ({"purposes": ["gifts"]}, "consent_purpose"),
        ({"channels": "x"}, "consent_elsewhere"),
        ({"purposes": ["mobilise"]}, ""),
        ({"channels": "mastodon"}, ""),
        ({"ends_on": TODAY + dt.timedelta(days=2)}, ""),
    ],
)
def test_a_leave_holds_for_its_days_accounts_and_aims(given, said, code):
    if "channels" in said:
        said = said | {"channels": [given.channel(said["channels"])]}
    media, _consent = lib.shown(given, **said)
    draft = given.draft(images=[(media, "Jeanne trie.")])  # due in two days, on Mastodon, to mobilise
    act = lambda: transitions.submit(draft, by=given.cast.chloe, now=NOW)  # noqa: E731
    if code:
        assert stopped(act) == {code}
    else:
        act()


def test_a_leave_is_judged_on_the_day_it_really_goes_out(given):
    """Planned inside the term, confirmed late, after its end."""
    media, _consent = lib.shown(given, ends_on=TODAY + 2 * DAY)
    variant = lib.scheduled(given, images=[(media, "Jeanne trie.")]).variants.get()
    late = {"link": "https://exemple.example/1", "published_at": NOW + 2 * DAY, "by": given.cast.bruno}
    assert stopped(lambda: transitions.confirm(variant, now=NOW + 3 * DAY, **late)) == {"consent_ended"}
    transitions.confirm(variant, now=NOW + 2 * DAY, **late)


def test_each_recognisable_person_must_have_agreed(given):
    media = lib.image(given.cast.bruno, shows="people", people=3)
    lib.consent(given.cast.bruno, [media])
    draft = given.draft(images=[(media, "Trois personnes trient.")])
    found = [f for f in gate.findings(draft, "submit", NOW) if f.blocks]
    assert "Il manque l’autorisation de 2 personnes" in str(found[0])
    lib.consent(given.cast.bruno, [media], person="Ali Sow")
    lib.consent(given.cast.bruno, [media], person="ALI SOW ")
    assert {f.code for f in gate.findings(draft, "submit", NOW) if f.blocks} == {"consent_missing"}
    lib.consent(given.cast.bruno, [media], person="Mina Petit")
    assert not [f for f in gate.findings(draft, "submit", NOW) if f.blocks]


def test_what_nobody_said_stops_at_schedule_and_not_before(given):
    post = given.approved(images=[(lib.bare(given.cast.bruno), "On trie.")])
    codes = stopped(lambda: transitions.schedule(post, by=given.cast.bruno, now=NOW))
    assert codes == {"people_unsaid", "licence_unsaid"}


def test_a_video_goes_out_with_checked_captions(given):
    media = lib.video(given.cast.bruno)
    post = given.approved(images=[(media, "On trie.")])
    assert stopped(lambda: transitions.schedule(post, by=given.cast.bruno, now=NOW)) == {"captions_unsaid"}
    library.check_captions(media, "platform", None, on=TODAY, by=given.cast.chloe)
    transitions.schedule(post, by=given.cast.bruno, now=NOW)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({}, ""),
        ({"ends_on": TODAY + DAY}, "grant_missing"),
        ({"rights": ["print"]}, "grant_missing"),
    ],
)
def test_a_grant_covers_the_day_and_the_web(given, said, code):
    media = lib.image(given.cast.bruno, licence="grant", grant=lib.grant(given.cast.bruno, **said))
    draft = given.draft(images=[(media, "On trie.")])
    found = {f.code for f in gate.findings(draft, "submit", NOW) if f.blocks}
    assert found == ({code} if code else set())


def test_a_free_licence_names_its_author(given):
    media = lib.image(given.cast.bruno, licence="cc_by", licence_version="4.0")
    post = given.approved(images=[(media, "On trie.")])
    assert stopped(lambda: transitions.schedule(post, by=given.cast.bruno, now=NOW)) == {"credit_missing"}
    library.describe(media, {"credit": "Léo Blanc"}, by=given.cast.chloe)
    transitions.schedule(post, by=given.cast.bruno, now=NOW)


def test_the_gate_costs_the_same_for_four_images_as_for_one(given, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost(count):
        media = [lib.image(given.cast.bruno, f"#0000{i}{count}", shows="people", people=1) for i in range(count)]
        for each in media:
            lib.consent(given.cast.bruno, [each], channels=[given.channel()])
        post = given.draft(images=[(each, "On trie.") for each in media])
        post = given.again(post)
        with CaptureQueriesContext(connection) as queries:
            gate.findings(post, "publish", NOW)
        return len(queries)

    assert cost(4) == cost(1)


def test_a_remark_on_an_image_leads_to_its_page_in_the_library(given, as_, url):
    media = lib.bare(given.cast.bruno)
    post = given.draft(images=[(media, "Le stock.")])
    page = as_("chloe").get(post.get_absolute_url()).content.decode()
    assert f'href="{url("calendar:library-item-edit", pk=media.pk)}"' in page
