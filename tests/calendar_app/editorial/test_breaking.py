"""The list of what a new line holds back says what the gate says, for as many queries whatever the crowd."""

from django.db import connection

from calendar_app import gate
from calendar_app.editorial import breaking
from calendar_app.editorial.writing import RuleText
from calendar_app.models import Post
from tests.calendar_app.given import DAY, NOW
from tests.calendar_app.library import given as lib

from .conftest import WORDS

GRAVE = RuleText("tone", "sensitive_words", "advise", {"words": ["décès"], "level": "crisis"}, (), "Le deuil.")


def rule(check, severity="block", clause="tone", **params):
    return RuleText(clause, check, severity, params, (), f"Règle {check}.")


def test_a_line_that_asks_for_captions_or_no_image_lists_what_shows_them(line, given, cast):
    video = lib.video(cast.bruno)
    plain = given.scheduled(text="Sans rien.")
    filmed = given.in_review(text="Un film.", images=[(video, "On trie.")])
    line.in_force(rule("captions"))
    listed = {row.post.pk: row.findings for row in breaking.broken(given.association, NOW)}
    assert plain.pk not in listed
    assert [f.spec for f in listed[filmed.pk]] == [f.spec for f in gate.findings(filmed, "schedule", NOW) if f.spec]


def test_a_line_that_asks_for_more_readers_lists_what_one_had_read(line, given):
    grave = given.scheduled(text="Un décès parmi nous.")
    given.scheduled(text="Une fête parmi nous.")
    line.in_force(GRAVE)
    (row,) = breaking.broken(given.association, NOW)
    assert (row.post.pk, [f.code for f in row.findings]) == (grave.pk, ["not_approved"])
    assert row.findings == [f for f in gate.findings(grave, "publish", NOW) if f.blocks]


def test_what_is_late_may_still_go_out_and_is_listed_too(line, given):
    late = given.scheduled(text="Venez à la kermesse.", due_at=NOW - DAY)
    line.in_force(WORDS)
    assert [row.post for row in breaking.broken(given.association, NOW)] == [late]


def test_the_list_and_the_gate_agree_on_each_scheduled_post(line, given, cast):
    media, _leave = lib.shown(given)
    posts = [
        given.scheduled(text="Venez à la kermesse."),
        given.scheduled(text="Venez au décès de la kermesse.", due_at=NOW + 3 * DAY),
        lib.scheduled(given, text="Une kermesse.", images=[(media, "Jeanne trie.")], due_at=NOW + 3 * DAY),
        given.scheduled(text="Rien.", channels=[given.channel("x")], due_at=NOW + 4 * DAY),
        given.scheduled(text="Rien.", own={"x": "La kermesse."}, channels=[given.channel("x"), given.channel()]),
    ]
    line.in_force(WORDS, GRAVE, rule("emoji_count", most=0))
    found = {row.post.pk: row.findings for row in breaking.broken(given.association, NOW)}
    one_by_one = {
        post.pk: blocking
        for post in map(given.again, posts)
        if (blocking := [f for f in gate.findings(post, "publish", NOW) if f.blocks])
    }
    assert found == one_by_one
    assert len(found) == 4


def _become(status, posts):
    """What no verb does: posts that the new line would stop stand aside and come back."""
    marks = ", ".join(["%s"] * len(posts))
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE calendar_post SET status = %s WHERE id IN ({marks})", [status, *(post.pk for post in posts)]
        )


def test_scheduled_posts_cost_the_same_for_few_and_for_many(line, given, cast, as_, url, assert_flat):
    media, _leave = lib.shown(given)
    batches = []
    for number in range(1, 8):
        text, owner = f"Kermesse et décès {number}.", [cast.chloe, cast.farid, cast.elise][number % 3]
        shows = lib.scheduled(given, text=text, images=[(media, "Jeanne trie.")], owner=owner)
        batches.append([shows, given.scheduled(text=f"Kermesse {number}.", channels=[given.channel("x")])])
    line.in_force(WORDS, GRAVE)
    _become("draft", [post for batch in batches for post in batch])
    numbers = iter(range(1, 8))

    def grow():
        # They wait as drafts, which nothing lists: each batch comes back among what is planned.
        number = next(numbers)
        coming = batches[number - 1]
        _become("scheduled", coming)
        Post.objects.filter(pk__in=[post.pk for post in coming]).update(due_at=NOW + number * DAY)

    assert_flat(as_("chloe"), url("calendar:line-broken"), grow)
    assert len(breaking.broken(given.association, NOW)) == 12
