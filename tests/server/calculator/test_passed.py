"""A month of retirement that is over is said to be, with what that means; one that is still to come is not."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shebao.policy.answers import TOPICS
from shebao.server.calculator.passed import told_of_the_past

TODAY = date(2026, 7, 15)


def row_of(birth: str, **more: str) -> dict[str, object]:
    return dict(TOPICS["retiring"].answer({"性别": "男", "出生日期": birth, **more}).row)


@given(st.dates(date(1940, 1, 1), date(1995, 12, 31)))
def test_it_is_told_exactly_where_the_month_is_over(birth: date) -> None:
    row = row_of(birth.isoformat())
    statutory = date.fromisoformat(str(row["statutory_month"]) + "-01")
    told = told_of_the_past(row, TODAY)
    assert bool(told) == (statutory < TODAY.replace(day=1))
    if told:
        assert f"法定退休时间 {statutory.year}年{statutory.month}月已经过去" in told[0]
        assert any("参保地经办机构申请" in sentence for sentence in told)


def test_who_may_still_retire_later_is_told_until_when() -> None:
    assert any("最迟可以延到" in sentence for sentence in told_of_the_past(row_of("1965-06-01"), TODAY))
    assert not any("最迟可以延到" in sentence for sentence in told_of_the_past(row_of("1955-06-01"), TODAY))


def test_an_amount_of_the_past_is_said_to_be_without_later_rises() -> None:
    stated = {"参保地": "武汉", "累计缴费年限": "30年", "截至": "2021-01", "视同缴费年限": "0"}
    amounts = {"平均缴费工资指数": "0.9", "个人账户储存额": "90000", "计发基数": "6852"}
    told = told_of_the_past(row_of("1961-05-12", **stated, **amounts), TODAY)
    assert any("以后历年的调整没有算在里面" in sentence for sentence in told)


@pytest.mark.parametrize("row", [{}, {"months": 12}, {"retire": None}])
def test_answers_about_other_things_say_nothing(row: dict[str, object]) -> None:
    assert told_of_the_past(row, TODAY) == ()
