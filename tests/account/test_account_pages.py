"""The pages of a person's account: all in our frame, and each session closed from the list."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse

from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
PHONE = "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0"
LAPTOP = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36"
SIGNED_OUT = [
    "account_login",
    "account_request_login_code",
    "account_signup",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "account_inactive",
]
SIGNED_IN = [
    "account_change_password",
    "account_email",
    "account_logout",
    "account_reauthenticate",
    "mfa_index",
    "mfa_activate_totp",
    "usersessions_list",
]


def enter(user_agent: str) -> Client:
    client = Client(headers={"user-agent": user_agent})
    client.post(reverse("account_login"), {"login": "elise@mains-voisines.example", "password": PASSWORD})
    return client


def confirm(client: Client) -> None:
    """Prove once more who holds the device, as the pages of the second factor ask."""
    assert client.post(reverse("account_reauthenticate"), {"password": PASSWORD}).status_code == 302


def assert_ours(answer) -> None:
    assert answer.status_code == 200
    files = {Path(template.origin.name) for template in answer.templates if template.origin.name.endswith(".html")}
    pages = {f for f in files if f.parts[-2] in {"account", "mfa", "totp", "recovery_codes", "usersessions"}}
    assert all(f.is_relative_to(settings.BASE_DIR / "templates") for f in pages), pages
    page = answer.content.decode()
    assert page.count("<h1>") == 1
    assert '<html lang="fr"' in page
    assert "css/base.css" in page


@pytest.mark.parametrize("name", SIGNED_OUT)
def test_pages_on_the_way_in_are_ours(client: Client, name: str) -> None:
    assert_ours(client.get(reverse(name)))


@pytest.mark.parametrize("name", SIGNED_IN)
def test_pages_of_the_account_are_ours(cast: SimpleNamespace, name: str) -> None:
    client = enter(PHONE)
    confirm(client)
    assert_ours(client.get(reverse(name)))


def test_each_device_is_named_and_closed_on_its_own(cast: SimpleNamespace) -> None:
    phone, laptop = enter(PHONE), enter(LAPTOP)
    page = phone.get(reverse("usersessions_list")).content.decode()
    assert "Firefox sur Android" in page
    assert "Chrome sur Windows" in page
    other = UserSession.objects.get(user_agent=LAPTOP)
    assert page.count("/fermer/") == 1, "the device in hand signs out, it is not closed from a list"
    phone.post(reverse("session-end", args=[other.pk]))
    assert laptop.get(reverse("usersessions_list")).status_code == 302
    assert phone.get(reverse("usersessions_list")).status_code == 200


def test_nobody_closes_the_session_of_another(cast: SimpleNamespace, as_: Callable[[str], Client]) -> None:
    elise = enter(PHONE)
    session = UserSession.objects.get()
    damien = as_("damien")
    assert damien.post(reverse("session-end", args=[session.pk])).status_code == 404
    assert damien.get(reverse("session-end", args=[session.pk])).status_code == 405
    assert elise.get("/").status_code == 200
    assert "_auth_user_id" in elise.session


def test_all_other_sessions_are_closed_at_once(cast: SimpleNamespace) -> None:
    phone, laptop = enter(PHONE), enter(LAPTOP)
    phone.post(reverse("usersessions_list"))
    assert laptop.get(reverse("usersessions_list")).status_code == 302


def test_a_new_password_is_told_by_mail(cast: SimpleNamespace, django_capture_on_commit_callbacks) -> None:
    client = enter(PHONE)
    secret = "une-phrase-longue-42"
    with django_capture_on_commit_callbacks(execute=True):
        client.post(
            reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": secret, "password2": secret}
        )
    (message,) = mail.outbox
    assert message.subject == "Votre mot de passe Portevoix a changé"
    assert "depuis Firefox sur Android" in message.body
    assert client.get("/").status_code == 200


def test_a_new_address_waits_for_its_code(cast: SimpleNamespace, django_capture_on_commit_callbacks) -> None:
    client = enter(PHONE)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("account_email"), {"email": "elise@example.org", "action_add": ""})
    cast.elise.user.refresh_from_db()
    assert cast.elise.user.email == "elise@mains-voisines.example"
    (message,) = mail.outbox
    assert message.to == ["elise@example.org"]
    code = message.subject.split("\u00a0:")[0]
    assert_ours(client.get(reverse("account_email_verification_sent")))
    client.post(reverse("account_email_verification_sent"), {"code": code})
    cast.elise.user.refresh_from_db()
    assert cast.elise.user.email == "elise@example.org"


def test_a_second_factor_is_asked_once_it_is_active(cast: SimpleNamespace) -> None:
    client = enter(PHONE)
    asked = client.get(reverse("mfa_activate_totp"))
    assert asked.url.startswith(reverse("account_reauthenticate"))
    confirm(client)
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    secret = re.search(r"<code>([A-Z2-7]+)</code>", page)[1]
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    assert client.post(reverse("mfa_activate_totp"), {"code": code}).status_code == 302
    assert_ours(client.get(reverse("mfa_index")))
    assert_ours(client.get(reverse("mfa_view_recovery_codes")))
    assert_ours(client.get(reverse("mfa_generate_recovery_codes")))
    assert_ours(client.get(reverse("mfa_deactivate_totp")))
    second = enter(LAPTOP)
    assert "_auth_user_id" not in second.session
    assert_ours(second.get(reverse("mfa_authenticate")))
