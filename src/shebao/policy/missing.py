"""The page of values that the law here lacks, and what a case may state instead, as Markdown.

`python -m shebao.policy.missing docs/policy-missing.zh.md` writes it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType

from shebao.policy.adjustments.notices import notices_of
from shebao.policy.parameters import NATIONAL, Area, Parameter, Value, areas, law, parameters_of

_HEAD = """# 没有收录的数值，和可以在案例中写明的

由参数文件生成，请勿手改。更新：`python -m shebao.policy.missing docs/policy-missing.zh.md`。

下面的数值没有找到可靠来源，所以没有收录，也不会用旧值悄悄代替。表中写了字段的，在案例中写明就能计算（金额为元，比例写 0.5%
或 0.005）；写“不能写明”的，要等参数补上。补参数见 [policy.md](policy.md)。
"""
STATED_BY: MappingProxyType[str, tuple[tuple[str, str], ...]] = MappingProxyType(
    {
        "pension.calculation_base": (("pension", "计发基数"),),
        "pension.transition_rate": (("pension", "过渡性养老金计发系数"),),
        "pension.account_start": (("pension", "建立个人账户时间"),),
        "pension.account_interest": (("pension", "个人账户储存额"),),
        "resident.base_pension": (("pension", "基础养老金"),),
        "resident.account_interest": (("pension", "个人账户储存额"),),
        "contribution.average_wage": (("contribution", "平均工资"), ("injury", "统筹地区上年度职工月平均工资")),
        "contribution.base_floor": (("contribution", "缴费基数下限"),),
        "contribution.base_ceiling": (("contribution", "缴费基数上限"),),
        "contribution.unemployment_employer": (("contribution", "失业保险单位缴费比例"),),
        "contribution.unemployment_employee": (("contribution", "失业保险个人缴费比例"),),
        "contribution.injury_reduction": (("contribution", "工伤保险单位缴费比例"),),
        "wage.minimum": (("injury", "最低工资标准"),),
        "unemployment.benefit": (("unemployment", "失业保险金标准"),),
        "survivor.urban_income": (("survivor", "上一年度全省城镇居民人均可支配收入"),),
        "injury.national_income": (("injury", "全国城镇居民人均可支配收入"),),
        "injury.medical_subsidy_months": (("injury", "工伤医疗补助金月数"),),
        "injury.employment_subsidy_months": (("injury", "伤残就业补助金月数"),),
        "adjustments": (("pension", "年度调整"),),
    }
)
"""For each parameter the commands and fields of a case that may state its value."""


def missing() -> str:
    """The page: what ended, what has a gap, what is published every year, what a province has not."""
    return "\n".join(_lines())


def ended(parameter: Parameter) -> Value | None:
    """The last value of a parameter where it ended, not for good, and the law of the place has none after it."""
    last = parameter.values[-1]
    if last.end is None or last.content is None or parameter.expired:
        return None
    return None if law(parameter.area).find(parameter.name, last.end + timedelta(days=1)) else last


def lacking(area: Area) -> list[Parameter]:
    """The parameters that some other place has, that a case may state, and that the law of this place has not at all."""
    held = {name for code in _chain(area) for name in parameters_of(code)}
    others = {name: found for code in areas() for name, found in parameters_of(code).items()}
    return [others[name] for name in sorted(others) if name in STATED_BY and name not in held]


@dataclass(frozen=True, slots=True)
class Lack:
    """A value that is not held: of which places, which parameter, since when or when, and what the parameter's note says."""

    places: str
    label: str
    name: str
    when: str = ""
    note: str = ""

    @property
    def stated(self) -> tuple[tuple[str, str], ...]:
        """The commands and fields of a case that may state the value."""
        return STATED_BY.get(self.name, ())


@dataclass(frozen=True, slots=True)
class Section:
    """Lacks of one kind; `when` is what their dates mean, empty where they have none."""

    title: str
    when: str
    lacks: tuple[Lack, ...]


def sections() -> tuple[Section, ...]:
    """What ended, what is published every year, what has a gap, what a province has not."""
    last = [(parameter, value) for parameter in _every() if (value := ended(parameter))]
    return (
        Section("止于某日、以后没有收录", "止于", tuple(_lack(parameter, str(value.end)) for parameter, value in last)),
        Section(
            "按年公布、以后年度没有收录（暂用最近的值，并作说明）",
            "最近的值自",
            tuple(_lack(parameter, str(parameter.values[-1].start)) for parameter in _every() if parameter.yearly),
        ),
        Section(
            "中间有空档",
            "空档",
            tuple(_lack(parameter, gap) for parameter in _every() for gap in _gaps(parameter)),
        ),
        Section("由地方规定，这些省没有收录（表中没有的省都没有收录）", "", tuple(_of_provinces())),
    )


def adjustments() -> tuple[str, ...]:
    """What is lacking of the yearly adjustments, in sentences."""
    years = [year for year in notices_of(NATIONAL) if not any(_has_amounts(area, year) for area in areas().values())]
    return (
        f"{'、'.join(map(str, years))} 年只有全国总体比例，各省的数额没有收录",
        "2026 年及以后：没有见到公布的比例和数额（网上所见 3.2%、3.5% 互相矛盾，都没有收录）",
    )


def _lack(parameter: Parameter, when: str) -> Lack:
    return Lack(areas()[parameter.area].name, parameter.label, parameter.name, when, parameter.values[-1].note)


def _of_provinces() -> Iterator[Lack]:
    wanted: dict[str, list[str]] = {}
    labels: dict[str, str] = {}
    for area in areas().values():
        for parameter in lacking(area) if area.parent == NATIONAL else ():
            wanted.setdefault(parameter.name, []).append(area.name)
            labels[parameter.name] = parameter.label
    for name in sorted(wanted):
        yield Lack("、".join(wanted[name]), labels[name], name)


def _lines() -> Iterator[str]:
    yield _HEAD
    for section in sections():
        yield f"## {section.title}\n"
        yield from _dated(section) if section.when else _undated(section)
        yield ""
    ratios, later = adjustments()
    yield "## 年度待遇调整的数额\n"
    yield f"* {ratios}；{stated_text('adjustments')}。"
    yield f"* {later}。"
    yield ""


def _dated(section: Section) -> Iterator[str]:
    yield f"| 地区 | 数值 | {section.when} | 可在案例中写明 | 注 |\n|---|---|---|---|---|"
    for lack in section.lacks:
        cells = (lack.places, f"{lack.label} `{lack.name}`", lack.when, stated_text(lack.name), lack.note)
        yield f"| {' | '.join(cells)} |"


def _undated(section: Section) -> Iterator[str]:
    yield "| 数值 | 可在案例中写明 | 没有收录的 |\n|---|---|---|"
    for lack in section.lacks:
        yield f"| {lack.label} `{lack.name}` | {stated_text(lack.name)} | {lack.places} |"


def _every() -> Iterator[Parameter]:
    for code in areas():
        yield from (parameters_of(code)[name] for name in sorted(parameters_of(code)))


def _gaps(parameter: Parameter) -> Iterator[str]:
    for value in parameter.values:
        if value.content is None:
            yield f"{value.start} 至 {value.end or '今'}"


def _has_amounts(area: Area, year: int) -> bool:
    notice = notices_of(area.code).get(year)
    return notice is not None and notice.rule is not None


def stated_text(name: str) -> str:
    """Which field of which command may state a parameter's value."""
    fields = STATED_BY.get(name, ())
    return "；".join(f"`shebao {command}`：{label}" for command, label in fields) or "不能写明"


def _chain(area: Area) -> tuple[str, ...]:
    return (area.code, *(_chain(areas()[area.parent]) if area.parent else ()))


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(missing(), encoding="utf-8")
