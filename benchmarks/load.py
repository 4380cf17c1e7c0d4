"""Eight kept connections ask for one page a bounded number of times."""

import http.client
import threading
import time
from dataclasses import dataclass
from itertools import count

from benchmarks.server import Server

CONNECTIONS = 8


@dataclass(frozen=True)
class Round:
    """One page asked for `requests` times: how many a second, and the processor time of the workers for one."""

    rate: float
    cpu_ms: float


def ask(server: Server, path: str, cookie: str, requests: int, unchanged: bool = False) -> Round:
    """Ask `requests` times over 8 connections. SystemExit when an answer is not 200: a refusal is fast.

    `unchanged`: as a browser that has the page already, which must be answered 304.
    """
    tickets = count()
    problems: list[str] = []
    kept = {"If-None-Match": _mark(server, path, cookie)} if unchanged else {}
    wanted = 304 if unchanged else 200

    def client() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        headers = {"Cookie": cookie, "Accept-Encoding": "gzip"} | kept
        while next(tickets) < requests and not problems:
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            answer.read()
            if answer.status != wanted:
                problems.append(f"{path} answered {answer.status}")
        connection.close()

    threads = [threading.Thread(target=client) for _ in range(CONNECTIONS)]
    cpu, start = server.cpu(), time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    elapsed, cpu = time.perf_counter() - start, server.cpu() - cpu
    if problems:
        raise SystemExit(problems[0])
    return Round(requests / elapsed, 1000 * cpu / requests)


def _mark(server: Server, path: str, cookie: str) -> str:
    """The ETag of the page. SystemExit when it has none."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.request("GET", path, headers={"Cookie": cookie, "Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    if not answer.headers["ETag"]:
        raise SystemExit(f"{path} has no ETag")
    return answer.headers["ETag"]
