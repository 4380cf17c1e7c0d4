"""The story of the demo: one slip that ends with its lesson, each step at its hour."""

import datetime as dt

from calendar_app.models import Correction, Slip, SlipStep
from config.demo import departures
from tests.calendar_app.given import NOW


def test_the_slip_of_the_demo_ends_with_its_lesson(given, cast):
    post = given.published()
    departures.slip(given.association, {"helene": cast.farid, "ines": cast.bruno}, NOW + dt.timedelta(weeks=4))
    assert Slip.objects.get().status == "closed"
    assert Correction.objects.get().post == post
    hours = list(SlipStep.objects.order_by("pk").values_list("at", flat=True))
    assert len(hours) == 6
    assert hours == sorted(set(hours))
