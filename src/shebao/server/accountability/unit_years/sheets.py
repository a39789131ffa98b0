"""The four sheets of a unit-year: their kinds and models; lines as texts of the template and back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from shebao.accounts.importing.entries import BUDGET, ENTRIES, OPENING, PLAN, SheetKind
from shebao.accounts.ledger import Ledger
from shebao.accounts.vocabulary import BudgetKind, EntryKind, Funding, Spending
from shebao.fields.field import Field
from shebao.server.accountability.unit_years.models import BudgetLine, EntryLine, Line, OpeningLine, PlanLine

BATCH = 5_000


@dataclass(frozen=True)
class Sheet:
    """One sheet: its kind, title, the model of its lines and the words that its columns take."""

    kind: SheetKind
    title: str
    model: type[Line]
    words: Mapping[str, tuple[str, ...]]

    @property
    def id(self) -> str:
        """What programs call it."""
        return self.kind.id

    @property
    def columns(self) -> Sequence[Field]:
        """Its columns in the order of the template."""
        return self.kind.columns

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """The ids of the columns, which are the names of the model's fields."""
        return tuple(column.key for column in self.columns)

    def column(self, name: str) -> Field:
        """The column of that id."""
        return next(column for column in self.columns if column.key == name)


_FUNDING = tuple(kind.label for kind in Funding)
_SPENDING = tuple(kind.label for kind in Spending)
_MOVED = (EntryKind.INCOME.label, EntryKind.EXPENDITURE.label)

SHEETS: Mapping[str, Sheet] = {
    sheet.id: sheet
    for sheet in (
        Sheet(
            ENTRIES,
            "分录",
            EntryLine,
            {"kind": tuple(kind.label for kind in EntryKind), "funding": _FUNDING, "spending": _SPENDING},
        ),
        Sheet(
            BUDGET,
            "预算",
            BudgetLine,
            {
                "budget_kind": tuple(kind.label for kind in BudgetKind),
                "kind": _MOVED,
                "funding": _FUNDING,
                "spending": _SPENDING,
            },
        ),
        Sheet(OPENING, "年初结转", OpeningLine, {"funding": _FUNDING}),
        Sheet(PLAN, "用款计划", PlanLine, {"month": tuple(str(m) for m in range(1, 13))}),
    )
}
_KINDS: Mapping[str, Any] = {"kind": EntryKind, "funding": Funding, "spending": Spending, "budget_kind": BudgetKind}
_LABELS = {name: {kind.value: kind.label for kind in kinds} for name, kinds in _KINDS.items()}


def yuan(amount: int) -> str:
    """Fen as a person types yuan: 1234.50."""
    return f"{'-' if amount < 0 else ''}{abs(amount) // 100}.{abs(amount) % 100:02d}"


def written(field: str, value: Any) -> str:
    """The value of a line's field as the template writes it."""
    if value is None:
        return ""
    if field == "amount":
        return yuan(value)
    if field in _LABELS:
        return _LABELS[field].get(value, "")
    return value.isoformat() if isinstance(value, date) else str(value)


def texts(sheet: Sheet, line: Line) -> dict[str, str]:
    """A line as the texts of its columns."""
    return {name: written(name, getattr(line, name)) for name in sheet.fields}


def text_rows(sheet: Sheet, unit_year_id: int) -> Iterator[list[str]]:
    """All lines of a unit-year in their order, as texts of the template."""
    rows = sheet.model.objects.filter(unit_year=unit_year_id).order_by("position", "id").values_list(*sheet.fields)
    for row in rows.iterator(chunk_size=BATCH):
        yield [written(name, value) for name, value in zip(sheet.fields, row, strict=True)]


def ledger_rows(sheet: Sheet, ledger: Ledger) -> Iterator[dict[str, Any]]:
    """The lines of a validated ledger as values of the model's fields."""
    columns = [(name, [_stored(value) for value in ledger.columns[name].values], ledger.columns[name].codes.tolist())
               for name in sheet.fields if name != "amount"]  # fmt: skip
    amounts = ledger.amount.tolist()
    for index, amount in enumerate(amounts):
        row = {name: values[codes[index]] for name, values, codes in columns}
        yield {**row, "amount": amount}


def _stored(value: Any) -> Any:
    return value.value if isinstance(value, EntryKind | Funding | Spending | BudgetKind) else value
