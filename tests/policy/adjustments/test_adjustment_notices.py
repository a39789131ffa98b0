"""The notice of a place and year: one reader for a file, the law and the row of a case; what is wrong is told."""

from decimal import Decimal

import pytest

from shebao.fields.dates import Month
from shebao.policy.adjustments import notices
from shebao.policy.adjustments.notices import adjustment, adjustment_of, notices_of, overall
from shebao.policy.adjustments.reading import parse_notice
from shebao.policy.casefile import parse_cases
from shebao.policy.errors import MissingParameter, ParameterFileError
from shebao.policy.insured import Scheme
from shebao.policy.parameters import areas, law
from shebao.policy.pensions.compute import compute

TEXT = """from: 2025-01
retired_by: 2024-12
schemes: [employee, 机关事业单位]
fixed: 25.5
per_year: 1.5
percent: 1.1
tilt: {80: 30, 70: 10}
basis: 测试用数额
source: 测试
"""
CASE = """
{id: 钱某, city: 武汉, sex: 男, birth: 1955-06, retire: 2015-06, base: 9022, index: 1, total_years: 30.5, deemed_years: 0,
 account: 137800, payments: [{from: 2024-12, to: 2025-12, monthly: 3000}], 待遇起始年月: 2024-12, through: 2025-12 %s}
"""


@pytest.fixture
def of_hubei(tmp_path, monkeypatch):
    """The law with the notice above for Hubei and year 2025."""
    for area in areas():
        (tmp_path / area / "adjustments").mkdir(parents=True)
    (tmp_path / "hubei" / "adjustments" / "2025.yaml").write_text(TEXT, encoding="utf-8")
    monkeypatch.setattr(notices, "_DATA", tmp_path)
    notices_of.cache_clear()
    yield tmp_path
    notices_of.cache_clear()


def test_a_notice_in_its_parts():
    rule = parse_notice(TEXT, "2025.yaml").rule
    assert (rule.effective, rule.retired_by) == (Month(2025, 1), Month(2024, 12))
    assert (rule.fixed, rule.per_year, rule.percent) == (2550, 150, 11_000)
    assert rule.tilts == ((70, 1000), (80, 3000))
    assert rule.schemes == (Scheme.EMPLOYEE, Scheme.PUBLIC)
    assert rule.confidence == "known"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("fixed: 25.5", "fixed: 25.555", "fixed（定额）：.*写到分"),
        ("fixed: 25.5", "fixed: many", "fixed（定额）：“many”不是金额"),
        ("fixed: 25.5", "fixed: -1", "fixed（定额）：.*为负"),
        ("fixed: 25.5", "", "fixed（定额）：缺少"),
        ("tilt: {80: 30, 70: 10}", "", "tilt（倾斜）：缺少"),
        ("retired_by: 2024-12", "", "retired_by（适用退休截止年月）：缺少"),
        ("fixed: 25.5", "fixed: 25.5\nbonus: 1", "bonus：不认识"),
        ("percent: 1.1", "percent: 110", "percent（养老金挂钩比例）：.*应在 0 至 20 之间"),
        ("percent: 1.1", "percent: 1.00001", "最多四位"),
        ("from: 2025-01", "from: 2025-13", "effective（执行年月）"),
        ("schemes: [employee, 机关事业单位]", "schemes: [private]", "schemes（适用险种）：应为"),
        ("basis: 测试用数额", "basis: ''", "basis（文号）"),
        ("{80: 30, 70: 10}", "[70]", "tilt（倾斜）：应是单个值"),
        ("{80: 30, 70: 10}", "{seventy: 10}", "“seventy”应是 0 至 120 的年龄"),
        ("fixed: 25.5", "fixed: 25.5\npart_year_up: maybe", "应写是或否"),
        ("from:", "[", "不是 YAML"),
        (TEXT, "- a", "应为键值表"),
    ],
)
def test_a_bad_notice_is_refused_with_file_key_and_reason(old, new, reason):
    assert old in TEXT
    with pytest.raises(ParameterFileError, match=reason) as caught:
        parse_notice(TEXT.replace(old, new), "notice.yaml")
    assert "notice.yaml" in str(caught.value)


def test_every_notice_of_the_law_can_be_read_and_tells_its_source():
    found = [notice for area in areas() for notice in notices_of(area).values()]
    assert len(found) >= 10
    assert all(notice.source and notice.basis for notice in found)
    assert overall(law("武汉"), 2024).overall_percent == Decimal("3.0")


def test_a_place_takes_the_notice_of_the_place_above_it(of_hubei):
    assert adjustment(law("武汉"), 2025).fixed == 2550
    assert adjustment(law("武汉"), 2025, Scheme.RESIDENT) is None
    assert adjustment(law("全国"), 2025) is None
    assert adjustment_of(law("宜昌"), 2025) == adjustment(law("湖北"), 2025)


def test_a_year_without_amounts_is_refused_with_what_to_do():
    with pytest.raises(MissingParameter, match=r"武汉市 2025 年的调整数额.*总体调整比例 2.0%.*--scheme"):
        adjustment_of(law("武汉"), 2025)


def test_a_file_named_after_another_year_is_refused(of_hubei):
    (of_hubei / "hubei" / "adjustments" / "2024.yaml").write_text(TEXT, encoding="utf-8")
    with pytest.raises(ParameterFileError, match=r"文件应名为 2025\.yaml"):
        notices_of("hubei")


def computed(section=""):
    (raw,) = parse_cases((CASE % section).replace("\n", " "), "x.yaml")
    return compute(raw)


def test_the_law_adjusts_a_pension_as_the_same_row_of_a_case_does(of_hubei):
    row = ", 年度调整: [{执行年月: 2025-01, 定额: 25.5, 每满1年: 1.5, 比例: 1.1%, 倾斜: {70: 10}, 文号: 测试}]"
    by_law, by_case = computed(), computed(row)
    assert by_law.row["standard"] == by_case.row["standard"] > by_law.row["total"]
    assert "由案例给出" in by_case.explanation.step("adjustment_2025-01").note
    assert by_law.explanation.step("adjustment_2025-01").mark == "known"


def test_a_year_that_nobody_stated_is_told():
    found = computed()
    assert found.row["standard"] == found.row["total"]
    told = [remark for remark in found.explanation.remarks if "调整数额没有收录" in remark]
    assert len(told) == 10
    assert "2025年全国总体调整比例2.0%" in told[-1]
