"""The pages that axe-core reads in both themes and both widths. Add yours: one line per page.

`who` is one of the cast, or "" for nobody signed in. `prepare(cast, association)` may write rows first, through the
room's own verbs, and returns the rest of the address ({"pk": 3}).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django_scopes import scope

from associations import invitations
from associations.models import Association, Invitation, Mandate

Prepare = Callable[[SimpleNamespace, Association], dict[str, Any]]


@dataclass(frozen=True)
class Page:
    name: str
    who: str = "amina"
    prepare: Prepare | None = None
    path: str = ""

    @property
    def label(self) -> str:
        return f"{self.name or self.path} ({self.who or 'nobody'})"

    def address(self, cast: SimpleNamespace, association: Association) -> str:
        """Return the path of the page, the association filled in where the address asks for one."""
        rest = self.prepare(cast, association) if self.prepare else {}
        if self.path:
            return self.path
        try:
            return reverse(self.name, kwargs={"association": association.slug, **rest})
        except NoReverseMatch:
            return reverse(self.name, kwargs=rest)


def _chloe(cast: SimpleNamespace, association: Association) -> dict[str, Any]:
    return {"pk": cast.chloe.pk}


def _mandate_of_chloe(cast: SimpleNamespace, association: Association) -> dict[str, Any]:
    return {"pk": Mandate.unscoped.get(membership=cast.chloe).pk}


def _invite(cast: SimpleNamespace, association: Association) -> Invitation:
    now = timezone.now()
    with scope(association=association):
        return invitations.invite(
            association,
            email="yanis@exemple.example",
            name="Yanis Kermarrec",
            roles=["contributor", "watcher"],
            starts_on=timezone.localdate(now),
            by=cast.amina,
            now=now,
        )


def _invited_already(cast: SimpleNamespace, association: Association) -> dict[str, Any]:
    _invite(cast, association)
    return {}


def _link(cast: SimpleNamespace, association: Association) -> dict[str, Any]:
    return {"token": _invite(cast, association).token}


def _scoped(prepare: Prepare) -> Prepare:
    """Open the association's scope around `prepare`, as the door would."""

    def inside(cast: SimpleNamespace, association: Association) -> dict[str, Any]:
        with scope(association=association):
            return prepare(cast, association)

    return inside


def _case(cast: SimpleNamespace, association: Association) -> dict[str, Any]:
    from tests.moderation import given

    return {"pk": given.a_case(cast.chloe, now=timezone.now()).pk}


def _case_at_a_long_address(cast: SimpleNamespace, association: Association) -> dict[str, Any]:
    from tests.moderation import given

    address = "https://reseau.example/groups/" + "comment_id=12345678901234567890" * 8
    return {"pk": given.a_case(cast.chloe, now=timezone.now(), address=address, author_handle="rue_du_port" * 10).pk}


def _case_to_decide(cast: SimpleNamespace, association: Association) -> dict[str, Any]:
    from moderation import transitions
    from moderation.models import Case

    found = _case(cast, association)
    transitions.take_up(Case.objects.get(**found), by=cast.amina)
    return found


def _case_listed(cast: SimpleNamespace, association: Association) -> dict[str, Any]:
    _case(cast, association)
    return {}


def _mention(cast: SimpleNamespace, association: Association) -> dict[str, Any]:
    from tests.watch.test_mentions import a_mention

    return {"pk": a_mention(cast.chloe, tone="neutral").pk}


def _workshop(cast: SimpleNamespace, association: Association) -> dict[str, Any]:
    from tests.training.test_workshops import a_workshop
    from training import transitions

    made = a_workshop(cast.bruno, starts_at=timezone.now() + dt.timedelta(days=6))
    transitions.sign_up(made, by=cast.chloe, now=timezone.now())
    return {"pk": made.pk}


def _meeting_draft(cast: SimpleNamespace, association: Association) -> dict[str, Any]:
    from tests.governance import convened

    return {"pk": convened.draft(cast).pk}


def _meeting_convened(cast: SimpleNamespace, association: Association) -> dict[str, Any]:
    from tests.governance import convened

    meeting = convened.convened(cast)
    convened.proxy(meeting, cast.elise, cast.farid)
    return {"pk": meeting.pk}


def _meeting_held(cast: SimpleNamespace, association: Association) -> dict[str, Any]:
    from tests.governance import convened

    return {"pk": convened.held(cast).pk}


def _import_to_confirm(cast: SimpleNamespace, association: Association) -> dict[str, Any]:
    from kpis import receiving

    now = timezone.now()
    brought = receiving.receive(
        b"date,nb_visits,nb_actions,bounce_count\n2026-09,40,90,=A1\n",
        "visites.csv",
        association=association,
        channel=None,
        by=cast.bruno,
        now=now,
        today=timezone.localdate(now),
    )
    return {"pk": brought.pk}


def _import_kept(cast: SimpleNamespace, association: Association) -> dict[str, Any]:
    from kpis import receiving
    from kpis.models import ImportFile

    found = _import_to_confirm(cast, association)
    now = timezone.now()
    receiving.keep(ImportFile.objects.get(**found), by=cast.bruno, now=now, today=timezone.localdate(now))
    return found


def _posts_to_match(cast: SimpleNamespace, association: Association) -> dict[str, Any]:
    from tests.kpis.measured import Measured

    measured = Measured(cast)
    measured.post()
    measured.bring(measured.line(words="Samedi, on trie tous les jouets du quartier avec vous"))
    return {}


def _posts_matched(cast: SimpleNamespace, association: Association) -> dict[str, Any]:
    from tests.kpis.measured import Measured

    measured = Measured(cast)
    post = measured.post(link="https://x.com/mains/status/71")
    measured.bring(measured.line(number=71))
    return {"pk": post.pk}


def _neighbourly(name: str) -> Prepare:
    """What the neighbour's-object test makes for the routes called `name`."""

    def prepare(cast: SimpleNamespace, association: Association) -> dict[str, Any]:
        from tests.house.neighbours import factory_for

        with scope(association=association):
            return factory_for(name)(cast.bruno)

    return prepare


def _text_in_force(cast: SimpleNamespace, association: Association) -> dict[str, Any]:
    from tests.charter import given

    given.statutes(cast)
    return {"pk": given.in_force(cast).pk}


def _repeal_proposed(cast: SimpleNamespace, association: Association) -> dict[str, Any]:
    from tests.charter import given

    given.statutes(cast)
    return {"pk": given.repeal(cast, given.in_force(cast), now=timezone.now()).pk}


def _repeal_under_vote(cast: SimpleNamespace, association: Association) -> dict[str, Any]:
    from tests.charter import given

    given.statutes(cast)
    return {"pk": given.repeal_ballot(cast, given.in_force(cast), now=timezone.now()).pk}


def _repeal_decided(cast: SimpleNamespace, association: Association) -> dict[str, Any]:
    from tests.charter import given

    given.statutes(cast)
    ballot = given.repeal_adopted(cast, given.in_force(cast), now=timezone.now() - dt.timedelta(hours=2))
    given.certified(ballot, cast, now=timezone.now())
    return {"pk": ballot.subject_id}


def _text_fixed(cast: SimpleNamespace, association: Association) -> dict[str, Any]:
    from tests.charter import given

    given.statutes(cast)
    return {"pk": given.frozen(cast).pk}


def _text_under_vote(cast: SimpleNamespace, association: Association) -> dict[str, Any]:
    from tests.charter import given

    given.statutes(cast)
    return {"pk": given.ballot(cast).subject_id}


def _amendment(cast: SimpleNamespace, association: Association) -> dict[str, Any]:
    """Two amendments that meet on one article, under discussion; the page of the first."""
    from charter.amendments import proposing
    from tests.charter import amending, given

    version = given.review(cast)
    made = amending.filed(version, amending.replace(version), cast.chloe)
    amending.filed(version, amending.delete(version), cast.elise)
    proposing.comment(made, "Trois jours, même en août ?", by=cast.elise, now=given.NOW)
    return {"pk": made.pk}


def _amended(cast: SimpleNamespace, association: Association) -> dict[str, Any]:
    """The version these amendments are about."""
    from charter.models import Amendment

    return {"pk": Amendment.objects.get(**_amendment(cast, association)).version_id}


def _public_text(cast: SimpleNamespace, association: Association) -> dict[str, Any]:
    from tests.charter import given

    given.statutes(cast)
    given.in_force(cast, kind="moderation")
    return {"slug": association.slug, "word": "moderation"}


def _public_notice(cast: SimpleNamespace, association: Association) -> dict[str, Any]:
    return {"slug": _public_text(cast, association)["slug"]}


def _word_file(cast: SimpleNamespace, association: Association) -> dict[str, Any]:
    from charter import importing
    from charter.word.reading import Article, Found
    from tests.charter import given

    version = given.draft(cast)
    found = Found((Article("Nos comptes", "Deux.\n\n- la page\n- la lettre"),), ("Une image n’a pas été reprise.",))
    importing.keep(version, found, file_name="charte.docx", by=cast.amina, now=given.NOW)
    return {"pk": version.pk}


PAGES = [
    # on the way in
    Page("home", ""),
    Page("account_login", ""),
    Page("account_request_login_code", ""),
    Page("account_signup", ""),
    Page("account_reset_password", ""),
    Page("account_reset_password_done", ""),
    Page("account_inactive", ""),
    Page("help", ""),
    Page("accessibility", ""),
    Page("", "", path="/une-page-qui-n-existe-pas/"),
    # the person's own
    Page("home"),
    Page("associations:account"),
    Page("usersessions_list"),
    Page("account_change_password"),
    Page("account_email"),
    Page("account_logout"),
    Page("account_reauthenticate"),
    Page("mfa_index"),
    Page("", path="/une-page-qui-n-existe-pas/"),
    # the association
    Page("associations:overview"),
    Page("associations:members"),
    Page("associations:roles"),
    Page("associations:settings"),
    Page("associations:settings", "chloe"),
    Page("associations:create"),
    Page("associations:leave"),
    Page("associations:member-detail", prepare=_chloe),
    Page("associations:member-mandate", prepare=_chloe),
    Page("associations:member-remove", prepare=_chloe),
    Page("associations:mandate-edit", prepare=_mandate_of_chloe),
    Page("associations:invite", prepare=_invited_already),
    Page("associations:members", prepare=_invited_already),
    Page("associations:invitation", "", prepare=_link),
    Page("associations:invitation", "chloe", prepare=_link),
    Page("associations:invitation", "", prepare=lambda cast, association: {"token": "inconnu"}),
    Page("journal:entry-list"),
    Page("journal:entry-list", prepare=_invited_already),
    # amendments
    Page("charter:version-detail", "chloe", prepare=_scoped(_amended)),
    Page("charter:version-whole", "chloe", prepare=_scoped(_amended)),
    Page("charter:version-amendments", "bruno", prepare=_scoped(_amended)),
    Page("charter:version-amend", "chloe", prepare=_scoped(_amended)),
    Page("charter:version-settle", "bruno", prepare=_scoped(_amended)),
    Page("charter:version-rapporteur", prepare=_scoped(_amended)),
    Page("charter:amendment-detail", "bruno", prepare=_scoped(_amendment)),
    Page("charter:amendment-detail", "chloe", prepare=_scoped(_amendment)),
    Page("charter:amendment-modify", "bruno", prepare=_scoped(_amendment)),
    Page("charter:amendment-reject", "bruno", prepare=_scoped(_amendment)),
    # moderation, watch, training
    Page("moderation:case-list", prepare=_scoped(_case_listed)),
    Page("moderation:case-create"),
    Page("moderation:case-detail", "chloe", prepare=_scoped(_case)),
    Page("moderation:case-detail", prepare=_scoped(_case_at_a_long_address)),
    Page("moderation:case-detail", prepare=_scoped(_case_to_decide)),
    Page("watch:item-list"),
    Page("watch:item-create"),
    Page("watch:item-detail", prepare=_scoped(_mention)),
    Page("training:workshop-list"),
    Page("training:workshop-create"),
    Page("training:workshop-detail", prepare=_scoped(_workshop)),
    # texts
    Page("public:charter-list", "", prepare=_scoped(_public_notice)),
    Page("public:charter-detail", "", prepare=_scoped(_public_text)),
    Page("public:legal-notice", "", prepare=_scoped(_public_notice)),
    Page("charter:version-import", prepare=_scoped(_word_file)),
    Page("charter:version-reopen", prepare=_scoped(_text_under_vote)),
    Page("charter:version-review", prepare=_scoped(_text_in_force)),
    Page("charter:version-ballot", prepare=_scoped(_text_fixed)),
    Page("charter:version-repeal", prepare=_scoped(_text_in_force)),
    Page("charter:repeal-detail", prepare=_scoped(_repeal_proposed)),
    Page("charter:repeal-detail", prepare=_scoped(_repeal_decided)),
    Page("charter:repeal-ballot", prepare=_scoped(_repeal_proposed)),
    Page("charter:repeal-enforce", prepare=_scoped(_repeal_decided)),
    Page("governance:ballot-detail", prepare=_scoped(_repeal_under_vote)),
    # imports of figures
    Page("governance:meeting-list"),
    Page("governance:meeting-detail", prepare=_scoped(_meeting_draft)),
    Page("governance:meeting-detail", prepare=_scoped(_meeting_held)),
    Page("governance:meeting-convene", prepare=_scoped(_meeting_draft)),
    Page("governance:meeting-item-add", prepare=_scoped(_meeting_draft)),
    Page("governance:meeting-sheet", prepare=_scoped(_meeting_held)),
    Page("governance:meeting-print", prepare=_scoped(_meeting_held)),
    Page("governance:meeting-proxy", "gilles", _scoped(_meeting_convened)),
    Page("governance:meeting-proxies", prepare=_scoped(_meeting_convened)),
    Page("kpis:import"),
    Page("kpis:import-detail", prepare=_scoped(_import_to_confirm)),
    Page("kpis:import-detail", prepare=_scoped(_import_kept)),
    Page("kpis:pairing", prepare=_scoped(_posts_to_match)),
    Page("kpis:post-figures", prepare=_scoped(_posts_matched)),
    Page("kpis:own-create"),
    Page("kpis:own-edit", prepare=_neighbourly("kpis:own")),
    Page("kpis:break-list"),
]

from tests import axe_calendar, axe_departures  # noqa: E402 - their pages are drawn with Page

PAGES += axe_calendar.PAGES + axe_departures.PAGES
