"""A backup of a running server, brought back elsewhere, has everything and a log that verifies; what is forged, damaged or newer is
refused before anything changes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pyrage
import pytest

from shebao.server.platform.decisions.signing import read_signer, write_new
from shebao.server.service import archive as container

pytestmark = pytest.mark.slow
_FILL = """
import django; django.setup()
from shebao.server.platform.people import demo; demo.load()
from shebao.server.platform.files import store
from shebao.server.platform.people.models import User
store.store_bytes(b"text", kind="text", name="甲.txt", owner=User.objects.first())
"""
_SHOW = """
import django; django.setup()
from shebao.server.platform.files import store
from shebao.server.platform.files.models import StoredFile
from shebao.server.platform.people.models import Contact, User
print(User.objects.count(), store.read(StoredFile.objects.get(name="甲.txt")).decode(), Contact.objects.first().mail.open())
"""
_LOAD = """
import django, sys, time; django.setup()
from shebao.server.platform.decisions import log
from shebao.server.platform.decisions.sealing import seal
from shebao.server.platform.files import store
from shebao.server.platform.people.models import User
user, number = User.objects.first(), 0
print("begun", flush=True)
while True:
    number += 1
    log.record(user, "user_changed", user, n=number)
    store.store_bytes(str(number).encode(), kind="text", name=f"{number}.txt", owner=user)
    if number % 10 == 0:
        seal()
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that the database's user can reach."""
    made = Path(tempfile.mkdtemp(prefix="shebao-backup-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made, ignore_errors=True)


def _environment(data: Path, **more: str) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("SHEBAO_", "DATABASE_URL"))}
    return {
        **kept,
        "SHEBAO_DATA": str(data),
        "DJANGO_SETTINGS_MODULE": "shebao.server.settings",
        "PYTHONPATH": os.pathsep.join(sys.path),
        **more,
    }


def _call(data: Path, *arguments: str, module: str = "shebao", **more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.run(
        command, env=_environment(data, **more), capture_output=True, text=True, timeout=120, check=False
    )


def _script(data: Path, script: str, **more: str) -> str:
    ended = _call(data, "shell", "--no-imports", "-c", script, module="shebao.server.manage", **more)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.strip()


def test_a_backup_under_load_brings_everything_back_and_the_log_verifies(folder: Path) -> None:
    first, second, archive = folder / "first", folder / "second", folder / "made.backup"
    identity = pyrage.x25519.Identity.generate()
    (folder / "identity").write_text(f"{identity}\n", encoding="ascii")
    to = {"SHEBAO_BACKUP_RECIPIENTS": str(identity.to_public())}
    assert _call(first, "migrate").returncode == 0
    _script(first, _FILL)
    shown = _script(first, _SHOW)
    command = [sys.executable, "-m", "shebao.server.manage", "shell", "--no-imports", "-c", _LOAD]
    with subprocess.Popen(command, env=_environment(first), stdout=subprocess.PIPE, text=True) as load:
        assert load.stdout is not None
        assert load.stdout.readline() == "begun\n"
        made = _call(first, "backup", str(archive), **to)
        load.kill()
    assert made.returncode == 0, made.stderr
    assert "备份里没有任何密钥" in made.stdout
    assert archive.stat().st_mode & 0o077 == 0
    assert b"guanli" not in archive.read_bytes()
    assert "已经存在" in _call(first, "backup", str(archive), **to).stderr
    assert "只能恢复到空的" in _call(first, "restore", str(archive)).stderr

    keys = {"SHEBAO_KEYS_FILE": f"{first}.keys", "SHEBAO_LOG_KEY_FILE": f"{first}.log-key"}
    _refuse_what_is_not_ours(folder, second, archive, keys)
    restored = _call(second, "restore", str(archive), "--identity", str(folder / "identity"), **keys)
    assert restored.returncode == 0, restored.stderr
    assert "完整：" in restored.stdout
    assert int(restored.stdout.partition("文件 ")[2].partition(" ")[0]) > 1
    assert _script(second, _SHOW, **keys) == shown


def _refuse_what_is_not_ours(folder: Path, target: Path, archive: Path, keys: dict[str, str]) -> None:
    """Each of these is told why, and leaves the database and the directory as empty as they were."""
    newer, forged = folder / "newer", folder / "forged"
    manifest = {"version": "99", "migrations": ["people.0001_initial", "people.9999_of_the_future"]}
    container.write(newer, lambda _tar: None, manifest, [], read_signer(Path(keys["SHEBAO_LOG_KEY_FILE"])))
    write_new(folder / "another")
    container.write(forged, lambda _tar: None, {**manifest, "migrations": []}, [], read_signer(folder / "another"))
    (folder / "wrong").write_text(f"{pyrage.x25519.Identity.generate()}\n", encoding="ascii")
    for given, reason in (
        ([newer], "由更新的版本 99 写成（这一版不认识 people.9999_of_the_future）"),
        ([forged], "不是用这里的密钥签的"),
        ([archive, "--identity", folder / "wrong"], "私钥打不开"),
    ):
        refused = _call(target, "restore", *map(str, given), **keys)
        assert (refused.returncode, reason in refused.stderr) == (2, True), refused.stderr
        assert not (target / "files").exists()
