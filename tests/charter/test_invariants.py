"""The invariants I1 and I3 of a text; I2 is in test_frozen, I4 in test_reopen, I5, I10 and I11 in test_keeping.

The races that would break them are in test_races.
"""

import pytest
from django.db import IntegrityError, transaction

from charter.canonical import content_hash
from charter.models import Acknowledgement, Version
from governance.models import Vote

from . import given

pytestmark = pytest.mark.usefixtures("unscoped")


@pytest.mark.parametrize("status", Version.UNDER_WAY)
def test_i1_one_version_of_a_charter_is_under_way(cast, status):
    version = given.draft(cast)
    Version.objects.filter(pk=version.pk).update(number=7)
    with pytest.raises(IntegrityError), transaction.atomic():
        Version.objects.create(
            association=version.association,
            charter=version.charter,
            number=8,
            status=status,
            content_hash="0" * 64,
            created_by=cast.bruno,
        )


def test_i3_vote_signature_and_version_hold_the_hash_of_the_very_words(cast):
    given.statutes(cast)
    version = given.in_force(cast)
    digest = content_hash("usage", [c.as_text() for c in version.clauses.order_by("position")])
    given.signed(version, cast.chloe, now=given.CLOSES)
    assert version.content_hash == digest
    assert set(Vote.objects.values_list("text_hash", flat=True)) == {digest}
    assert Acknowledgement.objects.get().content_hash == digest


@pytest.mark.parametrize("model", [Vote, Acknowledgement])
def test_i3_nothing_is_about_another_text(cast, model):
    given.statutes(cast)
    version = given.in_force(cast)
    given.signed(version, cast.chloe, now=given.CLOSES)
    row = model.objects.first()
    column = "text_hash" if model is Vote else "content_hash"
    setattr(row, column, "")
    with pytest.raises((IntegrityError, ValueError)), transaction.atomic():
        row.save()
