"""YAML (and so JSON) as plain text values: untyped, without aliases, duplicate keys or deep nesting.

Every scalar stays the text that was written, so no number passes through a float; null is None. Built from the event
stream with a stack of its own: bounded whatever the input.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

import yaml

Plain: TypeAlias = "str | list[Plain] | dict[str, Plain] | None"

MAX_DEPTH = 30
MAX_NODES = 2_000_000
_NULLS = {"", "~", "null", "Null", "NULL"}
_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class YamlError(ValueError):
    """What is wrong and in which line, in Chinese."""


def load(text: str) -> list[Plain]:
    """The documents in `text`. Raises YamlError."""
    try:
        return _documents(yaml.parse(text, Loader=_LOADER))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise YamlError(f"第 {line} 行不合 YAML 语法（{error.problem or error.context}）") from None
    except (yaml.YAMLError, UnicodeError):
        raise YamlError("含有 YAML 不允许的字符") from None


class _Open:
    """A list or mapping being filled."""

    def __init__(self, into: list[Plain] | dict[str, Plain]) -> None:
        self.into = into
        self.key: str | None = None

    def put(self, value: Plain, line: int) -> None:
        """Take the next value, or the next key. Raises YamlError for a key that is no text or stands twice."""
        if isinstance(self.into, list):
            self.into.append(value)
        elif self.key is None:
            if not isinstance(value, str):
                raise YamlError(f"第 {line} 行的键不是文字")
            if value in self.into:
                raise YamlError(f"第 {line} 行的键“{value}”重复")
            self.key = value
        else:
            self.into[self.key] = value
            self.key = None


def _documents(events: Iterator[Any]) -> list[Plain]:
    root: list[Plain] = []
    stack = [_Open(root)]
    for count, event in enumerate(events):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if count > MAX_NODES:
            raise YamlError(f"内容过多（超过 {MAX_NODES} 项），请分成几个文件")
        if isinstance(event, yaml.AliasEvent):
            raise YamlError(f"第 {line} 行用了别名（*），此处不允许")
        if isinstance(event, yaml.ScalarEvent):
            plain_null = event.style in (None, "") and event.value in _NULLS
            is_key = isinstance(stack[-1].into, dict) and stack[-1].key is None
            stack[-1].put(event.value if is_key or not plain_null else None, line)
        elif isinstance(event, yaml.CollectionStartEvent):
            if len(stack) > MAX_DEPTH:
                raise YamlError(f"第 {line} 行嵌套超过 {MAX_DEPTH} 层")
            opened: list[Plain] | dict[str, Plain] = {} if isinstance(event, yaml.MappingStartEvent) else []
            stack[-1].put(opened, line)
            stack.append(_Open(opened))
        elif isinstance(event, yaml.CollectionEndEvent):
            stack.pop()
    return root
