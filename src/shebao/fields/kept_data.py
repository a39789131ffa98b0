"""What a data file was parsed to, kept beside the compiled modules of its folder: YAML is slow, and the same at every start.

A kept result is named after the digest of the file that it was made of, so a changed file is parsed again. Like compiled modules,
it is as trusted as the package itself, and nothing is written where Python is told to write no bytecode.
"""

from __future__ import annotations

import hashlib
import marshal
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

_PYTHON = sys.implementation.cache_tag or "python"
_FOLDER = "__pycache__"


def kept(path: Traversable, content: bytes, parse: Callable[[], Any]) -> Any:
    """What `parse` makes of a file's `content`: as kept, else made now and kept. The values are the caller's own."""
    if not isinstance(path, Path) or not (path.parent / "__init__.py").exists():
        return parse()  # a folder of data alone stays one
    place = _place(path, content)
    with suppress(OSError, ValueError, EOFError, TypeError):
        return marshal.loads(place.read_bytes())
    made = parse()
    if not sys.dont_write_bytecode:
        keep(place, made)
    return made


def keep(place: Path, made: Any) -> None:
    """Write a result, whole or not at all; what is no plain value (a date) is not kept, nor anything where that is not allowed."""
    with suppress(OSError, ValueError):
        content = marshal.dumps(made)
        place.parent.mkdir(exist_ok=True)
        part = place.with_suffix(f".{os.getpid()}")
        part.write_bytes(content)
        part.replace(place)


def _place(path: Path, content: bytes) -> Path:
    digest = hashlib.blake2b(content, digest_size=12).hexdigest()
    return path.parent / _FOLDER / f"{path.stem}.{digest}.{_PYTHON}.data"
