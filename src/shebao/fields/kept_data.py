"""What a data file was parsed to, kept beside the compiled modules of its package: YAML is slow, and the same at every start.

A kept result is named after the digest of the file that it was made of, so a changed file is parsed again. Like compiled modules,
it is as trusted as the package itself: files elsewhere, which anybody may have written, have none, and nothing is written where
Python is told to write no bytecode.
"""

from __future__ import annotations

import hashlib
import marshal
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

_PYTHON = sys.implementation.cache_tag or "python"
_FOLDER = "__pycache__"
_ROOT = Path(__file__).parents[1]


def kept(path: Traversable, content: bytes, parse: Callable[[], Any]) -> Any:
    """What `parse` makes of a file's `content`: as kept, else made now and kept. The values are the caller's own."""
    place = _place(path, content)
    if place is None:
        return parse()
    with suppress(OSError, ValueError, EOFError, TypeError):
        dated, found = marshal.loads(place.read_bytes())
        return _with_days(found) if dated else found
    made = parse()
    if not sys.dont_write_bytecode:
        keep(place, made)
    return made


def keep(place: Path, made: Any) -> None:
    """Write a result, whole or not at all; what is no plain value or day is not kept, nor anything where that is not allowed."""
    with suppress(OSError, ValueError):
        content = marshal.dumps(_plain(made))
        place.parent.mkdir(exist_ok=True)
        part = place.with_suffix(f".{os.getpid()}")
        part.write_bytes(content)
        part.replace(place)


def _plain(made: Any) -> tuple[bool, Any]:
    """Whether days stand in a result, and the result with each as a tuple of its number: YAML has no tuples."""
    with suppress(ValueError):
        marshal.dumps(made)
        return False, made
    return True, _without_days(made)


def _without_days(made: Any) -> Any:
    if isinstance(made, dict):
        return {key: _without_days(value) for key, value in made.items()}
    if isinstance(made, list):
        return [_without_days(value) for value in made]
    return (made.toordinal(),) if type(made) is date else made


def _with_days(found: Any) -> Any:
    if isinstance(found, dict):
        return {key: _with_days(value) for key, value in found.items()}
    if isinstance(found, list):
        return [_with_days(value) for value in found]
    return date.fromordinal(found[0]) if isinstance(found, tuple) else found


def _place(path: Traversable, content: bytes) -> Path | None:
    """Where the result of a file of ours is kept: beside the modules of the nearest package; None for every other file."""
    if not isinstance(path, Path) or not path.is_relative_to(_ROOT):
        return None
    inside = [each for each in path.parents if each.is_relative_to(_ROOT)]
    package = next((each for each in inside if (each / "__init__.py").exists()), None)
    if package is None:
        return None
    digest = hashlib.blake2b(content, digest_size=12).hexdigest()
    return package / _FOLDER / f"{path.stem}.{digest}.{_PYTHON}.kept"
