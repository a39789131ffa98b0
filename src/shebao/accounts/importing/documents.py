"""YAML documents of an accounts folder: every scalar stays the text that was written; mistakes are rejects with their key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from shebao.accounts.importing.rejects import ImportRejected, Reject
from shebao.money import fen

_MAX_BYTES = 1 << 20


class Document:
    """A mapping of a YAML file, read key by key; `done` rejects what was wrong and what nobody asked for."""

    def __init__(self, file: str, data: Mapping[str, Any], path: str = "", rejects: list[Reject] | None = None) -> None:
        self._file, self._data, self._path = file, data, path
        self._asked: set[str] = set()
        self.rejects: list[Reject] = [] if rejects is None else rejects

    def reject(self, key: str, value: object, reason: str, advice: str = "") -> None:
        """Something wrong at a key of this mapping."""
        self.rejects.append(Reject(self._file, "", 0, f"{self._path}{key}", str(value)[:60], reason, advice))

    def text(self, key: str, default: str | None = None, choices: tuple[str, ...] = ()) -> str:
        """The text at `key`; it must be there unless there is a default, and be one of `choices` where there are any."""
        self._asked.add(key)
        value = self._data.get(key, default)
        if value is None or (value == "" and default is None):
            self.reject(key, "", "没有填写", f"填：{'、'.join(choices)}" if choices else "")
            return ""
        if not isinstance(value, str) or (choices and value not in choices):
            self.reject(key, value, "不是可用的值", f"填：{'、'.join(choices)}" if choices else "填文字")
            return ""
        return value

    def whole(self, key: str, low: int, high: int, default: int | None = None) -> int:
        """The whole number at `key`, between `low` and `high`."""
        text = self.text(key, None if default is None else str(default))
        if text and text.isascii() and text.isdecimal() and low <= int(text) <= high:
            return int(text)
        if text:
            self.reject(key, text, f"不是 {low}–{high} 的整数")
        return low

    def amount(self, key: str) -> int:
        """The amount in yuan at `key` as fen, zero where it is not given."""
        text = self.text(key, "0").replace(",", "")
        try:
            amount = fen(text)
        except (ArithmeticError, ValueError):
            self.reject(key, text, "不是金额", "以元为单位，最多两位小数")
            return 0
        if amount < 0:
            self.reject(key, text, "金额为负", "填正数")
        return max(amount, 0)

    def part(self, key: str) -> Document:
        """The mapping at `key`, empty where it is not given."""
        self._asked.add(key)
        value = self._data.get(key) or {}
        if not isinstance(value, Mapping):
            self.reject(key, value, "应是“键: 值”的映射")
            value = {}
        return Document(self._file, value, f"{self._path}{key}.", self.rejects)

    def parts(self, key: str) -> list[Document]:
        """The list of mappings at `key`, empty where it is not given."""
        self._asked.add(key)
        value = self._data.get(key) or []
        if not isinstance(value, list) or not all(isinstance(item, Mapping) for item in value):
            self.reject(key, value, "应是列表，每项是“键: 值”的映射")
            return []
        return [Document(self._file, item, f"{self._path}{key}[{i}].", self.rejects) for i, item in enumerate(value, 1)]

    def words(self, key: str) -> dict[str, str]:
        """The mapping of texts at `key`."""
        part = self.part(key)
        return {name: part.text(name) for name in part._data}

    def words_of(self) -> dict[str, str]:
        """Every text of this mapping by its key."""
        return {name: self.text(name) for name in self._data}

    def __iter__(self) -> Iterator[str]:
        """The keys of this mapping."""
        return iter(self._data)

    def texts(self, key: str) -> tuple[str, ...]:
        """The texts at `key`: a list, or one text whose lines are its members; empty where it is not given."""
        self._asked.add(key)
        value = self._data.get(key) or []
        lines = value.splitlines() if isinstance(value, str) else value
        if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
            self.reject(key, value, "应是文字的列表，每项一段")
            return ()
        return tuple(line.strip() for line in lines if line.strip())

    def has(self, key: str) -> bool:
        """Whether the key is given."""
        return key in self._data

    def done(self) -> None:
        """Rejects the keys of this mapping that mean nothing."""
        for key in self._data:
            if key not in self._asked:
                self.reject(key, "", "没有这个键", f"可用的键：{'、'.join(sorted(self._asked))}")


def read_document(path: Path) -> Document:
    """The YAML file as a document. Raises ImportRejected where it is no YAML mapping."""
    import yaml

    def fail(reason: str) -> ImportRejected:
        return ImportRejected([Reject(path.name, "", 0, "", "", reason)])

    if path.stat().st_size > _MAX_BYTES:
        raise fail("文件过大")
    try:
        text = path.read_text("utf-8-sig")
        if any(isinstance(token, yaml.AliasToken) for token in yaml.scan(text, yaml.CBaseLoader)):
            raise fail("不接受 YAML 的引用（*名称）")
        data = yaml.load(text, yaml.CBaseLoader)
    except UnicodeDecodeError:
        raise fail("文字编码不是 UTF-8") from None
    except yaml.MarkedYAMLError as problem:
        line = problem.problem_mark.line + 1 if problem.problem_mark else 0
        raise fail(f"第 {line} 行不是正确的 YAML") from None
    except yaml.YAMLError:
        raise fail("不是正确的 YAML") from None
    except RecursionError:
        raise fail("嵌套过深") from None
    if not isinstance(data, dict):
        raise fail("应是“键: 值”的映射")
    return Document(path.name, data)
