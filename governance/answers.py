"""The rule of a body as questions and answers, in the order of the form, with what follows from each open answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance import tally
from governance.models import DecisionRule


@dataclass(frozen=True)
class Answer:
    """One question of the statutes and its answer.

    `known` is False when the association was not sure; `follows` then says what that means for its votes.
    """

    question: str
    answer: str
    known: bool = True
    follows: str = ""


@dataclass(frozen=True)
class Part:
    """Answers that go together: a heading and what stands under it."""

    title: str
    answers: list[Answer]

    @property
    def open(self) -> int:
        """How many answers are still missing."""
        return sum(not each.known for each in self.answers)


QUESTIONS = {
    "abstention": lambda: _("Abstention"),
    "casting_vote": lambda: _("À égalité, qui départage"),
    "electronic": lambda: _("Vote en ligne"),
    "video": lambda: _("Visioconférence"),
    "written": lambda: _("Consultation écrite"),
    "blank": lambda: _("Vote blanc"),
    "recusal": lambda: _("Une personne en déport est-elle comptée"),
    "second_call": lambda: _("Deuxième convocation"),
    "second_call_days": lambda: _("Délai avant la deuxième réunion"),
    "blank_proxies": lambda: _("Pouvoirs sans nom de mandataire"),
    "secret_trigger": lambda: _("Vote secret"),
    "notice_days": lambda: _("Délai de convocation"),
}
FOLLOWS = {
    "quorum_basis": lambda: _("Tant que c’est à préciser, tout vote est un avis consultatif."),
    "majority_basis": lambda: _("Tant que c’est à préciser, tout vote est un avis consultatif."),
    "abstention": lambda: _("Tant que c’est à préciser, tout vote est un avis consultatif."),
    "casting_vote": lambda: _("À égalité des voix, c’est la séance qui décidera."),
    "blank": lambda: _("Si des votes blancs changent le résultat, c’est la séance qui décidera."),
    "recusal": lambda: _("Si un déport change le résultat, c’est la séance qui décidera."),
    "second_call": lambda: _("À une deuxième réunion sans quorum, le vote restera un avis consultatif."),
    "electronic": lambda: _("Un vote en ligne reste un avis consultatif, à confirmer en séance."),
    "video": lambda: _("Un vote en visioconférence reste un avis consultatif, à confirmer en séance."),
    "written": lambda: _("Une consultation écrite reste un avis consultatif, à confirmer en séance."),
    "proxies": lambda: _("La présidence de séance devra dire si un pouvoir est reçu, et combien par personne."),
    "blank_proxies": lambda: _("Un pouvoir sans nom ne sera donné à personne sans votre décision."),
    "secret_trigger": lambda: _("La présidence de séance dira si le vote est secret."),
    "notice_days": lambda: _("Nous ne pourrons pas vous dire si une convocation part à temps."),
    "second_call_days": lambda: _("Nous ne pourrons pas vous dire si la deuxième réunion est trop proche."),
}
MODALITIES = {
    tally.SESSION: lambda: _("En séance"),
    tally.VIDEO: lambda: _("En visioconférence"),
    tally.WRITTEN: lambda: _("Par consultation écrite"),
    tally.ELECTRONIC: lambda: _("En ligne"),
}


def parts(data: dict[str, Any]) -> list[Part]:
    """Return the rule in `data` (a snapshot) as parts of the form. A question the snapshot never held is left out."""
    fields = {
        _("Manières de voter"): ("electronic", "video", "written"),
        _("Votes blancs et déports"): ("blank", "recusal"),
        _("Deuxième convocation"): ("second_call",),
        _("Pouvoirs"): (),
        _("Vote secret"): ("secret_trigger",),
        _("Convocation"): (),
    }
    more = {_("Deuxième convocation"): _second_call_days, _("Pouvoirs"): _proxies, _("Convocation"): _notice}
    found = [Part(_("Le vote"), list(_vote(data)))]
    for title, names in fields.items():
        under = [_plain(name, data) for name in names if name in data]
        found.append(Part(title, under + (list(more[title](data)) if title in more else [])))
    return [part for part in found if part.answers]


def _labels(field: str) -> dict[str, Any]:
    column: Any = DecisionRule._meta.get_field(field)
    return dict(column.flatchoices)


def _said(field: str, data: dict[str, Any]) -> tuple[str, bool]:
    value = str(data.get(field) or tally.UNKNOWN)
    return (str(_labels(field).get(value, value)), True) if value != tally.UNKNOWN else (_("À préciser"), False)


def _plain(field: str, data: dict[str, Any], follows: str = "") -> Answer:
    words, known = _said(field, data)
    return Answer(QUESTIONS[field](), words, known, follows if known else FOLLOWS[field]())


def _vote(data: dict[str, Any]) -> Iterator[Answer]:
    quorum, knows = _said("quorum_basis", data)
    if data.get("quorum_basis") == tally.REGISTERED:
        share, knows = _said("quorum_share", data)
        quorum = _("%(share)s des membres de l’instance") % {"share": share} if knows else share
    yield Answer(_("Quorum"), capfirst(quorum), knows, "" if knows else FOLLOWS["quorum_basis"]())
    for field, question in (("majority_share", _("Majorité requise")), ("majority_basis", _("Calculée sur"))):
        words, knows = _said(field, data)
        yield Answer(question, capfirst(words), knows, "" if knows else FOLLOWS["majority_basis"]())
    yield _plain("abstention", data)
    never_ties = data.get("majority_share") not in ("over_half", tally.UNKNOWN, None)
    useless = _("Avec cette majorité, l’égalité ne suffit jamais : cette voix ne servira pas.")
    yield _plain("casting_vote", data, useless if never_ties and data.get("casting_vote") == tally.CHAIR else "")


def _second_call_days(data: dict[str, Any]) -> Iterator[Answer]:
    if data.get("second_call") in (tally.WITHOUT_QUORUM, tally.SAME_QUORUM):
        yield _days("second_call_days", data)


def _notice(data: dict[str, Any]) -> Iterator[Answer]:
    if "notice_days" in data:
        yield _days("notice_days", data)


def _days(field: str, data: dict[str, Any]) -> Answer:
    days = data.get(field)
    if days is None:
        return Answer(QUESTIONS[field](), _("À préciser"), False, FOLLOWS[field]())
    words = ngettext("%(n)d jour au moins", "%(n)d jours au moins", days) % {"n": days} if days else _("Le même jour")
    return Answer(QUESTIONS[field](), words)


def _proxies(data: dict[str, Any]) -> Iterator[Answer]:
    words, knows = _said("proxies", data)
    if cap := data.get("proxy_cap"):
        words = ngettext("Oui, %(cap)d par personne au plus", "Oui, %(cap)d par personne au plus", cap) % {"cap": cap}
    yield Answer(_("Vote par pouvoir"), words, knows, "" if knows else FOLLOWS["proxies"]())
    if "blank_proxies" in data and data.get("proxies") != tally.NONE:
        yield _plain("blank_proxies", data)


def answers(data: dict[str, Any]) -> list[Answer]:
    """Return the same as one list, as a ballot shows it, the article of the statutes last."""
    return [each for part in parts(data) for each in part.answers] + [article(data)]


def article(data: dict[str, Any]) -> Answer:
    said = str(data.get("article") or "")
    return Answer(_("Article des statuts"), capfirst(said or _("à préciser")), bool(said))


def modalities(rule: tally.Rule) -> list[tuple[str, bool]]:
    """Return each way of voting with whether a vote held so decides, or is only an opinion."""
    return [(str(words()), not tally.advisory_reasons(rule, name)) for name, words in MODALITIES.items()]
