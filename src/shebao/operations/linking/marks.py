"""Marks that people gave to pairs: read back from the page's file or the workbook, as hostile as any file."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from shebao.operations.linking.errors import LinkingError
from shebao.workbooks import NoWorkbook, TooLarge, check_size

FORM = "shebao-link-marks"
_MOST_BYTES = 64_000_000
_MOST_NAME, _MOST_NOTE = 40, 400
SHEET, MARK, NOTE, NUMBER = "比对", "结论", "说明", "编号"
LIST_CELL, MARKER_CELL = ("批号", "标记人")


class Mark(Enum):
    """What a person says of a pair."""

    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"

    @property
    def title(self) -> str:
        """The Chinese word."""
        return {"same": "同一人", "different": "不同的人", "unsure": "不能判断"}[self.value]


@dataclass(frozen=True, slots=True)
class Marked:
    """The marks of one person on one list: by pair, with a note."""

    list: str
    marker: str
    marks: Mapping[str, tuple[Mark, str]]
    file: str


def read_marks(path: Path) -> Marked:
    """The marks of a file that the page or the workbook gave. Raises LinkingError, OSError."""
    if path.stat().st_size > _MOST_BYTES:
        raise LinkingError(f"{path.name} 太大，不是标记文件")
    found = _workbook(path) if path.suffix.lower() == ".xlsx" else _page(path)
    if not found.marker:
        raise LinkingError(f"{path.name} 没有写标记人：请在标记人一格写上姓名后再交回")
    return found


def _page(path: Path) -> Marked:
    try:
        content = json.loads(path.read_bytes().decode("utf-8-sig"))
        if content["form"] != FORM:
            raise KeyError
        items = [(str(key), str(each["mark"]), str(each.get("note", ""))) for key, each in content["marks"].items()]
        return Marked(str(content["list"]), _name(content["marker"]), dict(_marks(items, path)), path.name)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise LinkingError(f"{path.name} 不是比对页面保存的标记文件") from None


def _workbook(path: Path) -> Marked:
    import python_calamine

    try:
        check_size(path.read_bytes())
        rows = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_name(SHEET).to_python()
    except TooLarge as error:
        raise LinkingError(f"{path.name}：{error}") from error
    except (NoWorkbook, python_calamine.CalamineError, ValueError):
        raise LinkingError(f"{path.name} 不是比对清单：应为 shebao link 写出的 XLSX，工作表“{SHEET}”") from None
    texts = [[str(cell).strip() for cell in row] for row in rows]
    try:
        head = next(number for number, row in enumerate(texts) if NUMBER in row and MARK in row)
        told = {row[0]: row[1] for row in texts[:head] if len(row) > 1}
        number, mark, note = (texts[head].index(name) for name in (NUMBER, MARK, NOTE))
        code, marker = told[LIST_CELL], told[MARKER_CELL]
    except (StopIteration, ValueError, KeyError):
        raise LinkingError(
            f"{path.name} 的表头被改动：应有 {LIST_CELL}、{MARKER_CELL}、{NUMBER}、{MARK}、{NOTE}"
        ) from None
    known = {each.title: each.value for each in Mark}
    items = [(row[number], known.get(row[mark], row[mark]), row[note]) for row in texts[head + 1 :] if row[mark]]
    return Marked(code, _name(marker), dict(_marks(items, path)), path.name)


def _marks(items: list[tuple[str, str, str]], path: Path) -> Iterator[tuple[str, tuple[Mark, str]]]:
    seen: set[str] = set()
    for key, mark, note in items:
        if key in seen:
            raise LinkingError(f"{path.name}：{key} 标记了两次，请只留一行")
        seen.add(key)
        try:
            yield key, (Mark(mark), note[:_MOST_NOTE])
        except ValueError:
            words = "、".join(each.title for each in Mark)
            raise LinkingError(f"{path.name}：{key} 的结论应为 {words}，实为“{mark[:20]}”") from None


def _name(value: Any) -> str:
    return " ".join(unicodedata.normalize("NFKC", str(value)).split())[:_MOST_NAME]
