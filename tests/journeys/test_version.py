"""A version: the e-mail, what changed, the vote on a phone, the count certified by two, its day, its signature."""

import datetime as dt
import re

import pytest
from django.core import mail

from charter.tasks import bring_due_into_force
from config.demo.people import PASSWORD
from governance.tasks import close_due_ballots
from reminders.tasks import remind
from tests.journeys.conftest import STORY_NOW, link_in, mail_to, sign_in

pytestmark = pytest.mark.browser
MONDAY_9 = STORY_NOW + dt.timedelta(hours=15)
CLOSING = STORY_NOW + dt.timedelta(days=3, hours=2)


def test_a_board_member_votes_from_the_mail_and_the_text_comes_into_force(house, hour, visit, shoot):
    # The reminder leaves by itself, and its link leads to the ballot once signed in.
    hour.is_now(MONDAY_9)
    mail.outbox = []
    remind()
    phone = visit(None, "phone")
    address = link_in(mail_to("helene", "vote"))
    phone.goto(address)
    sign_in(phone, "helene")
    assert "/scrutins/" in phone.url

    phone.goto(f"{house}/")
    shoot(phone, "accueil")
    phone.goto(address)

    # What changed is shown word by word, then the ballot.
    assert phone.locator("ins", has_text="mandatée").first.is_visible()
    assert phone.locator("del").first.is_visible()
    shoot(phone, "vote")
    phone.get_by_role("radio", name=re.compile("^Pour")).check()
    phone.get_by_role("button", name="Enregistrer mon vote").click()
    phone.get_by_text(re.compile("Enregistré", re.I)).first.wait_for()
    assert "Ligne éditoriale, version 2" in mail_to("helene", "Reçu").body

    # Three more voices, then the hour comes: the count is made and its arithmetic shown.
    for name in ("bernadette", "robert", "marc"):
        other = visit(name)
        other.goto(phone.url)
        other.get_by_role("radio", name=re.compile("^Pour")).check()
        other.get_by_role("button", name=re.compile("Enregistrer mon vote")).click()
        other.wait_for_load_state()
    hour.is_now(CLOSING)
    assert close_due_ballots() == 1
    phone.reload()
    assert phone.get_by_text(re.compile("adopté", re.I)).first.is_visible()
    shoot(phone, "resultat")

    # Two people vouch for the count: the result is proclaimed.
    president, secretary = visit("bernadette"), visit("thierry")
    for page in (president, secretary):
        page.goto(phone.url.partition("#")[0])
        page.get_by_role("link", name="Relire et certifier").click()
        page.get_by_role("button", name="Je certifie ce résultat").click()
    secretary.get_by_text("Résultat proclamé").first.wait_for()

    # The president chooses the day; at that day the old version steps down.
    president.goto(f"{house}/a/mains-voisines/textes/ligne-editoriale/")
    president.get_by_role("link", name=re.compile("Voir où elle en est")).first.click()
    president.get_by_role("link", name="Choisir la date d’effet").first.click()
    president.get_by_label(re.compile("partir du|vigueur|date", re.I)).first.fill(
        (CLOSING.date() + dt.timedelta(days=1)).isoformat()
    )
    president.get_by_role("button", name="Enregistrer cette date").click()
    hour.is_now(CLOSING + dt.timedelta(days=1))
    assert bring_due_into_force() == 1
    president.goto(f"{house}/a/mains-voisines/textes/")
    shoot(president, "textes")

    # Members read it, say again who they are, and sign it.
    phone.goto(f"{house}/a/mains-voisines/textes/ligne-editoriale/")
    phone.get_by_role("link", name="Lire et signer").first.click()
    phone.get_by_role("button", name="J’ai lu ce texte, continuer").first.click()
    phone.get_by_text("Signer avec mon mot de passe").first.click()
    phone.get_by_label("Mot de passe de votre compte").fill(PASSWORD)
    phone.get_by_label("J’ai lu ce texte en entier et je l’approuve.").last.check()
    phone.get_by_role("button", name="Signer avec mon mot de passe").click()
    phone.get_by_text(re.compile("Vous avez signé", re.I)).first.wait_for()
    shoot(phone, "signature")
