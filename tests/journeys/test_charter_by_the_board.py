"""A charter that a board can stand behind: amended, discussed, called twice, voted from an e-mail, vouched for, signed.

Every date below follows from the statutes of the demo: eight days' notice, half of the nine for the quorum, a second
call fifteen days later without one.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail

from charter.tasks import bring_due_into_force
from governance.tasks import close_due_ballots
from reminders.tasks import remind
from tests.journeys.conftest import PARIS, PICTURES, link_in, mail_to, sign_in

pytestmark = pytest.mark.browser
TEXT = "Charte de modération, version 2"
FIRST = dt.datetime(2026, 12, 8, 20, 0, tzinfo=PARIS)
SECOND = dt.datetime(2026, 12, 28, 20, 0, tzinfo=PARIS)
ENFORCED = dt.date(2027, 1, 4)
FEW = ("Bernadette Oury", "Thierry Lebeau", "Aïcha Benali")
ASKED = "une fois par jour, dimanche compris,"
KEPT = "deux fois par jour, samedi compris,"


def test_a_text_is_amended_called_twice_voted_vouched_for_and_signed(house, hour, visit, shoot):
    # Who signs in stays signed in until the evening ends, not for weeks.
    sunday, eighth, second_call, january = (functools.cache(visit) for _evening in range(4))
    _is_amended(house, sunday, shoot)
    _is_put_on_the_agenda(house, sunday)
    _fails_its_quorum(hour, eighth, shoot, _meeting_in(mail_to("helene", "Convocation")))
    _is_voted_on_the_second_call(hour, second_call, shoot, _meeting_in(mail_to("helene", "Convocation")))
    _is_told_in_the_minutes(house, second_call, shoot)
    _comes_into_force(house, hour, second_call)
    _is_read_by_anybody(house, january, shoot)
    _is_signed(visit, shoot)


def _meeting_in(convocation):
    """The page of the meeting: the mail also gives that of the video call."""
    return re.search(r"http\S+/reunions/\d+/(?=\s)", convocation.body)[0]


def _follow(page, name, role="link"):
    """Take the first link, or press the first button, whose visible words contain `name`."""
    page.get_by_role(role, name=re.compile(name)).first.click()
    page.wait_for_load_state()


def _press(page, name):
    _follow(page, name, "button")


def _says(page, words):
    page.get_by_text(re.compile(words)).first.wait_for()


def _text(page, house):
    """Walk to the version that is under way."""
    page.goto(f"{house}/a/mains-voisines/textes/moderation/")
    _follow(page, "Voir où elle en est")


def _is_amended(house, visit, shoot):
    """A member asks for other words, another discusses, the rapporteur keeps a third wording; the text is fixed."""
    nour = visit("nour", "phone")
    _text(nour, house)
    _follow(nour, "Proposer un changement à l’article 4")
    body = nour.get_by_label("Texte proposé")
    body.fill(body.input_value().replace("deux fois par jour en semaine", ASKED))
    nour.get_by_label("Pourquoi ce changement ?").fill("Un dimanche sans personne, c’est long pour qui attend.")
    _press(nour, "Déposer l’amendement")
    _says(nour, "dimanche compris")

    odile = visit("odile")
    odile.goto(nour.url)
    odile.get_by_label("Votre commentaire").fill("Le dimanche, nous ne serions que deux. Le samedi, c’est tenable.")
    _press(odile, "Envoyer le commentaire")
    _says(odile, "Le samedi, c’est tenable")
    shoot(odile, "amendement")

    helene = visit("helene")
    helene.goto(nour.url)
    _follow(helene, "Accepter avec d’autres mots")
    body = helene.get_by_label("Texte retenu")
    body.fill(body.input_value().replace(ASKED, KEPT))
    helene.get_by_label("Pourquoi ces mots ?").fill("Le samedi est tenable, le dimanche ne l’est pas encore.")
    _press(helene, "Écrire ces mots dans l’article")
    _says(helene, "Le samedi est tenable")

    thierry = visit("thierry")
    _text(thierry, house)
    _follow(thierry, "Texte entier, avec ce qui change")
    assert thierry.locator("ins", has_text="samedi compris").first.is_visible()
    shoot(thierry, "texte-entier")
    _text(thierry, house)
    _press(thierry, "Arrêter le texte")
    _says(thierry, "Prêt pour le vote")


def _is_put_on_the_agenda(house, visit):
    """The secretary calls the board, with this text to vote; the convocation leaves."""
    thierry = visit("thierry")
    thierry.goto(f"{house}/a/mains-voisines/reunions/")
    _follow(thierry, "Préparer une réunion")
    thierry.get_by_label("Quelle instance se réunit ?").select_option("Conseil d’administration")
    thierry.get_by_label("Jour").fill(FIRST.date().isoformat())
    thierry.get_by_label("Heure").fill("20:00")
    thierry.get_by_label("Dans un lieu et en visioconférence").check()
    thierry.get_by_role("textbox", name=re.compile("^Lieu")).fill("Maison du Port, grande salle")
    thierry.get_by_label("Lien de la visioconférence").fill("https://visio.exemple.example/conseil")
    _press(thierry, "Enregistrer|Préparer")
    _follow(thierry, "Ajouter un point")
    thierry.get_by_label("Titre du point").fill("La charte de modération, version 2")
    thierry.get_by_label("Ou un texte arrêté à voter").select_option(label=TEXT)
    _press(thierry, "Ajouter|Enregistrer")
    mail.outbox = []
    _follow(thierry, "Relire et convoquer")
    _press(thierry, "^Convoquer$")
    _says(thierry, "Un e-mail part à 9 personnes")
    assert "La charte de modération, version 2" in mail_to("helene", "Convocation").body


def _fails_its_quorum(hour, visit, shoot, meeting):
    """Three of nine come: it is noted, and the second meeting is called."""
    hour.is_now(FIRST + dt.timedelta(minutes=10))
    thierry = visit("thierry")
    thierry.goto(meeting)
    shoot(thierry, "convocation")
    _note_those_who_came(thierry, FEW)
    shoot(thierry, "presence")
    _open(thierry, "Lever la séance sans quorum")
    _says(thierry, "Quorum non atteint")

    mail.outbox = []
    _press(thierry, "Préparer la deuxième réunion")
    _follow(thierry, "Changer la date ou le lieu")
    thierry.get_by_label("Jour").fill(SECOND.date().isoformat())
    _press(thierry, "Enregistrer")
    _follow(thierry, "Relire et convoquer")
    shoot(thierry, "deuxieme-convocation")
    _press(thierry, "^Convoquer$")
    assert "une deuxième fois" in mail_to("helene", "Convocation").body


def _note_those_who_came(thierry, names, remote=()):
    _follow(thierry, "Ouvrir la feuille|Tenir la feuille")
    for name in names:
        thierry.get_by_role("group", name=re.compile(name)).get_by_label("Ici", exact=True).check()
    for name in remote:
        thierry.get_by_role("group", name=re.compile(name)).get_by_label("À distance").check()
    _press(thierry, "Enregistrer la feuille")


def _open(thierry, button):
    _follow(thierry, "Ouvrir la séance")
    thierry.get_by_label("Présidence de séance").select_option(label="Bernadette Oury")
    thierry.get_by_label("Secrétariat de séance").select_option(label="Thierry Lebeau")
    _press(thierry, button)


def _is_voted_on_the_second_call(hour, visit, shoot, meeting):
    """Four take part, one of them from home: the e-mail leads her telephone to the ballot. Two people vouch for it."""
    hour.is_now(SECOND + dt.timedelta(minutes=10))
    thierry = visit("thierry")
    thierry.goto(meeting)
    _note_those_who_came(thierry, FEW, remote=["Hélène Marchetti"])
    _open(thierry, "^Ouvrir la séance$")
    _follow(thierry, "Mettre au vote")
    thierry.get_by_label("Faire voter chaque personne sur son téléphone").check()
    thierry.get_by_label("Heure de clôture").fill("2026-12-28T20:40")
    _press(thierry, "Ouvrir le vote")

    mail.outbox = []
    remind()
    phone = visit(None, "phone")
    phone.goto(link_in(mail_to("helene", "vote")))
    sign_in(phone, "helene")
    shoot(phone, "vote-telephone", at="#bulletin")
    ballot = phone.url.partition("#")[0]
    _votes(phone, "Pour")
    bernadette, aicha = visit("bernadette"), visit("aicha")
    for page, choice in ((thierry, "Pour"), (bernadette, "Pour"), (aicha, "Abstention")):
        page.goto(ballot)
        _votes(page, choice)
    hour.is_now(SECOND + dt.timedelta(minutes=41))
    assert close_due_ballots() >= 1

    for page in (bernadette, thierry):
        page.goto(ballot)
        _follow(page, "Relire et certifier")
        _press(page, "Je certifie ce résultat")
    _says(thierry, "Résultat proclamé")
    shoot(thierry, "proclamation")
    hour.is_now(SECOND + dt.timedelta(minutes=70))
    thierry.goto(meeting)
    _press(thierry, "Lever la séance")


def _votes(page, choice):
    page.get_by_role("radio", name=re.compile(f"^{choice}")).check()
    _press(page, "Enregistrer mon vote")
    _says(page, "Enregistré")


def _is_told_in_the_minutes(house, visit, shoot):
    """The secretary writes what was said; the count writes itself. Two people sign, and the paper is filed."""
    thierry = visit("thierry")
    thierry.goto(f"{house}/a/mains-voisines/reunions/")
    thierry.get_by_role("row", name=re.compile("28 décembre")).get_by_role("link").click()
    _press(thierry, "Écrire le procès-verbal")
    thierry.get_by_label("Ouverture de la séance").fill("La présidente ouvre la séance et remercie d’être revenus.")
    thierry.get_by_label(re.compile("^Point 1")).fill("Nour explique sa demande ; le samedi convient à tout le monde.")
    _press(thierry, "Enregistrer le procès-verbal")
    _press(thierry, "Enregistrer et faire signer")
    bernadette = visit("bernadette")
    minutes = thierry.url
    for page in (bernadette, thierry):
        page.goto(minutes)
        page.get_by_label(re.compile("J’ai relu ce procès-verbal")).check()
        _press(page, "Signer le procès-verbal")
    _says(thierry, "versé au registre")
    shoot(thierry, "proces-verbal")
    with thierry.expect_download() as waiting:
        _follow(thierry, "Télécharger le PDF")
    paper = Path(waiting.value.path())
    assert paper.read_bytes().startswith(b"%PDF-")
    _reads_well(paper)


def _reads_well(paper):
    """Its words, and its first page as a picture, where the machine can look into a PDF."""
    if shutil.which("pdftotext"):
        read = subprocess.run(["pdftotext", paper, "-"], capture_output=True, text=True, check=True)
        words = " ".join(read.stdout.split())
        for expected in ("Conseil d’administration", "Hélène Marchetti", "Adopté", "le samedi convient"):
            assert expected in words, words
    if PICTURES and shutil.which("pdftoppm"):
        picture = Path(settings.BASE_DIR) / PICTURES / "proces-verbal"
        subprocess.run(["pdftoppm", "-png", "-r", "80", "-l", "1", paper, picture], check=True)


def _comes_into_force(house, hour, visit):
    """The president chooses the day, the coordination writes a question; on that day the text applies."""
    bernadette, ines = visit("bernadette"), visit("ines")
    _text(bernadette, house)
    _follow(bernadette, "Choisir la date d’effet")
    bernadette.get_by_label(re.compile("partir du|vigueur|date", re.I)).first.fill(ENFORCED.isoformat())
    _press(bernadette, "Enregistrer cette date")

    _text(ines, house)
    _follow(ines, "Qui a signé")
    _follow(ines, "Écrire des questions")
    _follow(ines, "Ajouter une question")
    ines.get_by_label("Question", exact=True).fill("Combien de fois relisons-nous les messages masqués ?")
    ines.get_by_label("Article qui y répond").select_option(index=3)
    ines.get_by_label("Réponse 1").fill("Deux fois par jour, samedi compris")
    ines.get_by_label("Réponse 2").fill("Quand quelqu’un nous écrit")
    ines.get_by_label("Juste").first.check()
    _press(ines, "Enregistrer la question")

    hour.is_now(dt.datetime.combine(ENFORCED, dt.time(9), tzinfo=PARIS))
    assert bring_due_into_force() == 1


def _is_read_by_anybody(house, visit, shoot):
    """One button keeps the text to the members or opens it to all; its address asks for no account."""
    bernadette = visit("bernadette")
    bernadette.goto(f"{house}/a/mains-voisines/textes/moderation/")
    place = bernadette.get_by_role("region", name="Adresse publique")
    address = place.get_by_role("link").first.get_attribute("href")
    passer_by = visit(None, "phone")
    _press(bernadette, "Réserver ce texte aux membres")
    assert passer_by.request.get(address).status == 404
    _press(bernadette, "Rendre ce texte public")
    passer_by.goto(address)
    assert passer_by.get_by_text(KEPT).first.is_visible()
    shoot(passer_by, "page-publique")


def _is_signed(visit, shoot):
    """The campaign writes to those it concerns; one reads, answers, and signs with the code received."""
    mail.outbox = []
    remind()
    karim = visit(None, "phone")
    karim.goto(link_in(mail_to("karim", "signer")))
    sign_in(karim, "karim")
    if "/signer/" not in karim.url:
        _follow(karim, "signer")
    _press(karim, "J’ai lu ce texte, continuer")
    karim.get_by_label("Quand quelqu’un nous écrit").check()
    _press(karim, "Envoyer mes réponses")
    _says(karim, "Une réponse est à revoir")
    karim.get_by_label("Deux fois par jour, samedi compris").check()
    _press(karim, "Envoyer mes réponses")
    _press(karim, "Recevoir un code par e-mail")
    code = re.search(r"\d{6}", mail_to("karim", "code").subject)
    shoot(karim, "signature-code", at="#lu")
    karim.get_by_label("Code reçu par e-mail").fill(code[0])
    karim.get_by_label(re.compile("J’ai lu ce texte en entier")).first.check()
    _press(karim, "Signer avec ce code")
    _says(karim, "Vous avez signé cette version")
