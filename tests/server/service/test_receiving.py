"""Real sockets that let their bytes trickle: the pages of the same process are answered meanwhile, and the senders are cut."""

from __future__ import annotations

import http.client
import os
import random
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import BinaryIO

import pytest

from shebao.server.service import gathering, receiving

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
        assert all(is_open(sock) for sock in slow), "the page was answered because senders were cut, not beside them"
    finally:
        for sock in slow:
            sock.close()


def test_an_address_has_so_many_places_and_its_longest_waiting_go(port: int) -> None:
    slow = [trickle(port, HEAD[:20]) for _sender in range(gathering.MOST_OF_AN_ADDRESS + 5)]
    try:
        assert ask(port, b"hello") == (200, b"5")
        assert [is_open(sock) for sock in slow] == [False] * 6 + [True] * (gathering.MOST_OF_AN_ADDRESS - 1)
    finally:
        for sock in slow:
            sock.close()


def test_slow_readers_do_not_keep_the_threads(port: int) -> None:
    request = b"POST /large HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n"
    slow = [trickle(port, request) for _reader in range(THREADS)]
    try:
        assert all(sock.recv(5) == b"HTTP/" for sock in slow), "each thread is sending"
        assert ask(port, b"hello") == (200, b"5")
    finally:
        for sock in slow:
            sock.close()


@pytest.mark.parametrize("seed", range(8))
def test_however_a_stream_of_requests_is_cut_each_is_answered(port: int, seed: int) -> None:
    chance = random.Random(seed)
    bodies = [chance.choice([0, 1, 1000, 70_000, 300_000]) for _request in range(6)]
    stream = b"".join(written(chance, size) for size in bodies)
    sock = socket.create_connection(("127.0.0.1", port), timeout=30)
    with closing(sock):
        sender = threading.Thread(target=send_in_parts, args=(sock, stream, chance))
        sender.start()
        with sock.makefile("rb") as answers:
            assert [read_answer(answers) for _body in bodies] == bodies
        sender.join()


def written(chance: random.Random, size: int) -> bytes:
    """A request whose body is told by its length or comes in chunks."""
    head = b"POST / HTTP/1.1\r\nHost: localhost\r\n"
    if chance.random() < 0.6:
        return head + b"content-Length: %d\r\n\r\n" % size + b"x" * size
    chunk = b"%x\r\n%s\r\n" % (size, b"x" * size) if size else b""
    return head + b"Transfer-Encoding: chunked\r\n\r\n" + chunk + b"0\r\n\r\n"


def send_in_parts(sock: socket.socket, stream: bytes, chance: random.Random) -> None:
    start = 0
    while start < len(stream):
        end = start + chance.choice([1, 3, 50, 5_000, 200_000])
        sock.sendall(stream[start:end])
        time.sleep(0.002)
        start = end


def read_answer(answers: BinaryIO) -> int:
    length = 0
    assert answers.readline() == b"HTTP/1.1 200 OK\r\n"
    while (line := answers.readline()) != b"\r\n":
        if line.lower().startswith(b"transfer-encoding"):
            length = -1
    assert length == -1
    parts = b""
    while size := int(answers.readline(), 16):
        parts += answers.read(size + 2)[:-2]
    answers.readline()
    return int(parts)


def is_open(sock: socket.socket) -> bool:
    sock.setblocking(False)
    try:
        return sock.recv(1) != b""
    except BlockingIOError:
        return True
    except ConnectionError:
        return False


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
