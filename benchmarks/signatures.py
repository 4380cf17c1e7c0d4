"""Two thousand members asked to sign, written in bulk: the list of signatures must not cost more for being long."""

import datetime as dt

from django.utils import timezone

from associations.models import Association, Membership, User
from associations.roles import Role
from charter.models import Acknowledgement, Campaign, Charter, Opening, Version

MEMBERS = 2000
SINCE = dt.date(2020, 1, 1)


def build(user: User, today: dt.date) -> tuple[str, int]:
    """Fill an association of MEMBERS, a third of whom have signed and a third opened; return slug and version."""
    now = timezone.now()
    association = Association.objects.create(name="Union des mains", slug="union")
    people = User.objects.bulk_create(
        User(email=f"signataire-{number}@example.org", name=f"Signataire {number}") for number in range(MEMBERS - 1)
    )
    members = Membership.unscoped.bulk_create(
        Membership(association=association, user=person, joined_on=SINCE) for person in [user, *people]
    )
    members[0].mandates.create(association=association, role=Role.COORDINATOR, starts_on=SINCE)
    version = _campaign(association, members[0], today, now)
    about = {"association": association, "version": version}
    third = MEMBERS // 3
    Opening.unscoped.bulk_create(Opening(membership=member, opened_at=now, **about) for member in members[: 2 * third])
    Acknowledgement.unscoped.bulk_create(
        Acknowledgement(
            membership=member, content_hash=version.content_hash, signed_at=now, method="password", **about
        )
        for member in members[:third]
    )  # fmt: skip
    return association.slug, version.pk


def _campaign(association: Association, by: Membership, today: dt.date, now: dt.datetime) -> Version:
    charter = Charter.unscoped.create(association=association, kind="usage")
    opened = today - dt.timedelta(days=10)
    version = Version.unscoped.create(
        association=association, charter=charter, number=1, status="in_force", content_hash="0" * 64, created_by=by,
        frozen_at=now, decided_at=now, in_force_on=opened, review_on=today + dt.timedelta(days=300),
    )  # fmt: skip
    Campaign.unscoped.create(
        association=association, charter=charter, version=version, status="running", opens_on=opened,
        due_on=today + dt.timedelta(days=4),
    )  # fmt: skip
    return version
