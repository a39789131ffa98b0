"""Targets and actuals as people write them."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shebao.report.performance import (
    Bound,
    Direction,
    Mismatch,
    align,
    direction_of,
    earned,
    is_qualitative,
    quantities,
    quantity,
)
from shebao.report.performance.units import UnitsError, load_units


@pytest.mark.parametrize(
    ("text", "bound", "value", "unit"),
    [
        ("≥85.0%", Bound.AT_LEAST, "0.85", "%"),
        ("》90%", Bound.AT_LEAST, "0.9", "%"),
        ("95%以上", Bound.AT_LEAST, "0.95", "%"),
        ("不低于5人", Bound.AT_LEAST, "5", "人"),
        ("19200人次", Bound.PLAIN, "19200", "人次"),
        ("30万", Bound.PLAIN, "300000", ""),
        ("37.43万人次", Bound.PLAIN, "374300", "人次"),
        ("2小时内", Bound.AT_MOST, "120", "小时"),
        ("≤48小时", Bound.AT_MOST, "2880", "小时"),
        ("5000元以内", Bound.AT_MOST, "5000", "元"),
        ("42.88万元", Bound.PLAIN, "428800", "元"),
        ("≥1.5亿元", Bound.AT_LEAST, "150000000", "元"),
        ("12次", Bound.PLAIN, "12", "次"),
        ("2000元/人", Bound.PLAIN, "2000", "元/人"),
        ("帮扶困难人员实现就业1700人", Bound.PLAIN, "1700", "人"),
        ("≥100百分比", Bound.AT_LEAST, "1", "%"),
        ("5个工作日内", Bound.AT_MOST, "5", "工作日"),
        ("控制在5%以内", Bound.AT_MOST, "0.05", "%"),
        ("1,680本", Bound.PLAIN, "1680", "本"),
        ("$\\geq$ 5 年", Bound.AT_LEAST, "60", "年"),
        ("12月底前完成3次", Bound.PLAIN, "3", "次"),
    ],
)
def test_written_quantities(text: str, bound: Bound, value: str, unit: str) -> None:
    found = quantity(text)
    assert found is not None
    assert (found.bound, found.value, found.unit.name) == (bound, Decimal(value), unit)


@pytest.mark.parametrize(
    "text", ["优", "良好", "有效加强", "2021年底前完成", "每月1-22号", "已完成", "2023年12月31日前", "2022.4.14", ""]
)
def test_what_cannot_be_compared_is_qualitative(text: str) -> None:
    assert is_qualitative(text)


def test_ranges_periods_and_several_numbers() -> None:
    span = quantity("90%-110%")
    assert span is not None
    assert (span.bound, span.low, span.high) == (Bound.RANGE, Decimal("0.9"), Decimal("1.1"))
    monthly = quantity("1次/月")
    assert monthly is not None
    assert monthly.per_year == 12
    assert quantity("出勤率100%，电话接通率95%") is None
    assert [q.label for q in quantities("出勤率100%，电话接通率95%")] == ["出勤率", "电话接通率"]


def share(target: str, actual: str, name: str = "", group: str = "") -> Decimal | Mismatch | None:
    one, other = quantity(target), quantity(actual)
    assert one
    assert other
    pair = align(one, other)
    if isinstance(pair, Mismatch):
        return pair
    found = earned(pair, direction_of(one, other, name, group)[0])
    return (found.low + found.high) / 2 if found else None


@pytest.mark.parametrize(
    ("target", "actual", "expected"),
    [
        ("≥90%", "45%", "0.5"),
        ("≤2小时", "4小时", "0.5"),
        ("≤2小时", "30分钟", "1"),
        ("100人", "138人", "1"),
        ("1次/月", "12次", "1"),
        ("12场/年", "50", "1"),
        ("90%-110%", "100%", "1"),
        ("90%-110%", "45%", "0.5"),
        ("90%-110%", "220%", "0.5"),
        ("0", "0", "1"),
        ("2万人次", "10000人次", "0.5"),
    ],
)
def test_share_of_the_weight(target: str, actual: str, expected: str) -> None:
    found = share(target, actual)
    assert isinstance(found, Decimal)
    assert abs(found - Decimal(expected)) < Decimal("0.02")


def test_units_that_differ_do_not_compare() -> None:
    assert share("100人次", "100份") is Mismatch.UNIT
    assert share("30万", "37") is Mismatch.SCALE
    assert share("≥4次/月", "20次") is Mismatch.PERIOD


def test_cost_is_lower_is_better_by_nature() -> None:
    target, actual = quantity("42万元"), quantity("42.88万元")
    assert target
    assert direction_of(target, actual, "业务经费", "成本指标") == (Direction.LOWER, False)
    assert direction_of(target, actual, "发放人数", "数量指标") == (Direction.HIGHER, False)


amounts = st.decimals(min_value=1, max_value=10**6, places=2)


@settings(max_examples=60)
@given(amounts, amounts, amounts, st.sampled_from(["≥", "≤", ""]))
def test_share_lies_between_zero_and_one_and_is_monotone(
    target: Decimal, one: Decimal, other: Decimal, sign: str
) -> None:
    low, high = sorted((one, other))
    first, second = share(f"{sign}{target}人", f"{low}人"), share(f"{sign}{target}人", f"{high}人")
    assert isinstance(first, Decimal)
    assert isinstance(second, Decimal)
    assert 0 <= first <= 1
    assert 0 <= second <= 1
    assert first >= second if sign == "≤" else first <= second


@settings(max_examples=60)
@given(st.integers(1, 900), st.integers(1, 900))
def test_share_does_not_depend_on_the_unit(target: int, actual: int) -> None:
    plain = share(f"≥{target}0000人次", f"{actual}0000人次")
    converted = share(f"≥{target}万人次", f"{actual}0000人次")
    assert plain == converted


@settings(max_examples=200)
@given(st.text(max_size=40))
def test_any_text_is_read_without_error(text: str) -> None:
    for found in quantities(text):
        assert found.low <= found.high or found.bound is Bound.RANGE


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"plain": ["元"]}, "出现两次"),
        ({"synonyms": {"光年": ["ly"]}}, "不是已知单位"),
        ({"extra": 1}, "键应为"),
        ({"families": {"": {"": 1}, "x": {"甲": -1}}}, "应为正"),
    ],
)
def test_wrong_units_data_is_rejected(change: dict[str, object], reason: str) -> None:
    data = {"families": {"": {"": 1}, "money": {"元": 1}}, "synonyms": {}, "plain": [], "periods": {}, "multiples": {}}
    with pytest.raises(UnitsError, match=reason):
        load_units({**data, **change})
