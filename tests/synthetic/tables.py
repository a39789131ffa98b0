"""The nine tables of a synthetic report, in the columns of Wuhan's or Shanghai's form."""

from __future__ import annotations

from collections.abc import Sequence

from synthetic.accounts import FUND_ITEM, STATE_CAPITAL_ITEM, Accounts, Item, name_of
from synthetic.pieces import Cell, Grid, Mark, Text
from synthetic.style import Style

NUMERALS = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十"]
CLASSES = [
    "一般公共服务支出",
    "外交支出",
    "国防支出",
    "公共安全支出",
    "教育支出",
    "科学技术支出",
    "文化旅游体育与传媒支出",
    "社会保障和就业支出",
    "卫生健康支出",
    "节能环保支出",
    "城乡社区支出",
    "农林水支出",
    "交通运输支出",
    "资源勘探工业信息等支出",
    "商业服务业等支出",
    "金融支出",
    "援助其他地区支出",
    "自然资源海洋气象等支出",
    "住房保障支出",
    "粮油物资储备支出",
    "国有资本经营预算支出",
    "灾害防治及应急管理支出",
    "其他支出",
]
_AFTER = {"wuhan": ["债务还本支出", "债务付息支出", "抗疫特别国债安排的支出"], "shanghai": ["抗疫特别国债安排的支出"]}
_TITLES = {
    "income_and_expenditure": "收入支出决算总表",
    "income": "收入决算表",
    "expenditure": "支出决算表",
    "appropriation_balance": "财政拨款收入支出决算总表",
    "general_budget_expenditure": "一般公共预算财政拨款支出决算表",
    "basic_expenditure": "一般公共预算财政拨款基本支出决算表",
    "government_fund": "政府性基金预算财政拨款收入支出决算表",
    "state_capital": "国有资本经营预算财政拨款支出决算表",
    "three_public": "财政拨款“三公”经费支出决算表",
}
_LATE_THREE_PUBLIC = {("wuhan", 2022), ("wuhan", 2023)}


def numeral(number: int) -> str:
    """1–99 in Chinese."""
    tens, ones = divmod(number, 10)
    return ("" if not tens else "十" if tens == 1 else f"{NUMERALS[tens]}十") + NUMERALS[ones]


def order(style: Style) -> list[str]:
    """The tables in the order of the outline."""
    first = list(_TITLES)[:6]
    if (style.place, style.year) in _LATE_THREE_PUBLIC:
        return [*first, "government_fund", "state_capital", "three_public"]
    return [*first, "three_public", "government_fund", "state_capital"]


def title(table: str, style: Style) -> str:
    """The title of a table as that place prints it."""
    if table == "state_capital" and style.place == "shanghai":
        return "国有资本经营预算财政拨款收入支出决算表"
    return _TITLES[table]


def tables(found: Accounts, style: Style, owner: str) -> list[Grid]:
    """The nine tables."""
    make = {
        "income_and_expenditure": _summary,
        "income": _income,
        "expenditure": _expenditure,
        "appropriation_balance": _balance,
        "general_budget_expenditure": _general,
        "basic_expenditure": _basic,
        "government_fund": _fund,
        "state_capital": _state_capital,
        "three_public": _three_public,
    }
    grids = []
    for index, table in enumerate(order(style), 1):
        rows, head, notes, landscape = make[table](found, style)
        number = f"公开{index:02d}表" if style.place == "wuhan" else ""
        grids.append(Grid(table, title(table, style), rows, head, number, owner, "万元", tuple(notes), landscape))
    return grids


Built = tuple[tuple[tuple[Cell, ...], ...], int, list[str], bool]


def _cells(*values: str | Text | Cell) -> tuple[Cell, ...]:
    return tuple(v if isinstance(v, Cell) else Cell((v,) if isinstance(v, str) else v) for v in values)


def _amount(style: Style, fen: int) -> Text:
    printed = style.cell(fen)
    return (Mark(printed, "amount", touched=bool(fen)),) if printed else ("",)


def _two_sided_rows(style: Style, left: Sequence[tuple[str, int | None]], right: Sequence[tuple[str, Sequence[int]]], width: int) -> list[tuple[Cell, ...]]:  # fmt: skip
    """Rows of a two-sided table; with 行次 where the style prints them."""
    rows = []
    count = len(right)
    for index in range(count):
        name, amount = left[index]
        other, amounts = right[index]
        lead: list[str | Text] = [name]
        tail: list[str | Text] = [other]
        if style.line_numbers:
            lead.append(str(index + 1))
            tail.append(str(count + index + 1))
        lead.append("" if amount is None else _amount(style, amount))
        tail.extend(_amount(style, value) for value in [*amounts, *[0] * (width - len(amounts))])
        rows.append(_cells(*lead, *tail))
    return rows


def _class_rows(style: Style, by_class: dict[str, tuple[int, ...]]) -> list[tuple[str, tuple[int, ...]]]:
    by_name = {name_of(code, style.year): amounts for code, amounts in by_class.items()}
    names = [*CLASSES, *_AFTER[style.place]]
    return [(f"{numeral(i)}、{name}", by_name.get(name, ())) for i, name in enumerate(names, 1)]


def _summary(found: Accounts, style: Style) -> Built:
    income = [
        ("一般公共预算财政拨款收入", found.general_income),
        ("政府性基金预算财政拨款收入", found.fund_income),
        ("国有资本经营预算财政拨款收入", 0),
        ("上级补助收入", found.other_income.get("superior_subsidy", 0)),
        ("事业收入", found.other_income.get("business", 0)),
        ("经营收入", 0),
        ("附属单位上缴收入", 0),
        ("其他收入", found.other_income.get("other", 0)),
    ]
    spending = _class_rows(style, {code: (amount,) for code, amount in found.by_class(lambda i: i.total).items()})
    count = len(spending)
    left: list[tuple[str, int | None]] = [
        (f"{numeral(i)}、{name}", amount) for i, (name, amount) in enumerate(income, 1)
    ]
    left += [("", None)] * (count - len(left))
    left += [
        ("本年收入合计", found.income),
        ("使用非财政拨款结余", 0),
        ("年初结转和结余", found.opening),
        ("总计", found.grand_total),
    ]
    right: list[tuple[str, tuple[int, ...]]] = [
        *spending,
        ("本年支出合计", (found.expenditure,)),
        ("结余分配", (found.distribution,)),
        ("年末结转和结余", (found.closing,)),
        ("总计", (found.grand_total,)),
    ]
    rows = _two_sided_rows(style, left, right, 1)
    half = 3 if style.line_numbers else 2
    head = [_cells(Cell(("收入",), columns=half), Cell(("支出",), columns=half))]
    names = ["项目", "行次", "决算数"] if style.line_numbers else ["项目", "决算数"]
    head.append(_cells(*names, *names))
    notes = ["注：本表列示本年度收支总额和年末结转结余。"]
    if style.line_numbers:
        head.append(_cells("栏次", "", "1", "栏次", "", "2"))
        n = count
        notes.append(
            f"{n + 1}行＝（1＋2＋3＋4＋5＋6＋7＋8）行；{n + 4}行＝（{n + 1}＋{n + 2}＋{n + 3}）行；"
            f"{2 * n + 5}行＝（{n + 5}＋{n + 6}＋…＋{2 * n + 4}）行；"
            f"{2 * n + 8}行＝（{2 * n + 5}＋{2 * n + 6}＋{2 * n + 7}）行。"
        )
    return (*head, *rows), len(head), notes, False


def _functional_rows(
    found: Accounts, style: Style, items: Sequence[Item], columns: Sequence[Sequence[int]]
) -> list[tuple[Cell, ...]]:
    """合计, then class, category and item rows; `columns` are the items' amounts column by column."""

    def row(code: str, name: str, prefix: str) -> tuple[Cell, ...]:
        sums = [
            sum(v for item, v in zip(items, values, strict=True) if item.code.startswith(prefix)) for values in columns
        ]
        named: Text = (Mark(name, "name"),) if code else (name,)
        return _cells(code, named, *[_amount(style, value) for value in sums])

    rows = [row("", "合计", "")]
    for code in sorted({item.code[:k] for item in items for k in (3, 5, 7)}):
        rows.append(row(code, name_of(code, style.year), code))
    return rows


def _income_amounts(found: Accounts, item: Item) -> tuple[int, int, int, int]:
    """(appropriation, superior subsidy, business, other) of an item."""
    appropriation = item.general - item.opening + item.closing
    if item.code == FUND_ITEM:
        appropriation += item.fund - found.fund_opening + found.fund_closing
    if not (item.own_basic or item.own_project):
        return appropriation, 0, 0, 0
    own = found.other_income
    return appropriation, own.get("superior_subsidy", 0), own.get("business", 0), own.get("other", 0)


def _income(found: Accounts, style: Style) -> Built:
    by_item = [_income_amounts(found, item) for item in found.items]
    items = [item for item, amounts in zip(found.items, by_item, strict=True) if any(amounts)]
    kept = [amounts for amounts in by_item if any(amounts)]
    zeros = [0] * len(items)
    columns = [
        [sum(a) for a in kept],
        [a[0] for a in kept],
        [a[1] for a in kept],
        [a[2] for a in kept],
        zeros,
        zeros,
        [a[3] for a in kept],
    ]
    names = ["本年收入合计", "财政拨款收入", "上级补助收入", "事业收入", "经营收入", "附属单位上缴收入", "其他收入"]
    head = _functional_head(style, names)
    rows = _functional_rows(found, style, items, columns)
    notes = ["注：本表列示本年度取得的各项收入。"]
    if style.line_numbers:
        notes.append("1栏各行＝（2＋3＋4＋5＋6＋7）栏各行。")
    return (*head, *rows), len(head), notes, True


def _functional_head(style: Style, names: Sequence[str]) -> list[tuple[Cell, ...]]:
    head = [
        _cells(Cell(("项目",), columns=2), *[Cell((name,), rows=2) for name in names]),
        _cells("功能分类科目编码", "科目名称"),
    ]
    if style.line_numbers:
        head.append(_cells(Cell(("栏次",), columns=2), *[str(i) for i in range(1, len(names) + 1)]))
    return head


def _expenditure(found: Accounts, style: Style) -> Built:
    items = found.items
    zeros = [0] * len(items)
    basic = [item.basic + item.own_basic for item in items]
    project = [item.project + item.fund + item.own_project for item in items]
    columns = [[a + b for a, b in zip(basic, project, strict=True)], basic, project, zeros, zeros, zeros]
    head = _functional_head(
        style, ["本年支出合计", "基本支出", "项目支出", "上缴上级支出", "经营支出", "对附属单位补助支出"]
    )
    rows = _functional_rows(found, style, items, columns)
    notes = ["注：本表列示本年度各项支出。"]
    if style.line_numbers:
        notes.append("1栏各行＝（2＋3＋4＋5＋6）栏各行。")
    return (*head, *rows), len(head), notes, True


def _balance(found: Accounts, style: Style) -> Built:
    general = found.by_class(lambda i: i.general)
    fund = found.by_class(lambda i: i.fund)
    by_class = {c: (general.get(c, 0) + fund.get(c, 0), general.get(c, 0), fund.get(c, 0)) for c in {*general, *fund}}
    spending = _class_rows(style, by_class)
    count = len(spending)
    left: list[tuple[str, int | None]] = [
        ("一、一般公共预算财政拨款", found.general_income),
        ("二、政府性基金预算财政拨款", found.fund_income),
        ("三、国有资本经营预算财政拨款", 0),
    ]
    left += [("", None)] * (count - 3)
    closing = (found.general_closing + found.fund_closing, found.general_closing, found.fund_closing)
    spent = (found.general + found.fund, found.general, found.fund)
    totals = tuple(a + b for a, b in zip(spent, closing, strict=True))
    left += [
        ("本年收入合计", found.appropriation),
        ("年初财政拨款结转和结余", found.general_opening + found.fund_opening),
        ("一般公共预算财政拨款", found.general_opening),
        ("政府性基金预算财政拨款", found.fund_opening),
        ("国有资本经营预算财政拨款", 0),
        ("总计", found.appropriation_total),
    ]
    right: list[tuple[str, tuple[int, ...]]] = [
        *spending,
        ("本年支出合计", spent),
        ("年末财政拨款结转和结余", closing),
        ("", ()),
        ("", ()),
        ("", ()),
        ("总计", totals),
    ]
    rows = _two_sided_rows(style, left, right, 4)
    lined = style.line_numbers
    names = ["合计", "一般公共预算财政拨款", "政府性基金预算财政拨款", "国有资本经营预算财政拨款"]
    head = [
        _cells(Cell(("收入",), columns=3 if lined else 2), Cell(("支出",), columns=6 if lined else 5)),
        _cells("项目", *(["行次"] if lined else []), "决算数", "项目", *(["行次"] if lined else []), *names),
    ]
    notes = ["注：本表列示本年度各类财政拨款的收支总额和年末结转结余。"]
    if lined:
        head.append(_cells("栏次", "", "1", "栏次", "", "2", "3", "4", "5"))
        n = count
        notes.append(
            f"{n + 1}行＝（1＋2＋3）行；{n + 2}行＝（{n + 3}＋{n + 4}＋{n + 5}）行；{n + 6}行＝（{n + 1}＋{n + 2}）行；"
            f"{2 * n + 7}行＝（{n + 7}＋{n + 8}＋…＋{2 * n + 6}）行；{2 * n + 12}行＝（{2 * n + 7}＋{2 * n + 8}）行。"
        )
    return (*head, *rows), len(head), notes, True


def _general(found: Accounts, style: Style) -> Built:
    items = [item for item in found.items if item.general]
    columns = [[i.general for i in items], [i.basic for i in items], [i.project for i in items]]
    head = _functional_head(style, ["小计" if style.place == "wuhan" else "合计", "基本支出", "项目支出"])
    rows = _functional_rows(found, style, items, columns)
    notes = ["注：本表列示本年度一般公共预算财政拨款支出。"]
    if style.line_numbers:
        notes.append("1栏各行＝（2＋3）栏各行。")
    return (*head, *rows), len(head), notes, False


_ECONOMIC = {
    "301": "30101 30102 30103 30106 30107 30108 30109 30110 30111 30112 30113 30114 30199",
    "303": "30301 30302 30303 30304 30305 30306 30307 30308 30309 30310 30311 30399",
    "302": "30201 30202 30203 30204 30205 30206 30207 30208 30209 30211 30212 30213 30214 30215 30216 30217 30218 30224 "
    "30225 30226 30227 30228 30229 30231 30239 30240 30299",
    "310": "31002 31003 31007 31013 31099",
}


def economic_codes(*classes: str) -> list[str]:
    """The codes that table 06 prints for these classes, each class before its own."""
    return [code for c in classes for code in (c, *_ECONOMIC[c].split())]


def _basic(found: Accounts, style: Style) -> Built:
    blocks = [economic_codes("301", "303"), economic_codes("302"), economic_codes("310")]
    if style.place == "shanghai":
        blocks = [blocks[0], blocks[1] + blocks[2]]
    rows = []
    for index in range(max(len(block) for block in blocks)):
        values: list[str | Text] = []
        for block in blocks:
            if index < len(block):
                code = block[index]
                name = name_of(code, style.year, "economic_dept")
                values += [code, name, _amount(style, found.economic_sum(code))]
            else:
                values += ["", "", ""]
        rows.append(_cells(*values))
    rest = len(blocks) * 3 - 4
    rows.append(
        _cells(Cell(("人员经费合计",), columns=2), _amount(style, found.personnel), Cell(("公用经费合计",), columns=rest), _amount(style, found.operating))
    )  # fmt: skip
    head = [_cells(*["经济分类科目编码", "科目名称", "决算数"] * len(blocks))]
    if style.place == "wuhan":
        head.insert(0, _cells(Cell(("人员经费",), columns=3), Cell(("公用经费",), columns=6)))
    return (*head, *rows), len(head), ["注：本表列示本年度一般公共预算财政拨款基本支出的明细。"], False


def _fund(found: Accounts, style: Style) -> Built:
    head = _funds_head(style)
    notes = ["注：本表列示本年度政府性基金预算财政拨款的收入、支出和结转结余。"]
    if style.line_numbers:
        notes.append("6栏各行＝（1＋2－3）栏各行；3栏各行＝（4＋5）栏各行。")
    items = [item for item in found.items if item.fund]
    if not items:
        notes.append("说明：本单位本年度没有政府性基金预算财政拨款收入和支出，故本表无数据。")
        return (*head, _cells("", "合计", *[""] * 6)), len(head), notes, True
    spent = [item.fund for item in items]
    columns = [[found.fund_opening], [found.fund_income], spent, [0], spent, [found.fund_closing]]
    return (*head, *_functional_rows(found, style, items, columns)), len(head), notes, True


def _funds_head(style: Style) -> list[tuple[Cell, ...]]:
    head = [
        _cells(
            Cell(("项目",), columns=2),
            Cell(("年初结转和结余",), rows=2),
            Cell(("本年收入",), rows=2),
            Cell(("本年支出",), columns=3),
            Cell(("年末结转和结余",), rows=2),
        ),
        _cells("功能分类科目编码", "科目名称", "小计", "基本支出", "项目支出"),
    ]
    if style.line_numbers:
        head.append(_cells(Cell(("栏次",), columns=2), "1", "2", "3", "4", "5", "6"))
    return head


def _state_capital(found: Accounts, style: Style) -> Built:
    assert all(item.code != STATE_CAPITAL_ITEM for item in found.items)
    notes = ["说明：本单位本年度没有国有资本经营预算财政拨款收入和支出，故本表无数据。"]
    if style.place == "shanghai":
        head = _funds_head(style)
        return (*head, _cells("", "合计", *[""] * 6)), len(head), notes, True
    head = _functional_head(style, ["合计", "基本支出", "项目支出"])
    return (*head, _cells("", "合计", "", "", "")), len(head), notes, True


def _three_public(found: Accounts, style: Style) -> Built:
    pairs = [found.three_public, found.abroad, found.vehicle, found.purchase, found.operation, found.reception]
    budgets = [_amount(style, pair.budget) for pair in pairs]
    actuals = [_amount(style, pair.actual) for pair in pairs]

    def side(columns: int) -> list[tuple[Cell, ...]]:
        return [
            _cells(Cell(("合计",), rows=2, columns=columns), Cell(("因公出国（境）费",), rows=2, columns=columns), Cell(("公务用车购置及运行维护费",), columns=3 * columns), Cell(("公务接待费",), rows=2, columns=columns)),
            _cells(Cell(("小计",), columns=columns), Cell(("公务用车购置费",), columns=columns), Cell(("公务用车运行维护费",), columns=columns)),
        ]  # fmt: skip

    if style.place == "shanghai":
        head = [*side(2), _cells(*["预算数", "决算数"] * 6)]
        row = [value for pair in zip(budgets, actuals, strict=True) for value in pair]
    else:
        top, below = side(1)
        head = [_cells(Cell(("预算数",), columns=6), Cell(("决算数",), columns=6)), (*top, *top), (*below, *below)]
        head.append(_cells(*[str(i) for i in range(1, 13)]))
        row = [*budgets, *actuals]
    notes = ["注：本表列示本年度“三公”经费的预算数和决算数。"]
    if style.place == "wuhan":
        notes.append("1栏＝（2＋3＋6）栏；3栏＝（4＋5）栏；7栏＝（8＋9＋12）栏；9栏＝（10＋11）栏。")
    return (*head, _cells(*row)), len(head), notes, True
