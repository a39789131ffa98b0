"""A PostgreSQL of our own from a wheel: one cluster a data directory, reached by a socket that only its owner can open.

Every role has a password (`passwords`); the application's is not the superuser (`roles`). The server's own log holds no
statement, parameter or row of anybody.

Whoever uses the cluster holds a shared lock on a file beside it. The one that lets go last stops the cluster; a
process that is killed lets go too, and the next one finds the cluster running or starts it again.
"""

from __future__ import annotations

import fcntl
import os
import shlex
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import psycopg

from shebao.server.embedded_address import SUPERUSER, make_private, passwords, socket_directory
from shebao.server.platform.database import programs
from shebao.server.platform.database.programs import DatabaseError, own, owner
from shebao.server.platform.database.roles import make_roles, take_from_the_application

_START_SECONDS = 60
_TRIES = 20
_SETTINGS = {
    "listen_addresses": "",
    "max_connections": "120",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "random_page_cost": "1.1",
    "max_parallel_workers_per_gather": "0",
    "jit": "off",
    "timezone": "Asia/Shanghai",
    "log_timezone": "Asia/Shanghai",
    "logging_collector": "on",
    "log_filename": "postgresql-%a.log",
    "log_truncate_on_rotation": "on",
    "log_rotation_age": "1d",
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "shared_preload_libraries": "pg_stat_statements",
}
_ADMITTED = "# Written by shebao: everybody needs a password, nobody comes from outside.\nlocal all all scram-sha-256\n"


@dataclass
class Cluster:
    """The cluster below a directory. `settings` of PostgreSQL are added to ours whenever it is started."""

    directory: Path
    settings: Mapping[str, str] = field(default_factory=dict)
    _users: IO[str] | None = None

    @property
    def data(self) -> Path:
        """The data directory of PostgreSQL itself."""
        return self.directory / "postgresql"

    @property
    def socket_directory(self) -> Path:
        """Where the socket is."""
        return socket_directory(self.directory)

    def connect(self, role: str, database: str) -> psycopg.Connection[tuple[Any, ...]]:
        """A connection as one of the roles, each statement a transaction of its own."""
        return self._connect(role, database, passwords(self.directory)[role])

    def _connect(self, role: str, database: str, password: str | None) -> psycopg.Connection[tuple[Any, ...]]:
        return psycopg.connect(
            host=str(self.socket_directory), user=role, dbname=database, password=password, autocommit=True
        )

    def start(self) -> None:
        """Make the cluster if there is none, start it if it is not running, and hold it. Raises DatabaseError."""
        if self._users is not None:
            return
        with self._starting():
            self._check_reachable()
            self._users = _lock_file(self.directory / "users.lock")
            fcntl.flock(self._users, fcntl.LOCK_SH)
            try:
                self._make()
                self._run()
            except BaseException:
                self._users.close()
                self._users = None
                raise

    def release(self) -> None:
        """Let go of the cluster; stops it when nobody else holds it."""
        if self._users is None:
            return
        with self._starting():
            try:
                fcntl.flock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                pass
            else:
                self._control("stop", "-m", "fast", "-w")
            self._users.close()
            self._users = None

    def destroy(self) -> None:
        """Let go and delete everything, if nobody else holds it."""
        self.release()
        with self._starting(), _lock_file(self.directory / "users.lock") as users, suppress(BlockingIOError):
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._control("stop", "-m", "immediate", "-w")
            shutil.rmtree(self.socket_directory, ignore_errors=True)
            shutil.rmtree(self.directory)

    def revive(self) -> bool:
        """Start PostgreSQL again if it has died although it is held; whether that was so. Raises DatabaseError."""
        if self._users is None or self._alive():
            return False
        with self._starting():
            self._run()
        return True

    def _alive(self) -> bool:
        """Whether the process of PostgreSQL is there; cheap."""
        pid = self._process()
        return pid is not None and _is_postgres(pid)

    def _process(self) -> int | None:
        """The process that the lock file names."""
        with suppress(OSError, ValueError, IndexError):
            return int((self.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()[0])
        return None

    def _check_reachable(self) -> None:
        user = owner()
        closed = [folder for folder in self.directory.absolute().parents if not folder.stat().st_mode & 0o001]
        if user and closed:
            raise DatabaseError(
                f"以 root 运行时数据库由系统用户 {user.pw_name} 运行，但它进不了 {closed[0]}；"
                "请以 SHEBAO_DATA 另指一个目录（如 /var/lib/shebao），或以普通用户运行。"
            )

    @property
    def running(self) -> bool:
        """Whether the cluster answers."""
        return self._tool("pg_isready", "-q", "-h", str(self.socket_directory), "-U", SUPERUSER).returncode == 0

    @contextmanager
    def _starting(self) -> Iterator[None]:
        """One process at a time starts or stops the cluster."""
        try:
            for folder in (self.directory.parent, self.directory):
                _close(folder)
            file = _lock_file(self.directory / "start.lock")
        except OSError as error:
            raise DatabaseError(
                f"数据目录 {self.directory} 不可写（{error.strerror}）；请以 SHEBAO_DATA 另指一个。"
            ) from error
        with file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _make(self) -> None:
        if (self.data / "PG_VERSION").exists():
            return
        fresh = self.directory / "postgresql.new"
        shutil.rmtree(fresh, ignore_errors=True)
        own(fresh)
        with self._password_file() as file:
            made = self._tool(
                "initdb", "-D", str(fresh), "-U", SUPERUSER, "-A", "scram-sha-256", f"--pwfile={file}",
                "-E", "UTF8", "--locale=C.UTF-8", "--no-instructions",
            )  # fmt: skip
        if made.returncode:
            raise DatabaseError(f"不能建立内嵌数据库：{made.stderr.strip()[-500:]}")
        (fresh / "pg_hba.conf").write_text(_ADMITTED, encoding="ascii")
        fresh.rename(self.data)

    @contextmanager
    def _password_file(self) -> Iterator[str]:
        """The superuser's password where the database's user can read it, for as long as the cluster is made."""
        user = owner()
        with tempfile.NamedTemporaryFile("w", encoding="ascii", dir="/tmp", prefix="shebao-") as file:
            file.write(passwords(self.directory)[SUPERUSER])
            file.flush()
            if user:
                os.chown(file.fileno(), user.pw_uid, user.pw_gid)
            yield file.name

    def _run(self) -> None:
        """Start PostgreSQL. Children of a killed one may still hold its memory for a moment, hence the tries."""
        own(self.socket_directory)
        message = ""
        settings = {**_SETTINGS, **self.settings, "unix_socket_directories": str(self.socket_directory)}
        options = " ".join(shlex.quote(f"--{name}={value}") for name, value in settings.items())
        for _ in range(_TRIES):
            if self.running:
                return self._make_roles()
            self._forget_stale_process()
            started = self._control("start", "-w", "-t", str(_START_SECONDS), "-o", options)
            if started.returncode == 0:
                return self._make_roles()
            message = started.stderr or started.stdout
            time.sleep(0.5)
        reason = self._reason() or message.strip()[-500:]
        raise DatabaseError(f"内嵌数据库启动失败：{reason}；日志在 {self.data / 'log'}。")

    def _reason(self) -> str:
        """What PostgreSQL said last about why it cannot start."""
        logs = sorted((self.data / "log").glob("*.log"), key=lambda path: path.stat().st_mtime)
        for path in (*reversed(logs[-1:]), self.data / "start.log"):
            with suppress(OSError):
                lines = path.read_text(encoding="utf-8", errors="replace").splitlines()[-20:]
                said = [line.partition("FATAL:")[2].strip() for line in lines if "FATAL:" in line]
                if said:
                    return said[-1]
        return ""

    def _make_roles(self) -> None:
        """The roles and the database; a cluster of an earlier version, which trusted everybody, is closed first."""
        admitted = self.data / "pg_hba.conf"
        try:
            if admitted.read_text(encoding="utf-8") != _ADMITTED:
                take_from_the_application(
                    lambda role, database: self._connect(role, database, None), passwords(self.directory)
                )
                admitted.write_text(_ADMITTED, encoding="ascii")
                self._control("reload")
            with self.connect(SUPERUSER, "postgres") as connection:
                make_roles(connection, passwords(self.directory))
        except (psycopg.Error, OSError, ValueError, KeyError) as error:
            raise DatabaseError(f"内嵌数据库的用户和口令（{self.directory}）不对：{error}".strip()) from error

    def _forget_stale_process(self) -> None:
        """Remove the lock file where the process it names is dead, or is another program's after a restart."""
        pid = self._process()
        if pid is not None and not _is_postgres(pid):
            (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _control(self, action: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        log = str(self.data / "start.log")
        return self._tool("pg_ctl", action, "-D", str(self.data), "-l", log, *arguments)

    def _tool(self, name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return programs.run(self.directory, name, *arguments)


def _lock_file(path: Path) -> IO[str]:
    """A file to lock that nobody else can open: who holds a lock keeps everybody waiting."""
    file = os.fdopen(os.open(path, os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600), "r+")
    os.fchmod(file.fileno(), 0o600)
    return file


def _close(folder: Path) -> None:
    """Make a folder in which others see nothing; root's database, which runs as another user, may pass through."""
    passing = 0o011 if owner() else 0
    if not folder.exists():
        make_private(folder)
    elif passing and folder != Path.home():
        folder.chmod(folder.stat().st_mode | passing)


def _is_postgres(pid: int) -> bool:
    """Whether a process runs PostgreSQL; one that has ended and waits to be collected does not."""
    status = Path(f"/proc/{pid}/stat")
    try:
        os.kill(pid, 0)
    except PermissionError:
        pass
    except OSError:
        return False
    try:
        name, _, rest = status.read_text(encoding="utf-8").rpartition(")")
    except OSError:
        return not status.parent.parent.joinpath("self").exists()
    return "(postgres" in name and rest.split()[0] not in {"Z", "X"}
