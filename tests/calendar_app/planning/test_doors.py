"""Who may send a planning back, what a second sending does, what the gate says of what came in."""

import datetime as dt
import io

import pytest
from django.conf import settings
from django.test import Client
from openpyxl import load_workbook

from associations.models import Role
from calendar_app import transitions
from calendar_app.gate import Stopped
from calendar_app.models import PlanningImport, Post
from calendar_app.planning import applying, grids
from calendar_app.planning import transitions as verbs
from tests.calendar_app.given import DAY, NOW
from tests.conftest import make_member

from .conftest import edited, kinds, outcomes
from .test_libreoffice import every_change, expected

pytestmark = pytest.mark.django_db


def added(sheet, columns, **values):
    for heading, value in {"Date": dt.date(2026, 11, 29), "Titre": "Marche", **values}.items():
        sheet.cell(8, columns[heading]).value = value


def test_who_may_only_read_takes_away_and_sends_nothing_back(journey, three, association):
    lise = make_member(association, "lise@mains-voisines.example", "Lise", [Role.READER])
    reader = Client()
    reader.force_login(lise.user, backend=settings.AUTHENTICATION_BACKENDS[0])
    page = reader.get(journey.url("calendar:planning"))
    assert page.status_code == 200
    assert "Voir les différences" not in page.content.decode()
    assert reader.get(journey.url("calendar:planning-send")).status_code == 403
    journey.client = reader
    assert journey.upload(b"Date;Titre\n25/11/2026;Marche\n").status_code == 403
    assert not PlanningImport.unscoped.exists()
    assert journey.take()


def test_a_quarter_holds_its_three_months_and_no_more(journey, given):
    for due in (dt.datetime(2026, 12, 31, 22, 59), dt.datetime(2026, 12, 31, 23), dt.datetime(2026, 10, 1)):
        given.draft(due_at=due.replace(tzinfo=dt.UTC), title=f"{due:%d/%m %H:%M}")
    row = journey.send(journey.take(period="2026-T4"))
    assert [o.title for o in outcomes(row)] == ["01/10 00:00", "31/12 22:59"]
    assert {o.kind for o in outcomes(row)} == {"same"}


def test_the_same_file_sent_twice_has_nothing_left_to_say_of_what_was_changed(journey, three):
    content = edited(journey.take(), lambda s, c: setattr(s.cell(5, c["Titre"]), "value", "Tri des livres"))
    journey.apply(journey.send(content), f"p{three[0].pk}")
    assert {kind for kind, _n, _f in kinds(journey.send(content))} == {"same"}


def test_a_new_line_sent_twice_says_that_it_is_already_there(journey, three):
    content = edited(journey.take(), added)
    journey.apply(journey.send(content), "n8")
    again = journey.send(content)
    found = outcomes(again)[-1]
    assert "déjà au calendrier" in " ".join(found.notes)
    lines = [line for group in journey.page(again).context["groups"].values() for line in group]
    assert [line.is_taken for line in lines] == [False]


def test_every_kind_of_change_of_a_csv_file(journey, three, given):
    lines = journey.take("csv").decode("utf-8-sig").split("\r\n")
    lines[1] = lines[1].replace("Tri des jouets", "Tri des livres").replace("on trie !", "on trie bien !")
    row = journey.send("\r\n".join(lines).encode("utf-8-sig"), "planning.csv")
    own = f"own:{given.channel('mastodon').pk}"
    assert kinds(row) == [("changed", 2, ["title", own]), ("same", 3, []), ("same", 4, [])]
    fewer = "\r\n".join([lines[0], *lines[2:]]).encode("cp1252")
    assert [kind for kind, _n, _f in kinds(journey.send(fewer, "planning.csv"))] == ["same", "same", "deleted"]


def test_what_came_in_meets_the_gate_like_any_other(journey, three, given):
    """Too long for its account: a draft may be, nothing else; and a stand asks for two readers."""
    row = journey.send(
        edited(
            journey.take(),
            lambda s, c: added(s, c, Comptes="Mastodon", Texte="a" * 600, Nature="Prise de position"),
        )
    )
    journey.apply(row, "n8")
    post = Post.objects.get(title="Marche")
    assert post.status == "draft"
    with pytest.raises(Stopped):
        transitions.submit(post, by=given.cast.chloe, now=NOW)
    words = given.words(text="Nous demandons une école.", title="Marche", kind="position")
    transitions.write(post, words, given.plan(NOW + 7 * DAY), expected=1, by=given.cast.chloe, now=NOW)
    post = given.again(post)
    transitions.submit(post, by=given.cast.chloe, now=NOW)
    assert given.again(post).tier == 2


def test_an_import_can_give_no_state(journey, three):
    """Neither a new line nor an old one leaves the calendar nearer to being published."""
    row = journey.send(edited(journey.take(), lambda s, c: added(s, c, **{"État": "Publiée"})))
    journey.apply(row, "n8")
    assert Post.objects.get(title="Marche").status == "draft"


def test_the_page_of_differences_costs_the_same_for_one_line_and_for_two_hundred(journey, given, assert_flat):
    cast = given.cast
    text = "Date;Titre;Responsable;Nature\n" + "25/11/2026;Marche;chloe dubreuil;Information\n"
    row = verbs.receive(grids.read(text.encode()), "a.csv", by=cast.chloe, now=NOW)
    verbs.match(row, row.columns, by=cast.chloe)

    def grow():
        sheet = row.grid["sheets"][0]
        sheet[2] += [sheet[2][1]] * 50
        row.save(update_fields=["grid"])

    assert assert_flat(journey.client, row.get_absolute_url(), grow) < 30
    page = journey.page(row)
    assert sum(map(len, page.context["groups"].values())) == 200


def test_the_page_of_differences_of_a_workbook_costs_the_same(journey, given, assert_flat):
    channels = [given.channel("mastodon"), given.channel("blog")]
    for number in range(12):
        given.draft(channels=channels, title=f"Tri {number}", due_at=NOW + DAY)
    content = journey.take()
    made = []

    def grow():
        made.append(2)

        def change(sheet, columns):
            for number in range(5, 5 + sum(made)):
                sheet.cell(number, columns["Titre"]).value = f"Autre {number}"

        sent = journey.send(edited(content, change))
        PlanningImport.objects.filter(pk=row.pk).update(grid=sent.grid)

    row = journey.send(content)
    assert_flat(journey.client, row.get_absolute_url(), grow)
    assert len(journey.page(row).context["groups"]["changed"]) == 12


def test_every_kind_of_change_at_once(journey, three, given):
    given.channel("facebook")
    row = journey.send(every_change(journey.take(), three))
    assert kinds(row) == expected(three, given), [o.refusals for o in outcomes(row)]


def test_nobody_answers_for_a_post_who_may_not_write(journey, three, given, association):
    ode = make_member(association, "ode@mains-voisines.example", "Ode Klein", [Role.CONTRIBUTOR])
    row = journey.send(edited(journey.take(), lambda s, c: setattr(s.cell(5, c["Responsable"]), "value", "Ode Klein")))
    mine = outcomes(row)[0]
    assert mine.kind == "changed"
    ode.mandates.update(role=Role.READER)
    choice = applying.Choice(is_taken=True, seen=mine.seen, sides={})
    answer = applying.apply(row, mine, choice, by=given.cast.chloe, now=NOW)
    assert answer == ("refused", "Ode Klein ne peut pas écrire au calendrier.")
    assert given.again(three[0]).owner == given.cast.chloe


def test_who_may_not_write_is_neither_offered_nor_taken(journey, three, given, association):
    """The preview says at once what the application would say."""
    make_member(association, "ode@mains-voisines.example", "Ode Klein", [Role.READER])
    gone = make_member(association, "luc@mains-voisines.example", "Luc Ferrand", [Role.CONTRIBUTOR])
    gone.left_on = NOW.date() - DAY
    gone.save(update_fields=["left_on"])
    content = journey.take()
    lists = load_workbook(io.BytesIO(content))["Listes"]
    people = next(column for column in lists.iter_cols(min_row=4, values_only=True) if column[0] == "Responsable")
    assert "Farid Guermi" in people
    assert not {"Ode Klein", "Luc Ferrand"} & set(people)

    def change(sheet, columns):
        sheet.cell(5, columns["Responsable"]).value = "Ode Klein"
        sheet.cell(6, columns["Responsable"]).value = "Luc Ferrand"
        added(sheet, columns, Responsable="Ode Klein")

    row = journey.send(edited(content, change))
    ode = "colonne Responsable\u00a0: Ode Klein ne peut pas écrire au calendrier."
    left = "colonne Responsable\u00a0: La personne responsable n’est plus membre. Choisissez quelqu’un d’autre."
    said = [(o.kind, [each.split(", ", 2)[2] for each in o.refusals]) for o in outcomes(row)]
    assert said == [("cannot", [ode]), ("cannot", [left]), ("same", []), ("cannot", [ode])]
    page = journey.page(row)
    assert not any(page.context["groups"].values()), "nothing is there to tick"
    assert ode in page.content.decode()


def test_who_lost_the_right_to_write_keeps_what_was_theirs(journey, three, given, association):
    """Their other fields may change: only a new name is asked for the right."""
    content = edited(journey.take(), lambda s, c: setattr(s.cell(5, c["Titre"]), "value", "Tri des livres"))
    given.cast.chloe.mandates.update(role=Role.READER)
    journey.client = journey.as_("bruno")
    row = journey.send(content)
    assert kinds(row)[0] == ("changed", 5, ["title"])


def test_what_was_saved_since_the_line_was_looked_at_is_not_cancelled_unseen(journey, three, given):
    row = journey.send(edited(journey.take(), lambda s, c: s.delete_rows(5)))
    gone = next(each for each in outcomes(row) if each.kind == "deleted")
    choice = applying.Choice(is_taken=True, seen=gone.seen, sides={}, reason="La salle est prise.")
    words = given.words("La salle est rendue, venez !")
    transitions.write(three[0], words, given.plan(), expected=1, by=given.cast.farid, now=NOW)
    fate, said = applying.apply(row, gone, choice, by=given.cast.chloe, now=NOW)
    assert (fate, given.again(three[0]).status) == ("refused", "draft")
    assert "depuis votre aperçu" in said


def test_what_was_saved_since_the_line_was_looked_at_is_not_written_over(journey, three, given):
    change = edited(journey.take(), lambda s, c: setattr(s.cell(5, c["Titre"]), "value", "Tri des livres"))
    row = journey.send(change)
    mine = next(each for each in outcomes(row) if each.kind == "changed")
    choice = applying.Choice(is_taken=True, seen=mine.seen, sides={})
    words = given.words("La salle est rendue, venez !")
    transitions.write(three[0], words, given.plan(), expected=1, by=given.cast.farid, now=NOW)
    fate, said = applying.apply(row, mine, choice, by=given.cast.chloe, now=NOW)
    post = given.again(three[0])
    assert (fate, post.current.number, post.current.by) == ("refused", 2, given.cast.farid)
    assert "Farid Guermi" in said
