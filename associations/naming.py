"""What the journal calls the objects of this room (settings.JOURNAL_NAMES)."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import reverse

from associations.models import Invitation, Mandate, Membership


def names(reader: Membership, wanted: Mapping[str, set[str]]) -> dict[tuple[str, str], tuple[str, str]]:
    """Return title and path of what is `wanted` (ids by model label), one query for each kind asked for."""
    house = reader.association
    found = {}
    if "associations.association" in wanted:
        found["associations.association", str(house.pk)] = house.name, house.get_absolute_url()
    if ids := wanted.get("associations.membership"):
        for person in Membership.objects.of(house).filter(pk__in=ids).select_related("user"):
            # Who has left has no page any more.
            path = "" if person.left_on else _page(house.slug, person.pk)
            found["associations.membership", str(person.pk)] = person.name, path
    if ids := wanted.get("associations.mandate"):
        mandates = Mandate.objects.filter(association=house, pk__in=ids).select_related("membership__user")
        for mandate in mandates:
            title = f"{mandate.get_role_display()}, {mandate.membership.name}"
            path = "" if mandate.membership.left_on else _page(house.slug, mandate.membership_id)
            found["associations.mandate", str(mandate.pk)] = title, path
    # The address of somebody invited is for those who invite.
    if (ids := wanted.get("associations.invitation")) and reader.can("associations.invite"):
        for invitation in Invitation.objects.of(house).filter(pk__in=ids):
            path = reverse("associations:members", args=[house.slug])
            found["associations.invitation", str(invitation.pk)] = invitation.name or invitation.email, path
    return found


def _page(slug: str, pk: int) -> str:
    return reverse("associations:member-detail", args=[slug, pk])
