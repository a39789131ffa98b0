"""The numbers of one self-evaluation form: execution, indicators, scores that follow from them."""

import re
from dataclasses import dataclass

from heldout.amounts import decimal, quotient, trimmed
from heldout.vocabulary import Draw, data
from heldout.world import World, parts

Values = tuple[int, int, str]
GROUPS = {
    20: {"产出指标": ["数量指标", "质量指标", "时效指标", "成本指标"], "效益指标": ["社会效益指标", "可持续影响指标"],
         "满意度指标": ["满意度指标"]},
    10: {"产出指标": ["数量指标", "质量指标", "时效指标"], "成本指标": ["成本指标"],
         "效益指标": ["经济效益指标", "社会效益指标", "可持续影响指标"], "满意度指标": ["满意度指标"]},
}  # fmt: skip
WEIGHTS = {20: {"产出指标": 40, "效益指标": 30, "满意度指标": 10},
           10: {"产出指标": 40, "成本指标": 10, "效益指标": 30, "满意度指标": 10}}  # fmt: skip


@dataclass
class Indicator:
    l1: str
    l2: str
    name: str
    kind: str
    weight: int
    target: str
    actual: str
    score: str
    note: str = ""

    @property
    def done(self) -> str:
        """The completion rate where more is better; a dash elsewhere."""
        goal, real = (re.search(r"\d+", t) for t in (self.target, self.actual))
        if self.kind not in ("up", "all") or not goal or not real:
            return "—"
        return trimmed(decimal(quotient(100 * int(real[0]), int(goal[0]), 2), 2)) + "%"


@dataclass
class Form:
    name: str
    overall: bool
    budget: int
    actual: int
    exec_weight: int
    exec_score: str
    rate: str
    indicators: list[Indicator]
    total: str
    basic: int = 0
    project: int = 0

    def subtotal(self, l1: str) -> str:
        return _sum([i.score for i in self.indicators if i.l1 == l1])


def _sum(scores: list[str]) -> str:
    steps = sum(int(decimal_steps(s)) for s in scores)
    return trimmed(decimal(steps, 2))


def decimal_steps(text: str) -> int:
    whole, _, rest = text.partition(".")
    return int(whole) * 100 + int(rest.ljust(2, "0") or 0)


def make(draw: Draw, world: World, name: str, budget: int, actual: int, overall: bool, told: dict[str, Values]) -> Form:
    weight = draw.of([10, 10, 20])
    digits = draw.of([2, 2, 1])
    indicators = []
    for l1, total in WEIGHTS[weight].items():
        names = GROUPS[weight][l1]
        chosen = (
            names if len(names) < 3 else sorted(draw.random.sample(names, draw.between(2, len(names))), key=names.index)
        )
        plan = [l2 for l2 in chosen for _ in range(_how_many(draw, l2))]
        for l2, share in zip(plan, _weights(draw, total, len(plan)), strict=True):
            indicators.append(_indicator(draw, l1, l2, share, digits, {i.name for i in indicators}, told))
    score = trimmed(decimal(quotient(weight * actual, budget, digits), digits))
    rate = world.printing.rate(actual, budget) if world.printing.rate_decimals == 2 else _rate(actual, budget)
    return Form(name, overall, budget, actual, weight, score, rate, indicators,
                _sum([score, *(i.score for i in indicators)]), world.basic, world.spent - world.basic)  # fmt: skip


def _rate(actual: int, budget: int) -> str:
    return trimmed(decimal(quotient(100 * actual, budget, 2), 2)) + "%"


def _how_many(draw: Draw, l2: str) -> int:
    return draw.between(1, 3) if l2 == "数量指标" else draw.of([1, 1, 2]) if l2 in ("质量指标", "社会效益指标") else 1


def _weights(draw: Draw, total: int, count: int) -> list[int]:
    even, left = divmod(total, count)
    return [even] * (count - left) + [even + 1] * left if draw.chance(0.5) else parts(draw, total, count)


def _indicator(
    draw: Draw, l1: str, l2: str, weight: int, digits: int, used: set[str], told: dict[str, Values]
) -> Indicator:
    free = [p for p in data("indicators")[l2] if p[0] not in used]
    name, kind, unit, low, high = draw.split(free) if free else draw.split(data("indicators")[l2])
    if kind == "word":
        return Indicator(l1, l2, name, kind, weight, unit, unit, str(weight))
    if name not in told:
        told[name] = _values(draw, kind, unit, low, high)
    goal, real, sign = told[name]
    short = real < goal if kind != "down" else real > goal
    part, whole = (goal, real) if kind == "down" else (real, goal)
    score = trimmed(decimal(quotient(weight * part, whole, digits), digits)) if short else str(weight)
    note = draw.of(data("indicators")["notes"]) if short else ""
    return Indicator(l1, l2, name, kind, weight, f"{sign}{goal}{unit}", f"{real}{unit}", score, note)


def _values(draw: Draw, kind: str, unit: str, low: int, high: int) -> Values:
    """Target, what became of it, and the sign before the target; met in seven cases of ten."""
    goal = 100 if kind == "all" else draw.between(low, high)
    if draw.chance(0.7):
        real = goal if kind == "all" else goal + (1 if kind == "up" else -1) * draw.between(0, max(1, goal // 8))
        real = min(real, 100) if unit == "%" else real
    elif kind == "down":
        real = goal + draw.between(1, max(1, goal // 3))
    else:
        real = goal - draw.between(1, max(1, goal // 6))
    sign = {"up": draw.of(["≥", "≥", "不低于", ""]), "down": draw.of(["≤", "≤", "不超过"]), "all": ""}[kind]
    return goal, max(1, real), sign


def forms(seed: int, world: World) -> list[Form]:
    draw = Draw(seed, "forms")
    told: dict[str, Values] = {}  # one report says the same of one indicator in all its forms
    made = [make(draw, world, world.unit, world.overall_budget, world.spent, True, told)]
    return made + [make(draw, world, p.name, p.budget, p.actual, False, told) for p in world.projects]
