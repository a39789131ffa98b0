"""How the fields of pension and retirement cases may be spelled."""

from __future__ import annotations

from types import MappingProxyType

from shebao.fields.field import Field

SEXES = MappingProxyType(
    {"男": "male", "女": "female", "m": "male", "f": "female", "male": "male", "female": "female"}
    | {"1": "male", "2": "female", "男性": "male", "女性": "female"}
)
GROUPS = MappingProxyType(
    dict.fromkeys(("女干部", "female_cadre", "female_55"), "female_cadre")
    | dict.fromkeys(("女工人", "女职工", "female_worker", "female_50"), "female_worker")
    | dict.fromkeys(("干部", "管理岗", "技术岗", "管理技术岗位", "管理岗位", "专业技术岗位", "55"), "cadre")
    | dict.fromkeys(("工人", "生产岗", "非管理技术岗位", "工勤", "工勤岗位", "50"), "worker")
    | dict.fromkeys(("灵活就业", "灵活就业人员", "个体"), "flexible")
    | dict.fromkeys(("男职工", "男干部", "男工人", "male", "60"), "male")
)
COUNTINGS = MappingProxyType(
    dict.fromkeys(("按月", "按月数", "月", "months"), "months")
    | dict.fromkeys(("两位小数", "保留两位小数", "年", "hundredths"), "hundredths")
)
FEMALE_GROUPS = {"cadre": "female_cadre", "worker": "female_worker", "flexible": "female_cadre"}


def field(key: str, label: str, spellings: str = "") -> Field:
    """A field with its other spellings, separated by spaces."""
    return Field(key, label, tuple(spellings.split()))


SEX = field("sex", "性别", "gender")
BIRTH = field("birth", "出生年月", "出生日期 出生时间 出生 birth_date birth_month birthday AAC006")
GROUP = field("group", "人员类别", "category 身份 岗位 岗位类别 原法定退休年龄 人员身份")
CITY = field("city", "参保地", "城市 退休地 area region city_type 统筹区 统筹地区 待遇领取地 地区")
FIELDS = (
    SEX,
    BIRTH,
    GROUP,
    CITY,
    field("province", "省份", "省"),
    field("work", "参加工作时间", "work_start 参工时间 参加工作年月 参工 work_date"),
    field(
        "retire",
        "退休时间",
        "退休年月 退休日期 退休 retire_date retire_month retirement AIC162 retirement_date retirement_month "
        "办理退休时间",
    ),
    field("age", "退休年龄", "retire_age retirement_age 退休时年龄 实际退休年龄"),
    field("death", "死亡时间", "死亡日期 death_date"),
    field("determination", "核定时间", "核定日期 计算日期 assessed_on determined"),
    field("base", "计发基数", "baseRetire base_number base_amount 养老金计发基数 calculation_base pension_base 基数"),
    field("base_province", "省计发基数", "base_prov"),
    field(
        "index",
        "平均缴费工资指数",
        "avg_index average_index index_avg contribution_index average_contribution_index AIC164 平均缴费指数 "
        "平均工资指数 平均指数 缴费指数 缴费工资指数 指数 索引 本人平均缴费工资指数",
    ),
    field(
        "total_years",
        "累计缴费年限",
        "缴费年限 years total_year 合计缴费年限 总缴费年限 累计年限 缴费总年限 contribution_years "
        "total_contribution_years years_total",
    ),
    field("total_months", "累计缴费月数", "缴费月数 总缴费月数 合计缴费月数 contribution_months"),
    field("actual_years", "实际缴费年限", "paid_years"),
    field("actual_months", "实际缴费月数", "paid_months"),
    field(
        "deemed_years",
        "视同缴费年限",
        "sight_years deemed 视同年限 视同 deemed_year deemed_contribution_years 视同工龄",
    ),
    field("deemed_months", "视同缴费月数", "视同月数"),
    field(
        "account",
        "个人账户储存额",
        "personal_account account_balance personal_account_balance balance account_total 储存额 个人账户余额 "
        "个人账户累计储存额 个人账户总额 个账 个账储存额 个人账户 account_amount",
    ),
    field("months", "计发月数", "payout_months payout 计发月份 个人账户计发月数 个人账户养老金计发月数 divisor"),
    field("transition_rate", "过渡性养老金计发系数", "过渡系数 过渡性系数 计发系数"),
    field("counting", "缴费年限取法", "年限取法 缴费年限计算方式"),
    field("history", "缴费记录", "缴费历史 contributions contribution_history"),
    field("opening", "个人账户起点", "account_opening 个人账户期初"),
    field("account_start", "建立个人账户时间", "建账时间 统账时间 建账"),
)
ASSESSED = (
    field("basic", "基础养老金", "basic_pension jcylj"),
    field("personal", "个人账户养老金", "personal_pension account_pension"),
    field("transition", "过渡性养老金", "transitional_pension transition_pension transitional"),
    field("total_pension", "基本养老金合计", "total 合计 total_amount 基本养老金 养老金合计"),
)
"""What a sheet itself states as its result."""
COMMON = (
    field("id", "编号", "case_id 姓名 name 个人编号 案例编号"),
    field("remark", "备注", "note notes source data_source confidence verified 说明 来源"),
    field("line", "险种", "expected formula_residual retire_type adjustments payments through"),
)
"""What cases carry besides and nothing here complains about."""
