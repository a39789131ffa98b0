"""Where the embedded database is and who may enter: its socket, its roles, and their passwords in a file of their owner only."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from contextlib import suppress
from pathlib import Path

SUPERUSER = "shebao_root"
OWNER = "shebao_owner"
APPLICATION = "shebao"
PORTAL = "shebao_portal"
DATABASE = "shebao"
_LONGEST_SOCKET_PATH = 100  # bytes; the system allows 107
_NAME = "passwords.json"
_BYTES = 32


def socket_directory(cluster: Path) -> Path:
    """Where the socket is: with the data, or in the system's folder for such things where that path is too long."""
    own = cluster / "socket"
    if len(os.fsencode(own)) <= _LONGEST_SOCKET_PATH - len("/.s.PGSQL.5432"):
        return own
    digest = hashlib.sha256(os.fsencode(cluster)).hexdigest()[:16]
    return _short_lived() / f"shebao-{digest}"


def _short_lived() -> Path:
    """The folder for sockets of running programs: of the system for root, of the user, or the temporary one."""
    user = os.geteuid()
    folder = Path("/run") if user == 0 else Path(f"/run/user/{user}")
    return folder if os.access(folder, os.W_OK | os.X_OK) else Path("/tmp")


def make_private(folder: Path) -> None:
    """Make what is missing of a path so that others see nothing in it; root's database, which runs as another user, may
    pass through. Raises OSError."""
    for each in [*reversed(folder.parents), folder]:
        if not each.exists():
            with suppress(FileExistsError):
                each.mkdir()
                each.chmod(0o711 if os.geteuid() == 0 else 0o700)


def passwords(directory: Path) -> dict[str, str]:
    """Password by role of the cluster below a directory, made on first use. Raises OSError, ValueError if damaged."""
    path = directory / _NAME
    if not path.exists():
        make_private(directory)
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
