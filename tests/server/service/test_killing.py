"""Worker, web server, database and the command itself are killed while work comes in: nothing that was accepted is lost."""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest

pytestmark = pytest.mark.slow
_TESTS = Path(__file__).resolve().parents[2]


@dataclass
class Service:
    """`shebao serve` as a process of its own, with its data in a folder that outlives it."""

    data: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith(("SHEBAO_", "DATABASE_URL"))},
            "SHEBAO_DATA": str(self.data),
            "DJANGO_SETTINGS_MODULE": "server.service.killing.settings",
            "PYTHONPATH": os.pathsep.join([str(_TESTS), *sys.path]),
        }
        command = [sys.executable, "-m", "shebao", "serve", "--port", str(self.port), "--processes", "2"]
        self.process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def ask(self, method: str, path: str, body: bytes | None = None) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(method, path, body, {"Host": "localhost"})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def ready(self, seconds: float = 300) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            with suppress(OSError, http.client.HTTPException):
                if self.ask("GET", "/readyz")[0] == 200:
                    return
            time.sleep(0.3)
        raise AssertionError("the server did not become ready")

    def members(self, part: str) -> list[psutil.Process]:
        assert self.process is not None
        found = []
        for process in psutil.Process(self.process.pid).children(recursive=True):
            with suppress(psutil.Error):
                if part in " ".join(process.cmdline()):
                    found.append(process)
        return found

    def kill_database(self) -> None:
        pid = int((self.data / "database" / "postgresql" / "postmaster.pid").read_text().splitlines()[0])
        os.kill(pid, signal.SIGKILL)

    def stop(self) -> int:
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(120)


@dataclass
class Sender:
    """Hands in texts as fast as they are taken and remembers which were accepted."""

    service: Service
    accepted: dict[str, str] = field(default_factory=dict)
    done: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        number = 0
        while not self.done.is_set():
            number += 1
            text = f"{number} {random.random()}".encode()
            with suppress(OSError, http.client.HTTPException, ValueError):
                status, answer = self.service.ask("POST", "/killing/accept/", text)
                if status == 202:
                    self.accepted[json.loads(answer)["job"]] = hashlib.sha256(text).hexdigest()
            time.sleep(0.15)


@pytest.fixture
def service() -> Iterator[Service]:
    """A running server, stopped and removed afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = Path(tempfile.mkdtemp(prefix="shebao-killing-"))
    data.chmod(0o755)
    service = Service(data, port)
    service.start()
    try:
        service.ready()
        yield service
    finally:
        with suppress(Exception):
            service.stop()
        shutil.rmtree(data, ignore_errors=True)


def _results(service: Service) -> dict[str, list[str]]:
    status, answer = service.ask("GET", "/killing/accepted/")
    assert status == 200
    found: dict[str, list[str]] = json.loads(answer)
    return found


def test_nothing_that_was_accepted_is_lost(service: Service) -> None:
    sender = Sender(service)
    sending = threading.Thread(target=sender.run)
    sending.start()
    try:
        time.sleep(2)
        for worker in service.members("shebao worker"):
            worker.kill()
        time.sleep(2)
        service.members("gunicorn")[-1].kill()
        time.sleep(2)
        service.kill_database()
        time.sleep(4)
        service.members("gunicorn")[0].kill()
        time.sleep(3)
        assert service.process is not None
        service.process.kill()
        service.process.wait()
        time.sleep(2)
        service.start()
        service.ready()
        time.sleep(2)
        assert service.stop() == 0
        service.start()
        service.ready()
    finally:
        sender.done.set()
        sending.join()
    assert len(sender.accepted) > 20
    until = time.monotonic() + 300
    while time.monotonic() < until:
        results = _results(service)
        if all(results.get(job, ["", ""])[0] == "done" for job in sender.accepted):
            break
        time.sleep(1)
    results = _results(service)
    lost = {job: results.get(job) for job, digest in sender.accepted.items() if results.get(job) != ["done", digest]}
    assert lost == {}


def test_a_port_that_is_taken_is_said_before_anything_is_made(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        environment = {**os.environ, "SHEBAO_DATA": str(tmp_path / "data"), "PYTHONPATH": os.pathsep.join(sys.path)}
        second = subprocess.run(
            [sys.executable, "-m", "shebao", "serve", "--port", str(port)],
            env=environment, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
    assert second.returncode == 2
    assert f"不能使用 127.0.0.1:{port}" in second.stderr
    assert "Traceback" not in second.stderr
    assert not (tmp_path / "data" / "database" / "postgresql").exists()
