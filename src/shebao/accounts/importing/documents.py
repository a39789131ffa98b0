"""Documents of an account set: mappings whose scalars are texts, read key by key; mistakes are rejects with their key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from shebao.accounts.importing.rejects import ImportRejected, rejected
from shebao.fields.problem import Problem
from shebao.money import fen

_MAX_BYTES = 1 << 20


class Document:
    """A mapping, read key by key; `done` rejects what nobody asked for. `file` is what people call it, `part` what programs do."""

    def __init__(
        self, file: str, data: Mapping[str, Any], part: str = "", path: str = "", rejects: list[Problem] | None = None
    ) -> None:
        self._file, self._data, self._name, self._path = file, data, part, path
        self._asked: set[str] = set()
        self.rejects: list[Problem] = [] if rejects is None else rejects

    def reject(self, key: str, value: object, code: str, reason: str, advice: str = "") -> None:
        """Something wrong at a key of this mapping."""
        place, text = f"{self._path}{key}", str(value)[:60]
        self.rejects.append(rejected(code, reason, advice, file=self._file, part=self._name, column=place, value=text))

    def text(self, key: str, default: str | None = None, choices: tuple[str, ...] = ()) -> str:
        """The text at `key`; it must be there unless there is a default, and be one of `choices` where there are any."""
        self._asked.add(key)
        value = self._data.get(key, default)
        if value is None or (value == "" and default is None):
            self.reject(key, "", "missing", "没有填写", f"填：{'、'.join(choices)}" if choices else "")
            return ""
        if not isinstance(value, str) or (choices and value not in choices):
            self.reject(key, value, "not_allowed", "不是可用的值", f"填：{'、'.join(choices)}" if choices else "填文字")
            return ""
        return value

    def whole(self, key: str, low: int, high: int, default: int | None = None) -> int:
        """The whole number at `key`, between `low` and `high`."""
        text = self.text(key, None if default is None else str(default))
        if text and text.isascii() and text.isdecimal() and low <= int(text) <= high:
            return int(text)
        if text:
            self.reject(key, text, "not_whole", f"不是 {low}–{high} 的整数")
        return low

    def amount(self, key: str) -> int:
        """The amount in yuan at `key` as fen, zero where it is not given."""
        text = self.text(key, "0").replace(",", "")
        try:
            amount = fen(text)
        except (ArithmeticError, ValueError):
            self.reject(key, text, "not_an_amount", "不是金额", "以元为单位，最多两位小数")
            return 0
        if amount < 0:
            self.reject(key, text, "negative", "金额为负", "填正数")
        return max(amount, 0)

    def part(self, key: str) -> Document:
        """The mapping at `key`, empty where it is not given."""
        self._asked.add(key)
        value = self._data.get(key) or {}
        if not isinstance(value, Mapping):
            self.reject(key, value, "not_a_mapping", "应是“键: 值”的映射")
            value = {}
        return self._inside(value, f"{key}.")

    def parts(self, key: str) -> list[Document]:
        """The list of mappings at `key`, empty where it is not given."""
        self._asked.add(key)
        value = self._data.get(key) or []
        if not isinstance(value, list) or not all(isinstance(item, Mapping) for item in value):
            self.reject(key, value, "not_a_list", "应是列表，每项是“键: 值”的映射")
            return []
        return [self._inside(item, f"{key}[{number}].") for number, item in enumerate(value, 1)]

    def _inside(self, data: Mapping[str, Any], path: str) -> Document:
        return Document(self._file, data, self._name, f"{self._path}{path}", self.rejects)

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
            self.reject(key, value, "not_texts", "应是文字的列表，每项一段")
            return ()
        return tuple(line.strip() for line in lines if line.strip())

    def has(self, key: str) -> bool:
        """Whether the key is given."""
        return key in self._data

    def done(self) -> None:
        """Rejects the keys of this mapping that mean nothing."""
        for key in self._data:
            if key not in self._asked:
                self.reject(key, "", "unknown_key", "没有这个键", f"可用的键：{'、'.join(sorted(self._asked))}")


def read_document(path: Path) -> Document:
    """The YAML file as a document. Raises ImportRejected where it is no YAML mapping."""
    import yaml

    def fail(code: str, reason: str) -> ImportRejected:
        return ImportRejected([rejected(code, reason, file=path.name, part=path.stem)])

    if path.stat().st_size > _MAX_BYTES:
        raise fail("too_large", "文件过大")
    try:
        text = path.read_text("utf-8-sig")
        if any(isinstance(token, yaml.AliasToken) for token in yaml.scan(text, yaml.CBaseLoader)):
            raise fail("alias", "不接受 YAML 的引用（*名称）")
        data = yaml.load(text, yaml.CBaseLoader)
    except UnicodeDecodeError:
        raise fail("not_utf8", "文字编码不是 UTF-8") from None
    except yaml.MarkedYAMLError as problem:
        line = problem.problem_mark.line + 1 if problem.problem_mark else 0
        raise fail("not_yaml", f"第 {line} 行不是正确的 YAML") from None
    except yaml.YAMLError:
        raise fail("not_yaml", "不是正确的 YAML") from None
    except RecursionError:
        raise fail("too_deep", "嵌套过深") from None
    if not isinstance(data, dict):
        raise fail("not_a_mapping", "应是“键: 值”的映射")
    return Document(path.name, data, path.stem)
