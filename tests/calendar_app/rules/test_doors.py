"""The rules and the tiers through every door: page, verb, fragment while typing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from calendar_app import gate, todo, transitions
from calendar_app.editorial.writing import RuleText
from calendar_app.models import Approval, Dispensation, EditorialRule, Post
from tests.calendar_app.given import NOW, form_data

WORDS = RuleText("tone", "forbidden_words", "block", {"words": ["kermesse"]}, (), "Nous ne parlons pas de kermesse.")
REASON = RuleText("tone", "emoji_count", "justify", {"most": 0}, (), "Sans émoji, sauf raison.")
GRAVE = RuleText("tone", "sensitive_words", "advise", {"words": ["décès"], "level": "crisis"}, (), "Le deuil.")


def ask(as_, url, who, verb, post, **data):
    return as_(who).post(url(f"calendar:post-{verb}", pk=post.pk), data, follow=True)


def read(response):
    return response.content.decode()


def test_each_act_refuses_what_breaks_a_rule(as_, url, given, line):
    draft = given.draft(text="Venez à la kermesse.")
    review = given.in_review(text="Venez à la kermesse !")
    approved = given.approved(text="Venez à la kermesse !!")
    scheduled = given.scheduled(text="Venez à la kermesse !!!")
    line.in_force(WORDS)
    for verb, who, post in [("submit", "chloe", draft), ("approve", "farid", review), ("schedule", "bruno", approved)]:
        page = read(ask(as_, url, who, verb, post, expected=1))
        assert "Le texte dit «\xa0kermesse\xa0»" in page
        assert "Ligne éditoriale, article" in page
        assert given.again(post).status == post.status
    assert Approval.objects.filter(post=review).count() == 0
    confirm = url("calendar:post-confirm", pk=scheduled.pk, variant=scheduled.variants.get().pk)
    data = {"link": "https://exemple.example/1", "published_on": "2026-11-22", "published_hour": "10:00"}
    assert "kermesse" in read(as_("bruno").post(confirm, data, follow=True))
    assert given.again(scheduled).status == "scheduled"


@pytest.mark.parametrize("level", ["justification", "dispensation"])
def test_a_reason_lifts_what_asks_for_one_and_a_dispensation_what_blocks(given, line, cast, level):
    line.in_force(WORDS, REASON)
    post = given.draft(text="Venez à la kermesse 🎁")
    for rule in EditorialRule.objects.all():
        Dispensation.objects.create(
            association=post.association,
            post=post,
            content_hash=post.content_hash,
            spec_key=rule.key,
            rule_hash=rule.digest(),
            rule_words=rule.words,
            level=level,
            reason="C’est le nom de la fête.",
            writer=cast.chloe,
            by=cast.chloe if level == "justification" else cast.amina,
            at=NOW,
        )
    blocking = {f.code for f in gate.findings(post, "submit", NOW) if f.blocks}
    assert blocking == ({"forbidden_word"} if level == "justification" else set())
    post = given.again(post)
    transitions.write(
        post, given.words(text="Venez à la kermesse 🎁🎁"), given.plan(), expected=1, by=cast.chloe, now=NOW
    )
    codes = {f.code for f in gate.findings(given.again(post), "submit", NOW) if f.blocks}
    assert codes == {"forbidden_word", "emoji"}, "other words, other reasons"


def test_remarks_appear_while_typing_and_again_without_script(as_, url, given, line):
    line.in_force(WORDS, GRAVE)
    data = form_data(text="Kermesse après un décès", channels=[given.channel("x").pk], title="")
    client = as_("chloe")
    typed = read(client.post(url("calendar:count"), data))
    saved = read(client.post(url("calendar:post-create"), data))
    for page in (typed, saved):
        assert "Le texte dit «\xa0Kermesse\xa0»" in page
        assert "Nous ne parlons pas de kermesse." in page
        assert "Niveau\xa0: crise." in page
        assert "Sujet\xa0: «\xa0décès\xa0»" in page


@pytest.mark.parametrize(
    "text", ["\u202e\u200b\x00", "e" + "\u0301\u0316" * 10_000, "𝐚" * 60_000, "a.fr " * 20_000, "#" * 100_000]
)
def test_no_text_breaks_the_page(as_, url, given, line, text):
    line.in_force(WORDS, RuleText("tone", "hidden_characters", "block", {}, (), "Rien de caché."))
    data = form_data(text=text, channels=[given.channel("x").pk], due_on="2026-99-99", pillar="9" * 30)
    assert as_("chloe").post(url("calendar:count") + "?post=x", data).status_code == 200
    assert as_("chloe").post(url("calendar:post-create"), data).status_code in (200, 302)


def test_rules_cost_no_query_each(given, line):
    post, costs = given.draft(), []
    line.in_force(WORDS)
    gate.ruleset(post.association)
    for number in (1, 10, 60):
        with CaptureQueriesContext(connection) as queries:
            law = gate.ruleset(post.association)
            law = type(law)(law.articles, law.specs * number)
            gate.rules.check(gate.draft_of(given.again(post), NOW, law), law, "submit")
        costs.append(len(queries))
    assert len(set(costs)) == 1


def waits_for(cast, *names):
    return {name for name in names if list(todo.waiting([getattr(cast, name)], NOW))}


def test_a_sensitive_post_takes_two_readers_one_of_the_bureau(as_, url, given, cast):
    post = given.in_review(kind="testimony")
    assert post.tier == Post.Tier.SENSITIVE
    assert "Deux personnes, dont une du bureau" in read(as_("farid").get(post.get_absolute_url()))
    assert waits_for(cast, "chloe", "farid", "elise", "gilles", "amina") == {"farid", "elise", "gilles", "amina"}
    ask(as_, url, "farid", "approve", post, expected=1)
    assert not Post.objects.with_approval().get().is_approved
    assert Approval.objects.get().roles == ["board_member", "reviewer"]
    assert waits_for(cast, "chloe", "farid", "elise", "gilles", "amina") == {"gilles", "amina"}
    assert {p.pk for p in Post.objects.waiting_for(cast.gilles)} == {post.pk}
    assert not Post.objects.waiting_for(cast.elise)
    assert "ne suffirait pas" in read(ask(as_, url, "elise", "approve", post, expected=1))
    assert "pas encore tous les accords" in read(ask(as_, url, "bruno", "schedule", post))
    ask(as_, url, "gilles", "approve", post, expected=1)
    assert Post.objects.with_approval().get().is_approved
    ask(as_, url, "bruno", "schedule", post)
    assert given.again(post).status == "scheduled"


def test_new_words_void_both(as_, url, given, cast):
    post = given.in_review(kind="testimony")
    for who in ("farid", "gilles"):
        ask(as_, url, who, "approve", post, expected=1)
    new = given.words(text="Autre récit.", kind="testimony")
    transitions.write(given.again(post), new, given.plan(), expected=1, by=cast.chloe, now=NOW)
    assert not Post.objects.with_approval().get().is_approved
    ask(as_, url, "farid", "approve", post, expected=2)
    assert not Post.objects.with_approval().get().is_approved


def test_a_line_that_asks_for_more_is_obeyed_at_the_act(as_, url, given, cast, line):
    post = given.approved(text="Un décès parmi nous.")
    line.in_force(GRAVE)
    assert "pas encore tous les accords" in read(ask(as_, url, "bruno", "schedule", post))
    ask(as_, url, "gilles", "approve", post, expected=1)
    assert Approval.objects.count() == 1, "the president is awaited"
    ask(as_, url, "amina", "approve", post, expected=1)
    ask(as_, url, "bruno", "schedule", post)
    assert given.again(post).status == "scheduled"
    assert given.again(post).tier == Post.Tier.CRISIS


def test_who_left_the_bureau_no_longer_answers_for_it(given, cast):
    post = given.in_review(kind="testimony")
    for by in (cast.farid, cast.gilles):
        transitions.approve(post, expected=1, by=by, now=NOW)
    assert not [f for f in gate.findings(post, "schedule", NOW) if f.blocks]
    cast.gilles.mandates.update(ends_on=NOW.date().replace(day=1))
    assert [f.code for f in gate.findings(post, "schedule", NOW) if f.blocks] == ["not_approved"]
