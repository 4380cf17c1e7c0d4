"""The verbs of a signature: open the text, prove who one is, sign."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from associations import rights
from associations.models import Membership
from charter import campaigns
from charter.locks import locked
from charter.models import Acknowledgement, Attempt, Opening, Question, SigningCode, Version
from charter.models.signing import CODE_LIFE, CODE_TRIES, code_hash
from journal.models import Entry
from journal.moves import Refused
from reminders.tasks import send_prepared

Method = Acknowledgement.Method
# Codes a person may be sent for one text in an hour, and the pause between two.
CODES_AN_HOUR, PAUSE = 5, dt.timedelta(minutes=1)


class NotProven(Refused):
    """The code or the password is not right; nothing is signed."""


@dataclass(frozen=True)
class SigningPage:
    """Where a refusal about signing leads back to."""

    version: Version

    def get_absolute_url(self) -> str:
        return reverse("charter:sign", args=[self.version.association.slug, self.version.pk])


def in_force(version: Version, by: Membership) -> Version:
    """Lock and return `version`, or refuse: one signs the version in force and no other (I22)."""
    rights.require(by, "charter.sign")
    version = locked(version)
    if version.status != Version.Status.IN_FORCE:
        raise Refused(_("On ne signe que la version en vigueur : celle-ci ne l’est pas, ou ne l’est plus."), version)
    return version


@transaction.atomic
def open_text(version: Version, *, by: Membership, now: dt.datetime) -> Opening:
    """Note that `by` had the whole text before their eyes: the first time, and never more."""
    version = in_force(version, by)
    opening, _new = Opening.objects.get_or_create(
        version=version, membership=by, defaults={"association": version.association, "opened_at": now}
    )
    return opening


def quiz_left(version: Version, by: Membership) -> bool:
    """Whether questions are still to be answered before `by` may sign `version`."""
    campaign = campaigns.of_version(version)
    if campaign is None or not Question.objects.filter(campaign=campaign).exists():
        return False
    return not Attempt.objects.filter(campaign=campaign, membership=by, is_passed=True).exists()


def _ready(version: Version, by: Membership) -> Version:
    """Lock `version`; refuse with the step that lacks: text opened, questions answered (I24)."""
    version = in_force(version, by)
    if not Opening.objects.filter(version=version, membership=by).exists():
        raise Refused(_("Ouvrez d’abord le texte : on signe ce que l’on a lu."), SigningPage(version))
    if quiz_left(version, by):
        raise Refused(_("Répondez d’abord aux questions sur ce texte."), SigningPage(version))
    return version


@transaction.atomic
def issue_code(version: Version, *, by: Membership, now: dt.datetime) -> str:
    """Make the six digits with which `by` signs this very text within fifteen minutes; only their hash is kept."""
    version = _ready(version, by)
    earlier = SigningCode.objects.filter(version=version, membership=by, sent_at__gt=now - dt.timedelta(hours=1))
    times = list(earlier.values_list("sent_at", flat=True))
    if len(times) >= CODES_AN_HOUR:
        sentence = _("Cinq codes sont partis en une heure : attendez un peu, ou confirmez avec votre mot de passe.")
        raise Refused(sentence, SigningPage(version))
    if times and times[0] > now - PAUSE:
        sentence = _("Un code vient de partir : cherchez-le dans vos messages, ou redemandez-en un dans une minute.")
        raise Refused(sentence, SigningPage(version))
    digits = f"{secrets.randbelow(10**6):06}"
    SigningCode.objects.create(
        association=version.association,
        version=version,
        membership=by,
        code_hash=code_hash(digits, version, by),
        sent_at=now,
        expires_at=now + CODE_LIFE,
    )
    return digits


@transaction.atomic
def send_code(version: Version, *, by: Membership, now: dt.datetime) -> None:
    """Mail a new code to `by`, once the transaction holds."""
    digits = issue_code(version, by=by, now=now)
    with override(by.user.language):
        context = {"user": by.user, "code": digits, "version": version, "site": settings.SITE_URL}
        subject = _("%(code)s : votre code pour signer") % {"code": digits}
        body = render_to_string("mail/signing_code.txt", context)
    send_prepared.delay_on_commit(subject, body, [by.email])


def pending_code(version: Version, by: Membership, now: dt.datetime) -> SigningCode | None:
    """The code `by` may type now; None when there is none, or no longer."""
    code = SigningCode.objects.filter(version=version, membership=by).first()
    return code if code and code.is_alive(now) else None


def sign_by_code(version: Version, *, by: Membership, code: str, now: dt.datetime) -> Acknowledgement:
    """Write « lu et approuvé » for this very text. Signing twice is signing once.

    Raises NotProven on a wrong, used or expired code; the try is counted all the same.
    """
    with transaction.atomic():
        version = _ready(version, by)
        if signature := Acknowledgement.objects.filter(version=version, membership=by).first():
            return signature
        row = SigningCode.objects.filter(version=version, membership=by).select_for_update(of=("self",)).first()
        if row is not None:
            # The same words as those that were locked: the code is bound to them.
            row.version, row.membership = version, by
        if row and row.is_alive(now) and row.is_code(code):
            row.used_at = now
            row.save(update_fields=["used_at"])
            return _write(version, by, Method.CODE, now)
        sentence = _why_not(row, now)
        if row and row.is_alive(now):
            row.tries += 1
            row.save(update_fields=["tries"])
    raise NotProven(sentence, SigningPage(version))


def _why_not(row: SigningCode | None, now: dt.datetime) -> str:
    if row is None:
        return _("Demandez d’abord un code : il arrive par e-mail en quelques minutes.")
    if row.used_at:
        return _("Ce code a déjà servi : demandez-en un nouveau.")
    left = CODE_TRIES - row.tries - 1
    if left < 0 or (left == 0 and now < row.expires_at):
        return _("Cinq essais n’ont pas abouti : ce code n’est plus valable. Demandez-en un nouveau.")
    if now >= row.expires_at:
        return _("Ce code a plus de quinze minutes : il n’est plus valable. Demandez-en un nouveau.")
    return ngettext(
        "Ce n’est pas le bon code. Recopiez les six chiffres du dernier message reçu : il reste %(left)d essai.",
        "Ce n’est pas le bon code. Recopiez les six chiffres du dernier message reçu : il reste %(left)d essais.",
        left,
    ) % {"left": left}


def sign_by_password(version: Version, *, by: Membership, password: str, now: dt.datetime) -> Acknowledgement:
    """Write « lu et approuvé » for this very text. Signing twice is signing once. Raises NotProven.

    The caller limits how often it may be tried.
    """
    # Before any lock: a slow hash is meant to be slow, and nobody should queue behind it.
    if not by.user.check_password(password):
        raise NotProven(_("Ce mot de passe n’est pas le bon. Rien n’est encore signé."), SigningPage(version))
    with transaction.atomic():
        version = _ready(version, by)
        signature = Acknowledgement.objects.filter(version=version, membership=by).first()
        return signature or _write(version, by, Method.PASSWORD, now)


def _write(version: Version, by: Membership, method: str, now: dt.datetime) -> Acknowledgement:
    signature = Acknowledgement.objects.create(
        association=version.association,
        version=version,
        membership=by,
        content_hash=version.content_hash,
        signed_at=now,
        method=method,
    )
    Entry.objects.record(version, by=by, action="charter.sign", object_hash=version.content_hash, at=now)
    return signature
