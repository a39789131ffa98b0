"""What could not be imported: each with a code, its place (file, sheet, row, column), value, reason and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

NO_ENTRIES = "no_entries"
AMOUNT_MISSING = "amount_missing"


@dataclass(frozen=True, slots=True)
class Reject:
    """One problem. Programs know it by `code` and `part` (entries, budget, opening, plan, accounts, subjects, annex, closing,
    words), never by its words. `row` is the row of the sheet as a person counts it, 0 where the whole sheet is meant; `line`
    the id of the line where its source has ids."""

    code: str
    reason: str
    advice: str = ""
    file: str = ""
    sheet: str = ""
    row: int = 0
    column: str = ""
    value: str = ""
    part: str = ""
    line: int | None = None

    def __str__(self) -> str:
        place = f"{self.file}{f'〔{self.sheet}〕' if self.sheet else ''}"
        cell = "".join((f"第 {self.row} 行" if self.row else "", f"“{self.column}”" if self.column else ""))
        value = f"“{self.value}”" if self.value else ""
        return f"{place}{cell}{value}：{self.told}"

    @property
    def told(self) -> str:
        """The reason and what to do, without the place."""
        return f"{self.reason}{f'；{self.advice}' if self.advice else ''}。"


class ImportRejected(Exception):
    """A file has rows that cannot be imported; nothing of it was. `rejects` lists them, `total` counts all."""

    def __init__(self, rejects: Sequence[Reject], total: int | None = None) -> None:
        self.rejects = tuple(rejects)
        self.total = len(self.rejects) if total is None else total
        super().__init__(f"有 {self.total} 处不能导入")
