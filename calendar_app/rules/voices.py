"""Whose voice it is: nobody speaks through somebody who has no mandate, or who knows nothing of it (source row S18)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from calendar_app.rules.draft import Draft, Ruleset
from calendar_app.rules.findings import ADVISE, BLOCK, Finding, has_reached


def speaks_by_a_voice_that_knows(draft: Draft, ruleset: Ruleset, act: str) -> Iterator[Finding]:
    voice = draft.voice
    if voice is None:
        return
    if not voice.is_mandated:
        yield Finding(
            BLOCK if has_reached(act, "submit") else ADVISE,
            "voice_without_mandate",
            _("%(name)s n’est pas, ou n’est plus, porte-parole.") % {"name": voice.name},
            _("Choisissez une autre voix dans « Plus de précisions », ou laissez parler l’association."),
        )
    elif not voice.agrees:
        yield Finding(
            BLOCK if has_reached(act, "schedule") else ADVISE,
            "voice_unaware",
            _("Ce texte parle par la voix de %(name)s, qui ne l’a ni écrit ni relu.") % {"name": voice.name},
            _("Demandez-lui de l’approuver, ou d’en être responsable."),
        )
