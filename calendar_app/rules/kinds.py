"""What an account is for: the kinds of messages it carries."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from calendar_app.rules import params
from calendar_app.rules.draft import Draft
from calendar_app.rules.findings import Finding
from calendar_app.rules.spec import Spec

# The kinds of `Post.Kind`, which rules may not import; a test holds the two lists together.
KINDS: tuple[tuple[str, Any], ...] = (
    ("information", gettext_lazy("Information")),
    ("event", gettext_lazy("Événement")),
    ("appeal", gettext_lazy("Appel aux dons ou aux bénévoles")),
    ("thanks", gettext_lazy("Remerciement")),
    ("testimony", gettext_lazy("Témoignage")),
    ("reply", gettext_lazy("Réponse")),
    ("position", gettext_lazy("Prise de position")),
)


def allowed(draft: Draft, spec: Spec) -> Iterator[Finding]:
    chosen = params.strings(spec, "kinds")
    if not chosen or draft.kind in chosen or not draft.outlets:
        return
    names = dict(KINDS)
    yield Finding(
        spec.severity,
        "kind_not_here",
        _("« %(kind)s » n’est pas une nature prévue sur %(accounts)s.")
        % {"kind": names.get(draft.kind, draft.kind), "accounts": ", ".join(o.name for o in draft.outlets)},
        _("Décochez ce compte, ou choisissez parmi : %(kinds)s.")
        % {"kinds": ", ".join(str(names.get(kind, kind)).lower() for kind in chosen)},
    )
