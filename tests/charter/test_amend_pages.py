"""Amendments through the door: who may, what is shown, and that nothing typed is lost."""

import pytest

from charter import transitions, writing
from charter.amendments import deciding, proposing
from charter.models import Amendment, AmendmentComment
from charter.writing import Words

from . import amending, given

pytestmark = pytest.mark.usefixtures("unscoped")
NASTY = '<script>alert("x")</script> & <b>gras</b>'
ESCAPED = "&lt;script&gt;"


@pytest.fixture
def version(cast):
    return given.review(cast)


@pytest.fixture
def amendment(cast, version):
    return amending.filed(version, amending.replace(version), cast.chloe)


def page(client, address, status=200, data=None):
    answer = client.post(address, data) if data is not None else client.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return answer.content.decode()


def about(url, name, amendment):
    return url(f"charter:amendment-{name}", pk=amendment.pk)


# coordinator and rapporteur, board member, volunteer and author, president next door
WHO = ("bruno", "elise", "chloe", "damien")
GETS = {
    "version-whole": (200, 200, 200, 404),
    "version-amendments": (200, 200, 200, 404),
    "version-amend": (200, 200, 200, 404),
    "version-settle": (200, 200, 403, 404),
    "version-merge": (302, 302, 403, 404),
    "version-rapporteur": (200, 403, 403, 404),
    "amendment-detail": (200, 200, 200, 404),
    "amendment-edit": (302, 302, 302, 404),
    "amendment-withdraw": (200, 200, 200, 404),
    "amendment-modify": (200, 200, 403, 404),
    "amendment-reject": (200, 200, 403, 404),
}
POSTS = {
    "amendment-comment": (302, 302, 302, 404),
    "amendment-examine": (302, 302, 403, 404),
    "amendment-accept": (302, 302, 403, 404),
}


@pytest.mark.parametrize("name", GETS)
def test_who_reads(as_, url, version, amendment, name):
    pk = version.pk if name.startswith("version") else amendment.pk
    for who, status in zip(WHO, GETS[name], strict=True):
        assert as_(who).get(url(f"charter:{name}", pk=pk)).status_code == status, who


@pytest.mark.parametrize("name", POSTS)
@pytest.mark.parametrize("rank", range(4), ids=WHO)
def test_who_acts(as_, url, amendment, name, rank):
    answer = as_(WHO[rank]).post(url(f"charter:{name}", pk=amendment.pk), {"body": "Bien vu."})
    assert answer.status_code == POSTS[name][rank]


def test_a_draft_is_its_authors_alone(as_, url, cast, version):
    draft = proposing.begin(version, amending.replace(version), by=cast.chloe, now=given.NOW)
    assert "Votre brouillon" in page(as_("chloe"), about(url, "detail", draft))
    page(as_("bruno"), about(url, "detail", draft), 404)
    assert amending.NEW not in page(as_("bruno"), url("charter:version-amendments", pk=version.pk))


# -- proposing ----------------------------------------------------------------


def test_each_article_of_a_text_in_review_has_its_button(as_, url, version):
    shown = page(as_("chloe"), version.get_absolute_url())
    assert shown.count("Proposer un changement") == 3
    for number in (1, 2, 3):
        assert f"à l’article {number}" in shown


def test_a_fixed_text_has_none(as_, url, cast, version):
    transitions.freeze(version, by=cast.bruno, now=given.NOW)
    assert "Proposer un changement" not in page(as_("chloe"), version.get_absolute_url())
    assert as_("chloe").get(url("charter:version-amend", pk=version.pk)).status_code == 302


@pytest.mark.parametrize(
    ("query", "data", "kind"),
    [
        ("article={key}", {"title": "T", "body": "Mots."}, "replace"),
        ("changement=supprimer&article={key}", {}, "delete"),
        ("changement=deplacer&article={key}", {"after": ""}, "move"),
        ("changement=ajouter&apres={key}", {"title": "T", "body": "Mots.", "after": "{key}"}, "insert"),
    ],
)
def test_the_four_changes_are_filed_from_their_page(as_, url, version, query, data, kind):
    key = amending.clause(version, 2).key
    address = url("charter:version-amend", pk=version.pk) + "?" + query.format(key=key)
    assert "Pourquoi ce changement" in page(as_("chloe"), address)
    sent = {name: value.format(key=key) for name, value in data.items()} | {"reason": "Pour voir."}
    page(as_("chloe"), address, 302, sent)
    made = Amendment.objects.get()
    assert (made.kind, made.status, made.reason) == (kind, "submitted", "Pour voir.")
    assert made.after_key == (key if kind == "insert" else "")


def test_a_draft_is_kept_without_its_reason_and_filed_later(as_, url, version):
    address = f"{url('charter:version-amend', pk=version.pk)}?article={amending.clause(version).key}"
    page(as_("chloe"), address, 302, {"title": "T", "body": "Mots.", "garder": "1"})
    made = Amendment.objects.get()
    assert made.status == "draft"
    refused = page(as_("chloe"), about(url, "edit", made), 200, {"title": "T", "body": "D’autres mots."})
    assert "Dites en une phrase pourquoi" in refused
    assert "D’autres mots." in refused
    page(as_("chloe"), about(url, "edit", made), 302, {"title": "T", "body": "D’autres mots.", "reason": "Voilà."})
    made = amending.fresh(made)
    assert (made.status, made.body) == ("submitted", "D’autres mots.")


def test_words_typed_while_the_article_changed_are_shown_beside_the_new_ones(as_, url, cast, version):
    article = amending.clause(version)
    address = f"{url('charter:version-amend', pk=version.pk)}?article={article.key}"
    shown = page(as_("chloe"), address)
    base = shown.split('name="base" value="')[1].split('"')[0]
    writing.rewrite(article, Words("Titre", "Mots du bureau."), expected=article.revision, by=cast.amina, now=given.NOW)
    sent = {"title": "T", "body": "Mes mots à moi.", "reason": "Pour voir.", "base": base}
    late = page(as_("chloe"), address, 409, sent)
    for words in ("L’article a changé pendant que vous écriviez", "Mots du bureau.", "Mes mots à moi.", "Pour voir."):
        assert words in late
    again = late.split('name="base" value="')[1].split('"')[0]
    page(as_("chloe"), address, 302, sent | {"base": again})
    assert Amendment.objects.get().base_body == "Mots du bureau."


@pytest.mark.parametrize("end", ["frozen", "removed"])
def test_words_typed_while_the_text_was_fixed_or_the_article_went_are_not_lost(as_, url, cast, version, end):
    article = amending.clause(version)
    address = f"{url('charter:version-amend', pk=version.pk)}?article={article.key}"
    if end == "frozen":
        transitions.freeze(version, by=cast.bruno, now=given.NOW)
    else:
        writing.remove(article, by=cast.bruno)
    late = page(as_("chloe"), address, 409, {"title": "T", "body": "Mes mots à moi.", "reason": "Pour voir."})
    assert ("ne reçoit plus d’amendements" if end == "frozen" else "n’est plus dans le texte") in late
    assert "Mes mots à moi." in late
    assert not Amendment.objects.exists()


def test_a_form_too_long_or_empty_is_refused_in_words(as_, url, version):
    address = f"{url('charter:version-amend', pk=version.pk)}?article={amending.clause(version).key}"
    refused = page(as_("chloe"), address, 200, {"title": "x" * 151, "body": "", "reason": ""})
    assert "150" in refused
    assert "Écrivez le texte de l’article." in refused
    assert "Dites en une phrase pourquoi" in refused


def test_html_and_script_are_shown_as_text(as_, url, cast, version):
    made = amending.filed(version, amending.replace(version, body=NASTY, reason=NASTY), cast.chloe)
    proposing.comment(made, NASTY, by=cast.elise, now=given.NOW)
    other = amending.filed(version, amending.insert(version, title=NASTY, body=NASTY, reason=NASTY), cast.elise)
    for address in (
        about(url, "detail", made),
        about(url, "detail", other),
        url("charter:version-amendments", pk=version.pk),
        url("charter:version-settle", pk=version.pk),
        f"{url('charter:version-merge', pk=version.pk)}?article={made.clause_key}",
        about(url, "modify", other),
    ):
        shown = page(as_("bruno"), address)
        assert ESCAPED in shown
        assert "<script>alert" not in shown
    deciding.accept(other, by=cast.bruno, now=given.NOW)
    whole = page(as_("bruno"), url("charter:version-whole", pk=version.pk))
    assert ESCAPED in whole
    assert "<script>alert" not in whole


# -- the list, the page, the discussion ---------------------------------------


def test_the_list_is_by_article_and_its_filters_stay_in_the_address(as_, url, cast, version, amendment):
    board = amending.filed(version, amending.insert(version, title="Du conseil"), cast.elise)
    deciding.reject(board, note="Plus tard.", by=cast.bruno, now=given.NOW)
    address = url("charter:version-amendments", pk=version.pk)
    everything = page(as_("chloe"), address)
    assert "Au début du texte" in everything
    assert f"Article 2. {amendment.base_title}" in everything
    assert "Acceptés\u00a0: 0, rejetés\u00a0: 1, caducs ou retirés\u00a0: 0." in everything
    shown = page(as_("chloe"), f"{address}?etat=ouverts")
    assert "Du conseil" not in shown
    assert '<option value="ouverts" selected>' in shown
    assert "Du conseil" in page(as_("chloe"), f"{address}?cote=conseil&etat=rejetes")
    assert "Aucun amendement ne correspond" in page(as_("chloe"), f"{address}?cote=conseil&etat=ouverts")
    assert "Du conseil" in page(as_("chloe"), f"{address}?etat=nimporte&cote=%00")


def test_the_page_marks_the_words_and_says_who_must_act(as_, url, cast, version, amendment):
    mine = page(as_("chloe"), about(url, "detail", amendment))
    assert "<del>" in mine
    assert "<ins>" in mine
    assert "Bruno Castel, qui rapporte ce texte, décide" in mine
    assert "Retirer mon amendement" in mine
    rapporteur = page(as_("bruno"), about(url, "detail", amendment))
    assert "Accepter tel quel" in rapporteur
    assert "Retirer mon amendement" not in rapporteur
    other = amending.filed(version, amending.delete(version), cast.elise)
    two = page(as_("bruno"), about(url, "detail", amendment))
    assert "Accepter tel quel" not in two
    assert "Écrire un texte commun" in two
    assert f"N°\u00a0{other.number}" in two


def test_a_comment_too_late_is_still_on_the_page(as_, url, cast, amendment):
    deciding.reject(amendment, note="Non.", by=cast.bruno, now=given.NOW)
    late = page(as_("elise"), about(url, "comment", amendment), 409, {"body": "Ma longue réponse."})
    assert "La discussion est close" in late
    assert "Ma longue réponse." in late
    assert not AmendmentComment.objects.exists()


def test_a_rejection_without_reason_is_sent_back(as_, url, cast, amendment):
    refused = page(as_("bruno"), about(url, "reject", amendment), 200, {"note": ""})
    assert "Un rejet se motive" in refused
    page(as_("bruno"), about(url, "reject", amendment), 302, {"note": "Trop court l’été."})
    assert "Trop court l’été." in page(as_("chloe"), about(url, "detail", amendment))


def test_a_refused_acceptance_says_why_on_the_page(as_, url, cast, version, amendment):
    amending.filed(version, amending.delete(version), cast.elise)
    answer = as_("bruno").post(about(url, "accept", amendment), follow=True)
    assert "Un autre amendement est ouvert sur le même article" in answer.content.decode()


def test_other_words_are_typed_beside_those_asked_for(as_, url, cast, version, amendment):
    sent = {"title": "T", "body": "Sept jours.", "note": ""}
    refused = page(as_("bruno"), about(url, "modify", amendment), 200, sent)
    assert "Sept jours." in refused
    page(as_("bruno"), about(url, "modify", amendment), 302, sent | {"note": "Plus simple."})
    shown = page(as_("chloe"), about(url, "detail", amendment))
    assert "Du texte proposé au texte retenu" in shown
    assert "Plus simple." in shown


def test_a_merged_text_is_written_with_both_in_sight(as_, url, cast, version, amendment):
    other = amending.filed(version, amending.replace(version, body="Sept jours l’été."), cast.elise)
    address = f"{url('charter:version-merge', pk=version.pk)}?article={amendment.clause_key}"
    shown = page(as_("bruno"), address)
    assert shown.count("<ins>") >= 2
    for person in (cast.chloe, cast.elise):
        assert person.name in shown
    sent = {"chosen": [amendment.pk], "title": "T", "body": "Trois jours, sept l’été.", "note": "Les deux."}
    refused = page(as_("bruno"), address, 409, sent)
    assert "au moins deux amendements" in refused
    assert "Trois jours, sept l’été." in refused
    page(as_("bruno"), address, 302, sent | {"chosen": [amendment.pk, other.pk]})
    after = page(as_("chloe"), about(url, "detail", amendment))
    assert "Un texte commun règle aussi" in after
    assert other.get_absolute_url() in after


def test_a_merged_text_typed_while_its_article_went_is_not_lost(as_, url, cast, version, amendment):
    other = amending.filed(version, amending.replace(version, body="Sept."), cast.elise)
    address = f"{url('charter:version-merge', pk=version.pk)}?article={amendment.clause_key}"
    writing.remove(amending.clause(version), by=cast.bruno)
    sent = {"chosen": [amendment.pk, other.pk], "title": "T", "body": "Trois ou sept.", "note": "Les deux."}
    late = page(as_("bruno"), address, 200, sent)
    assert "n’est plus ouvert sur cet article" in late
    assert "Trois ou sept." in late


def test_what_lapsed_says_why_and_is_filed_again_from_its_page(as_, url, cast, version, amendment):
    article = amending.clause(version)
    writing.rewrite(article, Words("Titre", "Mots."), expected=article.revision, by=cast.amina, now=given.NOW)
    shown = page(as_("chloe"), about(url, "detail", amendment))
    assert "Caduc\u00a0: l’article a changé depuis." in shown
    address = about(url, "refile", amendment)
    assert address in shown
    form = page(as_("chloe"), address)
    assert amending.NEW in form
    base = form.split('name="base" value="')[1].split('"')[0]
    sent = {"title": amendment.title, "body": amending.NEW, "reason": amendment.reason, "base": base}
    page(as_("chloe"), address, 302, sent)
    new = Amendment.objects.get(refiled_from=amendment)
    assert (new.base_body, new.body) == ("Mots.", amending.NEW)
    assert new.get_absolute_url() in page(as_("elise"), about(url, "detail", amendment))


def test_the_words_for_an_article_that_went_are_filed_again_as_a_new_one(as_, url, cast, version, amendment):
    writing.remove(amending.clause(version), by=cast.bruno)
    sent = {"title": "T", "body": amending.NEW, "reason": "Encore.", "after": ""}
    assert amending.NEW in page(as_("chloe"), about(url, "refile", amendment))
    page(as_("chloe"), about(url, "refile", amendment), 302, sent)
    assert Amendment.objects.get(refiled_from=amendment).kind == "insert"


def test_naming_the_rapporteur(as_, url, cast, version):
    address = url("charter:version-rapporteur", pk=version.pk)
    shown = page(as_("amina"), address)
    assert "Élise Fontaine" in shown
    assert "Chloé Dubreuil" not in shown
    page(as_("amina"), address, 200, {"person": cast.chloe.pk})
    page(as_("amina"), address, 302, {"person": cast.elise.pk})
    assert given.fresh(version).rapporteur == cast.elise


def test_a_rapporteur_who_may_no_longer_is_said(as_, url, cast, version, amendment):
    cast.bruno.mandates.update(ends_on="2026-01-01")
    shown = page(as_("amina"), url("charter:version-amendments", pk=version.pk))
    assert "Bruno Castel ne peut plus décider" in shown
    assert "Nommer un autre rapporteur" in shown


def test_changing_by_hand_an_article_with_amendments_is_warned_about(as_, url, version, amendment):
    for name in ("clause-edit", "clause-remove"):
        shown = page(as_("bruno"), url(f"charter:{name}", pk=amending.clause(version).pk))
        assert "1 amendement est ouvert sur cet article." in shown
        assert "amendement est ouvert" not in page(
            as_("bruno"), url(f"charter:{name}", pk=amending.clause(version, 3).pk)
        )


# -- the whole text -----------------------------------------------------------


def test_the_whole_text_marks_what_changed_against_the_version_in_force(as_, url, cast):
    given.statutes(cast)
    old = given.in_force(cast)
    version = transitions.start_version(cast.amina.association, "usage", by=cast.bruno)
    keys = list(version.clauses.order_by("position").values_list("key", flat=True))
    article = amending.clause(version, 1)
    words = Words(article.title, f"{article.body} Et nous rions.")
    writing.rewrite(article, words, expected=article.revision, by=cast.bruno, now=given.NOW)
    writing.remove(amending.clause(version, 2), by=cast.bruno)
    writing.add(version, Words("Nos délais", amending.NEW), by=cast.bruno, now=given.NOW)
    address = url("charter:version-whole", pk=version.pk)
    shown = page(as_("chloe"), address)
    assert "3 articles diffèrent de la version 1 (en vigueur)." in shown
    for words in ("Article modifié", "Article supprimé", "Article ajouté", f'id="t-{keys[1]}"'):
        assert words in shown
    assert "Et nous rions." in shown
    assert address in page(as_("chloe"), version.get_absolute_url())
    assert "première version" in page(as_("chloe"), url("charter:version-whole", pk=old.pk))


def test_the_page_of_a_ballot_leads_to_the_whole_text(as_, url, cast):
    given.statutes(cast)
    given.in_force(cast)
    ballot = given.ballot(cast, words="Autre chose.")
    whole = url("charter:version-whole", pk=ballot.subject_id)
    assert whole in page(as_("elise"), ballot.get_absolute_url())
    assert "1 article diffère" in page(as_("elise"), whole)


# -- cost ---------------------------------------------------------------------


@pytest.mark.parametrize("name", ["version-amendments", "version-settle", "version-detail"])
def test_more_amendments_cost_nothing_more(as_, url, cast, version, assert_flat, name):
    def grow():
        number = Amendment.objects.count()
        amending.filed(version, amending.insert(version, title=f"Délai {number}"), cast.chloe)
        made = amending.filed(version, amending.replace(version, body=f"Mots {number}."), cast.elise)
        proposing.comment(made, "Bien vu.", by=cast.amina, now=given.NOW)

    assert_flat(as_("bruno"), url(f"charter:{name}", pk=version.pk), grow)


def test_more_comments_and_rivals_cost_nothing_more(as_, url, cast, version, amendment, assert_flat):
    people = [cast.amina, cast.bruno, cast.elise]
    proposing.comment(amendment, "D’abord.", by=cast.chloe, now=given.NOW)

    def grow():
        number = AmendmentComment.objects.count()
        proposing.comment(amendment, "Bien vu.", by=people[number % 3], now=given.NOW)
        amending.filed(version, amending.replace(version, body=f"Mots {number}."), cast.elise)

    assert_flat(as_("bruno"), amendment.get_absolute_url(), grow)


def test_more_articles_cost_nothing_more_on_the_whole_text(as_, url, cast, version, assert_flat):
    def grow():
        writing.add(version, Words("Un de plus", "Texte."), by=cast.bruno, now=given.NOW)

    assert_flat(as_("chloe"), url("charter:version-whole", pk=version.pk), grow)
