"""X08: what the text says basic expenditure consists of is what table 06 shows amounts for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from shebao.auditing.context import Context
from shebao.auditing.registry import rule
from shebao.auditing.verdicts import Holds, Operand, Severity, Undecided, Verdict, Violated
from shebao.classification import department_economic, functional
from shebao.classification.groups import is_personnel
from shebao.classification.names import normalise
from shebao.report.provenance import Source
from shebao.report.statements import Listing
from shebao.report.tables import Row, Table, TableState

_SUFFIXES = ("支出", "费用", "费", "经费", "等")
_JOINED = re.compile(r"以及|和|及|与")
_RESIDUE = ("…", "⋯", "不涉及")


@dataclass(frozen=True, slots=True)
class _Comparison:
    blank: list[tuple[Source, Row]]
    foreign: list[Source]  # names of subjects that are none of this expenditure
    left_out: list[Row]


@rule(
    "X08",
    Severity.WARNING,
    "“主要包括”与经济分类",
    proves="人员经费、公用经费“主要包括”的科目在基本支出决算表中都有数，表中有数的科目都已列出。",
    basis="决算情况说明应与一般公共预算财政拨款基本支出决算表一致",
)
def listings(context: Context) -> Iterator[Verdict]:
    """Names after 主要包括 against the non-empty rows of table 06."""
    table = context.report.table("basic_expenditure")
    if table is None or table.state is not TableState.READ:
        return
    for claim in context.assertions.claims(Listing):
        if claim.measure in {"personnel", "operating", "general.basic"}:
            yield _listing(table, claim)


def _rows(table: Table, measure: str) -> list[Row]:
    rows = [row for row in table.rows if row.key.isdigit() and len(row.key) == 5 and row.name]
    match measure:
        case "personnel":
            return [row for row in rows if is_personnel(row.key)]
        case "operating":
            return [row for row in rows if not is_personnel(row.key)]
        case _:
            return rows


def _listing(table: Table, claim: Listing) -> Verdict:
    rows = _rows(table, claim.measure)
    doubtful = next((c.doubtful for row in rows for c in row.cells.values() if c.doubtful), "")
    if doubtful or not any(_has_amount(row) for row in rows):
        return Undecided(claim.source, doubtful or "基本支出决算表没有读到金额。")
    found = _compare(rows, claim)
    if not (found.blank or found.foreign or found.left_out):
        return Holds(claim.source)
    return _violated(claim, found)


def _compare(rows: list[Row], claim: Listing) -> _Comparison:
    listed: set[str] = set()
    blank: list[tuple[Source, Row]] = []
    unknown: list[Source] = []
    for name in claim.names:
        named = _rows_named(name.quote, rows)
        if not named:
            unknown.append(name)
        listed.update(row.key for row in named)
        blank += [(name, row) for row in named if not _has_amount(row)]
    open_ended = claim.source.quote.rstrip("。；;").endswith("等") or any(m in claim.source.quote for m in _RESIDUE)
    left_out = [row for row in rows if _has_amount(row) and row.key not in listed]
    foreign = [name for name in unknown if _is_subject(name.quote)]
    if open_ended or len(unknown) > len(foreign):
        left_out = []
    return _Comparison(blank, foreign, left_out)


def _is_subject(name: str) -> bool:
    """Whether the classification knows the name, as that of another kind of expenditure."""
    return bool(department_economic().named(name) or functional().named(name))


def _rows_named(name: str, rows: list[Row]) -> list[Row]:
    """The row with that name, or the rows of names joined by 和."""
    found = _row_named(name, rows)
    if found is not None:
        return [found]
    parts = [_row_named(part, rows) for part in _JOINED.split(name)]
    return [row for row in parts if row is not None] if None not in parts else []


def _row_named(name: str, rows: list[Row]) -> Row | None:
    """The row with that name, small variants of the name (支出, 费用, 费) allowed."""
    wanted = normalise(name)
    exact = [row for row in rows if normalise(row.name) == wanted]
    if exact:
        return exact[0]
    near = [row for row in rows if _stem(normalise(row.name)) == _stem(wanted)]
    return near[0] if len(near) == 1 else None


def _stem(name: str) -> str:
    for suffix in _SUFFIXES:
        name = name.removesuffix(suffix)
    return name.replace("和", "及")


def _has_amount(row: Row) -> bool:
    return any(cell.figure is not None and cell.figure.value != 0 for cell in row.cells.values())


def _violated(claim: Listing, found: _Comparison) -> Violated:
    parts = []
    if found.blank:
        parts.append(f"列出的{'、'.join(f'“{name.quote}”' for name, _ in found.blank)}在基本支出决算表中没有金额")
    if found.foreign:
        parts.append(f"列出的{'、'.join(f'“{name.quote}”' for name in found.foreign)}不属于这项经费")
    if found.left_out:
        names = "、".join(f"“{row.name}”{_amount(row)}" for row in found.left_out)
        parts.append(f"表中有金额的{names}没有列出")
    return Violated(
        source=claim.source,
        message=f"“主要包括”与表不符：{'；'.join(parts)}。",
        stated="、".join(name.quote for name in (*(name for name, _ in found.blank), *found.foreign)) or "未列出",
        expected="、".join(row.name for row in found.left_out) or "不列没有金额的科目",
        operands=(
            *(Operand(row.name, "空", row.source) for _, row in found.blank),
            *(Operand(row.name, _amount(row), row.source) for row in found.left_out),
        ),
    )


def _amount(row: Row) -> str:
    return next((f" {cell.figure.text} " for cell in row.cells.values() if cell.figure), "").rstrip()
