"""The hats a person may wear in an association (house glossary)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    PRESIDENT = "president", _("Présidence")
    SECRETARY = "secretary", _("Secrétariat")
    TREASURER = "treasurer", _("Trésorerie")
    BOARD_MEMBER = "board_member", _("Administration (conseil)")
    COORDINATOR = "coordinator", _("Coordination")
    CONTRIBUTOR = "contributor", _("Rédaction")
    REVIEWER = "reviewer", _("Relecture")
    MODERATOR = "moderator", _("Modération")
    WATCHER = "watcher", _("Veille")
    TRAINER = "trainer", _("Formation")
    SPOKESPERSON = "spokesperson", _("Porte-parole")
    DATA_LEAD = "data_lead", _("Référence données")
    READER = "reader", _("Lecture seule")
