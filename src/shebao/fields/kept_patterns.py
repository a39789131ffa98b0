"""Regular expressions as they were compiled, kept beside the compiled modules: the audit has six hundred, and compiling them
takes longer than auditing a report.

Python keeps compiled modules, but compiles their expressions at every start. What is kept is what its compiler hands to its
matcher, under the expression itself and its flags: an expression that was changed is simply compiled. As for compiled modules,
another version of Python makes its own, and nothing is written where Python is told to write no bytecode. Expressions that are
made of what a document says are never kept: `keeping` ends before the first is read.
"""

from __future__ import annotations

import marshal
import re
import sys
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from shebao.fields.kept_data import keep

_PYTHON = f"{sys.implementation.cache_tag}.{sys.hexversion:x}"
_PLACE = Path(__file__).parent / "__pycache__" / f"patterns.{_PYTHON}.kept"
_WORD = "I"
_compiler: Any = getattr(re, "_compiler", None)
_compile: Any = getattr(_compiler, "compile", None)

Key = tuple[Any, int]


@contextmanager
def keeping(place: Path = _PLACE, more: Callable[[], object] = lambda: None) -> Iterator[None]:
    """Expressions are taken as kept, here and after; those compiled inside are kept for the next time.

    Where any was compiled, `more` is called before they are written: it compiles what is else compiled when it is needed.
    """
    if _compile is None or not hasattr(_compiler, "_sre"):
        yield  # a Python that is made otherwise
        return
    found = _read(place)
    made: dict[Key, Any] = {}
    _compiler.compile = _recording(found, made)
    try:
        yield
        if made:
            more()
    finally:
        _compiler.compile = _restoring(found)
    if made and not sys.dont_write_bytecode:
        keep(place, {**found, **made})


def _read(place: Path) -> dict[Key, Any]:
    with suppress(OSError, ValueError, EOFError, TypeError):
        dated, found = marshal.loads(place.read_bytes())
        if not dated and isinstance(found, dict):
            return found
    return {}


def _restoring(found: dict[Key, Any]) -> Callable[..., Any]:
    """The compiler that first looks among the kept."""

    def compile(pattern: Any, flags: int = 0) -> Any:
        kept = found.get((pattern, flags)) if isinstance(pattern, str) else None
        if kept is not None:
            with suppress(RuntimeError, ValueError, TypeError, OverflowError):
                return _restored(pattern, kept)
        return _compile(pattern, flags)

    return compile


def _restored(pattern: str, kept: Any) -> Any:
    """The matcher itself refuses code that no compiler made (RuntimeError)."""
    flags, code, groups, names, numbered = kept
    return _compiler._sre.compile(pattern, flags, array(_WORD, code).tolist(), groups, names, numbered)


def _recording(found: dict[Key, Any], made: dict[Key, Any]) -> Callable[..., Any]:
    """The compiler that looks among the kept, and notes what it compiles."""
    restoring = _restoring(found)

    def compile(pattern: Any, flags: int = 0) -> Any:
        if not isinstance(pattern, str) or flags & (re.DEBUG | re.LOCALE) or (pattern, flags) in found:
            return restoring(pattern, flags)
        compiled, made[pattern, int(flags)] = _noted(pattern, flags)
        return compiled

    return compile


def _noted(pattern: str, flags: int) -> tuple[Any, Any]:
    """An expression compiled, and what the compiler handed to the matcher."""
    matcher = _compiler._sre
    handed: list[Any] = []
    _compiler._sre = _Listening(matcher, handed)
    try:
        compiled = _compile(pattern, flags)
    finally:
        _compiler._sre = matcher
    _, all_flags, code, groups, names, numbered = handed
    return compiled, (int(all_flags), array(_WORD, code).tobytes(), groups, dict(names), tuple(numbered))


class _Listening:
    """The matcher's module as the compiler sees it."""

    def __init__(self, matcher: Any, handed: list[Any]) -> None:
        self._matcher, self._handed = matcher, handed

    def __getattr__(self, name: str) -> Any:
        return getattr(self._matcher, name)

    def compile(self, *arguments: Any) -> Any:
        """Compile, and note the arguments."""
        self._handed[:] = arguments
        return self._matcher.compile(*arguments)
