"""Keep the secrets of private addresses out of the logs: agendas, and the links of witnesses."""

from __future__ import annotations

import logging
import re

_SECRET = re.compile(r"(/(?:agenda|temoigner)/)[^/\s\"']+")


class MaskSecrets(logging.Filter):
    """Replace the secret in whatever is about to be printed; the line itself stays."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always True: nothing is silenced."""
        said = record.getMessage()
        if _SECRET.search(said):
            record.msg, record.args = _SECRET.sub(r"\1…", said), ()
        return True
