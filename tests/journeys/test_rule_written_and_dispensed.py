"""A rule of the line: written, voted with the text, justified by who wrote; another one dispensed by somebody else."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from associations.models import Membership
from calendar_app.models import Dispensation, EditorialRule, Post
from charter import transitions
from charter.models import Version
from charter.tasks import bring_due_into_force
from governance import certifying
from governance import transitions as governance
from governance.models import Ballot
from tests.journeys.conftest import PARIS

pytestmark = pytest.mark.browser
RULE = "Nous disons « à prix libre », jamais « gratuit » : chacun donne ce qu’il peut."
TITLE = "Spectacle des voisins"
# The neighbours' company writes its name in decorative letters; its show is free, and says so.
TEXT = "La troupe 𝗟𝗲𝘀 𝗕𝗮𝘁𝗲𝗹𝗲𝘂𝗿𝘀 joue samedi à la Maison du Port. C’est gratuit."
VOTED, ENFORCED = dt.datetime(2026, 11, 30, 20, 0, tzinfo=PARIS), dt.date(2026, 12, 1)
BOARD = ("bernadette", "thierry", "jeanpaul", "helene", "aicha", "odile")


def test_a_rule_is_written_voted_justified_and_another_is_dispensed(house, hour, visit, shoot):
    version = _is_written_in_the_draft(visit("ines", "phone"), house, shoot)
    _is_voted(version, hour)
    hour.is_now(dt.datetime.combine(ENFORCED, dt.time(9), tzinfo=PARIS))

    lea = visit("lea", "phone")
    _holds_a_text_back(lea, house)
    post = Post.objects.get(title=TITLE)
    _is_justified_by_who_wrote(lea, shoot)
    assert lea.get_by_role("link", name="Accorder une dispense").count() == 0
    _is_dispensed_by_somebody_else(visit("thierry", "phone"), lea.url, shoot)

    lea.reload()
    lea.get_by_role("button", name="Envoyer en relecture").click()
    lea.get_by_text("En relecture").first.wait_for()
    post.refresh_from_db()
    assert post.status == Post.Status.REVIEW
    given = {each.spec_key: (each.level, each.by.name, each.reason) for each in Dispensation.objects.filter(post=post)}
    assert given == {
        "forbidden-words": ("justification", "Léa Morvan", "L’entrée est payée par la ville."),
        "no-decoration": ("dispensation", "Thierry Lebeau", "C’est le nom de la troupe, sur son affiche."),
    }


def _is_written_in_the_draft(ines, house, shoot):
    """The line under vote is opened again for one more rule, which voids the vote; the rule cites its article."""
    ines.goto(f"{house}/a/mains-voisines/textes/ligne-editoriale/")
    ines.get_by_role("link", name=re.compile("Voir où elle en est")).click()
    ines.get_by_role("link", name=re.compile("^Rouvrir le texte")).click()
    ines.get_by_label(re.compile("^Pourquoi|Raison", re.I)).fill("Une règle sur le prix libre manquait.")
    ines.get_by_role("button", name="Annuler le scrutin et rouvrir le texte").click()
    ines.get_by_role("link", name="Écrire les règles").click()
    ines.get_by_role("link", name="Ajouter une règle").click()
    ines.get_by_role("link", name="Mots à ne pas employer").click()
    ines.get_by_label("Mots ou expressions").fill("gratuit")
    ines.get_by_label("Article que la règle applique").select_option(label="4. Notre ton")
    ines.get_by_label("Une raison écrite est demandée").check()
    ines.get_by_label("La règle, telle que la liront les bénévoles").fill(RULE)
    shoot(ines, "regle-ecrite")
    ines.get_by_role("button", name="Enregistrer la règle").click()
    ines.get_by_text("La règle est enregistrée. Elle sera votée avec le texte.").wait_for()
    assert ines.get_by_role("link", name=RULE, exact=True).is_visible()
    rule = EditorialRule.objects.get(words=RULE)
    assert (rule.key, rule.severity, rule.clause) == ("forbidden-words", "justify", "tone")
    return rule.version


def _is_voted(version, hour):
    """The board votes it with the text, by the same verbs as the pages; the walk of a version shows them."""
    who = {m.user.email.split("@")[0]: m for m in Membership.objects.filter(association=version.association_id)}
    now = hour.now
    transitions.freeze(version, by=who["ines"], now=now)
    question = "Faut-il adopter la ligne éditoriale, version 2 ?"
    ballot = transitions.open_ballot(version, by=who["thierry"], question=question, closes_at=VOTED, now=now)
    for name in BOARD:
        governance.cast_vote(ballot, by=who[name], choice="for", reason="", now=now + dt.timedelta(hours=1))
    hour.is_now(VOTED)
    governance.close(ballot, now=VOTED)
    for name in ("bernadette", "thierry"):
        settled = Ballot.objects.get(pk=ballot.pk)
        certifying.certify(settled, by=who[name], seen=certifying.result_hash(settled), now=VOTED)
    version.refresh_from_db()
    transitions.set_date(version, on=ENFORCED, by=who["bernadette"], today=VOTED.date())
    hour.is_now(dt.datetime.combine(ENFORCED, dt.time(1), tzinfo=PARIS))
    assert bring_due_into_force() == 1
    assert Version.objects.get(pk=version.pk).status == "in_force"


def _holds_a_text_back(lea, house):
    """Refused with both rules and what to do about each; the draft is kept, not sent."""
    lea.goto(f"{house}/a/mains-voisines/calendrier/nouvelle/")
    lea.get_by_label("Titre").fill(TITLE)
    lea.get_by_role("group", name="Où publier").get_by_label("Mastodon", exact=True).check()
    lea.get_by_label("Texte", exact=True).fill(TEXT)
    lea.get_by_label("Date").fill("2026-12-04")
    lea.get_by_label("Heure").fill("17:00")
    lea.get_by_role("button", name="Enregistrer et envoyer en relecture").click()
    lea.get_by_role("heading", name="2 points sont à reprendre").wait_for()
    lea.get_by_text("Enregistrez le brouillon, puis donnez votre raison sur sa page.").wait_for()
    lea.get_by_role("button", name="Enregistrer le brouillon").click()
    lea.get_by_text("Enregistré.").first.wait_for()
    assert lea.get_by_role("button", name="Envoyer en relecture").get_attribute("aria-disabled") == "true"


def _is_justified_by_who_wrote(lea, shoot):
    note = lea.get_by_role("article").filter(has_text="À justifier")
    assert note.get_by_text("jamais « gratuit »").count() == 1
    note.get_by_role("link", name="Donner une raison").click()
    lea.get_by_label("Pourquoi").fill("L’entrée est payée par la ville.")
    lea.get_by_role("button", name="Donner cette raison").click()
    lea.get_by_text("C’est noté : la raison reste sur la publication, pour ces mots-là.").wait_for()
    shoot(lea, "regle-justifiee", at=".notes")


def _is_dispensed_by_somebody_else(thierry, address, shoot):
    thierry.goto(address)
    note = thierry.get_by_role("article").filter(has_text="Bloque la publication")
    note.get_by_role("link", name="Accorder une dispense").click()
    # Without a reason, nothing.
    thierry.get_by_role("button", name="Accorder la dispense").click()
    thierry.get_by_role("alert").wait_for()
    assert not Dispensation.objects.filter(spec_key="no-decoration").exists()
    thierry.get_by_label("Pourquoi").fill("C’est le nom de la troupe, sur son affiche.")
    shoot(thierry, "dispense")
    thierry.get_by_role("button", name="Accorder la dispense").click()
    passed = thierry.get_by_role("region", name="Règles écartées pour ces mots")
    passed.get_by_text("C’est le nom de la troupe, sur son affiche.").wait_for()
