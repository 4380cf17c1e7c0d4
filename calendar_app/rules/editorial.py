"""The rules an association wrote in its editorial line, run one after the other on one draft."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from django.utils.translation import gettext as _

from calendar_app.rules.catalogue import CHECKS
from calendar_app.rules.draft import Draft, Ruleset
from calendar_app.rules.findings import ACTS, ADVISE, Finding
from calendar_app.rules.spec import Spec


def follows_the_line(draft: Draft, ruleset: Ruleset, act: str) -> Iterator[Finding]:
    """Yield what every spec in force says. A spec whose check we do not know says nothing."""
    for spec in ruleset.specs:
        check = CHECKS.get(spec.check)
        if check is None or ACTS.index(act) > ACTS.index(check.until):
            continue
        if seen := narrowed(draft, spec):
            for finding in check.run(seen, spec):
                yield _in_the_name_of(spec, finding, draft)


def narrowed(draft: Draft, spec: Spec) -> Draft | None:
    """The draft on the accounts `spec` speaks of; None when it goes out on none of them."""
    if spec.channels is None:
        return draft
    outlets = tuple(outlet for outlet in draft.outlets if outlet.channel_id in spec.channels)
    return replace(draft, outlets=outlets) if outlets else None


def _in_the_name_of(spec: Spec, finding: Finding, draft: Draft) -> Finding:
    """The finding with its article; once dispensed it is only said."""
    found = replace(finding, spec=spec.key, article=spec.article, said=spec.words)
    if spec.key not in draft.dispensed or finding.severity == ADVISE:
        return found
    return replace(found, severity=ADVISE, way_out=_("La raison est écrite plus bas."), is_passed=True)
