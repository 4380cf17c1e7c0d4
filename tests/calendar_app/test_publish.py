"""Schedule, publish by hand, confirm, cancel. Each guard of the gate is met at each door."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from calendar_app import gate, transitions
from calendar_app.models import Post, Variant
from journal.moves import Overtaken, Refused

from .given import DAY, HOUR, NOW
from .test_review import ask, messages

LINK = "https://mastodon.example/@mains/1"


def confirm_data(variant, link=LINK, on="2026-11-22", hour="10:30"):
    prefix = f"v{variant.pk}"
    return {f"{prefix}-link": link, f"{prefix}-published_on": on, f"{prefix}-published_hour": hour}


def confirm(as_, url, who, post, **fields):
    variant = fields.pop("variant", None) or post.variants.first()
    return as_(who).post(url("calendar:post-confirm", pk=post.pk, variant=variant.pk), confirm_data(variant, **fields))


@pytest.mark.parametrize(("who", "status"), [("farid", 302), ("bruno", 302), ("chloe", 403), ("damien", 404)])
def test_who_may_schedule(as_, url, given, who, status):
    post = given.approved()
    assert as_(who).post(url("calendar:post-schedule", pk=post.pk)).status_code == status
    assert given.again(post).status == ("scheduled" if status == 302 else "review")


def test_only_approved_words_are_scheduled(as_, url, given):
    post = given.in_review()
    _, said = ask(as_, url, "bruno", "schedule", post)
    assert "pas encore été approuvé" in said
    assert given.again(post).status == "review"


def test_new_words_send_a_scheduled_post_back_to_review(given):
    post = given.scheduled()
    transitions.write(post, given.words(), given.plan(due_at=NOW + 9 * DAY), expected=1, by=given.cast.bruno, now=NOW)
    assert given.again(post).status == "scheduled"
    transitions.write(post, given.words(text="Autre."), given.plan(), expected=2, by=given.cast.chloe, now=NOW)
    assert given.again(post).status == "review"
    with pytest.raises(Refused, match="pas encore été approuvé"):
        transitions.schedule(post, by=given.cast.bruno, now=NOW)


def test_a_past_hour_is_not_scheduled(given):
    post = given.approved(due_at=NOW + HOUR)
    with pytest.raises(Refused, match="déjà passée"):
        transitions.schedule(post, by=given.cast.bruno, now=NOW + 2 * HOUR)


def test_late_is_derived(given):
    post = given.scheduled(due_at=NOW - HOUR)
    assert post.is_late(NOW)
    assert not given.scheduled().is_late(NOW)
    assert list(Post.objects.late(NOW)) == [post]


def test_the_kit_gives_text_images_and_address(as_, url, given):
    mastodon = given.channel("mastodon", url="https://mastodon.example/@mains")
    post = given.scheduled(channels=[mastodon, given.channel("x")], own={"x": "Court, pour X."})
    page = as_("chloe").get(url("calendar:post-kit", pk=post.pk)).content.decode()
    assert "Samedi, on trie les jouets." in page
    assert "Court, pour X." in page
    assert 'href="https://mastodon.example/@mains"' in page


def test_a_refused_link_is_said_where_it_was_typed(as_, url, given):
    post = given.scheduled(channels=[given.channel("mastodon"), given.channel("x")])
    place = post.variants.get(channel__slug="x")
    whole = as_("chloe").get(url("calendar:post-kit", pk=post.pk)).content.decode()
    address = url("calendar:post-confirm", pk=post.pk, variant=place.pk)
    assert f'id="f-x" action="{address}#f-x"' in whole
    assert "À corriger" not in whole
    page = confirm(as_, url, "chloe", post, variant=place, link="bonjour").content.decode()
    assert "<title>À corriger\u00a0: Publier" in page
    assert 'role="alert"' in page[page.index('id="f-x"') :]
    assert 'role="alert"' not in page[: page.index('id="f-x"')]


def test_confirming_the_last_account_publishes(as_, url, given):
    post = given.scheduled(channels=[given.channel("mastodon"), given.channel("x")])
    first, second = post.variants.all()
    response = confirm(as_, url, "chloe", post, variant=first)
    assert "Il reste d’autres comptes" in messages(response)
    assert given.again(post).status == "scheduled"
    confirm(as_, url, "bruno", post, variant=second, hour="10:45", link="https://x.example/2")
    post = given.again(post)
    assert (post.status, post.published_at) == ("published", dt.datetime(2026, 11, 22, 9, 45, tzinfo=dt.UTC))
    first.refresh_from_db()
    assert (first.link, first.confirmed_by) == (LINK, given.cast.chloe)
    page = as_("elise").get(post.get_absolute_url()).content.decode()
    assert LINK in page
    assert "https://x.example/2" in page


@pytest.mark.parametrize(
    "link",
    [
        "",
        "javascript:alert(1)",
        "mastodon.example/1",
        "ftp://a.example/1",
        "https://",
        "https://nu",
        "https://[",
        "https://a.example/<b>",
        "https://a b.example/",
    ],
)
def test_a_link_is_a_web_address(as_, url, given, link):
    post = given.scheduled()
    response = confirm(as_, url, "chloe", post, link=link)
    page = response.content.decode()
    assert response.status_code == 200
    assert ("Ce champ est obligatoire." if not link else "Ce n’est pas l’adresse d’une page.") in page
    assert given.again(post).status == "scheduled"
    assert not Variant.objects.exclude(published_at=None).exists()


@pytest.mark.parametrize(
    ("on", "hour", "sentence"),
    [
        ("2026-11-23", "10:30", "pas encore passée"),
        ("2026-03-29", "02:30", "n’existe pas"),
        ("", "10:30", "obligatoire"),
    ],
)
def test_the_hour_of_publication_is_real(as_, url, given, on, hour, sentence):
    post = given.scheduled()
    assert sentence in confirm(as_, url, "chloe", post, on=on, hour=hour).content.decode()
    assert given.again(post).status == "scheduled"


def test_the_second_to_confirm_is_told(as_, url, given):
    post = given.scheduled(channels=[given.channel("mastodon"), given.channel("x")])
    variant = post.variants.first()
    confirm(as_, url, "bruno", post, variant=variant)
    with pytest.raises(Overtaken):
        transitions.confirm(variant, link="https://a.example/2", published_at=NOW, by=given.cast.chloe, now=NOW)
    variant.refresh_from_db()
    assert variant.link == LINK


def test_a_variant_of_another_post_is_not_found(as_, url, given):
    post, other = given.scheduled(), given.scheduled(title="Autre")
    variant = other.variants.first()
    response = as_("chloe").post(url("calendar:post-confirm", pk=post.pk, variant=variant.pk), confirm_data(variant))
    assert response.status_code == 404


def break_approval(given, post):
    post.approvals.all().delete()


def break_decision(given, post):
    channel = post.variants.first().channel
    channel.opened_by_decision = ""
    channel.save()


def break_account(given, post):
    channel = post.variants.first().channel
    channel.is_active = False
    channel.save()


def break_hold(given, post):
    given.hold(channel=post.variants.first().channel)


def break_whole_hold(given, post):
    given.hold()


BREAKS = [break_approval, break_decision, break_account, break_hold, break_whole_hold]


@pytest.mark.parametrize("breaks", BREAKS, ids=lambda breaks: breaks.__name__)
def test_each_broken_link_stops_publication_at_every_door(as_, url, given, breaks):
    post = given.scheduled()
    assert [f for f in gate.findings(post, "publish", NOW) if f.blocks] == []
    breaks(given, post)
    assert [f for f in gate.findings(post, "publish", NOW) if f.blocks] != []
    assert as_("chloe").get(url("calendar:post-kit", pk=post.pk)).status_code in (302, 403)
    confirm(as_, url, "chloe", post)
    with pytest.raises(Exception, match=r"."):
        transitions.confirm(post.variants.first(), link=LINK, published_at=NOW, by=given.cast.bruno, now=NOW)
    assert given.again(post).status == "scheduled"
    assert not Variant.objects.exclude(published_at=None).exists()


def test_a_lifted_hold_lets_go(as_, url, given):
    post = given.scheduled()
    given.hold(ends_at=NOW - dt.timedelta(minutes=1))
    given.hold(starts_at=NOW + HOUR)
    confirm(as_, url, "chloe", post)
    assert given.again(post).status == "published"


def test_a_hold_without_words_cannot_be(given):
    with pytest.raises(IntegrityError), transaction.atomic():
        given.hold(channel=given.channel(), reason="")


def test_a_hold_elsewhere_holds_nothing_here(as_, url, given, unscoped):
    post = given.scheduled()
    given.hold(by=given.cast.damien)
    confirm(as_, url, "chloe", post)
    assert given.again(post).status == "published"


def test_cancelling_needs_a_reason_and_keeps_the_post(as_, url, given):
    post = given.scheduled()
    ask(as_, url, "chloe", "cancel", post, reason="")
    assert given.again(post).status == "scheduled"
    ask(as_, url, "chloe", "cancel", post, reason="Il pleut.")
    assert (given.again(post).status, given.again(post).reason) == ("cancelled", "Il pleut.")
    assert "Il pleut." in as_("elise").get(post.get_absolute_url()).content.decode()


def test_what_is_out_somewhere_is_neither_cancelled_nor_rewritten(given):
    post = given.scheduled(channels=[given.channel("mastodon"), given.channel("x")])
    transitions.confirm(post.variants.first(), link=LINK, published_at=NOW, by=given.cast.bruno, now=NOW)
    with pytest.raises(Refused, match="déjà publié"):
        transitions.cancel(post, reason="Trop tard.", by=given.cast.bruno, now=NOW)
    with pytest.raises(Refused, match="déjà publié"):
        transitions.write(post, given.words(text="Autre"), given.plan(), expected=1, by=given.cast.bruno, now=NOW)


def test_the_database_wants_link_hour_and_person_together(given):
    post = given.scheduled()
    with pytest.raises(IntegrityError), transaction.atomic():
        Variant.objects.filter(post=post).update(published_at=NOW)


def test_a_stand_on_x_needs_a_spokesperson_and_two_of_the_bureau(given, cast):
    from associations.models import Mandate, Role

    post = given.in_review(kind="position", channels=[given.channel("x")])
    transitions.approve(post, expected=1, by=cast.amina, now=NOW)
    with pytest.raises(Refused, match="prise de position"):
        transitions.schedule(post, by=cast.bruno, now=NOW)
    transitions.approve(post, expected=1, by=cast.gilles, now=NOW)
    with pytest.raises(Refused, match="prise de position"):
        transitions.schedule(post, by=cast.bruno, now=NOW)
    Mandate.objects.create(
        association=post.association, membership=cast.chloe, role=Role.SPOKESPERSON, starts_on=NOW.date()
    )
    transitions.schedule(given.again(post), by=cast.bruno, now=NOW)
    assert given.again(post).status == "scheduled"


def test_the_command_asks_the_same_gate(given, capsys):
    from django.core.management import CommandError, call_command

    post = given.scheduled()
    call_command("check_posts", association=given.association.slug)
    assert capsys.readouterr().out == ""
    break_decision(given, post)
    with pytest.raises(SystemExit):
        call_command("check_posts", association=given.association.slug)
    assert "Aucune décision d’ouverture" in capsys.readouterr().out
    with pytest.raises(CommandError, match="ailleurs"):
        call_command("check_posts", association="ailleurs")


def editorial_line_in_force(cast):
    """The line as we offer it, voted for by the board and in force today."""
    from charter import transitions as charters
    from charter import writing
    from charter.library import TO_ADAPT
    from governance import transitions as governance
    from tests.charter import given as texts

    texts.statutes(cast)
    version = charters.start_version(cast.amina.association, "editorial", by=cast.bruno)
    for clause in version.clauses.all():
        words = writing.Words(clause.title, TO_ADAPT.sub("choix fait", clause.body))
        writing.rewrite(clause, words, expected=clause.revision, by=cast.bruno, now=NOW)
    charters.submit(version, by=cast.bruno)
    charters.freeze(texts.fresh(version), by=cast.bruno, now=NOW)
    ballot = charters.open_ballot(
        texts.fresh(version), by=cast.amina, question="Adopter ?", closes_at=texts.CLOSES, now=NOW
    )
    governance.close(texts.voted(ballot, cast, "for", "for", "for", "against"), now=texts.CLOSES)
    texts.certified(ballot, cast)
    return charters.set_date(texts.fresh(version), on=NOW.date(), by=cast.amina, today=NOW.date())


def test_a_stand_on_x_is_told_the_article_in_force(as_, url, given, cast):
    post = given.in_review(kind="position", channels=[given.channel("x")])
    before = as_("chloe").get(post.get_absolute_url()).content.decode()
    assert "prise de position ne part pas sur X" in before
    assert "Ligne éditoriale, article" not in before
    version = editorial_line_in_force(cast)
    number = version.clauses.get(key="x-information-only").position
    page = as_("chloe").get(post.get_absolute_url()).content.decode()
    assert f'href="{version.get_absolute_url()}#article-{number}">Ligne éditoriale, article {number}</a>' in page


def test_a_stand_on_x_is_not_stuck_by_readers_outside_the_bureau(as_, url, given, cast):
    from associations.models import Mandate, Role

    post = given.in_review(kind="position", channels=[given.channel("x")])
    for who in ("farid", "elise"):
        ask(as_, url, who, "approve", post, expected=1)
    assert [a.by for a in post.approvals.all()] == [cast.farid], "a second reader outside the bureau adds nothing"
    for who in ("amina", "gilles"):
        offers = {offer.verb for offer in as_(who).get(post.get_absolute_url()).context["offers"]}
        assert "approve" in offers
        ask(as_, url, who, "approve", post, expected=1)
    assert post.approvals.count() == 3
    assert "approve" not in {offer.verb for offer in as_("elise").get(post.get_absolute_url()).context["offers"]}
    Mandate.objects.create(
        association=post.association, membership=cast.chloe, role=Role.SPOKESPERSON, starts_on=NOW.date()
    )
    transitions.schedule(given.again(post), by=cast.bruno, now=NOW)


def test_what_is_out_somewhere_does_not_go_back_to_review(as_, url, given):
    post = given.scheduled(channels=[given.channel("mastodon"), given.channel("x")])
    confirm(as_, url, "bruno", post)
    assert [offer.verb for offer in as_("bruno").get(post.get_absolute_url()).context["offers"]] == ["kit"]
    _, said = ask(as_, url, "bruno", "reopen", post)
    assert "déjà publié sur un compte" in said
    assert given.again(post).status == "scheduled"


def test_a_scheduled_post_is_not_moved_to_the_past(given):
    post = given.scheduled()
    with pytest.raises(Refused, match="déjà passée"):
        transitions.write(post, given.words(), given.plan(due_at=NOW - DAY), expected=1, by=given.cast.chloe, now=NOW)
    assert given.again(post).due_at == NOW + 2 * DAY
    late = given.scheduled(due_at=NOW - HOUR)
    plan = given.plan(due_at=NOW - HOUR, owner=given.cast.bruno)
    transitions.write(late, given.words(), plan, expected=1, by=given.cast.chloe, now=NOW)
    assert given.again(late).owner == given.cast.bruno, "a late post may change hands"
