"""Months and days: parsing what people write, ages, and counting months."""

from __future__ import annotations

import calendar
import re
from datetime import date
from typing import NamedTuple

EARLIEST_YEAR = 1880
LATEST_YEAR = 2150

_SEPARATED = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})(?:\s*[-/.月]\s*(\d{1,2})?\s*日?)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})?")
_TIME_OF_DAY = re.compile(r"[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９－／．　", "0123456789-/. ")


class Month(NamedTuple):
    """A calendar month."""

    year: int
    month: int

    @property
    def ordinal(self) -> int:
        """Months since year 0: differences of ordinals are months."""
        return self.year * 12 + self.month - 1

    @property
    def first_day(self) -> date:
        """The first day of the month."""
        return date(self.year, self.month, 1)

    def plus(self, months: int) -> Month:
        """The month so many months later (earlier where negative)."""
        return month_of_ordinal(self.ordinal + months)

    def since(self, earlier: Month) -> int:
        """Months from `earlier` to this month."""
        return self.ordinal - earlier.ordinal

    def __str__(self) -> str:
        return f"{self.year}年{self.month}月"

    @property
    def iso(self) -> str:
        """YYYY-MM."""
        return f"{self.year:04d}-{self.month:02d}"


def month_of_ordinal(ordinal: int) -> Month:
    """The month of `Month.ordinal`."""
    return Month(ordinal // 12, ordinal % 12 + 1)


def month_of(day: date) -> Month:
    """The month that a day is in."""
    return Month(day.year, day.month)


def parse_month(text: str) -> Month:
    """A month from what people write (1965-05, 1965年5月, 196505, 1965/5/12). Raises ValueError with the reason."""
    year, month, day = _numbers(text)
    if day is not None:
        _day(text, year, month, day)
    return Month(year, month)


def parse_day(text: str) -> date:
    """A day from what people write (1965-05-12, 1965年5月12日, 19650512). Raises ValueError with the reason."""
    year, month, day = _numbers(text)
    if day is None:
        raise ValueError(f"“{text}”没有日，应写成 1965-05-12")
    return _day(text, year, month, day)


def _numbers(text: str) -> tuple[int, int, int | None]:
    clean = _TIME_OF_DAY.sub("", str(text).translate(_FULL_WIDTH).strip())
    match = _SEPARATED.fullmatch(clean) or _COMPACT.fullmatch(clean)
    if not match or len(clean) > 20:
        raise ValueError(f"“{str(text)[:30]}”不是年月，应写成 1965-05 或 1965年5月")
    year, month = int(match[1]), int(match[2])
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise ValueError(f"“{clean}”的年份应在 {EARLIEST_YEAR} 至 {LATEST_YEAR} 之间")
    if not 1 <= month <= 12:
        raise ValueError(f"“{clean}”的月份应在 1 至 12 之间")
    return year, month, int(match[3]) if match[3] else None


def _day(text: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError(f"“{text}”：{year}年{month}月没有 {day} 日") from None


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last day of that month where it is shorter."""
    month = month_of(day).plus(months)
    last = calendar.monthrange(month.year, month.month)[1]
    return date(month.year, month.month, min(day.day, last))


def age_text(months: int) -> str:
    """An age or a span in months, in words: 60周岁2个月 is `60岁2个月`."""
    years, rest = divmod(months, 12)
    return f"{years}岁{rest}个月" if rest else f"{years}岁"


def span_text(months: int) -> str:
    """A span in months as 年 and 月."""
    years, rest = divmod(months, 12)
    return "".join((f"{years}年" if years or not rest else "", f"{rest}个月" if rest else ""))
