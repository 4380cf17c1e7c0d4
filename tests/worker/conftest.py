"""A real Celery worker on Redis and PostgreSQL, and a real SMTP server that keeps what it is sent."""

from __future__ import annotations

import os
import queue
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.conf import settings
from django.db import connection

from config.celery import app


class Sink:
    """Keeps each mail; `get` waits for the next one, at most 60 seconds."""

    def __init__(self) -> None:
        self.mails: queue.Queue[Message] = queue.Queue()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.mails.put(message_from_bytes(envelope.content))
        return "250 OK"

    def get(self) -> Message:
        return self.mails.get(timeout=60)


@pytest.fixture
def smtp() -> Iterator[tuple[Sink, int]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    sink = Sink()
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    yield sink, port
    controller.stop()


@pytest.fixture
def worker(transactional_db: None, smtp: tuple[Sink, int]) -> Iterator[Sink]:
    """Run `celery worker` on the test database for one test; yields the mail sink."""
    if connection.vendor != "postgresql" or not settings.REDIS_URL:
        pytest.skip("needs PostgreSQL and Redis (DATABASE_URL and REDIS_URL)")
    sink, port = smtp
    database = connection.settings_dict
    login = f"{database['USER']}:{database['PASSWORD']}@" if database["PASSWORD"] else f"{database['USER']}@"
    name = f"test-{os.getpid()}"
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "EMBEDDED": "1",
        "SECRET_KEY": settings.SECRET_KEY,
        "DATABASE_URL": f"postgres://{login}{database['HOST']}:{database['PORT'] or 5432}/{database['NAME']}",
        "EMAIL_URL": f"smtp://127.0.0.1:{port}",
    }
    # One queue per test process: tests running beside this one must not eat its tasks.
    command = [
        sys.executable,
        "-m",
        "celery",
        "-A",
        "config",
        "worker",
        "-c",
        "2",
        "-l",
        "WARNING",
        "-Q",
        name,
        "-n",
        f"{name}@%h",
    ]
    process = subprocess.Popen(command, env=environment, cwd=settings.BASE_DIR)
    kept = app.conf.task_always_eager, app.conf.task_default_queue
    app.conf.task_always_eager, app.conf.task_default_queue = False, name
    yield sink
    app.conf.task_always_eager, app.conf.task_default_queue = kept
    process.terminate()
    killer = threading.Timer(20, process.kill)
    killer.start()
    process.wait()
    killer.cancel()
