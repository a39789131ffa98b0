"""Imported ledgers written back as sheets of the template: import(export(x)) is x."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from shebao.accounts.account_set import AccountSet
from shebao.accounts.importing.schema import BUDGET_COLUMNS, ENTRY_COLUMNS, OPENING_COLUMNS, PLAN_COLUMNS
from shebao.accounts.ledger import Ledger
from shebao.accounts.vocabulary import BudgetKind, EntryKind, Funding, Spending
from shebao.fields.field import Field

_MOST_ROWS = 1_048_575


class TooManyRows(Exception):
    """A workbook sheet cannot hold so many rows."""


def ledgers(accounts: AccountSet) -> dict[str, tuple[Ledger, Sequence[Field]]]:
    """The ledgers of an account set by sheet name, opening balances apart from entries, with their columns."""
    opening = accounts.entries.columns["day"].where(lambda day: day is None)
    parts: dict[str, tuple[Ledger | None, Sequence[Field]]] = {
        "entries": (accounts.entries.where(~opening), ENTRY_COLUMNS),
        "opening": (accounts.entries.where(opening), OPENING_COLUMNS),
        "budget": (accounts.budget, BUDGET_COLUMNS),
        "plan": (accounts.plan, PLAN_COLUMNS),
    }
    return {name: (ledger, columns) for name, (ledger, columns) in parts.items() if ledger is not None and len(ledger)}


def write_csv(path: Path, ledger: Ledger, columns: Sequence[Field]) -> None:
    """The lines as UTF-8 CSV with the headers of the template."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow([column.label for column in columns])
        out.writerows(_rows(ledger, columns))


def write_workbook(path: Path, ledger: Ledger, columns: Sequence[Field]) -> None:
    """The lines as one sheet with the headers of the template. Raises TooManyRows."""
    import xlsxwriter

    if len(ledger) > _MOST_ROWS:
        raise TooManyRows(f"有 {len(ledger)} 行，一张工作表最多 {_MOST_ROWS} 行；请导出为 CSV")
    with xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_numbers": False}) as workbook:
        sheet = workbook.add_worksheet()
        for row, values in enumerate([[column.label for column in columns], *_rows(ledger, columns)]):
            for position, value in enumerate(values):
                sheet.write_string(row, position, value)


def _rows(ledger: Ledger, columns: Sequence[Field]) -> Iterator[list[str]]:
    texts = [_amounts(ledger) if column.key == "amount" else _texts(ledger, column.key) for column in columns]
    return (list(row) for row in zip(*texts, strict=True))


def _texts(ledger: Ledger, name: str) -> Iterator[str]:
    column = ledger.columns[name]
    words = [_word(value) for value in column.values]
    return (words[code] for code in column.codes.tolist())


def _amounts(ledger: Ledger) -> Iterator[str]:
    for amount in ledger.amount.tolist():
        yield f"{'-' if amount < 0 else ''}{abs(amount) // 100}.{abs(amount) % 100:02d}"


def _word(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, BudgetKind | EntryKind | Funding | Spending):
        return value.label
    return value.isoformat() if isinstance(value, date) else str(value)
