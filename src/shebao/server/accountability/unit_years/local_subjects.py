"""Subjects that a place has set up itself, as people write them: a line for each, 编码 名称 起始年度 终止年度 出处."""

from __future__ import annotations

import csv
import io
import re

from shebao.classification.subjects import Level

HELP = "没有就留空。每行一个，用逗号隔开：编码，名称，起始年度，终止年度，出处（文号）"
_HEAD = ("code", "name", "level", "year_from", "year_to", "source", "confidence", "note")
_SHOWN = ("code", "name", "year_from", "year_to", "source", "note")
_SEPARATOR = re.compile(r"[,，\t]")
_LEAST = 4
_UNNAMED = "单位登记"


def shown(stored: str) -> str:
    """What is stored (CSV) as lines to write on; as it is where it is no such CSV."""
    rows = list(csv.DictReader(io.StringIO(stored)))
    if not rows or not set(_SHOWN) <= set(rows[0]):
        return stored
    return "\n".join("，".join(row[key] or "" for key in _SHOWN).rstrip("，") for row in rows)


def stored(lines: str) -> str:
    """The lines as CSV; '' where there are none. Raises ValueError with the number of the line."""
    written = [(number, line.strip()) for number, line in enumerate(lines.splitlines(), 1) if line.strip()]
    if not written:
        return ""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(_HEAD)
    for number, line in written:
        writer.writerow(_row(number, line))
    return buffer.getvalue()


def _row(number: int, line: str) -> tuple[str, ...]:
    parts = [part.strip() for part in _SEPARATOR.split(line)]
    if len(parts) < _LEAST:
        raise _wrong(number, "应有编码、名称、起始年度、终止年度，用逗号隔开")
    code, name, first, last, *rest = parts
    level = Level.of(code)
    if level is None:
        raise _wrong(number, f"科目编码“{code[:20]}”应为 3、5 或 7 位数字")
    if not name:
        raise _wrong(number, f"编码 {code} 没有名称")
    if not (_is_year(first) and _is_year(last) and int(first) <= int(last)):
        raise _wrong(number, f"起止年度“{first[:10]}–{last[:10]}”应是四位数字，先起后止")
    source, note = (rest[0] if rest else "") or _UNNAMED, "，".join(rest[1:])
    return code, name, level.value, first, last, source, "known", note


def _is_year(text: str) -> bool:
    return len(text) == 4 and text.isascii() and text.isdigit()


def _wrong(number: int, reason: str) -> ValueError:
    return ValueError(f"第 {number} 行：{reason}。")
