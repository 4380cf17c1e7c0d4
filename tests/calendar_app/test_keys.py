"""The register of keys: named, dated, checked, taken back; and what it asks of the coordination (I31)."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from associations.models import Mandate, Role
from associations.transitions import change_end, leave
from calendar_app import accounts_todo, keys, reviewing
from calendar_app.models import AccessGrant, Channel
from journal.models import Entry
from journal.moves import Overtaken, Refused

from . import opening_given as walk
from .given import DAY, NOW

TODAY = NOW.date()


def give(channel, to, by, kind="administration", granted_on=TODAY, today=TODAY):
    return keys.give(channel, to=to, kind=kind, two_factor="unknown", granted_on=granted_on, by=by, today=today)


def register(association):
    return list(AccessGrant.objects.of(association).live().with_people())


def titles(member, now=NOW):
    return [todo.title for todo in accounts_todo.waiting([member], now)]


def told(association, now):
    return {planned.key: planned for planned in reviewing.wanted(association, now)}


def test_i31_a_key_has_a_name_a_day_and_a_giver(given, cast):
    grant = give(given.channel("x"), cast.chloe, cast.bruno, kind="writing")
    assert (grant.membership, grant.granted_on, grant.granted_by) == (cast.chloe, TODAY, cast.bruno)
    assert Entry.objects.filter(action="calendar.manage", after="key given").count() == 1


def test_i31_no_field_could_hold_a_secret():
    """Nothing in the row is free text: no password has a place to be written in."""
    texts = {f.name for f in AccessGrant._meta.get_fields() if f.get_internal_type() in ("CharField", "TextField")}
    assert texts == {"kind", "two_factor"}
    assert all(AccessGrant._meta.get_field(name).choices for name in texts)


def test_i31_one_key_per_person_and_account(given, cast):
    channel = given.channel("x")
    give(channel, cast.chloe, cast.bruno, kind="writing")
    with pytest.raises(Overtaken, match="tient déjà une clé"):
        give(channel, cast.chloe, cast.bruno)
    with pytest.raises(IntegrityError), transaction.atomic():
        AccessGrant.objects.create(
            association=given.association,
            channel=channel,
            membership=cast.chloe,
            kind="reading",
            granted_on=TODAY,
            granted_by=cast.bruno,
        )


def test_a_key_is_given_by_the_coordination_to_a_member_and_not_tomorrow(given, cast):
    channel = given.channel("x")
    with pytest.raises(PermissionDenied):
        give(channel, cast.chloe, cast.elise)
    with pytest.raises(Refused, match="dans le futur"):
        give(channel, cast.chloe, cast.bruno, granted_on=TODAY + DAY)
    leave(cast.chloe, by=cast.amina, today=TODAY)
    with pytest.raises(Refused, match="a quitté l’association"):
        give(channel, cast.chloe, cast.bruno)


@pytest.mark.parametrize("on", [TODAY + DAY, TODAY - 8 * DAY])
def test_a_key_is_taken_back_between_its_gift_and_today(given, cast, on):
    grant = give(given.channel("x"), cast.chloe, cast.bruno, granted_on=TODAY - 7 * DAY)
    with pytest.raises(Refused, match="Choisissez un jour entre"):
        keys.take_back(grant, on=on, by=cast.bruno, today=TODAY)


def test_a_key_is_taken_back_once_and_may_be_given_again(given, cast):
    channel = given.channel("x")
    grant = give(channel, cast.chloe, cast.bruno)
    keys.take_back(grant, on=TODAY, by=cast.bruno, today=TODAY)
    with pytest.raises(Overtaken):
        keys.take_back(grant, on=TODAY, by=cast.amina, today=TODAY)
    give(channel, cast.chloe, cast.bruno, kind="writing")
    assert AccessGrant.objects.count() == 2


# -- two administrators at least ------------------------------------------------


def test_i31_fewer_than_two_administrators_is_said_and_blocks_nothing(given, cast):
    channel = given.channel("x")
    first = give(channel, cast.chloe, cast.bruno)
    assert keys.short_of_administrators([channel], register(given.association), TODAY) == {channel.pk: 1}
    assert "Trouver une deuxième personne pour administrer" in titles(cast.bruno)
    give(channel, cast.bruno, cast.amina)
    assert keys.short_of_administrators([channel], register(given.association), TODAY) == {}
    assert "Trouver une deuxième personne pour administrer" not in titles(cast.bruno)
    keys.take_back(first, on=TODAY, by=cast.bruno, today=TODAY)
    assert keys.short_of_administrators([channel], register(given.association), TODAY) == {channel.pk: 1}


def test_i31_writers_and_people_who_left_do_not_administer(given, cast):
    channel = given.channel("x")
    give(channel, cast.chloe, cast.bruno)
    give(channel, cast.bruno, cast.amina)
    give(channel, cast.farid, cast.bruno, kind="writing")
    leave(cast.chloe, by=cast.amina, today=TODAY)
    assert keys.short_of_administrators([channel], register(given.association), TODAY) == {channel.pk: 1}


def test_only_the_coordination_is_asked(given, cast):
    give(given.channel("x"), cast.chloe, cast.bruno)
    assert titles(cast.chloe) == []


# -- keys to take back ------------------------------------------------------------


def test_i31_the_keys_of_who_left_are_to_take_back(given, cast):
    give(given.channel("x"), cast.chloe, cast.bruno)
    give(given.channel("mastodon"), cast.chloe, cast.bruno, kind="writing")
    leave(cast.chloe, by=cast.amina, today=TODAY)
    found = keys.doubts(register(given.association), TODAY)
    assert len(found) == 2
    assert "a quitté l’association le 22 novembre 2026" in found[0].why
    assert titles(cast.bruno).count("Clés à retirer\u00a0: Chloé Dubreuil") == 1
    later = keys.doubts(register(given.association), TODAY + 400 * DAY)
    assert len(later) == 2, "A key does not stop being dangerous with time."


def test_i31_the_keys_of_an_ended_mandate_are_to_take_back(given, cast):
    give(given.channel("x"), cast.farid, cast.bruno)
    mandate = Mandate.objects.get(membership=cast.farid, role=Role.REVIEWER)
    change_end(mandate, ends_on=TODAY, by=cast.amina, today=TODAY)
    assert keys.doubts(register(given.association), TODAY) == [], "The last day of a mandate counts."
    (doubt,) = keys.doubts(register(given.association), TODAY + DAY)
    assert "a pris fin le 22 novembre 2026" in doubt.why
    assert doubt.since == TODAY


def test_a_renewed_mandate_leaves_the_key(given, cast):
    give(given.channel("x"), cast.farid, cast.bruno)
    mandate = Mandate.objects.get(membership=cast.farid, role=Role.REVIEWER)
    change_end(mandate, ends_on=TODAY, by=cast.amina, today=TODAY)
    Mandate.objects.create(
        association=given.association, membership=cast.farid, role=Role.REVIEWER, starts_on=TODAY + DAY
    )
    assert keys.doubts(register(given.association), TODAY + DAY) == []


def test_a_check_since_the_end_of_a_mandate_keeps_the_key_of_who_still_has_one(given, cast):
    channel = given.channel("x")
    grant = give(channel, cast.farid, cast.bruno)
    mandate = Mandate.objects.get(membership=cast.farid, role=Role.REVIEWER)
    change_end(mandate, ends_on=TODAY, by=cast.amina, today=TODAY)
    keys.check(channel, two_factor={grant.pk: "yes"}, check_months=3, by=cast.bruno, today=TODAY + DAY)
    assert keys.doubts(register(given.association), TODAY + 2 * DAY) == []


def test_a_check_does_not_keep_the_key_of_who_has_no_mandate_left(given, cast):
    channel = given.channel("x")
    grant = give(channel, cast.chloe, cast.bruno)
    change_end(Mandate.objects.get(membership=cast.chloe), ends_on=TODAY, by=cast.amina, today=TODAY)
    keys.check(channel, two_factor={grant.pk: "yes"}, check_months=3, by=cast.bruno, today=TODAY + DAY)
    assert len(keys.doubts(register(given.association), TODAY + 2 * DAY)) == 1


def test_the_coordination_is_told_each_week_until_it_is_ticked_off(given, cast):
    grant = give(given.channel("x"), cast.chloe, cast.bruno)
    leave(cast.chloe, by=cast.amina, today=TODAY)
    assert f"key:{grant.pk}:take-back:2026-11-22" in told(given.association, NOW)
    assert f"key:{grant.pk}:take-back:2026-11-29" in told(given.association, NOW + 9 * DAY)
    keys.take_back(grant, on=TODAY, by=cast.bruno, today=TODAY)
    assert told(given.association, NOW + 9 * DAY) == {}


# -- checks -------------------------------------------------------------------------


def state_on(membership, moment):
    return next(t.state for t in accounts_todo.waiting([membership], moment) if t.title.startswith("Vérifier"))


def test_keys_are_checked_each_quarter_or_half_year(given, cast):
    channel = given.channel("x")
    grant = give(channel, cast.chloe, cast.bruno)
    other = give(channel, cast.bruno, cast.amina)
    assert keys.check_due_on(channel, register(given.association)) == dt.date(2027, 5, 22)
    found = {grant.pk: "yes", other.pk: "no"}
    assert keys.check(channel, two_factor=found, check_months=3, by=cast.bruno, today=TODAY) == 2
    channel.refresh_from_db()
    grant.refresh_from_db()
    assert (grant.two_factor, grant.checked_on, grant.checked_by) == ("yes", TODAY, cast.bruno)
    assert keys.check_due_on(channel, register(given.association)) == dt.date(2027, 2, 22)
    day = dt.datetime(2027, 2, 22, 9, tzinfo=dt.UTC)
    assert f"channel:{channel.pk}:keys:2027-02-22" in told(given.association, day)
    assert "Vérifier les clés de «\u00a0X\u00a0»" in titles(cast.bruno, day)
    assert f"channel:{channel.pk}:keys:2027-02-22" not in told(given.association, day - DAY)
    assert [state_on(cast.bruno, moment) for moment in (day, day + DAY)] == ["waiting", "late"]


def test_a_key_given_meanwhile_is_not_said_to_be_checked(given, cast):
    channel = given.channel("x")
    seen, later = give(channel, cast.chloe, cast.bruno), give(channel, cast.bruno, cast.amina)
    keys.check(channel, two_factor={seen.pk: "yes"}, check_months=6, by=cast.bruno, today=TODAY)
    later.refresh_from_db()
    assert later.checked_on is None


def test_an_account_without_keys_has_nothing_to_check(given, cast):
    channel = given.channel("x")
    with pytest.raises(Refused, match="Aucune clé"):
        keys.check(channel, two_factor={}, check_months=6, by=cast.bruno, today=TODAY)


@pytest.mark.parametrize(
    ("day", "months", "due"),
    [
        (dt.date(2026, 11, 30), 3, dt.date(2027, 3, 2)),
        (dt.date(2026, 8, 15), 6, dt.date(2027, 2, 15)),
        (dt.date(2026, 12, 1), 3, dt.date(2027, 3, 1)),
    ],
)
def test_months_are_counted_on_the_calendar(given, cast, day, months, due):
    channel = given.channel("x", check_months=months)
    give(channel, cast.chloe, cast.bruno, granted_on=day, today=day)
    assert keys.check_due_on(channel, register(given.association)) == due


# -- the yearly review, told -----------------------------------------------------


@pytest.mark.parametrize(("before", "day"), [(31, None), (30, "2027-10-23"), (1, "2027-10-23"), (0, "2027-11-22")])
def test_a_review_is_told_a_month_ahead_and_on_its_day(given, cast, before, day):
    _opening, channel = walk.opened(cast)
    now = dt.datetime(2027, 11, 22, 9, tzinfo=dt.UTC) - before * DAY
    keys_told = [key for key in told(given.association, now) if ":review:" in key]
    assert keys_told == ([f"channel:{channel.pk}:review:2027-11-22:{day}"] * bool(day))
    assert ("Revoir le compte «\u00a0TikTok\u00a0»" in titles(cast.bruno, now)) is bool(day)


def test_who_is_told_coordinates(given, cast):
    _opening, _channel = walk.opened(cast)
    now = dt.datetime(2027, 11, 22, 9, tzinfo=dt.UTC)
    readers = {planned.to for planned in reviewing.wanted(given.association, now)}
    assert readers == {cast.amina, cast.bruno}


def test_what_waits_follows_the_opening(given, cast):
    walk.proposed(cast, name="A")
    walk.discussed(cast, name="B")
    opening, _ballot = walk.on_ballot(cast, name="C")
    walk.authorised(cast, name="D")
    verbs = {todo.title: todo.verb for todo in accounts_todo.waiting([cast.bruno], NOW)}
    named = {name: verbs.get(f"Ouverture du compte «\u00a0{name}\u00a0»") for name in "ABCD"}
    assert named == {"A": "Voir le débat", "B": "Ouvrir le scrutin", "C": None, "D": "Ouvrir le compte"}
    assert opening.status == "discussed"
    assert Channel.objects.count() == 0
