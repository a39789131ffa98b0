"""T04–T05: a subject is the sum of its children, and the total row the sum of the classes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from shebao.auditing.context import Context
from shebao.auditing.registry import rule
from shebao.auditing.relations import Addend, decide
from shebao.auditing.rules.t_formulas import column_name, read_tables
from shebao.auditing.verdicts import Severity, Undecided, Verdict
from shebao.report.tables import Row, Shape, Table, TableSpec

# a budget lists the subjects of its own year; what the year before spent on others has no row
_OF_ANOTHER_YEAR = frozenset({"prior", "prior_actual", "change", "change_rate"})
_CODED = {Shape.FUNCTIONAL, Shape.ECONOMIC}


@rule(
    "T04",
    Severity.ERROR,
    "上级科目等于下级科目之和",
    proves="类级科目的金额等于所属款级之和，款级等于所属项级之和（基本支出表：类等于款之和）。",
    basis="《政府收支分类科目》的类、款、项从属关系",
)
def parents(context: Context) -> Iterator[Verdict]:
    """Every subject that has children in its table, in every column."""
    for table, spec in read_tables(context):
        if spec.shape not in _CODED:
            continue
        coded = {row.key: row for row in table.rows if row.key.isdigit()}
        children = _children(coded)
        for code, below in children.items():
            yield from _sum_of(table, spec, coded[code], below)


def _children(coded: Mapping[str, Row]) -> dict[str, list[Row]]:
    """The rows directly below each row, by code; a level that a table leaves out is passed over."""
    children: dict[str, list[Row]] = {}
    for code, row in coded.items():
        for length in range(len(code) - 2, 2, -2):
            if code[:length] in coded:
                children.setdefault(code[:length], []).append(row)
                break
    return children


def _sum_of(table: Table, spec: TableSpec, parent: Row, below: Sequence[Row]) -> Iterator[Verdict]:
    for column in _columns(spec, table):
        left = [Addend(_name(parent), parent.cells.get(column))]
        right = [Addend(_name(row), row.cells.get(column)) for row in below]
        label = f"“{column_name(spec, column)}”栏" if spec.shape is Shape.FUNCTIONAL else ""
        where = f"《{spec.title}》{label}{_name(parent)}与其下级科目之和"
        if _unrecognised(table, column):
            yield Undecided(parent.source, f"{where}：表中有行的科目不能识别，不能判断下级科目是否齐全")
            continue
        verdict = decide(left, right, where=where, source=parent.source)
        if verdict:
            yield verdict


def _columns(spec: TableSpec, table: Table) -> list[str]:
    present = {column for row in table.rows for column in row.cells} - _OF_ANOTHER_YEAR
    return [column for column in (*spec.columns, *spec.memo_columns) if column in present]


def _unrecognised(table: Table, column: str) -> bool:
    return any(not row.key and column in row.cells and row.cells[column].figure for row in table.rows)


def _name(row: Row) -> str:
    return f"{row.key}“{row.name}”"


@rule(
    "T05",
    Severity.ERROR,
    "合计行等于各类之和",
    proves="按科目列示的各表，合计行等于各类级科目之和。",
    basis="部门决算报表表内勾稽关系",
)
def total_rows(context: Context) -> Iterator[Verdict]:
    """The total row against the topmost subjects, in every column."""
    for table, spec in read_tables(context):
        total = table.row("total")
        if spec.shape is not Shape.FUNCTIONAL or total is None:
            continue
        coded = {row.key: row for row in table.rows if row.key.isdigit()}
        nested = {row.key for below in _children(coded).values() for row in below}
        top = [row for code, row in coded.items() if code not in nested]
        if not top:
            continue
        for column in _columns(spec, table):
            where = f"《{spec.title}》“{column_name(spec, column)}”栏合计行与各类之和"
            if _unrecognised(table, column):
                yield Undecided(total.source, f"{where}：表中有行的科目不能识别，不能判断各类是否齐全")
                continue
            left = [Addend("合计", total.cells.get(column))]
            right = [Addend(_name(row), row.cells.get(column)) for row in top]
            verdict = decide(left, right, where=where, source=total.source)
            if verdict:
                yield verdict
