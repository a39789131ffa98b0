"""Pensions of real assessed sheets to the fen, whatever the spelling; what is wrong with a case, said clearly."""

from decimal import Decimal
from pathlib import Path

import pytest

from shared_files import shared
from shebao.policy.casefile import parse_cases, read_cases
from shebao.policy.errors import CaseError, UnreadableFile
from shebao.policy.pensions.compute import compute

DATA = Path(__file__).parent / "data"
SHEETS = read_cases(DATA / "pension_sheets.yaml")
GOOD = """
id: 张某
city: 武汉
sex: 女
birth: 1975-11
work: 1995-01
retire: 2025-11
base: 9112
index: 0.7654
total_years: 28.83
deemed_years: 1
account: 93583.84
"""


def one(text):
    (raw,) = parse_cases(text, "x.yaml")
    return compute(raw)


def changed(**fields):
    kept = [line for line in GOOD.strip().splitlines() if line.split(":")[0] not in fields]
    return "\n".join([*kept, *(f"{key}: {value}" for key, value in fields.items() if value is not None)])


def messages(text):
    with pytest.raises(CaseError) as error:
        one(text)
    return str(error.value)


@pytest.mark.parametrize("raw", SHEETS, ids=lambda raw: raw.identifier)
def test_a_real_sheet_is_reproduced_to_the_fen(raw):
    row = compute(raw).row
    assert len(row["assessed"]) == 4
    assert row["differences"] == {}


def test_the_reference_cases_are_reproduced_with_and_without_payout_months():
    for raw in read_cases(shared("reference/hubei_pension_cases.yaml")):
        row = compute(raw).row
        assert row["differences"] == {}
        assert len(row["assessed"]) == 4
        fields = {key: value for key, value in raw.fields.items() if key != "months"}
        without = type(raw)(raw.identifier, fields, raw.spellings)
        assert compute(without).row["months"] == row["months"]


def test_a_missing_base_is_the_published_one_and_marked_provisional_where_last_years():
    assert one(changed(base=None)).row["base"] == Decimal("9112")
    early = one(changed(base=None, retire="2025-10"))
    assert (early.row["base"], early.row["provisional"]) == (Decimal("9022"), True)
    assert any("2025年计发基数未公布，按2024年基数 9022 元预发" in remark for remark in early.explanation.remarks)
    later = one(changed(base=None, retire="2025-10", determination="2026-01"))
    assert (later.row["base"], later.row["provisional"]) == (Decimal("9112"), False)


def test_missing_deemed_years_are_derived_and_said_so():
    result = one(changed(deemed_years=None))
    assert result.row["transition"] == Decimal("83.69")
    assert any("推算为 1" in remark for remark in result.explanation.remarks)


def test_an_age_between_whole_years_takes_interpolated_payout_months():
    row = one(changed(birth="1975-08", retire="2025-11")).row
    assert row["months"] == Decimal("193.8")


def test_payout_months_of_the_sheet_hold_and_a_difference_is_remarked():
    result = one(changed(months="190"))
    assert result.row["months"] == 190
    assert any("与按退休年龄查得的 195 不同" in remark for remark in result.explanation.remarks)


def test_a_difference_from_the_sheet_is_remarked():
    result = one(changed(basic="2318.80"))
    assert result.row["differences"] == {"basic": Decimal("0.04")}
    assert any("核定表基础养老金 2,318.80 元，计算为 2,318.84 元" in remark for remark in result.explanation.remarks)


def test_early_retirement_and_a_shortfall_of_years_are_remarked():
    assert any("弹性提前6个月" in remark for remark in one(GOOD).explanation.remarks)
    short = one(changed(total_years="12年"))
    assert any("不满2025年最低缴费年限15年，差3年" in remark for remark in short.explanation.remarks)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"birth": "1975-13"}, "张某：出生年月：“1975-13”的月份应在 1 至 12 之间"),
        ({"birth": "1975-02-30"}, "1975年2月没有 30 日"),
        ({"birth": "古代"}, "不是年月，应写成 1965-05"),
        ({"work": "1970-01"}, "张某：参加工作时间：1970年1月早于出生年月1975年11月"),
        ({"retire": "1990-01"}, "张某：退休时间：1990年1月早于参加工作时间1995年1月"),
        ({"death": "2020-01"}, "2025年11月晚于死亡时间2020年1月"),
        ({"account": "-5"}, "张某：个人账户储存额：-5 元为负"),
        ({"account": "12.345"}, "两位以上小数"),
        ({"account": "若干"}, "不是金额"),
        ({"account": None}, "张某：个人账户储存额：缺少"),
        ({"index": "0"}, "张某：平均缴费工资指数：应大于 0"),
        ({"index": "76.54"}, "应在 0 至 10 之间"),
        ({"total_years": "289"}, "张某：累计缴费年限：289 应在 0 至 70 年之间"),
        ({"total_years": "0.5"}, "张某：视同缴费年限：1 年多于累计缴费年限 0.5 年"),
        ({"base": "109344"}, "不像每月的计发基数"),
        ({"base": None, "city": None}, "张某：计发基数：缺少"),
        ({"base": None, "retire": "2019-05"}, "最早的值自 2020-01-01 起"),
        (
            {"city": "长沙"},
            "过渡性养老金计发系数：缺少；有视同缴费年限的，过渡性养老金的系数由省规定，没有“长沙”的参数",
        ),
        ({"sex": "未知"}, "张某：性别：“未知”不认识，可写 男、女"),
        ({"months": "[1, 2]"}, "应是单个值"),
        ({"months": "0"}, "应在 1 至 300 之间"),
        ({"birth": None}, "没有计发月数时须有出生年月和退休时间（或退休年龄）"),
        ({"birth": "2000-01", "work": None}, "低于计发月数表的最低年龄 40 岁"),
        ({"base_number": "9000"}, "有几种写法而值不同（base=9112、base_number=9000）"),
        ({"line": "车险"}, "张某：险种：“车险”不认识"),
    ],
)
def test_what_is_wrong_is_said_with_person_field_and_rule(fields, expected):
    assert expected in messages(changed(**fields))


def test_every_problem_of_a_case_is_told_at_once():
    text = messages(changed(birth="1975-13", account="-5", index="0"))
    assert text.count("张某：") == 3


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "没有案例"),
        ("just text", "没有案例"),
        ("- 1\n- 2", "第 1 个案例不是"),
        ("cases: [\n", "不合 YAML 语法"),
        ("a: &x {b: 1}\nc: *x", "别名"),
        ("[" * 2000, "嵌套超过"),
        ("id: 1\nid: 2", "重复"),
    ],
)
def test_a_file_that_is_no_list_of_cases_is_refused(text, expected):
    with pytest.raises(UnreadableFile, match=expected):
        parse_cases(text, "x.yaml")


@pytest.mark.parametrize("shape", ["{cases: [%s]}", "[%s]", "{案例: {甲: %s}}", "%s", "{甲: %s}"])
def test_cases_come_in_several_shapes(shape):
    body = "{" + ", ".join(line for line in GOOD.strip().splitlines() if not line.startswith("id")) + "}"
    assert one(shape % body).row["total"] == Decimal("2882.45")


def test_a_file_in_gb18030_is_read(tmp_path):
    path = tmp_path / "x.yaml"
    path.write_bytes(GOOD.encode("gb18030"))
    (raw,) = read_cases(path)
    assert raw.identifier == "张某"


def test_a_file_in_big5_is_refused_and_not_read_as_other_characters(tmp_path):
    path = tmp_path / "x.yaml"
    path.write_bytes(GOOD.replace("张某", "張國榮與陳麗華").encode("big5hkscs", "ignore"))
    with pytest.raises(UnreadableFile, match="Big5"):
        read_cases(path)


def test_a_resident_pension_in_its_parts():
    result = one(
        "{id: 李某, 险种: 城乡居民, 参保地: 武汉, 出生: 1965-08, 领取时间: 2025-08, 缴费年限: 20, 个账: 13900}"
    )
    assert result.row["basic"] == Decimal("367.00")
    assert result.row["bonus"] == Decimal("25.00")
    assert result.row["personal"] == Decimal("100.00")
    assert result.row["total"] == Decimal("492.00")
    assert result.explanation.step("bonus").mark == "known"


def test_a_resident_below_sixty_is_told_when():
    result = one("{id: 李某, 险种: 居民, city: 武汉, birth: 1970-08, retire: 2025-08, years: 20, account: 13900}")
    assert any("不满60周岁（2030年8月满）" in remark for remark in result.explanation.remarks)


PUBLIC = """
{id: 王某, line: 机关事业单位, city: 武汉, sex: 男, birth: 1963-03, retire: 2023-03, base: 8880, index: 1.5,
 total_years: 35, deemed_years: 26, account: 60000, months: 139, 过渡性养老金: 2000, 职业年金: 83400, %s}
"""


def test_a_public_institution_pension_is_blended_in_the_transition_decade():
    free = one(PUBLIC % "name: 王某").row
    assert free["annuity"] == Decimal("600.00")
    assert not any("没有用到" in remark for remark in one(PUBLIC % "name: 王某").explanation.remarks)
    current = free["total"]
    assert current == free["basic"] + free["personal"] + 2000 + 600
    former = current - 1000
    assert one(PUBLIC % f"老办法待遇: {former}").row["total"] == former + 900
    assert one(PUBLIC % f"老办法待遇: {current + 500}").row["total"] == current + 500


def test_a_public_institution_case_with_deemed_years_needs_its_transitional_pension():
    text = (PUBLIC % "name: 王某").replace("过渡性养老金: 2000, ", "")
    assert "省定系数未收录" in messages(text)


def test_a_resident_account_is_credited_year_by_year():
    case = (
        "{id: 李某, 险种: 居民, city: 武汉, birth: 1965-08, retire: 2025-09, years: 15,"
        " opening: {year: 2022, balance: 10000}, history: [%s]}"
    )
    rows = "{year: 2023, amount: 1000, 补贴: 60}, {year: 2025, amount: 2000}"
    step = one(case % rows).explanation.step("account")
    # 10000 × 1.015 + 1060 = 11210; × 1.0212 = 11447.65; + 2000
    assert step.quantity.text == "13,447.65 元"
    assert step.mark == "known"
    assert "2023年写了两次" in messages(case % f"{rows}, {{year: 2023, amount: 5}}")


def test_who_retired_before_the_reform_of_public_institutions_is_refused():
    text = (PUBLIC % "name: 王某").replace("retire: 2023-03", "retire: 2014-03").replace("1963-03", "1954-03")
    assert "早于改革起始日 2014-10-01（老人）" in messages(text)


def test_a_category_that_is_not_recognised_does_not_stand_in_the_way():
    result = one(changed(category="甲类"))
    assert result.row["total"] == Decimal("2882.45")
    assert any("人员类别没有认出" in remark for remark in result.explanation.remarks)


def test_an_unknown_place_is_no_hindrance_where_no_rule_of_the_place_is_used():
    result = one(changed(city="长沙", deemed_years="0"))
    assert result.row["total"] == Decimal("2798.76")
    assert result.explanation.area == "全国"
    assert any("没有“长沙”的参数，按全国规定计算" in remark for remark in result.explanation.remarks)
    assert not any("湖北" in basis for step in result.explanation.steps for basis in step.bases)


def test_a_place_without_a_rate_takes_the_one_that_the_case_states():
    known = one(changed(deemed_years="2", index="1"))
    stated = one(changed(city="长沙", deemed_years="2", index="1", 过渡性养老金计发系数="1.2%"))
    assert stated.row["transition"] == known.row["transition"]
    assert "按所填" in stated.explanation.step("transition").operands[-1].label


@pytest.mark.parametrize("rate", ["12%", "1.25%", "-1%"])
def test_a_rate_that_is_none_is_refused(rate):
    assert "过渡性养老金计发系数" in messages(changed(过渡性养老金计发系数=rate))


@pytest.mark.parametrize(
    ("place", "written", "basic"),
    [
        ("南京", "31年7个月", "3052.06"),
        ("南京", "31.58", "3051.73"),
        ("济南", "31年7个月", "3051.73"),
        ("武汉", "31年7个月", "3051.73"),
    ],
)
def test_months_count_where_the_place_counts_them_and_as_a_sheet_has_rounded_them(place, written, basic):
    facts = {"birth": "1964-06", "retire": "2024-06", "sex": "男", "base": "8785", "index": "1.2", "work": "1993-01"}
    found = one(changed(**facts, city=place, total_years=written, deemed_years="0", account="0"))
    assert found.row["basic"] == Decimal(basic)


def test_a_case_may_state_how_its_years_count():
    facts = {"birth": "1964-06", "retire": "2024-06", "sex": "男", "base": "8785", "index": "1.2", "work": "1993-01"}
    months = changed(**facts, total_years="31年7个月", deemed_years="0", account="0", 缴费年限取法="按月")
    assert one(months).row["basic"] == Decimal("3052.06")
    assert "缴费月数÷12" in one(months).explanation.step("basic").formula


def test_a_missing_field_is_told_with_fields_that_were_not_recognised():
    assert "（没有认出的字段：账户钱数）" in messages(changed(account=None, 账户钱数="100"))


def test_a_field_that_is_not_recognised_is_told_although_the_case_is_computed():
    result = one(changed(视同工作年份="3"))
    assert result.row["total"] == Decimal("2882.45")
    assert any("没有用到的字段：视同工作年份" in remark for remark in result.explanation.remarks)
    assert not any("没有用到的字段" in remark for remark in one(GOOD).explanation.remarks)


@pytest.mark.parametrize("index", ["76.54%", "76.54％", " 0.7654"])
def test_an_index_may_be_a_percentage(index):
    assert one(changed(index=index)).row["total"] == Decimal("2882.45")


@pytest.mark.parametrize("index", ["12", "76.54", "-0.7", "1001%", "%", "0.7倍", "9" * 60])
def test_an_index_that_is_none_is_refused(index):
    assert "平均缴费工资指数" in messages(changed(index=f"'{index}'"))


def test_a_base_of_years_to_come_is_no_advance_payment():
    result = one(changed(base=None, birth="1995-11", retire="2053-11", work=None))
    assert any("2053年计发基数尚无，按最近的2025年基数 9112 元测算" in remark for remark in result.explanation.remarks)


@pytest.mark.parametrize("spans", [{"视同缴费月数": "12"}, {"视同缴费月数": "12个月", "累计缴费月数": 346}])
def test_spans_may_be_stated_in_months(spans):
    left = dict.fromkeys(["deemed_years", *(["total_years"] if "累计缴费月数" in spans else [])])
    assert one(changed(**left, **spans)).row["total"] == Decimal("2882.45")


@pytest.mark.parametrize(
    ("place", "base"), [("大冶", 7347), ("黄冈(麻城)", 7221), ("湖北省公安县", 7210), ("恩施州利川市", 7309)]
)
def test_a_county_is_looked_up_in_its_city(place, base):
    assert one(changed(base=None, city=place)).row["base"] == base


def test_years_and_months_that_disagree_are_told():
    result = one(changed(视同缴费月数="36"))
    assert result.row["total"] == Decimal("2882.45")
    assert any("视同缴费年限与视同缴费月数（36 个月）不符" in remark for remark in result.explanation.remarks)


@pytest.mark.parametrize("age", ["50岁6个月", "50周岁零6个月", "50.5"])
def test_an_age_may_stand_for_the_month_of_birth(age):
    assert one(changed(birth=None, 退休年龄=age)).row["months"] == Decimal("192.5")


@pytest.mark.parametrize("sheet", ["transition: 0", "basic: 2318.84\npersonal: 479.92\ntotal: 2798.76"])
def test_a_sheet_without_a_transitional_pension_has_no_deemed_years(sheet):
    result = one(changed(deemed_years=None) + "\n" + sheet)
    assert result.row["transition"] == 0
    assert any("核定表没有过渡性养老金" in remark for remark in result.explanation.remarks)


def test_the_former_methods_amount_after_the_transition_is_told_and_left_out():
    late = (PUBLIC % "老办法待遇: 900000").replace("retire: 2023-03", "retire: 2024-10").replace("1963-03", "1964-10")
    found = one(late)
    assert found.row["total"] < 900000
    assert any("所给老办法待遇 900,000.00 元没有计入" in remark for remark in found.explanation.remarks)
