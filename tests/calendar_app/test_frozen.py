"""What was saved and approved is not rewritten, even by a slip of our own code."""

import pytest
from django.db import IntegrityError, transaction

from calendar_app import frozen, line, rules
from calendar_app.models import Approval, Revision, RevisionMedia, RevisionText


@pytest.mark.parametrize(
    ("model", "change"), [(Revision, {"text": "x"}), (RevisionText, {"text": "x"}), (Approval, {"content_hash": "x"})]
)
def test_the_database_refuses_a_rewrite(given, model, change):
    given.approved()
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.update(**change)


def test_every_saved_part_of_a_text_has_its_wall():
    saved = {model._meta.db_table for model in (Revision, RevisionText, RevisionMedia, Approval)}
    assert {wall.table for wall in frozen.WALLS if wall.event == "UPDATE"} >= saved


def test_the_hash_can_be_worked_out_again(given):
    post = given.draft(channels=[given.channel("x"), given.channel("mastodon")], own={"x": "Court."})
    assert post.current.words() == post.current.content_hash


def test_the_topics_are_articles_of_the_texts_we_offer(given):
    """The topics of the rules are articles of the French texts the product offers."""
    import tomllib
    from pathlib import Path

    import charter.library as library

    folder = Path(library.__file__).parent
    for (kind, key), topic in line.TOPICS.items():
        clauses = tomllib.loads((folder / f"{kind}.toml").read_text(encoding="utf-8"))["clauses"]
        assert key in [clause["key"] for clause in clauses], topic
    assert line.in_force(given.association).articles == {}
    assert rules.Ruleset().articles == {}
