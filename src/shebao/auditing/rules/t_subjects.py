"""T11–T12: codes and names of subjects belong together, and no row of the form is left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher

from shebao.auditing.context import Context
from shebao.auditing.registry import rule
from shebao.auditing.rules.t_formulas import read_tables
from shebao.auditing.verdicts import Holds, Operand, Severity, Undecided, Verdict, Violated
from shebao.classification.names import normalise
from shebao.classification.subjects import Classification, department_economic, functional, parent
from shebao.report import Report
from shebao.report.provenance import Source
from shebao.report.tables import Family, Row, Shape, Table, TableSpec

_ALIKE = 0.55
_TOTALS: Mapping[Shape, tuple[tuple[str, str], ...]] = {
    Shape.TWO_SIDED: (
        ("in.total", "本年收入合计"),
        ("in.grand_total", "总计"),
        ("out.total", "本年支出合计"),
        ("out.grand_total", "总计"),
    ),
    Shape.FUNCTIONAL: (("total", "合计"),),
    Shape.ECONOMIC: (("personnel", "人员经费合计"), ("operating", "公用经费合计")),
}


@rule(
    "T11",
    Severity.WARNING,
    "科目编码与名称",
    proves="表中印出的科目编码与科目名称是同一个科目：不是别的科目的名称，与其他表中同一编码的名称一致。",
    basis="《政府收支分类科目》的编码与名称",
)
def codes_and_names(context: Context) -> Iterator[Verdict]:
    """Each row with a printed code and name, against the classification and the other tables."""
    printed = _names_by_code(context.report)
    for table, spec in read_tables(context):
        if spec.shape is Shape.TWO_SIDED or spec.shape is Shape.SINGLE_ROW:
            continue
        known = department_economic() if spec.shape is Shape.ECONOMIC else functional()
        for row in table.rows:
            if _has_code_and_name(row):
                yield from _row(row, table, spec, known, printed)


def _has_code_and_name(row: Row) -> bool:
    """Whether code and name were read from the same line or row, not put together by the reader."""
    return row.code.isdigit() and bool(row.name) and row.code in row.source.quote and row.name[:2] in row.source.quote


def _names_by_code(report: Report) -> dict[tuple[Shape, str], dict[str, tuple[str, Source]]]:
    """By code the name that each table prints, and where."""
    found: dict[tuple[Shape, str], dict[str, tuple[str, Source]]] = {}
    for table in report.tables:
        shape = table.spec.shape
        for row in table.rows:
            if _has_code_and_name(row):
                found.setdefault((shape, row.code), {})[table.id] = (row.name, row.source)
    return found


def _bare(name: str) -> str:
    return normalise(name).removesuffix("支出")


def _row(
    row: Row,
    table: Table,
    spec: TableSpec,
    known: Classification,
    printed: Mapping[tuple[Shape, str], Mapping[str, tuple[str, Source]]],
) -> Iterator[Verdict]:
    official = {_bare(subject.name) for subject in known if subject.code == row.code}
    own = _bare(row.name)
    if own in official:
        yield Holds(row.source)
        return
    others = [(name, source) for other, (name, source) in printed[spec.shape, row.code].items() if other != table.id]
    different = [(name, source) for name, source in others if not _alike(_bare(name), own)]
    owners = sorted({subject.code for subject in known.named(row.name)})
    if different and (_bare(different[0][0]) in official or len(different) > 1 or owners):
        name, source = different[0]
        yield _violated(row, spec, name, Operand(f"另一张表中{row.code}的名称", name, source))
    elif official and owners and not any(_alike(name, own) for name in official):
        subject = known.get(row.code)
        name = subject.name if subject else ""
        yield _violated(row, spec, name, Operand(f"政府收支分类科目{row.code}", name))


def _alike(left: str, right: str) -> bool:
    return left in right or right in left or SequenceMatcher(None, left, right, autojunk=False).ratio() >= _ALIKE


def _violated(row: Row, spec: TableSpec, name: str, operand: Operand) -> Violated:
    return Violated(
        source=row.source,
        message=f"《{spec.title}》中{row.code}的名称印为“{row.name}”，这个编码是“{name}”，编码与名称不符。",
        stated=row.name,
        expected=name,
        operands=(Operand(f"{row.code}所印名称", row.name, row.source), operand),
        key=row.code,
    )


@rule(
    "T12",
    Severity.WARNING,
    "缺行",
    proves="按科目列示的表类、款、项逐级都有，合计、总计行都在，没有漏掉一行。",
    basis="部门决算公开表的格式：类、款、项逐级列示并有合计",
)
def missing_rows(context: Context) -> Iterator[Verdict]:
    """Rows that the rest of the table presupposes and that are not there."""
    severity = Severity.INFO if context.report.text_only else None
    for table, spec in read_tables(context):
        if any(not row.key and any(cell.figure for cell in row.cells.values()) for row in table.rows):
            yield Undecided(table.title or table.rows[0].source, f"《{spec.title}》有行不能识别，不能判断是否缺行")
            continue
        if spec.family is Family.ACCOUNTS or spec.shape is Shape.FUNCTIONAL:
            yield from _missing_totals(table, spec, severity)
        if spec.shape is Shape.FUNCTIONAL:
            yield from _missing_levels(table, spec, severity)


def _missing_totals(table: Table, spec: TableSpec, severity: Severity | None) -> Iterator[Violated]:
    keys = {row.key for row in table.rows}
    wanted = _TOTALS.get(spec.shape, ())
    if len(table.rows) < 3 or (not any(key in keys for key, _ in wanted) and spec.shape is not Shape.FUNCTIONAL):
        return
    for key, name in wanted:
        if key not in keys:
            yield _absent(table, spec, name, severity, key)


def _missing_levels(table: Table, spec: TableSpec, severity: Severity | None) -> Iterator[Violated]:
    coded = {row.key: row for row in table.rows if row.key.isdigit()}
    levels = {len(code) for code in coded}
    if len(levels) < 2 or len(coded) < 4:
        return
    for code, row in coded.items():
        above = parent(code)
        if above and above not in coded and len(above) in levels:
            yield _absent(table, spec, f"{above}（{code}“{row.name}”的上级科目）", severity, above, row)
    parents = {parent(code) for code in coded}
    for code, row in coded.items():
        if len(code) < max(levels) and code not in parents and any(cell.figure for cell in row.cells.values()):
            yield _absent(table, spec, f"{code}“{row.name}”的下级科目", severity, f"{code}??", row)


def _absent(
    table: Table, spec: TableSpec, name: str, severity: Severity | None, key: str, row: Row | None = None
) -> Violated:
    source = row.source if row else table.title or table.rows[0].source
    return Violated(
        source=source,
        message=f"《{spec.title}》没有“{name}”这一行，而表中其他行应当包括它。",
        stated="缺行",
        expected=name,
        severity=severity,
        key=f"{table.id} {key}",
    )
