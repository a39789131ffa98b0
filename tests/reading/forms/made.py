"""Forms made for tests: grids and tabbed lines, and reports that hold them."""

from collections.abc import Sequence

from shebao.reading.document import Block, Grid, GridCell, Line
from shebao.reading.forms import read_forms
from shebao.report import Identity, Report, Section
from shebao.report.forms import GlossaryEntry, KeyWorkItem
from shebao.report.provenance import Passage, Place, Source

Texts = Sequence[Sequence[str | None]]


def grid(rows: Texts, first_line: int = 1) -> Grid:
    """A ruled grid; None is a position that a merged cell covers."""
    made = []
    for number, row in enumerate(rows, first_line):
        cells: list[GridCell | None] = []
        for column, text in enumerate(row):
            span = 1
            while text is not None and column + span < len(row) and row[column + span] is None:
                span += 1
            cells.append(None if text is None else GridCell(text, Place(1, number), 1, span))
        made.append(tuple(cells))
    return Grid(tuple(made), Place(1, first_line))


def lines(text: str, first: int = 1) -> tuple[Line, ...]:
    """Lines of a text file; blank lines yield none."""
    numbered = enumerate(text.split("\n"), first)
    return tuple(
        Line(line.rstrip(), Place(line=number), closed=line.endswith(" ")) for number, line in numbered if line.strip()
    )


NATIONAL: Texts = (
    ("项目名称", None, "信息系统运行维护", None, None, None, None, None, None),
    ("主管部门", None, "某市人力资源和社会保障局", None, None, "实施单位", "某市社会保险中心", None, None),
    ("项目资金\n（万元）", None, "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"),
    (None, None, "年度资金总额", "100.00", "120.00", "90.00", "10", "75.00%", "7.50"),
    (None, None, "其中：当年财政拨款", "100.00", "120.00", "90.00", "—", "75.00%", "—"),
    ("年度总体目标", "预期目标", None, None, None, "实际完成情况", None, None, None),
    (None, "保障系统稳定运行", None, None, None, "系统运行稳定", None, None, None),
    ("绩效\n指标", "一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施"),
    (None, "产出指标\n（50分）", "数量指标", "维护系统数量", "≥8套", "8", "15", "15", ""),
    (None, None, None, "巡检次数", "≥12次", "9次", "15", "11.25", "疫情影响"),
    (None, None, "时效指标", "故障响应时间", "≤2小时", "2.5小时", "10", "8", ""),
    (None, None, "成本指标", "维护成本", "≤120万元", "90", "10", "10", ""),
    (None, "效益指标\n（30分）", "社会效益指标", "业务系统稳定性", "良好", "良好", "30", "28", ""),
    (None, "满意度指标\n（10分）", "服务对象满意度指标", "用户满意度", "≥90%", "95.5%", "10", "10", ""),
    ("总分", None, None, None, None, None, "100", "89.75", ""),
)  # fmt: skip


def report(blocks: Sequence[Block] = (), *, narrative: str = "", kind: str = "narrative.performance", year: int = 2022,
           key_work: tuple[KeyWorkItem, ...] = (), key_work_table: tuple[KeyWorkItem, ...] = (),
           glossary: tuple[GlossaryEntry, ...] = ()) -> Report:  # fmt: skip
    """A report with the forms of `blocks` and one performance section."""
    forms, _ = read_forms(tuple(blocks))
    passage = Passage(narrative, (0,), (Place(line=1),))
    section = Section(
        2, 13, kind, "预算绩效情况说明", Source("十三、预算绩效情况说明"), (passage,) if narrative else ()
    )
    part = Section(1, 3, "narrative", "说明", Source("第三部分"), (), (section,))
    identity = Identity("某市社会保险中心", "unit", "wuhan", year, "万元")
    return Report(identity, (), (part,), (), (), (), forms, key_work, key_work_table, glossary, (), ())
