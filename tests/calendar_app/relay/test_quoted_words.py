"""Words taken back are known again wherever they were pasted, and the person is told what is left of them."""

import datetime as dt
import html

import pytest
from django.test import Client

from calendar_app import gate, models, restoring, transitions
from calendar_app.relay import entrusted, kits, sharing, telling
from journal.moves import HOUSE
from tests.house.neighbours_relay import a_testimony

from ..given import DAY, HOUR, NOW

SAID = "On m’a écoutée le premier jour. J’ai trouvé du travail grâce à l’atelier du mardi, et des amis pour la vie."
PASTED = "Elle raconte : « J’AI trouvé du travail, grâce à l’atelier du  mardi… » Merci à elle !"


def accepted(cast, text=SAID, **said):
    testimony = a_testimony(cast.amina, text=text, **said)
    entrusted.accept(testimony, parent_agreed_on=None, by=cast.amina, now=NOW)
    return testimony


def taken_back(testimony):
    testimony.refresh_from_db()
    return entrusted.withdraw(testimony, by=HOUSE, now=NOW)


def blocking(post, act="publish"):
    return [finding.code for finding in gate.findings(post, act, NOW) if finding.blocks]


def test_words_pasted_in_another_post_stop_it(given, cast, association):
    testimony, post = accepted(cast), given.scheduled(text=PASTED)
    assert blocking(post) == [], "while the leave stands, they may be quoted"
    assert taken_back(testimony) == [post]
    with pytest.raises(gate.Stopped, match="J’AI trouvé du travail, grâce"):
        transitions.confirm(post.variants.get(), link="https://a.example/1", published_at=NOW, by=cast.bruno, now=NOW)
    (told,) = telling.planned(association, NOW)
    assert (told.to, told.path) == (post.owner, post.get_absolute_url())
    assert [todo.path for todo in telling.waiting([post.owner], NOW)] == [post.get_absolute_url()]


def test_written_otherwise_the_post_is_free_again(given, cast, association):
    testimony, post = accepted(cast), given.in_review(text=PASTED)
    taken_back(testimony)
    transitions.write(
        post, given.words(text="Elle a trouvé un métier ici."), given.plan(), expected=1, by=cast.chloe, now=NOW
    )
    assert blocking(given.again(post), "approve") == []
    assert list(telling.planned(association, NOW)) == []
    assert list(telling.waiting([post.owner], NOW)) == []


def test_pasted_afterwards_or_restored_they_are_still_known(given, cast):
    testimony = accepted(cast)
    old = given.draft(text=PASTED)
    transitions.write(old, given.words(text="Un autre texte."), given.plan(), expected=1, by=cast.chloe, now=NOW)
    taken_back(testimony)
    restoring.restore(given.again(old), 1, expected=2, by=cast.chloe, now=NOW)
    for post in (given.again(old), given.draft(text=PASTED)):
        with pytest.raises(gate.Stopped, match="Ces mots viennent d’un témoignage"):
            transitions.submit(post, by=cast.chloe, now=NOW)


def test_the_words_of_one_account_are_looked_at(given, cast):
    testimony = accepted(cast)
    post = given.draft(channels=[given.channel(), given.channel("x")], own={"x": PASTED})
    taken_back(testimony)
    assert "testimony_quoted" in blocking(post, "submit")


def test_it_is_said_while_typing(as_, url, given, cast):
    testimony = accepted(cast)
    taken_back(testimony)
    answer = as_("chloe").post(
        url("calendar:count"), {"text": PASTED, "kind": "information", "channels": [given.channel().pk]}
    )
    assert "Ces mots viennent d’un témoignage" in html.unescape(answer.content.decode())


def test_fewer_than_eight_words_are_anybodys(given, cast):
    testimony, post = accepted(cast), given.draft(text="J’ai trouvé du travail grâce à vous, merci.")
    taken_back(testimony)
    assert blocking(post, "submit") == []


def test_what_we_had_said_before_it_came_stays_ours(given, cast, association):
    """A testimony that quotes our own words and is taken back does not take them from us."""
    ours = "Les Mains voisines : une association d’intérêt général qui trie, répare et partage."
    given.draft(text=ours, now=NOW - DAY)
    testimony = accepted(cast, text=f"Je connais leur phrase par cœur. {ours} {SAID}")
    taken_back(testimony)
    assert blocking(given.draft(text=ours), "submit") == []
    assert "testimony_quoted" in blocking(given.draft(text=PASTED), "submit")


@pytest.mark.parametrize("state", ["received", "refused"])
def test_a_testimony_nobody_accepted_holds_nothing_back(given, cast, state):
    """Anybody may send one: it must not stop our posts by quoting them."""
    testimony = a_testimony(cast.amina, text=SAID)
    if state == "refused":
        entrusted.refuse(testimony, reason="Nomme quelqu’un.", by=cast.amina, now=NOW)
    taken_back(testimony)
    assert not models.TestimonyRun.objects.exists()
    assert blocking(given.draft(text=PASTED), "submit") == []


def test_a_leave_that_ended_holds_for_pasted_words_too(given, cast):
    testimony, post = accepted(cast), given.draft(text=PASTED)
    models.Testimony.objects.filter(pk=testimony.pk).update(consent_until=NOW.date() - DAY)
    assert blocking(post, "submit") == ["testimony_ended"]


def test_erased_no_word_is_left_and_they_are_known_all_the_same(given, cast, settings):
    testimony = accepted(cast)
    taken_back(testimony)
    assert models.Testimony.objects.get().text == ""
    assert {field.name for field in models.TestimonyRun._meta.get_fields()} == {
        "id",
        "association",
        "testimony",
        "digest",
    }
    # The key of the house was changed since.
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "une-autre-clé", [settings.SECRET_KEY]
    assert "testimony_quoted" in blocking(given.draft(text=PASTED), "submit")


def test_a_neighbour_is_not_told_whose_words_they_are(given, cast, unscoped):
    """The words of a witness of another association stop nothing here: their existence is not told."""
    testimony = a_testimony(cast.damien, text=SAID)
    entrusted.accept(testimony, parent_agreed_on=None, by=cast.damien, now=NOW)
    taken_back(testimony)
    assert blocking(given.draft(text=PASTED), "submit") == []


def test_a_relay_with_these_words_leaves_the_public_page(given, cast, association):
    testimony, post = accepted(cast), given.scheduled(text=PASTED)
    sharing.offer(post, target="https://a.example/", until=dt.date(2026, 12, 1), by=cast.bruno, now=NOW)
    assert len(kits.kits(association, NOW)) == 1
    taken_back(testimony)
    assert kits.kits(association, NOW) == []


def test_the_person_is_told_what_is_left_and_where(given, cast, association):
    testimony = accepted(cast, email="jeanne@exemple.example")
    given.published(text=PASTED, due_at=NOW + HOUR)
    given.draft(text=PASTED)
    key = entrusted.key_of(testimony.form)
    page = Client().post(f"/public/{association.slug}/temoigner/{key}/")
    said = html.unescape(page.content.decode())
    assert "1 publication prévue avec vos mots est arrêtée." in said
    assert "Publié sur Mastodon le 22 novembre 2026" in said
    assert "https://exemple.example/1" in said
    assert "L’historique de 2 publications garde vos mots" in said
    assert "Une empreinte chiffrée" in said
    assert "raconte" not in said, "no word of the post itself"
    assert models.TestimonyUse.objects.filter(is_found=True).count() == 2


def test_nothing_made_of_it_nothing_is_left(given, cast, association):
    testimony = a_testimony(cast.amina)
    key = entrusted.key_of(testimony.form)
    said = html.unescape(Client().post(f"/public/{association.slug}/temoigner/{key}/").content.decode())
    assert "Rien n’a été publié avec vos mots." in said
    assert "L’historique" not in said


def test_whoever_reads_testimonies_sees_where_the_words_were(as_, given, cast):
    testimony, post = accepted(cast), given.draft(text=PASTED)
    taken_back(testimony)
    page = html.unescape(as_("bruno").get(testimony.get_absolute_url()).content.decode())
    assert post.title in page
    assert "retrouvée par ses mots" in page
    assert "Le calendrier refuse de les publier" in page


def test_many_testimonies_cost_no_more(given, cast, django_assert_num_queries):
    post = given.draft(text=PASTED)
    taken_back(accepted(cast))

    def cost():
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as asked:
            gate.findings(post, "submit", NOW)
        return len(asked)

    one = cost()
    for number in range(6):
        taken_back(accepted(cast, text=f"{SAID} Numéro {number}."))
    assert cost() == one
