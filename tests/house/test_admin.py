"""The keepers' admin repairs names and reads the rest: no door there changes a status, a deed or a proof."""

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from associations.models import Association, User
from journal.models import Entry


@pytest.fixture
def keeper(db):
    client = Client()
    user = User.objects.create_superuser("gardienne@example.org", "une-phrase-assez-longue")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize(
    "model", sorted(admin.site._registry, key=lambda m: m._meta.label), ids=lambda m: m._meta.label
)
def test_every_list_opens(keeper, association, model):
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
    assert keeper.get(reverse(name)).status_code == 200


def test_nothing_with_a_status_can_be_written(keeper, association):
    for model, site in admin.site._registry.items():
        if hasattr(model, "MOVES") or model is Entry:
            assert site.get_readonly_fields(None) or not site.has_change_permission(None)


def test_a_journal_entry_cannot_be_deleted(keeper, association, cast, scoped):
    entry = Entry.objects.record(association, by=cast.amina, action="associations.manage")
    answer = keeper.post(reverse("admin:journal_entry_delete", args=[entry.pk]), {"post": "yes"})
    assert answer.status_code == 403
    assert Entry.objects.filter(pk=entry.pk).exists()


def test_a_misspelt_name_is_repaired(keeper, association):
    page = reverse("admin:associations_association_change", args=[association.pk])
    keeper.post(
        page,
        {
            "name": "Les Mains Voisines",
            "legal_name": "",
            "seat": "",
            "contact_email": "",
            "phone": "",
            "host": "",
            "host_address": "",
            "host_phone": "",
            "publishing_director": "",
        },
    )
    assert Association.objects.get(pk=association.pk).name == "Les Mains Voisines"


def test_members_do_not_come_in(as_):
    assert as_("amina").get("/admin/").status_code == 302
