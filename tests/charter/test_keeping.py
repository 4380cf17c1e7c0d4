"""A text in force is read again every year; how it ends is in test_repeal.py."""

import datetime as dt

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, transaction

from charter import keeping, transitions
from charter.models import Review, Version
from charter.models.versions import a_year_after
from charter.signing import duties, unsigned
from charter.todo import waiting
from journal.models import Entry
from journal.moves import Refused
from reminders import outbox
from tests.house.cases import ask, spread
from tests.walls import without

from . import given

pytestmark = pytest.mark.usefixtures("unscoped")
DAY = dt.date(2026, 11, 30)
DUE = dt.date(2027, 11, 30)


def noon(day):
    return dt.datetime.combine(day, dt.time(11), dt.UTC)


def at(day):
    return time_machine.travel(noon(day), tick=False)


@pytest.fixture
def version(cast):
    given.statutes(cast)
    return given.in_force(cast, on=DAY)


@pytest.mark.parametrize(
    ("who", "what", "status"),
    spread(
        {
            "GET charter:version-review": "nobody 302, amina 200, bruno 200, elise 403, chloe 403, damien 404",
            "POST charter:version-review": "amina 302, bruno 302, elise 403, chloe 403, damien 404",
        }
    ),
)
def test_who_keeps_a_text_in_force(as_, url, version, who, what, status):
    data = {"outcome": "kept", "on": "2027-06-01", "reason": "Remplacé par la loi."}
    with at(dt.date(2027, 6, 1)):
        assert ask(as_, url, who, what, data, pk=version.pk) == status


# -- the day of the review ------------------------------------------------------


def test_i11_a_text_in_force_always_has_its_review_day(cast, version):
    assert version.review_on == DUE
    without("charter_version_update_dated")
    with pytest.raises(IntegrityError, match="has_its_review_date"), transaction.atomic():
        Version.objects.filter(pk=version.pk).update(review_on=None)


@pytest.mark.parametrize("day", [DAY, dt.date(2027, 12, 2), dt.date(2030, 1, 1)])
def test_i11_no_review_day_is_further_than_a_year(cast, version, day):
    without("charter_version_update_dated")
    with pytest.raises(IntegrityError), transaction.atomic():
        Version.objects.filter(pk=version.pk).update(review_on=day)


@pytest.mark.parametrize(
    ("on", "review_on", "kept"),
    [
        ("2026-12-05", "2027-03-01", dt.date(2027, 3, 1)),
        ("2026-12-05", "", dt.date(2027, 12, 5)),
        ("2026-12-05", "2027-12-06", None),
        ("2026-12-05", "2026-12-05", None),
        ("2026-12-05", "demain", None),
    ],
)
def test_the_review_day_is_chosen_with_the_day_of_effect(as_, url, cast, on, review_on, kept):
    given.statutes(cast)
    version = given.proclaimed(cast)
    with at(DAY):
        page = as_("amina").get(url("charter:version-enforce", pk=version.pk)).content.decode()
        assert 'value="2027-11-30"' in page, "a year is proposed"
        answer = as_("amina").post(url("charter:version-enforce", pk=version.pk), {"on": on, "review_on": review_on})
    assert given.fresh(version).review_on == kept
    if kept is None:
        assert "invalid-feedback" in answer.content.decode()
        assert review_on in answer.content.decode()


def test_a_year_after_a_29_february_is_the_28():
    assert a_year_after(dt.date(2028, 2, 29)) == dt.date(2029, 2, 28)


def test_the_keepers_are_reminded_a_month_a_week_and_the_day_before(cast, association, version):
    def mails(day):
        mail.outbox.clear()
        outbox.look(association, noon(day))
        outbox.deliver_due(noon(day))
        return {to for m in mail.outbox if "réviser" in m.subject + m.body or "à relire avant" in m.body for to in m.to}

    for person in (cast.amina, cast.bruno, cast.chloe, cast.elise, cast.farid, cast.gilles):
        given.signed(version, person, now=noon(DAY))
    keepers = {cast.amina.email, cast.bruno.email}
    days = [DUE - dt.timedelta(days=ahead) for ahead in range(40, -5, -1)]
    told = {day: mails(day) for day in days}
    assert {day for day, who in told.items() if who} == {DUE - dt.timedelta(days=ahead) for ahead in (30, 7, 0)}
    assert all(who == keepers for who in told.values() if who)


def test_it_waits_for_the_keepers_from_a_month_before(cast, version):
    def verbs(who, day):
        return [(t.verb, t.words) for t in waiting([who], noon(day)) if "revue" in t.verb]

    assert verbs(cast.amina, DUE - dt.timedelta(days=31)) == []
    assert verbs(cast.amina, DUE - dt.timedelta(days=30)) == [("Noter la revue", "À revoir")]
    assert verbs(cast.bruno, DUE + dt.timedelta(days=1)) == [("Noter la revue", "En retard")]
    assert verbs(cast.elise, DUE) == []


@pytest.mark.parametrize("page", ["list", "kind-detail", "version-detail"])
def test_a_text_past_its_day_says_so(as_, url, version, page):
    kwargs = {"list": {}, "kind-detail": {"kind": "usage"}, "version-detail": {"pk": version.pk}}[page]
    with at(DUE - dt.timedelta(days=1)):
        assert "À revoir maintenant" not in as_("chloe").get(url(f"charter:{page}", **kwargs)).content.decode()
    with at(DUE):
        said = as_("chloe").get(url(f"charter:{page}", **kwargs)).content.decode()
    assert "À revoir maintenant" in said
    assert "30 novembre 2027" in said


# -- the review ------------------------------------------------------------------


def test_a_text_that_stays_gets_its_next_day_and_a_deed(as_, url, cast, version):
    with at(DUE):
        page = (
            as_("bruno")
            .post(
                url("charter:version-review", pk=version.pk),
                {"outcome": "kept", "next_on": "2028-05-31", "note": "Relu à trois."},
                follow=True,
            )
            .content.decode()
        )
    assert "Relu à trois." in page
    assert "Revue faite" in page
    review, version = Review.objects.get(), given.fresh(version)
    assert (review.outcome, review.done_on, review.done_by.name) == ("kept", DUE, "Bruno Castel")
    assert (version.status, version.review_on, version.reviewed_on) == ("in_force", dt.date(2028, 5, 31), DUE)
    deed = Entry.objects.filter(action="charter.review").get()
    assert (deed.after, deed.object_hash) == ("kept", version.content_hash)
    assert list(waiting([cast.amina], noon(DUE)))[:0] == []


def test_a_text_that_must_change_starts_its_next_version(as_, url, cast, version):
    with at(DUE):
        as_("bruno").post(url("charter:version-review", pk=version.pk), {"outcome": "changed", "note": "TikTok."})
    new = Version.objects.under_way().get()
    assert (new.number, new.based_on_id, new.status) == (2, version.pk, "draft")
    assert Review.objects.get().outcome == "changed"
    assert given.fresh(version).status == "in_force"
    assert [t for t in waiting([cast.amina], noon(DUE)) if "revue" in t.verb] == [], "the new version is the answer"


def test_a_version_already_under_way_is_not_doubled(cast, version):
    under_way = given.draft(cast, words="Déjà commencé.")
    assert keeping.change(version, note="", by=cast.amina, today=DUE) == under_way
    assert Version.objects.count() == 2


@pytest.mark.parametrize("next_on", [DUE, DUE - dt.timedelta(days=1), a_year_after(DUE) + dt.timedelta(days=1)])
def test_the_next_review_is_within_the_coming_year(as_, url, cast, version, next_on):
    with pytest.raises(Refused, match="l’année qui vient"):
        keeping.keep(version, note="", next_on=next_on, by=cast.amina, today=DUE)
    with at(DUE):
        page = (
            as_("bruno")
            .post(
                url("charter:version-review", pk=version.pk),
                {"outcome": "kept", "next_on": next_on.isoformat(), "note": "Mes mots."},
            )
            .content.decode()
        )
    assert "Choisissez un jour du" in page
    assert "Mes mots." in page
    assert not Review.objects.exists()


def test_the_same_review_sent_twice_is_noted_once(cast, version):
    keeping.keep(version, note="", next_on=a_year_after(DUE), by=cast.amina, today=DUE)
    with pytest.raises(Refused, match="déjà été notée"):
        keeping.keep(version, note="", next_on=a_year_after(DUE), by=cast.bruno, today=DUE)
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.create(
            association=version.association, version=version, outcome="changed", done_on=DUE, done_by=cast.bruno
        )


def test_a_text_that_stays_has_its_next_day_in_the_database_too(cast, version):
    row = {"association": version.association, "version": version, "done_on": DUE, "done_by": cast.amina}
    for next_on in (None, DUE, a_year_after(DUE) + dt.timedelta(days=2)):
        with pytest.raises(IntegrityError, match="its_next_date"), transaction.atomic():
            Review.objects.create(outcome="kept", next_on=next_on, **row)


# -- the end of a text -----------------------------------------------------------


def test_nobody_is_asked_to_sign_a_repealed_text_and_everybody_the_next(cast, version):
    given.signed(version, cast.chloe, now=noon(DAY))
    given.repealed(cast, version, on=DAY)
    assert duties([version.association_id]) == {}
    draft = given.draft(cast, words="Reprise.")
    assert draft.based_on == version, "its words are where the next one starts"
    transitions.describe(draft, by=cast.bruno, summary="Reprise.", is_material=False)
    transitions.submit(draft, by=cast.bruno)
    transitions.freeze(draft, by=cast.bruno, now=given.NOW)
    running = transitions.open_ballot(
        given.fresh(draft), by=cast.amina, question="?", closes_at=given.CLOSES, now=given.NOW
    )
    given.governance.close(given.voted(running, cast, "for", "for", "for"), now=given.CLOSES)
    given.certified(running, cast)
    transitions.set_date(given.fresh(draft), on=DAY, by=cast.amina, today=DAY)
    assert [asked.membership for asked in unsigned([cast.chloe], today=DAY)] == [cast.chloe]


# -- minor changes -----------------------------------------------------------------


def _minor(cast, version, on=dt.date(2026, 12, 7)):
    draft = given.draft(cast, words="Une virgule.")
    transitions.describe(draft, by=cast.bruno, summary="Une faute corrigée.", is_material=False)
    transitions.submit(draft, by=cast.bruno)
    transitions.freeze(draft, by=cast.bruno, now=given.NOW)
    running = transitions.open_ballot(
        given.fresh(draft), by=cast.amina, question="?", closes_at=given.CLOSES, now=given.NOW
    )
    given.governance.close(given.voted(running, cast, "for", "for", "for"), now=given.CLOSES)
    given.certified(running, cast)
    return transitions.set_date(given.fresh(draft), on=on, by=cast.amina, today=on)


def test_a_minor_change_is_told_once_and_asks_for_no_signature(cast, association, version):
    for person in (cast.amina, cast.bruno, cast.chloe, cast.elise, cast.farid, cast.gilles):
        given.signed(version, person, now=noon(DAY))
    minor = _minor(cast, version)
    found = []
    for day in range(20):
        mail.outbox.clear()
        moment = noon(minor.in_force_on + dt.timedelta(days=day))
        outbox.look(association, moment)
        outbox.deliver_due(moment)
        found += [(day, m) for m in mail.outbox if "Une faute corrigée." in m.body]
    assert {day for day, _mail in found} == {0}
    assert len(found) == 6
    assert all("rien à signer" in m.body.replace("\n", " ") for _day, m in found)
    assert unsigned([cast.chloe, cast.amina], today=minor.in_force_on) == []


# -- one at a time --------------------------------------------------------------------


def test_i5_two_versions_are_never_in_force_on_one_day(cast, version):
    second = given.in_force(cast, on=dt.date(2026, 12, 7), words="Tout autre chose.")
    first = given.fresh(version)
    assert first.superseded_on == second.in_force_on
    # Their dates do not change at all (test_dates_walled.py): this wall stands behind that one.
    without("charter_version_update_dated")
    for change in ({"superseded_on": dt.date(2026, 12, 9)}, {"superseded_on": None}):
        with pytest.raises(IntegrityError, match="never in force at once"), transaction.atomic():
            Version.objects.filter(pk=first.pk).update(**change)
    with pytest.raises(IntegrityError, match="never in force at once"), transaction.atomic():
        Version.objects.filter(pk=second.pk).update(in_force_on=dt.date(2026, 12, 6))


def test_i5_a_machine_asleep_on_the_day_still_makes_one_text_follow_the_other(cast, version):
    """Dated the 4th, found on the 10th, while another came into force by hand on the 8th."""
    late = transitions.set_date(
        given.proclaimed(cast, words="Une chose."), on=dt.date(2026, 12, 4), by=cast.amina, today=DAY
    )
    given.repealed(cast, version, on=dt.date(2026, 12, 8))
    assert transitions.bring_due_into_force(late, today=dt.date(2026, 12, 10))
    assert given.fresh(late).in_force_on == dt.date(2026, 12, 8)
