"""Whoever reads testimonies finds their queue where they work, without waiting for a line in « À faire »."""

import pytest

from associations.roles import Role
from tests.conftest import make_member


@pytest.mark.parametrize("page", ["moderation:case-list", "calendar:around", "calendar:channel-list"])
def test_a_moderator_finds_the_queue(as_, url, association, cast, page):
    cast.mona = make_member(association, "mona@mains-voisines.example", "Mona Lahlou", [Role.MODERATOR])
    queue = url("calendar:testimony-list")
    assert f'href="{queue}"' in as_("mona").get(url(page)).content.decode()
    assert as_("mona").get(queue).status_code == 200


@pytest.mark.parametrize("page", ["moderation:case-list", "calendar:around", "calendar:channel-list"])
def test_who_may_not_read_them_sees_no_dead_link(as_, url, page):
    assert url("calendar:testimony-list") not in as_("chloe").get(url(page)).content.decode()
