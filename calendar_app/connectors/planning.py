"""The departures of a scheduled post, and what hands may do while one of them is under way."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from associations.models import Membership
from calendar_app.models import Departure, Post, Variant
from journal.moves import HOUSE, Refused, move

Status = Departure.Status
# It is on the wire, or may be out already: neither words nor plan change under it.
IN_HAND = (Status.SENDING, Status.DOUBTFUL)


def plan(post: Post, *, by: Membership) -> None:
    """Give each account that sends by itself its departure; `by` schedules, and theirs is the name on what goes out.

    Scheduled again, a post gets new ones, under new keys: except where it may be out, which stays for a person to say.
    """
    if not settings.CONNECTORS:
        return
    Departure.objects.filter(
        variant__post=post, may_be_out=False, status__in=[Status.WAITING, Status.RETRY, Status.GIVEN_UP]
    ).delete()
    carried = post.variants.filter(channel__connector__is_on=True, departure=None, published_at=None, skipped_at=None)
    Departure.objects.bulk_create(
        Departure(association_id=post.association_id, variant=variant, by=by) for variant in carried
    )


def refuse_in_hand(post: Post) -> None:
    """Raise Refused while a connector carries `post`. Call it with the row of the post locked."""
    if Departure.objects.filter(variant__post=post, status__in=IN_HAND).exists():
        raise Refused(
            _("Ce message est en train de partir, ou peut-être déjà parti. Attendez que son envoi soit éclairci."), post
        )


def settle_by_hand(variant: Variant, *, by: Membership) -> None:
    """A person confirms: whatever still waited is theirs now. Refused while the message is on the wire.

    `variant` was read with its `departure` while its post was locked.
    """
    departure = getattr(variant, "departure", None)
    if departure is None or departure.status in (Status.SENT, Status.BY_HAND):
        return
    if departure.status == Status.SENDING:
        raise Refused(_("Portevoix est en train d’envoyer ce message. Revenez dans une minute."), variant.post)
    # Who may confirm was asked by the verb that calls us.
    move(departure, Status.BY_HAND, by=HOUSE, next_attempt_at=None)
