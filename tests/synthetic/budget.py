"""Budget disclosures (预算公开) of an invented unit: consistent tables in several wordings and layouts, as HTML.

A table is a title and rows of cells; a cell is its text, or (text, rows, columns) where it is merged; None is covered by one.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from html import escape

Cell = str | tuple[str, int, int] | None
UNIT = "示例区就业服务中心"
ITEMS = {
    "2080101": ("208", "社会保障和就业支出", "20801", "人力资源和社会保障管理事务", "行政运行"),
    "2080109": ("208", "社会保障和就业支出", "20801", "人力资源和社会保障管理事务", "社会保险经办机构"),
    "2080505": ("208", "社会保障和就业支出", "20805", "行政事业单位养老支出", "机关事业单位基本养老保险缴费支出"),
    "2101102": ("210", "卫生健康支出", "21011", "行政事业单位医疗", "事业单位医疗"),
    "2210201": ("221", "住房保障支出", "22102", "住房改革支出", "住房公积金"),
}
ECONOMIC = {"301": "工资福利支出", "302": "商品和服务支出", "303": "对个人和家庭的补助"}
BELOW = {
    "30101": "基本工资",
    "30102": "津贴补贴",
    "30201": "办公费",
    "30217": "公务接待费",
    "30231": "公务用车运行维护费",
    "30302": "退休费",
}
RUNNING_COSTS = "1,912.34"
STYLES = ("ministry", "eastern", "compared")


@dataclass
class Plan:
    """The amounts, in fen."""

    rng: random.Random
    year: int
    basic: dict[str, int] = field(default_factory=dict)
    project: dict[str, int] = field(default_factory=dict)
    prior: dict[str, int] = field(default_factory=dict)
    other: int = 0
    three: dict[str, int] = field(default_factory=dict)
    three_prior: dict[str, int] = field(default_factory=dict)
    economic: dict[str, int] = field(default_factory=dict)

    def total(self, code: str = "") -> int:
        return sum(self.basic[c] + self.project[c] for c in ITEMS if c.startswith(code))


def plan(seed: int) -> Plan:
    """Random amounts that add up."""
    rng = random.Random(seed)

    def amount(low: int, high: int) -> int:
        return rng.randrange(low * 10_000, high * 10_000) * 100

    made = Plan(rng, rng.randint(2023, 2026))
    for code in ITEMS:
        made.basic[code], made.project[code] = amount(20, 300), amount(5, 90) if code.startswith("20801") else 0
        made.prior[code] = amount(20, 350)
    made.other = amount(3, 40)
    made.three = {
        "abroad": amount(1, 3),
        "purchase": amount(10, 20),
        "operation": amount(3, 9),
        "reception": amount(1, 4),
    }
    made.three_prior = {key: amount(1, 20) for key in made.three}
    parts = {"30101": 40, "30102": 20, "30201": 15, "30217": 0, "30231": 0, "30302": 5}
    rest = sum(made.basic.values())
    made.economic = {"30217": made.three["reception"], "30231": made.three["operation"]}
    rest -= sum(made.economic.values())
    for code, share in parts.items():
        made.economic.setdefault(code, rest * share // 80 // 10_000 * 10_000)
    made.economic["30101"] += rest - sum(v for c, v in made.economic.items() if c not in {"30217", "30231"})
    return made


def money(fen: int) -> str:
    return f"{fen / 1_000_000:,.2f}" if fen else ""


def tables(made: Plan, style: str) -> list[tuple[str, list[list[Cell]]]]:
    """Title and rows of each table in one style of heads."""
    year, last = made.year, made.year - 1
    grand = made.total() + made.other
    classes = {code[:3]: item[1] for code, item in ITEMS.items()}
    own = {"208": made.other}
    now = {"ministry": "预算数", "eastern": "本年预算", "compared": f"{year}年预算数"}[style]
    left = [
        ("一般公共预算拨款收入", made.total()),
        ("政府性基金预算拨款收入", 0),
        ("事业收入", 0),
        ("其他收入", made.other),
    ]
    right = [(name, made.total(code) + own.get(code, 0)) for code, name in classes.items()]
    both: list[list[Cell]] = [[("收入", 1, 2), None, ("支出", 1, 2), None]]
    both.append(["项目", now, "项目" if style != "eastern" else "项目（按功能分类）", now])
    for i in range(max(len(left), len(right))):
        a = left[i] if i < len(left) else ("", 0)
        b = right[i] if i < len(right) else ("", 0)
        both.append(
            [
                f"{'一二三四五'[i]}、{a[0]}" if a[0] else "",
                money(a[1]),
                f"{'一二三四五'[i]}、{b[0]}" if b[0] else "",
                money(b[1]),
            ]
        )
    if style != "eastern":
        both.append(["本年收入合计", money(grand), "本年支出合计", money(grand)])
    both.append(["收入总计", money(grand), "支出总计", money(grand)])
    names = {
        "ministry": [
            "部门收支总表",
            "部门收入总表",
            "部门支出总表",
            "财政拨款收支总表",
            "一般公共预算支出表",
            "一般公共预算基本支出表",
            "一般公共预算“三公”经费支出表",
        ],
        "eastern": [
            "单位财务收支预算总表",
            "单位收入预算总表",
            "单位支出预算总表",
            "单位财政拨款收支预算总表",
            "单位一般公共预算支出功能分类预算表",
            "单位一般公共预算基本支出预算部门经济分类预算表",
            "单位“三公”经费和机关运行经费预算表",
        ],
        "compared": [
            "收支总体情况表",
            "收入总体情况表",
            "支出总体情况表",
            "财政拨款收支总体情况表",
            "一般公共预算支出情况表",
            "一般公共预算基本支出情况表",
            "一般公共预算“三公”经费支出情况表",
        ],
    }[style]
    return [
        (names[0], both),
        (names[1], _income(made, style)),
        (names[2], _coded(made, ["合计", "基本支出", "项目支出"], lambda c: (made.total(c) + _own(made, c), sum(made.basic[i] for i in ITEMS if i.startswith(c)), sum(made.project[i] for i in ITEMS if i.startswith(c)) + _own(made, c)))),
        (names[3], _balance(made, classes)),
        (names[4], _general(made, style, last)),
        (names[5], _economic(made, style)),
        (names[6], _three(made, style, last)),
    ]  # fmt: skip


def _own(made: Plan, code: str) -> int:
    return made.other if "2080109".startswith(code) else 0


def _income(made: Plan, style: str) -> list[list[Cell]]:
    total, general = made.total() + made.other, made.total()
    if style == "eastern":
        return [["科目编码", "科目名称", "合计", "财政拨款收入", "事业收入", "其他收入"],
                *[[c, ITEMS[c][4], money(made.total(c) + _own(made, c)), money(made.total(c)), "", money(_own(made, c))] for c in ITEMS],
                [("合计", 1, 2), None, money(total), money(general), "", money(made.other)]]  # fmt: skip
    return [[("部门（单位）代码", 2, 1), ("部门（单位）名称", 2, 1), ("合计", 2, 1), ("本年收入", 1, 4), None, None, None, ("上年结转结余", 1, 2), None],
            [None, None, None, "小计", "一般公共预算", "事业收入", "其他收入", "小计", "一般公共预算"],
            ["", "合计", money(total), money(total), money(general), "", money(made.other), "", ""],
            ["205001", UNIT, money(total), money(total), money(general), "", money(made.other), "", ""]]  # fmt: skip


def _coded(made: Plan, heads: list[str], values) -> list[list[Cell]]:
    rows: list[list[Cell]] = [["科目编码", "科目名称", *heads]]
    seen: set[str] = set()
    for code, item in ITEMS.items():
        for at, name in ((code[:3], item[1]), (code[:5], item[3]), (code, item[4])):
            if at not in seen:
                seen.add(at)
                rows.append([at, name, *map(money, values(at))])
    rows.append([("合计", 1, 2), None, *map(money, values(""))])
    return rows


def _balance(made: Plan, classes: dict[str, str]) -> list[list[Cell]]:
    rows: list[list[Cell]] = [[("收入", 1, 2), None, ("支出", 1, 4), None, None, None],
                              ["项目", "预算数", "项目", "合计", "一般公共预算", "政府性基金预算"]]  # fmt: skip
    left = [
        ("一、本年收入", made.total()),
        ("（一）一般公共预算拨款", made.total()),
        ("（二）政府性基金预算拨款", 0),
        ("二、上年结转", 0),
    ]
    right = [
        ("一、本年支出", made.total()),
        *((f"（{'一二三四'[i]}）{n}", made.total(c)) for i, (c, n) in enumerate(classes.items())),
    ]
    for a, b in zip(left, right, strict=True):
        rows.append([a[0], money(a[1]), b[0], money(b[1]), money(b[1]), ""])
    rows.append(["收入总计", money(made.total()), "支出总计", money(made.total()), money(made.total()), ""])
    return rows


def _general(made: Plan, style: str, last: int) -> list[list[Cell]]:
    def sums(code: str) -> tuple[int, int, int]:
        own = [c for c in ITEMS if c.startswith(code)]
        return made.total(code), sum(made.basic[c] for c in own), sum(made.project[c] for c in own)

    if style != "compared":
        return _coded(made, ["合计", "基本支出", "项目支出"], sums)

    def values(code: str) -> tuple[int, ...]:
        before = sum(v for c, v in made.prior.items() if c.startswith(code))
        return before, *sums(code), sums(code)[0] - before

    rows = _coded(made, ["x"] * 5, values)
    return [[("科目编码", 2, 1), ("科目名称", 2, 1), (f"{last}年预算数", 2, 1), (f"{last + 1}年预算数", 1, 3), None, None, (f"{last + 1}年预算数比{last}年预算数增减", 2, 1)],
            [None, None, None, "小计", "基本支出", "项目支出", None], *rows[1:]]  # fmt: skip


def _economic(made: Plan, style: str) -> list[list[Cell]]:
    rows: list[list[Cell]] = [["科目编码", "科目名称", "合计", "人员经费", "公用经费"]]
    for code, name in ECONOMIC.items():
        below = {c: v for c, v in made.economic.items() if c.startswith(code) and v}
        for at, (label, value) in {
            code: (name, sum(below.values())),
            **{c: (BELOW[c], v) for c, v in sorted(below.items())},
        }.items():
            people = code != "302"
            rows.append([at, label, money(value), money(value) if people else "", "" if people else money(value)])
    public = sum(v for c, v in made.economic.items() if c.startswith("302"))
    total = sum(made.economic.values())
    rows.append([("合计", 1, 2), None, money(total), money(total - public), money(public)])
    return rows


def _three(made: Plan, style: str, last: int) -> list[list[Cell]]:
    def row(t: dict[str, int]) -> list[str]:
        vehicles = t["purchase"] + t["operation"]
        return [money(sum(t.values())), money(t["abroad"]), money(vehicles), money(t["purchase"]), money(t["operation"]), money(t["reception"])]  # fmt: skip

    if style == "compared":
        labels = [
            "合计",
            "1.因公出国（境）费",
            "2.公务用车购置及运行费",
            "其中：公务用车购置费",
            "公务用车运行费",
            "3.公务接待费",
        ]
        pairs = zip(labels, row(made.three_prior), row(made.three), strict=True)
        return [["项目", f"{last}年预算数", f"{last + 1}年预算数"], *[[a, b, c] for a, b, c in pairs]]
    head: list[list[Cell]] = [[("“三公”经费合计", 2, 1), ("因公出国（境）费", 2, 1), ("公务用车购置及运行费", 1, 3), None, None, ("公务接待费", 2, 1)],
                              [None, None, "小计", "公务用车购置费", "公务用车运行费", None]]  # fmt: skip
    body = row(made.three)
    if style == "eastern":
        head[0].append(("机关运行经费预算数", 2, 1))
        head[1].append(None)
        body.append(RUNNING_COSTS)
    return [*head, list(body)]


def html(made: Plan, style: str, changed: tuple[int, int, int, str] | None = None) -> str:
    """The whole disclosure; `changed` puts another text into a cell: table, row, column, text."""
    parts = [f"<h1>{UNIT}{made.year}年单位预算公开</h1><h2>第一部分 {UNIT}概况</h2><p>负责就业服务。</p>", f"<h2>第二部分 {made.year}年单位预算表</h2>"]  # fmt: skip
    for number, (title, rows) in enumerate(tables(made, style)):
        parts.append(f"<p>{made.year}年{title}</p><p>单位：万元</p><table>")
        for r, row in enumerate(rows):
            cells = []
            for c, cell in enumerate(row):
                if cell is None:
                    continue
                text, down, across = cell if isinstance(cell, tuple) else (cell, 1, 1)
                if changed and changed[:3] == (number, r, c):
                    text = changed[3]
                cells.append(f'<td rowspan="{down}" colspan="{across}">{escape(text)}</td>')
            parts.append(f"<tr>{''.join(cells)}</tr>")
        parts.append("</table>")
    three = money(sum(made.three.values()))
    parts.append(
        f"<h2>第三部分 {made.year}年单位预算情况说明</h2><p>一、“三公”经费预算情况说明</p><p>{made.year}年“三公”经费预算{three}万元。</p>"
    )
    parts.append("<h2>第四部分 名词解释</h2><p>（一）基本支出：维持单位运转的支出。</p>")
    return "".join(parts)
