"""Declared tables: typed columns, what identifies a row, whom a finding is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


class ColumnType(Enum):
    """What a column means; the engines see integers, text and dates only."""

    INTEGER = "integer"
    TEXT = "text"
    DATE = "date"
    MONTH = "month"
    MONEY = "money"

    @property
    def title(self) -> str:
        """What a file should hold, in Chinese."""
        return {
            "integer": "整数",
            "text": "文字",
            "date": "日期",
            "month": "年月（YYYYMM）",
            "money": "金额（整数为分，小数或文字为元）",
        }[self.value]


@dataclass(frozen=True, slots=True)
class DeclaredColumn:
    """A column of a table: its name, Chinese title and type; `private` values are masked wherever they are shown."""

    name: str
    title: str
    type: ColumnType
    private: bool = False


@dataclass(frozen=True, slots=True)
class DeclaredTable:
    """A table: what identifies a row, whom a finding is about, by which column its files may be divided."""

    name: str
    title: str
    columns: Mapping[str, DeclaredColumn]
    key: tuple[str, ...]
    subject: tuple[str, ...]
    partition: str | None = None
