"""Mid-year monitoring (绩效运行双监控): execution and targets, with forecasts to year end and a traffic light."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from shebao.money import exactly, round_half_up
from shebao.performance.aggregate import gathered
from shebao.performance.model import FormData, Indicator, PerformanceData
from shebao.report.performance import (
    Direction,
    Mismatch,
    Pair,
    Quantity,
    Scheme,
    align,
    direction_of,
    earned,
    quantity,
    scheme_for,
)

RED, UNKNOWN = "红灯", "无法判断"
_DIRECTIONS = {"正向": Direction.HIGHER, "反向": Direction.LOWER}


@dataclass(frozen=True, slots=True)
class Watched:
    """One monitored line: what was set, done by now, forecast for the year; the share of the target that the forecast earns;
    the light, and how it was derived."""

    form: str
    name: str
    target: str
    done: str
    forecast: str
    share: Decimal | None
    light: str
    derivation: str


@dataclass(frozen=True, slots=True)
class Monitoring:
    """A unit's monitoring at a day: how much of the year has passed (0…1), execution lines and indicator lines."""

    unit: str
    year: int
    day: date
    elapsed: Decimal
    execution: tuple[Watched, ...]
    indicators: tuple[Watched, ...]

    def count(self, light: str) -> int:
        """How many lines have that light."""
        return sum(line.light == light for line in (*self.execution, *self.indicators))


def monitor(data: PerformanceData, day: date) -> Monitoring:
    """Execution and targets at `day`, forecast linearly to year end unless a person's forecast is given."""
    data = gathered(data)
    elapsed = elapsed_share(day, data.year)
    scheme = scheme_for(data.place or data.unit, data.year)
    return Monitoring(
        data.unit,
        data.year,
        day,
        elapsed,
        tuple(_execution(form, elapsed, scheme) for form in data.forms),
        tuple(_indicator(form, item, elapsed, scheme) for form in data.forms for item in form.indicators),
    )


def elapsed_share(day: date, year: int) -> Decimal:
    """How much of the year has passed at the end of the day, 0…1."""
    if day.year < year:
        return Decimal(0)
    if day.year > year:
        return Decimal(1)
    passed = (day - date(year, 1, 1)).days + 1
    return Decimal(passed) / (366 if calendar.isleap(year) else 365)


def _light(share: Decimal, scheme: Scheme) -> str:
    return next((name for name, least in scheme.lights.items() if share >= least), RED)


def _name(form: FormData) -> str:
    return "整体" if form.kind.value == "overall" else form.name


def _percent(value: Decimal) -> str:
    return f"{round_half_up(value * 100, 1).normalize():f}%"


def _execution(form: FormData, elapsed: Decimal, scheme: Scheme) -> Watched:
    base, spent = form.budget.base, form.budget.spent_midyear
    if base is None or base <= 0 or spent is None or elapsed == 0:
        missing = "没有预算数" if base is None or base <= 0 else "没有年中执行数"
        return Watched(_name(form), "预算执行", str(base or ""), "", "", None, UNKNOWN, f"{missing}，请补填")
    rate = spent / base
    forecast = min(rate / elapsed, Decimal(1)) if rate <= 1 else rate
    low, high = scheme.rate_range
    share = forecast / low if forecast < low else Decimal(1)
    light = RED if rate > high else _light(share, scheme)
    how = f"已执行 {_percent(rate)}，时间已过 {_percent(elapsed)}，按进度推算全年 {_percent(forecast)}"
    return Watched(_name(form), "预算执行", f"{base:f}", f"{spent:f}", _percent(forecast), share, light, how)


def _indicator(form: FormData, item: Indicator, elapsed: Decimal, scheme: Scheme) -> Watched:
    name, midyear = _name(form), item.midyear
    if midyear is None or not midyear.actual:
        return Watched(name, item.name, item.target, "", "", None, UNKNOWN, "没有填年中完成值，请补填")
    target = quantity(item.target)
    if target is None:
        return _by_person(name, item, midyear.actual, midyear.forecast)
    expected = quantity(midyear.forecast) if midyear.forecast else None
    done = quantity(midyear.actual)
    if (expected or done) is None:
        return Watched(
            name,
            item.name,
            item.target,
            midyear.actual,
            midyear.forecast,
            None,
            UNKNOWN,
            "年中完成值不是一个数，请改填数量",
        )
    if expected is not None:
        return _judge(name, item, target, expected, expected.text, "按填报的全年预计", scheme)
    assert done is not None
    if not _adds_up(done) or elapsed == 0:
        return _judge(name, item, target, done, done.text, "比率、时限类指标按现值预计", scheme)
    grown = _grown(done, elapsed, 1 if target.per_year else None)
    shown = _as_written(done, elapsed)
    return _judge(name, item, target, grown, shown, f"时间已过 {_percent(elapsed)}，按进度推算全年", scheme)


def _by_person(name: str, item: Indicator, done: str, forecast: str) -> Watched:
    told = forecast or done
    same = told.strip() == item.target.strip()
    light = "绿灯" if same else UNKNOWN
    how = "定性指标，预计与目标一致" if same else "定性指标，能否达成须由人判断"
    return Watched(name, item.name, item.target, done, told, Decimal(1) if same else None, light, how)


def _adds_up(value: Quantity) -> bool:
    """Whether a quantity grows over the year: counts and amounts do, ratios, unit costs and durations do not."""
    return value.unit.dimension not in {"ratio", "time", "months", "工作日", "分"} and "/" not in value.unit.dimension


def _as_written(done: Quantity, elapsed: Decimal) -> str:
    """The forecast with the multiple and unit of the text: 30万元 by mid-year becomes 60.33万元."""
    match = re.search(r"\d[\d,]*(?:\.\d+)?", done.text)
    if match is None:
        return ""
    value = round_half_up(Decimal(match.group().replace(",", "")) / elapsed, 2)
    return f"{_trimmed(value)}{done.text[match.end() :]}"


def _trimmed(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _grown(done: Quantity, elapsed: Decimal, per_year: int | None) -> Quantity:
    """A count by mid-year as that of the whole year, in even progress."""
    low = done.low / elapsed
    return Quantity(
        done.bound, low, low, exactly(low), done.unit, done.bare, per_year, done.label, done.text, done.strict
    )


def _judge(
    name: str, item: Indicator, target: Quantity, expected: Quantity, shown: str, how: str, scheme: Scheme
) -> Watched:
    done = item.midyear.actual if item.midyear else ""
    pair = align(target, expected)
    direction = direction_of(target, expected, item.name, item.level_two)[0]
    direction = _DIRECTIONS.get(item.direction, direction)
    if isinstance(pair, Mismatch):
        return Watched(name, item.name, item.target, done, shown, None, UNKNOWN, f"{pair.value}，请统一单位")
    middle = (pair.actual.low + pair.actual.high) / 2
    share = earned(Pair(pair.low, pair.high, exactly(middle), pair.bound), direction)
    if share is None:
        return Watched(name, item.name, item.target, done, shown, None, UNKNOWN, Mismatch.ZERO.value)
    return Watched(
        name,
        item.name,
        item.target,
        done,
        shown,
        share.low,
        _light(share.low, scheme),
        f"{how} {shown}，为目标的 {_percent(share.low)}",
    )
