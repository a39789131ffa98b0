"""Transfers of pension relations, the place of benefit, suspended months; and wrong cases."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy.benefit_cases import amount, case, problems
from shebao.fields.dates import Month
from shebao.policy.transfers.kinds import TRANSFER_KINDS as KINDS
from shebao.policy.transfers.place import Stay, place_of_benefit, temporary_stays

FUNDS = {"转移日期": "2025-03-10", "账户余额": "23456.78", "年度明细": [{"年度": 2024, "缴费工资": "72000.50"}]}
PAUSED = {"事项": "停发", "养老金": "3200.50", "起始月": "2024-01", "截止月": "2024-12"}
MONTHS = st.integers(1, 12)


def stays(*rows):
    return [{"参保地": place, "自": first, "至": last} for place, first, last in rows]


def test_the_account_and_twelve_percent_of_the_wages_since_1998_move():
    years = [
        {"年度": 1997, "缴费工资": 9000},
        {"年度": 1998, "缴费工资": 10000},
        {"年度": 2024, "缴费工资": "72000.50"},
    ]
    found = case(KINDS, **FUNDS | {"年度明细": years})
    assert amount(found, "pooled") == Decimal("9840.06")
    assert amount(found, "total") == Decimal("9840.06") + Decimal("23456.78")
    assert found.explanation.step("pooled").mark == "known"


def test_of_a_temporary_account_everything_moves():
    found = case(KINDS, 转移日期="2025-03-10", 账户余额="8000", 临时账户="是", 单位缴费本息="16000.50")
    assert amount(found, "total") == Decimal("24000.50")
    assert any(
        "单位缴费本息" in each for each in problems(KINDS, 转移日期="2025-03-10", 账户余额="8000", 临时账户="是")
    )


@pytest.mark.parametrize(
    ("household", "rows", "place"),
    [
        ("武汉", [("武汉", "2010-01", "2015-12")], "武汉"),
        ("孝感", [("武汉", "2010-01", "2019-12")], "武汉"),
        ("孝感", [("武汉", "2010-01", "2019-11")], "孝感"),
        ("孝感", [("武汉", "2000-01", "2011-12"), ("宜昌", "2012-01", "2020-12")], "武汉"),
        (
            "孝感",
            [("武汉", "1998-01", "2007-12"), ("深圳", "2008-01", "2017-12"), ("宜昌", "2018-01", "2024-12")],
            "深圳",
        ),
        (
            "孝感",
            [("武汉", "2000-01", "2005-12"), ("宜昌", "2006-01", "2008-12"), ("武汉", "2009-01", "2014-12")],
            "武汉",
        ),
    ],
)
def test_where_the_pension_is_drawn(household, rows, place):
    found = case(KINDS, 事项="待遇领取地", 户籍地=household, 达到领取条件日期="2025-01-31", 参保经历=stays(*rows))
    assert amount(found, "place") == place


@given(
    st.lists(st.tuples(st.sampled_from("甲乙丙"), st.integers(1, 200)), min_size=1, max_size=6),
    st.sampled_from("甲乙丙丁"),
)
def test_the_place_is_the_household_or_has_ten_years(rows, household):
    history, first = [], Month(1996, 1)
    for place, months in rows:
        history.append(Stay(place, first, first.plus(months - 1)))
        first = first.plus(months)
    place, _ = place_of_benefit(history, household, 120)
    assert place == household or sum(stay.months for stay in history if stay.place == place) >= 120


AWAY = [("武汉", "1998-03", "2010-06"), ("东莞", "2013-05", "2024-04")]


@pytest.mark.parametrize(
    ("sex", "birth", "household", "rows", "place"),
    [
        ("男", "1962-09-14", "孝感", AWAY, "武汉"),
        ("男", "1963-05-31", "孝感", AWAY, "武汉"),
        ("男", "1963-06-01", "孝感", AWAY, "东莞"),
        ("女", "1974-02-01", "黄冈", [("宜昌", "2000-01", "2012-12"), ("佛山", "2014-03", "2024-02")], "宜昌"),
        ("女", "1974-03-01", "黄冈", [("宜昌", "2000-01", "2012-12"), ("佛山", "2014-02", "2024-02")], "佛山"),
        ("男", "1962-09-14", "东莞", AWAY, "东莞"),
        ("男", "1962-09-14", "孝感", [("宜昌", "1998-03", "2010-06"), ("武汉", "2013-05", "2024-04")], "武汉"),
        ("男", "1962-09-14", "孝感", [("东莞", "2013-05", "2024-04")], "孝感"),
        ("男", "1962-09-14", "孝感", [("武汉", "2005-03", "2010-06"), ("东莞", "2013-05", "2024-04")], "孝感"),
        (
            "男",
            "1962-09-14",
            "孝感",
            [("东莞", "2005-01", "2006-12"), ("武汉", "2007-01", "2012-12"), ("东莞", "2013-01", "2024-04")],
            "东莞",
        ),
        (
            "男",
            "1962-09-14",
            "孝感",
            [("广东省广州", "1998-03", "2010-06"), ("广东省深圳", "2013-05", "2024-04")],
            "广东省深圳",
        ),
    ],
)
def test_a_temporary_account_is_no_place_to_draw_a_pension(sex, birth, household, rows, place):
    facts = {"事项": "待遇领取地", "户籍地": household, "达到领取条件日期": "2024-04-30", "参保经历": stays(*rows)}
    found = case(KINDS, 性别=sex, 出生日期=birth, **facts)
    assert amount(found, "place") == place
    assert not any("没有用到" in remark for remark in found.explanation.remarks)


def test_an_approved_appointment_moves_the_relation():
    rows = stays(*AWAY)
    rows[1]["经批准调动"] = "是"
    facts = {"事项": "待遇领取地", "户籍地": "孝感", "达到领取条件日期": "2024-04-30", "参保经历": rows}
    assert amount(case(KINDS, 性别="男", 出生日期="1962-09-14", **facts), "place") == "东莞"


def test_who_does_not_state_sex_and_birth_is_told_what_was_not_checked():
    facts = {"事项": "待遇领取地", "户籍地": "孝感", "达到领取条件日期": "2024-04-30", "参保经历": stays(*AWAY)}
    assert any("没有核对临时缴费账户" in remark for remark in case(KINDS, **facts).explanation.remarks)


@given(
    st.lists(st.tuples(st.sampled_from("甲乙丙丁"), st.integers(1, 200)), min_size=1, max_size=6), st.integers(0, 1200)
)
def test_what_began_before_the_age_or_at_home_is_never_temporary(rows, age):
    history, first = [], Month(1996, 1)
    for place, months in rows:
        history.append(Stay(place, first, first.plus(months - 1)))
        first = first.plus(months)
    since = Month(1996, 1).plus(age)
    found = temporary_stays(history, "丁", since)
    assert all(stay.first >= since and stay.place != "丁" for stay in found)
    assert all(stay.place not in {earlier.place for earlier in history if earlier.first < since} for stay in found)


def test_suspended_months_are_paid_back_by_their_reason():
    events = [
        {"原因": "未按期资格认证", "自": "2024-04", "至": "2024-06", "已恢复": "是"},
        {"原因": "服刑", "自": "2024-09", "至": "2024-10"},
        {"原因": "羁押", "自": "2024-11", "至": "2025-02"},
    ]
    found = case(KINDS, 暂停=events, **PAUSED)
    assert amount(found, "paid") == 5 * Decimal("3200.50")
    assert amount(found, "repaid") == 5 * Decimal("3200.50")


def test_after_a_death_nothing_is_paid_from_the_next_month():
    assert amount(case(KINDS, 死亡日期="2024-05-31", **PAUSED), "total") == 5 * Decimal("3200.50")


@settings(max_examples=30)
@given(MONTHS, MONTHS, st.sampled_from(["服刑", "羁押", "失踪", "未认证"]), st.booleans())
def test_suspension_only_delays_or_withholds(one, other, reason, resumed):
    first, last = sorted((one, other))
    event = {"原因": reason, "自": f"2024-{first:02d}", "至": f"2024-{last:02d}", "已恢复": "是" if resumed else "否"}
    found = case(KINDS, 暂停=[event], **PAUSED)
    withheld = (last - first + 1) * Decimal("3200.50")
    assert amount(found, "paid") == 12 * Decimal("3200.50") - withheld
    assert amount(found, "repaid") in (0, withheld)


@pytest.mark.parametrize(
    ("fields", "field", "rule"),
    [
        (FUNDS | {"年度明细": [{"年度": 2026, "缴费工资": 1}]}, "各年度缴费工资", "晚于转移日期"),
        (FUNDS | {"年度明细": [{"年度": 2024, "缴费工资": 1}] * 2}, "各年度缴费工资", "同一年度写了两次"),
        (FUNDS | {"年度明细": []}, "各年度缴费工资", "缺少"),
        (FUNDS | {"转移日期": "2009-01-01", "年度明细": [{"年度": 2008, "缴费工资": 1}]}, "参数", "2010-01-01"),
        (FUNDS | {"账户余额": -3}, "个人账户储存额", "为负"),
        (PAUSED | {"暂停": [{"原因": "度假", "自": "2024-01", "至": "2024-02"}]}, "原因", "不认识"),
        (PAUSED | {"暂停": [{"原因": "服刑", "自": "2024-03", "至": "2024-02"}]}, "截止月", "早于起始月"),
        (
            PAUSED
            | {
                "暂停": [
                    {"原因": "服刑", "自": "2024-03", "至": "2024-05"},
                    {"原因": "羁押", "自": "2024-05", "至": "2024-06"},
                ]
            },
            "暂停时段",
            "重叠",
        ),
        (PAUSED | {"截止月": "2023-01"}, "截止月", "不早于起始月"),
        (
            {
                "事项": "领取地",
                "户籍地": "孝感",
                "达到领取条件日期": "2025-01-31",
                "参保经历": stays(("武汉", "2010-01", "2015-12"), ("宜昌", "2015-12", "2016-01")),
            },
            "参保经历",
            "重叠",
        ),
    ],
)
def test_wrong_cases_are_told_person_field_and_rule(fields, field, rule):
    messages = problems(KINDS, **fields)
    assert any(message.startswith("甲") and field in message and rule in message for message in messages), messages
