"""What the journal calls the objects of this room (settings.JOURNAL_NAMES)."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import gettext as _

from associations.models import Membership
from charter.models import (
    Amendment,
    AmendmentComment,
    Campaign,
    Charter,
    Clause,
    Exemption,
    MergedText,
    Repeal,
    Survey,
    Version,
)
from journal.naming import Names


def names(reader: Membership, wanted: Mapping[str, set[str]]) -> Names:
    """Return title and path of what is `wanted` (ids by model label), one query for each kind asked for."""
    found: Names = {}
    if not reader.can("charter.view"):
        return found
    if ids := wanted.get("charter.charter"):
        for charter in Charter.objects.filter(association=reader.association, pk__in=ids).select_related("association"):
            found["charter.charter", str(charter.pk)] = str(charter), charter.get_absolute_url()
    if ids := wanted.get("charter.version"):
        for version in Version.objects.filter(association=reader.association, pk__in=ids).with_charter():
            found["charter.version", str(version.pk)] = str(version), version.get_absolute_url()
    if ids := wanted.get("charter.repeal"):
        for repeal in Repeal.objects.of(reader.association).filter(pk__in=ids).with_version():
            found["charter.repeal", str(repeal.pk)] = str(repeal), repeal.get_absolute_url()
    if ids := wanted.get("charter.clause"):
        clauses = Clause.objects.of(reader.association).filter(pk__in=ids)
        for clause in clauses.select_related("version__charter", "version__association"):
            title = f"{clause.title}, {clause.version}"
            found["charter.clause", str(clause.pk)] = title, clause.version.get_absolute_url()
    if ids := wanted.get("charter.survey"):
        for survey in Survey.objects.of(reader.association).filter(pk__in=ids).select_related("association"):
            found["charter.survey", str(survey.pk)] = str(survey), survey.get_absolute_url()
    return found | _amendments(reader, wanted)


def _amendments(reader: Membership, wanted: Mapping[str, set[str]]) -> Names:
    """Amendments and what was said of them lead to the page of the amendment; a merged text to its version."""
    found: Names = {}
    if ids := wanted.get("charter.amendment"):
        readable = Amendment.objects.of(reader.association).readable_by(reader).with_people()
        for amendment in readable.filter(pk__in=ids):
            title = f"{amendment}, {amendment.version}"
            found["charter.amendment", str(amendment.pk)] = title, amendment.get_absolute_url()
    if ids := wanted.get("charter.amendmentcomment"):
        said = AmendmentComment.objects.filter(association=reader.association, pk__in=ids)
        for comment in said.select_related("amendment__version__charter", "amendment__association"):
            amendment = comment.amendment
            title = f"{amendment}, {amendment.version}"
            found["charter.amendmentcomment", str(comment.pk)] = title, amendment.get_absolute_url()
    if ids := wanted.get("charter.mergedtext"):
        merged = MergedText.objects.filter(association=reader.association, pk__in=ids)
        for text in merged.select_related("version__charter", "version__association"):
            found["charter.mergedtext", str(text.pk)] = f"{text}, {text.version}", text.version.get_absolute_url()
    _name_signing(found, reader, wanted)
    return found


def _name_signing(found: Names, reader: Membership, wanted: Mapping[str, set[str]]) -> None:
    """Campaigns and exemptions lead to the list for those who follow it; whom one is for is said there only."""
    named = {
        "charter.campaign": ("", Campaign.objects.filter(association=reader.association)),
        "charter.exemption": ("campaign__", Exemption.objects.filter(association=reader.association)),
    }
    for label, (to_campaign, rows) in named.items():
        if ids := wanted.get(label):
            related = (f"{to_campaign}version__charter", f"{to_campaign}version__association")
            for row in rows.filter(pk__in=ids).select_related(*related):
                campaign = row.campaign if isinstance(row, Exemption) else row
                word = _("Dispense : %(version)s") if to_campaign else _("Émargement : %(version)s")
                path = campaign.version.get_absolute_url()
                if reader.can("charter.follow"):
                    path = reverse("charter:signatures", args=[reader.association.slug, campaign.version_id])
                found[label, str(row.pk)] = word % {"version": campaign.version}, path
