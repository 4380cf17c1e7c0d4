"""The sentence a person agrees to, the day it ends, and the private link to take it back."""

from __future__ import annotations

import calendar
import datetime as dt

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from calendar_app.models import TestimonyCall
from reminders.tasks import send_prepared


def until(call: TestimonyCall, today: dt.date) -> dt.date:
    """The last day of a leave given on `today`."""
    months = today.year * 12 + today.month - 1 + call.months
    year, month = divmod(months, 12)
    return dt.date(year, month + 1, min(today.day, calendar.monthrange(year, month + 1)[1]))


def sentence(call: TestimonyCall, today: dt.date) -> str:
    """What for, by whom, until when, and how to change one's mind: kept with the testimony as it was ticked."""
    return _(
        "J’accepte que %(association)s utilise mes mots pour : %(used_for)s, jusqu’au %(day)s. Je peux changer d’avis "
        "à tout moment, sans dire pourquoi, avec le lien privé que je vais recevoir."
    ) % {
        "association": call.association.name,
        "used_for": call.used_for.rstrip(". "),
        "day": f"{until(call, today):%d/%m/%Y}",
    }


def link(slug: str, key: str) -> str:
    return f"{settings.SITE_URL}{reverse('relay:testimony', args=[slug, key])}"


def mail_link(call: TestimonyCall, key: str, email: str) -> None:
    """Send the private link once the row is kept. None of the words: whoever typed a wrong address shows nothing."""
    body = _(
        "Bonjour,\n\nVous avez confié un témoignage à %(association)s. Merci.\n\n"
        "Pour le relire ou pour changer d’avis, à tout moment et sans dire pourquoi :\n%(link)s\n\n"
        "Gardez ce message : ce lien est privé. Si vous n’avez rien envoyé, ouvrez-le et retirez le témoignage.\n"
    ) % {"association": call.association.name, "link": link(call.association.slug, key)}
    send_prepared.delay_on_commit(_("Votre témoignage : le lien pour changer d’avis"), body, [email])
