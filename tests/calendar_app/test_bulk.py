"""Several posts at once: each by its own door, each refusal by itself, never half a post."""

import re

import pytest

from calendar_app import bulk
from calendar_app.models import Approval, Post
from journal.models import Entry

from .given import DAY, HOUR, NOW


def send(as_, url, posts, who="chloe", **wish):
    """Choose, read again, act: as a browser does. Returns the page of what came of it."""
    client = as_(who)
    chosen = client.get(url("calendar:bulk"), {"p": [post.pk for post in posts]}).content.decode()
    marks = re.findall(r'name="p" value="([^"]+)"', chosen)
    assert len(marks) == len(posts)
    return client.post(url("calendar:bulk"), {"p": marks} | wish).content.decode()


def refusals(html):
    items = re.findall(r"<h2><a[^>]*>(.*?)</a></h2><p>(.*?)</p>", html, re.S)
    return {title: re.sub("<[^>]+>", "", said) for title, said in items}


def test_each_moves_by_its_own_rules(as_, url, given):
    draft = given.draft(title="Ébauche")
    soon = given.scheduled(title="Bientôt", due_at=NOW + HOUR)
    said = refusals(send(as_, url, [draft, soon], act="move", days="7"))
    assert said == {"Ébauche": "C’est fait.", "Bientôt": "C’est fait."}
    assert given.again(draft).due_at == NOW + 9 * DAY
    back = refusals(send(as_, url, [given.again(draft), given.again(soon)], act="move", days="-8"))
    assert back["Ébauche"] == "C’est fait."
    assert "Ce moment est déjà passé." in back["Bientôt"]
    assert given.again(soon).due_at == NOW + HOUR + 7 * DAY


def test_an_hour_jumped_over_refuses_that_one(as_, url, given):
    import datetime as dt

    night = given.draft(title="Nuit", due_at=dt.datetime(2027, 3, 27, 1, 30, tzinfo=dt.UTC))
    day = given.draft(title="Jour", due_at=dt.datetime(2027, 3, 27, 17, tzinfo=dt.UTC))
    said = refusals(send(as_, url, [night, day], act="move", days="1"))
    assert "28/03/2027, cette heure n’existe pas" in said["Nuit"]
    assert given.again(day).due_at == dt.datetime(2027, 3, 28, 16, tzinfo=dt.UTC)


def test_owners_and_submissions(as_, url, given):
    ready, empty = given.draft(title="Prête"), given.draft(title="Vide", text="", channels=[])
    said = refusals(send(as_, url, [ready, empty], act="submit"))
    assert said["Prête"] == "C’est fait."
    assert said["Vide"].startswith("Refusé, rien n’a changé.")
    assert [given.again(p).status for p in (ready, empty)] == ["review", "draft"]
    send(as_, url, [given.again(ready), given.again(empty)], act="owner", owner=given.cast.bruno.pk)
    assert set(Post.objects.values_list("owner", flat=True)) == {given.cast.bruno.pk}


def test_each_yes_is_about_its_own_words(as_, url, given):
    theirs, own = given.in_review(title="De Chloé"), given.in_review(title="De Farid", by=given.cast.farid)
    said = refusals(send(as_, url, [theirs, own], who="farid", act="approve"))
    assert said["De Chloé"] == "C’est fait."
    assert "une autre personne doit l’approuver" in said["De Farid"]
    assert Approval.objects.get().content_hash == theirs.content_hash


def test_words_changed_meanwhile_get_no_yes(as_, url, given):
    from calendar_app import transitions

    post, client = given.in_review(), as_("farid")
    page = client.get(url("calendar:bulk"), {"p": post.pk}).content.decode()
    assert "Samedi, on trie les jouets." in page
    mark = re.search(r'name="p" value="([^"]+)"', page)[1]
    transitions.write(post, given.words(text="Autres mots."), given.plan(), expected=1, by=given.cast.chloe, now=NOW)
    forged = mark.replace(f"-{1}-", "-2-")
    for each in (mark, forged):
        html = client.post(url("calendar:bulk"), {"p": each, "act": "approve"}).content.decode()
        assert "l’a modifiée entre-temps" in html
    assert not Approval.objects.exists()


def test_cancelling_needs_a_reason_and_spares_what_is_out(as_, url, given):
    draft, out = given.draft(title="Ébauche"), given.published(title="Faite")
    html = send(as_, url, [draft, out], act="cancel", reason=" ")
    assert "Dites pourquoi en une phrase" in html
    assert given.again(draft).status == "draft"
    said = refusals(send(as_, url, [draft, out], act="cancel", reason="Salle fermée."))
    assert said["Ébauche"] == "C’est fait."
    assert "déjà publié" in said["Faite"]
    assert given.again(draft).reason == "Salle fermée."


def test_a_right_that_lacks_is_not_offered(as_, url, given):
    post = given.in_review()
    html = send(as_, url, [post], act="approve")
    assert "Approuver ces textes" not in html
    assert not Approval.objects.exists()


@pytest.mark.parametrize(
    "wish",
    [{}, {"act": "x"}, {"act": "move", "days": ""}, {"act": "move", "days": "0"}, {"act": "move", "days": "9999999999"},
     {"act": "owner", "owner": "99999999999999999999"}, {"act": "owner"}],
)  # fmt: skip
def test_a_broken_wish_changes_nothing(as_, url, given, wish):
    post = given.draft()
    entries = Entry.objects.count()
    assert "Les textes choisis" in send(as_, url, [post], **wish)
    assert Entry.objects.count() == entries
    assert given.again(post).revision.number == 1


@pytest.mark.parametrize("mark", ["", "x", "1", "1-2", "99999999999999999999-1-a", "-1-1-a", "²-1-a", "1-1-a-b"])
def test_a_broken_mark_is_nobody(as_, url, given, mark):
    client = as_("chloe")
    assert client.post(url("calendar:bulk"), {"p": mark, "act": "submit"}).status_code == 200
    assert client.get(url("calendar:bulk"), {"p": mark}).status_code == 200


def test_a_neighbour_s_post_is_not_there(as_, url, given, unscoped):
    post = given.elsewhere(given.cast.damien)
    html = as_("chloe").get(url("calendar:bulk"), {"p": post.pk}).content.decode()
    assert "Aucune publication n’est cochée." in html
    mark = str(bulk.seen(Post.unscoped.select_related("current").get(pk=post.pk)))
    as_("chloe").post(url("calendar:bulk"), {"p": mark, "act": "submit"})
    assert Post.unscoped.get(pk=post.pk).status == "draft"


def test_more_than_the_most_are_cut_and_said(as_, url, given, monkeypatch):
    assert bulk.MOST == 100
    monkeypatch.setattr(bulk, "MOST", 2)
    posts = [given.draft() for _ in range(3)]
    html = as_("chloe").get(url("calendar:bulk"), {"p": [post.pk for post in posts]}).content.decode()
    assert "2 publications au plus à la fois" in html
    assert html.count('name="p"') == 2
    marks = [str(bulk.seen(given.again(post))) for post in posts]
    html = as_("chloe").post(url("calendar:bulk"), {"p": marks, "act": "submit"}).content.decode()
    assert "2 publications au plus à la fois" in html
    assert not Post.objects.in_review().exists()


def test_the_same_answer_twice_acts_once(as_, url, given):
    post, client = given.draft(), as_("chloe")
    page = client.get(url("calendar:bulk"), {"p": post.pk}).content.decode()
    data = {"p": re.search(r'name="p" value="([^"]+)"', page)[1], "act": "move", "days": "1"}
    for _time in range(2):
        client.post(url("calendar:bulk"), data)
    assert given.again(post).due_at == NOW + 3 * DAY
