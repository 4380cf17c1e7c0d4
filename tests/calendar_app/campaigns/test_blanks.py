"""A blank is told while writing, and stops a text that would leave with it."""

import pytest

from calendar_app.rules.blanks import blanks, fill

from ..given import form_data
from ..test_review import messages


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Nous étions [nombre de personnes] samedi.", ["nombre de personnes"]),
        ("Nous étions ___ à la collecte.", ["___"]),
        ("[lieu], [heure], encore [lieu]", ["lieu", "heure"]),
        ("[ÉVÉNEMENT] Collecte", []),
        ("[Podcast] Épisode 3", []),
        ("Un lien [ici](https://exemple.example)", []),
        ("Il a dit « bonjoure » [sic] et […]", []),
        ("[1/3] Le début", []),
        ("[été]", ["été"]),
        ("[jamais\nfermé]", []),
    ],
)
def test_what_is_a_blank(text, found):
    assert blanks(text) == found


def test_an_empty_answer_leaves_the_blank():
    assert fill("[lieu] à [heure]", {"lieu": "Au local", "heure": " "}) == "Au local à [heure]"


def test_an_answer_is_never_read_as_a_blank():
    assert fill("[lieu]", {"lieu": "[heure]", "heure": "9 h"}) == "[heure]"


def test_a_blank_keeps_a_text_from_the_review(as_, url, given):
    data = form_data(
        owner=given.cast.chloe.pk, channels=[given.channel().pk], text="Nous étions [nombre de personnes]."
    )
    answer = as_("chloe").post(url("calendar:post-create"), data | {"submit": "1"})
    assert "Il reste à remplir" in answer.content.decode()
    answer = as_("chloe").post(url("calendar:post-create"), data)
    assert messages(answer) == "Enregistré."
    page = as_("chloe").get(answer.url).content.decode()
    assert "nombre de personnes" in page


def test_a_blank_in_the_text_of_one_account_is_seen_too(as_, url, given):
    channel = given.channel("x")
    data = form_data(owner=given.cast.chloe.pk, channels=[channel.pk], submit="1")
    answer = as_("chloe").post(url("calendar:post-create"), data | {f"own_{channel.pk}": "Rendez-vous à [lieu]"})
    assert "«\u00a0lieu\u00a0»" in answer.content.decode()
