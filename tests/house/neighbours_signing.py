"""One row of every kind of what is signed, in any association (see tests/house/neighbours.py)."""

from tests.house import neighbours


@neighbours.neighbour("charter:campaign")
@neighbours.neighbour("charter:signatures-export")
@neighbours.neighbour("charter:quiz")
def campaign(by):
    return {"pk": _campaign(by).version_id}


def _campaign(by):
    """A campaign as it stands before its text is in force: a row is enough, no status is written."""
    from charter.models import Campaign

    version = neighbours._version(by)
    return Campaign.objects.create(association=by.association, charter=version.charter, version=version)


@neighbours.neighbour("charter:exemption-grant")
def person_to_exempt(by):
    return {"pk": _campaign(by).version_id, "person": by.pk}


@neighbours.neighbour("charter:exemption-withdraw")
def exemption(by):
    from charter.models import Exemption

    campaign = _campaign(by)
    columns = {
        "membership_id": neighbours.member(by)["pk"],
        "reason": "Absence longue",
        "granted_by": by,
        "granted_at": neighbours.NOW,
    }
    return {"pk": Exemption.objects.create(association=by.association, campaign=campaign, **columns).pk}


@neighbours.neighbour("charter:question")
def question(by):
    from charter import quizzes

    made = _campaign(by)
    draft = quizzes.Draft("Qui publie ?", made.version.clauses.first(), ("Nous", "Eux"), (True, False))
    return {"pk": quizzes.add(made, draft, by=by).pk}


@neighbours.neighbour("charter:repeal")
def repeal(by):
    """A row is enough, no status is written: the text it would end need not be in force to be somebody else's."""
    from charter.models import Repeal

    row = {"version": neighbours._version(by), "proposed_by": by, "proposed_at": neighbours.NOW}
    return {"pk": Repeal.objects.create(association=by.association, reason="Inutile.", content_hash="0" * 64, **row).pk}
