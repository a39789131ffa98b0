"""T01–T03: formulas inside one table, as specified and as printed under it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from fnmatch import fnmatchcase
from functools import cache

from shebao.auditing.context import Context
from shebao.auditing.registry import rule
from shebao.auditing.relations import Addend, decide
from shebao.auditing.verdicts import Severity, Undecided, Verdict, Violated
from shebao.report.provenance import Source
from shebao.report.tables import Family, Relation, Row, Shape, Table, TableSpec, TableState, Term

_BALANCE = "in.grand_total"


def readable(table: Table) -> bool:
    """Whether the table's cells can be computed with."""
    return table.state is TableState.READ


def read_tables(context: Context) -> Iterator[tuple[Table, TableSpec]]:
    """Each table that could be read, with its specification."""
    return ((table, table.spec) for table in context.report.tables if readable(table))


def column_name(spec: TableSpec, column: str) -> str:
    """The printed name of a column."""
    names = spec.columns.get(column) or spec.memo_columns.get(column) or (column,)
    return names[0].replace(" ", "")


@rule(
    "T01",
    Severity.ERROR,
    "栏间公式",
    proves="表内每一行各栏之间的公式成立，如支出合计等于基本支出、项目支出等各栏之和。",
    basis="部门决算报表表内勾稽关系（表下所印栏次公式）",
)
def column_formulas(context: Context) -> Iterator[Verdict]:
    """Each declared column relation in every row."""
    for table, spec in read_tables(context):
        for relation in spec.relations:
            columns = {column for row in table.rows for column in row.cells}
            if not _has_columns(columns, relation):
                continue
            for row in table.rows:
                if row.cells and (row.key or row.name) and _applies(relation, row):
                    yield from _column_relation(spec, relation, row, columns)


def _has_columns(columns: Set[str], relation: Relation) -> bool:
    return all(term.ref in columns for term in relation.left) and any(term.ref in columns for term in relation.right)


def _applies(relation: Relation, row: Row) -> bool:
    """Whether the row has the columns that the relation needs, and no amount in those that it must be without."""

    def amount(column: str) -> bool:
        cell = row.cells.get(column)
        return cell is not None and (cell.figure is not None or bool(cell.doubtful))

    return all(column in row.cells for column in relation.needs) and not any(map(amount, relation.without))


def _column_relation(spec: TableSpec, relation: Relation, row: Row, columns: Set[str]) -> Iterator[Verdict]:
    def addends(terms: Sequence[Term]) -> list[Addend]:
        return [Addend(f"“{column_name(spec, t.ref)}”", row.cells.get(t.ref), t.sign) for t in terms]

    left = addends(relation.left)
    if spec.id in _TWO_SIDED_COLUMNS and not any(a.cell for a in left):
        return
    where = f"《{spec.title}》“{row.name or '合计'}”行"
    source = _of_row(row, left)
    verdict = decide(left, addends(relation.right), where=where, source=source)
    missing = [column_name(spec, term.ref) for term in relation.right if term.ref not in columns]
    if isinstance(verdict, Violated) and missing and spec.shape is Shape.SINGLE_ROW:
        yield Undecided(source, f"{where}：表中没有读到“{missing[0]}”栏，不能判断合计是否正确", verdict.figures)
    elif verdict:
        yield verdict


_TWO_SIDED_COLUMNS = {"appropriation_balance"}


def _of_row(row: Row, left: Sequence[Addend]) -> Source:
    figure = left[0].figure if left else None
    return Source(row.source.quote, figure.source.place if figure else row.source.place)


@rule(
    "T02",
    Severity.ERROR,
    "行间公式",
    proves="合计行、总计行等于所属各行之和，收入总计与支出总计相等。",
    basis="部门决算报表表内勾稽关系（表下所印行次公式）；收支平衡",
)
def row_formulas(context: Context) -> Iterator[Verdict]:
    """Each declared row relation in every column."""
    for table, spec in read_tables(context):
        for relation in spec.row_relations:
            yield from _row_relation(table, spec, relation)


def _row_relation(table: Table, spec: TableSpec, relation: Relation) -> Iterator[Verdict]:
    left_rows = _matching(table, relation.left)
    if left_rows is None or any(table.row(key) is None for key in relation.needs):
        return
    if any(
        (row := table.row(key)) is not None and any(c.figure for c in row.cells.values()) for key in relation.without
    ):
        return
    right_rows = _matching(table, relation.right)
    if not right_rows:
        return
    unknown = next((row for row in table.rows if not row.key and any(c.figure for c in row.cells.values())), None)
    for column in _columns(left_rows):
        names = column_name(spec, column) if len(spec.columns) > 1 else ""
        right_column = _other_side(table, relation, column)
        if not any(right_column in row.cells for row, _ in right_rows):
            continue
        left = [Addend(f"“{row.name or row.key}”", row.cells.get(column), sign) for row, sign in left_rows]
        right = [Addend(f"“{row.name or row.key}”", row.cells.get(right_column), sign) for row, sign in right_rows]
        where = f"《{spec.title}》{f'“{names}”栏' if names else ''}“{left_rows[0][0].name}”"
        source = left_rows[0][0].source
        if unknown and (table.family is Family.BUDGET or any(term.is_sum for term in relation.right)):
            yield Undecided(source, f"{where}：有一行的科目不能识别（{unknown.name}），不能判断合计是否正确")
            continue
        tail = Severity.WARNING if relation.left[0].ref == _BALANCE else Severity.INFO
        verdict = decide(left, right, where=where, source=source, tail=tail)
        if verdict:
            yield verdict


def _matching(table: Table, terms: Sequence[Term]) -> list[tuple[Row, int]] | None:
    """The rows that the terms name; None where a single named left-hand row is not in the table."""
    found: list[tuple[Row, int]] = []
    for term in terms:
        rows = [row for row in table.rows if row.key and fnmatchcase(row.key, term.ref)]
        if not rows and not term.is_sum and term is terms[0] and len(terms) == 1:
            return None
        found.extend((row, term.sign) for row in rows)
    return found


def _columns(rows: Sequence[tuple[Row, int]]) -> list[str]:
    columns: list[str] = []
    for row, _ in rows:
        columns.extend(column for column in row.cells if column not in columns)
    return columns


def _other_side(table: Table, relation: Relation, column: str) -> str:
    """The column in which the right side stands: balances of 01 and 04 relate the two sides of the table."""
    if relation.left[0].ref.startswith("in.") and relation.right[0].ref.startswith("out."):
        return "total" if table.id in _TWO_SIDED_COLUMNS else column
    return column


_PRINTED = re.compile(r"(?<!\d)(\d+)\s*(行|栏)?\s*(?:各行|各栏)?\s*=\s*[(]?([0-9+\-. …]+)[)]?\s*(行|栏)")
_RANGE = re.compile(r"(?<!\d)(\d+)\+(?:\d+\+)?(?:…+|\.{2,})\+?(\d+)")


@cache
def parse_printed(text: str) -> tuple[str, int, tuple[tuple[int, int], ...]] | None:
    """A printed formula as (行 or 栏, left number, ((number, sign), …)), or None where it is none.

    `27行＝（1＋2＋…＋8）行`, `1栏各行=（2+3）栏各行`.
    """
    import unicodedata

    plain = unicodedata.normalize("NFKC", text).replace("－", "-").replace("−", "-").replace("...", "…")
    match = _PRINTED.search(re.sub(r"\s+", "", plain))
    if not match:
        return None
    axis = match[2] or match[4]
    body = match[3].strip("+")
    span = _RANGE.search(body)
    terms: list[tuple[int, int]] = []
    if span:
        first, last = int(span[1]), int(span[2])
        if not first < last <= first + 80:
            return None
        terms = [(number, 1) for number in range(first, last + 1)]
        body = body[: span.start()] + body[span.end() :]
    for sign, number in re.findall(r"([+-]?)(\d+)", body):
        terms.append((int(number), -1 if sign == "-" else 1))
    return axis, int(match[1]), tuple(terms)


@rule(
    "T03",
    Severity.ERROR,
    "表下所印公式",
    proves="报告在表下自己印出的行次、栏次公式，用表中所印的数成立。",
    basis="报告所印公式本身",
)
def printed_formulas(context: Context) -> Iterator[Verdict]:
    """Each formula printed in a table's notes, by printed line and column numbers."""
    for table, spec in read_tables(context):
        for note in table.notes:
            for text in note.formulas:
                parsed = parse_printed(text)
                if parsed:
                    yield from _printed(table, spec, text, *parsed)


def _printed(
    table: Table, spec: TableSpec, text: str, axis: str, number: int, terms: Sequence[tuple[int, int]]
) -> Iterator[Verdict]:
    where = f"《{spec.title}》表下公式 {text.strip()} "
    if axis == "行":
        rows = {row.line_number: row for row in table.rows if row.line_number is not None}
        left_row = rows.get(number)
        if left_row is None or not any(n in rows for n, _ in terms):
            return
        for column in left_row.cells:
            right = [Addend(f"第 {n} 行", rows[n].cells.get(column) if n in rows else None, sign) for n, sign in terms]
            left = [Addend(f"第 {number} 行", left_row.cells.get(column))]
            verdict = decide(left, right, where=where, source=left_row.source)
            if verdict:
                yield verdict
        return
    columns = table.column_numbers
    if number not in columns or any(n not in columns for n, _ in terms):
        return
    for row in table.rows:
        if not row.cells or columns[number] not in row.cells:
            continue
        left = [Addend(f"{number} 栏", row.cells.get(columns[number]))]
        right = [Addend(f"{n} 栏", row.cells.get(columns[n]), sign) for n, sign in terms]
        verdict = decide(left, right, where=f"{where}“{row.name or '合计'}”行", source=_of_row(row, left))
        if verdict:
            yield verdict
