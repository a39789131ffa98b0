"""The topics, each with its questions and the function of the command that answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from types import MappingProxyType

from shebao.fields.field import Field
from shebao.policy.answers.answer import Answer, Question, Topic, When, answered, with_assumptions
from shebao.policy.answers.counters import counters
from shebao.policy.answers.retiring import WISHED, when_and_how_much
from shebao.policy.casefile import RawCase
from shebao.policy.casework import HEAD, Kind, compute
from shebao.policy.contributions.kinds import CONTRIBUTION_KINDS
from shebao.policy.contributions.late_fees import FIELDS as LATE_FEE
from shebao.policy.injury.kinds import INJURY_KINDS
from shebao.policy.insured import INSURED_LABELS, Insured
from shebao.policy.pensions.compute import LINE
from shebao.policy.pensions.compute import compute as compute_pension
from shebao.policy.pensions.spellings import FIELDS as EMPLOYEE
from shebao.policy.retirement.case import FIELDS as RETIREMENT
from shebao.policy.survivors.kinds import SURVIVOR_KINDS
from shebao.policy.transfers.kinds import TRANSFER_KINDS
from shebao.policy.unemployment.kinds import UNEMPLOYMENT_KINDS

_PLACE = Question(
    "统筹区", "在哪里参保？", "place", False, help="写到市；没有收录的地方按全国规定计算，当地标准要自己写明"
)
_PAYERS = tuple(INSURED_LABELS[kind] for kind in Insured if kind != Insured.RESIDENT)


def _by_case(kinds: Sequence[Kind], raw: RawCase) -> Answer:
    found = compute(raw, kinds)
    return answered(found.explanation, found.row)


def _pension(raw: RawCase) -> Answer:
    found = compute_pension(raw)
    return answered(found.explanation, found.row)


def _arrears(raw: RawCase) -> Answer:
    stated = RawCase(raw.identifier, {**raw.fields, "事项": "滞纳金"}, {**raw.spellings, "事项": "事项"})
    return with_assumptions(_by_case(CONTRIBUTION_KINDS, stated), LATE_FEE_ESTIMATED)


LATE_FEE_ESTIMATED = "滞纳金只是估算：社会保险费由税务部门征收，应缴日、是否加收和加收多少，以税务部门核定为准。"
_WOMAN = (When(("性别",), ("女",)),)
_PENSION_WANTED = (When(("个人账户储存额", "平均缴费工资指数")),)
_PLACE_OF_BENEFIT = (When(("事项",), ("待遇领取地",)),)
_FUNDS = (When(("事项",), ("转移资金",)),)
_FLEXIBLE = (INSURED_LABELS[Insured.FLEXIBLE],)
_WITH_INJURY = When(("参保身份",), _FLEXIBLE, other=True)
_HOW_MUCH = "能领多少（不填只算时间）"
_RETIRING = (
    Question("性别", "您的性别？", "choice", choices=("男", "女")),
    Question("出生日期", "哪天出生？", "date", help="以档案和身份证上的为准；只知道年月也可以"),
    Question(
        "人员类别",
        "从事哪类岗位？",
        "choice",
        choices=("女干部", "女工人", "灵活就业"),
        help="管理、技术岗位原 55 岁退休，工人岗位原 50 岁退休",
        when=_WOMAN,
    ),
    *(
        replace(question, required=False, group=_HOW_MUCH)
        for question in (
            Question("累计缴费年限", "到现在一共缴费多少年？", "span", help="含视同缴费年限，如 28年10个月"),
            Question("截至", "以上截至哪个月？", "month", when=(When(("累计缴费年限",)),)),
            Question("个人账户储存额", "个人账户里有多少钱？", "money", help="在社保 App 或窗口查询权益记录单"),
            Question(
                "平均缴费工资指数", "平均缴费工资指数是多少？", "number", help="权益记录单上有", when=_PENSION_WANTED
            ),
            Question("视同缴费年限", "其中视同缴费多少年？", "span", help="没有写 0", when=_PENSION_WANTED),
            Question("参保地", "在哪里退休？", "place", when=_PENSION_WANTED),
            Question("计发基数", "当地的养老金计发基数？", "money", help="湖北各市州可不填", when=_PENSION_WANTED),
            Question(WISHED, "想比较哪个月退休？", "month", help="不填按法定退休时间", when=_PENSION_WANTED),
        )
    ),
)
_CONTRIBUTING = (
    _PLACE,
    Question("参保身份", "以什么身份参保？", "choice", choices=_PAYERS),
    Question("起始月", "从哪个月算起？", "month"),
    Question("截止月", "算到哪个月？", "month", False, help="不填只算一个月"),
    Question("月工资", "每月工资多少？", "money", False, when=(When(("缴费档次",), other=True),)),
    Question(
        "缴费档次",
        "选哪一档？",
        "number",
        False,
        help="60% 至 300%",
        when=(When(("参保身份",), _FLEXIBLE),),
    ),
    Question(
        "行业",
        "单位是什么行业？",
        "industry",
        False,
        help="营业执照上的行业，如 汽车制造业",
        when=(_WITH_INJURY,),
    ),
    Question(
        "工伤风险类别",
        "不清楚行业的，工伤风险属第几类？",
        "choice",
        False,
        choices=tuple("12345678"),
        help="1 类风险最低、8 类最高；可问单位",
        when=(_WITH_INJURY, When(("行业",), other=True)),
    ),
)
_UNEMPLOYED = (
    _PLACE,
    Question("失业登记日期", "哪天办的失业登记？", "date"),
    Question("累计缴费月数", "失业保险一共缴了多久？", "span", help="如 63个月、5年3个月"),
    Question("本人意愿中断就业", "是自己辞职的吗？", "choice", False, choices=("是", "否")),
    Question("前次未领月数", "上次还有几个月没领？", "number", False),
    Question("失业保险金标准", "当地的失业保险金标准？", "money", False, help="没有收录的月份须写"),
)
_GRADES = tuple(f"{numeral}级" for numeral in "一二三四五六七八九十")
_INJURED = (
    _PLACE,
    Question("受伤日期", "哪天受的伤？", "date"),
    Question("核定日期", "劳动能力鉴定是哪天？", "date", False),
    Question("伤残等级", "鉴定为几级？", "choice", choices=_GRADES),
    Question("月平均缴费工资", "受伤前 12 个月平均缴费工资？", "money"),
    Question("统筹地区上年度职工月平均工资", "当地上年度职工月平均工资？", "money", False, help="没有收录的年度须写"),
    Question("终止或解除劳动关系日期", "什么时候离开单位？", "date", False, help="五至十级离开单位的另有一次性补助金"),
)
_BEREAVED = (
    _PLACE,
    Question("死亡日期", "哪天去世？", "date"),
    Question("缴费月数", "一共缴费多久？", "span"),
    Question("养老金领取起始月", "什么时候开始领养老金？", "month", False, help="没有退休的不填"),
    Question("个人账户余额", "个人账户还有多少？", "money", False),
    Question(
        "上一年度全省城镇居民人均可支配收入", "全省城镇居民人均可支配收入？", "money", False, help="没有收录的年度须写"
    ),
)
_MOVING = (
    Question("事项", "想知道什么？", "choice", choices=("待遇领取地", "转移资金")),
    Question(
        "参保经历",
        "在哪些地方、什么时候参保？",
        "list",
        when=_PLACE_OF_BENEFIT,
        columns=(
            Question("参保地", "参保地", "place"),
            Question("起始月", "从哪个月", "month"),
            Question("截止月", "到哪个月", "month"),
        ),
    ),
    Question("户籍地", "户籍在哪里？", "place", when=_PLACE_OF_BENEFIT),
    Question("性别", "您的性别？", "choice", choices=("男", "女"), when=_PLACE_OF_BENEFIT),
    Question("出生日期", "哪天出生？", "date", when=_PLACE_OF_BENEFIT),
    Question("达到领取条件日期", "什么时候退休？", "date", when=_PLACE_OF_BENEFIT),
    Question("转移日期", "什么时候转移？", "date", when=_FUNDS),
    Question("个人账户储存额", "个人账户里有多少钱？", "money", when=_FUNDS),
    Question(
        "各年度缴费工资",
        "各年的缴费工资？",
        "list",
        when=_FUNDS,
        columns=(
            Question("年度", "年度", "number"),
            Question("缴费工资总额", "全年缴费工资", "money"),
        ),
    ),
)
_OWING = (
    _PLACE,
    Question(
        "欠缴明细",
        "欠了哪些钱？",
        "list",
        columns=(
            Question("欠缴金额", "欠缴金额（元）", "money"),
            Question("应缴日", "最迟应缴日", "date"),
            Question("缴清日", "打算缴清的日子", "date"),
        ),
    ),
)


def _fields(kinds: Sequence[Kind]) -> tuple[Field, ...]:
    return (*HEAD, *kinds[0].fields)


_ALL = (
    Topic(
        "retiring",
        "什么时候能退休，能领多少",
        _RETIRING,
        when_and_how_much,
        (*RETIREMENT, *EMPLOYEE, Field("wished", WISHED)),
        lead="答三个问题就知道什么时候能退休；再写缴费年限和个人账户，就知道大约能领多少、早退晚退差多少。",
    ),
    Topic("pension", "按核定表算养老金", (), _pension, (LINE, *EMPLOYEE)),
    Topic(
        "contributing",
        "我和单位各缴多少",
        _CONTRIBUTING,
        lambda raw: _by_case(CONTRIBUTION_KINDS, raw),
        _fields(CONTRIBUTION_KINDS),
        lead="按当地当月的缴费基数上下限，算每个险种单位缴多少、个人缴多少。",
    ),
    Topic(
        "arrears",
        "欠缴要补多少，滞纳金大约多少",
        _OWING,
        _arrears,
        (*HEAD, *LATE_FEE),
        lead="逐笔写欠缴金额、应缴日和打算缴清的日子，估算滞纳金。",
    ),
    Topic(
        "unemployed",
        "失业能领什么",
        _UNEMPLOYED,
        lambda raw: _by_case(UNEMPLOYMENT_KINDS, raw),
        _fields(UNEMPLOYMENT_KINDS),
        lead="能不能领失业保险金，每月多少，领几个月。",
    ),
    Topic(
        "injured",
        "工伤能领什么",
        _INJURED,
        lambda raw: _by_case(INJURY_KINDS, raw),
        _fields(INJURY_KINDS),
        lead="按鉴定的伤残等级，有哪些一次性待遇和按月待遇，谁支付。",
    ),
    Topic(
        "bereaved",
        "亲人去世能领什么",
        _BEREAVED,
        lambda raw: _by_case(SURVIVOR_KINDS, raw),
        _fields(SURVIVOR_KINDS),
        lead="企业职工、灵活就业人员或退休人员去世，遗属能领的丧葬补助金、抚恤金和个人账户余额。",
    ),
    Topic(
        "moving",
        "换地方工作，养老金在哪里领",
        _MOVING,
        lambda raw: _by_case(TRANSFER_KINDS, raw),
        tuple(field for kind in TRANSFER_KINDS[:2] for field in (*HEAD, *kind.fields)),
        lead="在几个地方参过保的，在哪里领养老金；转移时转走多少钱。",
    ),
)
TOPICS: MappingProxyType[str, Topic] = MappingProxyType(
    {topic.name: replace(topic, counter=counters().get(topic.name)) for topic in _ALL}
)
