"""Months and days as people write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shebao.fields.dates import (
    Month,
    add_months,
    age_text,
    month_of,
    month_of_ordinal,
    parse_day,
    parse_month,
    span_text,
)

months = st.builds(Month, st.integers(1900, 2100), st.integers(1, 12))


SPELLINGS = (
    "1965-05|1965-5|1965/05|1965.5|1965年5月|1965 年 05 月|196505|１９６５年５月|1965-05-12|1965年5月12日|19650512"
    "|1965-05-12 00:00:00|1965-05-12T08:00:00| 1965-05 "
)


@pytest.mark.parametrize("text", SPELLINGS.split("|"))
def test_a_month_in_many_spellings(text):
    assert parse_month(text) == Month(1965, 5)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1965", "不是年月"),
        ("1965-13", "月份应在 1 至 12"),
        ("1965-00", "月份应在 1 至 12"),
        ("1765-01", "年份应在"),
        ("1965-02-29", "没有 29 日"),
        ("1965-05-12-01", "不是年月"),
        ("", "不是年月"),
        ("-" * 1000, "不是年月"),
    ],
)
def test_what_is_no_month_is_told_with_the_reason(text, reason):
    with pytest.raises(ValueError, match=reason):
        parse_month(text)


def test_a_day_needs_its_day():
    assert parse_day("1965年5月12日") == date(1965, 5, 12)
    with pytest.raises(ValueError, match="没有日"):
        parse_day("1965-05")


@given(months, st.integers(-600, 600))
def test_counting_months_goes_both_ways(month, count):
    assert month.plus(count).since(month) == count
    assert month_of_ordinal(month.ordinal) == month
    assert parse_month(month.iso) == month == parse_month(str(month))


@given(st.dates(date(1900, 1, 1), date(2050, 12, 31)), st.integers(0, 900))
def test_adding_months_keeps_the_day_or_the_end_of_the_month(day, count):
    later = add_months(day, count)
    assert month_of(later) == month_of(day).plus(count)
    assert later.day == day.day or (
        later.day < day.day and month_of(date.fromordinal(later.toordinal() + 1)) != month_of(later)
    )


def test_ages_and_spans_in_words():
    assert (age_text(720), age_text(722)) == ("60岁", "60岁2个月")
    assert (span_text(0), span_text(11), span_text(24), span_text(185)) == ("0年", "11个月", "2年", "15年5个月")
