"""Proxies through the door: given, taken back, refused in words, and what becomes of them in the session."""

import datetime as dt

import pytest

from governance import proxies, sessions
from governance.models import Proxy
from governance.presence import carried, counts
from journal.models import Entry
from tests.conftest import make_member
from tests.governance import convened as given

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unscoped")]


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(given.NOW, tick=False)


def words_of(response):
    return " ".join(response.content.decode().split()).replace("\u00a0", " ").replace("\u202f", " ")


def give(as_, url, meeting, who, holder):
    """`who` gives their proxy to `holder` on the page; return what the page answers."""
    holder_pk = holder.pk if holder else ""
    return words_of(as_(who).post(url("governance:meeting-proxy", pk=meeting.pk), {"holder": holder_pk}, follow=True))


def on_paper(as_, url, meeting, giver, holder):
    data = {"giver": giver.pk, "holder": holder.pk if holder else ""}
    return words_of(as_("amina").post(url("governance:meeting-proxies", pk=meeting.pk), data, follow=True))


# -- giving and taking back ---------------------------------------------------


def test_elise_gives_her_voice_and_takes_it_back(as_, cast, url):
    meeting = given.convened(cast)
    assert "Farid Guermi votera à votre place" in give(as_, url, meeting, "elise", cast.farid)
    proxy = Proxy.objects.get()
    assert (proxy.giver, proxy.holder, proxy.status) == (cast.elise, cast.farid, "granted")
    assert Entry.objects.filter(action="governance.vote", after="granted").exists()
    assert "Vous portez le pouvoir de : Élise Fontaine." in words_of(as_("farid").get(meeting.get_absolute_url()))
    answer = as_("elise").post(url("governance:proxy-revoke", pk=proxy.pk), follow=True)
    assert "Le pouvoir est repris." in words_of(answer)
    assert "Gilles Hamon votera à votre place" in give(as_, url, meeting, "elise", cast.gilles)


@pytest.mark.parametrize(
    ("who", "status"), [("amina", 302), ("elise", 302), ("farid", 403), ("chloe", 403), ("damien", 404)]
)
def test_who_may_take_a_proxy_back(as_, cast, url, who, status):
    proxy = given.proxy(given.convened(cast), cast.elise, cast.farid)
    assert as_(who).post(url("governance:proxy-revoke", pk=proxy.pk)).status_code == status


def test_taking_back_twice_is_told(as_, cast, url):
    proxy = given.proxy(given.convened(cast), cast.elise, cast.farid)
    address = url("governance:proxy-revoke", pk=proxy.pk)
    as_("elise").post(address)
    assert "Cet acte n’est pas possible : l’état est « Repris »" in words_of(as_("elise").post(address, follow=True))


def test_a_proxy_is_not_taken_back_once_the_session_is_open(as_, cast, url):
    meeting = given.convened(cast)
    proxy = given.proxy(meeting, cast.elise, cast.gilles)
    given.held(cast, meeting=meeting)
    answer = words_of(as_("elise").post(url("governance:proxy-revoke", pk=proxy.pk), follow=True))
    assert "ce pouvoir ne se reprend plus" in answer


def test_the_secretary_writes_down_a_paper(as_, cast, url):
    meeting = given.convened(cast)
    assert "Le pouvoir est noté." in on_paper(as_, url, meeting, cast.elise, cast.farid)
    assert Proxy.objects.get().recorded_by == cast.amina
    assert "Noté par le secrétariat d’après votre papier." in words_of(
        as_("elise").get(url("governance:meeting-proxy", pk=meeting.pk))
    )
    assert as_("elise").get(url("governance:meeting-proxies", pk=meeting.pk)).status_code == 403


def test_without_a_name_it_goes_to_the_chair_when_the_statutes_say_so(as_, cast, url):
    meeting = given.convened(cast)
    assert "Il ira à la présidence de séance" in give(as_, url, meeting, "elise", None)
    given.held(cast, meeting=meeting)
    assert carried(given.fresh(meeting)) == {cast.elise.pk: cast.amina.pk}


# -- refused in words ---------------------------------------------------------


def test_the_cap_of_the_statutes(as_, cast, url):
    meeting = given.convened(cast, proxy_cap=1)
    given.proxy(meeting, cast.elise, cast.farid)
    answer = give(as_, url, meeting, "gilles", cast.farid)
    assert "Farid Guermi porte déjà 1 pouvoir : vos statuts n’en permettent pas plus (article 12)." in answer
    assert "Choisissez quelqu’un d’autre." in answer
    assert Proxy.objects.count() == 1


def test_a_place_given_back_may_be_taken(as_, cast, url):
    meeting = given.convened(cast, proxy_cap=1)
    proxies.take_back(given.proxy(meeting, cast.elise, cast.farid), by=cast.elise, now=given.NOW)
    assert "Farid Guermi votera à votre place" in give(as_, url, meeting, "gilles", cast.farid)


def test_the_cap_of_the_chair_counts_the_proxies_without_a_name(cast):
    """Élise's paper names nobody: amina, who presides, carries it, and no second one by name nor without."""
    meeting = given.held(cast, proxy_cap=1)
    given.proxy(meeting, cast.elise, None, by=cast.amina, now=given.THAT_DAY)
    for holder in (None, cast.amina):
        with pytest.raises(proxies.Refused, match="porte déjà 1 pouvoir"):
            given.proxy(meeting, cast.farid, holder, by=cast.amina, now=given.THAT_DAY)
    assert carried(meeting) == {cast.elise.pk: cast.amina.pk}


def test_without_a_cap_a_person_carries_as_many_as_they_are_given(cast):
    meeting = given.convened(cast, proxies="unlimited", proxy_cap=None)
    for giver in (cast.elise, cast.gilles, cast.amina):
        given.proxy(meeting, giver, cast.farid)
    assert Proxy.objects.filter(holder=cast.farid, status="granted").count() == 3


def test_an_unknown_cap_is_asked_and_never_assumed(as_, cast, url):
    meeting = given.convened(cast, proxies="unknown", proxy_cap=None, blank_proxies="unknown")
    page = words_of(as_("elise").get(url("governance:meeting-proxy", pk=meeting.pk)))
    assert "Nous ne savons pas si vos statuts permettent de donner pouvoir." in page
    answer = give(as_, url, meeting, "elise", cast.farid)
    assert not Proxy.objects.exists(), answer
    with pytest.raises(proxies.Refused, match="Demandez au secrétariat de compléter"):
        given.proxy(meeting, cast.elise, cast.farid)


def test_statutes_that_forbid_proxies(as_, cast, url):
    meeting = given.convened(cast, proxies="none", proxy_cap=None, blank_proxies="unknown")
    answer = give(as_, url, meeting, "elise", cast.farid)
    assert "Vos statuts ne permettent pas de donner pouvoir (article 12)." in answer
    assert not Proxy.objects.exists()
    with pytest.raises(proxies.Refused, match="ne permettent pas"):
        given.proxy(meeting, cast.elise, cast.farid)


@pytest.mark.parametrize(
    ("blank", "sentence"),
    [
        ("lost", "Vos statuts ne comptent pas un pouvoir sans nom"),
        ("unknown", "Nous ne savons pas ce que vos statuts font"),
    ],
)
def test_a_proxy_needs_a_name_unless_the_statutes_give_it_to_the_chair(as_, cast, url, blank, sentence):
    meeting = given.convened(cast, blank_proxies=blank)
    assert "Choisissez la personne qui votera à votre place." in give(as_, url, meeting, "elise", None)
    with pytest.raises(proxies.Refused, match=sentence):
        given.proxy(meeting, cast.elise, None)


def test_the_holder_sits_in_the_body(as_, cast, url):
    meeting = given.convened(cast)
    give(as_, url, meeting, "elise", cast.chloe)
    assert not Proxy.objects.exists()
    with pytest.raises(proxies.Refused, match="Chloé Dubreuil ne siège pas"):
        given.proxy(meeting, cast.elise, cast.chloe)


def test_the_giver_sits_in_the_body(as_, cast, url):
    meeting = given.convened(cast)
    answer = give(as_, url, meeting, "chloe", cast.farid)
    assert "vous n’y avez pas de voix à donner" in answer
    with pytest.raises(proxies.Refused, match="il n’y a pas de voix à donner"):
        given.proxy(meeting, cast.chloe, cast.farid)


def test_nobody_represents_themselves(as_, cast, url):
    meeting = given.convened(cast)
    assert "On ne se donne pas pouvoir à soi-même" in on_paper(as_, url, meeting, cast.elise, cast.elise)


def test_a_voice_is_given_once(as_, cast, url):
    meeting = given.convened(cast)
    given.proxy(meeting, cast.elise, cast.farid)
    answer = on_paper(as_, url, meeting, cast.elise, cast.gilles)
    assert "Élise Fontaine a déjà donné pouvoir à Farid Guermi : reprenez-le d’abord." in answer


def test_a_proxy_is_not_passed_on(as_, cast, url):
    meeting = given.convened(cast, proxy_cap=3)
    given.proxy(meeting, cast.elise, cast.farid)
    assert "Élise Fontaine a déjà donné son propre pouvoir" in give(as_, url, meeting, "gilles", cast.elise)
    assert "Farid Guermi porte le pouvoir de Élise Fontaine" in give(as_, url, meeting, "farid", cast.gilles)


def test_somebody_who_will_not_come_carries_nothing(as_, cast, url):
    meeting = given.marked(given.convened(cast), cast, now=given.NOW, farid="excused")
    assert "Farid Guermi ne viendra pas" in give(as_, url, meeting, "elise", cast.farid)


def test_somebody_who_is_here_gives_nothing(as_, cast, url, time_machine):
    meeting = given.marked(given.convened(cast), cast, elise="present", farid="present")
    time_machine.move_to(given.THAT_DAY, tick=False)
    assert "Élise Fontaine est en séance : sa voix ne se donne pas." in give(as_, url, meeting, "elise", cast.farid)


def test_before_and_after_there_is_nothing_to_give(as_, cast, url):
    draft = given.draft(cast)
    assert "Cet acte n’est pas possible : l’état est « En préparation »" in give(as_, url, draft, "elise", cast.farid)
    assert "n’est pas encore convoquée" in on_paper(as_, url, draft, cast.elise, cast.farid)
    closed = given.closed(cast)
    assert "Cet acte n’est pas possible : l’état est « Levée »" in give(as_, url, closed, "elise", cast.farid)
    assert "elle ne prend plus de pouvoir" in on_paper(as_, url, closed, cast.elise, cast.farid)


def test_in_an_open_session_papers_only_and_to_somebody_here(as_, cast, url):
    meeting = given.held(cast)
    assert "remettez votre pouvoir sur papier" in give(as_, url, meeting, "elise", cast.gilles)
    assert "Farid Guermi n’est pas en séance" in on_paper(as_, url, meeting, cast.elise, cast.farid)
    assert "Le pouvoir est noté." in on_paper(as_, url, meeting, cast.elise, cast.gilles)
    assert Proxy.objects.get().status == "used"


# -- in the session -----------------------------------------------------------


def test_who_comes_takes_their_voice_back_at_the_opening(as_, cast, url, time_machine):
    meeting = given.convened(cast)
    given.proxy(meeting, cast.elise, cast.farid)
    given.marked(meeting, cast, amina="present", gilles="present", elise="present")
    time_machine.move_to(given.THAT_DAY, tick=False)
    page = words_of(as_("amina").get(url("governance:meeting-sheet", pk=meeting.pk)))
    assert "pouvoir sans effet à l’ouverture : la personne est là" in page
    data = {"chair": cast.amina.pk, "secretary": cast.gilles.pk}
    answer = words_of(as_("amina").post(url("governance:meeting-open", pk=meeting.pk), data, follow=True))
    assert "Pouvoir sans effet, la personne est venue : Élise Fontaine." in answer
    assert Proxy.objects.get().status == "void_present"


def test_a_slip_of_the_hand_before_the_opening_costs_nobody_their_proxy(cast):
    meeting = given.convened(cast)
    given.proxy(meeting, cast.elise, cast.gilles)
    given.marked(meeting, cast, elise="present")
    assert carried(meeting) == {}
    given.marked(meeting, cast, elise="excused")
    given.held(cast, meeting=meeting)
    assert Proxy.objects.get().status == "used"
    assert carried(given.fresh(meeting)) == {cast.elise.pk: cast.gilles.pk}


def test_noting_the_rest_here_leaves_out_who_gave_their_voice(as_, cast, url, time_machine):
    meeting = given.convened(cast)
    given.proxy(meeting, cast.elise, cast.gilles)
    time_machine.move_to(given.THAT_DAY, tick=False)
    amina, sheet = as_("amina"), url("governance:meeting-sheet", pk=meeting.pk)
    page = words_of(amina.get(sheet))
    assert "Enregistrer, et noter ici les 3 restantes" in page
    assert "pouvoir à Gilles Hamon, dont la présence n’est pas encore notée" in page
    was = ",".join(f"{member.pk}:expected" for member in (cast.amina, cast.elise, cast.farid, cast.gilles))
    amina.post(sheet, {"was": was, "rest": "oui"})
    found = counts(given.fresh(meeting))
    assert (found.present, found.represented) == (3, 1)
    assert Proxy.objects.get().status == "granted"
    given.marked(meeting, cast, gilles="absent")
    assert "pouvoir à Gilles Hamon, qui n’est pas là" in words_of(amina.get(sheet))


def test_a_holder_who_is_not_there_loses_the_voice_and_it_is_said(as_, cast, url, time_machine):
    meeting = given.convened(cast)
    given.proxy(meeting, cast.elise, cast.farid)
    given.marked(meeting, cast, amina="present", gilles="present")
    time_machine.move_to(given.THAT_DAY, tick=False)
    page = words_of(as_("amina").get(url("governance:meeting-open", pk=meeting.pk)))
    assert "Pouvoirs que personne ne porte" in page
    data = {"chair": cast.amina.pk, "secretary": cast.gilles.pk}
    answer = words_of(as_("amina").post(url("governance:meeting-open", pk=meeting.pk), data, follow=True))
    assert "Pouvoir perdu, la personne qui devait le porter n’est pas là : Élise Fontaine." in answer
    assert "pouvoir perdu" in answer
    assert counts(given.fresh(meeting)).represented == 0
    sessions.close_session(given.fresh(meeting), by=cast.amina, now=given.STARTS)
    assert Proxy.objects.get().status == "lost"


def test_a_late_holder_brings_the_voice_and_takes_it_away_again(cast):
    meeting = given.convened(cast)
    given.proxy(meeting, cast.elise, cast.farid)
    given.held(cast, meeting=meeting)
    late = given.STARTS + dt.timedelta(minutes=30)
    given.marked(given.fresh(meeting), cast, now=late, farid="present")
    assert carried(given.fresh(meeting)) == {cast.elise.pk: cast.farid.pk}
    assert Proxy.objects.get().status == "used"
    given.marked(given.fresh(meeting), cast, now=late + dt.timedelta(hours=1), farid="absent")
    assert carried(given.fresh(meeting)) == {}


def test_a_late_giver_takes_a_used_voice_back(cast):
    meeting = given.convened(cast)
    given.proxy(meeting, cast.elise, cast.gilles)
    given.held(cast, meeting=meeting)
    assert counts(given.fresh(meeting)).represented == 1
    given.marked(given.fresh(meeting), cast, now=given.STARTS, elise="present")
    assert Proxy.objects.get().status == "void_present"
    found = counts(given.fresh(meeting))
    assert (found.present, found.represented) == (3, 0)


def test_blank_proxies_over_the_cap_of_the_chair_are_refused_the_newest_first(as_, cast, url, time_machine):
    meeting = given.convened(cast, proxy_cap=1)
    given.proxy(meeting, cast.farid, None)
    given.proxy(meeting, cast.elise, None, now=given.NOW + dt.timedelta(minutes=1))
    given.marked(meeting, cast, amina="present", gilles="present")
    time_machine.move_to(given.THAT_DAY, tick=False)
    data = {"chair": cast.amina.pk, "secretary": cast.gilles.pk}
    answer = words_of(as_("amina").post(url("governance:meeting-open", pk=meeting.pk), data, follow=True))
    assert "Pouvoir sans nom refusé, la présidence a atteint son plafond : Élise Fontaine." in answer
    assert dict(Proxy.objects.values_list("giver", "status")) == {cast.farid.pk: "used", cast.elise.pk: "refused_cap"}


def test_the_list_of_proxies_costs_the_same_for_a_crowd(as_, cast, url, assert_flat):
    from associations.models import Role

    meeting = given.convened(cast, proxies="unlimited", proxy_cap=None)
    numbers = iter(range(99))

    def grow():
        person = make_member(meeting.association, f"p{next(numbers)}@exemple.example", "Zoé Ali", [Role.BOARD_MEMBER])
        given.proxy(meeting, person, cast.farid)

    assert_flat(as_("amina"), url("governance:meeting-proxies", pk=meeting.pk), grow)
    assert_flat(as_("amina"), url("governance:meeting-sheet", pk=meeting.pk), grow)
    assert_flat(as_("amina"), meeting.get_absolute_url(), grow)
    assert_flat(as_("elise"), url("governance:meeting-proxy", pk=meeting.pk), grow)
