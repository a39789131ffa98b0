"""Contribution cases: assessment, late fees, corrections, refunds, and what is said about wrong ones."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy.benefit_cases import amount, case, problems, reference
from shebao.fields.dates import Month
from shebao.policy.contributions.kinds import CONTRIBUTION_KINDS as KINDS
from shebao.policy.parameters import law

WORKER = {"from": "2025-01", "to": "2025-06", "wage": 6000, "injury_class": 4}
MONTHS = st.integers(0, 59).map(lambda number: Month(2021, 1).plus(number))
WAGES = st.integers(0, 5_000_000).map(lambda fen: Decimal(fen).scaleb(-2))


def test_a_year_of_a_factory_worker_is_assessed_by_line_and_payer():
    found = case(
        KINDS,
        地区="武汉市江夏区",
        起始月="2024年7月",
        截止月="2025年6月",
        月工资="6,000元",
        行业="汽车制造业",
        浮动="120%",
    )
    assert found.row | {"rows": None} == {
        "id": "甲",
        "pension_employer": Decimal("11520.00"),
        "pension_employee": Decimal("5760.00"),
        "unemployment_employer": Decimal("504.00"),
        "unemployment_employee": Decimal("216.00"),
        "injury_employer": Decimal("777.60"),
        "account_credit": Decimal("5760.00"),
        "index_2024": Decimal("0.8012"),
        "index_2025": Decimal("0.8004"),
        "employer": Decimal("12801.60"),
        "employee": Decimal("5976.00"),
        "total": Decimal("18777.60"),
        "rows": None,
    }
    assert [row["month"] for row in found.rows][:2] == ["2024-07", "2024-08"]


@pytest.mark.parametrize(
    ("month", "wage", "base"),
    [
        ("2025-01", 1000, "4498.00"),
        ("2025-12", "4497.99", "4498.00"),
        ("2025-06", "4498.01", "4498.01"),
        ("2025-06", "22488.01", "22488.00"),
        ("2022-03", 4000, "4077.00"),
        ("2021-03", 99999, "18699.00"),
    ],
)
def test_the_base_keeps_within_the_bounds_of_its_year(month, wage, base):
    found = case(KINDS, **{"from": month, "wage": wage, "injury_class": 1})
    assert found.rows[0]["base"] == Decimal(base)


@pytest.mark.parametrize(("area", "floor"), [("荆州", "4254.00"), ("十堰市", "4299.00"), ("湖北省直", "4498.00")])
def test_every_place_has_its_own_floor(area, floor):
    assert case(KINDS, area=area, **WORKER | {"wage": 0}).rows[0]["base"] == Decimal(floor)


@pytest.mark.parametrize(
    ("month", "rate"), [("2010-01", "20.00"), ("2016-05", "19.00"), ("2019-04", "19.00"), ("2019-05", "16.00")]
)
def test_the_employers_pension_rate_by_period(month, rate):
    found = case(KINDS, **{"from": month, "wage": 100, "floor": 100, "ceiling": 300, "lines": "养老", "size": "大型"})
    assert amount(found, "pension_employer") == Decimal(rate)


@pytest.mark.parametrize(
    ("month", "size", "employer"),
    [
        ("2020-01", "大型", "160.00"),
        ("2020-02", "大型", "0.00"),
        ("2020-06", "大型", "0.00"),
        ("2020-07", "大型", "160.00"),
        ("2020-12", "中小微", "0.00"),
        ("2021-01", "中小微", "160.00"),
    ],
)
def test_the_relief_of_2020_by_size_of_the_employer(month, size, employer):
    fields = {"from": month, "wage": 1000, "floor": 100, "ceiling": 3000, "lines": "养老", "size": size}
    assert amount(case(KINDS, **fields), "employer") == Decimal(employer)
    assert amount(case(KINDS, **fields), "employee") == Decimal("80.00")


def test_outside_hubei_large_employers_were_relieved_by_half():
    fields = {"from": "2020-03", "wage": 1000, "floor": 100, "ceiling": 3000, "lines": "养老", "size": "大型"}
    assert amount(case(KINDS, area="全国", **fields), "employer") == Decimal("80.00")


def test_institutions_are_not_relieved_and_pay_the_annuity():
    fields = {"from": "2020-03", "wage": 1000, "floor": 100, "ceiling": 3000, "category": "机关事业", "injury_class": 1}
    found = case(KINDS, **fields)
    assert amount(found, "pension_employer") == Decimal("160.00")
    assert (amount(found, "annuity_employer"), amount(found, "annuity_employee")) == (
        Decimal("80.00"),
        Decimal("40.00"),
    )


@pytest.mark.parametrize(("level", "base"), [(60, "4498.00"), (100, "7496.00"), (80, "5996.80"), (300, "22488.00")])
def test_flexible_workers_choose_a_level_and_pay_it_all(level, base):
    found = case(KINDS, 身份="灵活就业", 缴费档次=f"{level}%", 起始月="2025-03")
    assert found.rows[0]["base"] == Decimal(base)
    assert amount(found, "employee") == (Decimal(base) * 20 / 100).quantize(Decimal("0.01"))
    assert amount(found, "employer") == 0


def test_stated_rates_and_bounds_stand_in_for_missing_years():
    fields = {"from": "2026-03", "wage": 3000, "平均工资": 7600, "injury_class": 2}
    given = {"失业保险单位缴费比例": "0.7%", "失业保险个人缴费比例": "0.003"}
    found = case(KINDS, **fields, **given)
    assert found.rows[0]["base"] == Decimal("4560.00")
    assert amount(found, "unemployment_employee") == Decimal("13.68")


@settings(max_examples=40)
@given(MONTHS, st.integers(0, 40), st.integers(0, 40), WAGES)
def test_months_are_additive_and_the_parts_make_the_whole(first, length, split, wage):
    last = min(first.plus(length), Month(2025, 12))
    middle = min(first.plus(split), last)
    fields = {"wage": wage, "injury_class": 3, "size": "中小微"}
    whole = case(KINDS, **{"from": first.iso, "to": last.iso}, **fields)
    parts = [case(KINDS, **{"from": first.iso, "to": middle.iso}, **fields)]
    if middle < last:
        parts.append(case(KINDS, **{"from": middle.plus(1).iso, "to": last.iso}, **fields))
    amounts = [name for name in whole.explanation.results if not name.startswith("index_")]
    for name in amounts:
        assert amount(whole, name) == sum(amount(part, name) for part in parts), name
    lines = [name for name in amounts if "_" in name and name != "account_credit"]
    assert amount(whole, "total") == sum(amount(whole, name) for name in lines)
    assert amount(whole, "total") == amount(whole, "employer") + amount(whole, "employee")
    assert amount(whole, "total") == sum(row["employer"] + row["employee"] for row in whole.rows)


@settings(max_examples=30)
@given(MONTHS, WAGES, WAGES)
def test_who_earns_more_pays_no_less(month, wage, more):
    fields = {"from": month.iso, "injury_class": 8}
    less, most = (case(KINDS, **fields, wage=amount_) for amount_ in (wage, wage + more))
    assert all(amount(less, name) <= amount(most, name) for name in less.explanation.results)


@settings(max_examples=20)
@given(WAGES, WAGES)
def test_a_correction_is_the_difference_of_two_assessments(wage, paid):
    paid = max(Decimal("4498.00"), min(paid, Decimal("22488.00")))
    fields = {"from": "2025-02", "to": "2025-07", "injury_class": 5}
    corrected = case(KINDS, 事项="补差", paid_base=paid, wage=wage, **fields)
    due, had = case(KINDS, wage=wage, **fields), case(KINDS, base=paid, **fields)
    for name in ("employer", "employee", "total"):
        assert amount(corrected, name) == amount(due, name) - amount(had, name)


def test_a_unit_is_the_sum_of_its_staff():
    staff = [{"姓名": "一", "月工资": 9000}, {"姓名": "二", "月工资": "4200.55"}, {"月工资": 4800, "起始月": "2025-02"}]
    common = {"起始月": "2025-01", "截止月": "2025-03", "行业": "零售业", "浮动": "50%"}
    unit = case(KINDS, 事项="单位核定", 职工名单=staff, **common)
    alone = [case(KINDS, **common | {key: row[key] for key in row if key != "姓名"}) for row in staff]
    for name in unit.explanation.results:
        assert amount(unit, name) == sum(amount(one, name) for one in alone), name
    assert [row["person"] for row in unit.rows] == ["一", "二", "第3人"]
    assert [row["months"] for row in unit.rows] == [3, 3, 2]


def test_a_unit_hears_of_everybody_wrong():
    staff = [{"姓名": "一", "缴费基数": 100}, {"姓名": "二", "月工资": 4200}, {"姓名": "三", "月工资": "多"}]
    messages = problems(KINDS, 事项="单位核定", 职工名单=staff, 起始月="2025-01", 工伤类别=1)
    assert [message.split("：")[1] for message in messages] == ["一", "三"]
    assert "低于 2025年1月 的缴费基数下限" in messages[0]


def test_the_index_of_a_year_is_the_base_over_the_average_wage():
    found = case(KINDS, **WORKER | {"wage": 7496})
    assert amount(found, "index_2025") == Decimal("1.0000")
    assert found.explanation.step("index_2025").mark == "known"
    assert amount(case(KINDS, **WORKER | {"wage": 100000}), "index_2025") == Decimal("3.0000")


@pytest.mark.parametrize(
    ("debt", "fee"),
    [
        ({"amount": 10000, "due": "2024-01-31", "paid": "2024-02-10"}, "50.00"),
        ({"amount": 12000, "due": "2011-05-31", "paid": "2011-08-31"}, "1092.00"),
        ({"amount": 10000, "due": "2024-01-31", "paid": "2024-01-31"}, "0.00"),
        ({"amount": 10000, "due": "2024-01-31", "paid": "2024-01-01"}, "0.00"),
        ({"amount": "33.33", "due": "2024-01-31", "paid": "2024-02-01"}, "0.02"),
        (
            {
                "amount": 8000,
                "due": "2022-05-31",
                "paid": "2024-01-31",
                "month": "2022-05",
                "line": "养老",
                "deferred": "是",
            },
            "124.00",
        ),
        (
            {
                "amount": 8000,
                "due": "2023-03-31",
                "paid": "2023-12-31",
                "month": "2023-03",
                "line": "工伤",
                "deferred": "是",
            },
            "0.00",
        ),
    ],
)
def test_late_fees_by_period_of_the_law_and_deferral(debt, fee):
    found = case(KINDS, 事项="滞纳金", **debt)
    assert amount(found, "late_fee") == Decimal(fee)
    assert amount(found, "total") == Decimal(fee) + Decimal(str(debt["amount"]))


@settings(max_examples=30)
@given(st.integers(1, 10**8), st.integers(0, 3000), st.integers(0, 3000))
def test_late_fees_grow_with_delay(debt, days, more):
    def fee(delay):
        day = date.fromordinal(date(2012, 3, 1).toordinal() + delay)
        return amount(
            case(KINDS, 事项="滞纳金", amount=Decimal(debt).scaleb(-2), due="2012-03-01", paid=day), "late_fee"
        )

    assert fee(days) <= fee(days + more)


def test_who_paid_twice_gets_the_personal_part_of_the_other_place_back():
    spells = [
        {"参保地": "武汉", "自": "2024-01", "至": "2024-12", "缴费基数": 4494},
        {"参保地": "荆州", "自": "2024-10", "至": "2025-03", "每月个人缴费": "340.50"},
    ]
    assert amount(case(KINDS, 事项="重复缴费", 缴费时段=spells, 保留=1), "total") == Decimal("1021.50")
    assert amount(case(KINDS, 事项="重复缴费", 缴费时段=spells, 保留=2), "total") == Decimal("1078.56")


def test_an_undeclared_month_costs_110_percent_of_the_last():
    assert amount(case(KINDS, 事项="未申报核定", 上月缴费额="35210.35"), "total") == Decimal("38731.39")


@pytest.mark.parametrize(
    ("fields", "field", "rule"),
    [
        ({"base": 4000, "wage": None}, "缴费基数", "低于 2025年1月 的缴费基数下限 4,498.00 元（鄂人社发〔2025〕28号）"),
        ({"base": 30000, "wage": None}, "缴费基数", "高于 2025年1月 的缴费基数上限"),
        ({"birth": "2026-01"}, "起始月", "早于出生年月"),
        ({"birth": "2012-01"}, "起始月", "未满 16 周岁"),
        ({"death": "2025-02-03"}, "截止月", "晚于死亡年月"),
        ({"birth": "1990-02-30"}, "出生年月", "没有 30 日"),
        ({"from": "2025-13"}, "起始月", "月份应在 1 至 12"),
        ({"to": "2024-12"}, "截止月", "早于起始月"),
        ({"wage": -1}, "月工资", "为负"),
        ({"wage": "10.001"}, "月工资", "两位以上小数"),
        ({"wage": None}, "月工资", "写一项，且只写一项"),
        ({"base": 5000}, "月工资", "写一项，且只写一项"),
        ({"injury_class": 9}, "工伤风险类别", "应在 1 至 8 之间"),
        ({"injury_class": None}, "工伤风险类别", "须写工伤风险类别"),
        ({"floating": 110}, "工伤浮动费率档次", "只有 50%、80%、100%、120%、150%"),
        ({"injury_class": 1, "floating": 80}, "工伤浮动费率档次", "1类行业的浮动档次只有 100%、120%、150%"),
        ({"reduction": 30}, "工伤费率下调幅度", "只有 20%、50% 两档"),
        ({"injury_class": None, "industry": "汽车"}, "行业", "是否指 汽车制造业"),
        ({"injury_class": None, "industry": "软件业"}, "行业", "是否指 软件和信息技术服务业"),
        ({"injury_class": None, "industry": "物业"}, "行业", "请写国民经济行业的大类"),
        ({"to": "2026-02"}, "缴费基数下限", "没有 2026年1月 的缴费基数下限标准"),
        ({"from": "2020-02", "to": "2020-02"}, "缴费基数下限", "没有 2020年2月"),
        ({"area": "宜昌"}, "缴费基数下限", "宜昌市没有"),
        ({"area": "火星"}, "统筹区", "没有“火星”的参数"),
        ({"category": "灵活就业", "lines": "工伤"}, "险种", "不参加工伤保险"),
        ({"category": "海盗"}, "参保身份", "不认识"),
        ({"level": 80, "wage": None}, "缴费档次", "只有灵活就业人员"),
        ({"floor": 9, "ceiling": 5}, "缴费基数下限", "高于缴费基数上限"),
        ({"事项": "什么"}, "事项", "不认识"),
        ({"lines": ["养老", {"甲": "乙"}]}, "险种", "不认识"),
        ({"spells": "三月"}, "缴费时段", "列表"),
        ({"from": "1999-01", "to": "1999-01", "floor": 1, "ceiling": 9}, "基本养老保险单位缴费比例", "没有 1999年1月"),
        ({"from": "1950-01", "to": "2025-01"}, "截止月", "超过 70 年"),
        ({"from": "2020-09", "to": "2020-09", "floor": 1, "ceiling": 9}, "单位规模", "因单位规模而异"),
        ({"from": "2014-09", "to": "2014-09", "floor": 1, "ceiling": 9}, "工伤风险类别", "2015年10月起施行"),
    ],
)
def test_wrong_cases_are_told_person_field_and_rule(fields, field, rule):
    wrong = {key: value for key, value in {**WORKER, **fields}.items() if value is not None}
    messages = problems(KINDS, **wrong)
    assert any(message.startswith("甲") and field in message and rule in message for message in messages), messages


def test_overlapping_spells_are_refused():
    spells = [{"自": "2025-01", "至": "2025-03", "月工资": 5000}, {"自": "2025-03", "至": "2025-04", "月工资": 6000}]
    (message,) = problems(KINDS, 缴费时段=spells, injury_class=1)
    assert "2025年3月 起的时段与 2025年1月 至 2025年3月 的时段重叠" in message


def test_an_unknown_field_is_pointed_out():
    assert "行业风险等级" in case(KINDS, **WORKER, 行业风险等级="高").explanation.remarks[-1]


def test_late_fees_before_the_law_name_the_parameter():
    (message,) = problems(KINDS, 事项="滞纳金", amount=1, due="1998-01-01", paid="1998-02-01")
    assert "contribution.late_fee_daily" in message
    assert "1999-01-22" in message


def test_a_deferral_outside_its_window_is_refused():
    (message,) = problems(
        KINDS, 事项="滞纳金", amount=1, due="2023-02-01", paid="2024-02-01", line="养老", deferred="是"
    )
    assert "不在阶段性缓缴范围内" in message


def test_every_industry_of_the_annex_has_its_class():
    rows = reference("injury_industry_classes.csv")
    table = law("武汉").at("contribution.injury_industry_class", date(2024, 1, 1)).table
    assert {row["industry_gbt4754_2011"]: int(row["class"]) for row in rows} == dict(table)


def test_published_bases_are_kept():
    names = {
        "缴费基数下限": "base_floor",
        "缴费基数上限": "base_ceiling",
        "缴费基数月标准(全口径月社平)": "average_wage",
    }
    rows = reference("hubei_bases.csv")
    found = 0
    for row in rows:
        if row["item"] in names and row["area"].startswith("一档"):
            value = law("武汉").at(f"contribution.{names[row['item']]}", date(int(row["year"]), 6, 1))
            assert (value.integer, value.confidence) == (int(row["value"]) * 100, row["confidence"])
            found += 1
    assert found == 15
