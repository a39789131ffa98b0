"""Random accounts of an invented unit: every amount in fen, everything that must tie ties."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

YUAN = 100
WAN = 10_000 * YUAN


@cache
def names(table: str) -> dict[str, tuple[tuple[int, int, str], ...]]:
    """The classification names by code: (first year, last year, name)."""
    found: dict[str, list[tuple[int, int, str]]] = {}
    content = files("shebao.classification").joinpath(f"data/{table}.csv").read_text("utf-8")
    for row in csv.DictReader(content.splitlines()):
        found.setdefault(row["code"], []).append((int(row["year_from"]), int(row["year_to"]), row["name"]))
    return {code: tuple(entries) for code, entries in found.items()}


_MORE = {"20807": "就业补助", "22960": "彩票公益金安排的支出", "2296002": "用于社会福利的彩票公益金支出"}


def name_of(code: str, year: int, table: str = "functional") -> str:
    """The name of a code in a year; the one it was first known by where the list begins later."""
    if code not in names(table):
        return _MORE[code]
    entries = names(table)[code]
    return next((name for first, last, name in entries if first <= year <= last), min(entries)[2])


_BASIC_ITEMS = [
    "2080101",
    "2080501",
    "2080505",
    "2080506",
    "2101101",
    "2101103",
    "2210201",
    "2210203",
    "2101102",
    "2080502",
]
_PROJECT_ITEMS = ["2080102", "2080109", "2080199", "2080799", "2089999", "2080701"]
FUND_ITEM, FUND_CLASS = "2296002", "229"
STATE_CAPITAL_ITEM = "2230105"


@dataclass(slots=True)
class Item:
    """A functional item's expenditure by source, and its initial budget (general appropriation)."""

    code: str
    basic: int = 0
    project: int = 0
    fund: int = 0
    own_basic: int = 0
    own_project: int = 0
    opening: int = 0
    closing: int = 0
    budget: int = 0

    @property
    def general(self) -> int:
        return self.basic + self.project

    @property
    def total(self) -> int:
        return self.general + self.fund + self.own_basic + self.own_project


@dataclass(slots=True)
class Pair:
    """Budget and actual of a 三公 item, and the prior year's actual."""

    budget: int
    actual: int
    prior: int


@dataclass(slots=True)
class Indicator:
    """A performance indicator: `target` and `actual` as printed, `score` in hundredths of a point."""

    level_one: str
    level_two: str
    name: str
    weight: int
    target: str
    actual: str
    score: int


@dataclass(slots=True)
class Project:
    """A project with its adjusted budget, actual and indicators."""

    name: str
    budget: int
    actual: int
    execution_weight: int
    indicators: list[Indicator] = field(default_factory=list)


@dataclass(slots=True)
class Accounts:
    """A year's accounts."""

    year: int
    items: list[Item]
    economic: dict[str, int]
    other_income: dict[str, int]
    own_opening: int
    own_closing: int
    distribution: int
    fund_opening: int
    fund_closing: int
    abroad: Pair
    purchase: Pair
    operation: Pair
    reception: Pair
    prior: dict[str, int]
    procurement: dict[str, int]
    sme: int
    micro: int
    vehicles: int
    projects: list[Project]
    overall: Project
    receptions: tuple[int, int]

    def spent(self, key: Callable[[Item], int]) -> int:
        return sum(key(item) for item in self.items)

    @property
    def general(self) -> int:
        return self.spent(lambda i: i.general)

    @property
    def fund(self) -> int:
        return self.spent(lambda i: i.fund)

    @property
    def expenditure(self) -> int:
        return self.spent(lambda i: i.total)

    @property
    def basic(self) -> int:
        return self.spent(lambda i: i.basic + i.own_basic)

    @property
    def project(self) -> int:
        return self.expenditure - self.basic

    @property
    def general_basic(self) -> int:
        return self.spent(lambda i: i.basic)

    @property
    def general_opening(self) -> int:
        return self.spent(lambda i: i.opening)

    @property
    def general_closing(self) -> int:
        return self.spent(lambda i: i.closing)

    @property
    def general_income(self) -> int:
        return self.general - self.general_opening + self.general_closing

    @property
    def fund_income(self) -> int:
        return self.fund - self.fund_opening + self.fund_closing

    @property
    def appropriation(self) -> int:
        return self.general_income + self.fund_income

    @property
    def income(self) -> int:
        return self.appropriation + sum(self.other_income.values())

    @property
    def opening(self) -> int:
        return self.general_opening + self.fund_opening + self.own_opening

    @property
    def closing(self) -> int:
        return self.general_closing + self.fund_closing + self.own_closing

    @property
    def grand_total(self) -> int:
        return self.income + self.opening

    @property
    def appropriation_total(self) -> int:
        return self.appropriation + self.general_opening + self.fund_opening

    def economic_sum(self, *prefixes: str) -> int:
        return sum(amount for code, amount in self.economic.items() if code.startswith(prefixes))

    @property
    def personnel(self) -> int:
        return self.economic_sum("301", "303")

    @property
    def operating(self) -> int:
        return self.economic_sum("302", "310")

    @property
    def budget(self) -> int:
        return self.spent(lambda i: i.budget)

    @property
    def three_public(self) -> Pair:
        return summed((self.abroad, self.vehicle, self.reception))

    @property
    def vehicle(self) -> Pair:
        return summed((self.purchase, self.operation))

    def by_class(self, key: Callable[[Item], int]) -> dict[str, int]:
        """Sums by class code, classes without amounts left out."""
        found: dict[str, int] = {}
        for item in self.items:
            found[item.code[:3]] = found.get(item.code[:3], 0) + key(item)
        return {code: amount for code, amount in sorted(found.items()) if amount}


def summed(pairs: Iterable[Pair]) -> Pair:
    """The sum of pairs."""
    found = list(pairs)
    return Pair(sum(p.budget for p in found), sum(p.actual for p in found), sum(p.prior for p in found))


def accounts(rng: random.Random, year: int, execution_weight: int = 20, before: Accounts | None = None) -> Accounts:
    """Accounts of one year with the special cases that reports have, each with some probability; compared with the
    accounts of the year `before` where they are given."""
    items = _items(rng, year, before.general_closing if before else None)
    own = _own_funds(rng, items, before.own_closing if before else None)
    fund_opening = fund_closing = 0
    carried = before.fund_closing if before else 0
    if carried or rng.random() < 0.35:
        items.append(Item(FUND_ITEM, fund=_amount(rng, 10, 120)))
        if carried or (not before and rng.random() < 0.5):
            fund_opening, fund_closing = carried or _amount(rng, 1, 5), _amount(rng, 0, 9)
    items.sort(key=lambda item: item.code)
    economic = _economic(rng, sum(item.basic for item in items))
    abroad, purchase, operation, reception = _three_public(rng, economic)
    found = Accounts(
        year, items, economic, *own, fund_opening, fund_closing, abroad, purchase, operation, reception,
        prior={}, procurement={}, sme=0, micro=0, vehicles=0, projects=[], overall=Project("", 0, 0, 0), receptions=(0, 0),
    )  # fmt: skip
    _compare(rng, found, before)
    _procure(rng, found)
    found.vehicles = rng.choice([0, 1, 1, 2, 4]) if operation.actual == 0 else rng.choice([1, 2, 3])
    found.receptions = (rng.randint(1, 12), rng.randint(13, 90)) if reception.actual else (0, 0)
    _perform(rng, found, execution_weight)
    return found


def _amount(rng: random.Random, low: float, high: float) -> int:
    """A random amount between two numbers of 万元, to the fen or (often) to the hundred yuan."""
    amount = round(rng.uniform(low, high) * WAN)
    return amount if rng.random() < 0.5 else amount // (100 * YUAN) * 100 * YUAN


def _items(rng: random.Random, year: int, carried: int | None) -> list[Item]:
    items = []
    for code in sorted(rng.sample(_BASIC_ITEMS, rng.randint(4, 8))):
        items.append(Item(code, basic=_amount(rng, 12, 900 if code == "2080101" else 160)))
    for code in sorted(rng.sample(_PROJECT_ITEMS, rng.randint(1, 3))):
        items.append(Item(code, project=_amount(rng, 8, 400), basic=_amount(rng, 5, 60) if rng.random() < 0.2 else 0))
    if carried or (carried is None and rng.random() < 0.4):
        item = max(items, key=lambda item: item.project)
        item.opening, item.closing = carried or min(_amount(rng, 1, 7), item.project // 2), _amount(rng, 1, 9)
        item.project = max(item.project, item.opening * 2)
    for item in items:
        factor = rng.choice([1, 1, rng.uniform(0.8, 1.25), rng.uniform(0.93, 1.08)])
        item.budget = item.general if factor == 1 else round(item.general * factor) // (100 * YUAN) * 100 * YUAN
    if rng.random() < 0.25:
        rng.choice(items[1:]).budget = 0
    return items


def _own_funds(rng: random.Random, items: list[Item], carried: int | None) -> tuple[dict[str, int], int, int, int]:
    """Income other than appropriation, and how it was spent: (income, opening, closing, distribution)."""
    if not carried and rng.random() < 0.5:
        return {}, 0, 0, 0
    kinds = rng.sample(["superior_subsidy", "business", "other"], rng.randint(1, 2))
    income = {kind: _amount(rng, 3, 80) for kind in kinds}
    opening = carried if carried is not None else _amount(rng, 1, 30) if rng.random() < 0.5 else 0
    available = sum(income.values()) + opening
    closing = min(_amount(rng, 0, 20), available // 2) if rng.random() < 0.6 else 0
    spent = available - closing
    item = rng.choice([item for item in items if item.project])
    item.own_basic = spent // 3 if rng.random() < 0.3 else 0
    item.own_project = spent - item.own_basic
    return income, opening, closing, 0


_PERSONNEL = ["30101", "30102", "30103", "30107", "30108", "30109", "30110", "30111", "30112", "30113", "30199"]
_FAMILY = ["30302", "30307", "30399", "30305"]
_GOODS = ["30201", "30202", "30205", "30206", "30207", "30209", "30211", "30213", "30215", "30216", "30226", "30228", "30229", "30239", "30299"]  # fmt: skip
_CAPITAL = ["31002", "31003"]


def _economic(rng: random.Random, total: int) -> dict[str, int]:
    """The basic expenditure of general appropriation by economic item."""
    operating = round(total * rng.uniform(0.05, 0.2))
    family = round(total * rng.uniform(0.02, 0.12))
    capital = operating // 12 if rng.random() < 0.4 else 0
    found: dict[str, int] = {}
    found |= _split(rng, total - operating - family, rng.sample(_PERSONNEL, rng.randint(5, len(_PERSONNEL))))
    found |= _split(rng, family, rng.sample(_FAMILY, rng.randint(1, 3)))
    goods = rng.sample(_GOODS, rng.randint(5, 11))
    goods += [code for code in ("30217", "30231") if rng.random() < 0.6]
    found |= _split(rng, operating - capital, goods)
    if capital:
        found |= _split(rng, capital, rng.sample(_CAPITAL, 1))
    return dict(sorted(found.items()))


def _split(rng: random.Random, total: int, codes: list[str]) -> dict[str, int]:
    weights = [rng.uniform(0.15, 1) * (0.15 if code in ("30217", "30231") else 1) for code in codes]
    parts = [int(total * weight / sum(weights)) for weight in weights]
    parts[0] += total - sum(parts)
    return dict(zip(codes, parts, strict=True))


def _three_public(rng: random.Random, economic: dict[str, int]) -> tuple[Pair, Pair, Pair, Pair]:
    def pair(actual: int) -> Pair:
        if not actual:
            budget = _amount(rng, 0.5, 4) if rng.random() < 0.2 else 0
            return Pair(budget, 0, _amount(rng, 0.5, 2) if rng.random() < 0.2 else 0)
        budget = actual if rng.random() < 0.3 else actual + _amount(rng, 0.1, 2)
        prior = rng.choice([actual, 0, _amount(rng, 0.4, 5), _amount(rng, 0.4, 5)])
        return Pair(budget, actual, prior)

    abroad = pair(_amount(rng, 2, 9) if rng.random() < 0.1 else 0)
    purchase = pair(_amount(rng, 15, 20) if rng.random() < 0.08 else 0)
    operation = pair(economic.get("30231", 0))
    reception = pair(economic.get("30217", 0))
    return abroad, purchase, operation, reception


def _compare(rng: random.Random, found: Accounts, before: Accounts | None) -> None:
    """The prior year's amounts: those of `before`, or more, less or the same, each part still within its whole."""
    factor = 1.0 if rng.random() < 0.08 else rng.uniform(0.75, 1.25)
    smaller = factor
    for name in ("grand_total", "appropriation_total", "general", "operating"):
        now: int = getattr(found, name)
        found.prior[name] = getattr(before, name) if before else round(now * smaller)
        smaller -= 0 if factor == 1 else rng.uniform(0, 0.03)
    if before:
        for name in ("abroad", "purchase", "operation", "reception"):
            getattr(found, name).prior = getattr(before, name).actual


def _procure(rng: random.Random, found: Accounts) -> None:
    kinds = rng.sample(["goods", "works", "services"], rng.randint(1, 3))
    found.procurement = {kind: _amount(rng, 2, 90) for kind in kinds}
    total = sum(found.procurement.values())
    found.sme = rng.choice([total, round(total * rng.uniform(0.4, 0.95))])
    found.micro = rng.choice([found.sme, round(found.sme * rng.uniform(0.3, 0.9))])


_PROJECT_NAMES = [
    "参保扩面工作经费",
    "稽核检查工作经费",
    "经办大厅运行保障经费",
    "信息系统运行维护费",
    "待遇核发工作经费",
    "档案数字化加工费",
]
_QUANTITIES = [
    ("新增参保人数", "人次"),
    ("稽核单位户数", "家"),
    ("业务培训场次", "场"),
    ("办理业务件数", "件"),
    ("数字化档案卷数", "卷"),
]
_QUALITIES = ["待遇准确发放率", "档案整理合格率", "业务复核差错整改率", "咨询电话接通率", "数据核查完成率"]
_SATISFIED = ["参保单位满意率", "参保人员满意率", "退休人员满意率", "窗口服务满意率", "热线咨询满意率"]


def _perform(rng: random.Random, found: Accounts, execution_weight: int) -> None:
    spending = found.spent(lambda i: i.project)
    count = min(rng.randint(1, 3), max(1, spending // (20 * WAN)))
    shares = [rng.uniform(0.4, 1) for _ in range(count)]
    actuals = [int(spending * share / sum(shares)) // (100 * YUAN) * 100 * YUAN for share in shares]
    topics = list(zip(*(rng.sample(words, 4) for words in (_QUANTITIES, _QUALITIES, _SATISFIED)), strict=True))
    points = 100 - execution_weight
    for name, actual, topic in zip(rng.sample(_PROJECT_NAMES, count), actuals, topics, strict=False):
        budget = actual if rng.random() < 0.3 else round(actual * rng.uniform(1.001, 1.08)) // (100 * YUAN) * 100 * YUAN
        found.projects.append(Project(name, budget, actual, execution_weight, _indicators(rng, points, *topic)))
    budget = found.expenditure + (0 if rng.random() < 0.3 else _amount(rng, 0.5, 40))
    found.overall = Project("", budget, found.expenditure, execution_weight, _indicators(rng, points, *topics[-1]))


def _indicators(
    rng: random.Random, points: int, counted: tuple[str, str], quality_name: str, satisfied: str
) -> list[Indicator]:
    """Indicators whose weights add up to `points`, each scored by the rule of the form."""
    output, benefit, satisfaction = (points - 30, 20, 10)
    quantity, quality, timely = output // 2, output // 4, output - output // 2 - output // 4
    name, unit = counted
    target = rng.randint(20, 900)
    done = rng.choice([target, target + rng.randint(1, 9), round(target * rng.uniform(0.82, 0.99))])
    rate = rng.choice([95, 98, 100])
    reached = rng.choice([100, rate])
    return [
        Indicator("产出指标", "数量指标", name, quantity, f"{target}{unit}", f"{done}{unit}", _scored(quantity, done, target)),
        Indicator("产出指标", "质量指标", quality_name, quality, f"{rate}%", f"{reached}%", quality * 100),
        Indicator("产出指标", "时效指标", "按时完成率", timely, "100%", "100%", timely * 100),
        Indicator("效益指标", "社会效益指标", "经办服务能力", benefit, "有效提升", "有效提升", benefit * 100),
        Indicator("满意度指标", "服务对象满意度指标", satisfied, satisfaction, "90%", f"{rng.randint(90, 99)}%", satisfaction * 100),
    ]  # fmt: skip


def _scored(weight: int, actual: int, target: int) -> int:
    """Weight × actual ÷ target in hundredths, rounded half up, never above the weight."""
    if actual >= target:
        return weight * 100
    return (2 * weight * 100 * actual + target) // (2 * target)
