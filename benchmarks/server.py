"""gunicorn on a free port of loopback, and the processor time its workers have used."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

WORKERS, THREADS = 2, 1
TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Server:
    port: int
    process: subprocess.Popen

    def cpu(self) -> float:
        """Seconds of processor the workers have used so far."""
        total = 0.0
        for worker in self._workers():
            fields = Path(f"/proc/{worker}/stat").read_text().rsplit(")", 1)[1].split()
            total += (int(fields[11]) + int(fields[12])) / TICK
        return total

    def _workers(self) -> list[str]:
        master = self.process.pid
        return Path(f"/proc/{master}/task/{master}/children").read_text().split()


@contextmanager
def serving(log: Path) -> Iterator[Server]:
    """Run the product as in production until the block ends; its own process only is stopped."""
    port = _free_port()
    command = [
        sys.executable, "-m", "gunicorn", "config.wsgi:application", "--bind", f"127.0.0.1:{port}",
        "--workers", str(WORKERS), "--worker-class", "gthread", "--threads", str(THREADS), "--keep-alive", "30",
        "--no-control-socket", "--error-logfile", str(log),
    ]  # fmt: skip
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "benchmarks.settings"}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(port, process, log)
        yield Server(port, process)
    finally:
        process.terminate()
        process.wait(timeout=20)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait(port: int, process: subprocess.Popen, log: Path) -> None:
    for _ in range(200):
        if process.poll() is not None:
            break
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"gunicorn did not start:\n{log.read_text() if log.exists() else ''}")
