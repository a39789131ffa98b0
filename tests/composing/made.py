"""A manuscript made by hand with every kind of block, small enough to be understood."""

from __future__ import annotations

from decimal import Decimal

from shebao.composing.manuscript import (
    Align,
    Bar,
    Cell,
    ChartBlock,
    ChartKind,
    Gap,
    Heading,
    Manuscript,
    PageBreak,
    Paragraph,
    ParagraphStyle,
    Run,
    RunKind,
    Series,
    TableBlock,
    TableKind,
)
from shebao.evidence import Origin
from shebao.money import parse_number
from shebao.report import Identity, Report
from shebao.report.measures import CellRef
from shebao.report.provenance import NOWHERE, Figure, Source
from shebao.report.tables import TableState
from shebao.report.tables.model import Cell as ReadCell
from shebao.report.tables.model import Row, Table

HOSTILE = '<script>alert("1")</script>&=1+1'

INCOME = CellRef("three_public", "row", "budget.total")
SPENT = CellRef("three_public", "row", "actual.total")


def text(words: str) -> Run:
    return Run(words)


def figure(words: str, anchor: str, formula: str, *cells: CellRef, prior: bool = False) -> Run:
    return Run(words, RunKind.FIGURE, Origin(formula, cells, prior), anchor)


def amount(ref: CellRef, words: str) -> Cell:
    return Cell(words, align=Align.RIGHT, ref=ref, value=Decimal(words.replace(",", "")) if words else None)


def three_public_table() -> TableBlock:
    """公开09表: a header of two levels over six budget and six actual columns."""
    names = ("小计", "公务用车购置费", "公务用车运行费")
    items = ("total", "abroad", "vehicles", "vehicle_purchase", "vehicle_operation", "reception")
    side = (
        Cell("合计", rows=2, strong=True),
        Cell("因公出国（境）费", rows=2, strong=True),
        Cell("公务用车购置及运行费", columns=3, strong=True),
        Cell("公务接待费", rows=2, strong=True),
    )
    budget = ("1,210.50", "", "1,200.00", "0.00", "1,200.00", "10.50")
    actual = ("1,190.30", "", "1,180.00", "0.00", "1,180.00", "10.30")
    return TableBlock(
        TableKind.DISCLOSURE,
        "three_public",
        "财政拨款“三公”经费支出决算表",
        header=(
            (Cell("预算数", columns=6, strong=True), Cell("决算数", columns=6, strong=True)),
            (*side, *side),
            tuple(Cell(name, strong=True) for name in (*names, *names)),
            tuple(Cell(str(number)) for number in range(1, 13)),
        ),
        body=(
            (
                *(amount(CellRef("three_public", "row", f"budget.{i}"), v) for i, v in zip(items, budget, strict=True)),
                *(amount(CellRef("three_public", "row", f"actual.{i}"), v) for i, v in zip(items, actual, strict=True)),
            ),
        ),
        widths=(12,) * 12,
        number="公开09表",
        owner="公开单位：示范市社会保险中心",
        unit="单位：万元",
        notes=("注：本表反映部门本年度“三公”经费支出预决算情况。",),
        landscape=True,
        anchor="table-three_public",
    )


def key_work_table() -> TableBlock:
    header = (tuple(Cell(words, strong=True) for words in ("序号", "重要事项", "工作内容及目标", "完成情况")),)
    rows = tuple(
        (Cell(str(n)), Cell(f"事项{n}", align=Align.LEFT), Cell(HOSTILE, align=Align.LEFT), Cell("已完成"))
        for n in range(1, 4)
    )
    return TableBlock(TableKind.KEY_WORK, "key-work", "重点工作完成情况", header, rows, (6, 20, 40, 40), anchor="key")


def chart(ordinal: int, kind: ChartKind) -> ChartBlock:
    bars = (Bar("基本支出", Decimal("1190.30"), "1,190.30"), Bar("项目支出", Decimal("300.00"), "300.00"))
    series = (Series("2023年度", bars), Series("2022年度", bars))[: 1 if kind is ChartKind.SHARES else 2]
    return ChartBlock(
        f"chart-{ordinal}", kind, f"图{ordinal}：支出决算结构", "万元", series, "基本支出占多数。", f"c{ordinal}"
    )


def report_of(table: TableBlock) -> Report:
    """The report that says what that table says."""
    cells = {
        cell.ref.column: ReadCell(Figure(cell.text, parse_number(cell.text), "", Source(cell.text)), Source(cell.text))  # type: ignore[arg-type]
        for row in table.body
        for cell in row
        if cell.ref is not None and cell.text
    }
    read = Table(
        table.id,
        TableState.READ,
        Source(table.title),
        NOWHERE,
        (Row("row", "", cells, Source("")),),
        number=table.number,
    )
    identity = Identity("示范市社会保险中心", "unit", "wuhan", 2023, "万元")
    return Report(identity, (), (), (read,), (), (), (), (), (), (), (), ())


def made(gap: bool = False) -> Manuscript:
    """The manuscript; with `gap` one reason is missing."""
    table = three_public_table()
    reason = Run("〔待填：原因〕", RunKind.GAP) if gap else text("主要是厉行节约。")
    blocks = (
        Heading(1, "第一部分  概况", "part-1", "overview"),
        Heading(2, "一、主要职能", "s-1"),
        Paragraph((text("负责社会保险经办工作。"), Run(HOSTILE, RunKind.STRONG))),
        PageBreak(),
        Heading(1, "第二部分  2023年度单位决算表", "part-2", "tables"),
        table,
        Heading(1, "第三部分  2023年度单位决算情况说明", "part-3", "narrative"),
        Heading(2, "一、“三公”经费支出决算情况说明", "s-2"),
        Heading(3, "（一）总体情况", "s-2-1"),
        Paragraph(
            (
                text("“三公”经费预算数为"),
                figure("1,210.50", "f1", "《三公经费表》预算数合计", INCOME),
                text("万元，支出决算数为"),
                figure("1,190.30", "f2", "《三公经费表》决算数合计", SPENT),
                text("万元，完成预算的"),
                figure("98.3%", "f3", "1,190.30 ÷ 1,210.50 × 100% = 98.3%", SPENT, INCOME),
                text("，比上年减少"),
                figure("3.20", "f4", "1,193.50 − 1,190.30 = 3.20", SPENT, prior=True),
                text("万元，"),
                reason,
            )
        ),
        Heading(4, "1.支出结构", "s-2-1-1"),
        Heading(5, "（1）图示", "s-2-1-1-1"),
        chart(1, ChartKind.GROUPED),
        chart(2, ChartKind.SHARES),
        Paragraph((text("注：占比按四舍五入计算。"),), ParagraphStyle.NOTE),
        Paragraph((text("甲、乙、丙"),), ParagraphStyle.LIST),
        Paragraph((text("（此页无正文）"),), ParagraphStyle.CENTRE),
        key_work_table(),
    )
    gaps = (Gap("reasons.three_public", "一、“三公”经费支出决算情况说明", "说明减少的原因"),) if gap else ()
    return Manuscript(("2023年度示范市社会保险中心单位决算", "2024年8月"), blocks, gaps, report_of(table))
