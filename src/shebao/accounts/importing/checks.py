"""Checks of one column at a time: distinct values are judged once, however many rows have them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from shebao.accounts.importing.rejects import AMOUNT_MISSING, rejected
from shebao.accounts.importing.sheets import Sheet
from shebao.accounts.importing.writing import narrow
from shebao.accounts.ledger import Coded, Fen, constant
from shebao.fields.problem import Problem

if TYPE_CHECKING:
    import pyarrow as pa

MAX_LISTED = 2_000
_PLAIN = r"^-?\d+(\.\d{1,2})?$"
_AMOUNT = re.compile(r"-?(\d{1,3}(,\d{3})+|\d+)(\.\d{1,2})?")
_MAX_YUAN = 10**11
_MANY = 5_000  # distinct amounts from which pyarrow, which imports pandas, is faster


@dataclass(frozen=True, slots=True)
class Judged:
    """A value that is right (`value`), or wrong (`code`, `reason`, and what to do)."""

    value: object = None
    code: str = ""
    reason: str = ""
    advice: str = ""


Judge = Callable[[str], Judged]


class Rejects:
    """The problems of one sheet: all are counted, the first of each kind listed."""

    def __init__(self, sheet: Sheet, part: str = "") -> None:
        self.sheet = sheet
        self.part = part
        self.listed: list[Problem] = []
        self.total = 0

    def rows(
        self,
        wrong: NDArray[np.bool_],
        header: str,
        code: str,
        reason: str,
        advice: str = "",
    ) -> None:
        """Every row where `wrong` is true has that problem in the column `header`."""
        found = np.flatnonzero(wrong)
        self.total += len(found)
        for row in found[:MAX_LISTED].tolist():
            self.add(row, header, "", Judged(None, code, reason, advice), count=False)

    def add(self, row: int, header: str, value: str, judged: Judged, *, count: bool = True) -> None:
        """One problem in one row, counted from 0 below the header."""
        self.total += count
        self.listed.append(
            rejected(
                judged.code,
                judged.reason,
                judged.advice,
                file=self.sheet.file,
                sheet=self.sheet.name,
                row=int(self.sheet.row[row]),
                column=header,
                value=value[:60],
                part=self.part,
                line=None if self.sheet.ids is None else int(self.sheet.ids[row]),
            )
        )


def column_of(sheet: Sheet, column: str) -> Coded:
    """The texts of a column without spaces around them; blank where the sheet has no such column."""
    texts = sheet.columns.get(column)
    if texts is None:
        return constant("", len(sheet))
    return Coded([text.strip() for text in texts.values], texts.codes)


def judge_column(sheet: Sheet, column: str, header: str, judge: Judge, rejects: Rejects) -> Coded:
    """The judged values of a column; what is wrong is added to `rejects`, row by row."""
    texts = column_of(sheet, column)
    judged = [judge(text) for text in texts.values]
    bad = np.fromiter((bool(found.code) for found in judged), np.bool_, len(judged))
    if bad.any():
        rows = np.flatnonzero(bad[texts.codes])
        rejects.total += len(rows)
        for row in rows[:MAX_LISTED].tolist():
            rejects.add(row, header, texts.at(row), judged[texts.codes[row]], count=False)
    return Coded([found.value for found in judged], texts.codes)


def amounts(sheet: Sheet, header: str, rejects: Rejects) -> Fen:
    """The amounts of the sheet in integer fen; zero where the text is no amount in yuan with at most two decimals."""
    texts = sheet.columns["amount"]
    if len(texts.values) > _MANY and (exact := _all_plain(texts.values)) is not None:
        return exact[texts.codes]
    judged = [_fen(text) for text in texts.values]
    bad = np.fromiter((amount is None for amount in judged), np.bool_, len(judged))
    rows = np.flatnonzero(bad[texts.codes])
    rejects.total += len(rows)
    for row in rows[:MAX_LISTED].tolist():
        text = texts.at(row)
        rejects.add(row, header, text, _why_no_amount(text), count=False)
    return np.fromiter((amount or 0 for amount in judged), np.int64, len(judged))[texts.codes]


def _all_plain(texts: Sequence[str]) -> Fen | None:
    """The amounts in fen where all are short and plainly written; None where one is not."""
    import pyarrow as pa  # big, and only many amounts need it
    import pyarrow.compute as pc

    written = pa.array(texts, pa.string())
    if pc.all(pc.match_substring_regex(written, _PLAIN)).as_py() and pc.max(pc.utf8_length(written)).as_py() < 12:
        return _unscaled(pc.cast(written, pa.decimal128(20, 2)))
    return None


def _unscaled(exact: pa.Array) -> Fen:
    """The integers behind decimals with two places: the low 64 of their 128 bits."""
    raw = np.frombuffer(exact.buffers()[1], np.int64, 2 * len(exact), 16 * exact.offset)
    return raw[::2]


def _fen(text: str) -> int | None:
    bare = re.sub(r"[\s￥¥]", "", narrow(text))
    if len(bare) > 40 or not _AMOUNT.fullmatch(bare):
        return None
    whole, _, part = bare.replace(",", "").partition(".")
    if abs(int(whole)) >= _MAX_YUAN:
        return None
    sign = -1 if whole.startswith("-") else 1
    return sign * (abs(int(whole)) * 100 + int((part + "00")[:2]))


def _why_no_amount(text: str) -> Judged:
    bare = "".join(narrow(text).split())
    if not bare:
        return Judged(None, AMOUNT_MISSING, "没有金额", "填写以元为单位的金额")
    if re.fullmatch(r"-?[\d,]+\.\d{3,}", bare):
        return Judged(None, "amount_decimals", "金额有两位以上小数", "金额以元为单位，最多到分")
    if "万" in bare:
        return Judged(None, "amount_in_wan", "金额带有“万”字", "金额一律以元为单位填写数字")
    if bare.startswith(("#", "=")):
        return Judged(None, "formula", "这是公式或公式错误，不是数", "请改为数值")
    if _AMOUNT.fullmatch(bare):
        return Judged(None, "amount_too_large", "金额过大", "单笔应小于一千亿元，请核对")
    return Judged(None, "not_an_amount", "不是金额", "以元为单位填写数字，最多两位小数")


def word(values: Mapping[str, object], what: str, *, blank: object = None) -> Judge:
    """Accepts one of the words of `values`; the blank text too where `blank` is given."""

    def judge(text: str) -> Judged:
        if text in values:
            return Judged(values[text])
        if not text and blank is not None:
            return Judged(blank)
        near = get_close_matches(text[:60], values, 1)
        return Judged(
            None,
            "unknown_word" if text else "missing",
            f"不是{what}" if text else f"没有填{what}",
            f"应填：{near[0] if near else '、'.join(w for w in values if w)}",
        )

    return judge


def day_in(year: int, *, required: bool) -> Judge:
    """Accepts a date of that year, as 2023-03-31, 2023/3/31, 2023年3月31日 or 20230331."""

    def judge(text: str) -> Judged:
        if not text:
            return Judged(None, "missing", "没有日期", "写作 2023-03-31") if required else Judged(None)
        match = re.fullmatch(
            r"(\d{4})\s*[-/.年]?\s*(\d{1,2})\s*[-/.月]?\s*(\d{1,2})\s*日?(?:[ T]0?0:00(?::00(?:\.0+)?)?)?", narrow(text)
        )
        try:
            day = date(int(match[1]), int(match[2]), int(match[3])) if match else None
        except ValueError:
            day = None
        if day is None:
            return Judged(None, "not_a_day", "不是日期", "写作 2023-03-31")
        if day.year != year:
            return Judged(None, "other_year", f"日期不在 {year} 年度内", "跨年度的凭证请记入所属年度的账")
        return Judged(day)

    return judge


def text_judge(limit: int = 200) -> Judge:
    """Accepts any text up to `limit` characters."""

    def judge(text: str) -> Judged:
        return Judged(text) if len(text) <= limit else Judged(None, "too_long", f"超过 {limit} 个字", "请缩短")

    return judge


def labels(kinds: Any) -> dict[str, object]:
    """The Chinese words of an enumeration and its members."""
    return {kind.label: kind for kind in kinds}
