"""Invented unit-years with every special case: whole folders that compose, the same for a seed every time.

case = unit_year(seed)                 what kind of year it is
folder = write(case, directory)        accounts, budget, opening, annex, words, performance, prior year
"""

from __future__ import annotations

import csv
import json
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from shebao.accounts.closing.amounts import Address
from shebao.accounts.closing.closing import closing_of
from shebao.accounts.importing.folder import read_folder
from shebao.accounts.output.document import closing_json
from shebao.money import round_half_up, wan, yuan_text

GENERAL, FUND, STATE = "一般公共预算财政拨款", "政府性基金预算财政拨款", "国有资本经营预算财政拨款"
OWN = ("事业收入", "经营收入", "其他收入", "上级补助收入", "附属单位上缴收入")
BASIC = {
    "2080101": ("30101", "30102", "30103", "30112", "30199", "30307", "30201", "30206", "30213", "30228", "31002"),
    "2080501": ("30302",),
    "2080505": ("30108",),
    "2080506": ("30109",),
    "2101101": ("30110",),
    "2101103": ("30111",),
    "2210201": ("30113",),
    "2210203": ("30102",),
}
PROJECTS = {
    "2080109": ("社会保险业务经费", "参保扩面宣传经费", "稽核内控专项经费"),
    "2080102": ("窗口服务保障经费", "档案整理经费"),
    "2080108": ("信息系统运行维护经费", "社保卡制发经费"),
    "2080199": ("人员培训经费", "便民服务站建设经费"),
    "2080799": ("“三支一扶”资金（中央 补助）",),
    "2089999": ("困难群体代缴经费",),
}
THREE_PUBLIC = {"abroad": "30212", "purchase": "31013", "operation": "30231", "reception": "30217"}
PLACES = (
    ("wuhan", 2020),
    ("wuhan", 2021),
    ("wuhan", 2022),
    ("wuhan", 2023),
    ("wuhan", 2024),
    ("shanghai", 2024),
    ("", 2021),
    ("", 2023),
)
CITIES = {"wuhan": "武汉市", "shanghai": "上海市", "": "示例市"}
DISTRICTS = ("示例区", "样本区", "虚构区", "演示区")
OFFICES = ("社会保险服务中心", "社会保险管理处", "劳动保障事务中心", "社会保险稽核中心")
BECAUSE = (
    "业务量变化",
    "人员变动",
    "项目进度调整",
    "压减一般性支出",
    "设备更新；系统升级",
    "由于缴费基数调整。",
    "厉行节约,从严控制",
)
HEADER = ("单位编码", "日期", "凭证号", "行号", "类型", "资金来源", "功能分类科目", "经济分类科目", "支出性质", "项目", "金额（元）", "对方单位编码", "摘要")  # fmt: skip
BUDGET_HEADER = ("单位编码", "预算类型", "日期", "文号", "事由", "类型", "资金来源", "功能分类科目", "经济分类科目", "支出性质", "项目", "金额（元）")  # fmt: skip
LATE = {"偏差原因": "部分款项跨年度支付。", "改进措施": "加快执行进度。"}
FIRST_KNOWN = 2020  # subjects of earlier years are not in the classification
CASES = (
    "first_year", "level", "no_projects", "fund", "state_capital", "own_income", "own_spending", "carry_over", "balances_used",
    "distribution", "many_projects", "department", "in_yuan", "no_three_public", "three_public_unspent", "three_public_unplanned",
    "vehicles", "no_running_costs", "no_procurement", "unplanned_items", "unspent_items", "from_zero", "no_operating",
    "adding_up", "remarks", "tiny",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class UnitYear:
    """What kind of year a seed stands for; `cases` are of CASES."""

    seed: int
    place: str
    year: int
    name: str
    cases: frozenset[str]

    def rng(self, purpose: str) -> random.Random:
        """Random numbers for one purpose."""
        return random.Random(f"{self.seed} {purpose}")


@dataclass(slots=True)
class Year:
    """A year's lines: expenditure and income in fen, budgets in fen, closing balances by source."""

    spent: dict[tuple[str, ...], int] = field(default_factory=dict)  # unit, funding, item, economic, nature, project
    earned: dict[tuple[str, str, str], int] = field(default_factory=dict)  # unit, funding, item
    opening: dict[str, int] = field(default_factory=dict)
    closing: dict[str, int] = field(default_factory=dict)
    used: int = 0
    distributed: int = 0


def unit_year(seed: int) -> UnitYear:
    """The kind of year of a seed: places and years in turn, each case by itself in some, several together in most."""
    rng = random.Random(seed)
    place, year = PLACES[seed % len(PLACES)]
    cases = {case for case in CASES if rng.random() < 0.3}
    cases.add(CASES[seed // len(PLACES) % len(CASES)])
    if "no_projects" in cases:
        cases -= {"many_projects", "unplanned_items"}
    if "first_year" in cases:
        cases -= {"level", "from_zero"}
    if "no_three_public" in cases:
        cases -= {"three_public_unspent", "three_public_unplanned", "vehicles"}
    if "no_operating" in cases:
        cases -= {"vehicles", "three_public_unplanned"}
    name = f"{CITIES[place]}{rng.choice(DISTRICTS)}{rng.choice(OFFICES)}"
    return UnitYear(seed, place, year, name, frozenset(cases))


def units_of(case: UnitYear) -> dict[str, str]:
    """The units of a department; one without a code otherwise."""
    if "department" not in case.cases:
        return {"": case.name}
    return {"01": f"{case.name}（本级）", "02": f"{case.name}服务站"}


def write(case: UnitYear, directory: Path) -> Path:
    """The folder of a unit-year, with last year's closing unless it is the first."""
    before = None
    if "first_year" not in case.cases:
        before = _year(case, None)
        last = directory / "before"
        _write_accounts(case, before, last, max(case.year - 1, FIRST_KNOWN))
        folder = directory / "year"
        (folder / "prior").mkdir(parents=True, exist_ok=True)
        closed = json.loads(closing_json(closing_of(read_folder(last)))) | {"fiscal_year": case.year - 1}
        (folder / "prior" / "closing.json").write_text(json.dumps(closed), "utf-8")
    folder = directory / "year"
    folder.mkdir(parents=True, exist_ok=True)
    now = _year(case, before)
    _write_accounts(case, now, folder, case.year)
    (folder / "annex.yaml").write_text(json.dumps(_annex(case, now), ensure_ascii=False), "utf-8")
    (folder / "words.yaml").write_text(json.dumps(_words(case), ensure_ascii=False), "utf-8")
    forms = _performance(case, now, folder)
    (folder / "performance.yaml").write_text(json.dumps(forms, ensure_ascii=False), "utf-8")
    return folder


# -- the year


def _year(case: UnitYear, before: Year | None) -> Year:
    rng = case.rng("before" if before is None and "first_year" not in case.cases else "now")
    is_now = before is not None or "first_year" in case.cases
    year = Year()
    if before is not None and "level" in case.cases:
        year.spent, year.earned = dict(before.spent), dict(before.earned)
        year.opening = dict(before.closing)
        _rebalance(year)
        return year
    year.opening = dict(before.closing) if before else {}
    for unit in units_of(case):
        _spend(case, rng, year, unit, is_now)
    _earn(case, rng, year)
    return year


def _amount(case: UnitYear, rng: random.Random, low: int, high: int) -> int:
    """An amount in fen; a tiny year has amounts of tens to hundreds of yuan."""
    scale = 100 if "tiny" in case.cases else 10_000
    return max(rng.randint(low, high) * scale + rng.randint(0, 9_999) * (scale // 100), 6_000)


def _spend(case: UnitYear, rng: random.Random, year: Year, unit: str, is_now: bool) -> None:
    for item, economics in BASIC.items():
        if item != "2080101" and rng.random() < 0.25:
            continue
        for economic in economics:
            if "no_operating" in case.cases and economic[:3] not in ("301", "303"):
                continue
            if len(economics) == 1 or rng.random() < 0.8:
                year.spent[unit, GENERAL, item, economic, "基本支出", ""] = _amount(case, rng, 20, 3_000)
    if "no_projects" not in case.cases:
        for item, names in PROJECTS.items():
            for name in names if "many_projects" in case.cases else names[:1]:
                if "many_projects" in case.cases or rng.random() < 0.4 or item == "2080109":
                    year.spent[unit, GENERAL, item, "30299", "项目支出", name] = _amount(case, rng, 10, 4_000)
    _three_public(case, rng, year, unit)
    if not is_now and "from_zero" in case.cases:
        return
    if "fund" in case.cases:
        year.spent[unit, FUND, "2296002", "30299", "项目支出", "社会福利项目"] = _amount(case, rng, 10, 900)
    if "state_capital" in case.cases:
        year.spent[unit, STATE, "2230105", "30305", "项目支出", "退休人员社会化管理"] = _amount(case, rng, 10, 500)
    if "own_spending" in case.cases:
        year.spent[unit, "事业收入", "2080199", "30226", "基本支出", ""] = _amount(case, rng, 5, 300)
        year.spent[unit, "其他收入", "2080199", "30299", "项目支出", "横向合作"] = _amount(case, rng, 5, 300)
        if rng.random() < 0.5:
            year.spent[unit, "经营收入", "2080199", "30299", "经营支出", ""] = _amount(case, rng, 2, 100)


def _three_public(case: UnitYear, rng: random.Random, year: Year, unit: str) -> None:
    if case.cases & {"no_three_public", "no_operating", "three_public_unspent"}:
        return
    for kind, economic in THREE_PUBLIC.items():
        if kind in ("purchase", "operation") and "vehicles" not in case.cases:
            continue
        if rng.random() < 0.7:
            amount = _amount(case, rng, 1, 20 if kind != "purchase" else 200)
            year.spent[unit, GENERAL, "2080101", economic, "基本支出", ""] = amount


def _earn(case: UnitYear, rng: random.Random, year: Year) -> None:
    """Income so that balances at the end are those of the case: nothing left, or something carried over."""
    needed: defaultdict[tuple[str, str, str], int] = defaultdict(int)
    for (unit, funding, item, *_), amount in year.spent.items():
        needed[unit, funding, item] += amount
    if "own_income" in case.cases:
        for funding in OWN:
            if rng.random() < 0.5:
                needed[next(iter(units_of(case))), funding, "2080199"] += _amount(case, rng, 2, 200)
    carried = case.cases & {"carry_over"}
    for key in list(needed):
        if carried and rng.random() < 0.3:
            needed[key] += _amount(case, rng, 1, 200)
    year.earned = dict(needed)
    _use_openings(year)
    if "balances_used" in case.cases:
        year.used = _amount(case, rng, 1, 50)
    if "distribution" in case.cases and any(key[1] == "其他收入" for key in year.earned):
        own = sum(a for key, a in year.earned.items() if key[1] == "其他收入")
        own -= sum(a for key, a in year.spent.items() if key[1] == "其他收入")
        year.distributed = max(own // 4, 0)
    _rebalance(year)


def _use_openings(year: Year) -> None:
    """Appropriations brought forward are spent before new income: what is received is less by them, where it can be."""
    for funding, amount in year.opening.items():
        for key in [key for key in year.earned if key[1] == funding]:
            if year.earned[key] > 2 * amount > 0:
                year.earned[key] -= amount // 2
                break


def _rebalance(year: Year) -> None:
    closing: defaultdict[str, int] = defaultdict(int)
    for funding, amount in year.opening.items():
        closing[funding] += amount
    for key, amount in year.earned.items():
        closing[key[1]] += amount
    for spent, amount in year.spent.items():
        closing[spent[1]] -= amount
    closing["其他收入"] += year.used - year.distributed
    year.closing = {funding: amount for funding, amount in closing.items() if amount}


# -- files


def _write_accounts(case: UnitYear, year: Year, folder: Path, fiscal_year: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    is_department = "department" in case.cases
    manifest = {
        "unit": {"name": case.name, "kind": "department" if is_department else "unit", "place": case.place},
        "fiscal_year": str(fiscal_year),
        "money_unit": "元" if "in_yuan" in case.cases else "万元",
        "rounding": "largest_remainder" if "adding_up" in case.cases else "half_up",
        "units": [{"code": code, "name": name} for code, name in units_of(case).items() if code],
    }
    (folder / "accounts.yaml").write_text(json.dumps(manifest, ensure_ascii=False), "utf-8")
    _write(folder / "entries.csv", HEADER, _entries(case, year, fiscal_year))
    _write(folder / "budget.csv", BUDGET_HEADER, _budget(case, year, fiscal_year))
    first = next(iter(units_of(case)))
    opening = [
        {
            "单位编码": first,
            "资金来源": funding,
            "功能分类科目": _opening_item(funding),
            "金额（元）": yuan_text(amount),
        }
        for funding, amount in year.opening.items()
        if amount
    ]
    if opening:
        _write(folder / "opening.csv", ("单位编码", "资金来源", "功能分类科目", "金额（元）"), iter(opening))


def _opening_item(funding: str) -> str:
    return {FUND: "2296002", STATE: "2230105"}.get(funding, "")


def _item(code: str, year: int) -> str:
    """The code in that year: 2089999 was 2089901 until 2020."""
    return "2089901" if code == "2089999" and year == FIRST_KNOWN else code


def _write(path: Path, header: tuple[str, ...], rows: Iterator[dict[str, object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, restval="")
        writer.writeheader()
        writer.writerows(rows)


def _entries(case: UnitYear, year: Year, fiscal_year: int) -> Iterator[dict[str, object]]:
    lines: list[dict[str, object]] = []
    for (unit, funding, item), amount in year.earned.items():
        lines.append(
            {
                "单位编码": unit,
                "类型": "收入",
                "资金来源": funding,
                "功能分类科目": _item(item, fiscal_year),
                "金额（元）": amount,
            }
        )
    for (unit, funding, item, economic, nature, project), amount in year.spent.items():
        lines.append(
            {"单位编码": unit, "类型": "支出", "资金来源": funding, "功能分类科目": _item(item, fiscal_year), "经济分类科目": economic, "支出性质": nature,
             "项目": project, "金额（元）": amount}
        )  # fmt: skip
    first = next(iter(units_of(case)))
    for kind, amount in (("使用非财政拨款结余", year.used), ("结余分配", year.distributed)):
        if amount:
            lines.append(
                {
                    "单位编码": first,
                    "类型": kind,
                    "资金来源": "其他收入",
                    "功能分类科目": "2080199",
                    "金额（元）": amount,
                }
            )
    if "department" in case.cases:
        moved = {"资金来源": "其他收入", "功能分类科目": "2080199", "金额（元）": 500_000}
        lines.append({**moved, "单位编码": "01", "类型": "支出", "经济分类科目": "30299", "支出性质": "项目支出", "项目": "划转",
                      "对方单位编码": "02"})  # fmt: skip
        lines.append({**moved, "单位编码": "02", "类型": "收入", "对方单位编码": "01"})
    for number, line in enumerate(lines, 1):
        day = f"{fiscal_year}-{1 + number % 12:02d}-15"
        yield {**line, "日期": day, "凭证号": f"记-{number}", "行号": 1, "金额（元）": yuan_text(int(str(line["金额（元）"]))), "摘要": "日常业务"}  # fmt: skip


def _budget(case: UnitYear, year: Year, fiscal_year: int) -> Iterator[dict[str, object]]:
    """Initial budgets near what was spent, or nothing, or for what was not spent; adjusted so that spending fits."""
    rng = case.rng(f"budget {fiscal_year}")
    unplanned = {"2080799", "2089999"} if "unplanned_items" in case.cases else set()
    for (unit, funding, item, economic, nature, project), amount in year.spent.items():
        line = {
            "单位编码": unit,
            "类型": "支出",
            "资金来源": funding,
            "功能分类科目": _item(item, fiscal_year),
            "支出性质": nature,
            "项目": project,
        }
        public = economic in THREE_PUBLIC.values()
        if public:
            line["经济分类科目"] = economic
        factor = rng.choice((100, 100, 97, 103, 80, 130))
        planned = amount * factor // 100 // 10_000 * 10_000 if factor != 100 else amount
        if item in unplanned or (public and "three_public_unplanned" in case.cases):
            planned = 0
        yield from _planned(line, planned, amount, fiscal_year)
    first = {"单位编码": next(iter(units_of(case))), "类型": "支出", "资金来源": GENERAL, "功能分类科目": "2080101"}
    if "unspent_items" in case.cases and "no_projects" not in case.cases:
        line = {**first, "功能分类科目": "2080110", "支出性质": "项目支出", "项目": "劳动关系协调经费"}
        yield from _planned(line, 1_500_000, 0, fiscal_year)
    if "three_public_unspent" in case.cases:
        line = {**first, "支出性质": "基本支出", "经济分类科目": THREE_PUBLIC["reception"]}
        yield from _planned(line, 150_000, 0, fiscal_year)


def _planned(line: dict[str, str], planned: int, spent: int, year: int) -> Iterator[dict[str, object]]:
    if planned:
        yield {**line, "预算类型": "年初预算", "金额（元）": yuan_text(planned)}
    if spent > planned:
        yield {**line, "预算类型": "预算调整", "日期": f"{year}-06-30", "文号": "调整〔1〕号", "事由": "年中追加",
               "金额（元）": yuan_text(spent - planned)}  # fmt: skip


def _annex(case: UnitYear, year: Year) -> dict[str, object]:
    rng = case.rng("annex")
    spent = {kind: _public(year, kind) for kind in THREE_PUBLIC}
    vehicles = rng.randint(1, 4) if "vehicles" in case.cases else 0
    three_public = {
        "abroad_groups": 1 if spent["abroad"] else 0,
        "abroad_persons": rng.randint(1, 4) if spent["abroad"] else 0,
        "vehicles_bought": 1 if spent["purchase"] else 0,
        "vehicles_kept": vehicles,
        "reception_batches": rng.randint(1, 9) if spent["reception"] else 0,
        "reception_persons": rng.randint(10, 90) if spent["reception"] else 0,
    }
    goods, works, services = (0 if rng.random() < 0.3 else rng.randint(1, 900_000) for _ in range(3))
    if "no_procurement" in case.cases:
        goods = works = services = 0
    total = goods + works + services
    small = rng.randint(0, total)
    uses = [{"use": "应急保障用车", "count": "1"}] if vehicles else []
    if vehicles > 1:
        uses.append({"use": "其他用车", "count": str(vehicles - 1)})
    return {
        "three_public": {key: str(value) for key, value in three_public.items()},
        "procurement": {
            "goods": str(goods),
            "works": str(works),
            "services": str(services),
            "small_medium": str(small),
            "micro": str(rng.randint(0, small)),
        },
        **(_set_aside(rng, total) if case.place == "shanghai" and rng.random() < 0.7 else {}),
        "vehicles": uses,
        "equipment_over_million": str(rng.choice((0, 0, 3))),
        "staff": {"posts": "40", "employed": "36", "retired": "12"},
        "running_costs": "false" if "no_running_costs" in case.cases else "true",
    }


def _set_aside(rng: random.Random, total: int) -> dict[str, object]:
    reserved = rng.randint(0, total)
    won = rng.randint(0, reserved)
    values = {
        "small_medium_budget": reserved,
        "micro_budget": reserved // 2,
        "small_medium_won": won,
        "micro_won": won // 2,
    }
    return {
        "set_aside": {**{key: str(value) for key, value in values.items()}, "other_won": str((total - reserved) // 3)}
    }


def _public(year: Year, kind: str) -> int:
    return sum(amount for key, amount in year.spent.items() if key[3] == THREE_PUBLIC[kind])


def _words(case: UnitYear) -> dict[str, object]:
    rng = case.rng("words")
    topics = ["totals", "general.budget", "running_costs", "appropriation.general", "appropriation.fund",
              "appropriation.state_capital", "three_public", "three_public.prior"]  # fmt: skip
    topics += [f"three_public.{kind}" for kind in ("abroad", "vehicles", "reception")]
    topics += [f"three_public.{kind}.prior" for kind in ("abroad", "vehicles", "reception") if rng.random() < 0.5]
    topics += ["fund.2296002", "state_capital.2230105"]
    topics += [f"items.{code}" for code in (*BASIC, *PROJECTS, "2080110", "2089901", "208", "210", "221")]
    names = [name for names in PROJECTS.values() for name in names]
    names += ["社会福利项目", "退休人员社会化管理", "横向合作"]
    words: dict[str, object] = {
        "duties": ["一、办理社会保险登记", "二、开展社会保险稽核;防控基金风险。"],
        "organisation": ["内设综合科、业务科、稽核科。"],
        "reasons": {topic: rng.choice(BECAUSE) for topic in topics},
        "key_work": [
            {
                "title": "扩大参保覆盖面",
                "text": "走访用人单位，完善参保数据。",
                "goal": "走访用人单位",
                "completion": "按计划完成",
            },
            {"title": "规范待遇发放", "goal": "按月核定发放各项待遇", "completion": "全年按月足额发放"},
        ],
        "performance": {
            "work": "按照绩效指标逐项开展自评。其中：重点评价项目1个，涉及资金3.20万元。",
            "use": "自评结果用于改进项目管理。",
            "system": "制定了预算绩效管理办法。",
            **{f"project:{name}": "各项任务按计划完成。" for name in names},
            **{f"measure:{name}": "加快项目执行。" for name in names},
        },
    }
    if "remarks" in case.cases:
        words["remarks"] = {
            "narrative.assets": ["资产使用情况良好，账面净值120.50万元"],
            "narrative.basic": ["经费管理规范。"],
        }
        words["terms"] = [{"term": "社会保险稽核", "text": "指对参保单位缴费情况的核查。"}]
    return words


def _performance(case: UnitYear, year: Year, folder: Path) -> dict[str, object]:
    rng = case.rng("performance")
    output = 40 if case.place == "wuhan" else 50
    spent: defaultdict[str, int] = defaultdict(int)
    for (_, funding, _, _, _, project), amount in year.spent.items():
        if project and funding == GENERAL:
            spent[project] += amount
    closing = closing_of(read_folder(folder))
    scale = 10_000 if closing.money_unit == "元" else 1

    def displayed(column: str) -> Decimal:
        value = closing.figures.get(Address("expenditure", "total", column), Decimal(0))
        return round_half_up(value / scale, 2)

    whole, spare = displayed("total"), rng.choice((0, 0, 1))
    forms: dict[str, object] = {"单位": case.name, "年度": str(case.year), "地区": CITIES[case.place]}
    forms["整体"] = {
        "填报日期": f"{case.year + 1}年4月30日",
        "年度目标": "全面完成年度各项任务。",
        "全年预算数": str(whole + spare),
        "执行数": str(whole),
        **(LATE if spare else {}),
        "指标": _indicators(output, "全年业务"),
        **(
            {}
            if displayed("operating")
            else {"基本支出": str(displayed("basic")), "项目支出": str(displayed("project"))}
        ),
    }
    forms["项目"] = [_project(case, name, amount, rng.random() < 0.4) for name, amount in spent.items()]
    return forms


def _project(case: UnitYear, name: str, amount: int, is_late: bool) -> dict[str, object]:
    return {
        "名称": name,
        "主管部门": case.name,
        "填报日期": f"{case.year + 1}年4月30日",
        "年度目标": "按计划完成项目任务。",
        "全年预算数": _wan(amount + (200_000 if is_late else 0)),
        "执行数": _wan(amount),
        "指标": _indicators(40 if case.place == "wuhan" else 50, name),
        **(LATE if is_late else {}),
    }


def _wan(fen: int) -> str:
    return str(wan(fen))


def _indicators(output: int, name: str) -> list[dict[str, str]]:
    rows = (
        ("产出", "数量", f"{name}办理件数", output - 20, "≥1000件", "1200件"),
        ("产出", "质量", f"{name}办理准确率", 10, "≥98%", "99%"),
        ("产出", "时效", f"{name}按时办结率", 10, "≥95%", "97%"),
        ("效益", "社会效益", f"{name}政策知晓率", 30, "≥90%", "93%"),
        ("满意度", "服务对象满意度", f"{name}服务对象满意度", 10, "≥90%", "95%"),
    )
    keys = ("一级", "二级", "名称", "分值", "目标", "实际")
    return [dict(zip(keys, (str(value) for value in row), strict=True)) for row in rows]
