"""Which law a run was computed by."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable


@cache
def parameter_version() -> str:
    """The version of the software and the SHA-256 over all parameter files of `policy`, names included."""
    digest = hashlib.sha256()
    for name, content in sorted(_data_files(files("shebao.policy"), "")):
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return f"{version('shebao')}+{digest.hexdigest()[:16]}"


def _data_files(folder: Traversable, prefix: str) -> list[tuple[str, bytes]]:
    found = []
    for entry in folder.iterdir():
        name = f"{prefix}/{entry.name}"
        if entry.is_dir():
            found += _data_files(entry, name)
        elif entry.name.endswith((".yaml", ".csv")):
            found.append((name, entry.read_bytes()))
    return found
