"""The way in: by code, by password, by sign-up; and what is said when it does not open."""

from __future__ import annotations

import datetime as dt
import re
from types import SimpleNamespace

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse

from associations.models import User
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
ADDRESS = "elise@mains-voisines.example"
NOW = dt.datetime(2026, 11, 22, 18, 0, tzinfo=dt.UTC)


@pytest.fixture
def post(client: Client, django_capture_on_commit_callbacks):
    """Return a function that posts and lets the mail of the request leave."""

    def send(page: str, **data: str):
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(reverse(page), data)

    return send


def code_in(message) -> str:
    """The code as the subject shows it, before the colon."""
    return message.subject.split("\u00a0:")[0]


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_a_code_sent_by_mail_opens_the_session(client: Client, cast: SimpleNamespace, post) -> None:
    answer = post("account_request_login_code", email=ADDRESS)
    assert answer.url == reverse("account_confirm_login_code")
    (message,) = mail.outbox
    code = code_in(message)
    assert f"\n    {code}\n" in message.body, "the code stands on its own line"
    assert message.body.startswith("Bonjour,")
    assert not message.alternatives, "plain text only"
    post("account_confirm_login_code", code=code)
    assert is_signed_in(client)
    assert client.get("/").status_code == 200


def test_no_code_leaves_before_the_commit(client: Client, cast: SimpleNamespace, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as queued:
        client.post(reverse("account_request_login_code"), {"email": ADDRESS})
    assert (len(queued), len(mail.outbox)) == (1, 0)


def test_a_wrong_code_is_refused_in_our_words_and_three_end_it(client: Client, cast: SimpleNamespace, post) -> None:
    post("account_request_login_code", email=ADDRESS)
    page = post("account_confirm_login_code", code="AAAA-AAAA").content.decode()
    assert "Ce code n’est pas le bon" in page
    assert 'href="#id_code"' in page, "the summary leads to the field"
    assert re.search(r'aria-describedby="[^"]*id_code_error', page)
    post("account_confirm_login_code", code="AAAA-AAAB")
    answer = post("account_confirm_login_code", code="AAAA-AAAC")
    assert answer.status_code == 302
    page = client.get(answer.url).content.decode()
    assert "Réessayez dans cinq minutes" in page
    assert not is_signed_in(client)


def test_a_code_is_worth_nothing_after_a_quarter_of_an_hour(client: Client, cast: SimpleNamespace, post) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        post("account_request_login_code", email=ADDRESS)
        clock.shift(dt.timedelta(minutes=16))
        post("account_confirm_login_code", code=code_in(mail.outbox[0]))
    assert not is_signed_in(client)


def test_an_unknown_address_learns_nothing_on_the_page_and_everything_by_mail(client: Client, db: None, post) -> None:
    answer = post("account_request_login_code", email="nobody@example.org")
    assert answer.url == reverse("account_confirm_login_code"), "the page does not say who has an account"
    (message,) = mail.outbox
    assert message.subject == "Aucun compte Portevoix à cette adresse"
    assert "nobody@example.org" in message.body
    assert reverse("account_signup") in message.body


def test_a_password_opens_the_session(client: Client, cast: SimpleNamespace, post) -> None:
    post("account_login", login=ADDRESS, password=PASSWORD)
    assert is_signed_in(client)


def test_a_wrong_password_says_what_to_do(client: Client, cast: SimpleNamespace, post) -> None:
    page = post("account_login", login=ADDRESS, password="not-this-one").content.decode()
    assert "demandez un code par e-mail" in page
    assert not is_signed_in(client)


def test_guessing_a_password_is_slowed_down_and_says_until_when(client: Client, cast: SimpleNamespace, post) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        for _try in range(5):
            post("account_login", login=ADDRESS, password="not-this-one")
        page = post("account_login", login=ADDRESS, password=PASSWORD).content.decode()
        assert "Réessayez dans cinq minutes" in page
        assert not is_signed_in(client)
        clock.shift(dt.timedelta(minutes=5, seconds=1))
        post("account_login", login=ADDRESS, password=PASSWORD)
    assert is_signed_in(client)


def test_asking_for_codes_is_slowed_down_and_says_until_when(client: Client, cast: SimpleNamespace, post) -> None:
    with time_machine.travel(NOW, tick=False):
        for _try in range(3):
            post("account_request_login_code", email=ADDRESS)
            client.cookies.clear()
        page = post("account_request_login_code", email=ADDRESS).content.decode()
    assert len(mail.outbox) == 3
    assert re.search(r"Réessayez dans (une|cinq) minute", page)


def test_too_many_requests_from_one_place_get_a_page_that_says_when(client: Client, db: None, post) -> None:
    with time_machine.travel(NOW, tick=False):
        answers = [post("account_signup", email="not an address") for _try in range(21)]
    assert answers[-1].status_code == 429
    assert "Réessayez dans une minute" in answers[-1].content.decode()


def test_signing_up_confirms_the_address_by_code(client: Client, db: None, post) -> None:
    secret = "une-phrase-longue-42"
    answer = post("account_signup", email="new@example.org", name="Yanis Kermarrec", password1=secret, password2=secret)
    assert answer.url == reverse("account_email_verification_sent")
    (message,) = mail.outbox
    assert "confirmez votre adresse" in message.subject
    post("account_email_verification_sent", code=code_in(message))
    assert is_signed_in(client)
    user = User.objects.get(email="new@example.org")
    assert user.name == "Yanis Kermarrec"
    assert user.emailaddress_set.get().verified


def test_signing_up_with_a_known_address_writes_to_its_owner(client: Client, cast: SimpleNamespace, post) -> None:
    secret = "une-phrase-longue-42"
    post("account_signup", email=ADDRESS, name="Someone", password1=secret, password2=secret)
    (message,) = mail.outbox
    assert message.subject == "Vous avez déjà un compte Portevoix"
    assert message.to == [ADDRESS]
    assert ADDRESS in message.body


def test_a_refused_sign_up_keeps_what_was_typed_and_lists_the_refusals(client: Client, db: None, post) -> None:
    page = post("account_signup", email="no", name="Yanis", password1="court", password2="court").content.decode()
    assert "points sont à reprendre" in page
    assert 'value="Yanis"' in page
    assert not User.objects.exists()


def test_a_lost_password_is_replaced_by_a_link_that_serves_once(client: Client, cast: SimpleNamespace, post) -> None:
    post("account_reset_password", email=ADDRESS)
    (message,) = mail.outbox
    link = re.search(r"https?://[^/]+(/\S+)", message.body)[1]
    form = client.get(link, follow=True)
    secret = "une-phrase-longue-42"
    client.post(form.redirect_chain[-1][0], {"password1": secret, "password2": secret})
    assert User.objects.get(email=ADDRESS).check_password(secret)
    spent = client.get(link, follow=True).content.decode()
    assert "Ce lien n’est plus valable" in spent
    assert reverse("account_reset_password") in spent


def test_the_code_is_the_first_thing_offered(client: Client, db: None) -> None:
    page = client.get(settings.LOGIN_URL and reverse(settings.LOGIN_URL)).content.decode()
    assert page.index(reverse("account_request_login_code")) < page.index('name="password"')
    assert "placeholder" not in page


def test_what_was_asked_before_signing_in_is_reached_after_it(client: Client, cast: SimpleNamespace) -> None:
    wanted = reverse("usersessions_list")
    answer = client.get(wanted)
    page = client.get(answer.url).content.decode()
    assert page.count(f'name="next" value="{wanted}"') == 2, "both ways in keep the destination"


def test_a_password_set_by_a_stranger_dies_when_the_owner_comes_in_by_code(client: Client, db: None, post) -> None:
    """Somebody signs up with another's address, never proves it, and waits for its owner."""
    secret = "une-phrase-longue-42"
    post("account_signup", email="new@example.org", name="Un inconnu", password1=secret, password2=secret)
    client.cookies.clear()
    post("account_request_login_code", email="new@example.org")
    post("account_confirm_login_code", code=code_in(mail.outbox[-1]))
    assert is_signed_in(client)
    assert not User.objects.get(email="new@example.org").check_password(secret)


def test_a_code_leaves_the_password_of_a_proven_address_alone(client: Client, cast: SimpleNamespace, post) -> None:
    post("account_request_login_code", email=ADDRESS)
    post("account_confirm_login_code", code=code_in(mail.outbox[0]))
    assert User.objects.get(email=ADDRESS).check_password(PASSWORD)


def test_the_keepers_come_in_by_the_same_door(client: Client, db: None) -> None:
    """The admin's own form would count no attempts."""
    User.objects.create_superuser("keeper@example.org", PASSWORD)
    answer = client.post("/admin/login/", {"username": "keeper@example.org", "password": PASSWORD})
    assert answer.url.startswith(reverse("account_login"))
    assert not is_signed_in(client)
    client.post(reverse("account_login"), {"login": "keeper@example.org", "password": PASSWORD})
    assert client.get("/admin/").status_code in (200, 302)


def test_behind_the_proxy_attempts_are_counted_per_visitor(client: Client, cast: SimpleNamespace, settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    address = reverse("account_login")
    with time_machine.travel(NOW, tick=False):
        for number in range(12):
            data = {"login": f"guess{number}@example.org", "password": "not-this-one"}
            client.post(address, data, HTTP_X_FORWARDED_FOR="198.51.100.7")
        Client().post(address, {"login": ADDRESS, "password": PASSWORD}, HTTP_X_FORWARDED_FOR="198.51.100.7")
        honest = Client()
        honest.post(address, {"login": ADDRESS, "password": PASSWORD}, HTTP_X_FORWARDED_FOR="203.0.113.5")
    assert is_signed_in(honest)


@pytest.mark.parametrize(
    ("page", "field"),
    [
        ("account_login", "login"),
        ("account_request_login_code", "email"),
        ("account_signup", "email"),
        ("account_reset_password", "email"),
    ],
)
def test_an_address_that_is_none_is_told_in_the_words_of_the_house(client: Client, db: None, page, field) -> None:
    told = client.post(reverse(page), {field: "nulle part"}).content.decode()
    assert "Cette adresse n’est pas complète" in told
    assert "courriel" not in told


def test_so_is_a_change_of_address(client: Client, cast: SimpleNamespace) -> None:
    client.force_login(cast.elise.user, backend="django.contrib.auth.backends.ModelBackend")
    told = client.post(reverse("account_email"), {"email": "nulle part", "action_add": ""}).content.decode()
    assert "Cette adresse n’est pas complète" in told
