"""The rules of the editorial line are fixed, hashed, voted and shown with its articles."""

import shutil
import subprocess

import pytest
from django.db import Error, connection, transaction
from django.urls import reverse

from calendar_app import gate
from calendar_app import line as in_line
from calendar_app.editorial import writing
from calendar_app.models import EditorialRule
from charter import annexes, transitions
from charter.canonical import content_hash
from charter.models import Version
from governance.models import Ballot
from journal.moves import Refused
from tests.charter import given as texts

from .conftest import START, WORDS

ANOTHER = writing.RuleText("tone", "forbidden_words", "advise", {"words": ["gala"]}, (), "Nous évitons « gala ».")


def digest(version):
    return annexes.digest(version, [clause.as_text() for clause in version.clauses.order_by("position")])


def test_a_text_without_rules_keeps_the_hash_it_always_had(line):
    version = line.draft()
    clauses = [clause.as_text() for clause in version.clauses.order_by("position")]
    assert digest(version) == content_hash("editorial", clauses)


def test_the_hash_changes_with_every_part_of_a_rule(line, given):
    version = line.draft()
    rule = writing.add(version, WORDS, by=line.cast.bruno)
    seen = {digest(version)}
    for name, value in {
        "severity": "advise",
        "params": {"words": ["kermesse", "loto"]},
        "clause": "mission",
        "accounts": [given.channel().pk],
        "words": "Pas de kermesse.",
        "check_id": "other",
        "key": "other",
    }.items():
        before = getattr(rule, name)
        EditorialRule.objects.filter(pk=rule.pk).update(**{name: value})
        seen.add(digest(version))
        EditorialRule.objects.filter(pk=rule.pk).update(**{name: before})
    assert len(seen) == 8
    writing.remove(rule, by=line.cast.bruno)
    assert digest(version) == content_hash("editorial", [c.as_text() for c in version.clauses.order_by("position")])


def test_the_vote_cites_the_hash_with_the_rules(line):
    ballot = line.ballot(WORDS)
    version = texts.fresh(Version.objects.get(pk=ballot.subject_id))
    bare = content_hash("editorial", [c.as_text() for c in version.clauses.order_by("position")])
    assert ballot.text_hash == version.content_hash == digest(version) != bare


def test_a_new_draft_begins_with_the_rules_of_its_base(line):
    line.in_force(WORDS)
    version = line.draft()
    (rule,) = version.editorial_rules.all()
    assert (rule.key, rule.words, rule.params) == ("forbidden-words", WORDS.words, {"words": ["kermesse"]})
    transitions.submit(version, by=line.cast.bruno)
    with pytest.raises(Refused, match="mot pour mot"):
        transitions.freeze(version, by=line.cast.bruno, now=START)
    writing.add(version, ANOTHER, by=line.cast.bruno)
    transitions.freeze(version, by=line.cast.bruno, now=START)


def test_a_rule_that_lost_its_article_holds_the_text_back(line):
    version = line.draft()
    writing.add(version, WORDS, by=line.cast.bruno)
    texts.writing.remove(version.clauses.get(key="tone"), by=line.cast.bruno)
    transitions.submit(version, by=line.cast.bruno)
    with pytest.raises(Refused, match="Nous ne parlons pas de kermesse"):
        transitions.freeze(version, by=line.cast.bruno, now=START)


RAW = [
    "UPDATE calendar_editorialrule SET severity = 'advise' WHERE id = {rule}",
    "UPDATE calendar_editorialrule SET position = 9 WHERE id = {rule}",
    "UPDATE calendar_editorialrule SET params = '{{}}' WHERE id = {rule}",
    "DELETE FROM calendar_editorialrule WHERE id = {rule}",
    "INSERT INTO calendar_editorialrule (association_id, version_id, key, position, clause, check_id, severity, "
    "accounts, params, words, revision) SELECT association_id, version_id, 'x', 9, clause, check_id, severity, "
    "accounts, params, words, 1 FROM calendar_editorialrule WHERE id = {rule}",
]


def _raw(sql, **ids):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql.format(**ids))


@pytest.mark.parametrize("sql", RAW)
@pytest.mark.parametrize("stage", ["frozen", "ballot", "in_force"])
def test_the_database_refuses_to_touch_the_rules_of_a_fixed_text(line, sql, stage):
    getattr(line, stage)(WORDS)
    rule = EditorialRule.objects.get()
    with pytest.raises(Error, match="a fixed text never changes"):
        _raw(sql, rule=rule.pk)


@pytest.mark.parametrize("sql", RAW)
def test_a_draft_lets_them_change(line, sql):
    rule = writing.add(line.draft(), WORDS, by=line.cast.bruno)
    _raw(sql, rule=rule.pk)


def test_a_rule_stands_in_the_editorial_line_of_its_association_only(line):
    rule = writing.add(line.draft(), WORDS, by=line.cast.bruno)
    usage = texts.draft(line.cast)
    with pytest.raises(Error, match="belongs to the editorial line"):
        _raw("UPDATE calendar_editorialrule SET version_id = {to} WHERE id = {rule}", rule=rule.pk, to=usage.pk)
    with pytest.raises(Refused, match="Seule la ligne"):
        writing.add(usage, WORDS, by=line.cast.bruno)


def test_opening_the_text_again_voids_the_ballot_and_lets_the_rules_change(line):
    ballot = line.ballot(WORDS)
    rule = EditorialRule.objects.select_related("version").get()
    with pytest.raises(Refused, match="arrêté"):
        writing.rewrite(rule, ANOTHER, expected=1, by=line.cast.bruno)
    transitions.reopen(rule.version, by=line.cast.bruno, reason="Une règle manque.", now=START)
    assert Ballot.objects.get(pk=ballot.pk).status == Ballot.Status.VOID
    writing.rewrite(rule, ANOTHER, expected=1, by=line.cast.bruno)
    version = texts.fresh(rule.version)
    transitions.freeze(version, by=line.cast.bruno, now=START)
    assert texts.fresh(version).content_hash != ballot.text_hash


def test_the_gate_obeys_the_rules_in_force_and_cites_the_article(line, given, now, django_assert_num_queries):
    post = given.draft(text="Venez à la kermesse.")
    before = {finding.spec for finding in gate.findings(post, "submit", now)}
    assert before == {""} or not before
    version = line.in_force(WORDS)
    (found,) = [finding for finding in gate.findings(post, "submit", now) if finding.spec]
    rule = EditorialRule.objects.get()
    number = version.clauses.get(key="tone").position
    assert str(found.article) == f"Ligne éditoriale, article {number}"
    assert found.article.path == reverse("calendar:rule-detail", args=[version.association.slug, rule.pk])
    assert found.blocks
    with django_assert_num_queries(1):
        assert len(in_line.in_force(version.association).specs) == 1


def test_the_pages_of_a_vote_show_the_rules(line, as_, url):
    line.in_force(WORDS)
    version = line.draft()
    rule = version.editorial_rules.get()
    writing.rewrite(rule, ANOTHER, expected=1, by=line.cast.bruno)
    writing.add(version, WORDS, by=line.cast.bruno)
    ballot = line.ballot(version=version)
    base = version.based_on
    chloe = as_("elise")
    pages = [
        version.get_absolute_url(),
        url("charter:version-whole", pk=version.pk),
        url("governance:ballot-detail", pk=ballot.pk),
    ]
    for page in pages:
        said = chloe.get(page).content.decode()
        assert "Nous évitons « gala »." in said, page
        assert "Règles vérifiées dans le calendrier" in said, page
    compare = chloe.get(f"{url('charter:compare')}?avant={base.pk}&apres={version.pk}").content.decode()
    assert "Règle modifiée" in compare
    assert "Règle ajoutée" in compare
    assert "disent la même chose" not in compare
    assert "Aucun article ne change" in compare


def test_the_papers_carry_the_rules(line, as_, url, tmp_path):
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) is not installed: the words of the paper were not read back")
    line.in_force(WORDS)
    version = line.draft()
    writing.add(version, ANOTHER, by=line.cast.bruno)
    found = {}
    compared = f"{url('charter:compare-pdf')}?avant={version.based_on_id}&apres={version.pk}"
    for name, address in {"paper": url("charter:version-pdf", pk=version.pk), "compared": compared}.items():
        path = tmp_path / f"{name}.pdf"
        path.write_bytes(as_("elise").get(address).content)
        run = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True)
        found[name] = " ".join(run.stdout.decode().replace("\u00a0", " ").split())
    assert "Nous ne parlons pas de kermesse. (bloque)" in found["paper"]
    assert "Nous évitons « gala »." in found["paper"]
    assert "Nous évitons « gala »." in found["compared"]
    assert "Ces deux versions disent la même chose" not in found["compared"]
    assert as_("elise").get(url("charter:version-docx", pk=version.pk)).status_code == 200
