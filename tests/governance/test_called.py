"""What the database itself keeps of a meeting that people were called to, and of the rule they were called under."""

import pytest
from django.db import IntegrityError, connection, transaction

from tests.governance import convened as given

pytestmark = pytest.mark.usefixtures("unscoped")


@pytest.mark.parametrize("column", ["rule = '{}'", "call = 2", "status = 'draft'", "convened_at = null"])
def test_no_hand_rewrites_the_rule_of_a_called_meeting(cast, column):
    meeting = given.convened(cast)
    with (
        pytest.raises(IntegrityError, match="people were called"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE governance_meeting SET {column} WHERE id = {meeting.pk}")


def test_a_called_meeting_is_never_taken_out(cast):
    meeting = given.convened(cast)
    with connection.cursor() as cursor:
        for table in ("governance_convocation", "governance_notice", "governance_agendaitem"):
            cursor.execute(f"DELETE FROM {table}")
        with pytest.raises(IntegrityError, match="people were called"), transaction.atomic():
            cursor.execute(f"DELETE FROM governance_meeting WHERE id = {meeting.pk}")


@pytest.mark.parametrize("cap", [None, 0])
def test_a_limit_without_its_number_is_refused_by_the_database(cast, cap):
    with pytest.raises(IntegrityError, match="a_proxy_cap_goes_with"), transaction.atomic():
        given.board(cast, proxies="limited", proxy_cap=cap)
