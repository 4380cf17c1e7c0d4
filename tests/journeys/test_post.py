"""A post: written on a phone, read by a second person, published by hand, confirmed with its link."""

import datetime as dt
import re

import pytest

from calendar_app.models import Post
from tests.journeys.conftest import STORY_NOW

pytestmark = pytest.mark.browser
TITLE = "Goûter de quartier samedi"
TEXT = "Samedi 28 novembre, de 14 h à 18 h, nous partageons le goûter à la Maison du Port. Entrée libre."


def test_a_volunteer_writes_a_second_person_approves_and_the_link_is_kept(house, hour, visit, shoot):
    yanis = visit("yanis", "phone")
    yanis.goto(f"{house}/a/mains-voisines/calendrier/")
    shoot(yanis, "calendrier")
    yanis.get_by_role("link", name="Proposer une publication").first.click()
    yanis.get_by_label("Titre").fill(TITLE)
    accounts = yanis.get_by_role("group", name="Où publier")
    accounts.get_by_label("Mastodon", exact=True).check()
    accounts.get_by_label("X", exact=True).check()
    yanis.get_by_label("Date").fill("2026-11-27")
    yanis.get_by_label("Heure").fill("18:00")

    # Too long for X: the count says so while typing, and the server refuses with the number.
    text = yanis.get_by_label("Texte", exact=True)
    text.fill(TEXT * 4)
    yanis.get_by_text(re.compile("sur\\s280")).first.wait_for()
    yanis.get_by_role("button", name="Enregistrer et envoyer en relecture").click()
    yanis.get_by_text(re.compile("la limite est de 280")).first.wait_for()
    assert not Post.objects.filter(title=TITLE, status="review").exists()

    yanis.get_by_label("Texte", exact=True).fill(TEXT)
    shoot(yanis, "composer")
    yanis.get_by_role("button", name="Enregistrer et envoyer en relecture").click()
    yanis.get_by_text("En relecture").first.wait_for()
    assert yanis.get_by_role("button", name=re.compile("Approuver")).count() == 0 or (
        yanis.get_by_role("button", name=re.compile("Approuver")).first.get_attribute("aria-disabled") == "true"
    )

    ines = visit("ines")
    ines.goto(yanis.url)
    ines.get_by_role("button", name=re.compile("Approuver")).first.click()
    ines.get_by_role("button", name=re.compile("Programmer")).first.click()
    ines.get_by_text("Programmée").first.wait_for()
    shoot(ines, "publication")

    # The hour has come: the kit, then one link per account.
    hour.is_now(STORY_NOW + dt.timedelta(days=5, minutes=10))
    yanis.goto(f"{house}/")
    yanis.get_by_role("link", name=re.compile(TITLE)).first.click()
    if "/publier/" not in yanis.url:
        yanis.get_by_role("link", name=re.compile("Publier")).first.click()
    shoot(yanis, "kit")
    for account, link in (
        ("Mastodon", "https://mastodon.example/@mainsvoisines/1"),
        ("X", "https://x.example/mainsvoisines/2"),
    ):
        part = yanis.get_by_role("region", name=account, exact=True)
        part.get_by_label("Lien de la publication").fill(link)
        part.get_by_role("button", name=f"Confirmer la publication sur {account}").click()
        yanis.wait_for_load_state()
    post = Post.objects.get(title=TITLE)
    assert post.status == "published"
    assert sorted(v.link for v in post.variants.all()) == [
        "https://mastodon.example/@mainsvoisines/1",
        "https://x.example/mainsvoisines/2",
    ]


def test_what_was_typed_survives_a_lost_connection(house, visit):
    yanis = visit("yanis", "phone")
    yanis.goto(f"{house}/a/mains-voisines/calendrier/nouvelle/")
    yanis.context.set_offline(True)
    yanis.get_by_label("Titre").fill("Écrit dans le train")
    yanis.get_by_label("Texte", exact=True).fill("Le tunnel est long, le message reste.")
    yanis.locator("[data-keep-status]", has_text=re.compile("\\S")).wait_for()
    yanis.context.set_offline(False)
    yanis.goto(f"{house}/")
    yanis.goto(f"{house}/a/mains-voisines/calendrier/nouvelle/")
    yanis.get_by_role("button", name=re.compile("Reprendre")).or_(
        yanis.get_by_role("link", name=re.compile("Reprendre"))
    ).first.click()
    assert yanis.get_by_label("Texte", exact=True).input_value() == "Le tunnel est long, le message reste."
