"""Files of cases (YAML or JSON) as records of plain text values, whatever the spelling of the fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shebao.fields.encodings import LOOKS_LIKE_BIG5, is_big5
from shebao.fields.field import normalise
from shebao.fields.strict_yaml import YamlError, load
from shebao.policy.errors import UnreadableFile

MAX_BYTES = 50_000_000
_LISTS = frozenset(
    [
        "cases",
        "case",
        "sheets",
        "samples",
        "examples",
        "items",
        "list",
        "data",
        "records",
        "persons",
        "people",
        "pensioners",
        "rows",
        "案例",
        "案例列表",
        "人员",
        "人员列表",
        "名单",
        "核定表",
        "数据",
        "样本",
        "记录",
    ]
)
_IDENTIFIERS = ("id", "caseid", "编号", "个人编号", "案例编号", "姓名", "name")


@dataclass(frozen=True, slots=True)
class RawCase:
    """One case as written: who it is about, and its fields by normalised name with the spelling that was used."""

    identifier: str
    fields: Mapping[str, Any]
    spellings: Mapping[str, str]


def read_cases(path: Path) -> tuple[RawCase, ...]:
    """The cases of a file: a list, a mapping with a list `cases`, one case, or several documents of these.

    Raises UnreadableFile with file and reason.
    """
    if path.is_dir():
        raise UnreadableFile(f"{path.name}：是文件夹，请写其中的案例文件")
    if not path.exists():
        raise UnreadableFile(f"{path}：没有这个文件，请核对路径")
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UnreadableFile(f"{path.name}：文件超过 {MAX_BYTES // 1_000_000} MB，请分开")
        text = _decode(path.read_bytes(), path.name)
    except OSError as error:
        raise UnreadableFile(f"{path.name}：打不开（{error.strerror}）") from None
    return parse_cases(text, path.name)


def parse_cases(text: str, name: str) -> tuple[RawCase, ...]:
    """The cases in a text; `name` is for messages. Raises UnreadableFile."""
    try:
        documents = load(text)
    except YamlError as error:
        raise UnreadableFile(f"{name}：{error}") from None
    found = [case for document in documents for case in _cases(document, name)]
    if not found:
        raise UnreadableFile(f"{name}：没有案例；应是案例的列表，或带 cases 列表的映射")
    raws = [_raw(case, number) for number, case in enumerate(found, 1)]
    return tuple(raws)


def _decode(content: bytes, name: str) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "gb18030" and is_big5(content):
            raise UnreadableFile(f"{name}：{LOOKS_LIKE_BIG5}；请另存为 UTF-8")
        return text
    raise UnreadableFile(f"{name}：文件不是 UTF-8 或 GB18030 编码的文字")


def _cases(document: Any, name: str) -> list[dict[str, Any]]:
    if isinstance(document, list):
        for number, case in enumerate(document, 1):
            if not isinstance(case, dict):
                raise UnreadableFile(f"{name}：第 {number} 个案例不是“字段: 值”的映射")
        return document
    if isinstance(document, dict):
        for key in document:
            if normalise(key) in _LISTS and isinstance(document[key], list | dict):
                return _cases(document[key], name)
        if document and all(isinstance(value, dict) for value in document.values()):
            return [{"id": key, **value} for key, value in document.items()]
        return [document]
    return []


def _raw(case: dict[str, Any], number: int) -> RawCase:
    fields: dict[str, Any] = {}
    spellings: dict[str, str] = {}
    for key, value in case.items():
        short = normalise(key)
        if value is not None and short not in fields:
            fields[short], spellings[short] = value, key
    names = (fields.get(key) for key in _IDENTIFIERS)
    identifier = next((name for name in names if isinstance(name, str)), f"第{number}个案例")
    return RawCase(identifier, fields, spellings)
