"""The topics, each with its questions and the function of the command that answers."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType

from shebao.policy.answers.answer import Answer, Given, Question, Topic, answered
from shebao.policy.answers.retiring import WISHED, when_and_how_much
from shebao.policy.casefile import RawCase
from shebao.policy.casework import Kind, compute
from shebao.policy.contributions.kinds import CONTRIBUTION_KINDS
from shebao.policy.injury.kinds import INJURY_KINDS
from shebao.policy.insured import INSURED_LABELS, Insured
from shebao.policy.pensions.compute import compute as compute_pension
from shebao.policy.survivors.kinds import SURVIVOR_KINDS
from shebao.policy.transfers.kinds import TRANSFER_KINDS
from shebao.policy.unemployment.kinds import UNEMPLOYMENT_KINDS

_PLACE = Question("统筹区", "在哪里参保？", "place", False, help="写到市；没有收录的地方按全国规定计算，标准要自己写明")
_PAYERS = tuple(INSURED_LABELS[kind] for kind in Insured if kind != Insured.RESIDENT)


def _by_case(kinds: Sequence[Kind], raw: RawCase) -> Answer:
    found = compute(raw, kinds)
    return answered(found.explanation, found.row)


def _pension(raw: RawCase) -> Answer:
    found = compute_pension(raw)
    return answered(found.explanation, found.row)


def _woman(given: Given) -> bool:
    return str(given.get("性别", "")).startswith("女")


def _wants_pension(given: Given) -> bool:
    return bool(given.get("个人账户储存额") or given.get("平均缴费工资指数") or given.get("要算养老金"))


def _place_of_benefit(given: Given) -> bool:
    return given.get("事项") == "待遇领取地"


def _funds(given: Given) -> bool:
    return given.get("事项") == "转移资金"


_RETIRING = (
    Question("性别", "您的性别？", "choice", choices=("男", "女")),
    Question("出生日期", "哪天出生？", "date", help="以档案和身份证上的为准；只知道年月也可以"),
    Question(
        "人员类别",
        "从事哪类岗位？",
        "choice",
        choices=("女干部", "女工人", "灵活就业"),
        help="管理、技术岗位原 55 岁退休，工人岗位原 50 岁退休",
        when=_woman,
    ),
    Question("累计缴费年限", "到现在一共缴费多少年？", "span", False, help="含视同缴费年限，如 28年10个月"),
    Question("截至", "以上截至哪个月？", "month", False, when=lambda given: bool(given.get("累计缴费年限"))),
    Question("个人账户储存额", "个人账户里有多少钱？", "money", False, help="在社保 App 或窗口查询权益记录单"),
    Question(
        "平均缴费工资指数", "平均缴费工资指数是多少？", "number", False, help="权益记录单上有", when=_wants_pension
    ),
    Question("视同缴费年限", "其中视同缴费多少年？", "span", False, help="没有写 0", when=_wants_pension),
    Question("参保地", "在哪里退休？", "place", False, when=_wants_pension),
    Question("计发基数", "当地的养老金计发基数？", "money", False, help="湖北各市州可不填", when=_wants_pension),
    Question(WISHED, "想比较哪个月退休？", "month", False, help="不填按法定退休时间", when=_wants_pension),
)
_CONTRIBUTING = (
    _PLACE,
    Question("参保身份", "以什么身份参保？", "choice", choices=_PAYERS),
    Question("起始月", "从哪个月算起？", "month"),
    Question("截止月", "算到哪个月？", "month", False, help="不填只算一个月"),
    Question("月工资", "每月工资多少？", "money", False, when=lambda given: not given.get("缴费档次")),
    Question(
        "缴费档次",
        "选哪一档？",
        "number",
        False,
        help="60% 至 300%",
        when=lambda given: given.get("参保身份") == INSURED_LABELS[Insured.FLEXIBLE],
    ),
    Question(
        "工伤风险类别",
        "单位属于哪类行业？",
        "choice",
        choices=tuple("12345678"),
        help="一类风险最低；不清楚可问单位或查营业执照上的行业",
        when=lambda given: given.get("参保身份") != INSURED_LABELS[Insured.FLEXIBLE],
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
_INJURED = (
    _PLACE,
    Question("受伤日期", "哪天受的伤？", "date"),
    Question("核定日期", "劳动能力鉴定是哪天？", "date", False),
    Question("伤残等级", "鉴定为几级？", "choice", choices=tuple(str(grade) for grade in range(1, 11))),
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
    Question("参保经历", "在哪些地方、什么时候参保？", "list", when=_place_of_benefit),
    Question("户籍地", "户籍在哪里？", "place", when=_place_of_benefit),
    Question("性别", "您的性别？", "choice", choices=("男", "女"), when=_place_of_benefit),
    Question("出生日期", "哪天出生？", "date", when=_place_of_benefit),
    Question("达到领取条件日期", "什么时候退休？", "date", when=_place_of_benefit),
    Question("转移日期", "什么时候转移？", "date", when=_funds),
    Question("个人账户储存额", "个人账户里有多少钱？", "money", when=_funds),
    Question("各年度缴费工资", "各年的缴费工资？", "list", when=_funds),
)
TOPICS: MappingProxyType[str, Topic] = MappingProxyType(
    {
        topic.name: topic
        for topic in (
            Topic("retiring", "什么时候能退休，能领多少", _RETIRING, when_and_how_much),
            Topic("pension", "按核定表算养老金", (), _pension),
            Topic("contributing", "我和单位各缴多少", _CONTRIBUTING, lambda raw: _by_case(CONTRIBUTION_KINDS, raw)),
            Topic("unemployed", "失业能领什么", _UNEMPLOYED, lambda raw: _by_case(UNEMPLOYMENT_KINDS, raw)),
            Topic("injured", "工伤能领什么", _INJURED, lambda raw: _by_case(INJURY_KINDS, raw)),
            Topic("bereaved", "亲人去世能领什么", _BEREAVED, lambda raw: _by_case(SURVIVOR_KINDS, raw)),
            Topic("moving", "换地方工作，养老金在哪里领", _MOVING, lambda raw: _by_case(TRANSFER_KINDS, raw)),
        )
    }
)
