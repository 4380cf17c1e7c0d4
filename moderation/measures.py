"""The ladder of measures, and how fast each kind of message deserves a decision (defaults of the house, not of law)."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _


class Measure(models.TextChoices):
    """From the lightest to the heaviest."""

    NONE = "none", _("Laisser le message visible")
    REPLY = "reply", _("Répondre et expliquer")
    HIDE = "hide", _("Masquer le message")
    REMOVE = "remove", _("Retirer le message")
    WARN = "warn", _("Retirer et avertir en privé")
    SUSPEND_7 = "suspend_7", _("Retirer et suspendre sept jours")
    SUSPEND_30 = "suspend_30", _("Retirer et suspendre trente jours")
    BLOCK = "block", _("Bloquer le compte")


#: These touch the person and not only the message: a second person reads the case first.
GRAVE = (Measure.SUSPEND_30, Measure.BLOCK)
#: These need no article: nobody's words are touched.
HARMLESS = (Measure.NONE, Measure.REPLY)


class Seriousness(models.TextChoices):
    """What the message looks like at first sight. Criticism alone is in none of them, on purpose."""

    UNLAWFUL = "unlawful", _("Menace une personne, ou paraît contraire à la loi")
    ABUSE = "abuse", _("Insulte, harcèlement, vie privée exposée")
    NUISANCE = "nuisance", _("Hors sujet, publicité, répétition")


#: Hours from first knowledge to decision. The law only says "promptly"; the association's charter may say otherwise.
TARGETS = {
    Seriousness.UNLAWFUL: dt.timedelta(hours=4),
    Seriousness.ABUSE: dt.timedelta(hours=24),
    Seriousness.NUISANCE: dt.timedelta(hours=72),
}
