"""What is shown: words for those who cannot see, captions for those who cannot hear, the yes of those shown."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from calendar_app.rules import params
from calendar_app.rules.draft import Draft, Ruleset
from calendar_app.rules.findings import ADVISE, BLOCK, Finding, has_reached
from calendar_app.rules.prose import quoted
from calendar_app.rules.saying import pictures
from calendar_app.rules.spec import Spec

# A description that says less than this says « photo » ; longer, it is a text of its own.
LEAST_ALT, MOST_ALT = 10, 300


def describes_images(draft: Draft, ruleset: Ruleset, act: str) -> Iterator[Finding]:
    for image in pictures(draft):
        if not image.alt.strip():
            yield Finding(
                BLOCK if has_reached(act, "submit") else ADVISE,
                "no_alt",
                _("L’image « %(name)s » n’a pas de description.") % {"name": image.name},
                _("Décrivez-la pour les personnes qui ne la voient pas."),
                ruleset.articles.get("image"),
            )


def alt_length(draft: Draft, spec: Spec) -> Iterator[Finding]:
    """An image without any description is the business of `describes_images`."""
    least, most = params.number(spec, "least", LEAST_ALT), params.number(spec, "most", MOST_ALT)
    for image in pictures(draft):
        length = len(image.alt.strip())
        if 0 < length < least:
            yield Finding(
                spec.severity,
                "alt_short",
                _("La description « %(alt)s » est trop courte (%(length)d caractères).")
                % {"alt": quoted(image.alt), "length": length},
                _("Dites ce qu’on voit, en %(least)d caractères au moins.") % {"least": least},
            )
        elif length > most:
            yield Finding(
                spec.severity,
                "alt_long",
                _("La description de « %(name)s » est trop longue (%(length)d caractères).")
                % {"name": quoted(image.name), "length": length},
                _("Gardez l’essentiel, en %(most)d caractères au plus.") % {"most": most},
            )


def captions(draft: Draft, spec: Spec) -> Iterator[Finding]:
    for image in pictures(draft):
        if image.is_video and not image.has_captions:
            yield Finding(
                spec.severity,
                "no_captions",
                _("La vidéo « %(name)s » n’a pas de sous-titres.") % {"name": quoted(image.name)},
                _("Ajoutez-les, et relisez ceux que la machine propose."),
            )


def consent(draft: Draft, spec: Spec) -> Iterator[Finding]:
    for image in pictures(draft):
        if image.lacks_consent:
            people = ", ".join(quoted(name) for name in image.lacks_consent[:5])
            yield Finding(
                spec.severity,
                "no_consent",
                _("Sur « %(name)s », il manque l’accord de %(people)s.")
                % {"name": quoted(image.name), "people": people},
                _("Demandez-le par écrit, ou choisissez une autre image."),
            )
