"""Which measure, aspect and item a figure of the narrative belongs to."""

import pytest

from reading.statements.sentences import facts, statements
from shebao.report.statements import Absence

E = "社会保障和就业支出（类）行政事业单位养老支出（款）行政单位离退休（项）"
PATH = "社会保障和就业支出/行政事业单位养老支出/行政单位离退休"


@pytest.mark.parametrize(
    ("kind", "sentence", "expected"),
    [
        ("narrative.totals", "2023年度收、支总计12.50万元。", [("grand_total", "actual", "12.50万元")]),
        ("narrative.totals", "本年度收入支出总计 1，234.56 万元。", [("grand_total", "actual", "1，234.56万元")]),
        ("narrative.totals", "某局2023年度收入支出总计1,234.56万元。", [("grand_total", "actual", "1,234.56万元")]),
        (
            "narrative.totals",
            "2023年度收入总计 30 万元，支出总计 29.5 万元。",
            [("income_grand_total", "actual", "30万元"), ("expenditure_grand_total", "actual", "29.5万元")],
        ),
        (
            "narrative.income",
            "本年收入合计200元，其中：财政拨款收入150元，占75%；其他收入50元，占25%。",
            [
                ("income_total", "actual", "200元"),
                ("income.appropriation", "actual", "150元"),
                ("income.other", "actual", "50元"),
            ],
        ),
        (
            "narrative.income",
            "本年收入合计200.00万元，包括：财政拨款收入150.00万元，占75%；其他收入50.00万元，占25%。",
            [
                ("income_total", "actual", "200.00万元"),
                ("income.appropriation", "actual", "150.00万元"),
                ("income.other", "actual", "50.00万元"),
            ],
        ),
        (
            "narrative.expenditure",
            "支出合计3亿元。其中：基本支出2亿元，项目支出1亿元。",
            [
                ("expenditure_total", "actual", "3亿元"),
                ("expenditure.basic", "actual", "2亿元"),
                ("expenditure.project", "actual", "1亿元"),
            ],
        ),
        (
            "narrative.general",
            "一般公共预算财政拨款支出9万元。其中：基本支出6万元，项目支出3万元。",
            [
                ("general", "actual", "9万元"),
                ("general.basic", "actual", "6万元"),
                ("general.project", "actual", "3万元"),
            ],
        ),
        (
            "narrative.general.items",
            f"1.{E}。年初预算为5万元，支出决算为4万元。",
            [(f"general/{PATH}", "initial_budget", "5万元"), (f"general/{PATH}", "actual", "4万元")],
        ),
        (
            "narrative.general.items",
            "2、教育支出。年初预算270万元，年中追加预算30万元，全年预算300万元，决算数299万元。",
            [
                ("general/教育支出", "initial_budget", "270万元"),
                ("general/教育支出", "addition", "30万元"),
                ("general/教育支出", "adjusted_budget", "300万元"),
                ("general/教育支出", "actual", "299万元"),
            ],
        ),
        (
            "narrative.three_public.items",
            "3.公务接待费预算为2万元，支出决算为1万元。其中：国内公务接待支出1万元，共接待国内来访团组5个，30人次。",
            [
                ("three_public.reception", "budget", "2万元"),
                ("three_public.reception", "actual", "1万元"),
                ("reception.domestic", "actual", "1万元"),
                ("reception_batches", "count", "5个"),
                ("reception_people", "count", "30人次"),
            ],
        ),
        (
            "narrative.assets",
            "截至2023年12月31日，共有车辆3辆，其中：应急保障用车1辆、其他用车2辆。单价100万元（含）以上设备4台（套）。",
            [
                ("assets.vehicles", "count", "3辆"),
                ("assets.vehicles/应急保障用车", "count", "1辆"),
                ("assets.vehicles/其他用车", "count", "2辆"),
                ("assets.equipment", "count", "4台（套）"),
            ],
        ),
        (
            "narrative.performance.projects",
            "1.信息化运维项目绩效自评综述：项目全年预算数为60万元，执行数为54万元，完成预算的90%。",
            [
                ("performance.project/信息化运维", "adjusted_budget", "60万元"),
                ("performance.project/信息化运维", "actual", "54万元"),
            ],
        ),
        (
            "narrative.general.items",
            "项目支出20万元。项目支出主要用于大厅改造12万元；设备更新8万元。",
            [
                ("general.project", "actual", "20万元"),
                ("general.project/大厅改造", "actual", "12万元"),
                ("general.project/设备更新", "actual", "8万元"),
            ],
        ),
        ("narrative.totals", "2022年度收、支总计10万元。", [("grand_total", "prior", "10万元")]),
        (
            "narrative.general.items",
            "3.卫生健康支出（210类）行政事业单位医疗（11款）行政单位医疗（01项）9.1万元。年初预算为0，支出决算为9.1。",
            [
                ("general/卫生健康支出/行政事业单位医疗/行政单位医疗", "actual", "9.1万元"),
                ("general/卫生健康支出/行政事业单位医疗/行政单位医疗", "initial_budget", "0"),
                ("general/卫生健康支出/行政事业单位医疗/行政单位医疗", "actual", "9.1"),
            ],
        ),
        (
            "narrative.general.items",
            f"1.{E}。年初预算为5万元。“教育支出（类）普通教育（款）小学教育（项）”3万元，主要用于：教学。年初预算为2万元。",
            [
                (f"general/{PATH}", "initial_budget", "5万元"),
                ("general/教育支出/普通教育/小学教育", "actual", "3万元"),
                ("general/教育支出/普通教育/小学教育", "initial_budget", "2万元"),
            ],
        ),
        (
            "narrative.three_public",
            "国内公务接待50批次500人，其中：国内外事接待2批次，8人；国（境）外公务接待1批次，3人。",
            [
                ("reception_batches", "count", "50批次"),
                ("reception_people", "count", "500人"),
                ("reception_batches/国内外事接待", "count", "2批次"),
                ("reception_people/国内外事接待", "count", "8人"),
                ("foreign_batches", "count", "1批次"),
                ("foreign_people", "count", "3人"),
            ],
        ),
        (
            "narrative.general",
            "1.教育支出（类）9万元。（1）普通教育（款）小学教育（项）年初预算为4万元。",
            [
                ("general/教育支出", "actual", "9万元"),
                ("general/教育支出/普通教育/小学教育", "initial_budget", "4万元"),
            ],
        ),
        (
            "narrative.three_public",
            "公务接待费支出决算由0万元增加至0.30万元；因公出国（境）费支出决算减少为0.00万元。",
            [("three_public.reception", "actual", "0.30万元"), ("three_public.abroad", "actual", "0.00万元")],
        ),
        # a section's own total, however it is paraphrased
        ("narrative.income", "我部门当年取得各项收入200元。", [("income_total", "actual", "200元")]),
        ("narrative.income", "2023年度总收入为200元。", [("income_total", "actual", "200元")]),
        (
            "narrative.general",
            "本年度由一般公共预算财政拨款安排的支出共200元，占本年支出合计的98.18%。",
            [("general", "actual", "200元")],
        ),
        # names in other words, names behind their amount
        (
            "narrative.procurement",
            "政府采购支出总额39元，其中：货物采购7元、采购工程0元、服务类采购32元。",
            [
                ("procurement", "actual", "39元"),
                ("procurement.goods", "actual", "7元"),
                ("procurement.works", "actual", "0元"),
                ("procurement.services", "actual", "32元"),
            ],
        ),
        (
            "narrative.three_public",
            "当年未购置公务用车；4.40万元全部为公务用车运行维护费。",
            [("three_public.vehicle_operation", "actual", "4.40万元")],
        ),
    ],
)
def test_a_sentence_says_what_its_figures_are(kind: str, sentence: str, expected: list[tuple[str, str, str]]) -> None:
    """Measure, aspect and printed figure, for wordings of several places."""
    found = facts(statements(kind, sentence))
    normal = [(measure, aspect, figure.replace("（", "(").replace("）", ")")) for measure, aspect, figure in found]
    assert normal == [(m, a, f.replace("（", "(").replace("）", ")")) for m, a, f in expected]


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("narrative.totals", "2023年度收、支总计各是12.5、13.1万元。"),
        ("narrative.totals", "主要原因是项目支出增加，较上年增加1,133.95万元。"),
        ("narrative.three_public", "接待对象为调研人员，人均公务接待费0.01万元。"),
        ("narrative.running_costs", "为完成改造，物业公司代垫电梯款3万元。"),
        ("narrative.procurement", "面向中小企业预留政府采购项目预算金额25万元。"),
        ("narrative.expenditure", "基本支出、项目支出30万元。"),
        ("narrative.performance", "改造网站，预算40万左右。"),
        ("", "完成年度目标任务，发放待遇5.83亿元。"),
    ],
)
def test_what_is_not_understood_is_no_fact(kind: str, sentence: str) -> None:
    """Figures whose subject is ambiguous, approximate or free text stay unassigned."""
    found = statements(kind, sentence)
    assert not found.facts
    assert found.unassigned


@pytest.mark.parametrize(
    ("kind", "sentence", "measures"),
    [
        ("narrative.fund", "本单位当年无政府性基金预算财政拨款收入支出。", {"income.fund", "fund_expenditure", "fund"}),
        (
            "narrative.fund",
            "本部门没有政府性基金预算财政拨款收入，也没有使用政府性基金预算财政拨款安排的支出。",
            {"income.fund", "fund_expenditure"},
        ),
        ("narrative.state_capital", "无国有资本经营预算财政拨款支出。", {"state_capital_expenditure"}),
        ("narrative.three_public", "1.因公出国（境）费无预算，无支出。", {"three_public.abroad"}),
        (
            "narrative.procurement",
            "无政府采购工程支出、无政府采购服务支出。",
            {"procurement.works", "procurement.services"},
        ),
        ("narrative.assets", "截至年末，本单位无车辆。", {"assets.vehicles"}),
        ("narrative.three_public", "公务接待费较上年无增减。", set()),
        ("narrative.three_public", "无安全奖励费用和其他费用。", set()),
    ],
)
def test_absence(kind: str, sentence: str, measures: set[str]) -> None:
    """无…, 没有…: which measures are said to be nothing."""
    found = statements(kind, sentence)
    assert {claim.measure for claim in found.claims if type(claim).__name__ == "Absence"} == measures


@pytest.mark.parametrize(
    ("sentence", "aspects"),
    [
        ("无公务接待费预算。", {"budget"}),
        ("无公务接待费预算和支出。", {"budget", "actual"}),
        ("无公务接待费支出。", {"actual"}),
        ("公务接待费无预算安排，无支出决算数。", {"budget", "actual"}),
    ],
)
def test_what_is_absent(sentence: str, aspects: set[str]) -> None:
    """The budget, the actual or both."""
    found = statements("narrative.three_public", sentence)
    assert {aspect.value for claim in found.claims if isinstance(claim, Absence) for aspect in claim.aspects} == aspects


def test_listing() -> None:
    """主要包括: the names, each with its own place in the text."""
    found = statements("narrative.basic", "人员经费6万元，主要包括：基本工资、津贴补贴、奖金等；公用经费4万元。")
    listing = next(claim for claim in found.claims if type(claim).__name__ == "Listing")
    assert [name.quote for name in listing.names] == ["基本工资", "津贴补贴", "奖金"]
    assert facts(found)[-1] == ("operating", "actual", "4万元")


def test_spaces_and_line_breaks_inside_numbers() -> None:
    """A number that justification tore apart is one number; two numbers beside each other stay two."""
    assert facts(statements("narrative.totals", "收、支总计 1,597.5 1 万 元。")) == [
        ("grand_total", "actual", "1,597.5 1万元")
    ]
    chart = statements("narrative.expenditure", "项目 金额 占比 教育支出 20.00 40.0% 其他支出 30.00 60.0% 合计 50.00")
    assert [fact.figure.text for fact in chart.facts] == ["50.00", "20.00", "30.00"]


def test_what_is_not_included_is_no_list():
    """不包括陪同人员 excludes; it lists nothing."""
    found = statements("narrative.three_public.items", "2023年度共接待国内来访团组2个，16人次（不包括陪同人员）。")
    assert [fact.measure for fact in found.facts] == ["reception_batches", "reception_people"]
    assert found.claims == ()
