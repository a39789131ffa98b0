"""What could not be imported: problems with the place (file, sheet, row) where they stand."""

from __future__ import annotations

from collections.abc import Sequence

from shebao.fields.problem import Place, Problem, ProblemsFound

NO_ENTRIES = "no_entries"
AMOUNT_MISSING = "amount_missing"


def rejected(
    code: str,
    reason: str,
    advice: str = "",
    *,
    file: str = "",
    sheet: str = "",
    row: int = 0,
    column: str = "",
    value: str = "",
    part: str = "",
    line: int | None = None,
) -> Problem:
    """One problem. `part` is what programs call the input (entries, budget, opening, plan, accounts, subjects, annex, closing,
    words), `row` the row of the sheet as a person counts it, 0 where the whole sheet is meant; `line` the id of the line
    where its source has ids."""
    return Problem(code, reason, advice, Place(file, sheet, row, part=part, line=line), column, value)


class ImportRejected(ProblemsFound):
    """A file has rows that cannot be imported; nothing of it was. `problems` lists them, `total` counts all."""

    def __init__(self, problems: Sequence[Problem], total: int | None = None) -> None:
        super().__init__(problems, total)
        self.args = (f"有 {self.total} 处不能导入",)
