"""What crosses the queue for real: a page asks, Redis carries, a worker process acts, a mail server receives."""

import pytest
from django.test import Client
from django.urls import reverse

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]


def test_a_sign_in_code_asked_on_the_page_arrives_by_mail(association, cast, worker):
    response = Client().post(reverse("account_request_login_code"), {"email": "elise@mains-voisines.example"})
    assert response.status_code == 302
    mail = worker.get()
    assert mail["To"] == "elise@mains-voisines.example"
    assert "code" in mail.get_payload(decode=True).decode().lower()
