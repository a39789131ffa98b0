"""Real sockets that let their bytes trickle: the pages of the same process are answered meanwhile, and the senders are cut."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from shebao.server.service import receiving

THREADS = 4
_TESTS = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """One web process with four threads; it ends in order."""
    said = tmp_path_factory.mktemp("receiving") / "said"
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
    environment = {
        **os.environ,
        "SHEBAO_BIND": f"127.0.0.1:{number}",
        "SHEBAO_PROCESSES": "1",
        "SHEBAO_THREADS": str(THREADS),
        "PYTHONPATH": os.pathsep.join([str(_TESTS), *sys.path]),
    }
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "-c",
        "python:shebao.server.service.web",
        "server.service.receiving_app",
    ]
    with said.open("wb") as file:
        process = subprocess.Popen(command, env=environment, stderr=file)
    try:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            with suppress(OSError):
                ask(number)
                break
            time.sleep(0.2)
        yield number
    finally:
        process.terminate()
        assert process.wait(30) == 0
        assert "SIG" not in said.read_text("utf-8")


def ask(port: int, body: bytes = b"") -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    with closing(connection):
        connection.request("POST", "/", body)
        answer = connection.getresponse()
        return answer.status, answer.read()


def trickle(port: int, first: bytes) -> socket.socket:
    sock = socket.create_connection(("127.0.0.1", port), timeout=30)
    sock.sendall(first)
    return sock


HEAD = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n"


@pytest.mark.parametrize("first", [HEAD + b"x", HEAD[:20]], ids=["body", "head"])
def test_slow_senders_do_not_keep_the_threads(port: int, first: bytes) -> None:
    slow = [trickle(port, first) for _sender in range(4 * THREADS)]
    try:
        assert ask(port, b"hello") == (200, b"5")
    finally:
        for sock in slow:
            sock.close()


def test_what_comes_at_a_usual_pace_is_whole(port: int) -> None:
    assert ask(port, b"x" * 5_000_000) == (200, b"5000000")


def arrival(seconds_ago: float, received: int, until: float = 100) -> tuple[receiving.Arrival, socket.socket]:
    ours, theirs = socket.socketpair()
    now = time.monotonic()
    return receiving.Arrival(ours, now + until, now - seconds_ago, received), theirs


def test_the_late_and_of_the_slow_the_slowest_are_cut() -> None:
    watch = receiving.Watch(2)
    made = [arrival(10, 900), arrival(10, 100), arrival(10, 500), arrival(1, 0), arrival(1, 10**9, until=-1)]
    watch._arrivals.update(each for each, _theirs in made)
    watch.look()
    for each, _theirs in made:
        each.sock.setblocking(False)
    cut = []
    for each, _theirs in made:
        try:
            cut.append(each.sock.recv(1) == b"")
        except BlockingIOError:
            cut.append(False)
    for each, theirs in made:
        each.sock.close()
        theirs.close()
    watch.stop()
    assert cut == [False, True, False, False, True]
