"""The drill 灾备: the first database is killed while decisions are written; the standby takes over and has every one that was
acknowledged. Prints how long nobody could write."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from shebao.server.platform.database import programs

pytestmark = pytest.mark.slow
_WRITE = """
import django; django.setup()
from django.db import connection
from shebao.server.platform.decisions import log
number = 0
while True:
    number += 1
    made = log.record(None, "user_changed", "people.user:0", n=number)
    print(made.chain, made.number, made.hash, flush=True)
"""
_SETTINGS = (
    "listen_addresses=''", "wal_level=replica", "max_wal_senders=4", "hot_standby=on", "synchronous_commit=on", "fsync=off",
)  # fmt: skip


class _Server:
    """A PostgreSQL of the drill: a directory, its socket in it, everybody of this machine trusted for the time of the test."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.data = folder, folder / "data"
        programs.own(folder)

    def run(self, tool: str, *arguments: str) -> None:
        """One of PostgreSQL's programs, as the user who may run it; it must succeed."""
        ended = programs.run(self.folder.parent, tool, *arguments)
        assert ended.returncode == 0, ended.stderr

    def start(self, **more: str) -> None:
        options = " ".join(
            f"-c {setting}"
            for setting in (
                *_SETTINGS,
                f"unix_socket_directories={self.folder}",
                *(f"{k}={v}" for k, v in more.items()),
            )
        )
        self.run("pg_ctl", "start", "-w", "-D", str(self.data), "-l", str(self.folder / "log"), "-o", options)

    def kill(self) -> None:
        """As when the machine loses its power: every process at once."""
        pid = int((self.data / "postmaster.pid").read_text(encoding="ascii").splitlines()[0])
        os.kill(pid, signal.SIGKILL)

    @property
    def url(self) -> str:
        return f"postgresql://shebao_root@/postgres?host={self.folder}"


@pytest.fixture
def servers() -> Iterator[tuple[_Server, _Server]]:
    """Two directories that the database's user owns."""
    with tempfile.TemporaryDirectory(prefix="shebao-drill-") as made:
        Path(made).chmod(0o755)
        pair = _Server(Path(made) / "first"), _Server(Path(made) / "standby")
        yield pair
        for server in pair:
            programs.run(server.folder.parent, "pg_ctl", "stop", "-m", "immediate", "-D", str(server.data))


def _environment(server: _Server) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("SHEBAO_", "DATABASE_URL"))}
    return {
        **kept,
        "SHEBAO_DATA": str(server.folder.parent / "application"),
        "DATABASE_URL": server.url,
        "DJANGO_SETTINGS_MODULE": "shebao.server.settings",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }


def _shebao(server: _Server, *arguments: str) -> str:
    ended = subprocess.run(
        [sys.executable, "-m", "shebao", *arguments],
        env=_environment(server), capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def _promoted(standby: _Server, first: _Server, status: int, *more: str) -> str:
    """What the command says."""
    ended = subprocess.run(
        [sys.executable, "-m", "shebao", "promote", "--standby", standby.url, "--primary", first.url, *more],
        env=_environment(standby), capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert ended.returncode == status, ended.stdout + ended.stderr
    return ended.stdout + ended.stderr


def _problem(server: _Server) -> str:
    """What the platform says of a database that it is pointed at."""
    look = (
        "import django; django.setup()\nfrom shebao.server.platform.database import primary\nprint(primary.problem())"
    )
    ended = subprocess.run(
        [sys.executable, "-c", look],
        env=_environment(server), capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.strip()


def test_no_acknowledged_decision_is_lost_and_the_standby_goes_on(servers: tuple[_Server, _Server]) -> None:
    first, standby = servers
    first.run("initdb", "-D", str(first.data), "-U", "shebao_root", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
    first.start()
    _shebao(first, "migrate")
    first.run(
        "pg_basebackup", "-h", str(first.folder), "-U", "shebao_root",
        "-D", str(standby.data), "-R", "-X", "stream", "-c", "fast",
    )  # fmt: skip
    standby.start()
    first.run(
        "psql", "-h", str(first.folder), "-U", "shebao_root", "-d", "postgres",
        "-c", "ALTER SYSTEM SET synchronous_standby_names = '*'", "-c", "SELECT pg_reload_conf()",
    )  # fmt: skip
    with psycopg.connect(first.url, autocommit=True) as connection:
        until = time.monotonic() + 20
        while connection.execute("SELECT sync_state FROM pg_stat_replication").fetchone() != ("sync",):
            assert time.monotonic() < until, "the standby did not become synchronous"
            time.sleep(0.1)

    assert "仍在应答" in _promoted(standby, first, 2, "--fenced")
    command = [sys.executable, "-m", "shebao.server.manage", "shell", "--no-imports", "-c", _WRITE]
    with subprocess.Popen(
        command, env=_environment(first), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as writer:
        assert writer.stdout is not None
        acknowledged = [writer.stdout.readline().split() for _number in range(200)]
        first.kill()
        killed = time.monotonic()
        acknowledged += [line.split() for line in writer.stdout if line.count(" ") == 2]
    assert "--fenced" in _promoted(standby, first, 2), "one that does not answer may still be written to by others"
    _promoted(standby, first, 0, "--fenced")
    assert "已经是主库" in _promoted(standby, first, 2, "--fenced")
    with psycopg.connect(standby.url, autocommit=True) as connection:
        connection.execute("CREATE TABLE written_after_the_drill ()")
        print(f"nobody could write for {time.monotonic() - killed:.2f} s; {len(acknowledged)} decisions acknowledged")
        kept = {
            (chain, str(number), digest)
            for chain, number, digest in connection.execute("SELECT chain, number, hash FROM decisions_decision")
        }
    assert {tuple(each) for each in acknowledged} <= kept
    assert "完整：" in _shebao(standby, "log", "verify")
    assert _problem(standby) == ""
    (first.data / "postmaster.pid").unlink()
    first.start()
    assert "原主库" in _problem(first), "who comes back is not believed"
