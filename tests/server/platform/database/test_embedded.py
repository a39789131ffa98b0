"""The embedded PostgreSQL: made once, shared by those who use it, stopped by the last, started again after a crash."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from shebao.server.platform.database import embedded
from shebao.server.platform.database.embedded import Cluster, DatabaseError


@pytest.fixture
def directory() -> Iterator[Path]:
    """A folder that the database's user can reach."""
    folder = Path(tempfile.mkdtemp(prefix="shebao-embedded-"))
    folder.chmod(0o755)
    yield folder / "database"
    cluster = Cluster(folder / "database")
    cluster.destroy()
    shutil.rmtree(folder, ignore_errors=True)


def _ask(cluster: Cluster, question: str) -> object:
    with psycopg.connect(host=str(cluster.socket_directory), user="shebao", dbname="shebao") as connection:
        row = connection.execute(question).fetchone()
        return row[0] if row else None


def test_two_starters_get_one_cluster_and_the_last_stops_it(directory: Path) -> None:
    clusters = [Cluster(directory), Cluster(directory)]
    starting = [threading.Thread(target=cluster.start) for cluster in clusters]
    for thread in starting:
        thread.start()
    for thread in starting:
        thread.join()
    assert _ask(clusters[0], "SHOW fsync") == "on"
    started = [_ask(cluster, "SELECT pg_postmaster_start_time()") for cluster in clusters]
    assert started[0] == started[1]
    clusters[0].release()
    assert clusters[1].running
    clusters[1].release()
    assert not clusters[1].running


def test_what_was_committed_survives_a_crash(directory: Path) -> None:
    cluster = Cluster(directory)
    cluster.start()
    with psycopg.connect(host=str(cluster.socket_directory), user="shebao", dbname="shebao") as connection:
        connection.execute("CREATE TABLE kept (n int)")
        connection.execute("INSERT INTO kept VALUES (7)")
    pid = int((cluster.data / "postmaster.pid").read_text().splitlines()[0])
    os.kill(pid, signal.SIGKILL)
    time.sleep(0.2)
    assert cluster.revive()
    assert _ask(cluster, "SELECT n FROM kept") == 7
    assert not cluster.revive()
    cluster.release()


def test_the_number_of_another_process_in_the_lock_file_is_no_obstacle(directory: Path) -> None:
    cluster = Cluster(directory)
    cluster.start()
    lines = (cluster.data / "postmaster.pid").read_text().splitlines()
    cluster.release()
    lock = cluster.data / "postmaster.pid"
    lock.write_text("\n".join([str(os.getpid()), *lines[1:]]))
    again = Cluster(directory)
    again.start()
    assert again.running
    again.release()


def test_nobody_else_can_open_the_socket(directory: Path) -> None:
    cluster = Cluster(directory)
    cluster.start()
    assert cluster.socket_directory.stat().st_mode & 0o077 == 0
    assert cluster.data.stat().st_mode & 0o077 == 0
    assert _ask(cluster, "SHOW listen_addresses") == ""
    cluster.release()


def test_a_long_path_gets_a_short_socket() -> None:
    assert len(str(Cluster(Path("/x" * 80)).socket_directory)) < 90


@pytest.mark.skipif(os.geteuid() != 0, reason="只有 root 才换用户运行数据库")
def test_root_is_told_when_the_databases_user_cannot_enter(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(DatabaseError, match="进不了"):
        Cluster(closed / "database").start()


@pytest.mark.skipif(os.geteuid() != 0, reason="只有 root 才换用户运行数据库")
def test_programs_that_the_databases_user_cannot_reach_are_copied(
    directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "_open_to_all", lambda path: False)
    cluster = Cluster(directory)
    before = os.umask(0o077)
    try:
        cluster.start()
    finally:
        os.umask(before)
    assert (directory / "programs").is_dir()
    assert _ask(cluster, "SELECT 1") == 1
    cluster.release()
