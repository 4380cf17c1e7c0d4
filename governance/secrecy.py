"""A secret vote: sums in a box, a mark on the roll, and nothing that joins the two (domain I18).

No row per voice, no time, no name in the journal, no mail that repeats the choice: what is not written cannot be read.
"""

from __future__ import annotations

from dataclasses import replace

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance import tally
from governance.models import Ballot, BallotBox, BallotSeat
from governance.tally import Result
from journal.moves import Refused

# Fewer voices would tell whose they are.
FEWEST = 3
EMPTY = {f"{word}_count": 0 for word in tally.CHOICES}


def drop(seat: BallotSeat, choice: str) -> None:
    """Put one voice into the box and mark the seat. Raises Refused for a second voice: none can be taken back."""
    if not BallotSeat.objects.filter(pk=seat.pk, has_voted=False, recused_at=None).update(has_voted=True):
        raise Refused(
            _("La voix de ce siège est déjà dans l’urne. Un vote secret ne se change pas et ne se donne qu’une fois."),
            seat.ballot,
        )
    counter = f"{choice}_count"
    BallotBox.objects.filter(ballot=seat.ballot_id).update(**{counter: F(counter) + 1})


def voices(ballot: Ballot) -> list[str]:
    """The voices of the box, as the tally reads them; in the order of the words, which is nobody's."""
    box = BallotBox.objects.get(ballot=ballot)
    return [word for word in tally.CHOICES for _voice in range(getattr(box, f"{word}_count"))]


def withhold(ballot: Ballot, settled: Ballot.Status, count: Result) -> tuple[Ballot.Status, Result]:
    """Return what may be told of a secret count: nothing under three voices, and no sums without a quorum."""
    if settled != Ballot.Status.NO_QUORUM and count.received < FEWEST:
        settled = Ballot.Status.WITHHELD
    if settled not in Ballot.UNTOLD:
        return settled, count
    hidden = replace(
        count, for_=0, against=0, abstain=0, blank=0, base=None, needed=None, tie=False, chair_decided=False
    )
    return settled, replace(hidden, outcome=str(settled), readings_agree=True)


def tells_everybody(count: Result) -> bool:
    """Whether all voices said the same, so that the sum says what each person chose, as any urn would."""
    return count.received in (count.for_, count.against, count.abstain, count.blank) and count.received > 0


def unanimity() -> str:
    return _("Toutes les voix ont dit la même chose : le résultat dit donc ce que chaque personne a choisi.")


def seal(ballot: Ballot, *, keep: bool) -> None:
    """Close the box for good, emptied unless its sums are told.

    The marks of the roll are written anew, all in this transaction: on PostgreSQL each row carries the number of the
    one that wrote it, and so would keep the order in which people came.
    """
    if not keep:
        BallotBox.objects.filter(ballot=ballot).update(**EMPTY)
    if ballot.is_secret:
        BallotSeat.objects.filter(ballot=ballot).update(has_voted=F("has_voted"))


def sentences(ballot: Ballot, given: int, seats: int) -> list[str]:
    """Say why a secret ballot tells nothing. `given` is how many voices the roll marks (0 when papers were counted)."""
    lines = []
    if given:
        lines.append(
            ngettext("%(given)d voix donnée, sur %(seats)d.", "%(given)d voix données, sur %(seats)d.", given)
            % {"given": given, "seats": seats}
        )
    if ballot.status == Ballot.Status.NO_QUORUM:
        lines.append(_("Le quorum n’est pas atteint : il n’y a pas de résultat, et l’urne a été vidée."))
    else:
        lines.append(
            _("Moins de trois voix : le résultat dirait qui a voté quoi. Il n’est pas dévoilé, et l’urne a été vidée.")
        )
    return lines


def trigger_sentence(trigger: str) -> str:
    """Say, where a vote is opened, when the statutes want it secret; `trigger` is a word of the rule."""
    return {
        "none": _("Vos statuts ne prévoient pas de vote secret ; l’instance peut tout de même en décider."),
        "persons": _("Vos statuts veulent un vote secret quand il porte sur une personne."),
        "on_request": _("Vos statuts veulent un vote secret dès qu’une personne le demande."),
        "quarter": _("Vos statuts veulent un vote secret quand un quart des présents le demande."),
        "always": _("Vos statuts veulent un vote secret : il l’est donc d’office."),
    }.get(trigger, _("Nous ne savons pas quand vos statuts veulent un vote secret : demandez à l’instance."))
