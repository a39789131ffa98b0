"""The disclosed tables as read, cell by cell, with the cells that findings touch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shebao.auditing.findings import AuditResult
from shebao.rendering.words import STATE_NAMES, place_words
from shebao.report.provenance import Source
from shebao.report.tables import Cell, Row, Shape, Table, TableSpec, TableState, table_specs

_RANK = {"error": 0, "warning": 1, "info": 2, "operand": 3, "": 4}


@dataclass(frozen=True, slots=True)
class CellView:
    """A cell: its characters, the gravest kind of finding that touches it, those findings' ids, and why its
    place in the table is doubtful or what else than position told it."""

    text: str
    kind: str = ""
    findings: str = ""
    label: str = ""
    doubtful: str = ""


@dataclass(frozen=True, slots=True)
class RowView:
    """A row: code, name, depth of the code, cells."""

    code: str
    name: str
    depth: int
    cells: tuple[CellView, ...]


@dataclass(frozen=True, slots=True)
class BlockView:
    """Rows under one heading (收入, 支出; '' where the table has one block)."""

    heading: str
    columns: tuple[str, ...]
    rows: tuple[RowView, ...]
    has_codes: bool


@dataclass(frozen=True, slots=True)
class TableView:
    """A table as read."""

    id: str
    title: str
    place: str
    state: str
    unit: str
    blocks: tuple[BlockView, ...]
    notes: tuple[str, ...]
    worst: str


class _Touched:
    """Which findings touch a figure: as its own or as an operand."""

    def __init__(self, result: AuditResult, numbers: dict[str, str]) -> None:
        self._numbers = numbers
        self._by_source: dict[Source, dict[str, str]] = {}
        for finding in result.findings:
            for operand in finding.operands:
                if operand.source:
                    self._by_source.setdefault(operand.source, {})[finding.id] = "operand"
            if finding.operands and finding.operands[0].source:
                self._by_source[finding.operands[0].source][finding.id] = finding.severity.value
            self._by_source.setdefault(finding.source, {})[finding.id] = finding.severity.value

    def view(self, cell: Cell | None) -> CellView:
        if cell is None:
            return CellView("")
        text = cell.figure.text if cell.figure else ""
        source = cell.figure.source if cell.figure else cell.source
        kinds = self._by_source.get(source) or self._by_source.get(cell.source) or {}
        worst = min(kinds.values(), key=lambda kind: _RANK[kind], default="")
        label = "、".join(self._numbers.get(finding, "") for finding in kinds)
        return CellView(text, worst, " ".join(kinds), f"问题 {label}" if label else "", cell.doubtful or cell.basis)


def table_views(result: AuditResult, numbers: dict[str, str]) -> list[TableView]:
    """The tables in the order of the specification, then what else was read."""
    touched = _Touched(result, numbers)
    order = {table_id: index for index, table_id in enumerate(table_specs(result.report.family))}
    tables = sorted(result.report.tables, key=lambda table: order.get(table.id, len(order)))
    return [_view(table, table.spec, touched) for table in tables]


def _view(table: Table, spec: TableSpec, touched: _Touched) -> TableView:
    blocks = tuple(_blocks(table, spec, touched)) if table.rows else ()
    kinds = [cell.kind for block in blocks for row in block.rows for cell in row.cells]
    return TableView(
        id=table.id,
        title=spec.title,
        place=place_words(table.place),
        state="" if table.state is TableState.READ else STATE_NAMES[table.state],
        unit=table.unit,
        blocks=blocks,
        notes=tuple(note.source.quote for note in table.notes),
        worst=min(kinds, key=lambda kind: _RANK[kind], default=""),
    )


def _blocks(table: Table, spec: TableSpec, touched: _Touched) -> Iterator[BlockView]:
    if spec.shape is Shape.SINGLE_ROW:
        yield _pivoted(table, spec, touched)
        return
    if spec.shape is Shape.TWO_SIDED:
        for heading, prefix in (("收入", "in."), ("支出", "out.")):
            rows = [row for row in table.rows if row.key.startswith(prefix)]
            yield _block(heading, rows, spec, touched)
        rest = [row for row in table.rows if not row.key.startswith(("in.", "out."))]
        if rest:
            yield _block("其他行", rest, spec, touched)
        return
    yield _block("", table.rows, spec, touched)


def _block(heading: str, rows: Sequence[Row], spec: TableSpec, touched: _Touched) -> BlockView:
    names = {**spec.columns, **spec.memo_columns}
    used = {column for row in rows for column in row.cells}
    columns = [column for column in names if column in used] + sorted(used - set(names))
    return BlockView(
        heading,
        tuple(names[column][0] if column in names else column for column in columns),
        tuple(
            RowView(row.code, row.name, _depth(row.code), tuple(touched.view(row.cells.get(c)) for c in columns))
            for row in rows
        ),
        any(row.code for row in rows),
    )


def _depth(code: str) -> int:
    return {5: 1, 7: 2}.get(len(code), 0) if code.isdigit() else 0


def _pivoted(table: Table, spec: TableSpec, touched: _Touched) -> BlockView:
    """A single row of budget and actual figures as a row for each item."""
    row = table.rows[0]
    items = [column.removeprefix("budget.") for column in spec.columns if column.startswith("budget.")]
    rows = tuple(
        RowView(
            "",
            spec.columns[f"budget.{item}"][0].split(maxsplit=1)[-1].removesuffix("小计").strip(),
            0 if item in ("total", "abroad", "vehicles", "reception") else 1,
            tuple(touched.view(row.cells.get(f"{side}.{item}")) for side in ("budget", "actual")),
        )
        for item in items
    )
    return BlockView("", ("预算数", "决算数"), rows, False)
