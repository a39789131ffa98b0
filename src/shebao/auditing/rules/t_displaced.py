"""T10: amounts that stand beside the wrong subjects, a run of rows displaced against another table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from shebao.auditing.context import Context
from shebao.auditing.registry import rule
from shebao.auditing.rules.t_formulas import readable
from shebao.auditing.verdicts import Operand, Severity, Verdict, Violated
from shebao.report.provenance import Figure
from shebao.report.tables import Row, Table

_PAIRS = (
    ("general_budget_expenditure", "expenditure"),
    ("expenditure", "general_budget_expenditure"),
    ("income", "expenditure"),
)
_FEWEST = 4
_DIGITS = 4

Values = tuple[Decimal, ...]


@rule(
    "T10",
    Severity.ERROR,
    "金额错行",
    proves="一张表中连续多行的金额与科目没有错开：各行的金额不会恰好是另一张表中别的科目的金额。",
    basis="表间勾稽关系：同一科目在两张表中金额相同",
)
def displaced_rows(context: Context) -> Iterator[Verdict]:
    """A table several of whose rows carry the amounts that another table gives to the subjects a few rows away."""
    for name, other_name in _PAIRS:
        table, other = context.report.table(name), context.report.table(other_name)
        if table and other and readable(table) and readable(other):
            found = _displaced(table, other)
            if found:
                yield found
                return


def _displaced(table: Table, other: Table) -> Violated | None:
    columns = [column for column in ("total", "basic", "project") if _has(table, column) and _has(other, column)]
    rows = [row for row in table.rows if row.key.isdigit() or row.key == "total"]
    order = {row.key: position for position, row in enumerate(rows)}
    reference = {row.key: _values(row, columns) for row in other.rows if row.key in order}
    owners: dict[Values, list[str]] = {}
    for key, values in reference.items():
        owners.setdefault(values, []).append(key)
    wrong = [(row, _owner(row, columns, reference, owners, order)) for row in rows]
    moved = [(row, owner) for row, owner in wrong if owner and _is_distinct(_values(row, columns))]
    if len(moved) < _FEWEST or not _in_order([order[owner] for _, owner in moved]):
        return None
    first, owner = moved[0]
    after = [row for row in rows[order[first.key] :] if reference.get(row.key) != _values(row, columns)]
    figures = tuple(figure for row in after for figure in _figures(row))
    title, other_title = table.spec.title, other.spec.title
    shown = "、".join(_shown(row, columns) for row, _ in moved[:3])
    return Violated(
        source=first.source,
        message=(
            f"《{title}》自“{first.key} {first.name}”行起金额与科目错行：{len(moved)} 行的金额（{shown} 等）"
            f"在《{other_title}》中属于别的科目，如此行的 {_shown(first, columns)} 是“{owner}”的金额。"
        ),
        stated=_shown(first, columns),
        expected=f"按科目对齐，{first.key} 应为 {_expected(first, reference)}",
        operands=tuple(
            Operand(f"《{title}》{row.key} {row.name}（金额属于 {other_key}）", _shown(row, columns), row.source)
            for row, other_key in moved
        ),
        figures=figures,
        explains=figures,
    )


def _is_distinct(values: Values) -> bool:
    """Whether amounts are hardly those of another subject by chance: several columns, or four digits and more in one."""
    return len(values) > 1 or any(len(value.as_tuple().digits) >= _DIGITS for value in values)


def _has(table: Table, column: str) -> bool:
    return any(column in row.cells for row in table.rows)


def _values(row: Row, columns: Sequence[str]) -> Values:
    found = []
    for column in columns:
        cell = row.cells.get(column)
        found.append(cell.figure.value if cell and cell.figure else Decimal(0))
    return tuple(found)


def _owner(
    row: Row,
    columns: Sequence[str],
    reference: dict[str, Values],
    owners: dict[Values, list[str]],
    order: dict[str, int],
) -> str:
    """The subject that the row's amounts belong to in the other table, '' where they are its own or nobody's."""
    values = _values(row, columns)
    if not any(values) or reference.get(row.key) == values:
        return ""
    here = order[row.key]
    candidates = [key for key in owners.get(values, ()) if key != row.key]
    return min(candidates, key=lambda key: abs(order[key] - here), default="")


def _in_order(positions: Sequence[int]) -> bool:
    """Whether most positions rise: a displaced run keeps its order, chance equalities do not."""
    rises = sum(later >= earlier for earlier, later in pairwise(positions))
    return rises * 10 >= 7 * (len(positions) - 1)


def _figures(row: Row) -> Iterator[Figure]:
    return (cell.figure for cell in row.cells.values() if cell.figure is not None)


def _shown(row: Row, columns: Sequence[str]) -> str:
    return "/".join(cell.figure.text for column in columns if (cell := row.cells.get(column)) and cell.figure)


def _expected(row: Row, reference: dict[str, Values]) -> str:
    values = reference.get(row.key)
    return f"{values[0]:,}" if values else "空"
