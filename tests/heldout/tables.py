"""The nine tables of a final account, in several layouts."""

from dataclasses import dataclass

from heldout.blocks import Grid, grid_rows
from heldout.marks import mark
from heldout.narrative import NAMES, by_class
from heldout.vocabulary import Draw
from heldout.world import World

ORDINALS = [
    *"一二三四五六七八九十",
    *(f"十{n}" for n in "一二三四五六七八九"),
    "二十",
    *(f"二十{n}" for n in "一二三四"),
]
CLASSES = ["一般公共服务支出", "外交支出", "国防支出", "公共安全支出", "教育支出", "科学技术支出", "文化旅游体育与传媒支出",
           "社会保障和就业支出", "卫生健康支出", "节能环保支出", "城乡社区支出", "农林水支出", "交通运输支出",
           "资源勘探工业信息等支出", "商业服务业等支出", "金融支出", "援助其他地区支出", "自然资源海洋气象等支出",
           "住房保障支出", "粮油物资储备支出", "国有资本经营预算支出", "灾害防治及应急管理支出", "其他支出"]  # fmt: skip
GROUP_NAMES = {"301": "工资福利支出", "303": "对个人和家庭的补助", "302": "商品和服务支出", "310": "资本性支出"}


@dataclass(frozen=True)
class TableLayout:
    """How the tables of one report look: `rows` numbers rows and columns, `zero` fills blank amounts."""

    rows: bool
    zero: str
    blocks: int
    pairs: bool
    total_last: bool
    split_codes: bool
    number: str
    unit_above: str


LAYOUTS = [
    TableLayout(True, "", 3, False, False, False, "公开{:02}表", "单位：{unit}|金额单位：{money}"),
    TableLayout(False, "", 2, True, True, False, "", "单位：{money}"),
    TableLayout(True, "0", 2, False, False, False, "公开{:02}表", "部门：{unit}    单位：{money}"),
    TableLayout(False, "0.00", 3, False, False, True, "表{}", "编制单位：{unit}|单位：{money}"),
    TableLayout(True, "", 2, True, True, False, "附表{}", "金额单位：{money}"),
    TableLayout(False, "-", 2, False, True, False, "公开表{}", "部门（单位）名称：{unit} 金额单位：{money}"),
    TableLayout(False, "0.00", 2, True, False, True, "表{:02}", "填报单位：{unit}|计量单位：{money}"),
    TableLayout(True, "—", 3, False, True, False, "决公开{:02}表", "{unit}|单位：{money}"),
]


class Tables:
    def __init__(self, world: World, layout: TableLayout) -> None:
        self.w, self.layout = world, layout

    def amount(self, key: str, steps: int) -> str:
        return mark("table" + key, self.w.printing.cell(steps)) if steps else self.layout.zero

    def grid(self, number: int, title: str, rows: list[list[str]], note: str, head: int) -> Grid:
        above = [self.layout.number.format(number)] if self.layout.number else []
        above += self.layout.unit_above.format(unit=self.w.unit, money=self.w.printing.unit).split("|")
        return Grid(f"{self.w.year}年度{title}", grid_rows(rows), above, [note] if note else [], f"table{number}", head)

    def numbered(self, names: list[str], amounts: list[str], first: int) -> list[list[str]]:
        return [[n, *([str(first + at)] if self.layout.rows else []), a] for at, (n, a) in enumerate(zip(names, amounts, strict=True))]  # fmt: skip

    def balance(self) -> Grid:
        w = self.w
        left = [("一、一般公共预算财政拨款收入", w.general_income), ("二、政府性基金预算财政拨款收入", w.fund),
                ("三、国有资本经营预算财政拨款收入", 0), ("四、上级补助收入", 0),
                ("五、事业收入", w.other if w.other_name == "事业收入" else 0), ("六、经营收入", 0),
                ("七、附属单位上缴收入", 0), ("八、其他收入", w.other if w.other_name == "其他收入" else 0),
                ("本年收入合计", w.income), ("使用非财政拨款结余", 0), ("年初结转和结余", w.carry_in), ("总计", w.total)]  # fmt: skip
        right = self.classes(w.other)
        right += [("本年支出合计", w.spent), ("结余分配", 0), ("年末结转和结余", w.carry_out), ("总计", w.total)]
        return self.grid(
            1, "收入支出决算总表", self.sides("1", left, right, 8), "注：本表反映本年度的总收支和年末结转结余情况。", 2
        )

    def classes(self, other: int) -> list[tuple[str, int]]:
        sums = by_class(self.w)
        sums[self.w.items[0].cls] += other
        if self.w.fund:
            sums["其他支出"] = self.w.fund
        if self.layout.rows:
            return [(f"{n}、{name}", sums.get(name, 0)) for n, name in zip(ORDINALS, CLASSES, strict=False)]
        return [(f"{n}、{name}", amount) for n, (name, amount) in zip(ORDINALS, sums.items(), strict=False)]

    def sides(self, key: str, left: list[tuple[str, int]], right: list[tuple[str, int]], body: int) -> list[list[str]]:
        """Income and expenditure side by side; the sums stand in one row each."""
        foot = len(left) - body
        height = max(body, len(right) - foot)
        left = left[:body] + [("", 0)] * (height - body) + left[body:]
        right = right[: len(right) - foot] + [("", 0)] * (height - len(right) + foot) + right[len(right) - foot :]
        numbers = self.layout.rows
        rows = [["收入", *["<"] * (1 + numbers), "支出", *["<"] * (1 + numbers)],
                (["项目", "行次", "决算数"] if numbers else ["项目", "决算数"]) * 2]  # fmt: skip
        for at, ((a, x), (b, y)) in enumerate(zip(left, right, strict=True)):
            one = [a, *([str(at + 1)] if numbers else []), self.amount(f"{key}.in{at}", x) if a else ""]
            two = [b, *([str(len(left) + at + 1)] if numbers else []), self.amount(f"{key}.out{at}", y) if b else ""]
            rows.append(one + two)
        return rows

    def appropriation(self) -> Grid:
        w, zero = self.w, self.layout.zero
        left = [("一、一般公共预算财政拨款", w.general_income), ("二、政府性基金预算财政拨款", w.fund),
                ("三、国有资本经营预算财政拨款", 0), ("本年收入合计", w.appropriation),
                ("年初财政拨款结转和结余", w.carry_in), ("总计", w.appropriation_total)]  # fmt: skip
        right = [*self.classes(0), ("本年支出合计", w.general + w.fund), ("年末财政拨款结转和结余", w.carry_out), ("总计", w.appropriation_total)]  # fmt: skip
        rows = [[*r, *_split(r, self.layout.rows, zero, w)] for r in self.sides("4", left, right, 3)]
        rows[0][-3:] = ["<", "<", "<"]
        rows[1][-4:] = ["合计", "一般公共预算财政拨款", "政府性基金预算财政拨款", "国有资本经营预算财政拨款"]
        return self.grid(
            4, "财政拨款收入支出决算总表", rows, "注：本表反映本年度财政拨款的总收支和年末结转结余情况。", 2
        )

    def by_item(self, number: int, title: str, heads: list[str], values: dict[str, list[int]], note: str) -> Grid:
        """A table by functional code; values by seven-digit code are added up to the levels above."""
        names = {i.code: i.name for i in self.w.items} | {i.code[:5]: i.group for i in self.w.items}
        names |= {i.code[:3]: i.cls for i in self.w.items}
        names |= {"229": "其他支出", "22960": "彩票公益金安排的支出", "2296002": "用于社会福利的彩票公益金支出"}
        lead = ["类", "款", "项", "科目名称"] if self.layout.split_codes else ["科目编码", "科目名称"]
        rows = [["项目", *["<"] * (len(lead) - 1), *heads], [*lead, *["^"] * len(heads)]]
        if self.layout.rows:
            rows.append(["栏次", *["<"] * (len(lead) - 1), *[str(n) for n in range(1, len(heads) + 1)]])
        codes = sorted({c[:n] for c in values for n in (3, 5, 7)})
        body = []
        for code in codes:
            sums = [sum(column) for column in zip(*(v for c, v in values.items() if c.startswith(code)), strict=True)]
            cells = [self.amount(f"{number}.{code}.{at}", v) for at, v in enumerate(sums)]
            body.append([*self.code(code), mark(f"name.{code}", names[code]), *cells])
        all_sums = [sum(column) for column in zip(*values.values(), strict=True)] if values else [0] * len(heads)
        total = [
            "合计",
            *["<"] * (len(lead) - 1),
            *[self.amount(f"{number}.total.{at}", v) for at, v in enumerate(all_sums)],
        ]
        rows += [*body, total] if self.layout.total_last else [total, *body]
        return self.grid(number, title, rows, note, 3 if self.layout.rows else 2)

    def code(self, code: str) -> list[str]:
        if not self.layout.split_codes:
            return [code]
        return [code[:3], code[3:5], code[5:]]

    def income(self) -> Grid:
        values = {i.code: [i.income + i.other, i.income, 0, 0, 0, 0, 0] for i in self.w.items}
        values[self.w.items[0].code][3 if self.w.other_name == "事业收入" else 6] = self.w.other
        if self.w.fund:
            values["2296002"] = [self.w.fund, self.w.fund, 0, 0, 0, 0, 0]
        heads = ["本年收入合计", "财政拨款收入", "上级补助收入", "事业收入", "经营收入", "附属单位上缴收入", "其他收入"]
        return self.by_item(2, "收入决算表", heads, values, "注：本表反映本年度取得的各项收入情况。")

    def spending(self) -> Grid:
        values = {i.code: [i.actual + i.other, i.basic, i.project + i.other, 0, 0, 0] for i in self.w.items}
        if self.w.fund:
            values["2296002"] = [self.w.fund, 0, self.w.fund, 0, 0, 0]
        heads = ["本年支出合计", "基本支出", "项目支出", "上缴上级支出", "经营支出", "对附属单位补助支出"]
        return self.by_item(3, "支出决算表", heads, values, "注：本表反映本年度各项支出情况。")

    def general(self) -> Grid:
        values = {i.code: [i.actual, i.basic, i.project] for i in self.w.items}
        note = "注：本表反映本年度一般公共预算财政拨款支出情况。"
        return self.by_item(5, "一般公共预算财政拨款支出决算表", ["本年支出合计", "基本支出", "项目支出"], values, note)

    def basic(self) -> Grid:
        w = self.w
        entries: dict[str, list[tuple[str, str, int]]] = {}
        for group, name in GROUP_NAMES.items():
            own = [(c, NAMES[c], v) for c, v in w.economic.items() if c.startswith(group)]
            if own:
                entries[group] = [(group, name, sum(v for *_, v in own)), *own]
        people = entries.get("301", []) + entries.get("303", [])
        columns = [people, entries.get("302", []), entries.get("310", [])]
        columns = columns if self.layout.blocks == 3 else [people, columns[1] + columns[2]]
        head = ["经济分类科目编码", "科目名称", "决算数"] if not self.layout.rows else ["科目代码", "科目名称", "金额"]
        rows = [["人员经费", "<", "<", "公用经费", *["<"] * (3 * len(columns) - 4)], head * len(columns)]
        for at in range(max(map(len, columns))):
            row: list[str] = []
            for column in columns:
                code, name, value = column[at] if at < len(column) else ("", "", 0)
                row += [
                    code,
                    mark(f"name.{code}", name) if code else "",
                    self.amount(f"6.{code}.0", value) if code else "",
                ]
            rows.append(row)
        foot = ["人员经费合计", "<", self.amount("6.personnel.0", w.personnel), "公用经费合计", *["<"] * (3 * len(columns) - 5),
                self.amount("6.public.0", w.public)]  # fmt: skip
        title = "一般公共预算财政拨款基本支出决算" + ("明细表" if self.layout.blocks == 3 else "表")
        return self.grid(6, title, [*rows, foot], "注：本表反映本年度一般公共预算财政拨款基本支出明细情况。", 2)

    def fund(self, number: int) -> Grid:
        f = self.w.fund
        values = {"2296002": [0, f, f, 0, f, 0]} if f else {}
        note = "注：本表反映本年度政府性基金预算财政拨款收入支出及结转和结余情况。"
        if not f:
            note = f"说明：{self.w.unit}{self.w.year}年度没有政府性基金预算财政拨款收入和支出，故本表无数据。"
        heads = ["年初结转和结余", "本年收入", "本年支出小计", "基本支出", "项目支出", "年末结转和结余"]
        return self.by_item(number, "政府性基金预算财政拨款收入支出决算表", heads, values, note)

    def capital(self, number: int) -> Grid:
        note = f"说明：{self.w.unit}{self.w.year}年度没有国有资本经营预算财政拨款支出，故本表无数据。"
        heads = ["合计", "基本支出", "项目支出"]
        return self.by_item(number, "国有资本经营预算财政拨款支出决算表", heads, {}, note)

    def three(self, number: int) -> Grid:
        three = self.w.three
        values = []
        for which in (0, 1):
            run = three["run"][which]
            amounts = [self.w.three_total(which), three["abroad"][which], run, 0, run, three["reception"][which]]
            values.append(
                [self.amount(f"9.{'budget' if which == 0 else 'actual'}.{at}", v) for at, v in enumerate(amounts)]
            )
        names = ["合计", "因公出国（境）费", "小计", "公务用车购置费", "公务用车运行维护费", "公务接待费"]
        upper = ["合计", "因公出国（境）费", "公务用车购置及运行维护费", "<", "<", "公务接待费"]
        lower = ["^", "^", *names[2:5], "^"]
        if self.layout.pairs:
            spread = [[upper[0], "<", upper[1], "<", upper[2], *["<"] * 5, upper[5], "<"],
                      ["^", "<", "^", "<", names[2], "<", names[3], "<", names[4], "<", "^", "<"]]  # fmt: skip
            rows = [*spread, ["预算数", "决算数"] * 6, [v for pair in zip(*values, strict=True) for v in pair]]
        else:
            rows = [["预算数", *["<"] * 5, "决算数", *["<"] * 5], upper * 2, lower * 2]
            rows += [[str(n) for n in range(1, 13)]] if self.layout.rows else []
            rows.append([*values[0], *values[1]])
        note = "注：本表反映本年度财政拨款“三公”经费支出预决算情况。"
        return self.grid(number, "财政拨款“三公”经费支出决算表", rows, note, len(rows) - 1)

    def all(self, three_first: bool) -> list[Grid]:
        last = (
            [self.three(7), self.fund(8), self.capital(9)]
            if three_first
            else [self.fund(7), self.capital(8), self.three(9)]
        )
        return [
            self.balance(),
            self.income(),
            self.spending(),
            self.appropriation(),
            self.general(),
            self.basic(),
            *last,
        ]


def _split(row: list[str], numbers: bool, zero: str, w: World) -> list[str]:
    """The columns that share an expenditure of table 04 out over the three kinds of budget."""
    name, shown = row[3 if numbers else 2], row[-1]
    if not name or name == "支出":
        return ["", "", ""]
    if name.endswith("、其他支出"):
        return [zero, shown, zero]
    if name.startswith(("本年支出合计", "总计")) and w.fund:
        carried = w.carry_out if name == "总计" else 0
        return [w.printing.cell(w.general + carried), w.printing.cell(w.fund), zero]
    return [shown, zero, zero]


def table_layout(draw: Draw) -> TableLayout:
    return draw.split(LAYOUTS)
