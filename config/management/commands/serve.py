"""`manage.py serve`: the whole house in one process, for a laptop or a small association."""

from __future__ import annotations

import os
import socket
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from gunicorn.app.base import BaseApplication

from config.celery import app as celery
from config.embedded import Embedded
from config.wsgi import application


class EmbeddedServer(BaseApplication):
    """gunicorn with one worker of threads, which starts the queue once it is born."""

    def __init__(self, bind: str) -> None:
        self.bind = bind
        self.embedded: Embedded | None = None
        super().__init__()

    def load_config(self) -> None:
        options = {
            "bind": self.bind,
            "workers": 1,
            "threads": 6,
            "worker_class": "gthread",
            "control_socket_disable": True,
            "loglevel": "warning",
            "graceful_timeout": 5,
            "post_worker_init": self._start,
            "worker_exit": self._stop,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return application

    def _start(self, worker: Any) -> None:
        self.embedded = Embedded(celery).start()

    def _stop(self, server: Any, worker: Any) -> None:
        if self.embedded:
            self.embedded.stop()


class Command(BaseCommand):
    help = (
        "Migrate, fill the demo association if the house is empty, then serve web, worker and scheduler until Ctrl-C."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--no-demo", action="store_true", help="start with an empty house")

    def handle(self, *, port: int, host: str, no_demo: bool, **options: Any) -> None:
        if not settings.EMBEDDED:
            raise CommandError(
                "SECRET_KEY est défini : c’est le mode production. Lancez gunicorn, celery worker et celery beat "
                "(voir docs/production.md), ou retirez SECRET_KEY pour essayer ici."
            )
        self._refuse_a_taken_port(host, port)
        settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
        call_command("migrate", verbosity=0)
        if not no_demo:
            call_command("demo", only_if_empty=True, stdout=self.stdout)
        if settings.EMAIL_BACKEND == "config.mail.EmailBackend":
            self.stdout.write("\nCourrier : chaque e-mail, code de connexion compris, est écrit dans var/mail/")
        self.stdout.write(f"\nPortevoix : http://{host}:{port}/     (Ctrl-C arrête tout)\n")
        self.stdout.flush()
        EmbeddedServer(f"{host}:{port}").run()

    def _refuse_a_taken_port(self, host: str, port: int) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as problem:
                raise CommandError(
                    f"Le port {port} est déjà pris ou interdit. Essayez : make run PORT={port + 1}"
                ) from problem
