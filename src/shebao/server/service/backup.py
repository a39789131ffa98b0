"""Backup and restore: one archive with the database, the stored files and what is needed to check both.

The database is dumped first, from one snapshot; files are only ever added while a backup runs, so each file that the
snapshot knows is in the archive.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import subprocess
import tarfile
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from shebao import __version__
from shebao.server.configuration import Configuration, DatabaseAddress
from shebao.server.platform.database.programs import tools

BACKUP_LOCK = 7_243_020  # the same as in files.store
_FORMAT = 1
_FILE = re.compile(r"files/([0-9a-f]{2})/(\1[0-9a-f]{62})")
_BLOCK = 1 << 20


class BackupProblem(Exception):
    """A backup cannot be made or restored; the message says why and what to do."""


@dataclass(frozen=True)
class Contents:
    """What an archive holds."""

    files: int
    file_bytes: int
    database_bytes: int


def backup(configuration: Configuration, archive: Path) -> Contents:
    """Write everything to `archive`; it appears under its name only when it is whole. Raises BackupProblem."""
    if archive.exists():
        raise BackupProblem(f"{archive} 已经存在；请换一个文件名，备份不覆盖旧文件。")
    try:
        archive.parent.mkdir(parents=True, exist_ok=True)
        with (
            tempfile.TemporaryDirectory(dir=archive.parent, prefix=".backup-") as folder,
            _connection(_owning(configuration)) as connection,
        ):
            connection.execute("SELECT pg_advisory_lock(%s)", [BACKUP_LOCK])
            dump = Path(folder) / "database.dump"
            _run(configuration, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={dump}")
            whole = Path(folder) / "archive.tar"
            contents = _pack(configuration, dump, whole)
            whole.rename(archive)
    except OSError as error:
        raise BackupProblem(f"不能写备份 {archive}（{error.strerror}）。") from error
    except psycopg.Error as error:
        raise BackupProblem(f"不能连接数据库：{str(error).strip()}") from error
    return contents


def restore(configuration: Configuration, archive: Path) -> Contents:
    """Bring an archive back into an empty database and data directory. Raises BackupProblem before anything is changed."""
    files = configuration.data / "files"
    if files.exists() and any(files.iterdir()):
        raise BackupProblem(f"{files} 里已经有文件；只能恢复到空的数据目录。")
    try:
        with _connection(_owning(configuration)) as connection:
            if connection.execute("SELECT to_regclass('public.django_migrations')").fetchone() != (None,):
                raise BackupProblem("数据库里已经有平台的数据；只能恢复到空的数据库，以免覆盖。")
        with tempfile.TemporaryDirectory(dir=_made(configuration.data), prefix=".restore-") as folder:
            contents = _unpack(archive, Path(folder))
            _run(
                configuration, "pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction",
                f"--dbname={_conninfo(_owning(configuration))}", str(Path(folder) / "database.dump"), database=False,
            )  # fmt: skip
            if (Path(folder) / "files").exists():
                if files.exists():
                    files.rmdir()
                (Path(folder) / "files").rename(files)
            key = Path(folder) / "secret-key"
            if key.exists():
                key.replace(configuration.data / "secret-key")
    except (OSError, tarfile.TarError) as error:
        raise BackupProblem(f"不能恢复 {archive}（{error}）。") from error
    except psycopg.Error as error:
        raise BackupProblem(f"不能连接数据库：{str(error).strip()}") from error
    return contents


def _pack(configuration: Configuration, dump: Path, whole: Path) -> Contents:
    paths = sorted((configuration.data / "files").glob("??/" + "?" * 64))
    contents = Contents(len(paths), sum(path.stat().st_size for path in paths), dump.stat().st_size)
    manifest = {
        "format": _FORMAT,
        "version": __version__,
        "made": int(time.time()),
        "files": contents.files,
        "database_sha256": _digest(dump),
    }
    descriptor = os.open(whole, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        with tarfile.open(fileobj=file, mode="w") as tar:
            _add(tar, "manifest.json", json.dumps(manifest).encode())
            key = configuration.data / "secret-key"
            if key.exists():
                _add(tar, "secret-key", key.read_bytes())
            tar.add(dump, "database.dump")
            for path in paths:
                tar.add(path, f"files/{path.parent.name}/{path.name}")
        file.flush()
        os.fsync(file.fileno())
    return contents


def _add(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(data)
    member.mode = 0o600
    tar.addfile(member, io.BytesIO(data))


def _unpack(archive: Path, folder: Path) -> Contents:
    """Write the archive's parts below `folder`, each checked against its hash."""
    manifest: dict[str, object] = {}
    files = size = 0
    with tarfile.open(archive, "r:") as tar:
        for member in tar:
            source = tar.extractfile(member)
            if source is None or not (_FILE.fullmatch(member.name) or member.name in _PARTS):
                raise BackupProblem(f"{archive}：里面有不认识的内容“{member.name}”，不是本平台的备份。")
            if member.name == "manifest.json":
                manifest = _manifest(archive, source.read(_BLOCK))
                continue
            path = folder / member.name
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with path.open("wb") as target:
                while block := source.read(_BLOCK):
                    target.write(block)
            path.chmod(0o400 if _FILE.fullmatch(member.name) else 0o600)
            if _FILE.fullmatch(member.name):
                files, size = files + 1, size + member.size
                if _digest(path) != path.name:
                    raise BackupProblem(f"{archive}：文件 {path.name[:12]}… 的内容与它的摘要不符，备份已损坏。")
    dump = folder / "database.dump"
    if not manifest or not dump.exists() or manifest.get("files") != files:
        raise BackupProblem(f"{archive}：备份不完整。")
    if _digest(dump) != manifest["database_sha256"]:
        raise BackupProblem(f"{archive}：数据库的内容与它的摘要不符，备份已损坏。")
    return Contents(files, size, dump.stat().st_size)


_PARTS = frozenset({"manifest.json", "secret-key", "database.dump"})


def _manifest(archive: Path, data: bytes) -> dict[str, object]:
    try:
        manifest = json.loads(data)
    except ValueError:
        manifest = None
    if not isinstance(manifest, dict) or manifest.get("format") != _FORMAT:
        raise BackupProblem(f"{archive}：不是本平台的备份，或由更新的版本写成；请用写它的版本恢复。")
    return manifest


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _run(configuration: Configuration, tool: str, *arguments: str, database: bool = True) -> None:
    program = tools(configuration.data / "database") / tool
    address = _owning(configuration)
    command = [str(program), *([f"--dbname={_conninfo(address)}"] if database else []), *arguments]
    ended = subprocess.run(
        command, env={**os.environ, "PGPASSWORD": address.password}, capture_output=True, text=True, check=False
    )
    if ended.returncode:
        raise BackupProblem(f"{tool} 失败：{ended.stderr.strip()[-600:]}")


def _owning(configuration: Configuration) -> DatabaseAddress:
    """The role that may read and write everything."""
    return configuration.owner or configuration.database


def _conninfo(address: DatabaseAddress) -> str:
    """How to reach the database, without the password."""
    parts = {"host": address.host, "port": address.port, "user": address.user, "dbname": address.name}
    return psycopg.conninfo.make_conninfo(
        "", **{key: value for key, value in parts.items() if value}, **address.options
    )


@contextmanager
def _connection(address: DatabaseAddress) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    with psycopg.connect(_conninfo(address), password=address.password or None, autocommit=True) as connection:
        yield connection


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder
