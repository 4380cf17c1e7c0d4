"""What waits for those who keep the members' list: mandates that end, invitations nobody opened in time.

It lives at the top of the house because « À faire » is a word of the reminders, one floor above the people themselves.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from associations.models import Invitation, Mandate, Membership
from config.templatetags.look import day
from reminders.todo import Todo

# Long enough to put the renewal on the agenda of a meeting.
NOTICE = dt.timedelta(days=30)


def waiting(memberships: list[Membership], now: dt.datetime) -> Iterator[Todo]:
    """Tell those who may mend it; two queries, whatever the number of memberships."""
    keepers = {m.association_id: m for m in memberships if m.can("associations.manage")}
    if not keepers:
        return
    today = timezone.localdate(now)
    yield from _ending(keepers, today)
    yield from _expired(keepers, now)


def _ending(keepers: dict[int, Membership], today: dt.date) -> Iterator[Todo]:
    soon = Mandate.objects.in_date(today).filter(
        association__in=keepers, ends_on__lte=today + NOTICE, membership__left_on=None
    )
    for mandate in soon.select_related("membership__user", "association").order_by("ends_on", "pk"):
        words = {
            "role": mandate.get_role_display(),
            "name": mandate.membership.name,
            "day": day(mandate.ends_on, "year"),
        }
        yield Todo(
            association=mandate.association,
            title=_("Mandat qui se termine : %(role)s, %(name)s") % words,
            sentence=_("Après le %(day)s, cette personne ne pourra plus agir à ce titre.") % words,
            path=reverse("associations:mandate-edit", args=[mandate.association.slug, mandate.pk]),
            verb=_("Prolonger ou laisser finir"),
            due_at=timezone.make_aware(dt.datetime.combine(mandate.ends_on, dt.time(23, 59))),
        )


def _expired(keepers: dict[int, Membership], now: dt.datetime) -> Iterator[Todo]:
    late = Invitation.objects.unanswered().filter(association__in=keepers, expires_at__lte=now)
    for invitation in late.select_related("association").order_by("expires_at", "pk"):
        yield Todo(
            association=invitation.association,
            title=_("Invitation restée sans réponse : %(email)s") % {"email": invitation.email},
            sentence=_("Le lien ne sert plus. Renvoyez-le, ou retirez l’invitation."),
            path=reverse("associations:members", args=[invitation.association.slug]),
            verb=_("Voir les invitations"),
            state="expired",
        )
