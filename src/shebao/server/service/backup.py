"""Backup and restore: one archive with the database, the stored files and what is needed to check both.

The database is dumped first, from one snapshot; files are only ever added while a backup runs, so each file that the
snapshot knows is in the archive. The archive is encrypted to the operator's public keys and signed (`archive`); no key is in it.
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
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from shebao import __version__
from shebao.server.configuration import Configuration, DatabaseAddress
from shebao.server.platform.database.programs import tools
from shebao.server.platform.decisions.signing import Signer
from shebao.server.service import archive as container
from shebao.server.service.archive import BackupProblem

BACKUP_LOCK = 7_243_020  # the same as in files.store
_FILE = re.compile(r"files/([0-9a-f]{2})/(\1[0-9a-f]{62})")
_DUMP, _CONTENTS = "database.dump", "contents.json"
_BLOCK = 1 << 20


@dataclass(frozen=True)
class Contents:
    """What an archive holds."""

    files: int
    file_bytes: int
    database_bytes: int


def backup(configuration: Configuration, archive: Path, signer: Signer, to: str) -> Contents:
    """Write everything to `archive`, encrypted to the public keys `to`; it appears under its name only when it is whole.
    Raises BackupProblem."""
    recipients = container.recipients(to)
    if configuration.production and not recipients:
        raise BackupProblem(
            "SHEBAO_BACKUP_RECIPIENTS：正式环境的备份必须加密；请写明公钥（用 shebao keys backup 生成，私钥不放在这台机器上）。"
        )
    if signer.private is None:
        raise BackupProblem("没有签名密钥；备份要签名，请以 SHEBAO_LOG_KEY_FILE 指明（用 shebao log new-key 生成）。")
    if archive.exists():
        raise BackupProblem(f"{archive} 已经存在；请换一个文件名，备份不覆盖旧文件。")
    try:
        archive.parent.mkdir(parents=True, exist_ok=True)
        with (
            tempfile.TemporaryDirectory(dir=archive.parent, prefix=".backup-") as folder,
            _connection(_owning(configuration)) as connection,
        ):
            connection.execute("SELECT pg_advisory_lock(%s)", [BACKUP_LOCK])
            dump = Path(folder) / _DUMP
            _run(configuration, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={dump}")
            paths = sorted((configuration.data / "files").glob("??/" + "?" * 64))
            contents = Contents(len(paths), sum(path.stat().st_size for path in paths), dump.stat().st_size)
            manifest = {"version": __version__, "made": int(time.time()), "migrations": _migrations(connection)}
            whole = Path(folder) / "archive"
            container.write(whole, lambda tar: _fill(tar, dump, paths), manifest, recipients, signer)
            whole.rename(archive)
    except OSError as error:
        raise BackupProblem(f"不能写备份 {archive}（{error.strerror}）。") from error
    except psycopg.Error as error:
        raise BackupProblem(f"不能连接数据库：{str(error).strip()}") from error
    return contents


def restore(
    configuration: Configuration, archive: Path, signer: Signer, identity: Path | None, known: frozenset[str]
) -> Contents:
    """Bring an archive back into an empty database and data directory, if it is ours, whole and not of a newer version (whose
    migrations are not among `known`). Raises BackupProblem before anything is changed."""
    files = configuration.data / "files"
    if files.exists() and any(files.iterdir()):
        raise BackupProblem(f"{files} 里已经有文件；只能恢复到空的数据目录。")
    try:
        with _connection(_owning(configuration)) as connection:
            if connection.execute("SELECT to_regclass('public.django_migrations')").fetchone() != (None,):
                raise BackupProblem("数据库里已经有平台的数据；只能恢复到空的数据库，以免覆盖。")
        manifest = container.read_manifest(archive, signer)
        _not_newer(archive, manifest, known)
        keys = container.identities(identity) if identity else []
        with tempfile.TemporaryDirectory(dir=_made(configuration.data), prefix=".restore-") as folder:
            with container.content_of(archive, manifest, keys) as tar:
                contents = _unpack(archive, tar, Path(folder))
            _run(
                configuration, "pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction",
                f"--dbname={_conninfo(_owning(configuration))}", str(Path(folder) / _DUMP), database=False,
            )  # fmt: skip
            if (Path(folder) / "files").exists():
                if files.exists():
                    files.rmdir()
                (Path(folder) / "files").rename(files)
    except (OSError, tarfile.TarError) as error:
        raise BackupProblem(f"不能恢复 {archive}（{error}）。") from error
    except psycopg.Error as error:
        raise BackupProblem(f"不能连接数据库：{str(error).strip()}") from error
    return contents


def _not_newer(archive: Path, manifest: Mapping[str, Any], known: frozenset[str]) -> None:
    own = {name.partition(".")[0] for name in known}
    newer = sorted(
        name for name in map(str, manifest["migrations"]) if name not in known and name.partition(".")[0] in own
    )
    if newer:
        raise BackupProblem(
            f"{archive}：由更新的版本 {manifest['version']} 写成（这一版不认识 {newer[0]}）；请用那一版程序恢复。"
        )


def _migrations(connection: psycopg.Connection[tuple[object, ...]]) -> list[str]:
    found = connection.execute("SELECT app || '.' || name FROM django_migrations ORDER BY 1")
    return [str(name) for (name,) in found]


def _fill(tar: tarfile.TarFile, dump: Path, paths: list[Path]) -> None:
    """The content of an archive: the dump, the files, and last what there must be."""
    tar.add(dump, _DUMP)
    for path in paths:
        tar.add(path, f"files/{path.parent.name}/{path.name}")
    data = json.dumps({"files": len(paths), "database_sha256": _digest(dump)}).encode("ascii")
    member = tarfile.TarInfo(_CONTENTS)
    member.size = len(data)
    tar.addfile(member, io.BytesIO(data))


def _unpack(archive: Path, tar: tarfile.TarFile, folder: Path) -> Contents:
    """Write the archive's parts below `folder`, each checked against its hash. Raises BackupProblem."""
    said: dict[str, object] = {}
    files = size = 0
    for member in tar:
        source = tar.extractfile(member)
        if source is None or not (_FILE.fullmatch(member.name) or member.name in (_DUMP, _CONTENTS)):
            raise BackupProblem(f"{archive}：里面有不认识的内容“{member.name}”，不是本平台的备份。")
        if member.name == _CONTENTS:
            said = json.loads(source.read(_BLOCK))
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
    dump = folder / _DUMP
    if said.get("files") != files or not dump.exists() or _digest(dump) != said.get("database_sha256"):
        raise BackupProblem(f"{archive}：备份不完整。")
    return Contents(files, size, dump.stat().st_size)


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
