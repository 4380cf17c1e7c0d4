"""Three slots filled on a phone: one from the list, one that a rule of the line refuses, one from the month."""

import datetime as dt
import re

import pytest

from calendar_app.models import CalendarSlot, Post, SlotTurn
from tests.journeys.conftest import PARIS

pytestmark = pytest.mark.browser
TITLES = ("Mardi : on relit vos courriers", "Mardi : le café des voisins", "Mardi : on répare ensemble")
TUESDAYS = (dt.date(2026, 12, 1), dt.date(2026, 11, 24), dt.date(2026, 12, 8))
TEXT = "Mardi, de 14 h à 18 h, la porte de la Maison du Port est ouverte. Entrée libre."
# Letters that look bold and that no voice can read.
FANCY = "𝗠𝗮𝗿𝗱𝗶"


def test_a_volunteer_fills_three_slots_and_mends_the_one_a_rule_refuses(house, visit, shoot):
    yanis = visit("yanis", "phone")
    _walks_to_the_slots(yanis, house)
    shoot(yanis, "creneaux")
    _chooses(yanis, "mardi 1er décembre")
    _writes(yanis, TITLES[0], TEXT)
    _sends(yanis)
    _is_in_review(yanis, TITLES[0])
    shoot(yanis, "creneau-rempli")

    # The page says which slot is next to prepare; the week he gave up is nobody's, until he says that he can after all.
    yanis.get_by_role("link", name="Mastodon, mardi 8 décembre à 18 h").wait_for()
    _walks_to_the_slots(yanis, house)
    yanis.get_by_role("link", name=re.compile("^mardi 24 novembre")).click()
    yanis.get_by_role("button", name="Finalement, je peux").click()
    yanis.get_by_text("Le créneau est de nouveau tenu.").wait_for()
    _proposes(yanis)
    _is_refused_by_the_line(yanis, shoot)
    _writes(yanis, TITLES[1], TEXT)
    _sends(yanis)
    _is_in_review(yanis, TITLES[1])

    # From the month this time: the free slot stands in its day.
    yanis.goto(f"{house}/a/mains-voisines/calendrier/2026-12/")
    yanis.get_by_role("link", name=re.compile("Mastodon.*À remplir par Yanis")).first.click()
    _proposes(yanis)
    _writes(yanis, TITLES[2], TEXT)
    _sends(yanis)
    _is_in_review(yanis, TITLES[2])
    _fill_the_calendar()
    yanis.get_by_role("link", name="Mastodon, mardi 15 décembre à 18 h").click()
    yanis.get_by_role("heading", name="Mastodon, mardi 15 décembre").wait_for()


def _walks_to_the_slots(yanis, house):
    yanis.goto(f"{house}/a/mains-voisines/calendrier/")
    yanis.get_by_role("link", name="Autour du calendrier").click()
    yanis.get_by_role("link", name=re.compile("^Créneaux")).click()
    yanis.get_by_role("heading", name="Les créneaux de la semaine").wait_for()


def _chooses(yanis, day):
    yanis.get_by_role("link", name=re.compile(f"^{day}")).click()
    _proposes(yanis)


def _proposes(yanis):
    """The account, the day and the hour are already there."""
    yanis.get_by_role("link", name="Proposer pour ce créneau").click()
    yanis.get_by_text("Pour le créneau Mastodon, mardi").wait_for()
    assert yanis.get_by_role("group", name="Où publier").get_by_label("Mastodon", exact=True).is_checked()
    assert yanis.get_by_label("Heure").input_value() == "18:00"


def _writes(yanis, title, text):
    yanis.get_by_label("Titre").fill(title)
    yanis.get_by_label("Texte", exact=True).fill(text)


def _sends(yanis):
    yanis.get_by_role("button", name="Enregistrer et envoyer en relecture").click()
    yanis.wait_for_load_state()


def _is_refused_by_the_line(yanis, shoot):
    """The remark comes while typing, the refusal at the save; the article is one tap away, and nothing was kept."""
    _writes(yanis, TITLES[1], TEXT.replace("Mardi", FANCY))
    remarks = yanis.get_by_role("region", name="Remarques sur ce texte")
    remarks.get_by_text("Bloque la publication").wait_for()
    _sends(yanis)
    assert yanis.get_by_label("Texte", exact=True).get_attribute("aria-invalid") == "true"
    note = remarks.get_by_role("article").filter(has_text="caractères décoratifs")
    shoot(yanis, "creneau-refuse", at=".remarks")
    note.get_by_text("Ce que dit la règle").click()
    assert note.get_by_text("les logiciels de lecture ne savent pas les lire").is_visible()
    note.get_by_role("link", name=re.compile("article", re.I)).click()
    yanis.get_by_role("heading", name="L’article qu’elle applique").wait_for()
    yanis.go_back()
    # Coming back from the article loses nothing of what was typed.
    assert yanis.get_by_label("Texte", exact=True).input_value().startswith(FANCY)
    assert not Post.objects.filter(title=TITLES[1]).exists()


def _is_in_review(yanis, title):
    yanis.get_by_text("Enregistré et envoyé en relecture.").wait_for()
    assert Post.objects.get(title=title).status == Post.Status.REVIEW


def _fill_the_calendar():
    slot = CalendarSlot.objects.get(channel__slug="mastodon")
    turns = {turn.on: turn for turn in SlotTurn.objects.filter(slot=slot, post__isnull=False)}
    assert {on: turn.post.title for on, turn in turns.items()} == dict(zip(TUESDAYS, TITLES, strict=True))
    for on, turn in turns.items():
        assert turn.post.due_at.astimezone(PARIS) == dt.datetime.combine(on, dt.time(18), tzinfo=PARIS)
        assert [variant.channel.slug for variant in turn.post.variants.all()] == ["mastodon"]
    assert turns[TUESDAYS[1]].status == SlotTurn.Status.HELD
