"""N: shares, changes, completions, parts, items and implied prior years; each with success and failure."""

import pytest

from auditing.builders import holds, undecided, violations
from auditing.told import general_table, severities, told
from shebao.auditing.verdicts import Severity

ITEMS = (
    "一般公共预算财政拨款支出年初预算为280万元，支出决算为300万元，完成年初预算的107.1%。\n"
    "1.社会保障和就业支出（类）人力资源和社会保障管理事务（款）行政运行（项）。年初预算为40万元，支出决算为50万元。\n"
    "2.社会保障和就业支出（类）人力资源和社会保障管理事务（款）社会保险经办机构（项）。年初预算为90万元，支出决算为100万元。\n"
    "3.社会保障和就业支出（类）行政事业单位养老支出（款）机关事业单位基本养老保险缴费支出（项）。"
    "年初预算为50万元，支出决算为50万元。\n"
    "4.住房保障支出（类）住房改革支出（款）住房公积金（项）。年初预算为100万元，支出决算为100万元。"
)


@pytest.mark.parametrize(
    ("sentence", "severity", "expected"),
    [
        ("支出合计300万元，其中：基本支出200万元，占66.7%；项目支出100万元，占33.3%。", None, ""),
        (
            "支出合计300.00万元，其中：基本支出200.00万元，占66.6%；项目支出100.00万元，占33.3%。",
            Severity.INFO,
            "66.7%",
        ),
        ("支出合计300万元，其中：基本支出200万元，占63.7%；项目支出100万元，占33.3%。", Severity.ERROR, "66.7%"),
        ("支出合计1.00万元，其中：基本支出0.67万元，占70%；项目支出0.33万元，占33%。", Severity.ERROR, "67%"),
    ],
)
def test_shares(sentence: str, severity: Severity | None, expected: str) -> None:
    """A share that rounds from its figures holds; a cut-off digit is form, anything else is false."""
    subject = told(expenditure=sentence)
    found = violations("N01", subject)
    assert severities(found, Severity.ERROR) == ([severity] if severity else [])
    assert [violated.expected for violated in found] == ([expected] if expected else [])
    assert len(holds("N01", subject)) == 2 - len(found)


def test_a_share_forced_to_make_up_100_is_form() -> None:
    """Three thirds printed as 33.3 % and one as 33.4 % are forced, which is said."""
    clauses = "；".join(
        f"{name}（类）100.00万元，占{rate}%"
        for name, rate in (("教育支出", "33.3"), ("卫生健康支出", "33.3"), ("住房保障支出", "33.4"))
    )
    (found,) = violations("N01", told(general=f"一般公共预算财政拨款支出300.00万元，主要用于以下方面：{clauses}。"))
    assert found.severity is Severity.INFO
    assert "凑" in found.message


def test_a_share_of_another_whole_is_named() -> None:
    """The finding says of which other figure the printed share is right."""
    subject = told(
        (general_table(),),
        expenditure="支出合计400万元，其中：基本支出200万元，项目支出200万元。",
        performance="组织对2023年度项目支出开展绩效自评，共涉及项目3个，资金90万元，占一般公共预算项目支出总额的45%。",
    )
    (found,) = violations("N01", subject)
    assert found.expected == "75%"
    assert "200 万元" in found.message
    assert undecided("N01", told(performance="共涉及项目3个，资金90万元，占一般公共预算项目支出总额的45%。"))


def test_shares_of_a_complete_list_add_up() -> None:
    """The sum is checked where the parts make up the whole, with the rounding that each share allows."""
    good = told(
        income="收入合计3万元，其中：财政拨款收入1万元，占33.3%；事业收入1万元，占33.3%；其他收入1万元，占33.3%。"
    )
    bad = told(
        income="收入合计3万元，其中：财政拨款收入1万元，占33.3%；事业收入1万元，占33.3%；其他收入1万元，占35.3%。"
    )
    assert holds("N02", good)
    assert [violated.stated for violated in violations("N02", bad)] == ["101.9%"]


@pytest.mark.parametrize(
    ("sentence", "severity", "expected"),
    [
        ("收、支总计110.00万元。与2022年度相比，收、支总计各增加10.00万元，增长10.0%。", None, ""),
        ("收、支总计110.00万元。与2022年度相比，收、支总计各减少10.00万元，下降8.3%。", None, ""),
        ("收、支总计110.00万元。与2022年度相比，收、支总计各增加10.00万元，增长9.1%。", Severity.ERROR, "10.0%"),
        ("收、支总计120.00万元。与2022年度相比，收、支总计各增加10.00万元，增长9.0%。", Severity.INFO, "9.1%"),
        (
            "收、支总计10.00万元。与2022年度相比，收、支总计各增加10.00万元，增长100%。",
            Severity.WARNING,
            "基数为零，不写增减率",
        ),
    ],
)
def test_rates_of_change(sentence: str, severity: Severity | None, expected: str) -> None:
    """difference ÷ (this year ∓ difference), zero base and cut-off digits included."""
    found = violations("N03", told(totals=sentence))
    assert severities(found, Severity.ERROR) == ([severity] if severity else [])
    assert [violated.expected for violated in found] == ([expected] if expected else [])


def test_small_figures_are_judged_by_their_intervals() -> None:
    """1.04 of 1.30 may truly be 80.4 %: a reader with two decimals cannot know."""
    subject = told(three_public="“三公”经费支出决算为2.34万元，较上年增加1.04万元，增长80.4%。")
    assert not violations("N03", subject)
    assert holds("N03", subject)


def test_direction_words() -> None:
    """增加 … 下降 contradicts itself, and a negative number after 减少 says it twice."""
    sentence = "机关运行经费支出50万元，比2022年度{}{}万元，{}11.1%。"
    assert holds("N04", told(running_costs=sentence.format("增加", "5", "增长")))
    assert violations("N04", told(running_costs=sentence.format("增加", "5", "下降")))
    (found,) = violations("N04", told(running_costs=sentence.format("减少", "-5", "下降")))
    assert found.severity is Severity.WARNING


def test_an_increase_of_nothing() -> None:
    """增加0万元 is the template's sentence."""
    subject = told(three_public="3.公务接待费预算1万元，支出决算为1万元，比预算增加0万元。")
    assert [violated.expected for violated in violations("N05", subject)] == ["持平"]
    assert not violations("N05", told(three_public="公务接待费支出决算为1万元，比预算增加0.1万元。"))


def test_difference_from_a_budget() -> None:
    """比年初预算减少 is the actual less the budget that the report prints."""
    sentence = "3.公务接待费年初预算2.00万元，支出决算为0.15万元，比年初预算减少{}万元。"
    assert holds("N06", told(three_public=sentence.format("1.85")))
    (found,) = violations("N06", told(three_public=sentence.format("1.35")))
    assert found.expected == "减少 1.85 万元"


@pytest.mark.parametrize(
    ("sentence", "severity", "expected"),
    [
        ("年初预算为200万元，支出决算为150万元，完成年初预算的75%。", None, ""),
        ("年初预算为200万元，支出决算为150万元，完成年初预算的76%。", Severity.ERROR, "75%"),
        ("年初预算为300.00万元，支出决算为200.00万元，完成年初预算的66.6%。", Severity.INFO, "66.7%"),
        ("年初预算为0万元，支出决算为2万元，完成年初预算的100%。", Severity.INFO, "预算为零，不写完成率"),
    ],
)
def test_completion_rates(sentence: str, severity: Severity | None, expected: str) -> None:
    """actual ÷ the named budget."""
    found = violations("N07", told(general=f"一般公共预算财政拨款支出{sentence}"))
    assert severities(found, Severity.ERROR) == ([severity] if severity else [])
    assert [violated.expected for violated in found] == ([expected] if expected else [])


def test_a_completion_rate_of_another_budget() -> None:
    """完成年初预算的… computed on the adjusted budget is found, and the finding says so; additions are checked too."""
    sentence = (
        "一般公共预算财政拨款支出年初预算为100万元，年度执行中追加财政拨款预算20万元，总计{}万元，"
        "支出决算为60万元，完成年初预算的50%。"
    )
    (found,) = violations("N07", told(general=sentence.format("120")))
    assert found.expected == "60%"
    assert "全年预算" in found.message
    assert holds("N08", told(general=sentence.format("120")))
    assert [violated.expected for violated in violations("N08", told(general=sentence.format("130")))] == [
        "120.00 万元"
    ]


def test_work_targets_are_checked_like_completions() -> None:
    """A result over its target, in any unit of counting."""
    sentence = "1.窗口服务项目绩效自评综述：项目全年预算数为5万元，执行数为5万元，完成预算的100%。扩面{}人次，完成年度目标15000人次的102.4%。"
    assert not violations("N07", told(performance=sentence.format(15363)))
    assert len(violations("N07", told(performance=sentence.format(15963)))) == 1


def test_parts_add_up_to_their_whole() -> None:
    """Declared parts; what is said to be nothing counts as zero, what is left out is not guessed."""
    good = "政府采购支出总额30万元，其中：政府采购货物支出10万元、政府采购服务支出20万元，无政府采购工程支出。"
    assert holds("N09", told(procurement=good))
    (found,) = violations("N09", told(procurement=good.replace("20万元", "25万元")))
    assert (found.stated, found.expected) == ("30 万元", "35.00 万元")
    assert undecided("N09", told(income="收入合计30万元，其中：财政拨款收入20万元。"))
    assert violations("N09", told(income="收入合计30万元，其中：财政拨款收入40万元。"))


def test_lists_do_not_exceed_their_whole() -> None:
    """Uses and kinds after 其中; a shorter list of uses is no contradiction."""
    sentence = "公务用车运行维护费支出5.00万元，其中：燃料费3.00万元；维修费{}.00万元。"
    assert holds("N10", told(three_public=sentence.format("2")))
    assert undecided("N10", told(three_public=sentence.format("1")))
    assert violations("N10", told(three_public=sentence.format("3")))
    assert violations("N10", told(assets="共有车辆3辆，其中：应急保障用车1辆、其他用车1辆。"))
    (single,) = violations("N10", told(assets="共有车辆3辆，其中：应急保障用车1辆。"))
    assert single.severity is Severity.WARNING
    assert not violations("N10", told(three_public="国内公务接待9批次，其中：上级部门3批次、兄弟单位2批次。"))
    classes = (
        "一般公共预算财政拨款支出9.00万元，主要用于以下方面：教育支出（类）4.00万元；住房保障支出（类）{}.00万元。"
    )
    assert holds("N10", told(general=classes.format("5")))
    assert violations("N10", told(general=classes.format("4")))


def test_items_add_up_to_the_totals() -> None:
    """Budgets and actuals of the items against the totals of the same paragraph."""
    assert len(holds("N11", told(general=ITEMS))) == 2
    assert violations("N11", told(general=ITEMS.replace("年初预算为90万元", "年初预算为95万元")))
    assert violations("N11", told(general=ITEMS.replace("支出决算为100万元。\n3", "支出决算为90万元。\n3")))
    shorter = ITEMS[: ITEMS.index("4.")]
    assert not violations("N11", told(general=shorter))
    assert undecided("N11", told(general=shorter))


def test_budgets_by_item_that_are_the_adjusted_ones() -> None:
    """The items add up to the adjusted budget though they are called 年初预算: the finding names the mistake."""
    sentence = (
        "一般公共预算财政拨款支出年初预算为100万元，追加预算50万元，总计150万元，支出决算为140万元。\n"
        "1.教育支出。年初预算为30万元，支出决算为30万元。\n"
        "2.社会保障和就业支出。年初预算为120万元，支出决算为110万元。"
    )
    (found,) = violations("N11", told(general=sentence))
    assert "全年预算" in found.message
    assert (found.stated, found.expected) == ("120 万元", "70.00 万元")


def test_items_add_up_to_their_classes() -> None:
    """Each class as listed under 主要用于以下方面 against its items."""
    classes = "一般公共预算财政拨款支出300万元，主要用于以下方面：社会保障和就业支出（类）{}万元；住房保障支出（类）{}万元。\n"
    assert len(holds("N12", told(general=classes.format(200, 100) + ITEMS))) == 2
    found = violations("N12", told(general=classes.format(190, 110) + ITEMS))
    assert [violated.stated for violated in found] == ["190 万元", "110 万元"]


PRIORS = {
    "totals": "收、支总计120.00万元。与2022年度相比，收、支总计各增加20.00万元，增长20.0%。",
    "appropriation": "财政拨款收、支总计110.00万元。与2022年度相比，财政拨款收、支总计各增加20.00万元，增长22.2%。",
    "general": "一般公共预算财政拨款支出110.00万元。与2022年度相比，一般公共预算财政拨款支出增加20.00万元，增长22.2%。",
}


def test_implied_prior_years_agree() -> None:
    """90 = 90 ≤ 100 last year; a part above its whole, and one measure with two prior figures, cannot be."""
    assert holds("N14", told(**PRIORS))
    assert not violations("N14", told(**PRIORS))
    general = PRIORS["general"].replace("增加20.00", "增加15.00").replace("22.2", "15.8")
    (found,) = violations("N14", told(**PRIORS | {"general": general}))
    assert "95.00 万元" in found.message
    assert "90.00 万元" in found.message
    again = PRIORS["general"] + "\n一般公共预算财政拨款支出比上年增加25.00万元。"
    assert violations("N13", told(general=again))
    assert holds("N13", told(general=again.replace("25.00", "20.00")))


def test_level_with_last_year_implies_this_years_figure() -> None:
    """持平 of the whole with a part that fell says that the part was above the whole."""
    level = "财政拨款收、支总计110.00万元。与2022年度相比，财政拨款收、支总计持平。"
    general = PRIORS["general"].replace("增加20.00万元，增长22.2%", "减少5.00万元，下降4.3%")
    (found,) = violations("N14", told(appropriation=level, general=general))
    assert "持平" in found.source.quote


def test_a_rate_between_two_printed_years() -> None:
    """比2022年决算数减少…% where both years' figures are printed."""
    words = "公务接待费2022年决算数为57.43万元，2023年支出决算为56.12万元，比2022年决算数{}。"
    assert holds("N03", told(three_public=words.format("减少2.28%")))
    (found,) = violations("N03", told(three_public=words.format("减少1.10%")))
    assert found.expected == "下降 2.28%"
    assert violations("N03", told(three_public=words.format("增加2.28%")))


def test_a_completion_of_a_budget_that_a_comparison_implies() -> None:
    """0.15 = 2.00 − 1.85, so 7.5 % of the budget was spent."""
    words = "公务接待费支出决算为0.15万元，完成年初预算的{}%，比年初预算减少1.85万元。"
    assert holds("N07", told(three_public=words.format("7.5")))
    assert [v.expected for v in violations("N07", told(three_public=words.format("8.5")))] == ["7.5%"]


def test_no_part_is_above_its_whole() -> None:
    """Contracts with small enterprises within procurement, appropriations within all expenditure."""
    words = "政府采购支出总额50.00万元。授予中小企业合同金额{}万元。"
    assert holds("N15", told(procurement=words.format("50.00")))
    (found,) = violations("N15", told(procurement=words.format("60.00")))
    assert found.expected == "不大于 50.00 万元"
