"""The passwords of the embedded database's roles: random, in one file that only its owner may read, never in the database's folder."""

from __future__ import annotations

import json
import os
import secrets
from contextlib import suppress
from pathlib import Path

from shebao.server.platform.database.roles import APPLICATION, OWNER, PORTAL, SUPERUSER

_NAME = "passwords.json"
_BYTES = 32


def passwords(directory: Path) -> dict[str, str]:
    """Password by role of the cluster below a directory, made on first use. Raises OSError, ValueError if damaged."""
    path = directory / _NAME
    if not path.exists():
        directory.mkdir(parents=True, exist_ok=True)
        _make(path)
    read = json.loads(path.read_text(encoding="ascii"))
    return {role: str(read[role]) for role in (SUPERUSER, OWNER, APPLICATION, PORTAL)}


def _make(path: Path) -> None:
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    made = {role: secrets.token_urlsafe(_BYTES) for role in (SUPERUSER, OWNER, APPLICATION, PORTAL)}
    with os.fdopen(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        json.dump(made, file)
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):
        os.link(fresh, path)
    fresh.unlink()
