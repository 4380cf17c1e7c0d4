"""The pages where the rules of a draft are written, read and chosen from our library."""

import pytest

from calendar_app.editorial import writing
from calendar_app.editorial.fields import KINDS
from calendar_app.editorial.forms import RuleForm
from calendar_app.editorial.offered import OFFERED
from calendar_app.models import EditorialRule
from calendar_app.rules.catalogue import CHECKS
from charter.library import template
from journal.models import Entry
from tests.house.cases import ask, spread

from .conftest import WORDS

TABLE = {
    "GET calendar:rule-list": "amina 200, bruno 200, chloe 200, damien 404",
    "GET calendar:rule-add": "amina 200, bruno 200, chloe 403, elise 403, damien 404",
    "GET calendar:rule-offers": "bruno 200, chloe 403, damien 404",
    "POST calendar:rule-take": "bruno 302, chloe 403, damien 404",
}


@pytest.mark.parametrize(("who", "what", "status"), spread(TABLE))
def test_who_may(as_, url, line, who, what, status):
    assert ask(as_, url, who, what, pk=line.draft().pk) == status


def _sent(**fields):
    values = {"reglage-words": "kermesse\nloto", "clause": "tone", "severity": "block", "words": "", "expected": ""}
    return values | fields


def test_a_coordinator_writes_a_rule_reads_it_and_changes_it(as_, url, line):
    version, bruno = line.draft(), as_("bruno")
    address = f"{url('calendar:rule-add', pk=version.pk)}?controle=forbidden_words"
    assert bruno.get(address).status_code == 200
    assert bruno.post(address, _sent()).status_code == 302
    rule = EditorialRule.objects.get()
    assert (rule.params, rule.clause, rule.severity) == ({"words": ["kermesse", "loto"]}, "tone", "block")
    assert "« kermesse », « loto »" in rule.words
    page = bruno.get(url("calendar:rule-list", pk=version.pk)).content.decode()
    assert rule.words in page
    edit = url("calendar:rule-edit", pk=rule.pk)
    assert 'value="tone" selected' in bruno.get(edit).content.decode()
    assert bruno.post(edit, _sent(**{"reglage-words": "loto", "expected": 1})).status_code == 302
    rule.refresh_from_db()
    assert rule.params == {"words": ["loto"]}
    assert "kermesse" not in rule.words
    assert bruno.post(url("calendar:rule-remove", pk=rule.pk)).status_code == 302
    assert not EditorialRule.objects.exists()
    acts = Entry.objects.filter(action="calendar.rules").order_by("seq").values_list("after", flat=True)
    assert list(acts) == ["added", "changed", "removed"]


def test_two_editors_one_is_told(as_, url, line):
    rule = writing.add(line.draft(), WORDS, by=line.cast.bruno)
    edit = url("calendar:rule-edit", pk=rule.pk)
    assert as_("bruno").post(edit, _sent(expected=1)).status_code == 302
    answer = as_("amina").post(edit, _sent(**{"reglage-words": "tombola", "expected": 1}))
    assert answer.status_code == 200
    assert "Quelqu’un a modifié ou retiré cette règle" in answer.content.decode()
    rule.refresh_from_db()
    assert rule.params == {"words": ["kermesse", "loto"]}


@pytest.mark.parametrize(
    ("check", "fields", "sentence"),
    [
        ("blackout", {"reglage-periods": "du 1er mars"}, "Ligne 1"),
        ("blackout", {"reglage-periods": "15/03/2027 au 01/03/2027 : élections"}, "Ligne 1"),
        ("blackout", {"reglage-periods": "31/02/2027 au 01/03/2027 : élections"}, "Ligne 1"),
        ("allowed_hours", {"reglage-hours_0": "21:00", "reglage-hours_1": "08:00"}, "La première heure"),
        ("preferred_words", {"reglage-pairs": "usager"}, "à éviter = à préférer"),
        ("pillar_mix", {"reglage-shares": "a = 80\nb = 40", "reglage-tolerance": "5"}, "cent pour cent"),
        ("most_per_day", {"reglage-most": "-1"}, "0"),
        ("forbidden_words", {"reglage-words": "a" * 201}, "raccourcissez"),
    ],
)
def test_what_cannot_be_a_rule_is_said_beside_the_field(as_, url, line, check, fields, sentence):
    version = line.draft()
    address = f"{url('calendar:rule-add', pk=version.pk)}?controle={check}"
    answer = as_("bruno").post(address, {"clause": "tone", "severity": CHECKS[check].severities[0], **fields})
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert not EditorialRule.objects.exists()


def test_an_unknown_check_is_an_unknown_address(as_, url, line):
    assert as_("bruno").get(f"{url('calendar:rule-add', pk=line.draft().pk)}?controle=rien").status_code == 404


def test_periods_are_kept_as_days_and_read_back(line):
    version = line.draft()
    data = {
        "clause": "tone",
        "severity": "block",
        "reglage-periods": "01/03/2027 au 15/03/2027 : élections\n2027-08-01 au 2027-08-31 : fermeture",
    }
    form = RuleForm(data, version=version, check=CHECKS["blackout"])
    assert form.is_valid(), form.errors
    rule = writing.add(version, form.text(), by=line.cast.bruno)
    assert rule.params["periods"][0] == {"from": "2027-03-01", "to": "2027-03-15", "why": "élections"}
    assert "du 01/03/2027 au 15/03/2027 (élections)" in rule.words
    again = RuleForm(version=version, check=CHECKS["blackout"], rule=rule)
    assert "01/03/2027 au 15/03/2027" in str(again["reglage-periods"])


def test_every_check_of_the_catalogue_has_its_form(as_, url, line):
    version = line.draft()
    assert {param.kind for check in CHECKS.values() for param in check.params} <= set(KINDS)
    for check in CHECKS.values():
        assert str(RuleForm(version=version, check=check)), check.id
    page = as_("bruno").get(url("calendar:rule-add", pk=version.pk)).content.decode()
    assert all(f"controle={check}" in page for check in CHECKS)


def test_a_fixed_text_leads_to_the_act_that_opens_it_again(as_, url, line):
    ballot = line.ballot(WORDS)
    rule = EditorialRule.objects.get()
    for name, pk in [("rule-add", ballot.subject_id), ("rule-edit", rule.pk), ("rule-remove", rule.pk)]:
        answer = as_("bruno").get(url(f"calendar:{name}", pk=pk))
        assert answer["Location"] == url("charter:version-reopen", pk=ballot.subject_id)
    assert as_("bruno").post(url("calendar:rule-remove", pk=rule.pk)).status_code == 302
    assert EditorialRule.objects.exists()


def test_our_library_speaks_of_articles_and_checks_that_exist(line):
    clauses = {clause.key for clause in template("editorial").clauses}
    for offer in OFFERED:
        check = CHECKS[offer.check]
        assert offer.clause in clauses, offer.key
        assert offer.severity in check.severities, offer.key
        assert set(offer.params) == {param.name for param in check.params}, offer.key
    assert len({offer.key for offer in OFFERED}) == len(OFFERED)


def test_the_rules_we_offer_are_taken_once(as_, url, line, given):
    given.channel("x")
    version = line.draft()
    page = as_("bruno").get(url("calendar:rule-offers", pk=version.pk)).content.decode()
    assert "Pas de majuscules pour crier" in page
    assert "À vérifier" in page
    data = {"regle": ["no-shouting", "election-silence", "rien"]}
    for _again in range(2):
        assert as_("bruno").post(url("calendar:rule-take", pk=version.pk), data).status_code == 302
    assert set(EditorialRule.objects.values_list("key", flat=True)) == {"no-shouting", "election-silence"}


def test_the_list_costs_the_same_for_few_rules_and_for_many(as_, url, line, assert_flat):
    version = line.draft()
    writing.add(version, WORDS, by=line.cast.bruno)

    def grow():
        for number in range(12):
            text = writing.RuleText("tone", "forbidden_words", "advise", {"words": [f"mot{number}"]})
            writing.add(version, text, by=line.cast.bruno)

    assert_flat(as_("bruno"), url("calendar:rule-list", pk=version.pk), grow)


def test_a_rule_shows_the_article_it_applies(as_, url, line):
    line.in_force(WORDS)
    rule = EditorialRule.objects.get()
    page = as_("chloe").get(url("calendar:rule-detail", pk=rule.pk)).content.decode()
    assert WORDS.words in page
    assert "Nous écrivons comme on parle à quelqu’un que l’on respecte" in page


# -- the order of the rules -------------------------------------------------------


def _three(line):
    version = line.draft()
    return version, [writing.add(version, writing.RuleText("tone", *each), by=line.cast.bruno) for each in THREE]


THREE = [("mid_dot", "advise"), ("capitals", "advise"), ("captions", "block")]


def _order(version):
    return list(EditorialRule.objects.filter(version=version).order_by("position").values_list("check_id", flat=True))


def test_a_rule_goes_up_and_down_with_plain_buttons(as_, url, line):
    version, (first, second, third) = _three(line)
    bruno = as_("bruno")
    page = bruno.get(url("calendar:rule-list", pk=version.pk)).content.decode()
    assert page.count('name="avant"') == page.count('name="apres"') == 2, "the ends go one way only"
    answer = bruno.post(url("calendar:rule-place", pk=third.pk), {"avant": second.pk})
    assert answer["Location"].endswith(f"#regle-{third.pk}")
    assert _order(version) == ["mid_dot", "captions", "capitals"]
    bruno.post(url("calendar:rule-place", pk=first.pk), {"apres": second.pk})
    assert _order(version) == ["captions", "capitals", "mid_dot"]
    assert Entry.objects.filter(after="reordered").count() == 2


def test_the_order_is_hashed_and_shown_before_the_vote(line):
    from charter import annexes, reading

    version, (first, second, _third) = _three(line)
    texts = reading.texts(version)
    before = annexes.digest(version, texts)
    assert writing.place(second, past=first.pk, up=True, by=line.cast.bruno)
    assert annexes.digest(version, texts) != before
    assert writing.place(first, past=second.pk, up=True, by=line.cast.bruno)
    assert annexes.digest(version, texts) == before


def test_asked_twice_a_rule_moves_once(as_, url, line):
    version, (first, second, _third) = _three(line)
    for _time in range(2):
        as_("bruno").post(url("calendar:rule-place", pk=second.pk), {"avant": first.pk})
    assert _order(version) == ["capitals", "mid_dot", "captions"]
    assert Entry.objects.filter(after="reordered").count() == 1


@pytest.mark.parametrize("sent", [{}, {"avant": "x"}, {"apres": "9" * 40}, {"avant": "999999"}, {"apres": ""}])
def test_a_place_that_is_none_says_so(as_, url, line, sent):
    version, (first, _second, _third) = _three(line)
    address = url("calendar:rule-place", pk=first.pk)
    assert "voici l’ordre" in as_("bruno").post(address, sent, follow=True).content.decode()
    assert _order(version) == [check for check, _severity in THREE]


def test_the_rule_of_another_version_is_no_place(as_, url, line):
    old = line.in_force(WORDS)
    _version, (first, _second, _third) = _three(line)
    assert not writing.place(first, past=old.editorial_rules.get().pk, up=False, by=line.cast.bruno)


def test_a_fixed_order_does_not_move(as_, url, line):
    from journal.moves import Refused

    line.ballot(WORDS, writing.RuleText("tone", "mid_dot", "advise"))
    first, second = EditorialRule.objects.order_by("position")
    as_("bruno").post(url("calendar:rule-place", pk=second.pk), {"avant": first.pk})
    with pytest.raises(Refused, match="arrêté"):
        writing.place(second, past=first.pk, up=True, by=line.cast.bruno)
    assert list(EditorialRule.objects.order_by("position")) == [first, second]
    assert 'name="avant"' not in as_("bruno").get(url("calendar:rule-list", pk=first.version_id)).content.decode()


def test_only_who_writes_rules_moves_them(as_, url, line):
    version, (first, second, _third) = _three(line)
    assert as_("chloe").post(url("calendar:rule-place", pk=second.pk), {"avant": first.pk}).status_code == 403
    assert as_("damien").post(url("calendar:rule-place", pk=second.pk), {"avant": first.pk}).status_code == 404
    assert _order(version) == [check for check, _severity in THREE]


# -- what checks nothing yet ------------------------------------------------------


IDLE = {"hub-page", "gift-mention"}


def test_an_offer_that_checks_nothing_says_so_on_its_card(as_, url, cast, given):
    from charter import transitions

    version = transitions.start_version(cast.amina.association, "editorial", by=cast.bruno)
    page = as_("bruno").get(url("calendar:rule-offers", pk=version.pk)).content.decode()
    cards = page.split('<div class="form-check">')[1:]
    silent = {offer.key for offer in OFFERED for card in cards if f'value="{offer.key}"' in card and IDLE_SAYS in card}
    assert silent == IDLE


IDLE_SAYS = "Ne vérifie rien tant que"


@pytest.mark.parametrize("offer", OFFERED, ids=lambda offer: offer.key)
def test_what_says_nothing_of_it_checks_something(offer):
    """Each param emptied: the check that then looks at nothing says so, and only that one."""
    from calendar_app.editorial.wording import idle

    check = CHECKS[offer.check]
    assert bool(idle(offer.check, offer.params)) == (offer.key in IDLE)
    emptied = dict.fromkeys(offer.params)
    assert bool(idle(offer.check, emptied)) == bool(check.needs)


def test_before_the_vote_an_idle_rule_is_read_as_such(as_, url, line):
    line.ballot(writing.RuleText("tone", "hub_page", "advise", {"hosts": [], "kinds": []}), WORDS)
    version = EditorialRule.objects.first().version
    for who, page in [("elise", version.get_absolute_url()), ("chloe", url("calendar:rule-list", pk=version.pk))]:
        said = as_(who).get(page).content.decode()
        assert "ne vérifie rien tant que «\u00a0Sites\u00a0»" in said, page
        assert "kermesse" in said


def test_filled_in_it_says_nothing_more(as_, url, line):
    version = line.draft()
    writing.add(version, writing.RuleText("tone", "hub_page", "advise", {"hosts": ["a.example"]}), by=line.cast.bruno)
    assert IDLE_SAYS not in as_("bruno").get(url("calendar:rule-list", pk=version.pk)).content.decode()
