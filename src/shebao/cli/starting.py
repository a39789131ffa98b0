"""What lets a command start sooner: only the command that was called is built, and texts are taken as they are.

The parser would build fifty commands to run one, and import a validating library to hand over a text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from functools import partial
from pathlib import Path
from typing import Any

import typer

_TEXTS: dict[Any, Any] = {str: str, Path: Path, list[str]: str, list[Path]: Path}


def called(app: typer.Typer, arguments: Sequence[str]) -> typer.Typer:
    """The program with the one command, or group of commands, that the arguments call; all of it where they call none."""
    name = arguments[0] if arguments else ""
    commands = [each for each in app.registered_commands if _name(each.name, each.callback) == name]
    groups = [
        each
        for each in app.registered_groups
        if name in (each.name, each.typer_instance and each.typer_instance.info.name)
    ]
    if not commands and not groups:
        return app
    one = copy(app)
    one.registered_commands, one.registered_groups = commands, groups
    return one


def _name(name: Any, callback: Any) -> str:
    if isinstance(name, str) and name:
        return name
    return callback.__name__.lower().replace("_", "-") if callback else ""


def take_texts(command: Any) -> None:
    """Lets the parser hand over texts and paths that nothing is demanded of without its validating library."""
    if hasattr(command, "get_params"):
        command.get_params = partial(_taken, command.get_params)
    for below in getattr(command, "commands", {}).values():
        take_texts(below)


def _taken(original: Callable[[Any], Sequence[Any]], context: Any) -> Sequence[Any]:
    """The parameters of a command, the help option among them."""
    parameters = original(context)
    for parameter in parameters:
        if getattr(parameter, "_runtime_param", True) is not None:
            continue  # another version of the parser, or seen before
        kind = parameter.type_descriptor.annotation
        if kind in _TEXTS and _is_plain(parameter.type_descriptor.parameter_info):
            parameter._runtime_param = _AsIs(_TEXTS[kind])
        elif kind in (int, bool):
            parameter._runtime_param = _Number()
    return parameters


def _is_plain(info: Any) -> bool:
    """Whether a parameter is a text or a path that may be anything."""
    if any(
        getattr(info, name, None)
        for name in ("parser", "exists", "writable", "resolve_path", "allow_dash", "path_type")
    ):
        return False
    return getattr(info, "file_okay", True) and getattr(info, "dir_okay", True)


class _AsIs:
    """What the parser asks for the value of a parameter."""

    def __init__(self, kind: type) -> None:
        self._kind = kind

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        """The text or texts given, as the parameter is declared."""
        several = param.multiple or param.nargs == -1
        if value is None:
            return () if several else None
        return [self._kind(each) for each in value] if several else self._kind(value)


class _Number:
    """A number or a flag that was not given is its default; one that was goes to the parser's own check."""

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        """The number."""
        if value is None or isinstance(value, int):
            return value
        param._runtime_param = None
        return param.get_runtime_param().coerce(value, param=param, ctx=ctx)
