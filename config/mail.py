"""Mail of a house that sends none: each message is a text anyone can open, in var/mail/."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone


class EmailBackend(BaseEmailBackend):
    """Write each message to a file of its own, named by hour, person and subject, in plain letters."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Return how many were written. Raises OSError when the folder cannot be written, as a server away would."""
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            text = f"À : {', '.join(message.to)}\nObjet : {message.subject}\n\n{message.body}\n"
            _free(folder, message).write_text(text, encoding="utf-8")
        return len(email_messages)


def _free(folder: Path, message: EmailMessage) -> Path:
    """The first name not taken: two mails may leave in the same second."""
    words = re.sub(r"\W+", "-", f"{message.to[0].split('@')[0]}-{message.subject}").strip("-")[:70]
    stem = f"{timezone.localtime():%Y-%m-%d-%Hh%M}-{words}"
    path = folder / f"{stem}.txt"
    number = 1
    while path.exists():
        number += 1
        path = folder / f"{stem}-{number}.txt"
    return path
