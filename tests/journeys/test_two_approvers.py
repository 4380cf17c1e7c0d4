"""A message that takes a stand: two readers, one of the bureau, on the very same words."""

import re

import pytest

from calendar_app.models import Approval, Post
from reminders.tasks import remind
from tests.journeys.conftest import mail_to, sign_in

pytestmark = pytest.mark.browser
TITLE = "Nous demandons un abribus quai de la Douane"
TEXT = "Attendre le bus sous la pluie éloigne les plus fragiles. Nous demandons un abribus, quai de la Douane."
MENDED = TEXT.replace("Nous demandons un", "Nous demandons à la ville un")


def test_a_stand_takes_two_yeses_to_the_same_words_one_of_them_from_the_bureau(house, visit, shoot):
    lea = visit("lea", "phone")
    _is_written(lea, house)
    post = Post.objects.get(title=TITLE)
    helene = visit("helene", "phone")
    helene.goto(lea.url)
    _states_its_tier(helene)
    shoot(helene, "relecture-sensible", at="#manque")
    _approves(helene)
    _waits_for_the_bureau(helene, post)

    # Another reader outside the bureau would add nothing: no button pretends otherwise.
    aicha = visit("aicha")
    aicha.goto(lea.url)
    _waits_for_the_bureau(aicha, post)
    assert aicha.get_by_role("button", name="Approuver ce texte").count() == 0

    _is_mended_between(lea)
    helene.goto(lea.url)
    helene.get_by_text("Deux personnes, dont une du bureau, doivent approuver ce même texte.").first.wait_for()
    assert not _may_schedule(helene)

    # The bureau comes from its mail, and reads first this time: it is not enough alone either.
    remind()
    thierry = visit(None, "phone")
    address = re.search(rf"\S+/calendrier/{post.pk}/(?=\s)", mail_to("thierry", "choses vous attendent").body)[0]
    thierry.goto(address)
    sign_in(thierry, "thierry")
    _approves(thierry)
    thierry.get_by_text("Il manque encore une personne, qui n’en a rien écrit.").first.wait_for()
    assert not _may_schedule(thierry)
    helene.reload()
    _approves(helene)
    helene.get_by_role("button", name=re.compile("^Programmer pour")).click()
    helene.get_by_text("Programmée").first.wait_for()
    _is_approved_by_both(post)


def _is_written(lea, house):
    """The tier and its reason are said while typing, before anything is sent."""
    lea.goto(f"{house}/a/mains-voisines/calendrier/nouvelle/")
    lea.get_by_label("Titre").fill(TITLE)
    lea.get_by_label("Nature").select_option("Prise de position")
    lea.get_by_role("group", name="Où publier").get_by_label("Facebook", exact=True).check()
    lea.get_by_label("Texte", exact=True).fill(TEXT)
    lea.get_by_label("Date").fill("2026-11-28")
    lea.get_by_label("Heure").fill("17:00")
    _states_its_tier(lea.get_by_role("region", name="Remarques sur ce texte"))
    lea.get_by_role("button", name="Enregistrer et envoyer en relecture").click()
    lea.get_by_text("Enregistré et envoyé en relecture.").wait_for()


def _states_its_tier(place):
    place.get_by_text("Niveau : sensible.").first.wait_for()
    place.get_by_text("Nature : prise de position.").first.wait_for()
    place.get_by_text("Deux personnes, dont une du bureau, doivent approuver ce même texte.").first.wait_for()


def _approves(page):
    page.get_by_role("button", name="Approuver ce texte").click()
    page.wait_for_load_state()


def _may_schedule(page):
    button = page.get_by_role("button", name=re.compile("^Programmer pour"))
    return button.count() > 0 and button.get_attribute("aria-disabled") != "true"


def _waits_for_the_bureau(page, post):
    page.get_by_text("Approuvé par Hélène Marchetti. Il manque l’accord d’une personne du bureau.").first.wait_for()
    assert not _may_schedule(page)
    assert Post.objects.get(pk=post.pk).status == Post.Status.REVIEW


def _is_mended_between(lea):
    """One word more, and the yes given before is about other words."""
    lea.reload()
    lea.get_by_role("link", name="Modifier", exact=True).click()
    lea.get_by_label("Texte", exact=True).fill(MENDED)
    lea.get_by_role("button", name="Enregistrer cette version").click()
    lea.get_by_text("Enregistré.").first.wait_for()


def _is_approved_by_both(post):
    """Three yeses were given, two of them to the words that will go out."""
    post = Post.objects.select_related("current").get(pk=post.pk)
    assert post.status == Post.Status.SCHEDULED
    given = Approval.objects.filter(post=post).order_by("pk")
    assert [yes.by.name for yes in given] == ["Hélène Marchetti", "Thierry Lebeau", "Hélène Marchetti"]
    same = [yes.content_hash == post.revision.content_hash for yes in given]
    assert same == [False, True, True]
