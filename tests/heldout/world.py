"""The numbers of one unit's year, consistent by construction: leaves are drawn, everything else is summed."""

from dataclasses import dataclass, field

from heldout.amounts import Printing
from heldout.vocabulary import Draw, data

PERSONNEL = {"30101": "基本工资", "30102": "津贴补贴", "30103": "奖金", "30107": "绩效工资",
             "30108": "机关事业单位基本养老保险缴费", "30109": "职业年金缴费", "30110": "职工基本医疗保险缴费",
             "30112": "其他社会保障缴费", "30113": "住房公积金", "30199": "其他工资福利支出",
             "30302": "退休费", "30305": "生活补助", "30307": "医疗费补助", "30399": "其他对个人和家庭的补助"}  # fmt: skip
PUBLIC = {"30201": "办公费", "30202": "印刷费", "30205": "水费", "30206": "电费", "30207": "邮电费",
          "30209": "物业管理费", "30211": "差旅费", "30213": "维修（护）费", "30215": "会议费", "30216": "培训费",
          "30226": "劳务费", "30228": "工会经费", "30229": "福利费", "30239": "其他交通费用",
          "30299": "其他商品和服务支出", "31002": "办公设备购置"}  # fmt: skip
THREE_CODES = {"abroad": ("30212", "因公出国（境）费用"), "run": ("30231", "公务用车运行维护费"),
               "reception": ("30217", "公务接待费")}  # fmt: skip


@dataclass
class Item:
    code: str
    name: str
    group: str
    cls: str
    basic: int = 0
    project: int = 0
    budget: int = 0
    prior: int = 0
    other: int = 0
    income: int = 0

    @property
    def actual(self) -> int:
        return self.basic + self.project


@dataclass
class Project:
    name: str
    budget: int
    actual: int


@dataclass
class World:
    unit: str
    short: str
    field: str
    kind: str
    year: int
    place: str
    printing: Printing
    items: list[Item]
    fund: int
    other: int
    other_name: str
    carry_in: int
    carry_out: int
    economic: dict[str, int]
    three: dict[str, tuple[int, int, int]]  # budget, actual, last year
    projects: list[Project]
    prior: dict[str, int]
    overall_budget: int
    procurement: dict[str, int]
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def general(self) -> int:
        return sum(i.actual for i in self.items)

    @property
    def basic(self) -> int:
        return sum(i.basic for i in self.items)

    @property
    def general_income(self) -> int:
        return self.general + self.carry_out - self.carry_in

    @property
    def appropriation(self) -> int:
        return self.general_income + self.fund

    @property
    def income(self) -> int:
        return self.appropriation + self.other

    @property
    def spent(self) -> int:
        return self.general + self.fund + self.other

    @property
    def total(self) -> int:
        return self.income + self.carry_in

    @property
    def appropriation_total(self) -> int:
        return self.appropriation + self.carry_in

    @property
    def personnel(self) -> int:
        return sum(v for k, v in self.economic.items() if k in PERSONNEL)

    @property
    def public(self) -> int:
        return self.basic - self.personnel

    def three_total(self, which: int) -> int:
        return sum(v[which] for v in self.three.values())


def parts(draw: Draw, total: int, count: int, heavy: int = 0) -> list[int]:
    """`count` positive whole parts of a total (which is at least `count`); the first `heavy` are larger."""
    weights = [draw.between(20, 100) * (6 if at < heavy else 1) for at in range(count)]
    found = [max(1, total * w // sum(weights)) for w in weights]
    found[found.index(max(found))] += total - sum(found)
    return found


def near(draw: Draw, steps: int, low: int = 3, high: int = 28) -> int:
    """A different value within `low`–`high` percent."""
    change = max(1, steps * draw.between(low * 10, high * 10) // 1000)
    return steps + change if draw.chance(0.5) or steps <= change else steps - change


def world(seed: int) -> World:
    draw = Draw(seed, "world")
    printing = _printing(draw)
    items = _items(draw, printing, name := draw.word("units"))
    place = draw.word("places")
    general, basic = sum(i.actual for i in items), sum(i.basic for i in items)
    fund = draw.between(3, 60) * printing.scale + draw.between(1, 9) if draw.chance(0.25) else 0
    other = draw.between(2, 40) * printing.scale + draw.between(1, 9) if draw.chance(0.35) else 0
    carry_in = draw.between(1, 12) * printing.scale if draw.chance(0.4) else 0
    carry_out = draw.between(1, 12) * printing.scale + draw.between(0, 9) if draw.chance(0.4) else 0
    items[0].other = other
    for item in items:
        item.income = item.actual
    items[0].income += carry_out - carry_in
    three = _three(draw, printing)
    fixed = {code: three[key][1] for key, (code, _) in THREE_CODES.items() if three[key][1]}
    projects = project_parts(draw, general - basic, name[1])
    made = World(
        unit=place + name[0], short=name[0], field=name[1], kind=draw.of(["单位", "部门"]), year=draw.between(2021, 2024),
        place=place, printing=printing, items=items, fund=fund, other=other,
        other_name=draw.of(["其他收入", "事业收入"]), carry_in=carry_in, carry_out=carry_out,
        economic=economic_parts(draw, basic, fixed), three=three, projects=projects,
        prior={}, overall_budget=0, procurement={},
    )  # fmt: skip
    history(draw, made)
    return made


def _printing(draw: Draw) -> Printing:
    unit, decimals = draw.of([("万元", 2)] * 6 + [("万元", 1), ("万元", 0), ("元", 2), ("元", 0)])
    return Printing(unit, decimals, draw.of([1, 2, 2, 1, 0]), draw.chance(0.6), draw.chance(0.3))


def _items(draw: Draw, printing: Printing, name: list[str]) -> list[Item]:
    vocabulary = data("vocabulary")
    own, common = vocabulary["items"][name[1]], vocabulary["items"]["common"]
    chosen = own[:2] + draw.random.sample(own[2:], draw.between(0, len(own) - 2))
    chosen += sorted(draw.random.sample(common, draw.between(3, len(common))))
    items = []
    for code, sort, label, group in sorted(chosen):
        base = draw.between(300, 2600) if (code, sort) == (own[0][0], "basic") else draw.between(12, 160)
        actual = base * printing.scale + draw.between(1, max(1, printing.scale - 1))
        item = Item(str(code), label, group, vocabulary["classes"][int(str(code)[:3])])
        item.basic, item.project = (actual, 0) if sort == "basic" else (0, actual)
        item.budget = actual if draw.chance(0.15) else near(draw, actual)
        item.prior = near(draw, actual)
        items.append(item)
    items.sort(key=lambda i: i.code != str(own[0][0]))
    return items


def _three(draw: Draw, printing: Printing) -> dict[str, tuple[int, int, int]]:
    def triple(high: int, share: float) -> tuple[int, int, int]:
        if not draw.chance(share):
            return 0, 0, 0
        actual = draw.between(1, high) * max(1, printing.scale // 2) + draw.between(1, max(1, printing.scale // 3))
        return actual + draw.between(1, max(2, actual // 5)), actual, near(draw, actual, 8, 40)

    return {"abroad": triple(8, 0.15), "run": triple(18, 0.8), "reception": triple(4, 0.8)}


def economic_parts(draw: Draw, basic: int, fixed: dict[str, int], public: int = 0) -> dict[str, int]:
    """Basic expenditure by economic code; `fixed` amounts are given, and where it is not 0 the sum of the public ones."""
    wages = ["30101", "30102", "30103"]
    others = [code for code in PERSONNEL if code not in wages]
    people = wages + draw.random.sample(others, draw.between(4, len(others)))
    things = draw.random.sample(list(PUBLIC), draw.between(6, len(PUBLIC)))
    public = public - sum(fixed.values()) if public else (basic - sum(fixed.values())) * draw.between(60, 180) // 1000
    public = max(len(things), public)
    personnel = basic - public - sum(fixed.values())
    found = dict(zip(people, parts(draw, personnel, len(people), heavy=3), strict=True))
    found |= dict(zip(things, parts(draw, public, len(things)), strict=True)) | fixed
    return dict(sorted(found.items()))


def project_parts(draw: Draw, total: int, sort: str) -> list[Project]:
    names = data("vocabulary")["projects"][sort]
    names = names[: draw.between(1, len(names))]
    spent = parts(draw, total, len(names))
    return [Project(n, a if draw.chance(0.4) else a + max(1, a * draw.between(5, 150) // 1000), a)
            for n, a in zip(names, spent, strict=True)]  # fmt: skip


def history(draw: Draw, made: World) -> None:
    """Last year's sums, and what depends on this year's: procurement, counts, the adjusted budget."""
    general = sum(i.prior for i in made.items)
    fund = near(draw, made.fund) if made.fund else 0
    other = near(draw, made.other) if made.other else 0
    income = general + fund  # last year ended with what this one begins with, having begun with nothing
    made.prior = {
        "general": general, "fund": fund, "other": other, "appropriation": income + made.carry_in,
        "appropriation_income": income + made.carry_in, "general_income": general + made.carry_in,
        "income": income + other + made.carry_in, "spent": general + fund + other,
        "total": income + other + made.carry_in, "running": near(draw, made.public),
    }  # fmt: skip
    made.overall_budget = made.spent + max(1, made.spent * draw.between(1, 60) // 1000)
    goods, works, services = (draw.between(1, 40) * made.printing.scale for _ in range(3))
    works = works if draw.chance(0.4) else 0
    total = goods + works + services
    small = total * draw.between(50, 100) // 100
    made.procurement = {"goods": goods, "works": works, "services": services, "total": total,
                        "small": small, "micro": small * draw.between(30, 95) // 100}  # fmt: skip
    cars = draw.between(1, 6) if made.three["run"][1] else 0
    special = draw.between(0, cars)
    batches = draw.between(2, 25) if made.three["reception"][1] else 0
    made.counts = {"cars": cars, "special": special, "usual": cars - special, "equipment": draw.between(0, 5),
                   "batches": batches, "guests": batches * draw.between(4, 9) + draw.between(0, 5),
                   "groups": 1 if made.three["abroad"][1] else 0, "travellers": draw.between(1, 4),
                   "new": draw.between(8, 90), "online": draw.between(2000, 60000),
                   "offline": draw.between(900, 20000), "training": draw.between(6, 30),
                   "sites": draw.between(3, 4)}  # fmt: skip
