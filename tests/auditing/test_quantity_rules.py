"""N20–N25, X64: what sentences on anything say of their figures holds, or is found with its arithmetic."""

import random

import pytest

from auditing.builders import holds, undecided, violations
from shebao.reading.report import read_file
from shebao.report import Report
from shebao.report.kinds import DocumentKind

FRAME = """第三部分 示例区公园养护中心2023年度单位决算情况说明
一、收入支出决算总体情况说明
2023年度收、支总计800万元。
第四部分 2023年重点工作完成情况
一、推进绿地建设。
{words}
第五部分 名词解释
（一）基本支出：维持日常运转的支出。
"""


def told(words: str) -> Report:
    return read_file(FRAME.format(words=words).encode(), "report.txt").report


@pytest.mark.parametrize(
    ("code", "right", "wrong", "stated", "expected"),
    [
        ("N20", "新增建档6,410户，其中：城区2,815户，近郊1,940户，远郊1,655户。", "6,410户|6,430户", "6,430", "6,410"),
        (
            "N20",
            "检疫153,400头次。其中，生猪61,200头，肉羊28,300头，肉牛63,900头。",
            "153,400|152,400",
            "152,400",
            "153,400",
        ),
        ("N20", "建成监测站95座，其中雨量站41座，风速站28座，墒情站26座。", "95座|96座", "96", "95"),
        ("N20", "线上办理70件、线下办理50件，合计120件。", "120|130", "130", "120"),
        ("N21", "新建公园34处，完成目标任务（28处）的121.4%。", "121.4|118.6", "118.6%", "121.4%"),
        ("N21", "计划改造28处，实际改造34处，完成率121.4%。", "121.4|112.4", "112.4%", "121.4%"),
        ("N21", "立案1503件，结案1486件，结案率98.9%。", "98.9|89.9", "89.9%", "98.9%"),
        ("N22", "接待游客12.6万人次，比上年增加1.2万人次，增长10.5%。", "10.5|15.0", "15.0%", "10.5%"),
        ("N23", "为3个社区各投入20万元，共60万元。", "共60|共80", "80", "60"),
        ("N20", "养护车辆4辆（巡查车3辆，洒水车1辆）。", "养护车辆4辆|养护车辆5辆", "5", "4"),
        ("N20", "核查数据65794条，其中核实一致52515条、存在差异13279条。", "65794|86650", "86650", "65,794"),
        ("N20", "办理业务37662件，其中线上办理32844件、线下办理4818件。", "32844|23844", "37662", "28,662"),
        ("N21", "发出意见表1102份，收回920份，回收率为83.5%。", "83.5|80.0", "80.0%", "83.5%"),
        ("N22", "编发信息2651篇，上年为2807篇，减少156篇，下降5.6%。", "5.6|10.0", "10.0%", "5.6%"),
        ("N22", "答复留言1525条，比上年2013条减少488条。", "减少488|减少448", "减少 448", "减少 488"),
        ("N22", "编发信息4210篇，上年为3711篇，增加499篇，增长13.4%。", "增加499|减少499", "减少…增长", "增加…增长"),
        ("N22", "接待游客837.25万人次，同比下降7.6%，即减少68.75万人次。", "68.75|86.75", "7.6%", "9.4%"),
        (
            "N20",
            "取得收入334.07万元，由以下部分构成：补助306.04万元（占92%），捐赠28.03万元（占8%）。",
            "取得收入334|取得收入499",
            "499.07",
            "334.07",
        ),
        ("N24", "印发制度4项，即《档案办法》、《内控规程》、《服务规范》、《值班制度》。", "4项|6项", "6", "4"),
        ("N24", "我单位内设办公室、养护科、财务科3个科室。", "3个|4个", "4", "3"),
        ("N24", "内设机构4个：办公室、养护科、规划科、财务科。", "4个|5个", "5", "4"),
    ],
)
def test_the_right_sentence_holds_and_the_wrong_one_is_found(code, right, wrong, stated, expected):
    old, new = wrong.split("|")
    assert holds(code, told(right)), right
    assert not violations(code, told(right))
    (found,) = violations(code, told(right.replace(old, new)))
    assert stated in found.stated
    assert expected in found.expected
    assert found.source.quote


@pytest.mark.parametrize(
    "words",
    [
        "共有企业900家，其中规模以上120家、高新技术85家。",  # not all are listed
        "共有企业900家，其中规模以上120家、高新技术85家等。",
        "服务企业900余家，其中规模以上600家、高新技术500家。",  # about
    ],
)
def test_lists_that_may_leave_some_out_are_not_judged(words):
    assert not violations("N20", told(words))


def test_a_single_part_is_never_more_than_its_whole():
    (found,) = violations("N20", told("举办培训18期，其中线上81期。"))
    assert found.severity == "warning"


@pytest.mark.parametrize("seed", range(12))
def test_any_changed_digit_of_a_total_or_part_is_found(seed):
    """Generation: a list that adds up, one digit changed anywhere in it."""
    rng = random.Random(seed)
    parts = [rng.randint(1_000, 9_000) for _ in range(3)]
    words = f"发放手册{sum(parts)}册，分别为城区{parts[0]}册、近郊{parts[1]}册、远郊{parts[2]}册。"
    assert not violations("N20", told(words))
    places = [index for index, character in enumerate(words) if character.isdigit()]
    at = rng.choice(places)
    digit = rng.choice([d for d in "123456789" if d != words[at]])
    assert violations("N20", told(words[:at] + digit + words[at + 1 :])), (words, at, digit)


FORM = """第三部分 示例社区事务所2022年度单位决算情况说明
一、预算绩效情况说明
2022年度便民服务项目绩效自评表
项目名称	便民服务
主管部门	示例街道	实施单位	示例社区事务所
预算执行情况（万元）（20分）	预算数（A）	执行数（B）	执行率（B/A）	得分（20分*执行率）
年度资金总额	150.00	150.00	100.00%	20.00
年度绩效指标	一级指标	二级指标	三级指标	年初目标值（A）	实际完成值（B）	得分
	产出指标（50分）	数量指标（50分）	受理社区事务件数（50分）	9000件	10862件	50
	效益指标（30分）	满意度指标（30分）	办事居民满意率（30分）	90%	96.3%	30
总分	100
第四部分 2022年重点工作完成情况
一、提升窗口服务。
全年受理社区事务{number}件；办事居民满意率{rate}%。
第五部分 名词解释
（一）基本支出：维持日常运转的支出。
"""


@pytest.mark.parametrize(
    ("number", "rate", "stated"), [("10,682", "96.3", "10,682"), ("10862", "93.6", "93.6"), ("10,862", "96.3", "")]
)
def test_key_work_against_the_form(number, rate, stated):
    found = violations("X64", read_file(FORM.format(number=number, rate=rate).encode(), "r.txt").report)
    assert [violated.stated.split(" ")[0].rstrip("%") for violated in found] == ([stated] if stated else [])


def test_another_number_altogether_may_be_another_scope():
    subject = read_file(FORM.format(number="3,200", rate="96.3").encode(), "r.txt").report
    assert not violations("X64", subject)
    assert undecided("X64", subject)


PROCUREMENT = """第三部分 示例市档案局2023年度部门决算情况说明
一、政府采购支出情况
示例市档案局2023年度政府采购支出总额{total}万元，其中：货物采购金额31.15万元、服务采购金额55.25万元。
在面向中小企业预留的政府采购项目中，由中小企业供应商中标或成交的，采购金额70.30万元；在其他政府采购项目中，由中小企业供应商中标或成交的，采购金额{other}万元。
"""


def test_awards_in_reserved_and_other_projects_together():
    right = read_file(PROCUREMENT.format(total="86.40", other="16.10").encode(), "r.txt").report
    assert holds("N25", right)
    wrong = read_file(PROCUREMENT.format(total="86.40", other="61.20").encode(), "r.txt").report
    (found,) = violations("N25", wrong)
    assert (found.stated, found.expected) == ("61.20 万元", "不大于 16.10 万元")


def test_documents_are_of_the_kind_they_are():
    assert told("新建公园34处。").document is DocumentKind.EXCERPT


TOLD = FORM.replace(
    "一、预算绩效情况说明\n",
    "一、预算绩效情况说明\n便民服务项目绩效自评综述：一是办事居民满意率{rate}，二是受理居民各类社区事务申请，全部按时办结，办件{number}件。\n",
)


@pytest.mark.parametrize(("told_number", "wrong"), [("10862", False), ("10682", True), ("3200", False)])
def test_a_value_told_in_other_words_behind_the_name_of_its_indicator(told_number, wrong):
    text = TOLD.replace("受理社区事务件数（50分）", "受理居民各类社区事务申请（50分）")
    subject = read_file(text.format(number=told_number, rate="96.3%").encode(), "r.txt").report
    assert [v.stated for v in violations("X65", subject)] == ([f"{told_number}件"] if wrong else [])
