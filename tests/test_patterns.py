"""Every pattern that meets a stranger's text, against long runs of what it looks for: none takes quadratic time.

A pattern that is quadratic takes minutes for a line of a million characters; on these it exceeds its processor time.
"""

from __future__ import annotations

import ast
import importlib
import json
import os
import pkgutil
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from re import _constants as constants  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from types import FrameType, ModuleType
from typing import Any

import pytest

import shebao

LENGTH = 50_000
SECONDS = 0.8  # of processor time; what is linear needs hundredths of it
WHOLE = ("match", "fullmatch")
SCANNING = ("search", "finditer", "findall", "sub", "split")
SOURCES = Path(shebao.__file__).parent
SAMPLES = {
    "CATEGORY_DIGIT": "1",
    "CATEGORY_SPACE": " ",
    "CATEGORY_WORD": "字",
    "CATEGORY_NOT_DIGIT": "字",
    "CATEGORY_NOT_SPACE": "字",
    "CATEGORY_NOT_WORD": "，",
}


class TooSlowError(Exception):
    """The processor time of a pattern is used up."""


def modules() -> Iterator[ModuleType]:
    """Every module that does not need the server to be set up."""
    for top in pkgutil.iter_modules(shebao.__path__):
        if top.name in ("server", "__main__"):
            continue
        root = importlib.import_module(f"shebao.{top.name}")
        yield root
        if top.ispkg:
            for found in pkgutil.walk_packages(root.__path__, f"{root.__name__}."):
                if not found.name.endswith(".__main__"):  # that is a command
                    yield importlib.import_module(found.name)


def patterns() -> Iterator[tuple[str, re.Pattern[str], tuple[str, ...]]]:
    """Each pattern of a module once, with its name and how it is used."""
    seen: set[int] = set()
    for module in modules():
        for name, value in vars(module).items():
            for index, pattern in enumerate(_in(value)):
                if id(pattern) in seen or not isinstance(pattern.pattern, str):
                    continue
                seen.add(id(pattern))
                label = f"{module.__name__.removeprefix('shebao.')}.{name}" + (
                    f"[{index}]" if pattern is not value else ""
                )
                yield label, pattern, _uses(name, module) if pattern is value else SCANNING[:1]


def _in(value: Any, depth: int = 3) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        yield value
    elif depth and isinstance(value, dict):
        for each in value.values():
            yield from _in(each, depth - 1)
    elif depth and isinstance(value, list | tuple | set | frozenset):
        for each in value:
            yield from _in(each, depth - 1)


@cache
def _sources() -> tuple[str, ...]:
    return tuple(path.read_text("utf-8") for path in sorted(SOURCES.rglob("*.py")))


def _uses(name: str, module: ModuleType) -> tuple[str, ...]:
    """The methods that are called on a pattern where it stands and where it is imported; `search` where none is seen."""
    own = Path(module.__file__ or "").read_text("utf-8")
    others = (text for text in _sources() if re.search(rf"import [^\n]*\b{name}\b|^    {name},$", text, re.MULTILINE))
    called: set[str] = set()
    for text in (own, *others):
        called.update(re.findall(rf"\b{name}\.(\w+)", text))
        if re.search(rf"\b{name}\b(?!\.|\s*[:=])", text.replace(f"import {name}", "")):
            called.add("search")
    found = {method for method in called if method in (*WHOLE, *SCANNING)}
    if found and found <= set(WHOLE):
        return tuple(sorted(found))
    return ("search",)


def runs(pattern: re.Pattern[str]) -> Iterator[str]:
    """Long texts of one character of a pattern, of what it begins with, and of what it matches but for its end."""
    parsed = parser.parse(pattern.pattern, pattern.flags)
    alphabet = dict.fromkeys(_characters(parsed))
    for character in list(alphabet)[:16]:
        yield character * LENGTH
    example = "".join(_example(parsed))
    for part in {example, example[:1], example[:2], example[:-1]}:
        if len(part) > 1:
            yield part * (LENGTH // len(part))


def _characters(parsed: Any) -> Iterator[str]:
    for operator, argument in parsed:
        match operator:
            case constants.LITERAL | constants.NOT_LITERAL:
                yield chr(argument) if operator is constants.LITERAL else "字"
            case constants.ANY:
                yield "字"
            case constants.IN:
                yield _member(argument)
            case constants.MAX_REPEAT | constants.MIN_REPEAT | constants.POSSESSIVE_REPEAT:
                yield from _characters(argument[2])
            case constants.SUBPATTERN:
                yield from _characters(argument[3])
            case constants.ATOMIC_GROUP:
                yield from _characters(argument)
            case constants.BRANCH:
                for branch in argument[1]:
                    yield from _characters(branch)


def _member(members: list[Any]) -> str:
    negated = members[0][0] is constants.NEGATE
    if negated:
        return next((c for c in "字1a ，（" if not re.match(_written(members[1:]), c)), "\x01")
    operator, argument = members[0]
    if operator is constants.LITERAL:
        return chr(argument)
    if operator is constants.RANGE:
        return chr(argument[0])
    return SAMPLES.get(str(argument), "字")


def _written(members: list[Any]) -> str:
    parts = []
    for operator, argument in members:
        if operator is constants.LITERAL:
            parts.append(re.escape(chr(argument)))
        elif operator is constants.RANGE:
            parts.append(f"{re.escape(chr(argument[0]))}-{re.escape(chr(argument[1]))}")
        elif operator is constants.CATEGORY:
            parts.append(
                {"CATEGORY_DIGIT": r"\d", "CATEGORY_SPACE": r"\s", "CATEGORY_WORD": r"\w"}.get(str(argument), "")
            )
    return f"[{''.join(parts)}]"


def _example(parsed: Any) -> Iterator[str]:
    """A text that a pattern (nearly) matches."""
    for operator, argument in parsed:
        match operator:
            case constants.LITERAL:
                yield chr(argument)
            case constants.NOT_LITERAL | constants.ANY:
                yield "字"
            case constants.IN:
                yield _member(argument)
            case constants.MAX_REPEAT | constants.MIN_REPEAT | constants.POSSESSIVE_REPEAT:
                for _ in range(max(1, min(argument[0], 3))):
                    yield from _example(argument[2])
            case constants.SUBPATTERN:
                yield from _example(argument[3])
            case constants.ATOMIC_GROUP:
                yield from _example(argument)
            case constants.BRANCH:
                yield from _example(argument[1][0])


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise TooSlowError


def is_slow(pattern: re.Pattern[str], method: str, text: str) -> bool:
    """Whether a pattern exceeds its processor time on a text that it does not match at the end."""
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    try:
        getattr(pattern, method)(text + "\x00")
    except TooSlowError:
        return True
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return False


@pytest.fixture
def limited() -> Iterator[None]:
    before = signal.signal(signal.SIGVTALRM, _interrupt)
    yield
    signal.signal(signal.SIGVTALRM, before)


@pytest.mark.usefixtures("limited")
def test_no_pattern_takes_quadratic_time() -> None:
    found = list(patterns())
    assert len(found) > 250
    slow = {
        f"{name}.{method} on {text[:12]!r}…: {pattern.pattern[:100]}"
        for name, pattern, methods in found
        for method in methods
        for text in runs(pattern)
        if is_slow(pattern, method, text)
    }
    assert not slow, "\n".join(sorted(slow))


@pytest.mark.slow
@pytest.mark.usefixtures("limited")
def test_nor_does_any_that_is_written_where_it_is_used_or_made_when_it_is_imported(tmp_path: Path) -> None:
    """Those that stand in functions, those of the server, and those built from data, as a run of everything compiles them."""
    known = {pattern.pattern for _name, pattern, _methods in patterns()}
    more = {**_compiled(tmp_path), **_in_calls()}
    rest = {key: uses for key, uses in more.items() if key[0] not in known}
    assert len(rest) > 100
    slow = {
        f"{method} {pattern[:100]} on {text[:12]!r}…"
        for (pattern, flags), uses in rest.items()
        for compiled in [re.compile(pattern, flags)]
        for method in (uses if uses and uses <= set(WHOLE) else {"search"})
        for text in runs(compiled)
        if is_slow(compiled, method, text)
    }
    assert not slow, "\n".join(sorted(slow))


def _compiled(folder: Path) -> dict[tuple[str, int], set[str]]:
    """What a program of its own compiles while it imports everything and audits a report; the server is set up there."""
    environment = {**os.environ, "SHEBAO_DATA": str(folder), "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [
        sys.executable,
        str(Path(__file__).with_name("compiled_patterns.py")),
        str(SOURCES.parents[1] / "examples"),
    ]
    lines = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.splitlines()
    return {(pattern, flags): set(uses) for pattern, flags, uses in map(json.loads, lines)}


def _in_calls() -> dict[tuple[str, int], set[str]]:
    """The patterns that stand as text in a call of `re`, with what is called."""
    found: dict[tuple[str, int], set[str]] = {}
    for text in _sources():
        for node in ast.walk(ast.parse(text)):
            match node:
                case ast.Call(
                    func=ast.Attribute(value=ast.Name(id="re"), attr=called),
                    args=[ast.Constant(value=str(pattern)), *_],
                ) if called not in ("compile", "escape"):
                    found.setdefault((pattern, 0), set()).add(called)
    return found


@pytest.mark.usefixtures("limited")
@pytest.mark.parametrize(("pattern", "slow"), [(r"\d+x", True), (r"x\d+", False), (r"(?<!\d)\d{1,9}x", False)])
def test_the_scan_tells_what_is_quadratic(pattern: str, slow: bool) -> None:
    compiled = re.compile(pattern)
    assert any(is_slow(compiled, "search", text) for text in runs(compiled)) is slow
