"""A backup of a running server, brought back elsewhere, has everything; a damaged one is refused before anything changes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

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
from shebao.server.platform.people.models import User
print(User.objects.count(), store.read(StoredFile.objects.get(name="甲.txt")).decode())
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that the database's user can reach."""
    made = Path(tempfile.mkdtemp(prefix="shebao-backup-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made, ignore_errors=True)


def _call(data: Path, *arguments: str, module: str = "shebao") -> subprocess.CompletedProcess[str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("SHEBAO_", "DATABASE_URL"))}
    environment = {
        **kept,
        "SHEBAO_DATA": str(data),
        "DJANGO_SETTINGS_MODULE": "shebao.server.settings",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)


def _script(data: Path, script: str) -> str:
    ended = _call(data, "shell", "--no-imports", "-c", script, module="shebao.server.manage")
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.strip()


def test_a_backup_brings_everything_back(folder: Path) -> None:
    first, second, archive = folder / "first", folder / "second", folder / "backup.tar"
    assert _call(first, "migrate").returncode == 0
    _script(first, _FILL)
    shown = _script(first, _SHOW)
    made = _call(first, "backup", str(archive))
    assert made.returncode == 0, made.stderr
    assert "文件 1 个" in made.stdout
    assert archive.stat().st_mode & 0o077 == 0
    assert "已经存在" in _call(first, "backup", str(archive)).stderr
    assert "只能恢复到空的" in _call(first, "restore", str(archive)).stderr

    damaged = folder / "damaged.tar"
    content = bytearray(archive.read_bytes())
    content[content.rindex(b"text")] ^= 1
    damaged.write_bytes(content)
    refused = _call(second, "restore", str(damaged))
    assert refused.returncode == 2
    assert "备份已损坏" in refused.stderr

    restored = _call(second, "restore", str(archive))
    assert restored.returncode == 0, restored.stderr
    assert _script(second, _SHOW) == shown
    assert (second / "secret-key").read_text() == (first / "secret-key").read_text()


def test_something_else_is_no_backup(folder: Path) -> None:
    (folder / "x.tar").write_bytes(b"no archive")
    refused = _call(folder / "data", "restore", str(folder / "x.tar"))
    assert refused.returncode == 2
    assert "Traceback" not in refused.stderr
