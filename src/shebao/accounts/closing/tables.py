"""The nine tables as `report` tables: rows by the layout of place and year, figures as displayed, notes with the truth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from shebao.accounts.closing.amounts import Address
from shebao.classification import Classification
from shebao.money import Number, format_amount
from shebao.report.provenance import NOWHERE, Figure, Source
from shebao.report.relations import checks
from shebao.report.tables.layout import Layout, Side, TableLayout
from shebao.report.tables.model import Cell, Note, Row, Table, TableState
from shebao.report.tables.specification import Shape

_NUMERALS = "零一二三四五六七八九"
ROUNDING_NOTE = "金额单位换算并四舍五入，分项之和与合计可能有尾数差异：{places}。"


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose tables: full name, the word 单位 or 部门, and the year."""

    name: str
    word: str
    year: int

    def filled(self, text: str) -> str:
        """A text of the layout with the name, word and year in it."""
        return text.replace("{name}", self.name).replace("{owner}", self.word).replace("{year}", str(self.year))


@dataclass(frozen=True, slots=True)
class Names:
    """The classifications that rows are named by."""

    functional: Classification
    economic: Classification


def numeral(number: int) -> str:
    """1–99 in Chinese."""
    tens, ones = divmod(number, 10)
    return ("" if not tens else "十" if tens == 1 else f"{_NUMERALS[tens]}十") + (_NUMERALS[ones] if ones else "")


def report_tables(
    figures: Mapping[Address, Decimal], layout: Layout, owner: Owner, names: Names, money_unit: str
) -> tuple[Table, ...]:
    """The tables of that layout with those displayed figures; what is absent is blank."""
    return tuple(_table(table, layout, figures, owner, names, money_unit) for table in layout.tables)


def _table(
    table: TableLayout,
    layout: Layout,
    figures: Mapping[Address, Decimal],
    owner: Owner,
    names: Names,
    money_unit: str,
) -> Table:
    own = {address: value for address, value in figures.items() if address.table == table.spec.id}
    rows = tuple(_rows(table, own, owner.year, names, money_unit))
    notes = [owner.filled(note) for note in table.notes]
    if not own and table.empty:
        notes.append(owner.filled(table.empty))
    notes.extend(rounding_notes(table, own, rows))
    return Table(
        id=table.spec.id,
        state=TableState.READ if own else TableState.EMPTY,
        title=Source(owner.filled(table.title)),
        place=NOWHERE,
        rows=rows,
        notes=tuple(Note(Source(note)) for note in notes),
        number=table.number,
        unit=money_unit,
        column_numbers=column_numbers(table),
    )


def column_numbers(table: TableLayout) -> dict[int, str]:
    """Which column a printed 栏次 stands for."""
    printed = [cell.text for cell in table.header[-1] if cell.text.isdecimal()]
    columns = [column for side in table.sides for column in side.columns] or list(table.columns)
    return {int(number): column for number, column in zip(printed, columns, strict=False)}


def _rows(
    table: TableLayout, figures: Mapping[Address, Decimal], year: int, names: Names, money_unit: str
) -> Iterator[Row]:
    if table.spec.shape is Shape.TWO_SIDED:
        for side in with_more_classes(table, figures):
            yield from _side(table, side, figures, year, names, money_unit)
        return
    if table.spec.shape is Shape.ECONOMIC:
        for block in economic_blocks(table, figures):
            for code in block:
                yield _row(table, code, code, name_of(names.economic, code, year), ["amount"], figures, money_unit)
        for key, _ in table.totals:
            yield _row(table, key, "", table.spec.expenditure[key][0], ["amount"], figures, money_unit)
        return
    if table.spec.shape is Shape.SINGLE_ROW:
        yield _row(table, "row", "", "", table.columns, figures, money_unit)
        return
    codes = sorted({address.row for address in figures if address.row.isdecimal()})
    order = [*codes, "total"] if table.total_last else ["total", *codes]
    for key in order:
        name = "合计" if key == "total" else name_of(names.functional, key, year)
        yield _row(table, key, "" if key == "total" else key, name, table.columns, figures, money_unit)


def name_of(classification: Classification, code: str, year: int) -> str:
    """The name of a code in that year, the code itself where it is not known."""
    subject = classification.get(code, year)
    return subject.name if subject else code


def with_more_classes(table: TableLayout, figures: Mapping[Address, Decimal]) -> tuple[Side, ...]:
    """The sides of a two-sided table, with a row for each class that has amounts and is not in the layout."""
    known = {key for side in table.sides for key in side.keys}
    more = sorted({a.row for a in figures if a.row.startswith("out.2") and a.row not in known})
    if not more:
        return table.sides
    left, right = table.sides
    at = right.keys.index("out.total")
    blank = left.keys.index("in.total")
    return (
        Side(left.columns, (*left.keys[:blank], *[""] * len(more), *left.keys[blank:]), left.first_line),
        Side(right.columns, (*right.keys[:at], *more, *right.keys[at:]), right.first_line),
    )


def economic_blocks(table: TableLayout, figures: Mapping[Address, Decimal]) -> tuple[tuple[str, ...], ...]:
    """The blocks of economic codes, with each code that has amounts and is not in the layout after its neighbours."""
    used = {address.row for address in figures if address.row.isdecimal()}
    blocks = [[code for code in block if code in used or code not in table.if_used] for block in table.blocks]
    for code in sorted(used - {code for block in blocks for code in block}):
        block = next((b for b in blocks if code[:3] in b), blocks[-1])
        places = {other[:3]: place for place, other in reversed(list(enumerate(block)))}
        block.append(code)
        block.sort(key=lambda c: (places.get(c[:3], len(block)), c))
    return tuple(tuple(block) for block in blocks)


def _side(
    table: TableLayout, side: Side, figures: Mapping[Address, Decimal], year: int, names: Names, money_unit: str
) -> Iterator[Row]:
    for index, key in enumerate(side.keys):
        if key:
            yield _row(
                table,
                key,
                "",
                label(table, side, key, year, names),
                side.columns,
                figures,
                money_unit,
                side.line(index),
            )


def label(table: TableLayout, side: Side, key: str, year: int, names: Names) -> str:
    """What a row of a two-sided table is called: the leading income items and the classes are numbered 一、二、…"""
    if key in table.labels:
        return table.labels[key]
    spec = table.spec
    if key.startswith("out.2"):
        classes = [k for k in side.keys if k.startswith("out.2")]
        return f"{numeral(classes.index(key) + 1)}、{name_of(names.functional, key[4:], year)}"
    known = {**spec.income, **spec.expenditure}[key][0]
    numbered = [k for k in side.keys[: side.keys.index("in.total")] if k] if "in.total" in side.keys else []
    return f"{numeral(numbered.index(key) + 1)}、{known}" if key in numbered else known


def _row(
    table: TableLayout,
    key: str,
    code: str,
    name: str,
    columns: list[str] | tuple[str, ...],
    figures: Mapping[Address, Decimal],
    money_unit: str,
    line: int | None = None,
) -> Row:
    cells = {column: _cell(figures.get(Address(table.spec.id, key, column)), money_unit) for column in columns}
    return Row(key=key, name=name, cells=cells, source=Source(name), code=code, line_number=line)


def _cell(value: Decimal | None, money_unit: str) -> Cell:
    if value is None:
        return Cell(None, Source(""))
    text = format_amount(value)
    decimals = -int(value.as_tuple().exponent)
    return Cell(Figure(text, Number(value, decimals), money_unit, Source(text)), Source(text))


def rounding_notes(table: TableLayout, figures: Mapping[Address, Decimal], rows: tuple[Row, ...]) -> Iterator[str]:
    """A note that names where displayed parts do not add up to the displayed total, with the difference."""
    names = {row.key: row.name or row.code for row in rows}
    places = []
    for check in checks(figures):
        own = all(address.table == table.spec.id for _, address in (*check.left, *check.right))
        if own and check.operator == "=" and not check.holds(figures):
            address = check.left[0][1]
            place = f"“{names.get(address.row, address.row).lstrip('、')}”差 {check.difference(figures):+f}"
            places.append(place)
    if places:
        distinct = list(dict.fromkeys(places))
        shown = "、".join(distinct[:12]) + (f"等 {len(distinct)} 处" if len(distinct) > 12 else "")
        yield ROUNDING_NOTE.format(places=shown)
