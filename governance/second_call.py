"""The second call (deuxième convocation): the same question again, when too few took part and the statutes provide."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from associations import rights
from associations.models import Membership
from governance import subjects, tally
from governance.models import Ballot
from governance.transitions import Opening, locked
from governance.wording import plain_day
from journal.moves import Refused, only_from


def earliest(ballot: Ballot) -> dt.date | None:
    """Return the first day the statutes allow the second call to open; None when they name no delay."""
    days = ballot.rule.get("second_call_days")
    if not days or ballot.closed_at is None:
        return None
    return timezone.localdate(ballot.closed_at) + dt.timedelta(days=int(days))


def refusal(ballot: Ballot, today: dt.date) -> str:
    """Say why `ballot` cannot be called again on the day `today`; "" when it can.

    The statutes as the ballot kept them are asked.
    """
    answer = ballot.tally_rule.second_call
    if ballot.call == 2:
        return _("C’était déjà la deuxième convocation : il n’y en a pas de troisième.")
    if ballot.meeting_id:
        return _("Ce vote a eu lieu en séance : c’est la réunion qui se convoque une deuxième fois.")
    if answer == tally.NONE:
        return _(
            "Vos statuts ne prévoient pas de deuxième convocation : posez de nouveau la question par un autre scrutin."
        )
    if answer == tally.UNKNOWN:
        return _(
            "Nous ne savons pas si vos statuts prévoient une deuxième convocation : complétez les règles de décision, "
            "puis mettez de nouveau le texte au vote."
        )
    if (day := earliest(ballot)) and today < day:
        return _(
            "La deuxième convocation ne peut pas partir avant le %(day)s : vos statuts fixent ce délai. "
            "Revenez ici ce jour-là."
        ) % {"day": plain_day(day)}
    return ""


@transaction.atomic
def call_again(ballot: Ballot, *, closes_at: dt.datetime, by: Membership, now: dt.datetime) -> Ballot:
    """Put the same words to the vote a second time, until `closes_at`, with the quorum of a second call.

    Raises Refused when the statutes do not provide or their delay still runs, the text changed since, or it was called
    again already.
    """
    rights.require(by, "governance.manage")
    first = only_from(locked(ballot), Ballot.Status.NO_QUORUM)
    if sentence := refusal(first, timezone.localdate(now)):
        raise Refused(sentence, first)
    if Ballot.objects.filter(first_call=first).exclude(status=Ballot.Status.VOID).exists():
        raise Refused(_("La deuxième convocation est déjà partie."), first)
    put = subjects.of(first).put_to_vote
    if put is None:
        raise Refused(_("Ce texte se met au vote depuis sa propre page."), first)
    opening = Opening(first.modality, first.is_secret, first_call=first)
    second = put(
        first.association,
        first.subject_id,
        question=first.question,
        closes_at=closes_at,
        by=by,
        now=now,
        opening=opening,
    )
    if second.text_hash != first.text_hash:
        raise Refused(_("Le texte a changé depuis la première convocation : c’est une nouvelle question."), first)
    return second
