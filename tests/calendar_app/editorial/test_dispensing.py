"""Passing a rule: who, for which words, with what reason; and what a new line makes of what is planned."""

import datetime as dt
from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied
from django.db import Error, IntegrityError, connection, transaction

from calendar_app import gate, moving, transitions
from calendar_app.editorial import breaking, dispensing, writing
from calendar_app.models import Dispensation, Post
from calendar_app.transitions import Plan, Words
from journal.models import Entry
from journal.moves import Overtaken, Refused

from ..given import form_data
from .conftest import WORDS

JUSTIFIED = writing.RuleText("tone", "forbidden_words", "justify", {"words": ["loto"]}, (), "Pas de loto.")
ADVISED = writing.RuleText("tone", "forbidden_words", "advise", {"words": ["gala"]}, (), "Plutôt pas de gala.")
KEY = "forbidden-words"


def give(post, by, now, key=KEY, reason="Le nom de la fête, imposé par la mairie.", expected=1):
    return dispensing.dispense(post, key, reason=reason, expected=expected, by=by, now=now)


def test_a_dispensation_lets_these_words_pass_and_no_others(line, given, now):
    line.in_force(WORDS)
    post = given.draft(text="Venez à la kermesse.")
    with pytest.raises(gate.Stopped):
        transitions.submit(post, by=line.cast.chloe, now=now)
    kept = give(post, line.cast.amina, now)
    assert (kept.level, kept.spec_key, kept.rule_words) == ("dispensation", KEY, WORDS.words)
    assert dispensing.dispensed(post) == {KEY}
    transitions.submit(post, by=line.cast.chloe, now=now)
    entry = Entry.objects.filter(action="calendar.dispense").get()
    assert (entry.after, entry.object_hash) == ("dispensed", post.revision.content_hash)
    assert "mairie" not in entry.canonical().decode()
    plan = Plan(post.due_at, post.purpose, post.owner)
    words = Words(post.title, post.kind, "Venez tous à la kermesse.", {given.channel().pk: ""})
    with pytest.raises(gate.Stopped):
        transitions.write(given.again(post), words, plan, expected=1, by=line.cast.chloe, now=now)


def test_new_words_ask_again(line, given, now):
    line.in_force(WORDS)
    post = given.draft(text="Venez à la kermesse.")
    give(post, line.cast.amina, now)
    plan = Plan(post.due_at, post.purpose, post.owner)
    words = Words(post.title, post.kind, "Venez tous à la kermesse.", {given.channel().pk: ""})
    transitions.write(given.again(post), words, plan, expected=1, by=line.cast.chloe, now=now)
    assert dispensing.dispensed(given.again(post)) == frozenset()


def test_what_is_passed_for_one_day_is_not_passed_for_another(line, given, now):
    """A silence may be broken on its first day with a reason; that reason says nothing of the second one."""
    due = now + dt.timedelta(days=2)
    days = {"from": due.date().isoformat(), "to": (due + dt.timedelta(days=3)).date().isoformat(), "why": "deuil"}
    line.in_force(writing.RuleText("tone", "blackout", "block", {"periods": [days]}, (), "Nous nous taisons."))
    post = given.draft(due_at=due)
    give(post, line.cast.amina, now, key="blackout")
    transitions.submit(post, by=line.cast.chloe, now=now)
    post = given.again(post)
    with pytest.raises(gate.Stopped, match="se tait"):
        moving.reschedule(post, due_at=due + dt.timedelta(days=1), expected=1, by=line.cast.chloe, now=now)
    plan = Plan(due + dt.timedelta(days=1), post.purpose, post.owner)
    words = Words(post.title, post.kind, post.revision.text, {given.channel().pk: ""})
    with pytest.raises(gate.Stopped, match="se tait"):
        transitions.write(post, words, plan, expected=1, by=line.cast.chloe, now=now)
    free = due + dt.timedelta(days=9)
    moving.reschedule(given.again(post), due_at=free, expected=1, by=line.cast.chloe, now=now)
    assert dispensing.dispensed(given.again(post)) == frozenset()
    moving.reschedule(given.again(post), due_at=due + dt.timedelta(days=30), expected=2, by=line.cast.chloe, now=now)


def test_words_passed_stay_passed_when_the_post_moves(line, given, now):
    line.in_force(WORDS)
    post = given.draft(text="Venez à la kermesse.")
    give(post, line.cast.amina, now)
    transitions.submit(post, by=line.cast.chloe, now=now)
    later = post.due_at + dt.timedelta(days=1)
    moving.reschedule(given.again(post), due_at=later, expected=1, by=line.cast.chloe, now=now)
    assert dispensing.dispensed(given.again(post)) == {KEY}


def test_a_rule_rewritten_by_the_next_line_asks_again(line, given, now):
    line.in_force(WORDS)
    post = given.draft(text="Venez à la kermesse.")
    give(post, line.cast.amina, now)
    version = line.draft()
    text = writing.RuleText(
        "tone", "forbidden_words", "block", {"words": ["kermesse", "loto"]}, (), "Ni l’un ni l’autre."
    )
    writing.rewrite(version.editorial_rules.get(), text, expected=1, by=line.cast.bruno)
    line.in_force(version=version)
    assert dispensing.dispensed(post) == frozenset()


def test_who_wrote_dispenses_nothing(line, given, now):
    line.in_force(WORDS)
    post = given.draft(by=line.cast.amina, text="Venez à la kermesse.")
    with pytest.raises(Refused, match="Vous avez écrit"):
        give(post, line.cast.amina, now)
    assert give(post, line.cast.bruno, now).by == line.cast.bruno


def test_the_database_refuses_ones_own_words(line, given, now):
    line.in_force(WORDS)
    post = given.draft(by=line.cast.amina, text="Venez à la kermesse.")
    kept = give(post, line.cast.bruno, now)
    fields = {f.attname: getattr(kept, f.attname) for f in Dispensation._meta.concrete_fields if f.attname != "id"}
    fields |= {"by_id": line.cast.amina.pk, "rule_hash": "x" * 64}
    for writer in (line.cast.amina.pk, line.cast.bruno.pk):
        # The constraint sees the writer it is told of, the wall asks the revisions themselves.
        with pytest.raises(Error), transaction.atomic():
            Dispensation.objects.create(**fields | {"writer_id": writer})


@pytest.mark.parametrize("who", ["chloe", "elise", "farid"])
def test_a_dispensation_needs_its_right(line, given, now, who):
    line.in_force(WORDS)
    post = given.draft(text="Venez à la kermesse.")
    with pytest.raises((PermissionDenied, Refused)):
        give(post, getattr(line.cast, who), now)
    assert not Dispensation.objects.exists()


def test_the_writer_gives_a_reason_where_one_is_asked(line, given, now):
    line.in_force(JUSTIFIED)
    post = given.draft(text="Venez au loto.")
    with pytest.raises(PermissionDenied):
        give(post, line.cast.farid, now)
    assert give(post, line.cast.chloe, now).level == "justification"
    transitions.submit(post, by=line.cast.chloe, now=now)


@pytest.mark.parametrize(
    ("rule", "text", "fields", "sentence"),
    [
        (WORDS, "Venez à la kermesse.", {"reason": "  "}, "Dites pourquoi"),
        (WORDS, "Venez à la kermesse.", {"expected": 2}, "Le texte a changé"),
        (WORDS, "Venez à la fête.", {}, "suit déjà"),
        (WORDS, "Venez à la kermesse.", {"key": "other"}, "n’est pas en vigueur"),
        (ADVISED, "Venez au gala.", {}, "ne bloque rien"),
    ],
)
def test_what_is_refused(line, given, now, rule, text, fields, sentence):
    line.in_force(rule)
    with pytest.raises((Refused, Overtaken), match=sentence):
        give(given.draft(text=text), line.cast.amina, now, **fields)
    assert not Dispensation.objects.exists()


def test_a_second_hand_is_told(line, given, now):
    line.in_force(WORDS)
    post = given.draft(text="Venez à la kermesse.")
    give(post, line.cast.amina, now)
    with pytest.raises(Overtaken, match="Quelqu’un vient"):
        give(post, line.cast.bruno, now)
    assert Dispensation.objects.count() == 1


@pytest.mark.parametrize("sql", ["UPDATE calendar_dispensation SET reason = 'x'", "DELETE FROM calendar_dispensation"])
def test_a_dispensation_is_never_rewritten(line, given, now, sql):
    line.in_force(WORDS)
    give(given.draft(text="Venez à la kermesse."), line.cast.amina, now)
    refused = pytest.raises((Error, IntegrityError), match="never rewritten")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_the_page_of_the_post_leads_there_and_shows_the_reason(line, given, as_, url):
    line.in_force(WORDS)
    post = given.draft(text="Venez à la kermesse.")
    way = f"{url('calendar:post-dispense', pk=post.pk)}?regle={KEY}"
    assert way in as_("amina").get(post.get_absolute_url()).content.decode()
    assert way not in as_("chloe").get(post.get_absolute_url()).content.decode()
    assert as_("chloe").get(way).status_code == 403
    assert WORDS.words in as_("amina").get(way).content.decode()
    refused = as_("amina").post(way, {"reason": "", "expected": 1}).content.decode()
    assert "Dites pourquoi" in refused
    assert refused.count('role="alert"') == 1
    assert as_("amina").post(way, {"reason": "Le nom de la fête.", "expected": 1}).status_code == 302
    page = as_("chloe").get(post.get_absolute_url()).content.decode()
    assert "Le nom de la fête." in page
    assert "Amina Belkacem" in page
    stale = as_("amina").get(f"{url('calendar:post-dispense', pk=post.pk)}?regle=rien", follow=True)
    assert "il n’y a rien à écarter" in stale.content.decode().replace("\u00a0", " ")


def test_a_reason_is_one_tap_from_the_remark_that_asks_it(line, given, as_, url):
    spoken = replace(WORDS, severity="justify", words="Jamais de mots\u00a0: voyez\n la  ligne.")
    rule = line.in_force(spoken).editorial_rules.get()
    # Spaces that do not break are kept, the others are one.
    assert rule.words == "Jamais de mots\u00a0: voyez la ligne."
    data = form_data(text="Venez à la kermesse.", channels=[given.channel().pk], owner=given.cast.chloe.pk)
    client = as_("chloe")
    refused = client.post(url("calendar:post-create"), data | {"submit": "1"}).content.decode()
    assert "Enregistrez le brouillon, puis donnez votre raison sur sa page." in refused
    client.post(url("calendar:post-create"), data)
    post = Post.objects.get()
    page = client.get(post.get_absolute_url()).content.decode()
    way = f'href="{url("calendar:post-dispense", pk=post.pk)}?regle={KEY}">Donner une raison</a>'
    assert page.count(way) == 1
    note = page[page.index("À justifier") :]
    assert way in note[: note.index("</article>")]
    client.post(f"{url('calendar:post-dispense', pk=post.pk)}?regle={KEY}", {"reason": "Le nom.", "expected": 1})
    page = client.get(post.get_absolute_url()).content.decode()
    assert "Règle écartée pour ces mots" in page
    assert way not in page
    assert "Pour en sortir" not in page


def test_a_new_line_lists_what_it_holds_back_and_tells_the_owners_once(line, given, now, as_, url):
    kept = given.scheduled(text="Venez à la kermesse.")
    given.in_review(text="Venez à la fête.")
    assert "Aucune ligne éditoriale" in as_("chloe").get(url("calendar:line-broken")).content.decode()
    version = line.in_force(WORDS)
    # It went to review under the line before.
    type(kept).objects.filter(pk=kept.pk).update(submitted_at=now - dt.timedelta(days=30))
    page = as_("chloe").get(url("calendar:line-broken")).content.decode()
    assert "1 publication ne suit pas" in page
    assert kept.get_absolute_url() in page
    (told,) = breaking.wanted(line.cast.amina.association, now)
    assert (told.key, told.to) == (f"post:{kept.pk}:line:{version.pk}", line.cast.chloe)
    assert "kermesse" in told.sentence
    (todo,) = breaking.waiting([line.cast.chloe], now)
    assert todo.path == url("calendar:line-broken")
    assert not list(breaking.waiting([line.cast.farid], now))
    assert not list(breaking.wanted(line.cast.amina.association, now + dt.timedelta(days=60)))
    give(kept, line.cast.amina, now)
    assert not breaking.broken(line.cast.amina.association, now)


@pytest.mark.parametrize(("level", "who", "held"), [("justification", "chloe", [KEY]), ("dispensation", "amina", [])])
def test_what_blocks_is_passed_by_somebody_else_alone(line, given, now, level, who, held):
    """Behind the verb too: a reason of one's own, written otherwise, lifts nothing that blocks."""
    rule = line.in_force(WORDS).editorial_rules.get()
    post = given.draft(text="Venez à la kermesse.")
    Dispensation.objects.create(
        association=post.association,
        post=post,
        content_hash=post.content_hash,
        spec_key=KEY,
        rule_hash=rule.digest(),
        rule_words=rule.words,
        level=level,
        reason="La mairie.",
        writer=post.revision.by,
        by=getattr(line.cast, who),
        at=now,
    )
    assert [finding.spec for finding in gate.findings(post, "submit", now) if finding.blocks] == held
