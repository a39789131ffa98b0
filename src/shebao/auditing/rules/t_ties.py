"""T06–T09: one table against another; a table that has nothing to show is printed all the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from shebao.auditing.context import Context
from shebao.auditing.registry import rule
from shebao.auditing.relations import Addend, decide
from shebao.auditing.rules.t_formulas import column_name, read_tables, readable
from shebao.auditing.verdicts import Severity, Verdict, Violated
from shebao.report.provenance import Source
from shebao.report.tables import Relation, Row, Table, TableState, Term, ties


@rule(
    "T06",
    Severity.ERROR,
    "表间勾稽",
    proves="同一数在不同表中一致：01↔02、01↔03、01↔04、04↔05、05↔06、“三公”表↔06 等。",
    basis="部门决算报表表间勾稽关系",
)
def table_ties(context: Context) -> Iterator[Verdict]:
    """Each declared tie between tables that could be read."""
    for relation in ties(context.report.family):
        yield from _tie(context, relation)


def _tie(context: Context, relation: Relation) -> Iterator[Verdict]:
    tables = {_table_id(term): context.report.table(_table_id(term)) for term in (*relation.left, *relation.right)}
    usable = {name: table for name, table in tables.items() if table is not None and readable(table)}
    if len(usable) < len(tables) or not _applies(context, relation):
        return
    for key in _row_keys(usable, relation):
        left = [_addend(usable, term, key) for term in relation.left]
        right = [_addend(usable, term, key) for term in relation.right]
        if not all(left) or not all(right):
            continue
        verdict = decide(
            [a for a in left if a],
            [a for a in right if a],
            where="两表同一数",
            source=_source(usable, relation, key),
            operator=relation.operator,
        )
        if verdict:
            yield verdict


def _applies(context: Context, relation: Relation) -> bool:
    """Whether the cells that the relation needs have amounts, and those that it must be without have none."""

    def amount(reference: str) -> bool:
        table_id, row, column = reference.split(":")
        table = context.report.table(table_id)
        cell = table.cell(row, column) if table else None
        return cell is not None and (bool(cell.doubtful) or (cell.figure is not None and cell.figure.value != 0))

    return all(map(amount, relation.needs)) and not any(map(amount, relation.without))


def _table_id(term: Term) -> str:
    return term.ref.split(":")[0]


def _row_keys(tables: dict[str, Table], relation: Relation) -> Sequence[str]:
    """The keys that `*` stands for: rows in both tables; one empty key where the relation names its rows."""
    patterns = [term.ref.split(":")[1] for term in (*relation.left, *relation.right)]
    if not any("*" in pattern for pattern in patterns):
        return [""]
    first, second = relation.left[0], relation.right[0]
    keys = _star_keys(tables, first)
    others = set(_star_keys(tables, second))
    both = [key for key in keys if key in others]
    return [] if any(_all_blank(tables, term, both) for term in (first, second)) else both


def _star_keys(tables: dict[str, Table], term: Term) -> list[str]:
    table_id, pattern, _ = term.ref.split(":")
    prefix = pattern.removesuffix("*")
    keys = (row.key for row in tables[table_id].rows if row.key.startswith(prefix))
    return [key.removeprefix(prefix) for key in keys if key.removeprefix(prefix).isdigit()]


def _all_blank(tables: dict[str, Table], term: Term, keys: Sequence[str]) -> bool:
    """Whether none of the rows has a figure: a block left out as a whole, which its total row tells."""
    table_id, pattern, column = term.ref.split(":")
    return not any(tables[table_id].figure(pattern.replace("*", key), column) for key in keys)


def _addend(tables: dict[str, Table], term: Term, key: str) -> Addend | None:
    """The operand that a reference names; None where the table has no such row or column."""
    table_id, pattern, column = term.ref.split(":")
    table = tables[table_id]
    row = table.row(pattern.replace("*", key))
    if row is None or not any(column in other.cells for other in table.rows):
        return None
    cell = row.cells.get(column)
    spec = table.spec
    label = row.name or {"total": "合计", "row": ""}.get(row.key, row.key)
    several = len(spec.columns) > 1
    name = f"《{spec.title}》{f'“{label}”' if label else ''}{f'“{column_name(spec, column)}”' if several else ''}"
    return Addend(name, cell, term.sign)


def _source(tables: dict[str, Table], relation: Relation, key: str) -> Source:
    """The row of the first operand that has a figure, at the figure's place."""
    for term in (*relation.left, *relation.right):
        table_id, pattern, column = term.ref.split(":")
        row = tables[table_id].row(pattern.replace("*", key))
        cell = row.cells.get(column) if row else None
        if row and cell and cell.figure:
            return Source(row.source.quote or cell.source.quote, cell.source.place)
    return Source("")


@rule(
    "T07",
    Severity.WARNING,
    "无金额的科目行",
    proves="按科目列示的表中，有编码有名称而全行没有金额、其他表也没有该科目的行，是模板或别的单位残留的行。",
    basis="部门决算公开表只列示有发生额的科目",
)
def residue_rows(context: Context) -> Iterator[Verdict]:
    """Coded rows without any figure in a table whose other rows have figures."""
    used = {row.key for table, _ in read_tables(context) for row in table.rows if _has_amount(row)}
    for table, spec in read_tables(context):
        if table.id not in {"income", "expenditure", "general_budget_expenditure"}:
            continue
        if not any(row.key.isdigit() and _has_amount(row) for row in table.rows):
            continue
        empty = [row for row in table.rows if row.key.isdigit() and not _has_amount(row) and row.key not in used]
        if not empty or len(empty) * 2 > len(table.rows):
            continue
        names = "、".join(f"{row.key} {row.name}" for row in empty)
        yield Violated(
            source=empty[0].source,
            message=f"《{spec.title}》有 {len(empty)} 行科目没有任何金额，其他表也没有这些科目：{names}。应删除，或补填金额。",
            stated=names,
            expected="删除无金额的科目行",
        )


def _has_amount(row: Row) -> bool:
    """A figure other than zero; or a printed zero beside blank cells: an amount too small for the unit of the table."""
    figures = [cell.figure for cell in row.cells.values()]
    printed = [figure for figure in figures if figure is not None]
    return any(figure.value != 0 for figure in printed) or 0 < len(printed) < len(figures)


@rule(
    "T08",
    Severity.ERROR,
    "全口径支出与财政拨款支出",
    proves="全部收入都是财政拨款、也没有其他结转结余时，《收入支出决算总表》与《财政拨款收入支出决算总表》的各类支出相等。",
    basis="部门决算报表表间勾稽关系；两表口径相同的条件",
)
def same_scope(context: Context) -> Iterator[Verdict]:
    """01 against 04 class by class, where the scopes coincide."""
    whole, appropriation = context.report.table("income_and_expenditure"), context.report.table("appropriation_balance")
    if whole is None or appropriation is None or not (readable(whole) and readable(appropriation)):
        return
    if not _scopes_coincide(whole, appropriation):
        return
    for row in whole.rows:
        other = appropriation.row(row.key)
        if other is None or not row.key.startswith("out."):
            continue
        left = Addend(f"《{whole.spec.title}》“{row.name}”", row.cells.get("amount"))
        right = Addend(f"《{appropriation.spec.title}》“{other.name}”", other.cells.get("total"))
        verdict = decide([left], [right], where="两表同一数", source=row.source)
        if verdict:
            yield verdict


def _scopes_coincide(whole: Table, appropriation: Table) -> bool:
    def value(table: Table, key: str, column: str) -> Decimal:
        figure = table.figure(key, column)
        return figure.value if figure else Decimal(0)

    others = ("superior_subsidy", "business", "operating", "subsidiary", "other", "balances_used")
    return (
        all(value(whole, f"in.{key}", "amount") == 0 for key in others)
        and value(whole, "in.total", "amount") == value(appropriation, "in.total", "amount") != 0
        and value(whole, "in.carry_over", "amount") == value(appropriation, "in.carry_over", "amount")
    )


@rule(
    "T09",
    Severity.WARNING,
    "应列空表",
    proves="没有数据的表也列出格式并说明无数据，不能只有一句说明。",
    basis="地方预决算公开操作规程（财预〔2016〕143号）：没有数据的表格应当列出空表并说明",
)
def note_only_tables(context: Context) -> Iterator[Verdict]:
    """Tables of which only the sentence that there is nothing to show was found."""
    for table in context.report.tables:
        if table.state is not TableState.NOTE_ONLY:
            continue
        spec = table.spec
        note = table.notes[0].source if table.notes else table.title
        if note is not None:
            yield Violated(
                source=note,
                message=f"《{spec.title}》只有一句说明，没有列出空表。没有数据的表也应列出格式并注明无数据。",
                stated=note.quote,
                expected=f"列出空的《{spec.title}》并注明无数据",
            )
