"""Forms made for tests: known rows printed in many layouts, and ways in which extraction prints the same form otherwise."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from shebao.report.forms import Form

Cells = list[str]

_NAMES = {
    ("产出指标", "数量指标"): ("开展政策培训场次", "场", "入户走访家庭数", "户", "编印宣传手册数量", "册"),
    ("产出指标", "质量指标"): ("档案整理合格率", "%", "设备巡检覆盖率", "%", "案件一次办结率", "%"),
    ("产出指标", "时效指标"): ("申请平均办理天数", "天", "补贴按期拨付率", "%", "报表报送及时率", "%"),
    ("效益指标", "社会效益指标"): ("新增受益人数", "人", "辖区政策知晓率", "%", "岗位对接成功率", "%"),
    ("满意度指标", "服务对象满意度指标"): ("窗口办事群众满意度", "%", "培训学员满意度", "%", "受访企业满意率", "%"),
}
HEADS = {
    "one": "一级指标", "two": "二级指标", "name": "三级指标", "target": "年初目标值（A）", "actual": "实际完成值（B）", "weight": "分值",
    "score": "得分", "reason": "偏差原因分析及改进措施",
}  # fmt: skip
LAYOUTS = tuple(
    (columns.split(), caption, goal, total)
    for columns in (
        "one two name target actual score",
        "one two name target actual weight score",
        "one two name weight target actual score",
        "one two name target weight actual score",
        "one two name actual target weight score",
        "one two name weight score target actual",
        "one two name score weight target actual",
        "one two name target actual weight score reason",
        "one two name weight target actual score reason",
        "one name target actual weight score",
        "two name target actual weight score",
    )
    for caption, goal, total in (("name", "", "总分"), ("", "年度目标", "合计得分"), ("all", "", "自评总分"))
)
"""(columns, where weights stand in brackets, label of the goals, label of the total): 33 layouts."""


@dataclass(frozen=True)
class Truth:
    """One indicator as it was printed."""

    one: str
    two: str
    name: str
    target: str
    actual: str
    weight: str
    score: str
    reason: str


def truths(seed: int) -> list[Truth]:
    """Consistent or not: scores are drawn, so that nothing can be read off them."""
    rng = random.Random(seed)
    made = []
    for (one, two), choices in _NAMES.items():
        for index in rng.sample(range(3), rng.choice((1, 1, 2, 3))):
            name, unit = choices[2 * index], choices[2 * index + 1]
            number = rng.randint(60, 100) if unit == "%" else rng.randint(3, 4000)
            sign = rng.choice(("", "≥", "不低于"))
            done = rng.choice((number, max(number - rng.randint(1, 9), 1), number + rng.randint(1, 9)))
            reason = "受项目进度影响未完全达到目标" if done < number else ""
            points = rng.randint(4, 30)
            made.append(Truth(one, two, name, f"{sign}{number}{unit}", f"{done}{unit}", str(points), rng.choice((str(points), f"{points - 1}.5")), reason))  # fmt: skip
    return made


def table(
    rows: Sequence[Truth], layout: tuple[list[str], str, str, str], repeat: bool, heads: Mapping[str, str] = HEADS
) -> list[Cells]:
    """The form as rows of cells under these heads; a heading stands in its first row only, or in every row."""
    columns, caption, goal, total = layout
    width = len(columns)
    made = [
        ["项目名称", "公共服务能力提升", *[""] * (width - 2)],
        ["主管部门", "某市民政局", "实施单位", "某市救助站", *[""] * (width - 4)],
        [
            "预算执行情况（万元）（20分）",
            "预算数（A）",
            "执行数（B）",
            "执行率（B/A）",
            "得分（20分*执行率）",
            *[""] * (width - 5),
        ],
        ["年度财政资金总额", "120.50", "120.50", "100%", "20", *[""] * (width - 5)],
    ]
    if goal:
        made.append([goal, "规范开展服务，保障群众权益。", *[""] * (width - 2)])
    made.append([heads[column] for column in columns])
    before: tuple[str, str] = ("", "")
    for row in rows:
        cells = {
            "name": row.name,
            "target": row.target,
            "actual": row.actual,
            "weight": row.weight,
            "score": row.score,
            "reason": row.reason,
        }
        cells["one"] = row.one if repeat or row.one != before[0] else ""
        cells["two"] = row.two if repeat or (row.one, row.two) != before else ""
        if caption or "weight" not in columns:
            cells["name"] += f"（{row.weight}分）"
        if caption == "all" and cells["two"]:
            cells["two"] += f"（{sum(int(r.weight) for r in rows if r.two == row.two)}分）"
        before = (row.one, row.two)
        made.append([cells[column] for column in columns])
    made.append([total, *[""] * (width - 2), "98.5"])
    return made


def tabs(cells: Sequence[Cells]) -> str:
    """One row a line, cells between tabs."""
    return "\n".join("\t".join(row).rstrip() for row in cells)


def pipes(cells: Sequence[Cells]) -> str:
    """One row a line, cells between bars."""
    return "\n".join(f"|{'|'.join(row)}|" for row in cells)


def semicolons(cells: Sequence[Cells]) -> str:
    """One row a line, cells between semicolons."""
    return "\n".join(";".join(row) for row in cells)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def aligned(cells: Sequence[Cells]) -> str:
    """One row a line, columns aligned with spaces."""
    widths = [max(_width(row[column]) for row in cells) + 3 for column in range(len(cells[0]))]
    return "\n".join(
        "".join(text + " " * (widths[i] - _width(text)) for i, text in enumerate(row)).rstrip() for row in cells
    )


def one_a_line(cells: Sequence[Cells]) -> str:
    """One cell a line, blank cells left out."""
    return "\n".join(text for row in cells for text in row if text)


def spaced(cells: Sequence[Cells]) -> str:
    """One row a line, blank cells left out."""
    return "\n".join(" ".join(text for text in row if text) for row in cells)


def narrow(cells: Sequence[Cells]) -> str:
    """One cell a line, words broken after a few characters; numbers with their units stay whole."""
    lines = []
    for text in (text for row in cells for text in row if text):
        whole = len(text) <= 6 or text[0].isdigit() or text[0] in "≥不"
        lines += [text] if whole else [text[at : at + 6] for at in range(0, len(text), 6)]
    return "\n".join(lines)


def html(cells: Sequence[Cells]) -> str:
    """A table with a cell for each."""
    return (
        "<table>"
        + "".join("<tr>" + "".join(f"<td>{text}</td>" for text in row) + "</tr>" for row in cells)
        + "</table>"
    )


PRINTS: dict[str, Callable[[Sequence[Cells]], str]] = {
    "tabs": tabs, "pipes": pipes, "semicolons": semicolons, "aligned": aligned, "one a line": one_a_line, "spaced": spaced, "narrow": narrow, "html": html,
}  # fmt: skip
TITLE, REMARK = "2023年度公共服务能力提升项目绩效自评表", "备注：1.预算数按调整后的财政资金填列。"


def printed(body: str) -> str:
    """The whole form: title, body, remark."""
    return f"{TITLE}\n{body}\n{REMARK}\n"


def read_rows(form: Form) -> set[tuple[str, str, str, str]]:
    """Name, target, actual and score of the rows that were read with certainty."""
    return {
        (item.name, _bare(item.target.quote), _bare(item.actual.quote), item.score.text)
        for item in form.indicators
        if item.target and item.actual and item.score and not item.doubtful and not item.mixed
    }


def true_rows(rows: Sequence[Truth]) -> set[tuple[str, str, str, str]]:
    """The rows as `read_rows` should give them."""
    return {(row.name, row.target, row.actual, row.score) for row in rows}


def _bare(text: str) -> str:
    return "".join(text.split())
