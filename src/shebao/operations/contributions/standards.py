"""What the law of a place says in a month: bounds of the base, rates, cuts and reliefs, as whole numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from shebao.fields.dates import Month
from shebao.fields.problem import Problem, ProblemsFound
from shebao.operations.contributions.injury_steps import injury_step
from shebao.policy.arithmetic import RATE_SCALE
from shebao.policy.contributions.formulas import injury_rate
from shebao.policy.contributions.lines import LINES, PUBLIC, RELIEVED, shares
from shebao.policy.errors import MissingParameter
from shebao.policy.injury.formulas import percent_of
from shebao.policy.insured import Insured, Line, Payer
from shebao.policy.lookup import lookup
from shebao.policy.nearest import law_of
from shebao.policy.parameters import Law, Value

SIZES = ("large", "small")
UNKNOWN_CLASS = "单位没有工伤风险类别，请先核定费率"
UNKNOWN_SIZE = "这个月单位缴费的减免因单位规模而异，请先登记单位规模"
NOT_INSURED = "这类人员不参加这个险种，请核对人员类别和单位类型"
FIRST_CLASS = 1
NO_FLOATING = "base"


class NoStandard(ProblemsFound):
    """The law of a place has no value for a month: which, and what to do."""


@dataclass(frozen=True, slots=True)
class Rates:
    """Rates in millionths, relief of the unit's share in percent, and the policy that changed the rate or gave the relief."""

    unit: int
    person: int
    relief: int = 0
    policy: str = ""


@dataclass(frozen=True, slots=True)
class Standards:
    """Bounds and average in fen; `average` is None where the place has none. Two months with the same say the same."""

    floor: int
    ceiling: int
    average: int | None
    rates_of: Mapping[tuple[Insured, Line], Rates]
    injury: Mapping[tuple[int, str], Rates]
    reliefs: Mapping[str, Rates]

    def rates(
        self, insured: Insured, line: Line, injury_class: int | None, floating: str | None, size: str | None
    ) -> Rates | str:
        """The rates of a kind of insured in a line at an employer of a class, floating step and size; words where that
        cannot be told."""
        if line not in LINES.get(insured, ()):
            return NOT_INSURED
        if line is Line.INJURY:
            found = self.injury.get((injury_class or 0, floating or NO_FLOATING))
            if found is None:
                return UNKNOWN_CLASS
        else:
            found = self.rates_of[insured, line]
        if insured in PUBLIC or line not in RELIEVED or insured is Insured.FLEXIBLE:
            return found
        return self._relieved(found, size)

    def _relieved(self, found: Rates, size: str | None) -> Rates | str:
        large, small = (self.reliefs[each] for each in SIZES)
        if size is None and large.relief != small.relief:
            return UNKNOWN_SIZE
        relief = self.reliefs[size] if size else small
        return Rates(found.unit, found.person, relief.relief, relief.policy) if relief.relief else found


@cache
def standards(place: str, month: Month) -> Standards:
    """The standards of a place in a month. Bounds that are not published yet are those of the year before. Raises NoStandard."""
    law = law_of(place)
    return Standards(
        floor=_bound(law, month, "floor"),
        ceiling=_bound(law, month, "ceiling"),
        average=_average(law, month),
        rates_of=_rates(law, month),
        injury=_injury(law, place, month),
        reliefs={size: _relief(law, month, size) for size in SIZES},
    )


def turning_points(place: str, first: Month, last: Month) -> tuple[Month, ...]:
    """The months after the first, up to the last, whose standards differ from those of the month before. Raises NoStandard."""
    months = [first.plus(number) for number in range(last.since(first) + 1)]
    return tuple(after for before, after in pairwise(months) if standards(place, before) != standards(place, after))


def _bound(law: Law, month: Month, side: str) -> int:
    value = _latest(law, f"contribution.base_{side}", month)
    average = _latest(law, "contribution.average_wage", month)
    if value is not None and (average is None or value.start >= average.start):
        return value.integer
    if average is None:
        raise _missing(law, f"contribution.base_{side}", month)
    percent = int(law.at(f"contribution.base_{side}_percent", month.first_day).decimal)
    amount: int = percent_of(average.integer, percent)
    return amount


def _average(law: Law, month: Month) -> int | None:
    found = _latest(law, "contribution.average_wage", month)
    return found.integer if found else None


def _latest(law: Law, name: str, month: Month) -> Value | None:
    """The value of a month, or the last one before where a new one comes every year and is not there yet."""
    found = lookup(law, name, month.first_day)
    if found is not None:
        return found
    try:
        series = law.series(name)
    except MissingParameter:
        return None
    earlier = [value for each in series for value in each.values if value.start <= month.first_day and value.content]
    return max(earlier, key=lambda value: value.start, default=None)


def _rates(law: Law, month: Month) -> dict[tuple[Insured, Line], Rates]:
    found: dict[tuple[Insured, Line], Rates] = {}
    for insured, lines in LINES.items():
        for line in lines:
            if line is Line.INJURY:
                continue
            by_payer = {share.payer: _rate(law, share.parameter, month) for share in shares(insured, line)}
            found[insured, line] = Rates(by_payer.get(Payer.EMPLOYER, 0), by_payer.get(Payer.EMPLOYEE, 0))
    return found


def _rate(law: Law, name: str, month: Month) -> int:
    value = lookup(law, name, month.first_day)
    if value is None:
        raise _missing(law, name, month)
    return value.scaled(RATE_SCALE)


def _injury(law: Law, place: str, month: Month) -> dict[tuple[int, str], Rates]:
    step = injury_step(place, month)
    if step is None:
        return injury_rates(law, month)
    cut = int(law.at("contribution.injury_reduction", month.first_day).cell(step.step).decimal)
    return injury_rates(law, month, cut, f"contribution.injury_reduction.{step.step}")


def injury_rates(law: Law, month: Month, cut: int = 0, policy: str = "") -> dict[tuple[int, str], Rates]:
    """The rates of work injury by class and floating step, cut by so many percent. Raises NoStandard."""
    classes = lookup(law, "contribution.injury_class_rate", month.first_day)
    if classes is None:
        raise _missing(law, "contribution.injury_class_rate", month)
    found = {}
    for number in map(int, classes.table):
        name = "contribution.injury_floating_first_class" if number == FIRST_CLASS else "contribution.injury_floating"
        steps = law.at(name, month.first_day)
        for floating in steps.table:
            rate = injury_rate(
                benchmark=classes.cell(str(number)).scaled(RATE_SCALE),
                floating_percent=int(steps.cell(floating).decimal),
                reduction_percent=cut,
            )
            found[number, floating] = Rates(rate, 0, 0, policy)
    return found


def _relief(law: Law, month: Month, size: str) -> Rates:
    name = f"contribution.relief_{size}"
    value = lookup(law, name, month.first_day)
    return Rates(0, 0, int(value.decimal), name) if value else Rates(0, 0)


def _missing(law: Law, name: str, month: Month) -> NoStandard:
    try:
        label = law.series(name)[0].label
        values = [value for each in law.series(name) for value in each.values]
        ended = [value.end for value in values if value.end and value.end < month.first_day]
    except MissingParameter:
        label, ended = name, []
    when = f"，最后一个值到 {max(ended)} 为止" if ended else ""
    reason = f"{law.area.name}没有 {month} 的{label}{when}"
    return NoStandard([Problem("no_standard", reason, "请先把当地这个月的规定录入参数，再核定")])
