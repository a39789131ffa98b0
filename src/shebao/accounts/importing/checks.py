"""Checks of one column at a time: distinct values are judged once, however many rows have them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from shebao.accounts.importing.rejects import Reject
from shebao.accounts.importing.sheets import Sheet

MAX_LISTED = 2_000
_AMOUNT = r"^-?(\d{1,3}(,\d{3})+|\d+)(\.\d{1,2})?$"
_MAX_DIGITS = 16
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Judged:
    """A value that is right (`value`), or wrong (`reason`, and what to do)."""

    value: object = None
    reason: str = ""
    advice: str = ""


Judge = Callable[[str], Judged]


def distinct(sheet: Sheet, column: str) -> tuple[list[str], pa.Array]:
    """The distinct texts of a column and the index of each row's; one empty text where the sheet has no such column."""
    texts = sheet.columns.get(column)
    if texts is None:
        return [""], pa.array([0] * len(sheet), pa.int32())
    encoded = pc.dictionary_encode(pc.utf8_trim_whitespace(texts))
    return encoded.dictionary.to_pylist(), encoded.indices


def judge_column(
    sheet: Sheet, column: str, header: str, judge: Judge, rejects: list[Reject]
) -> tuple[list[object], pa.Array]:
    """The judged values of the distinct texts and each row's index; what is wrong is added to `rejects`, row by row."""
    texts, indices = distinct(sheet, column)
    judged = [judge(text) for text in texts]
    wrong = {index: found for index, found in enumerate(judged) if found.reason}
    if wrong:
        mask = pc.is_in(indices, pa.array(list(wrong), indices.type))
        for row in _rows(mask):
            index = indices[row].as_py()
            found = wrong[index]
            rejects.append(_reject(sheet, row, header, texts[index], found.reason, found.advice))
    return [found.value for found in judged], indices


def _rows(mask: pa.Array) -> Iterator[int]:
    positions = pc.indices_nonzero(mask)
    return (position.as_py() for position in positions[:MAX_LISTED])


def _reject(sheet: Sheet, row: int, header: str, value: str, reason: str, advice: str = "") -> Reject:
    return Reject(sheet.file, sheet.name, sheet.first_row + row, header, value[:60], reason, advice)


def amounts(sheet: Sheet, header: str, rejects: list[Reject]) -> pa.Array:
    """The amounts of the sheet in integer fen; zero where the text is no amount in yuan with at most two decimals."""
    texts = pc.replace_substring_regex(sheet.columns["amount"], r"[\s￥¥]", "")
    good = pc.and_(pc.match_substring_regex(texts, _AMOUNT), pc.less_equal(pc.utf8_length(texts), _MAX_DIGITS + 6))
    for row in _rows(pc.invert(good)):
        text = sheet.columns["amount"][row].as_py()
        rejects.append(_reject(sheet, row, header, text, *_why_no_amount(text)))
    plain = pc.replace_substring(pc.if_else(good, texts, "0"), ",", "")
    exact = pc.cast(plain, pa.decimal128(20, 2))
    return pc.cast(pc.multiply(exact, pa.scalar(100, pa.decimal128(3, 0))), pa.int64())


def _why_no_amount(text: str) -> tuple[str, str]:
    if not text.strip():
        return "没有金额", "公式没有缓存值时，请在表格程序中打开并保存一次"
    if re.fullmatch(r"-?[\d,]+\.\d{3,}", text.strip()):
        return "金额有两位以上小数", "金额以元为单位，最多到分"
    if "万" in text:
        return "金额带有“万”字", "金额一律以元为单位填写数字"
    if text.startswith("#") or "=" in text:
        return "这是公式或公式错误，不是数", "请改为数值"
    return "不是金额", "以元为单位填写数字，最多两位小数"


def word(values: Mapping[str, object], what: str, *, blank: object = None) -> Judge:
    """Accepts one of the words of `values`; the blank text too where `blank` is given."""

    def judge(text: str) -> Judged:
        if text in values:
            return Judged(values[text])
        if not text and blank is not None:
            return Judged(blank)
        near = get_close_matches(text, values, 1)
        return Judged(
            None,
            f"不是{what}" if text else f"没有填{what}",
            f"应填：{near[0] if near else '、'.join(w for w in values if w)}",
        )

    return judge


def day_in(year: int, *, required: bool) -> Judge:
    """Accepts a date of that year, as 2023-03-31, 2023/3/31, 2023年3月31日 or 20230331."""

    def judge(text: str) -> Judged:
        if not text:
            return Judged(None, "没有日期", "") if required else Judged(None)
        match = re.fullmatch(r"(\d{4})\s*[-/.年]?\s*(\d{1,2})\s*[-/.月]?\s*(\d{1,2})\s*日?(?:[ T]00:00(?::00)?)?", text)
        try:
            day = date(int(match[1]), int(match[2]), int(match[3])) if match else None
        except ValueError:
            day = None
        if day is None:
            return Judged(None, "不是日期", "写作 2023-03-31")
        if day.year != year:
            return Judged(None, f"日期不在 {year} 年度内", "跨年度的凭证请记入所属年度的账")
        return Judged(day)

    return judge


def pick(values: Iterable[object], indices: pa.Array, kind: pa.DataType) -> pa.Array:
    """Each row's value of a judged column."""
    return pc.take(pa.array(list(values), kind), indices)
