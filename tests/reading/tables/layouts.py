"""Consistent tables made up for tests, and their print as a ruled grid, as tabbed lines and as flattened lines."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from shebao.classification import Level, department_economic, functional
from shebao.reading.document import Grid, GridCell, Line
from shebao.report.provenance import Place

FUNCTIONAL_HEADS = {
    "income": (
        "收入决算表",
        ["本年收入合计", "财政拨款收入", "上级补助收入", "事业收入", "经营收入", "附属单位上缴收入", "其他收入"],
        ["total", "appropriation", "superior_subsidy", "business", "operating", "subsidiary", "other"],
    ),
    "expenditure": (
        "支出决算表",
        ["本年支出合计", "基本支出", "项目支出", "上缴上级支出", "经营支出", "对附属单位补助支出"],
        ["total", "basic", "project", "remitted", "operating", "subsidies"],
    ),
    "general_budget_expenditure": (
        "一般公共预算财政拨款支出决算表",
        ["小计", "基本支出", "项目支出"],
        ["total", "basic", "project"],
    ),
}


@dataclass
class Subject:
    """A row: code ('' for 合计), name and amounts in hundredths by column; zero is printed blank."""

    code: str
    name: str
    amounts: dict[str, int] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return self.code or "total"


def printed(amount: int, thousands: bool = True) -> str:
    """Hundredths as printed, blank for zero."""
    value = Decimal(amount) / 100
    return "" if not amount else f"{value:,.2f}" if thousands else f"{value:.2f}"


def functional_rows(codes: Sequence[str], amounts: Sequence[dict[str, int]]) -> list[Subject]:
    """合计, classes, categories and items in the order of their codes, parents the sums of their items."""
    rows: dict[str, Subject] = {"": Subject("", "合计")}
    for code, own in sorted(zip(codes, amounts, strict=True)):
        for level in ("", code[:3], code[:5], code):
            row = rows.setdefault(level, Subject(level, name_of(level)))
            for column, amount in own.items():
                row.amounts[column] = row.amounts.get(column, 0) + amount
                row.amounts["total"] = row.amounts.get("total", 0) + amount
    return list(rows.values())


def name_of(code: str) -> str:
    subject = functional().get(code, 2024) or department_economic().get(code)
    return subject.name if subject else "合计"


def item_codes() -> list[str]:
    """Items in use whose category and class have names."""
    subjects = functional()
    return sorted(
        {
            subject.code
            for subject in subjects
            if subject.level is Level.ITEM
            and all(subjects.in_use(code, 2024) for code in (subject.code, subject.code[:5], subject.code[:3]))
        }
    )


def functional_cells(table: str, rows: Sequence[Subject], split_codes: bool = False) -> list[list[str]]:
    """The table's head and rows as cells: codes in one column or in three."""
    _, labels, columns = FUNCTIONAL_HEADS[table]
    numbers = [str(number) for number in range(1, len(columns) + 1)]
    cells = [["项目", "", "", "", *labels], ["功能分类科目编码", "", "", "科目名称", *[""] * len(labels)]]
    cells.append(["类", "款", "项", "栏次", *numbers])
    for row in rows:
        codes = [row.code[:3], row.code[3:5], row.code[5:7]] if split_codes else [row.code, "", ""]
        cells.append([*codes, row.name, *[printed(row.amounts.get(column, 0)) for column in columns]])
    return cells


def grid(cells: Sequence[Sequence[str]], page: int = 1) -> Grid:
    """The cells as a ruled grid without merged cells."""
    place = Place(page=page)
    return Grid(tuple(tuple(GridCell(text, place) for text in row) for row in cells), place)


def lines(texts: Sequence[str]) -> list[Line]:
    """Texts as numbered lines."""
    return [Line(text, Place(line=number)) for number, text in enumerate(texts, 1)]


def head(title: str, number: int = 1) -> list[str]:
    """What stands above a table."""
    return [f"2024年度{title}", f"公开{number:02d}表", "单位：万元"]


def tabbed(title: str, cells: Sequence[Sequence[str]]) -> list[Line]:
    """The table as tabbed lines."""
    return lines([*head(title), *("\t".join(row) for row in cells)])


def flattened_functional(
    table: str, rows: Sequence[Subject], codes: str, shuffle: random.Random, thousands: bool = True
) -> list[str]:
    """The table as lines without its empty cells; `codes` are beside the names, apart or absent."""
    title, labels, columns = FUNCTIONAL_HEADS[table]
    texts = [*head(title), "栏 次 " + " ".join(str(number) for number in range(1, len(columns) + 1))]
    for row in rows:
        amounts = [printed(row.amounts.get(column, 0), thousands) for column in columns]
        beside = [row.code] if codes == "beside" and row.code else []
        texts.append(" ".join([*beside, row.name, *filter(None, amounts)]))
    texts.append("注：本表反映本年度各项情况。")
    if codes == "apart":
        apart = [row.code for row in rows if row.code]
        shuffle.shuffle(apart)
        texts.extend(apart)
    return [*texts, *labels]


INCOME = {
    "in.general": "一、一般公共预算财政拨款收入",
    "in.fund": "二、政府性基金预算财政拨款收入",
    "in.state_capital": "三、国有资本经营预算财政拨款收入",
    "in.superior_subsidy": "四、上级补助收入",
    "in.business": "五、事业收入",
    "in.operating": "六、经营收入",
    "in.subsidiary": "七、附属单位上缴收入",
    "in.other": "八、其他收入",
}
CLASSES = {
    "out.201": "一、一般公共服务支出",
    "out.202": "二、外交支出",
    "out.205": "三、教育支出",
    "out.208": "四、社会保障和就业支出",
    "out.210": "五、卫生健康支出",
    "out.212": "六、城乡社区支出",
    "out.213": "七、农林水支出",
    "out.220": "八、自然资源海洋气象等支出",
    "out.221": "九、住房保障支出",
    "out.229": "十、其他支出",
}
LEFT_END = {"in.total": "本年收入合计", "in.balances_used": "使用非财政拨款结余", "in.carry_over": "年初结转和结余"}
RIGHT_END = {"out.total": "本年支出合计", "out.distribution": "结余分配", "out.carry_over": "年末结转和结余"}
SideRow = tuple[str, str, int]


def balance(income: dict[str, int], classes: dict[str, int], carry_in: int) -> tuple[list[SideRow], list[SideRow]]:
    """Both sides of table 01 as (key, label, hundredths); what is not spent is carried over."""
    total_in, total_out = sum(income.values()), sum(classes.values())
    carry_in = max(carry_in, total_out - total_in)
    ends = {"in.total": total_in, "in.carry_over": carry_in}
    ends |= {"out.total": total_out, "out.carry_over": total_in + carry_in - total_out}
    left = [(key, label, income.get(key, 0)) for key, label in INCOME.items()]
    left += [("", "", 0)] * (len(CLASSES) - len(INCOME))
    left += [(key, label, ends.get(key, 0)) for key, label in LEFT_END.items()]
    right = [(key, label, classes.get(key, 0)) for key, label in CLASSES.items()]
    right += [(key, label, ends.get(key, 0)) for key, label in RIGHT_END.items()]
    left.append(("in.grand_total", "总计", total_in + carry_in))
    right.append(("out.grand_total", "总计", total_in + carry_in))
    return left, right


def balance_cells(left: Sequence[SideRow], right: Sequence[SideRow], numbered: bool) -> list[list[str]]:
    """Table 01 as cells, with 行次 or without."""
    cells = [["项目", *(["行次"] if numbered else []), "金额"] * 2]
    for index, (a, b) in enumerate(zip(left, right, strict=True), 1):
        line_a, line_b = ([str(index)], [str(index + len(left))]) if numbered else ([], [])
        cells.append([a[1], *line_a, printed(a[2]), b[1], *line_b, printed(b[2])])
    return cells


def economic_rows(amounts: dict[str, int]) -> tuple[list[Subject], list[Subject]]:
    """The personnel and the operating block of table 06, classes the sums of their categories."""
    blocks: tuple[list[Subject], list[Subject]] = ([], [])
    codes = sorted(
        subject.code for subject in department_economic() if subject.code[:3] in ("301", "302", "303", "310")
    )
    for code in codes:
        own = sum(amount for other, amount in amounts.items() if other.startswith(code))
        blocks[code[:3] in ("302", "310")].append(Subject(code, name_of(code), {"amount": own}))
    return blocks


def economic_cells(left: Sequence[Subject], right: Sequence[Subject]) -> list[list[str]]:
    """Table 06 as two blocks side by side, with the totals of both below."""
    cells = [["科目编码", "科目名称", "决算数"] * 2]
    blank = Subject("", "", {"amount": 0})
    for index in range(max(len(left), len(right))):
        row: list[str] = []
        for block in (left, right):
            subject = block[index] if index < len(block) else blank
            row += [subject.code, subject.name, printed(subject.amounts["amount"])]
        cells.append(row)
    totals = [printed(sum(s.amounts["amount"] for s in block if len(s.code) == 3)) for block in (left, right)]
    cells.append(["人员经费合计", "", totals[0], "公用经费合计", "", totals[1]])
    return cells


def without_blanks(cells: Sequence[Sequence[str]], one_a_line: bool) -> list[str]:
    """Cells as an extraction leaves them: blank ones gone, a row a line or a cell a line."""
    rows = [[text for text in row if text] for row in cells]
    return [text for row in rows for text in row] if one_a_line else [" ".join(row) for row in rows]
