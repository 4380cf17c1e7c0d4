"""The demo's register: the minutes of last month's board, written by its secretary, signed by two, filed."""

from __future__ import annotations

import datetime as dt

from config.demo.clock import at, on
from config.demo.people import Cast
from governance import minutes
from governance.models import AgendaItem, Meeting, Minutes

OPENING = (
    "Bernadette ouvre la séance à 20 h 05 et constate que le quorum est atteint. L’ordre du jour est adopté sans "
    "remarque."
)
CLOSING = "Le prochain conseil relira les permanences en ligne. La séance est levée à 22 h 10."
# What was said at each point of the agenda, in its order.
SAID = (
    "Hélène a envoyé un bilan écrit : les publications sur la collecte de jouets ont amené onze bénévoles. Le conseil "
    "souhaite garder ce rythme.",
    "Jean-Paul présente trois devis d’impression. Robert aurait préféré attendre les comptes de fin d’année.",
    "Après un échange sur le temps que cela demande, le vote a lieu à bulletin secret.",
)


def file(meeting: Meeting, cast: Cast, day: dt.date) -> Minutes:
    """Write, submit, sign and file the minutes of `meeting`, in the week after `day`."""
    with at(on(day + dt.timedelta(days=1), 18)):
        made = minutes.begin(by=cast["thierry"], meeting=Meeting.objects.get(pk=meeting.pk))
        items = AgendaItem.objects.filter(meeting=meeting).order_by("position", "pk")
        reports = dict(zip(items.values_list("pk", flat=True), SAID, strict=True))
        minutes.write(
            made, expected=made.revision, opening=OPENING, closing=CLOSING, reports=reports, by=cast["thierry"]
        )
    with at(on(day + dt.timedelta(days=3), 19)) as now:
        minutes.submit(made, by=cast["thierry"], now=now)
    for after, name in ((4, "bernadette"), (6, "thierry")):
        with at(on(day + dt.timedelta(days=after), 20)) as now:
            seen = Minutes.objects.get(pk=made.pk)
            minutes.sign(seen, by=cast[name], seen=seen.content_hash, now=now)
    return Minutes.objects.get(pk=made.pk)
