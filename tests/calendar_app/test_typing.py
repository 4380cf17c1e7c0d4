"""While somebody types: live counts, and a copy that survives."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from calendar_app.models import Kept

from .given import HOUR, form_data
from .test_write import sent


def test_counts_are_those_of_the_page(as_, url, given):
    data = sent(given, "x", "mastodon", text="Bonjour https://mains-voisines.org/tri")
    page = as_("chloe").post(url("calendar:count"), data).content.decode()
    assert "31 sur 280, reste 249" in page
    assert "31 sur 500, reste 469" in page
    assert "<html" not in page


def test_without_script_the_refused_page_has_the_same_counts(as_, url, given):
    data = sent(given, "x", text="a" * 300, title="")
    fragment = as_("chloe").post(url("calendar:count"), data).content.decode().strip()
    assert "300 sur 280, 20 de trop" in fragment
    assert fragment in as_("chloe").post(url("calendar:post-create"), data).content.decode()


def test_an_own_text_counts_for_its_account_only(as_, url, given):
    x = given.channel("x")
    data = sent(given, "x", "mastodon", text="a" * 100) | {f"own_{x.pk}": "abc"}
    page = as_("chloe").post(url("calendar:count"), data).content.decode()
    assert "3 sur 280" in page
    assert "100 sur 500" in page


@pytest.mark.parametrize("data", [{}, {"channels": ["x", "-1", "99999"]}, {"text": "a\x00" * 1000, "channels": "1"}])
def test_odd_questions_get_an_answer(as_, url, given, data):
    assert as_("chloe").post(url("calendar:count"), data).status_code == 200


def test_a_blog_has_no_limit_and_says_so(as_, url, given):
    page = as_("chloe").post(url("calendar:count"), sent(given, "blog", text="a" * 2000)).content.decode()
    assert "2\u202f000 caractères, sans limite connue" in page


def test_counting_costs_the_same_for_ten_accounts(as_, url, given):
    client, data, costs = as_("chloe"), sent(given, "x", "mastodon"), []
    client.post(url("calendar:count"), data)
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.post(url("calendar:count"), data)
        costs.append(len(queries))
        data["channels"] += [given.channel(network).pk for network in ("bluesky", "facebook", "blog")]
    assert costs[0] == costs[1]


def test_what_is_typed_is_kept_and_offered_again(as_, url, given):
    client = as_("chloe")
    answer = client.post(url("calendar:keep"), sent(given, "x", text="Dans le tunnel", token="t"))
    assert answer.json() == {"sentence": "Gardé à 11\u00a0h, pas encore enregistré."}
    page = client.get(url("calendar:post-create")).content.decode()
    assert "Reprendre cette saisie" in page
    assert "Dans le tunnel" not in page
    page = client.get(url("calendar:post-create") + "?reprendre=1").content.decode()
    assert "Dans le tunnel" in page
    assert "14 sur 280" in page


def test_it_is_shown_to_nobody_else(as_, url, given):
    as_("chloe").post(url("calendar:keep"), sent(given, text="Pour moi seule"))
    assert "Reprendre" not in as_("bruno").get(url("calendar:post-create")).content.decode()
    assert "Pour moi seule" not in as_("bruno").get(url("calendar:post-create") + "?reprendre=1").content.decode()


def test_typing_on_is_one_row_and_saving_ends_it(as_, url, given):
    client = as_("chloe")
    for text in ("a", "ab", "abc"):
        client.post(url("calendar:keep"), sent(given, text=text))
    assert Kept.objects.get().fields["text"] == ["abc"]
    client.post(url("calendar:post-create"), sent(given))
    assert not Kept.objects.exists()


def test_a_kept_edit_still_meets_the_conflict(as_, url, given, time_machine, now):
    post = given.draft()
    client, address = as_("chloe"), url("calendar:post-edit", pk=post.pk)
    as_("bruno").post(address, sent(given, expected=1, text="Bruno."))
    time_machine.move_to(now + HOUR, tick=False)
    client.post(url("calendar:post-keep", pk=post.pk), sent(given, expected=1, text="Chloé."))
    page = client.get(address + "?reprendre=1").content.decode()
    assert "Chloé." in page
    assert 'name="expected" value="1"' in page
    assert client.post(address, sent(given, expected=1, text="Chloé.")).status_code == 409


def test_words_kept_before_somebody_else_saved_are_still_offered(as_, url, given, time_machine, now):
    post = given.draft()
    as_("chloe").post(url("calendar:post-keep", pk=post.pk), sent(given, expected=1, text="Dans le train."))
    time_machine.move_to(now + HOUR, tick=False)
    as_("bruno").post(url("calendar:post-edit", pk=post.pk), sent(given, expected=1, text="Neuf."))
    assert "Reprendre" in as_("chloe").get(url("calendar:post-edit", pk=post.pk)).content.decode()


def test_a_copy_that_arrives_after_its_save_is_not_offered(as_, url, given):
    post = given.draft()
    client, address = as_("chloe"), url("calendar:post-edit", pk=post.pk)
    data = sent(given, expected=1, text="Enregistré.\r\nEt gardé.")
    client.post(address, data)
    client.post(url("calendar:post-keep", pk=post.pk), data)
    assert "Reprendre" not in client.get(address).content.decode()
    client.post(url("calendar:post-keep", pk=post.pk), data | {"expected": 2, "due_hour": "20:00"})
    assert "Reprendre" in client.get(address).content.decode(), "typed on the current version"


def test_numbers_too_long_in_a_copy_do_not_break_the_page(as_, url, given):
    client = as_("chloe")
    client.post(url("calendar:keep"), sent(given) | {"channels": ["9" * 5000, "x", given.channel().pk]})
    assert client.get(url("calendar:post-create") + "?reprendre=1").status_code == 200


def test_what_is_kept_on_a_shared_computer_bears_its_writer(as_, url, given):
    post = given.draft()
    for who in ("chloe", "bruno"):
        number = getattr(given.cast, who).pk
        page = as_(who).get(url("calendar:post-edit", pk=post.pk)).content.decode()
        assert f'data-keep="{number}-post-{post.pk}"' in page
        assert f'data-keep="{number}-new-' in as_(who).get(url("calendar:post-create")).content.decode()
        page = as_(who).get(post.get_absolute_url()).content.decode()
        assert f'data-keep-done="{number}-post-{post.pk}" data-keep-new="{number}-new-"' in page


def test_it_can_be_forgotten(as_, url, given):
    as_("chloe").post(url("calendar:keep"), sent(given, text="Non"))
    response = as_("chloe").post(url("calendar:forget"))
    assert response.url == url("calendar:post-create")
    assert not Kept.objects.exists()


def test_too_much_is_refused_aloud(as_, url, given):
    response = as_("chloe").post(url("calendar:keep"), form_data(text="a" * 300_000))
    assert response.status_code == 413
    assert "trop long" in response.json()["sentence"]
    response = as_("chloe").post(url("calendar:keep"), "a" * 300_000 + "=b", "application/x-www-form-urlencoded")
    assert response.status_code == 413
    assert not Kept.objects.exists()


def test_null_characters_do_not_break_the_copy(as_, url, given):
    as_("chloe").post(url("calendar:keep"), form_data(text="a\x00b"))
    assert Kept.objects.get().fields["text"] == ["ab"]
