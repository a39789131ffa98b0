"""Exact money and printed figures."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shebao.money import Interval, divide_half_up, exactly, fen, format_amount, parse_number, printed_change, total, wan

decimals = st.decimals(min_value=-(10**9), max_value=10**9, places=2)


@pytest.mark.parametrize(
    ("text", "value", "places"),
    [
        ("2,020.06", "2020.06", 2),
        ("１２．５", "12.5", 1),
        ("0", "0", 0),
        ("-3.10", "-3.10", 2),
        ("1777.5", "1777.5", 1),
    ],
)
def test_a_printed_number_is_read_with_its_decimals(text, value, places):
    number = parse_number(text)
    assert (number.value, number.decimals) == (Decimal(value), places)


@pytest.mark.parametrize("text", ["", "—", "12.", "1,23", "1.2.3", "万"])
def test_what_is_no_number_is_none(text):
    assert parse_number(text) is None


@given(decimals)
def test_a_printed_figure_contains_what_rounds_to_it(value):
    printed = parse_number(f"{value:,.1f}")
    assert printed.interval.contains(value)


@given(decimals, decimals, decimals, decimals)
def test_arithmetic_on_ranges_contains_arithmetic_on_values(a, b, c, d):
    x, y = Interval(min(a, b), max(a, b)), Interval(min(c, d), max(c, d))
    assert x.plus(y).contains(a + c)
    assert x.minus(y).contains(a - c)
    assert x.times(y).contains(a * c)
    quotient = x.over(y)
    if quotient is not None:
        assert quotient.low - Decimal("1e-15") <= a / c <= quotient.high + Decimal("1e-15")
    assert total([x, exactly(1)]).contains(a + 1)


@given(st.integers(-(10**15), 10**15), st.integers(1, 10**6))
def test_half_up_is_nearest(numerator, denominator):
    result = divide_half_up(numerator, denominator)
    assert abs(result * denominator - numerator) * 2 <= denominator


def test_display_in_wan():
    assert wan(20_200_550_00) == Decimal("2020.06")
    assert format_amount(wan(20_200_550_00)) == "2,020.06"
    assert fen("12.34") == 1234
    with pytest.raises(ValueError, match="两位以上"):
        fen("0.001")


def test_two_different_prints_never_stand_for_one_value():
    assert not parse_number("3,529.97").interval.meets(parse_number("3,529.98").interval)
    assert parse_number("250.6").interval.meets(parse_number("250.60").interval)
    assert exactly(0).meets(parse_number("0.00").interval)
    assert not exactly(0).meets(parse_number("0.01").interval)


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_a_change_is_told_only_where_the_printed_figures_show_one(now, before):
    change = printed_change(now, before)
    if wan(before) == 0:
        assert change is None
    elif wan(now) == wan(before):
        assert change == 0
    else:
        assert change <= 0 or wan(now) > wan(before)
        assert change >= 0 or wan(now) < wan(before)
