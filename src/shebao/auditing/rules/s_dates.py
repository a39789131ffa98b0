"""S15–S16: days that the calendar does not have; another place's organisation in the place of the unit."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator

from shebao.auditing.context import Context
from shebao.auditing.passages import around, passages
from shebao.auditing.registry import rule
from shebao.auditing.verdicts import Severity, Verdict, Violated

_DAY = re.compile(r"(?:(?P<year>20\d\d)\s*年\s*)?(?<![\d.])(?P<month>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*日")
_LEAP_YEAR = 2024
_OTHER_UNIT = re.compile(
    r"(?:(?:^|(?<=[。；]))\s*(?:截[至止]\s*[^，。]{4,16}[，,]\s*)?(?:20\d\d\s*年(?:度)?[，,]?\s*)?|(?<=[，,])即)(?P<name>(?![年度本我各全该])[\u4e00-\u9fff]{2,8}?(?:省|市|自治区|自治州)[\u4e00-\u9fff]{2,24}?"
    r"(?:局|委员会|中心|办公室|支队|大队|联合会|管理处|管理所|服务所|研究院|学校|医院|法院|检察院))"
    r"(?=收入|支出|收支|总收|总支|决算|本年|当年|全年|年末|20\d\d|财政拨款|一般公共预算|政府性基金|国有资本|基本支出|项目支出|“?三公”?经费|机关运行|政府采购"
    r"|内设|下设|无政府|没有使用|未(?:安排|使用|发生)|按(?:要求|照)对|组织(?:对|开展)|(?:共有|拥有)?车辆|本级)"
)
_PLACE_LENGTH = 2
_WITHIN_PROVINCE = re.compile(r"[\u4e00-\u9fff]{2,8}?(?:省|自治区)[\u4e00-\u9fff]{2,6}?(?:市|自治州|州|盟)")


@rule(
    "S15",
    Severity.WARNING,
    "不存在的日期",
    proves="文字中的月、日是日历上有的。",
    basis="公历",
)
def impossible_days(context: Context) -> Iterator[Verdict]:
    """11月31日, 13月1日."""
    for passage, _ in passages(context.report):
        for match in _DAY.finditer(passage.text):
            month, day = int(match["month"]), int(match["day"])
            year = int(match["year"]) if match["year"] else _LEAP_YEAR
            if 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]:
                continue
            last = f"{month}月{monthrange(year, month)[1]}日" if 1 <= month <= 12 else ""
            yield Violated(
                source=passage.source(*around(passage, match.start(), match.end())),
                message=f"“{match[0]}”不是日历上有的日子{f'，{month} 月的最后一天是 {last}' if last else ''}。",
                stated=match[0],
                expected=last or "正确的日期",
            )


@rule(
    "S16",
    Severity.WARNING,
    "别处的单位",
    proves="说明本单位收支的句子，主语是本单位，不是别的地方的单位。",
    basis="主体前后一致",
)
def other_units(context: Context) -> Iterator[Verdict]:
    """The full name of an organisation of another place at the head of a sentence on the unit's own accounts."""
    unit = "".join(context.report.identity.unit.split())
    if len(unit) <= _PLACE_LENGTH:
        return
    for passage, kind in passages(context.report):
        if not kind.startswith(("narrative", "overview")):
            continue
        for match in _OTHER_UNIT.finditer(passage.text):
            name = match["name"]
            if name in unit or unit in name or _is_of_the_same_place(name, unit):
                continue
            yield Violated(
                source=passage.source(*around(passage, match.start("name"), match.end())),
                message=f"这句说的是本单位的情况，主语却是“{name}”，而本报告的单位是“{context.report.identity.unit}”，疑为套用别处的文字。",
                stated=name,
                expected=context.report.identity.unit,
            )


def _is_of_the_same_place(name: str, unit: str) -> bool:
    """Whether an organisation may be of the unit's own place, or of one above it: the same province and, where both names say
    it, the same city."""
    cities = [_WITHIN_PROVINCE.match(text) for text in (name, unit)]
    if cities[0] and cities[1]:
        return cities[0][0] == cities[1][0]
    return name[:_PLACE_LENGTH] == unit[:_PLACE_LENGTH] or unit[:_PLACE_LENGTH] in name
