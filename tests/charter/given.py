"""Walks to a state through the real verbs: no test writes a status."""

from __future__ import annotations

import datetime as dt

from charter import attesting, campaigns, quizzes, repealing, transitions, writing
from charter.library import TO_ADAPT
from charter.models import Repeal, Version
from governance import certifying
from governance import transitions as governance
from governance.models import Ballot
from governance.statutes import state_rule

# How most boards decide: half must vote, more voices for than against, abstentions aside, at a distance too.
STATUTES = {
    "quorum_basis": "registered",
    "quorum_share": "half",
    "majority_basis": "cast",
    "majority_share": "over_half",
    "abstention": "excluded",
    "casting_vote": "chair",
    "proxies": "none",
    "proxy_cap": None,
    "electronic": "allowed",
    "article": "article 12",
}
NOW = dt.datetime(2026, 11, 22, 10, tzinfo=dt.UTC)
CLOSES = NOW + dt.timedelta(days=7)
BOARD = ("amina", "elise", "farid", "gilles")


def statutes(cast, kind="board", **answers):
    """State how the statutes decide; `answers` change some of STATUTES."""
    return state_rule(cast.amina.association, by=cast.amina, kind=kind, name="", answers={**STATUTES, **answers})


def draft(cast, kind="usage", words="Nous parlons en ligne pour être utiles."):
    """A version in three articles, with nothing left to adapt when it is the first."""
    version = transitions.start_version(cast.amina.association, kind, by=cast.bruno)
    version.clauses.filter(position__gt=3).delete()
    for clause in version.clauses.order_by("position"):
        body = TO_ADAPT.sub("choix fait", clause.body)
        body = f"{words} {body}" if clause.position == 2 else body
        mine = writing.Words(clause.title, body)
        writing.rewrite(clause, mine, expected=clause.revision, by=cast.bruno, now=NOW)
    return version


def review(cast, **options):
    version = draft(cast, **options)
    transitions.submit(version, by=cast.bruno)
    return fresh(version)


def frozen(cast, **options):
    version = review(cast, **options)
    transitions.freeze(version, by=cast.bruno, now=NOW)
    return fresh(version)


def ballot(cast, *, now=NOW, closes_at=CLOSES, **options) -> Ballot:
    """An open ballot on a fixed version."""
    version = frozen(cast, **options)
    return transitions.open_ballot(
        version, by=cast.amina, question="Faut-il adopter ce texte ?", closes_at=closes_at, now=now
    )


def voted(ballot, cast, *choices, now=NOW):
    """Give the voices of BOARD in order; None for a seat that stays silent."""
    for name, choice in zip(BOARD, choices, strict=False):
        if choice:
            governance.cast_vote(ballot, by=getattr(cast, name), choice=choice, reason="", now=now)
    return ballot


def adopted(cast, **options) -> Version:
    running = voted(ballot(cast, **options), cast, "for", "for", "for", "against")
    governance.close(running, now=CLOSES)
    return Version.objects.with_charter().get(pk=running.subject_id)


def certified(ballot, cast, *, now=CLOSES):
    """Proclaim the outcome: Amina as chair, Gilles as secretary (nobody of the cast holds that mandate)."""
    ballot = Ballot.objects.get(pk=ballot.pk)
    for person in (cast.amina, cast.gilles):
        certifying.certify(ballot, by=person, seen=certifying.result_hash(ballot), now=now)
    return Ballot.objects.get(pk=ballot.pk)


def proclaimed(cast, **options) -> Version:
    """An adopted version whose ballot two people have certified."""
    version = adopted(cast, **options)
    certified(Ballot.objects.about("charter.version", version.pk).get(), cast)
    return fresh(version)


def in_force(cast, on=dt.date(2026, 11, 30), **options) -> Version:
    return transitions.set_date(proclaimed(cast, **options), on=on, by=cast.amina, today=on)


def repeal(cast, version, *, now, reason="Elle ne sert plus.") -> Repeal:
    """A repeal that waits for its vote."""
    return repealing.propose(version, reason=reason, by=cast.amina, now=now)


def repeal_ballot(cast, version, *, now, **options) -> Ballot:
    """An open ballot on the repeal of `version`, for an hour."""
    asked = repeal(cast, version, now=now, **options)
    closes_at = now + dt.timedelta(hours=1)
    return repealing.open_ballot(asked, by=cast.amina, question="Faut-il l’abroger ?", closes_at=closes_at, now=now)


def repeal_adopted(cast, version, *, now, choices=("for", "for", "for", "against"), **options) -> Ballot:
    """The closed ballot of a repeal; nobody has certified it yet."""
    running = voted(repeal_ballot(cast, version, now=now, **options), cast, *choices, now=now)
    governance.close(running, now=running.closes_at)
    return Ballot.objects.get(pk=running.pk)


def repealed(cast, version, *, on, **options) -> Version:
    """Voted, certified and carried out on the day `on`."""
    now = dt.datetime.combine(on, dt.time(9), dt.UTC)
    ballot = certified(repeal_adopted(cast, version, now=now, **options), cast, now=now + dt.timedelta(hours=2))
    asked = Repeal.objects.get(pk=ballot.subject_id)
    return repealing.carry_out(asked, on=on, by=cast.amina, today=on)


def fresh(version) -> Version:
    return Version.objects.with_charter().get(pk=version.pk)


def signed(version, who, now=NOW):
    """`who` opens the text, receives a code and signs with it."""
    attesting.open_text(version, by=who, now=now)
    code = attesting.issue_code(version, by=who, now=now)
    return attesting.sign_by_code(version, by=who, code=code, now=now)


def question(campaign, by, *, text="Qui peut publier ?", position=1, several=False):
    """A question about the article at `position`; the first choice is right, and the second too when `several`."""
    clause = campaign.version.clauses.get(position=position)
    choices = ("Une personne habilitée", "Une personne relectrice", "Tout le monde")
    return quizzes.add(campaign, quizzes.Draft(text, clause, choices, (True, several, False), "Voir l’article."), by=by)


def campaign(version):
    return campaigns.of_version(version)
