"""The worker and the scheduler inside the web process: real Celery, no broker to install.

For one process on one machine. Production runs `celery worker` and `celery beat` beside the web workers, over Redis.
"""

from __future__ import annotations

import logging
import threading
import warnings
from typing import Any

from celery import Celery
from celery.beat import EmbeddedService
from celery.exceptions import SecurityWarning


class Embedded:
    """A Celery worker (threads) and a beat, started together and stopped together."""

    def __init__(self, app: Celery, concurrency: int = 2) -> None:
        # Neither tells a volunteer anything: the broker has no host in memory, and a container runs as root.
        logging.getLogger("kombu.connection").setLevel(logging.ERROR)
        warnings.filterwarnings("ignore", category=SecurityWarning)
        self.app = app
        self.worker = app.Worker(
            pool="threads",
            concurrency=concurrency,
            loglevel="WARNING",
            quiet=True,
            without_gossip=True,
            without_mingle=True,
            without_heartbeat=True,
            hostname="embedded@localhost",
        )
        self.beat: Any = EmbeddedService(app, thread=True)

    def start(self) -> Embedded:
        """Start both in daemon threads. Call it after the last fork: threads do not survive one."""
        threading.Thread(target=self.worker.start, name="celery-worker", daemon=True).start()
        self.beat.daemon = True
        self.beat.start()
        return self

    def stop(self) -> None:
        """Stop both; a task under way is asked again at the next start, as every task may be."""
        self.beat.stop()
        self.worker.stop()
