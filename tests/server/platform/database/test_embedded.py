"""The embedded PostgreSQL: made once, shared by those who use it, stopped by the last, started again after a crash."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from shebao.server.platform.database import programs
from shebao.server.platform.database.embedded import Cluster
from shebao.server.platform.database.programs import DatabaseError
from shebao.server.platform.database.roles import APPLICATION, DATABASE, OWNER, PORTAL, SUPERUSER
from shebao.server.platform.database.wall import faults


@pytest.fixture
def directory() -> Iterator[Path]:
    """A folder that the database's user can reach."""
    folder = Path(tempfile.mkdtemp(prefix="shebao-embedded-"))
    folder.chmod(0o755)
    yield folder / "database"
    cluster = Cluster(folder / "database")
    cluster.destroy()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def running() -> Iterator[Cluster]:
    """A cluster for those that only look."""
    folder = Path(tempfile.mkdtemp(prefix="shebao-embedded-"))
    folder.chmod(0o711)
    cluster = Cluster(folder / "database")
    cluster.start()
    yield cluster
    cluster.destroy()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def migrated(running: Cluster) -> Cluster:
    """The same after its owner has granted what `migrate` grants."""
    with running.connect(OWNER, DATABASE) as connection:
        connection.execute("REVOKE ALL ON DATABASE shebao FROM PUBLIC; REVOKE ALL ON SCHEMA public FROM PUBLIC")
        connection.execute("CREATE TABLE IF NOT EXISTS owned (n int)")
        for role in (APPLICATION, PORTAL):
            connection.execute(f"GRANT CONNECT ON DATABASE shebao TO {role}; GRANT USAGE ON SCHEMA public TO {role}")
    return running


def _ask(cluster: Cluster, question: str) -> object:
    with cluster.connect(APPLICATION, DATABASE) as connection:
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
    with cluster.connect(OWNER, DATABASE) as connection:
        connection.execute("CREATE TABLE kept (n int)")
        connection.execute("INSERT INTO kept VALUES (7)")
        connection.execute(f"GRANT SELECT ON kept TO {APPLICATION}")
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


@pytest.mark.parametrize("role", [SUPERUSER, OWNER, APPLICATION, PORTAL])
def test_nobody_gets_in_without_the_password(running: Cluster, role: str) -> None:
    for password in (None, "", "shebao", "0" * 43):
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(host=str(running.socket_directory), user=role, dbname=DATABASE, password=password)
    with running.connect(role, DATABASE) as connection:
        assert connection.execute("SELECT current_user").fetchone() == (role,)


def test_the_passwords_are_their_owners_and_locks_are_closed_to_others(running: Cluster) -> None:
    for name in ("passwords.json", "start.lock", "users.lock"):
        assert (running.directory / name).stat().st_mode & 0o077 == 0, name
    assert running.directory.stat().st_mode & 0o066 == 0


@pytest.mark.parametrize(
    "statement",
    [
        "COPY (SELECT 1) TO PROGRAM 'id'",
        "COPY (SELECT 1) TO '/tmp/shebao-written'",
        "SELECT pg_read_file('/etc/passwd')",
        "SET session_replication_role = replica",
        "CREATE TABLE mine (n int)",
        "CREATE TEMP TABLE mine (n int)",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE ROLE mine SUPERUSER",
        "CREATE DATABASE mine",
        "ALTER SYSTEM SET log_statement = 'all'",
        f"SET ROLE {OWNER}",
        f"SET ROLE {SUPERUSER}",
        f"ALTER ROLE {APPLICATION} SUPERUSER",
        "SELECT rolpassword FROM pg_authid",
        "CREATE EXTENSION btree_gist",
    ],
)
@pytest.mark.parametrize("role", [APPLICATION, PORTAL])
def test_who_works_with_the_data_has_no_power_over_the_database(migrated: Cluster, role: str, statement: str) -> None:
    with migrated.connect(role, DATABASE) as connection, pytest.raises(psycopg.Error) as refused:
        connection.execute(statement)
    assert isinstance(refused.value, psycopg.errors.InsufficientPrivilege)


def test_what_refuses_is_told_of_a_role_that_may_too_much(migrated: Cluster) -> None:
    def told(role: str) -> list[str]:
        with migrated.connect(role, DATABASE) as connection:
            return faults(connection.cursor())

    assert told(APPLICATION) == told(PORTAL) == []
    assert told(SUPERUSER)[0] == "是超级用户"
    assert any("拥有" in said for said in told(OWNER))


def test_the_extensions_that_exclusions_and_search_need_are_there(running: Cluster) -> None:
    with running.connect(OWNER, DATABASE) as connection:
        for name in ("btree_gist", "pg_trgm"):
            connection.execute(f"CREATE EXTENSION {name}")
    with running.connect(SUPERUSER, DATABASE) as connection:
        connection.execute("CREATE EXTENSION pg_stat_statements")
        assert connection.execute("SELECT count(*) > 0 FROM pg_stat_statements").fetchone() == (True,)


def test_no_value_reaches_the_log_of_the_server(running: Cluster) -> None:
    with running.connect(OWNER, DATABASE) as connection:
        connection.execute("CREATE TABLE said (number text UNIQUE)")
        for _ in range(2):
            with suppress(psycopg.Error):
                connection.execute("INSERT INTO said VALUES ('110101199003074514')")
        for wrong in ("SELECT '110101199003074514'::date", "SELEC 110101199003074514"):
            with suppress(psycopg.Error):
                connection.execute(wrong)  # type: ignore[call-overload]
    written = [path.read_text() for path in (running.data / "log").iterdir()]
    assert written
    assert not any("110101199003074514" in text for text in written)


def test_a_cluster_of_before_is_closed_and_keeps_its_data(directory: Path) -> None:
    """The first version trusted everybody who reached the socket, and its application was the superuser."""
    old = Cluster(directory)
    old.directory.mkdir(mode=0o711, parents=True)
    programs.own(old.data)
    made = programs.run(
        directory, "initdb", "-D", str(old.data), "-U", "shebao", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"
    )
    assert made.returncode == 0, made.stderr
    programs.own(old.socket_directory)
    options = f"--listen_addresses= --unix_socket_directories={old.socket_directory}"
    programs.run(
        directory, "pg_ctl", "start", "-w", "-D", str(old.data), "-l", str(old.data / "log.txt"), "-o", options
    )
    programs.run(directory, "createdb", "-h", str(old.socket_directory), "-U", "shebao", "shebao")
    with psycopg.connect(host=str(old.socket_directory), user="shebao", dbname="shebao") as connection:
        connection.execute("CREATE TABLE kept (id bigserial, n int)")
        connection.execute("INSERT INTO kept (n) VALUES (7)")
        connection.execute("CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'")
        connection.execute("CREATE TYPE mood AS ENUM ('a')")
    programs.run(directory, "pg_ctl", "stop", "-w", "-D", str(old.data))

    new = Cluster(directory)
    new.start()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(host=str(new.socket_directory), user="shebao", dbname="shebao")
    with new.connect(OWNER, DATABASE) as connection:
        connection.execute("INSERT INTO kept (n) VALUES (8)")
        connection.execute("ALTER TABLE kept ADD COLUMN m int")
        connection.execute("ALTER TYPE mood ADD VALUE 'b'")
        assert connection.execute("SELECT array_agg(n ORDER BY id), f() FROM kept").fetchone() == ([7, 8], 1)
    with new.connect(APPLICATION, DATABASE) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("SELECT n FROM kept")
    new.release()


def test_a_long_path_gets_a_short_socket() -> None:
    for name in ("/x" * 80, "/tmp/武汉市江岸区社会保险经办服务中心决算公开与内部审核系统正式环境数据目录"):
        assert len(os.fsencode(Cluster(Path(name)).socket_directory)) < 90


def test_a_long_chinese_path_works(directory: Path) -> None:
    cluster = Cluster(directory / "武汉市江岸区社会保险经办服务中心决算公开与内部审核系统正式环境数据目录" / "database")
    cluster.start()
    assert _ask(cluster, "SELECT 1") == 1
    cluster.destroy()


def test_a_socket_folder_that_somebody_else_made_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "target").mkdir()
    (tmp_path / "taken").symlink_to(tmp_path / "target")
    with pytest.raises(DatabaseError, match="是别的用户建立的"):
        programs.own(tmp_path / "taken")
    assert (tmp_path / "target").stat().st_uid == os.geteuid()


def test_why_it_cannot_start_is_said(directory: Path) -> None:
    cluster = Cluster(directory, {"max_connections": "0"})
    with pytest.raises(DatabaseError, match="max_connections"):
        cluster.start()


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
    monkeypatch.setattr(programs, "_open_to_all", lambda path: False)
    cluster = Cluster(directory)
    before = os.umask(0o077)
    try:
        cluster.start()
    finally:
        os.umask(before)
    assert (directory / "programs-18").is_dir()
    assert _ask(cluster, "SELECT 1") == 1
    cluster.release()
